"""The iD as authority of the name itself: only where the field keeps authorities, and with everybody else's kept.

The numbers name the lines of our notes on DSpace that were seen on running servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dspace.conftest import MakeLibrary
from dspace.library import JOSIAH

from dspace_hook.double import DoubleServer
from dspace_hook.double.values import Value
from orcid_sync.contract import Diff, ours_after

AUTHOR = "dc.contributor.author"


def outcomes(diff: Diff) -> list[str]:
    return [str(refusal.outcome) for refusal in diff.refusals]


@pytest.fixture
def controlled(dspace: DoubleServer) -> Iterator[DoubleServer]:
    """A DSpace whose authors' field keeps authorities."""
    dspace.world.controlled.add(AUTHOR)
    yield dspace
    dspace.world.controlled.discard(AUTHOR)


def test_an_authority_is_set_where_the_field_keeps_it(
    controlled: DoubleServer, library_with: MakeLibrary
) -> None:
    library = library_with(targets={"author": "authority"})
    authors = (Value("Carberry, Josiah", "en"), Value("Doe, Jane"), Value("O'Brien, Máire & Söhne"))
    library.put(AUTHOR, *authors)
    assert library.write().outcome == "written-back"
    assert library.item().metadata[AUTHOR] == (Value("Carberry, Josiah", "en", JOSIAH, 600), *authors[1:])


def test_an_authority_that_is_not_kept_is_reported_and_all_values_are_as_before(
    library_with: MakeLibrary,
) -> None:
    library = library_with(targets={"author": "authority"})
    before = library.everything()
    assert library.write().outcome == "authority-not-kept"
    assert library.everything() == before


def test_where_it_is_known_that_none_is_kept_nothing_is_touched_again(library_with: MakeLibrary) -> None:
    library = library_with(targets={"author": "authority"})
    library.write()
    library.calls()
    assert outcomes(library.plan()) == ["authority-not-kept"]
    assert "PATCH 200" not in library.calls()


def test_no_authority_of_others_is_risked_before_the_field_is_known_to_keep_them(
    library_with: MakeLibrary,
) -> None:
    library = library_with(targets={"author": "authority"})
    library.put(AUTHOR, Value("Carberry, Josiah"), Value("Doe, Jane", None, "local-7", 600))
    before = library.everything()
    assert outcomes(library.plan()) == ["authority-not-kept"]
    assert "PATCH 200" not in library.calls()
    assert library.everything() == before


def test_once_seen_to_be_kept_authorities_of_others_stay(
    controlled: DoubleServer, library_with: MakeLibrary
) -> None:
    library = library_with(targets={"author": "authority"})
    library.write(handle="123456789/8")
    library.put(AUTHOR, Value("Carberry, Josiah"), Value("Doe, Jane", "en", "local-7", 600))
    assert library.write().outcome == "written-back"
    assert library.item().metadata[AUTHOR] == (
        Value("Carberry, Josiah", None, JOSIAH, 600), Value("Doe, Jane", "en", "local-7", 600),
    )  # fmt: skip


def test_undo_gives_a_name_its_former_authority_back(
    controlled: DoubleServer, library_with: MakeLibrary
) -> None:
    library = library_with(targets={"author": "authority"})
    before = library.everything()
    diff = library.plan()
    library.repository.apply(diff)
    library.repository.apply(library.repository.plan_undo(ours_after((), diff.changes)))
    assert library.everything() == before


def test_a_field_is_written_anew_in_one_patch_with_order_and_language(
    controlled: DoubleServer, library_with: MakeLibrary
) -> None:
    """§10.14: removed from the last to the first and added again; what stands before the name is not touched."""
    library = library_with(targets={"author": "authority"})
    first, last = Value("O'Brien, Máire", "ga", "local-7", 600), Value("Doe, Jane", "en")
    library.put(AUTHOR, first, Value("Carberry, Josiah", "en"), last)
    library.calls()
    assert library.write().outcome == "written-back"
    assert library.calls().count("PATCH 200") == 1
    assert library.item().metadata[AUTHOR] == (first, Value("Carberry, Josiah", "en", JOSIAH, 600), last)


def test_undo_risks_no_authority_of_others_where_the_field_may_keep_none_any_more(
    controlled: DoubleServer, library_with: MakeLibrary
) -> None:
    """§10.13: the site switched authority control off since, and this process has not seen it."""
    library = library_with(targets={"author": "authority"})
    diff = library.plan()
    library.repository.apply(diff)
    mine = library.item().metadata[AUTHOR][0]
    library.put(AUTHOR, mine, Value("Doe, Jane", None, "local-7", 600))
    controlled.world.controlled.discard(AUTHOR)
    library.repository = library.installation()
    before = library.everything()
    assert outcomes(library.repository.plan_undo(diff.changes)) == ["authority-not-kept"]
    assert library.everything() == before
    library.put(AUTHOR, Value("Doe, Jane", None, "local-7", 600), mine)
    library.repository.apply(library.repository.plan_undo(diff.changes))
    assert library.item().metadata[AUTHOR] == (
        Value("Doe, Jane", None, "local-7", 600), Value("Carberry, Josiah"),
    )  # fmt: skip


def test_the_authority_that_version_10_resolves_is_ours_all_the_same(
    controlled: DoubleServer, library_with: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§2.3: `will be referenced::ORCID::iD` becomes the UUID of a Person when it is saved."""
    library = library_with(targets={"author": "authority will be referenced::ORCID::"})
    before = library.everything()
    rest: Any = library.repository._rest
    patch = rest.patch

    def resolving(uuid: str, operations: Any) -> None:
        patch(uuid, operations)
        first, *others = library.item().metadata[AUTHOR]
        if first.authority:
            library.put(AUTHOR, Value(first.value, first.language, "uuid-of-a-person", 600), *others)

    monkeypatch.setattr(rest, "patch", resolving)
    diff = library.plan()
    applied = library.repository.apply(diff)
    ours = ours_after((), applied.changes)
    assert applied.outcome == "written-back"
    assert library.plan(ours=ours) == Diff(library.item().uuid)
    library.repository.apply(library.repository.plan_undo(ours))
    assert library.everything() == before
