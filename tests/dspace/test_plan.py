"""What authenticated iDs change in an item, planned from its values alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from dspace.library import JANE, JOSIAH, NAME_AND_ID, claim
from hypothesis import given, settings
from hypothesis import strategies as st

from dspace_hook.item import Item, Stored, read_item
from dspace_hook.patching import Append, ChangedMeanwhileError, FieldPatch, Remove, patches
from dspace_hook.planning import plan, plan_undo
from dspace_hook.targets import CONTRIBUTORS, FIELD, read_targets
from orcid_sync.contract import Change, ContributorClaim, Diff, SettingsError, Value, ours_after

AUTHOR = "dc.contributor.author"


def item(**fields: Sequence[str | Stored]) -> Item:
    """An item; `dc_contributor_author` stands for `dc.contributor.author`."""
    metadata = {
        name.replace("_", "."): tuple(v if isinstance(v, Stored) else Stored(v) for v in values)
        for name, values in fields.items()
    }
    return Item("item-1", "123456789/7", metadata)


def planned(given: Item, *claims: ContributorClaim, ours: Sequence[Change] = (), **options: Any) -> Diff:
    return plan(given, claims or (claim(),), targets=read_targets(options), ours=ours)


def outcomes(diff: Diff) -> list[str]:
    return [str(refusal.outcome) for refusal in diff.refusals]


def test_name_and_id_are_added_together() -> None:
    diff = planned(item(dc_contributor_author=["Carberry, Josiah"]))
    assert list(diff.lines()) == [f"+ orcid.author: {NAME_AND_ID}"]


@pytest.mark.parametrize(
    ("in_dspace", "stated"),
    [
        ("O'Brien, Máire", "O&apos;Brien, Máire"),  # §1.4 and §9.4: OAI escapes once more than REST
        ("O'Brien, Máire", "O'Brien, Ma\u0301ire"),  # decomposed
        ("Carberry, Josiah", "Josiah Carberry"),
        ("CARBERRY, Josiah", "Carberry,  Josiah"),
        ("Doe, Jane 1990-", "Doe, Jane"),  # Vireo adds years of birth
        ("山田, 太郎", "山田, 太郎"),
        ("Żółć, Stanisław", "Żółć, Stanisław"),
    ],
)
def test_the_name_is_found_however_it_travelled(in_dspace: str, stated: str) -> None:
    diff = planned(item(dc_contributor_author=[in_dspace]), claim(stated))
    assert [change.after for change in diff.changes] == [Value(f"{in_dspace}::{JOSIAH}")]


def test_two_namesakes_are_left_to_a_person() -> None:
    diff = planned(item(dc_contributor_author=["Carberry, Josiah", "Josiah Carberry"]))
    assert (diff.changes, outcomes(diff)) == ((), ["namesakes"])


def test_two_people_who_claim_one_name_are_left_to_a_person() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah"])
    assert outcomes(planned(given, claim(), claim(orcid_id=JANE))) == ["namesakes", "namesakes"]


def test_somebody_else_is_nobody() -> None:
    assert outcomes(planned(item(dc_contributor_author=["Doe, Jane"]))) == ["contributor-not-found"]


def test_an_advisor_is_not_looked_for_among_the_authors() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah"])
    diff = planned(given, claim(role="advisor"), targets={"advisor": "orcid.advisor"})
    assert outcomes(diff) == ["contributor-not-found"]


def test_only_what_the_person_agreed_to_show_is_planned() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah"])
    assert outcomes(planned(given, claim(may_show=False))) == ["not-agreed"]


def test_a_withdrawn_item_is_left_alone() -> None:
    given = Item("item-1", "1/2", {AUTHOR: (Stored("Carberry, Josiah"),)}, withdrawn=True)
    assert outcomes(planned(given)) == ["item-withdrawn"]


def test_an_id_that_stands_there_is_not_added_again() -> None:
    assert planned(item(dc_contributor_author=["Carberry, Josiah"], orcid_author=[NAME_AND_ID])).changes == ()


def test_another_id_beside_the_same_name_is_left_to_a_person() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah"], orcid_author=[f"Carberry, Josiah::{JANE}"])
    assert outcomes(planned(given)) == ["another-id"]


def test_bare_names_as_fillers_stay() -> None:
    """§3.4: KAUST keeps bare names where there is no iD, to stay place-parallel."""
    given = item(dc_contributor_author=["Doe, Jane", "Carberry, Josiah"], orcid_author=["Doe, Jane"])
    assert list(planned(given).lines()) == [f"+ orcid.author: {NAME_AND_ID}"]


def test_a_changed_name_updates_what_is_ours() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah S."], orcid_author=["Doe, Jane::x", NAME_AND_ID])
    ours = [Change("item-1", "orcid.author", None, Value(NAME_AND_ID))]
    diff = planned(given, claim("Carberry, Josiah S."), ours=ours)
    assert list(diff.lines()) == [
        f"- orcid.author: {NAME_AND_ID}",
        f"+ orcid.author: Carberry, Josiah S.::{JOSIAH}",
    ]
    assert ours_after(ours, diff.changes) == (
        Change("item-1", "orcid.author", None, Value(f"Carberry, Josiah S.::{JOSIAH}")),
    )


def test_a_changed_name_leaves_what_is_not_ours() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah S."], orcid_author=[NAME_AND_ID])
    assert planned(given, claim("Carberry, Josiah S.")).changes == ()


@pytest.mark.parametrize("there", ["Erdo\u030bs, Pa\u0301l", "Erdős,  Pál", "Erdős, P&aacute;l", "Pál Erdős"])
def test_another_id_of_the_name_is_seen_in_whatever_spelling(there: str) -> None:
    given = item(dc_contributor_author=["Erdős, Pál"], orcid_author=[f"{there}::{JANE}"])
    assert outcomes(planned(given, claim("Erdős, Pál"))) == ["another-id"]


def test_a_bare_id_contradicts_another_one_of_a_single_author() -> None:
    targets = {"author": "dc.identifier.orcid"}
    one = item(dc_contributor_author=["Carberry, Josiah"], dc_identifier_orcid=[JANE])
    two = item(dc_contributor_author=["Carberry, Josiah", "Doe, Jane"], dc_identifier_orcid=[JANE])
    assert outcomes(planned(one, targets=targets)) == ["another-id"]
    assert list(planned(two, targets=targets).lines()) == [f"+ dc.identifier.orcid: {JOSIAH}"]


@pytest.mark.parametrize("there", [JOSIAH, f"https://orcid.org/{JOSIAH}", f"Carberry {JOSIAH}"])
def test_a_bare_id_is_recognised_in_every_form(there: str) -> None:
    given = item(dc_contributor_author=["Carberry, Josiah"], dc_identifier_orcid=[there])
    assert planned(given, targets={"author": "dc.identifier.orcid"}).changes == ()


def test_vireos_field_is_a_target_too() -> None:
    given = item(dc_creator=["Carberry, Josiah 1990-"])
    diff = planned(given, targets={"author": "local.etdauthor.orcid"})
    assert list(diff.lines()) == [f"+ local.etdauthor.orcid: {JOSIAH}"]


def test_the_authority_of_a_virtual_value_is_refused() -> None:
    given = item(dc_contributor_author=[Stored("Carberry, Josiah", authority="virtual::44")])
    assert outcomes(planned(given, targets={"author": "authority"})) == ["virtual-value"]


def test_a_virtual_value_anywhere_in_the_field_is_refused() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah", Stored("Doe, Jane", authority="virtual::45")])
    assert outcomes(planned(given, targets={"author": "authority"})) == ["virtual-value"]


def test_version_10_resolves_an_authority_of_its_own_form() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah"])
    diff = planned(given, targets={"author": "authority will be referenced::ORCID::"})
    assert diff.changes[0].after == Value(
        "Carberry, Josiah", None, f"will be referenced::ORCID::{JOSIAH}", 600
    )


def test_another_authority_is_left_to_a_person() -> None:
    given = item(dc_contributor_author=[Stored("Carberry, Josiah", authority="local-7", confidence=600)])
    assert outcomes(planned(given, targets={"author": "authority"})) == ["another-id"]


def test_the_moment_of_signing_in_is_written_once() -> None:
    given = item(dc_contributor_author=["Carberry, Josiah"])
    diff = planned(given, authenticated_on="local.orcid.authenticated")
    assert list(diff.lines())[1] == f"+ local.orcid.authenticated: {JOSIAH}::2026-01-31T12:00:00Z"


@pytest.mark.parametrize(
    "options",
    [
        {"targets": {"author": "dspace.object.owner"}},  # would hand over an account (§3.3)
        {"targets": {"author": "dc.title"}},
        {"targets": {"author": "dc.contributor.author"}},
        {"targets": {"author": "orcid"}},
        {"targets": {"author": "orcid.author/0"}},
        {"targets": {"author": "orcid.author Surname::iD"}},
        {"targets": {"reader": "orcid.reader"}},
        {"targets": "orcid.author"},
        {"targets": {"author": ["authority", "authority will be referenced::ORCID::"]}},
        {"authenticated_on": "dc.date.issued"},
    ],
)
def test_a_target_that_could_do_harm_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        read_targets(options)


def test_properties_that_newer_versions_add_are_sent_back_unchanged() -> None:
    """§3.3: 10.0 adds `securityLevel`."""
    value = {
        "value": "Doe, Jane",
        "language": None,
        "authority": "a",
        "confidence": 600,
        "place": 0,
        "securityLevel": 2,
    }
    read = read_item({"uuid": "u", "metadata": {AUTHOR: [value]}})
    assert Append(AUTHOR, read.values(AUTHOR)[0]).as_json()["value"] == {
        "value": "Doe, Jane", "language": None, "authority": "a", "confidence": 600, "securityLevel": 2,
    }  # fmt: skip


def test_no_patch_leads_to_anything_but_a_field() -> None:
    """§9.4: `replace` on an unregistered field must be impossible; so must a path that leaves its field."""
    for name in ("", "dc", "dc.title/0", "dc.title/-", "../dc.title", "dc.title.a.b/", "dc..title"):
        with pytest.raises(ValueError, match="is no metadata field"):
            Append(name, Stored("x")).as_json()
        with pytest.raises(ValueError, match="is no metadata field"):
            Remove(name, 0, Stored("x")).as_json()


def test_a_value_that_is_gone_is_noticed() -> None:
    change = Change("item-1", "orcid.author", Value(NAME_AND_ID), None)
    with pytest.raises(ChangedMeanwhileError):
        patches(item(orcid_author=[]), [change])


# For any item and any claims.

NAMES = ("Carberry, Josiah", "Josiah Carberry", "Doe, Jane", "Doe, J.", "O'Brien, Máire", "", "x::y")
IDS = (JOSIAH, JANE, "0009-9999-0007-9193")
TARGETS = ("orcid.author", "dc.identifier.orcid", "authority", "local.etdauthor.orcid", "person",
           "authority will be referenced::ORCID::")  # fmt: skip
FIELDS = (
    *CONTRIBUTORS["author"],
    *CONTRIBUTORS["advisor"],
    "orcid.author",
    "dc.identifier.orcid",
    "dc.title",
)
texts = st.sampled_from([*NAMES, *IDS, *(f"{name}::{orcid_id}" for name in NAMES for orcid_id in IDS)])
stored = st.builds(
    Stored,
    texts,
    st.sampled_from([None, "en", ""]),
    st.sampled_from([None, None, None, "local-7", *IDS, "virtual::1"]),
    st.sampled_from([-1, 0, 600]),
)
items = st.builds(
    Item,
    st.just("item-1"),
    st.just("1/2"),
    st.dictionaries(st.sampled_from(FIELDS), st.lists(stored, max_size=4).map(tuple)),
)
claims = st.builds(
    claim,
    st.sampled_from(NAMES),
    st.sampled_from(IDS),
    st.sampled_from(["author", "advisor"]),
    may_show=st.booleans(),
)
options = st.fixed_dictionaries(
    {"targets": st.fixed_dictionaries({}, optional={
        "author": st.lists(st.sampled_from(TARGETS), min_size=1, max_size=2, unique_by=lambda spec: spec.split()[0]),
        "advisor": st.sampled_from(["orcid.advisor", "dc.identifier.orcid"]),
    })}
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(items, st.lists(claims, max_size=3), options, st.data())
def test_no_plan_ever_removes_or_reorders_a_value_that_is_not_ours(
    given: Item, wanted: list[ContributorClaim], options: dict[str, Any], data: st.DataObject
) -> None:
    there = [
        Change("item-1", f, None, s.value)
        for f, values in given.metadata.items()
        for s in values
        if not s.authority
    ]
    ours = data.draw(st.lists(st.sampled_from(there), max_size=2, unique=True)) if there else []
    diff = plan(given, wanted, targets=read_targets(options), ours=ours)
    fields = patches(given, diff.changes)
    for field in fields:
        mine = [change.after for change in ours if change.field == field.field]
        theirs = [each for each in field.before if each.value not in mine]
        kept = [each for each in field.after if each.value not in mine][: len(theirs)]
        assert [(each.text, each.language) for each in kept] == [
            (each.text, each.language) for each in theirs
        ]
        changed = [before.value for before, after in zip(theirs, kept, strict=True) if before != after]
        assert changed == [c.before for c in diff.changes if c.field == field.field and c.before in changed]
        assert _played(field) == field.after
        assert all(operation["op"] in ("add", "remove") for operation in _operations(field))


@settings(max_examples=100, deadline=None)
@given(items, claims, options)
def test_an_undo_leads_back_to_what_was_there(
    given: Item, wanted: ContributorClaim, options: dict[str, Any]
) -> None:
    diff = plan(given, [wanted], targets=read_targets(options))
    written = _patched(given, patches(given, diff.changes))
    undone = _patched(
        written, patches(written, plan_undo({"item-1": written}, ours_after((), diff.changes)).changes)
    )
    assert {name: v for name, v in undone.metadata.items() if v} == {
        n: v for n, v in given.metadata.items() if v
    }


def _operations(field: FieldPatch) -> list[dict[str, Any]]:
    assert FIELD.fullmatch(field.field)
    return [operation.as_json() for operation in field.operations]


def _played(field: FieldPatch) -> tuple[Stored, ...]:
    """What DSpace makes of the operations: `add …/-` appends, `remove …/i` removes."""
    values = list(field.before)
    for operation in field.operations:
        if isinstance(operation, Append):
            values.append(operation.stored)
        else:
            assert values.pop(operation.index) == operation.stored
    return tuple(values)


def _patched(given: Item, fields: Sequence[FieldPatch]) -> Item:
    return Item(
        given.uuid, given.handle, {**given.metadata, **{field.field: field.after for field in fields}}
    )
