"""The same write and undo on every DSpace from 7.0 to 10, and lines of our notes that belong to no other test."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dspace.library import NAME_AND_ID, TWO_AUTHORS, Library

from dspace_hook.double import DoubleServer
from dspace_hook.double.values import Value
from dspace_hook.item import Stored
from dspace_hook.patching import Append, Remove, patches
from dspace_hook.rest7 import Rest7
from orcid_sync.contract import ItemReference, RepositoryError, ours_after
from orcid_sync.secret import Secret


@pytest.mark.parametrize("version", ["7.0", "7.2", "7.6.7", "8.4", "9.0", "9.3", "10.0"])
def test_a_write_and_its_undo_leave_every_value_as_it_was(version: str) -> None:
    """§3.1: before 7.6.2 the CSRF token comes otherwise; §3.3: 10 adds `securityLevel` to each value."""
    with DoubleServer(version) as dspace:
        library = Library(dspace)
        before = library.everything()
        diff = library.plan()
        assert library.repository.apply(diff).outcome == "written-back"
        assert library.values("orcid.author") == [NAME_AND_ID]
        library.repository.apply(library.repository.plan_undo(ours_after((), diff.changes)))
        assert library.everything() == before


def test_every_property_of_a_value_is_sent(library: Library) -> None:
    """§9.4, §10.2: what is omitted becomes null, and an omitted confidence 0."""
    item = library.repository._rest.item(library.item().uuid)
    assert item
    (field,) = patches(item, library.plan().changes)
    (operation,) = field.operations
    assert json.loads(json.dumps(operation.as_json())) == {
        "op": "add",
        "path": "/metadata/orcid.author/-",
        "value": {"value": NAME_AND_ID, "language": None, "authority": None, "confidence": -1},
    }


def test_no_value_is_ever_added_at_an_index(library: Library) -> None:
    """§9.4, §10.2: DSpace ignores the index and inserts in front. Only a removal names one."""
    assert list(Append.__dataclass_fields__) == ["field", "stored"]
    assert list(Remove.__dataclass_fields__) == ["field", "index", "stored"]


def test_an_index_that_slid_out_of_range_changes_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§10.2: 422, and the whole patch is undone (§10.1)."""
    library.put("orcid.author", Value("Nobody, Nick"), Value(NAME_AND_ID))
    diff = library.plan()
    assert diff.changes == ()
    rest: Any = library.repository._rest
    with pytest.raises(RepositoryError) as error:
        rest.patch(library.item().uuid, [Remove("orcid.author", 9, Stored("Nobody, Nick"))])
    assert error.value.outcome == "refused-by-repository"
    assert library.values("orcid.author") == ["Nobody, Nick", NAME_AND_ID]


def test_an_anonymous_account_may_look_and_not_write(dspace: DoubleServer) -> None:
    """§10.4: 401 for an anonymous user, 403 for one without rights."""
    rest = Rest7(dspace.url, "", Secret(""))
    uuid = rest.find(_reference())
    assert rest.item(uuid)
    with pytest.raises(RepositoryError) as error:
        rest.patch(uuid, [])
    assert error.value.outcome == "sign-in-refused"


def test_the_token_changes_on_login_and_403_and_not_on_reading_or_writing(library: Library) -> None:
    """§10.3."""
    rest: Any = library.repository._rest
    rest.sign_in()
    token = rest._csrf
    library.write()
    assert rest._csrf == token
    rest.sign_in()
    assert rest._csrf != token


def _reference() -> ItemReference:
    return ItemReference((TWO_AUTHORS,))
