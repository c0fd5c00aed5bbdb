"""Writing iDs into DSpace by REST and taking them back, against the double: every value of every item compared.

The numbers name the lines of our notes on DSpace: §9 is what to test, §10 was seen on running servers.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from dspace.conftest import MakeLibrary
from dspace.library import JANE, JOSIAH, NAME_AND_ID, TWO_AUTHORS, Library, claim

from dspace_hook.double import ADMIN, Script
from dspace_hook.double.values import Value
from dspace_hook.patching import Append, Operation, Remove
from orcid_sync.contract import (
    Applied,
    Change,
    ContributorClaim,
    Diff,
    ItemReference,
    RepositoryError,
    ours_after,
)
from orcid_sync.contract import Value as Stated

AUTHOR = "dc.contributor.author"
ENTITY = {"8.1": "123456789/20", "7.6.2": "123456789/18"}


def outcomes(diff: Diff) -> list[str]:
    return [str(refusal.outcome) for refusal in diff.refusals]


def test_the_id_is_added_and_nothing_else_changes(library: Library) -> None:
    before = library.everything()
    assert library.write().outcome == "written-back"
    expected = dict(before[TWO_AUTHORS]) | {"orcid.author": (Value(NAME_AND_ID),)}
    assert library.everything() == before | {TWO_AUTHORS: expected}


def test_writing_twice_changes_nothing(library: Library) -> None:
    """§10.2: DSpace itself takes duplicates without a word."""
    library.write()
    modified = library.item().modified
    assert library.plan().changes == ()
    assert library.item().modified == modified


def test_several_people_are_written_at_once(library_with: MakeLibrary) -> None:
    library = library_with(targets={"author": "orcid.author", "advisor": "orcid.advisor"})
    library.write(claim(), claim("Doe, Jane", JANE), claim("Erdős, Pál", "0009-9999-0007-9193", "advisor"))
    assert library.values("orcid.author") == [NAME_AND_ID, f"Doe, Jane::{JANE}"]
    assert library.values("orcid.advisor") == ["Erdős, Pál::0009-9999-0007-9193"]


def test_undo_takes_back_exactly_what_we_wrote(library: Library) -> None:
    """§9.4, as in the recorded `rw-undo-name-id`."""
    library.put("orcid.author", Value(f"Doe, Jane::{JANE}", "en"))
    before = library.everything()
    diff = library.plan()
    library.repository.apply(diff)
    ours = ours_after((), diff.changes)
    assert library.repository.apply(library.repository.plan_undo(ours)).outcome == "written-back"
    assert library.everything() == before


def test_undo_leaves_what_somebody_edited_since(library: Library) -> None:
    diff = library.plan()
    library.repository.apply(diff)
    library.put("orcid.author", Value(NAME_AND_ID + " (checked)"))
    assert library.repository.plan_undo(diff.changes).changes == ()


def test_undo_of_an_item_that_is_gone_has_nothing_to_do(library: Library) -> None:
    diff = library.plan()
    library.repository.apply(diff)
    del library.dspace.world.items[library.item().uuid]
    assert library.repository.plan_undo(diff.changes).changes == ()


def test_undo_of_a_withdrawn_item_waits_until_it_comes_back(library: Library) -> None:
    """DSpace hides its metadata from all but administrators, so that nothing of ours seems to be there."""
    diff = library.plan()
    library.repository.apply(diff)
    library.item().withdrawn = True
    assert outcomes(library.repository.plan_undo(diff.changes)) == ["item-withdrawn"]
    library.item().withdrawn = False
    library.repository.apply(library.repository.plan_undo(diff.changes))
    assert library.values("orcid.author") == []


# Finding (§10.4).


def test_an_item_is_found_by_its_handle(library: Library) -> None:
    assert library.plan(handle=TWO_AUTHORS).item == library.item().uuid


def test_an_item_is_found_by_the_handle_in_its_oai_identifier(library: Library) -> None:
    reference = ItemReference(oai_identifiers=(f"oai:repository.example:{TWO_AUTHORS}",))
    assert library.repository.plan(reference, [claim()]).item == library.item().uuid


@pytest.mark.parametrize(
    "reference",
    [ItemReference(("123456789/99999999",)), ItemReference((), ("10.5555/12345678",)), ItemReference(("foo:bar",)),
     ItemReference()],
)  # fmt: skip
def test_what_dspace_does_not_know_is_not_found(library: Library, reference: ItemReference) -> None:
    assert outcomes(library.repository.plan(reference, [claim()])) == ["item-not-found"]


def test_a_collection_is_no_item(library: Library) -> None:
    handle = next(c.handle for c in library.dspace.world.containers.values() if c.kind == "collection")
    assert outcomes(library.plan(handle=handle)) == ["item-not-found"]


def test_a_withdrawn_item_is_found_and_left_alone(library: Library) -> None:
    library.item().withdrawn = True
    assert outcomes(library.plan()) == ["item-withdrawn"]


def test_an_item_that_is_deleted_meanwhile_is_left_alone(library: Library) -> None:
    diff = library.plan()
    del library.dspace.world.items[library.item().uuid]
    assert library.repository.apply(diff).outcome == "changed-meanwhile"


# The registry (§9.4, §10.1): the replace that wipes an item.


def test_a_field_that_is_not_registered_is_named_with_the_lines_to_add(library_with: MakeLibrary) -> None:
    library = library_with(targets={"committee": "orcid.committee"})
    library.put("dc.contributor.committeemember", Value("Carberry, Josiah"))
    before = library.everything()
    diff = library.plan(claim(role="committee"))
    assert (diff.changes, outcomes(diff)) == ((), ["field-not-registered"])
    assert "<schema>orcid</schema><element>committee</element>" in diff.refusals[0].next_step
    assert library.everything() == before


@pytest.mark.parametrize("target", ["orcid.author", "dc.identifier.orcid", "authority", "person"])
def test_nothing_but_add_and_remove_is_ever_sent(
    library_with: MakeLibrary, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§9.4: a `replace` must be impossible."""
    library, sent = library_with(targets={"author": target}), list[Operation]()
    rest: Any = library.repository._rest
    patch = rest.patch
    monkeypatch.setattr(rest, "patch", lambda uuid, ops: (sent.extend(ops), patch(uuid, ops))[1])
    diff = library.plan()
    if diff.changes:
        library.repository.apply(diff)
        library.repository.apply(library.repository.plan_undo(ours_after((), diff.changes)))
    assert {type(operation) for operation in sent} <= {Append, Remove}
    assert all(operation.as_json()["path"].split("/")[-1] in ("-", "0", "1") for operation in sent)


