"""The file for DSpace's batch edit (§5, §10.9): what an administrator imports when there are no REST rights."""

from __future__ import annotations

import csv
import io

import pytest
from dspace.library import JANE, JOSIAH, TWO_AUTHORS, Library, claim

from dspace_hook.double.values import Value
from orcid_sync.contract import BatchFile, ContributorClaim, ItemReference

ONE_AUTHOR = "123456789/11"
FIELD = "dc.identifier.orcid"


@pytest.fixture
def one(library: Library) -> Library:
    """An item with one author and no iD."""
    library.item(ONE_AUTHOR).metadata["dc.contributor.author"] = (Value("Carberry, Josiah"),)
    return library


def made(library: Library, *claims: ContributorClaim, handle: str = ONE_AUTHOR) -> BatchFile:
    wanted = [(ItemReference((handle,)), each) for each in claims or (claim(),)]
    return library.repository.batch_file(wanted)


def rows(made: BatchFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.text)))


def test_an_item_with_one_author_gets_a_row(one: Library) -> None:
    assert rows(made(one)) == [{"id": one.item(ONE_AUTHOR).uuid, FIELD: JOSIAH}]
    assert made(one).rows == 1


def test_all_existing_values_are_in_it_each_in_the_column_of_its_language(one: Library) -> None:
    """A column replaces all values of its field and language; an empty cell removes them."""
    there = (Value("not an iD"), Value("neither, “quoted”", "en"), Value('a "third"'))
    one.put(FIELD, *there, handle=ONE_AUTHOR)
    assert rows(made(one)) == [
        {
            "id": one.item(ONE_AUTHOR).uuid,
            FIELD: f'not an iD||a "third"||{JOSIAH}',
            f"{FIELD}[en]": "neither, “quoted”",
        }
    ]


def test_no_column_but_the_field_is_in_it(one: Library) -> None:
    """`action` above all: it can expunge an item."""
    assert made(one).text.splitlines()[0] == f"id,{FIELD}"


@pytest.mark.parametrize("value", ["one||two", "Carberry::0000"])
def test_a_value_that_the_format_would_break_is_refused(one: Library, value: str) -> None:
    one.put(FIELD, Value(value), handle=ONE_AUTHOR)
    assert [str(refusal.outcome) for refusal in made(one).refusals] == ["cannot-be-written"]
    assert made(one).text == ""


def test_an_authority_that_the_format_would_lose_is_refused(one: Library) -> None:
    """§10.9: DSpace drops authorities in CSV silently."""
    one.put(FIELD, Value("x", None, "local-7", 600), handle=ONE_AUTHOR)
    assert [str(refusal.outcome) for refusal in made(one).refusals] == ["cannot-be-written"]


def test_an_item_with_two_authors_is_refused(library: Library) -> None:
    assert [str(r.outcome) for r in made(library, handle=TWO_AUTHORS).refusals] == ["cannot-be-written"]


def test_a_withdrawn_item_is_refused_as_such(one: Library) -> None:
    """DSpace shows no author of it, which is not the reason."""
    one.item(ONE_AUTHOR).withdrawn = True
    assert [str(r.outcome) for r in made(one).refusals] == ["item-withdrawn"]


def test_an_advisor_is_refused(one: Library) -> None:
    assert [str(r.outcome) for r in made(one, claim(role="advisor")).refusals] == ["cannot-be-written"]


def test_an_item_that_has_the_id_gets_no_row(one: Library) -> None:
    one.put(FIELD, Value(f"https://orcid.org/{JOSIAH}", "en"), handle=ONE_AUTHOR)
    assert made(one) == BatchFile("", 0)


def test_another_id_is_left_to_a_person(one: Library) -> None:
    one.put(FIELD, Value(JANE), handle=ONE_AUTHOR)
    assert [str(refusal.outcome) for refusal in made(one).refusals] == ["another-id"]


def test_who_did_not_agree_is_not_in_it(one: Library) -> None:
    assert [str(r.outcome) for r in made(one, claim(may_show=False)).refusals] == ["not-agreed"]


def test_nothing_is_written_by_it(one: Library) -> None:
    before = one.everything()
    made(one)
    assert one.everything() == before
    assert not any(call.startswith("PATCH") for call in one.calls())
