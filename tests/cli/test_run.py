"""From a site that `init` made to a work at ORCID: harvest, push, run, status, unlink."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from cli.conftest import change, sign_in
from cli.running import run

from orcid_sync.rehearsal import Rehearsal, Script

AUTHOR = "0000-0002-1825-0097"
FIRST = "oai:repository.example:20.500.14999/1"
OUTCOME = ["identifier", "orcid", "outcome", "title", "code", "put_code", "reason", "next_step"]


def writes(rehearsal: Rehearsal) -> list[str]:
    """The calls that changed something at ORCID."""
    calls = rehearsal.world.calls.all()
    return [call.method for call in calls if call.path.startswith("/v3.0") and call.method != "GET"]


def works(rehearsal: Rehearsal) -> int:
    """How many works of ours stand in the author's ORCID record."""
    answer = requests.get(
        f"{rehearsal.url}/v3.0/{AUTHOR}/works",
        headers={"Authorization": f"Bearer {rehearsal.ready_token(AUTHOR)}"},
        timeout=10,
    )
    return answer.text.count("20.500.14999/1<")


def test_run_brings_a_claimed_thesis_to_orcid_and_sends_nothing_twice(
    claimed: Path, rehearsal: Rehearsal
) -> None:
    first = run("-c", claimed, "run", "--json")
    assert first.exit_code == 0
    (added,) = first.lines
    assert list(added) == OUTCOME
    assert (added["identifier"], added["orcid"], added["outcome"]) == (FIRST, AUTHOR, "added")
    assert added["put_code"]
    assert writes(rehearsal) == ["POST"]

    second = run("-c", claimed, "run")
    assert second.exit_code == 0
    assert second.out.splitlines()[1:] == ["Nothing to do.", "Nothing to do."]
    assert run("-c", claimed, "push").out == "Nothing to do.\n"
    assert writes(rehearsal) == ["POST"]
    assert works(rehearsal) > 0


def test_push_twice_sends_nothing_the_second_time(claimed: Path, rehearsal: Rehearsal) -> None:
    assert "added" in run("-c", claimed, "push").out
    before = len(rehearsal.world.calls.all())
    assert run("-c", claimed, "push").exit_code == 0
    assert len(rehearsal.world.calls.all()) == before


def test_a_changed_title_is_one_update(claimed: Path, rehearsal: Rehearsal) -> None:
    run("-c", claimed, "run")
    rehearsal.world.repository.retitle(FIRST, "Whole pots")
    ran = run("-c", claimed, "run", "--json")
    assert [line["outcome"] for line in ran.lines] == ["ready", "updated"]
    assert writes(rehearsal) == ["POST", "PUT"]


def test_a_dry_run_says_and_sends_nothing(claimed: Path, rehearsal: Rehearsal) -> None:
    for words in (["push", "--dry-run"], ["run", "--dry-run"]):
        ran = run("-c", claimed, *words, "--json")
        assert [line["outcome"] for line in ran.lines] == ["would-add"]
    assert writes(rehearsal) == []


def test_production_is_rehearsed_until_somebody_says_live(tmp_path: Path) -> None:
    words = ("--institution", "University of Example", "--environment", "production", "--client-id", "APP-1")
    run("init", tmp_path, *words)
    ran = run("-c", tmp_path, "push")
    assert ran.exit_code == 0
    assert ran.err.startswith("Nothing is sent before `orcid-sync go-live`")


def test_push_for_one_person_only(claimed: Path, rehearsal: Rehearsal) -> None:
    assert run("-c", claimed, "push", "--only", "0009-9999-0007-9193").out == "Nothing to do.\n"
    assert writes(rehearsal) == []
    assert [line["outcome"] for line in run("-c", claimed, "push", "--only", AUTHOR, "--json").lines] == [
        "added"
    ]


def test_a_withdrawn_thesis_is_kept_until_a_person_unlinks_it(claimed: Path, rehearsal: Rehearsal) -> None:
    run("-c", claimed, "run")
    rehearsal.world.repository.delete(FIRST)
    assert [line["outcome"] for line in run("-c", claimed, "run", "--json").lines] == ["deleted", "kept"]
    status = run("-c", claimed, "status").out
    assert "1 withdrawn at the source and kept at ORCID" in status
    assert f"To take it away: orcid-sync unlink {FIRST} {AUTHOR}" in status

    ran = run("-c", claimed, "unlink", FIRST, AUTHOR, "--json")
    assert (ran.exit_code, ran.lines[0]["outcome"]) == (0, "removed")
    assert list(ran.lines[0]) == OUTCOME
    assert writes(rehearsal) == ["POST", "DELETE"]
    assert run("-c", claimed, "run").exit_code == 0
    assert writes(rehearsal) == ["POST", "DELETE"]


def test_unlink_of_what_was_never_linked(claimed: Path) -> None:
    ran = run("-c", claimed, "unlink", "20.500.14999/2", AUTHOR)
    assert ran.exit_code == 2
    assert "has not claimed this thesis" in ran.sentence
    ran = run("-c", claimed, "unlink", "20.500.14999/999", AUTHOR)
    assert ran.exit_code == 2
    assert "No thesis is known by “20.500.14999/999”." in ran.sentence


def test_status_counts_what_is_due_and_done(claimed: Path) -> None:
    due = run("-c", claimed, "status", "--json").lines[0]
    assert (due["due"], due["done"], due["stuck"], due["people"]) == (1, 0, 0, 1)
    assert "1 due" in run("-c", claimed, "status").out
    run("-c", claimed, "push")
    done = run("-c", claimed, "status", "--json").lines[0]
    assert (done["due"], done["done"], done["stuck"]) == (0, 1, 0)
    assert list(done) == [
        "sources", "records", "theses", "people", "due", "postponed", "held", "permission_needed", "done",
        "stuck", "withdrawn_at_source", "waiting", "undecided", "given_up", "withdrawn", "other_clients",
        "live", "paused", "held_for", "write_backs",
    ]  # fmt: skip


