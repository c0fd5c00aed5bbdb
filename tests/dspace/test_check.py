"""What `orcid-sync dspace check` tells an administrator about her DSpace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.running import run
from dspace.library import TWO_AUTHORS, Library

from dspace_hook.double import HOOK, READER, DoubleServer, Script
from dspace_hook.double.values import Value
from dspace_hook.registry import lines_for
from orcid_sync.oai import provider


@pytest.fixture(scope="module", params=["8.1", "7.6.2"])
def running(request: pytest.FixtureRequest) -> Iterator[DoubleServer]:
    with DoubleServer(request.param, oai=provider) as dspace:
        yield dspace


@pytest.fixture
def dspace(running: DoubleServer) -> DoubleServer:
    running.world.scripts.clear()
    running.world.properties.clear()
    running.reset()
    return running


def check(dspace: DoubleServer, *more: str, account: tuple[str, str] = HOOK, tmp: Path) -> dict[str, Any]:
    """What was said, by check, and the exit code."""
    password = tmp / "password"
    password.write_text(account[1], encoding="utf-8")
    asked = ("--url", dspace.url, "--account", account[0], "--password-file", password)
    ran = run("dspace", "check", *asked, *more, "--json")
    return {"exit": ran.exit_code, **{line["check"]: line for line in ran.lines}}


def test_it_says_what_the_dspace_is_and_what_the_account_may_do(dspace: DoubleServer, tmp_path: Path) -> None:
    said = check(dspace, tmp=tmp_path)
    assert dspace.world.quirks.version in said["version"]["reason"]
    assert "would wipe an item" in said["version"]["reason"]
    assert said["rights"]["fine"] is True
    assert "orcid.author in 1 items" in said["iDs today"]["reason"]
    assert said["own synchronization"]["fine"] is True


def test_a_missing_field_comes_with_the_exact_lines(dspace: DoubleServer, tmp_path: Path) -> None:
    said = check(dspace, "--target", "committee=orcid.committee", tmp=tmp_path)
    assert said["exit"] == 1
    assert tuple(said["registry"]["lines"]) == lines_for(["orcid.committee"])


def test_the_target_that_oai_dc_shows_is_warned_of(dspace: DoubleServer, tmp_path: Path) -> None:
    said = check(dspace, "--target", "author=dc.identifier.orcid", tmp=tmp_path)
    assert "as an identifier of the thesis itself" in said["target"]["reason"]


def test_an_account_without_rights_is_told_what_it_needs(dspace: DoubleServer, tmp_path: Path) -> None:
    said = check(dspace, account=READER, tmp=tmp_path)
    assert (said["rights"]["fine"], "WRITE" in said["rights"]["next_step"]) == (False, True)


def test_a_wrong_password_does_not_hide_the_rest(dspace: DoubleServer, tmp_path: Path) -> None:
    said = check(dspace, account=(HOOK[0], "wrong"), tmp=tmp_path)
    assert said["account"]["fine"] is False
    assert said["format dim"]["fine"] is True


def test_an_earliest_datestamp_that_lies_is_named(dspace: DoubleServer, tmp_path: Path) -> None:
    """§10.6: 8.1 says "now", because it no longer writes dc.date.available."""
    said = check(dspace, tmp=tmp_path)["earliestDatestamp"]
    assert said["fine"] is (dspace.world.quirks.major == 7)


def test_the_stock_etdms_is_never_valid(dspace: DoubleServer, tmp_path: Path) -> None:
    """§10.7: 0 of 12 on 8.1, 0 of 10 on 7.6.2."""
    assert " 0 of " in check(dspace, tmp=tmp_path)["format etdms"]["reason"]


@pytest.mark.parametrize("sign", ["client id", "people"])
def test_its_own_synchronization_is_noticed_and_pushing_twice_refused(
    dspace: DoubleServer, tmp_path: Path, sign: str
) -> None:
    if sign == "client id":
        dspace.world.properties["orcid.application-client-id"] = ["APP-THEIRS"]
    else:
        Library(dspace).put("dspace.orcid.sync-publications", Value("ALL"))
    said = check(dspace, tmp=tmp_path)
    assert said["own synchronization"]["fine"] is False
    site = tmp_path / "site"
    run("init", site, "--institution", "X")
    settings = site / "orcid-sync.toml"
    section = f'\n[repository]\nplatform = "dspace"\nurl = "{dspace.url}"\n'
    plain = settings.read_text(encoding="utf-8")
    settings.write_text(plain + section, encoding="utf-8")
    refused = run("-c", site, "push")
    assert (refused.exit_code, "sent twice" in refused.sentence) == (3, True)
    settings.write_text(plain + section + 'pushed_by = "orcid-sync"\n', encoding="utf-8")
    assert run("-c", site, "push").exit_code == 0


def test_what_is_no_dspace_is_said_in_a_sentence(dspace: DoubleServer, tmp_path: Path) -> None:
    dspace.world.scripts.add(Script("html", times=0))
    said = check(dspace, tmp=tmp_path)
    assert said["exit"] == 3
    assert "web page" in said["version"]["reason"]


def test_it_only_reads(dspace: DoubleServer, tmp_path: Path) -> None:
    before = Library(dspace).everything()
    dspace.world.calls.clear()
    check(dspace, tmp=tmp_path)
    assert {call.method for call in dspace.world.calls.all()} == {"GET", "POST"}  # POST signs in
    assert Library(dspace).everything() == before
    assert TWO_AUTHORS in before
