"""Writing iDs into DSpace 6: whole fields, no authorities, and what its REST API cannot take back (§3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from dspace.library import JANE, NAME_AND_ID, TWO_AUTHORS, claim

from dspace_hook import repository
from dspace_hook.double import HOOK, READER, DoubleServer, Script
from dspace_hook.double.values import Value
from orcid_sync.contract import (
    Applied,
    ItemReference,
    Repository,
    RepositoryError,
    RepositorySettings,
    SettingsError,
    ours_after,
)
from orcid_sync.secret import Secret

REFERENCE = ItemReference((TWO_AUTHORS,))


@pytest.fixture
def dspace() -> Iterator[DoubleServer]:
    with DoubleServer("6.3") as dspace:
        yield dspace


def opened(dspace: DoubleServer, account: tuple[str, str] = HOOK, **options: object) -> Repository:
    settings = RepositorySettings(dspace.url, account[0], Secret(account[1]), {"version": "6", **options})
    return repository(settings)


def everything(dspace: DoubleServer) -> dict[str, dict[str, tuple[Value, ...]]]:
    return {handle: dict(dspace.world.metadata(item)) for handle, item in dspace.items.items()}


def write(repository: Repository) -> Applied:
    return repository.apply(repository.plan(REFERENCE, [claim()]))


def test_the_id_is_added_and_nothing_else_changes(dspace: DoubleServer) -> None:
    before = everything(dspace)
    assert write(opened(dspace)).outcome == "written-back"
    expected = dict(before[TWO_AUTHORS]) | {"orcid.author": (Value(NAME_AND_ID),)}
    assert everything(dspace) == before | {TWO_AUTHORS: expected}
    assert opened(dspace).plan(REFERENCE, [claim()]).changes == ()


def test_what_others_wrote_stays_and_ours_can_be_taken_back(dspace: DoubleServer) -> None:
    dspace.items[TWO_AUTHORS].metadata["orcid.author"] = (Value(f"Doe, Jane::{JANE}", "en"),)
    before, dspace_6 = everything(dspace), opened(dspace)
    diff = dspace_6.plan(REFERENCE, [claim()])
    dspace_6.apply(diff)
    dspace_6.apply(dspace_6.plan_undo(ours_after((), diff.changes)))
    assert everything(dspace) == before


def test_the_last_value_of_a_field_is_left_to_a_person(dspace: DoubleServer) -> None:
    dspace_6 = opened(dspace)
    diff = dspace_6.plan(REFERENCE, [claim()])
    dspace_6.apply(diff)
    there = everything(dspace)
    with pytest.raises(RepositoryError) as error:
        dspace_6.apply(dspace_6.plan_undo(diff.changes))
    assert error.value.outcome == "cannot-be-written"
    assert everything(dspace) == there


def test_a_field_that_is_not_registered_is_named(dspace: DoubleServer) -> None:
    dspace.items[TWO_AUTHORS].metadata["dc.contributor.committeemember"] = (Value("Carberry, Josiah"),)
    dspace_6 = opened(dspace, targets={"committee": "orcid.committee"})
    (refusal,) = dspace_6.plan(REFERENCE, [claim(role="committee")]).refusals
    assert refusal.outcome == "field-not-registered"


def test_what_6_cannot_hold_is_refused_at_once(dspace: DoubleServer) -> None:
    for target in ("authority", "person"):
        with pytest.raises(SettingsError):
            opened(dspace, targets={"author": target})


def test_an_account_without_the_right_changes_nothing(dspace: DoubleServer) -> None:
    before = everything(dspace)
    with pytest.raises(RepositoryError) as error:
        write(opened(dspace, READER))
    assert error.value.outcome == "may-not-write"
    assert everything(dspace) == before


def test_a_wrong_password_stops_the_run(dspace: DoubleServer) -> None:
    with pytest.raises(RepositoryError) as error:
        write(opened(dspace, (HOOK[0], "wrong")))
    assert error.value.stops_the_run


@pytest.mark.parametrize("answer", ["cut", "cut-before", "500", "503", "html"])
@pytest.mark.parametrize("number", range(9))
def test_after_any_fault_every_item_has_what_it_had_plus_the_id_or_not(
    dspace: DoubleServer, answer: str, number: int
) -> None:
    before = everything(dspace)
    with_id = before | {TWO_AUTHORS: dict(before[TWO_AUTHORS]) | {"orcid.author": (Value(NAME_AND_ID),)}}
    dspace.world.scripts.add(Script(answer, after=number))
    with suppress(RepositoryError):
        write(opened(dspace))
    assert everything(dspace) in (before, with_id)
    dspace.world.scripts.clear()
    write(opened(dspace))
    assert everything(dspace) == with_id