def test_status_of_one_thesis(claimed: Path) -> None:
    run("-c", claimed, "push")
    for typed in ("20.500.14999/1", "https://hdl.handle.net/20.500.14999/1", FIRST):
        ran = run("-c", claimed, "status", "--thesis", typed, "--json")
        assert ran.exit_code == 0
        (thesis,) = ran.lines
        assert list(thesis) == ["title", "keys", "records", "people", "works", "write_backs", "log"]
        assert thesis["works"][0]["outcome"] == "added"
    text = run("-c", claimed, "status", "--thesis", FIRST).out
    assert text.startswith("Cracked pots")
    assert f"of {AUTHOR}: put-code" in text


def test_status_of_an_unknown_thesis(harvested: Path) -> None:
    ran = run("-c", harvested, "status", "--thesis", "10.5555/nothing")
    assert ran.exit_code == 2
    assert "No thesis is known by “10.5555/nothing”." in ran.sentence


def test_who_took_her_permission_back_gets_nothing(claimed: Path, rehearsal: Rehearsal) -> None:
    requests.post(f"{rehearsal.url}/__rehearsal__/revoke", json={"orcid_id": AUTHOR}, timeout=10)
    ran = run("-c", claimed, "push", "--json")
    assert ran.exit_code == 0
    assert ran.lines[0]["outcome"] == "postponed"
    assert "it is asked once more after" in ran.lines[0]["reason"]
    assert run("-c", claimed, "push").out == "Nothing to do.\n"
    assert writes(rehearsal) == []


def test_several_people_in_one_push(claimed: Path, rehearsal: Rehearsal) -> None:
    sign_in(claimed, rehearsal, "20.500.14999/2", "0009-9999-0007-9193")
    ran = run("-c", claimed, "push", "--limit", "1", "--json")
    assert len(ran.lines) == 1
    assert len(run("-c", claimed, "push", "--json").lines) == 1


def test_harvest_shows_what_needs_a_person_and_counts_the_rest(site: Path, rehearsal: Rehearsal) -> None:
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    ran = run("-c", site, "harvest")
    assert ran.exit_code == 1
    assert ran.err == ""
    assert ran.out.splitlines()[0] == f"library: {rehearsal.oai_url} (oai_etdms)"
    assert ran.out.splitlines()[-1] == "1 deleted, 2 not-a-thesis, 32 ready, 1 refused"
    assert "→ Enter the title in the repository" in ran.out


def test_harvest_as_json_is_one_object_per_record(site: Path, rehearsal: Rehearsal) -> None:
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    ran = run("-c", site, "harvest", "--json")
    assert len(ran.lines) == 36
    assert all(list(line) == OUTCOME for line in ran.lines)


def test_a_limited_harvest_goes_on_later(site: Path, rehearsal: Rehearsal) -> None:
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    assert len(run("-c", site, "harvest", "--limit", "7", "--json").lines) == 7
    run("-c", site, "harvest", "library", "--jobs", "2")
    assert run("-c", site, "status", "--json").lines[0]["records"]["work"] == 32


def test_a_full_harvest_reads_everything_again(harvested: Path, rehearsal: Rehearsal) -> None:
    assert run("-c", harvested, "harvest").out.endswith("Nothing to do.\n")
    rehearsal.world.calls.clear()
    assert run("-c", harvested, "harvest", "--full").exit_code == 0
    assert sum("ListRecords" in call.query for call in rehearsal.world.calls.all()) == 4


def test_quiet_shows_only_what_needs_a_person(site: Path, rehearsal: Rehearsal) -> None:
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    ran = run("-c", site, "run", "--quiet")
    assert (ran.exit_code, ran.err) == (1, "")
    assert ran.out.startswith("refused ")
    assert ran.out.count("\n") == 2
    assert run("-c", site, "run", "--quiet") == (0, "", "")
    assert run("-c", site, "push", "-q") == (0, "", "")


@pytest.mark.parametrize("words", [["harvest"], ["run"], ["harvest", "chemistry"]])
def test_a_source_that_is_not_there(words: list[str], site: Path, rehearsal: Rehearsal) -> None:
    assert "There is no source" in run("-c", site, *words).sentence
    run("-c", site, "sources", "add", rehearsal.oai_url, "--name", "library")
    if len(words) == 2:
        ran = run("-c", site, *words)
        assert ran.exit_code == 2
        assert "There is no source “chemistry”" in ran.sentence


def test_orcid_that_refuses_our_client_stops_the_run(claimed: Path) -> None:
    change(claimed, "APP-REHEARSAL0000001", "APP-REHEARSAL0000009")
    ran = run("-c", claimed, "doctor", "--json")
    assert ran.exit_code == 3
    checks = {line["check"].split(" at ")[0]: line for line in ran.lines}
    assert not checks["client id and secret"]["fine"]


def test_an_answer_that_is_cut_off_postpones(claimed: Path, rehearsal: Rehearsal) -> None:
    rehearsal.world.scripts.add(Script("orcid", "cut", times=1, method="POST", path="/work"))
    ran = run("-c", claimed, "push", "--json")
    assert ran.exit_code == 0
    assert ran.lines[0]["outcome"] == "postponed"
    assert (
        "could not be reached, or its answer was cut off (ProtocolError). It is tried"
        in ran.lines[0]["reason"]
    )
    assert run("-c", claimed, "push").out == "Nothing to do.\n"
    assert writes(rehearsal) == ["POST"]
