"""`log` reads back what was done for a person or thesis."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import change
from cli.running import run

AUTHOR = "0000-0002-1825-0097"


def test_log_shows_calls_and_outcomes_of_a_person(claimed: Path) -> None:
    run("-c", claimed, "push")

    lines = run("-c", claimed, "log", AUTHOR, "--json").lines
    assert [(line.get("method"), line.get("status")) for line in lines if line["kind"] == "call"] == [
        ("GET", 200),
        ("POST", 201),
    ]
    assert [line["outcome"] for line in lines if line["kind"] == "outcome"] == ["added"]
    text = run("-c", claimed, "log", "20.500.14999/1").out
    assert f"POST /v3.0/{AUTHOR}/work: 201" in text
    assert run("-c", claimed, "log", AUTHOR, "--since", "2999-01-01").out.startswith("Nothing is known")


def test_log_of_an_unknown_thesis(claimed: Path) -> None:
    assert "No thesis is known by" in run("-c", claimed, "log", "10.5555/nothing").sentence


def test_the_log_is_kept_as_long_as_the_configuration_says(claimed: Path) -> None:
    change(claimed, "[store]", "[store]\nlog_days = 0")
    run("-c", claimed, "push")
    run("-c", claimed, "push")
    assert len(run("-c", claimed, "log", AUTHOR, "--json").lines) == 3


def test_the_log_says_who_switched_what(claimed: Path) -> None:
    run("-c", claimed, "pause", "library", "--by", "A. Librarian")
    switch = run("-c", claimed, "log", "--json").lines[-1]
    assert {key: switch[key] for key in ("kind", "switch", "on", "source", "by")} == {
        "kind": "switch", "switch": "pause", "on": True, "source": "library", "by": "A. Librarian",
    }  # fmt: skip
    assert "on of library, by A. Librarian" in run("-c", claimed, "log").out