# Related persons (§10.2: a patch of a virtual value is answered 200 and ignored).


def test_the_authority_of_a_related_person_is_refused(library_with: MakeLibrary) -> None:
    """§9.4: virtual values."""
    library = library_with(targets={"author": "authority"})
    diff = library.plan(handle=ENTITY[library.dspace.world.quirks.version])
    assert outcomes(diff) == ["virtual-value"]


def test_the_id_goes_to_the_person_item(library_with: MakeLibrary) -> None:
    library = library_with(targets={"author": "person"}, authenticated_on="dspace.orcid.authenticated")
    library.account = ADMIN
    library.repository = library.installation()
    publication = ENTITY[library.dspace.world.quirks.version]
    family = Value("Carberry")
    person = next(
        item for item in library.dspace.items.values() if family in item.metadata.get("person.familyName", ())
    )
    del person.metadata["person.identifier.orcid"]
    before = library.everything()[publication]
    assert library.write(handle=publication).outcome == "written-back"
    assert library.values("person.identifier.orcid", person.handle) == [JOSIAH]
    assert library.values("dspace.orcid.authenticated", person.handle) == ["2026-01-31T12:00:00Z"]
    assert set(before) <= set(library.everything()[publication])


def test_another_id_of_the_person_item_is_left_to_a_person(library_with: MakeLibrary) -> None:
    library = library_with(targets={"author": "person"})
    diff = library.plan(claim("Nováková, Žofie"), handle=ENTITY[library.dspace.world.quirks.version])
    assert outcomes(diff) == ["another-id"]


# Edits in the same moment (§10.2: no ETag, `If-Match` is ignored).


def test_an_edit_between_plan_and_write_is_noticed_and_nothing_is_touched(library: Library) -> None:
    """§9.4: a concurrent edit between GET and PATCH."""
    diff = library.plan()
    library.put(AUTHOR, Value("Carberry, Josiah B."), Value("Doe, Jane"))
    before = library.everything()
    assert library.repository.apply(diff).outcome == "changed-meanwhile"
    assert library.everything() == before


