"""Our account's session at DSpace (§3.1, §10.3): tokens that change and run out, rights, and no secret shown."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from dspace.library import NAME_AND_ID, Library

from dspace_hook.double import ADMIN, READER, DoubleServer, Script
from orcid_sync.contract import RepositoryError, WriteBackOutcome


def test_a_csrf_token_that_changed_is_taken_and_the_call_repeated_once(library: Library) -> None:
    """§9.4, §10.3: a 403 brings the new token, and one more try works."""
    diff = library.plan()
    rest: Any = library.repository._rest
    rest._csrf = "old"
    library.calls()
    assert library.repository.apply(diff).outcome == "written-back"
    assert library.calls() == ["GET 200", "PATCH 403", "PATCH 200", "GET 200"]
    assert library.values("orcid.author") == [NAME_AND_ID]


def test_a_jwt_that_runs_out_between_plan_and_write_is_renewed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§9.4: half an hour later the item is still shown, as to anybody, but may not be changed."""
    diff = library.plan()
    monkeypatch.setattr(library.dspace.world, "shift", timedelta(minutes=31))
    library.calls()
    assert library.repository.apply(diff).outcome == "written-back"
    assert library.calls() == ["GET 200", "PATCH 401", "POST 200", "PATCH 200", "GET 200"]
    assert library.values("orcid.author") == [NAME_AND_ID]


def test_a_csrf_token_that_changes_as_the_jwt_runs_out_is_taken_too(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§9.4: both at once."""
    diff = library.plan()
    monkeypatch.setattr(library.dspace.world, "shift", timedelta(minutes=31))
    rest: Any = library.repository._rest
    rest._csrf = "old"
    assert library.repository.apply(diff).outcome == "written-back"
    assert library.values("orcid.author") == [NAME_AND_ID]


def test_a_wrong_password_stops_the_run(dspace: DoubleServer) -> None:
    with pytest.raises(RepositoryError) as error:
        Library(dspace, account=(ADMIN[0], "wrong")).plan()
    assert (error.value.outcome, error.value.stops_the_run) == (WriteBackOutcome.SIGN_IN_REFUSED, True)


def test_an_account_without_the_right_changes_nothing_and_says_so(dspace: DoubleServer) -> None:
    library = Library(dspace, account=READER)
    before = library.everything()
    with pytest.raises(RepositoryError) as error:
        library.write()
    assert error.value.outcome == "may-not-write"
    assert library.everything() == before


def test_no_password_and_no_token_is_in_any_message(
    dspace: DoubleServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    library = Library(dspace)
    diff = library.plan()
    dspace.world.scripts.add(Script("cut", method="PATCH"))
    dspace.world.scripts.add(Script("500", method="GET", after=1, times=9))
    with pytest.raises(RepositoryError) as error:
        library.repository.apply(diff)
    rest: Any = library.repository._rest
    said = caplog.text + repr(error.value) + repr(vars(rest)) + repr(error.value.__context__)
    assert library.account[1] not in said
    assert rest._jwt.reveal() not in said
