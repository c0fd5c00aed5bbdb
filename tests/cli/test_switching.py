"""go-live, pause and resume, and what `status` says of it."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import change
from cli.running import run

from orcid_sync.rehearsal import Rehearsal, Script


def outcomes(folder: Path) -> list[str]:
    return [line["outcome"] for line in run("-c", folder, "push", "--json").lines]


def test_go_live_shows_asks_and_remembers(claimed: Path) -> None:
    assert run("-c", claimed, "go-live", "--stop", "--by", "A. Librarian").exit_code == 0
    pushed = run("-c", claimed, "push")
    assert pushed.err == "Nothing is sent before `orcid-sync go-live`; this is what would be sent.\n"
    assert pushed.out.startswith("would-add ")
    assert "is a dry run until somebody says: orcid-sync go-live" in run("-c", claimed, "status").out

    asked = run("-c", claimed, "go-live", stdin="n\n")
    assert (asked.exit_code, "would-add" in asked.out) == (1, True)
    assert outcomes(claimed) == ["would-add"]
    assert run("-c", claimed, "go-live", stdin="y\n").out.endswith("Next: orcid-sync push\n")
    assert outcomes(claimed) == ["added"]


def test_go_live_as_json_needs_a_yes(claimed: Path) -> None:
    assert run("-c", claimed, "go-live", "--json").exit_code == 2
    words = ("-c", claimed, "go-live", "--yes", "--by", "A. Librarian", "--json")
    assert run(*words).lines == [{"live": True, "by": "A. Librarian"}]


def test_pause_and_resume(claimed: Path) -> None:
    assert run("-c", claimed, "pause", "library", "--by", "B", "--json").lines == [
        {"paused": ["library"], "by": "B"}
    ]
    assert run("-c", claimed, "pause").out == "Paused: everything.\nStill paused: library.\n"
    assert outcomes(claimed) == ["held"]
    said = run("-c", claimed, "status")
    assert "Paused     everything, library; to go on: orcid-sync resume" in said.out
    status = run("-c", claimed, "status", "--json").lines[0]
    assert (status["due"], status["held"], status["held_for"]) == (0, 1, {"paused": 1})

    run("-c", claimed, "resume")
    assert outcomes(claimed) == ["held"]
    run("-c", claimed, "resume", "library")
    assert outcomes(claimed) == ["added"]
    assert "There is no source “x”" in run("-c", claimed, "pause", "x").sentence


def test_a_policy_of_the_configuration_holds(claimed: Path) -> None:
    change(claimed, "[push]\n", '[push.sources.library]\npeople = ["0009-9999-0007-9193"]\n[push]\n')
    (held,) = run("-c", claimed, "push", "--json").lines
    assert (held["outcome"], held["code"]) == ("held", "not-in-roll-out")


def test_what_is_postponed_is_not_due_today(claimed: Path, rehearsal: Rehearsal) -> None:
    rehearsal.world.scripts.add(Script("orcid", "503", times=9, path="/work"))
    run("-c", claimed, "push")
    status = run("-c", claimed, "status", "--json").lines[0]
    assert (status["due"], status["postponed"], status["done"]) == (0, 1, 0)
    assert "1 postponed, 0 held back" in run("-c", claimed, "status").out


def test_the_database_of_another_environment_is_a_matter_of_configuration(claimed: Path) -> None:
    change(claimed, 'environment = "rehearsal"', 'environment = "sandbox"')
    ran = run("-c", claimed, "status")
    assert ran.exit_code == 2
    assert "It belongs to ORCID's rehearsal environment" in ran.sentence
