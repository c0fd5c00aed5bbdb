"""`forget` shows what is held, asks, and erases."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import stored
from cli.running import run

AUTHOR = "0000-0002-1825-0097"


def test_forget_shows_asks_and_erases(claimed: Path) -> None:
    run("-c", claimed, "push")

    asked = run("-c", claimed, "forget", AUTHOR, stdin="keep\nkeep\nn\n")
    assert (asked.exit_code, "Held: " in asked.out, "1 in permission" in asked.out) == (1, True, True)
    assert AUTHOR in "".join(stored(claimed))

    ran = run("-c", claimed, "forget", AUTHOR, stdin="delete\nkeep\ny\n")
    assert ran.exit_code == 0
    assert ran.out.endswith("1 forgotten, 1 removed, 1 revoked\n")
    assert AUTHOR not in "".join(line for line in stored(claimed) if 'INTO "record"' not in line)
    assert "Nothing is known of" in run("-c", claimed, "forget", AUTHOR).sentence


def test_forget_as_json_asks_nobody(claimed: Path) -> None:
    words = ["-c", claimed, "forget", AUTHOR, "--json"]
    assert "--works keep|delete" in run(*words).err
    ran = run(*words, "--works", "keep", "--repository", "remove", "--yes")
    assert [line["outcome"] for line in ran.lines] == ["revoked", "forgotten"]
