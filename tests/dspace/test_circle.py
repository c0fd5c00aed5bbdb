"""The whole way by the command line: harvest, consent, push, write-back, and OAI-PMH shows the iD."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cli.conftest import change
from cli.running import command, run
from dspace.library import JOSIAH, NAME_AND_ID, TWO_AUTHORS

from dspace_hook.double import HOOK, READER, DoubleServer, Script
from orcid_sync.consent import claim
from orcid_sync.oai import provider
from orcid_sync.orcid.works import text_digest
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.secret import Secret
from orcid_sync.site import Site
from orcid_sync.store import Evidence


@pytest.fixture(params=["8.1", "7.6.2"])
def dspace(request: pytest.FixtureRequest) -> Iterator[DoubleServer]:
    with DoubleServer(request.param, oai=provider) as dspace:
        yield dspace


@pytest.fixture
def folder(tmp_path: Path, dspace: DoubleServer) -> Iterator[Path]:
    """A site whose repository is this DSpace; the first author of one thesis signed in, claimed and agreed."""
    with Rehearsal() as rehearsal:
        folder = tmp_path / "site"
        run("init", folder, "--institution", "University of Example")
        change(folder, "[orcid]\n", f'[orcid]\nrehearsal_url = "{rehearsal.url}"\n')
        (folder / "dspace-password").write_text(HOOK[1] + "\n", encoding="utf-8")
        with (folder / "orcid-sync.toml").open("a", encoding="utf-8") as settings:
            settings.write(
                f'\n[repository]\nplatform = "dspace"\nurl = "{dspace.url}"\naccount = "{HOOK[0]}"\n'
                'password_file = "dspace-password"\n'
            )
        assert run("-c", folder, "sources", "add", dspace.oai_url, "--name", "dspace").exit_code == 0
        run("-c", folder, "harvest")
        with Site.open(str(folder)).store() as store:
            store.permissions.keep(
                JOSIAH,
                scopes=("/activities/update", "/read-limited"),
                access_token=Secret(rehearsal.ready_token(JOSIAH)),
            )
            thesis = store.theses.find(identifier(dspace))
            assert thesis
            author = next(person for person in thesis.contributors if person.stated == "Carberry, Josiah")
            claim(store, author.id, JOSIAH, proof="invitation")
            store.consents.give(JOSIAH, Evidence(("thesis", "show"), "1", "en"), ["/activities/update"])
        yield folder


def outcomes(*arguments: object) -> dict[str, int]:
    """How often each outcome came."""
    counted: dict[str, int] = {}
    for line in run(*arguments, "--json").lines:
        if "outcome" in line:
            counted[line["outcome"]] = counted.get(line["outcome"], 0) + 1
    return counted


def get_record(dspace: DoubleServer, prefix: str) -> str:
    query = {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": identifier(dspace)}
    return requests.get(dspace.oai_url, query, timeout=10).text


def identifier(dspace: DoubleServer) -> str:
    query = {"verb": "ListIdentifiers", "metadataPrefix": "dim"}
    page = requests.get(dspace.oai_url, query, timeout=10).text
    return next(part for part in page.replace("<", ">").split(">") if part.endswith(f":{TWO_AUTHORS}"))


def values(dspace: DoubleServer) -> list[str]:
    return [value.value for value in dspace.items[TWO_AUTHORS].metadata.get("orcid.author", ())]


def test_the_circle_closes(folder: Path, dspace: DoubleServer) -> None:
    done = outcomes("-c", folder, "run")
    assert (done["added"], done["written-back"]) == (1, 1)
    assert f"{NAME_AND_ID}</" in get_record(dspace, "dim")


def test_our_own_write_is_no_change_of_the_source(folder: Path, dspace: DoubleServer) -> None:
    """§9.4: the loop guard: the datestamp moves, the iD comes back, and nothing is sent or written again."""
    run("-c", folder, "run")
    with Site.open(str(folder)).store() as store:
        before = store.pushes.of_person(JOSIAH)[0]
    again = outcomes("-c", folder, "run")
    assert again.get("unchanged") == 1
    assert not {"ready", "updated", "added", "written-back"} & set(again)
    with Site.open(str(folder)).store() as store:
        after = store.pushes.of_person(JOSIAH)[0]
        assert after.sent_raw_sha256 == after.raw_sha256 != before.raw_sha256
        assert store.claims.authenticated(after.thesis_id) == {"Carberry, Josiah": JOSIAH}


def test_in_the_field_that_oai_dc_shows_the_id_is_no_identifier_of_the_thesis(
    folder: Path, dspace: DoubleServer
) -> None:
    change(folder, "\n[repository]\n", '\n[repository]\ntargets = {author = "dc.identifier.orcid"}\n')
    run("-c", folder, "sources", "add", dspace.oai_url, "--name", "dspace", "--prefix", "oai_dc")
    run("-c", folder, "run")
    assert f"<dc:identifier>{JOSIAH}</dc:identifier>" in get_record(dspace, "oai_dc")
    again = outcomes("-c", folder, "run")
    assert "updated" not in again
    with Site.open(str(folder)).store() as store:
        sent = store.pushes.of_person(JOSIAH)[0]
        assert JOSIAH not in sent.sent_xml.partition("<work:contributors")[0]
        assert text_digest(sent.sent_xml) == sent.sent_digest


def test_a_dry_run_shows_the_diff_and_writes_nothing(folder: Path, dspace: DoubleServer) -> None:
    said = run("-c", folder, "write-back", "--dry-run")
    assert (said.exit_code, f"+ orcid.author: {NAME_AND_ID}" in said.out) == (0, True)
    (line,) = run("-c", folder, "write-back", "--dry-run", "--json").lines
    assert (line["outcome"], line["diff"]) == ("would-write-back", [f"+ orcid.author: {NAME_AND_ID}"])
    assert not any(call.method == "PATCH" for call in dspace.world.calls.all())


def test_undo_by_the_command_line(folder: Path, dspace: DoubleServer) -> None:
    run("-c", folder, "write-back")
    assert outcomes("-c", folder, "write-back", "--undo", identifier(dspace), JOSIAH) == {"taken-back": 1}
    assert outcomes("-c", folder, "write-back") == {}
    assert NAME_AND_ID not in get_record(dspace, "dim")


def test_the_person_of_an_undo_may_be_an_address_and_has_to_have_a_claim(
    folder: Path, dspace: DoubleServer
) -> None:
    run("-c", folder, "write-back")
    nobody = run("-c", folder, "write-back", "--undo", identifier(dspace), "0000-0001-5109-3700")
    assert (nobody.exit_code, f"there are claims of {JOSIAH}" in nobody.sentence) == (2, True)
    undone = run("-c", folder, "write-back", "--undo", identifier(dspace), f"https://orcid.org/{JOSIAH}")
    assert (undone.exit_code, values(dspace)) == (0, [])


@pytest.mark.parametrize("words", [("write-back", "--try-again", "all"), ("deposit", TWO_AUTHORS)])
def test_what_a_person_mended_is_not_waited_for(
    folder: Path, dspace: DoubleServer, words: tuple[str, ...]
) -> None:
    authors = dspace.items[TWO_AUTHORS].metadata["dc.contributor.author"]
    dspace.items[TWO_AUTHORS].metadata["dc.contributor.author"] = ()
    assert outcomes("-c", folder, "write-back") == {"contributor-not-found": 1}
    dspace.items[TWO_AUTHORS].metadata["dc.contributor.author"] = authors
    assert outcomes("-c", folder, "write-back") == {}
    assert outcomes("-c", folder, *words)["written-back"] == 1
    assert values(dspace) == [NAME_AND_ID]


def test_a_pause_holds_writes_and_no_undo(folder: Path, dspace: DoubleServer) -> None:
    run("-c", folder, "write-back")
    run("-c", folder, "pause")
    with Site.open(str(folder)).store() as store:
        store.write_backs.ask_undo(JOSIAH)
    said = run("-c", folder, "write-back")
    assert (said.exit_code, "paused" in said.err) == (0, True)
    assert values(dspace) == []


def test_unlink_takes_the_work_and_the_id_away(folder: Path, dspace: DoubleServer) -> None:
    run("-c", folder, "run")
    assert outcomes("-c", folder, "unlink", identifier(dspace), JOSIAH) == {"removed": 1, "taken-back": 1}
    assert NAME_AND_ID not in get_record(dspace, "dim")


def test_a_deposit_goes_the_whole_way_and_is_harmless_to_repeat(folder: Path, dspace: DoubleServer) -> None:
    assert outcomes("-c", folder, "deposit", identifier(dspace)) == {
        "unchanged": 1,
        "added": 1,
        "written-back": 1,
    }
    assert outcomes("-c", folder, "deposit", TWO_AUTHORS) == {"unchanged": 1}


def test_a_deposit_that_oai_does_not_show_yet_waits(folder: Path) -> None:
    """§1.7, §9.1: `idDoesNotExist` right after a deposit."""
    said = run("-c", folder, "deposit", "123456789/987", "--json")
    assert (said.exit_code, said.lines[0]["outcome"]) == (0, "postponed")


@pytest.mark.parametrize(("answer", "first"), [("stall", "unchanged"), ("stall-before", "written-back")])
def test_a_process_that_is_killed_in_the_middle_of_a_write_loses_and_doubles_nothing(
    folder: Path, dspace: DoubleServer, answer: str, first: str
) -> None:
    """`stall` writes and says nothing; then the plug is pulled."""
    dspace.world.scripts.add(Script(answer, method="PATCH", seconds=1.5))
    process = subprocess.Popen(command("-c", folder, "write-back"), stdout=subprocess.DEVNULL)
    scripts: Any = dspace.world.scripts
    while scripts._waiting:
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    dspace.world.scripts.clear()
    assert outcomes("-c", folder, "write-back") == {first: 1}
    assert values(dspace) == [NAME_AND_ID]
    assert outcomes("-c", folder, "write-back", "--undo", identifier(dspace), JOSIAH) == {"taken-back": 1}
    assert values(dspace) == []


def test_an_account_without_the_right_needs_a_person(folder: Path) -> None:
    change(folder, f'account = "{HOOK[0]}"', f'account = "{READER[0]}"')
    (folder / "dspace-password").write_text(READER[1], encoding="utf-8")
    said = run("-c", folder, "write-back", "--json")
    assert (said.exit_code, said.lines[0]["outcome"]) == (1, "may-not-write")


def test_a_wrong_password_stops_the_command(folder: Path) -> None:
    (folder / "dspace-password").write_text("wrong", encoding="utf-8")
    said = run("-c", folder, "write-back")
    assert said.exit_code == 3
    assert "repository.account" in said.sentence


def test_a_repository_that_is_busy_is_no_failure(folder: Path, dspace: DoubleServer) -> None:
    dspace.world.scripts.add(Script("503", times=0, path="/api/"))
    said = run("-c", folder, "write-back", "--json")
    assert (said.exit_code, said.lines[0]["outcome"]) == (0, "postponed")


def test_a_batch_edit_file_has_no_line_for_two_authors(folder: Path, tmp_path: Path) -> None:
    said = run("-c", folder, "write-back", "--csv", tmp_path / "ids.csv")
    assert said.exit_code == 1
    assert "one author only" in said.err
    assert not (tmp_path / "ids.csv").exists()


def test_without_a_repository_the_command_says_what_to_add(folder: Path) -> None:
    settings = folder / "orcid-sync.toml"
    settings.write_text(settings.read_text(encoding="utf-8").partition("\n[repository]")[0], encoding="utf-8")
    said = run("-c", folder, "write-back")
    assert (said.exit_code, "[repository]" in said.sentence) == (2, True)
    assert "written-back" not in outcomes("-c", folder, "run")


# What `status` and `doctor` say of it.


def standing(folder: Path) -> dict[str, Any]:
    (said,) = run("-c", folder, "status", "--json").lines
    counts: dict[str, Any] = said["write_backs"]
    return counts


def test_status_counts_what_is_due_and_done(folder: Path, dspace: DoubleServer) -> None:
    assert standing(folder) == {"done": 0, "due": 1, "postponed": 0, "stuck": []}
    dspace.world.scripts.add(Script("503", method="PATCH"))
    run("-c", folder, "write-back")
    assert standing(folder) == {"done": 0, "due": 0, "postponed": 1, "stuck": []}
    with Site.open(str(folder)).store() as store:
        store.write_backs.ask_undo(JOSIAH)
    run("-c", folder, "write-back")
    assert standing(folder) == {"done": 0, "due": 0, "postponed": 0, "stuck": []}


def test_status_names_what_waits_for_a_person(folder: Path, dspace: DoubleServer) -> None:
    dspace.items[TWO_AUTHORS].metadata["dc.contributor.author"] = ()
    run("-c", folder, "write-back")
    (stuck,) = standing(folder)["stuck"]
    assert (stuck["identifier"], stuck["orcid"], stuck["outcome"]) == (
        identifier(dspace),
        JOSIAH,
        "contributor-not-found",
    )
    said = run("-c", folder, "status").out
    assert "Repository 0 iDs as they should be, 0 due, 1 stuck" in said
    assert "The item names nobody called “Carberry, Josiah” as author." in said
    assert "contributor-not-found" in run("-c", folder, "status", "--thesis", identifier(dspace)).out


def test_the_doctor_signs_in_to_the_repository_and_looks_into_its_registry(
    folder: Path, dspace: DoubleServer
) -> None:
    ran = run("-c", folder, "doctor", "--json")
    said = {line["check"]: line for line in ran.lines}
    assert (ran.exit_code, said["repository: account"]["fine"], said["repository: registry"]["fine"]) == (
        0,
        True,
        True,
    )
    change(folder, "\n[repository]\n", '\n[repository]\ntargets = {author = "local.etdauthor.orcid"}\n')
    (folder / "dspace-password").write_text("wrong", encoding="utf-8")
    ran = run("-c", folder, "doctor", "--json")
    said = {line["check"]: line for line in ran.lines}
    assert (ran.exit_code, said["repository: account"]["fine"]) == (3, False)
    (folder / "dspace-password").write_text(HOOK[1], encoding="utf-8")
    said = {line["check"]: line for line in run("-c", folder, "doctor", "--json").lines}
    assert "<element>etdauthor</element>" in said["repository: registry"]["next_step"]
    assert not any(call.method == "PATCH" for call in dspace.world.calls.all())


def test_the_doctor_says_what_is_wrong_with_the_section(folder: Path) -> None:
    (folder / "dspace-password").unlink()
    said = {line["check"]: line for line in run("-c", folder, "doctor", "--json").lines}
    assert "password_file" in said["repository"]["reason"]
    assert run("-c", folder, "status").exit_code == 2