def edit_before_patch(library: Library, edit: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody edits after we looked last and before our PATCH arrives."""
    rest: Any = library.repository._rest
    patch = rest.patch

    def patched(uuid: str, operations: Any) -> None:
        monkeypatch.setattr(rest, "patch", patch)
        edit()
        patch(uuid, operations)

    monkeypatch.setattr(rest, "patch", patched)


def test_what_somebody_adds_in_the_last_moment_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    diff = library.plan()
    theirs = Value(f"Doe, Jane::{JANE}", "en")
    edit_before_patch(library, lambda: library.put("orcid.author", theirs), monkeypatch)
    assert library.repository.apply(diff).outcome == "written-back"
    assert library.item().metadata["orcid.author"] == (theirs, Value(NAME_AND_ID))


def test_a_value_that_slid_under_our_removal_is_put_back(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DSpace removes by index: what somebody takes away before ours makes ours another one."""
    nick, ours, jane = Value("Nobody, Nick"), Value(NAME_AND_ID), Value(f"Doe, Jane::{JANE}", "en")
    library.put("orcid.author", nick, ours, jane)
    undo = library.repository.plan_undo(
        [Change(library.item().uuid, "orcid.author", None, Stated(NAME_AND_ID))]
    )
    edit_before_patch(library, lambda: library.put("orcid.author", ours, jane), monkeypatch)
    assert library.repository.apply(undo).outcome == "not-as-planned"
    assert library.item().metadata["orcid.author"] == (nick, ours, jane)


# Faults: each call × each fault.

CALLS = ("csrf", "login", "find", "item", "registry", "item again", "PATCH", "look")
FAULTS = (
    "refused",
    "cut",
    "cut-before",
    "stall",
    "stall-before",
    "401",
    "403",
    "409",
    "422",
    "429",
    "500",
    "503",
    "html",
)


class KilledError(BaseException):
    """The process is gone."""


def write(library: Library, *claims: ContributorClaim) -> Applied | None:
    try:
        return library.write(*claims)
    except (RepositoryError, KilledError):
        return None


def fault(library: Library, number: int, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call with this number fails."""
    if how not in ("refused", "killed", "killed after"):
        library.dspace.world.scripts.add(Script(how, after=number, seconds=0.6))
        return
    wire: Any = library.repository._rest.wire
    attempt, counted = wire._attempt, iter(range(99))

    def attempted(*request: Any) -> Any:
        if next(counted) != number:
            return attempt(*request)
        if how == "refused":
            return None, "ConnectionError"
        if how == "killed after":
            attempt(*request)
        raise KilledError

    monkeypatch.setattr(wire, "_attempt", attempted)


@pytest.mark.parametrize("how", [*FAULTS, "killed", "killed after"])
@pytest.mark.parametrize("number", range(len(CALLS)), ids=CALLS)
def test_after_any_fault_every_item_has_what_it_had_plus_the_id_or_not(
    library: Library, number: int, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.repository = library.installation((0.25, 0.25))
    before = library.everything()
    with_id = before | {TWO_AUTHORS: dict(before[TWO_AUTHORS]) | {"orcid.author": (Value(NAME_AND_ID),)}}
    fault(library, number, how, monkeypatch)

    first = write(library)

    there = library.everything()
    assert there in (before, with_id)
    assert first is None or (first.outcome == "written-back") == (there == with_id)
    library.dspace.world.scripts.clear()
    library.repository = library.installation()
    write(library)
    assert library.everything() == with_id


@pytest.mark.parametrize("how", ["cut", "500", "killed after", "stall"])
def test_a_fault_while_taking_back_loses_nothing_else(
    library: Library, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.everything()
    diff = library.plan()
    library.repository.apply(diff)
    ours = ours_after((), diff.changes)
    library.repository = library.installation((0.25, 0.25))
    undo = library.repository.plan_undo(ours)
    fault(library, 1, how, monkeypatch)
    with suppress(RepositoryError, KilledError):
        library.repository.apply(undo)
    library.dspace.world.scripts.clear()
    library.repository = library.installation()
    again = library.repository.plan_undo(ours)
    if again.changes:
        library.repository.apply(again)
    assert library.everything() == before
