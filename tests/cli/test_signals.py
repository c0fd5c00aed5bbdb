"""The command as a program: signals, pipes, colours, and what cron sees."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import SAMPLES
from cli.running import command, run, run_program

from orcid_sync.rehearsal import Rehearsal, Script


def started(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def stalling(site: Path, rehearsal: Rehearsal) -> Path:
    """A site whose source answers two pages, and then only asks to wait."""
    assert run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library").exit_code == 0
    rehearsal.world.calls.clear()
    rehearsal.world.scripts.add(Script("oai", "503", times=0, after=2, retry_after=60))
    return site


def refusals(rehearsal: Rehearsal) -> list[object]:
    return [call for call in rehearsal.world.calls.all() if call.status == 503]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", [["harvest"], ["harvest", "--jobs", "2"], ["run"]])
def test_a_signal_ends_a_harvest_after_the_page_at_hand(
    words: list[str], number: int, stalling: Path, rehearsal: Rehearsal
) -> None:
    harvest = started("-c", stalling, *words)
    wait_for(lambda: refusals(rehearsal))
    os.killpg(harvest.pid, number)
    _, err = harvest.communicate(timeout=20)

    assert harvest.returncode == 3
    assert err.splitlines() == [
        "orcid-sync: ending after what is at hand; once more (Ctrl-C) ends at once.",
        "orcid-sync: The run was ended early. Run it again: it goes on where it stopped.",
    ]
    rehearsal.world.scripts.clear()
    run("-c", stalling, "harvest")
    assert run("-c", stalling, "status", "--json").lines[0]["records"]["work"] == 32


def test_a_second_ctrl_c_ends_at_once(stalling: Path, rehearsal: Rehearsal) -> None:
    probing = started("-c", stalling, "sources", "add", rehearsal.oai_url)  # asks three times, then waits
    wait_for(lambda: refusals(rehearsal))
    os.killpg(probing.pid, signal.SIGINT)
    _, err = probing.communicate(timeout=20)
    assert probing.returncode == 3
    assert err == "orcid-sync: Ended at once. Run it again: it goes on where it stopped.\n"


def test_a_signal_ends_a_push_after_the_work_at_hand(claimed: Path, rehearsal: Rehearsal) -> None:
    rehearsal.world.scripts.add(Script("orcid", "503", times=1, method="GET", path="/works", retry_after=2))
    push = started("-c", claimed, "push")
    wait_for(lambda: any(call.status == 503 for call in rehearsal.world.calls.all()))
    os.killpg(push.pid, signal.SIGTERM)
    out, _ = push.communicate(timeout=20)
    assert push.returncode == 3
    assert out.startswith("added ")
    assert run("-c", claimed, "push").out == "Nothing to do.\n"


def test_ctrl_c_ends_the_rehearsal_quietly() -> None:
    rehearsal = started("rehearsal", "--port", "0", "--json")
    assert rehearsal.stdout is not None
    assert '"oai_url": "http://127.0.0.1:' in rehearsal.stdout.readline()
    os.killpg(rehearsal.pid, signal.SIGINT)
    _, err = rehearsal.communicate(timeout=20)
    assert (rehearsal.returncode, err) == (0, "The rehearsal is over.\n")


def test_a_port_in_use_is_said(rehearsal: Rehearsal) -> None:
    port = rehearsal.url.rpartition(":")[2]
    ran = run_program("rehearsal", "--port", port)
    assert ran.exit_code == 3
    assert ran.sentence == (
        f"orcid-sync: Port {port} cannot be used (Address already in use). "
        "Take another one with --port, or 0 for any."
    )


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_that_leaves_is_no_failure(options: list[str], tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.xml").write_bytes((SAMPLES / "etdms11.xml").read_bytes())
    crosswalk = started("crosswalk", tmp_path, *options)
    assert crosswalk.stdout is not None
    crosswalk.stdout.readline()
    crosswalk.stdout.close()
    assert crosswalk.stderr is not None
    err = crosswalk.stderr.read()
    assert crosswalk.wait(timeout=20) == 0
    assert "Traceback" not in err
    assert "Broken pipe" not in err


def test_no_standard_output_at_all() -> None:
    words = " ".join(command("crosswalk", SAMPLES / "etdms11.xml", "--json"))
    ran = subprocess.run(
        ["sh", "-c", f"{words} >&-"], capture_output=True, text=True, check=False, timeout=30
    )
    assert "Traceback" not in ran.stderr


def test_cron_sees_no_progress_and_no_colour(site: Path, rehearsal: Rehearsal) -> None:
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    ran = run_program("-c", site, "run")
    assert ran.err == ""
    assert "\x1b" not in ran.out
    assert run_program("-c", site, "run", "--quiet") == (0, "", "")


def on_a_terminal(*arguments: object, **env: str) -> str:
    """What a person sees."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(*arguments), stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", **env},
    ) as running:  # fmt: skip
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 65536):
                seen += chunk
        except OSError:  # Linux says so when the other end is closed
            pass
        running.wait(timeout=30)
    os.close(ours)
    return seen.decode()


def test_a_terminal_sees_progress_and_colour(harvested: Path, rehearsal: Rehearsal) -> None:
    rehearsal.world.repository.delete("oai:repository.example:20.500.14999/3")
    seen = on_a_terminal("-c", harvested, "harvest")
    assert "Harvesting" in seen
    assert "\x1b[32mdeleted" in seen


def test_progress_knows_how_much_there_is(claimed: Path) -> None:
    for words in (["harvest", "--full"], ["push"]):
        seen = on_a_terminal("-c", claimed, *words)
        assert "100%" in seen


def test_no_color_is_obeyed(harvested: Path, rehearsal: Rehearsal) -> None:
    rehearsal.world.repository.delete("oai:repository.example:20.500.14999/3")
    seen = on_a_terminal("-c", harvested, "harvest", NO_COLOR="1")
    assert "deleted" in seen
    assert "\x1b[3" not in seen
