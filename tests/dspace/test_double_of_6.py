"""The double of DSpace 6: its REST API as its code says (§3.5), never seen on a running server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from dspace_hook.double import HOOK, READER, DoubleServer
from orcid_sync.oai import provider

HANDLE = "123456789/7"


@pytest.fixture
def dspace() -> Iterator[DoubleServer]:
    with DoubleServer("6.3", oai=provider) as dspace:
        yield dspace


def signed_in(dspace: DoubleServer, account: tuple[str, str] = HOOK) -> requests.Session:
    session = requests.Session()
    session.headers["Accept"] = "application/json"
    form = {"email": account[0], "password": account[1]}
    assert session.post(f"{dspace.url}/login", form, timeout=10).status_code == 200
    return session


def metadata_of(dspace: DoubleServer) -> str:
    found = requests.get(f"{dspace.url}/handle/{HANDLE}", timeout=10).json()
    return f"{dspace.url}/items/{found['uuid']}/metadata"


def test_a_wrong_password_is_401_and_a_session_is_a_cookie(dspace: DoubleServer) -> None:
    wrong = requests.post(f"{dspace.url}/login", {"email": HOOK[0], "password": "wrong"}, timeout=10)
    assert wrong.status_code == 401
    session = signed_in(dspace)
    assert session.get(f"{dspace.url}/status", timeout=10).json()["email"] == HOOK[0]
    session.post(f"{dspace.url}/logout", timeout=10)
    assert session.get(f"{dspace.url}/status", timeout=10).json()["authenticated"] is False


def test_post_appends_and_put_replaces_the_values_of_its_keys(dspace: DoubleServer) -> None:
    session, where = signed_in(dspace), metadata_of(dspace)
    before = session.get(where, timeout=10).json()
    added = [{"key": "orcid.author", "value": "Doe, Jane::0000-0002-1825-0097", "language": None}]
    assert session.post(where, json=added, timeout=10).status_code == 200
    assert session.get(where, timeout=10).json() == sorted(before + added, key=lambda one: str(one["key"]))
    subject = [{"key": "dc.subject", "value": "only", "language": "en"}]
    assert session.put(where, json=subject, timeout=10).status_code == 200
    after = session.get(where, timeout=10).json()
    assert [one for one in after if one["key"] == "dc.subject"] == subject
    assert len(after) == len(before) + len(added) - 1


def test_a_post_does_not_move_the_datestamp(dspace: DoubleServer) -> None:
    session, where = signed_in(dspace), metadata_of(dspace)
    before = dspace.items[HANDLE].modified
    session.post(where, json=[{"key": "dc.subject", "value": "x", "language": None}], timeout=10)
    assert dspace.items[HANDLE].modified == before
    session.put(where, json=[{"key": "dc.subject", "value": "x", "language": None}], timeout=10)
    assert dspace.items[HANDLE].modified > before


@pytest.mark.parametrize("account", [READER, None])
def test_who_may_not_write_gets_401(account: tuple[str, str] | None, dspace: DoubleServer) -> None:
    session = signed_in(dspace, account) if account else requests.Session()
    entry = [{"key": "dc.subject", "value": "x", "language": None}]
    assert session.post(metadata_of(dspace), json=entry, timeout=10).status_code == 401


def test_a_field_that_is_not_registered_is_500_and_nothing_is_written(dspace: DoubleServer) -> None:
    before = dict(dspace.items[HANDLE].metadata)
    entries = [
        {"key": "dc.subject", "value": "x", "language": None},
        {"key": "local.nowhere", "value": "x", "language": None},
    ]
    assert signed_in(dspace).put(metadata_of(dspace), json=entries, timeout=10).status_code == 500
    assert dspace.items[HANDLE].metadata == before
    fields = f"{dspace.url}/registries/schema/local/metadata-fields/nowhere"
    assert requests.get(fields, timeout=10).status_code == 404


def test_its_oai_half_is_an_application_of_its_own(dspace: DoubleServer) -> None:
    assert dspace.oai_url == dspace.url.replace("/rest", "/oai/request")
    assert (
        "<dim:field" in requests.get(f"{dspace.oai_url}?verb=ListRecords&metadataPrefix=dim", timeout=10).text
    )
