"""What the double does beyond the recordings: sign-in, rights, and the quirks of other versions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from dspace.double_client import HANDLE, ONE, Client, uuid_of, values

from dspace_hook.double import ADMIN, HOOK, READER, DoubleServer, of
from dspace_hook.double.values import Value

WIPE = [{"op": "replace", "path": "/metadata/local.nowhere/0", "value": {"value": "x"}}]


@pytest.fixture
def dspace() -> Iterator[DoubleServer]:
    with DoubleServer("8.1") as dspace:
        yield dspace


def test_the_token_ends_after_half_an_hour(dspace: DoubleServer) -> None:
    """§9.4: JWT expiry in the middle of a run."""
    client = Client(dspace.url)
    assert client.patch(uuid_of(dspace), ONE).status_code == 200
    requests.post(dspace.url.replace("/server", "/__rehearsal__/advance"), json={"minutes": 31}, timeout=10)
    assert client.patch(uuid_of(dspace), ONE).status_code == 401
    assert client.ask("GET", "/api/authn/status").json()["authenticated"] is False


def test_signing_out_ends_every_session(dspace: DoubleServer) -> None:
    """§3.1."""
    one, other = Client(dspace.url), Client(dspace.url)
    assert one.ask("POST", "/api/authn/logout").status_code == 204
    assert other.ask("GET", "/api/authn/status").json()["authenticated"] is False


def test_a_csrf_mismatch_gives_a_token_that_works(dspace: DoubleServer) -> None:
    """§10.3."""
    client = Client(dspace.url)
    client.session.headers["X-XSRF-TOKEN"] = "old"
    assert client.patch(uuid_of(dspace), ONE).status_code == 403
    assert client.patch(uuid_of(dspace), ONE).status_code == 200


def test_reading_and_patching_do_not_change_the_csrf_token(dspace: DoubleServer) -> None:
    """§10.3."""
    client = Client(dspace.url)
    assert "DSPACE-XSRF-TOKEN" not in client.ask("GET", "/api").headers
    assert "DSPACE-XSRF-TOKEN" not in client.patch(uuid_of(dspace), ONE).headers


def test_rights_are_those_of_the_account(dspace: DoubleServer) -> None:
    """§10.4: a collection administrator may patch, a reader gets 403, a passer-by 401."""
    for account, status in ((HOOK, 200), (ADMIN, 200), (READER, 403), (None, 401)):
        assert Client(dspace.url, account).patch(uuid_of(dspace), ONE).status_code == status
    assert Client(dspace.url).patch(uuid_of(dspace, "123456789/18"), ONE).status_code == 403


def test_hidden_fields_are_shown_to_who_may_write(dspace: DoubleServer) -> None:
    path = f"/api/core/items/{uuid_of(dspace)}"
    seen = {
        account: "dc.description.provenance"
        in Client(dspace.url, account).ask("GET", path).json()["metadata"]
        for account in (HOOK, READER, None)
    }
    assert seen == {HOOK: True, READER: False, None: False}


def test_a_restricted_item_is_not_shown(dspace: DoubleServer) -> None:
    dspace.items[HANDLE].restricted = True
    path = f"/api/core/items/{uuid_of(dspace)}"
    statuses = [Client(dspace.url, one).ask("GET", path).status_code for one in (HOOK, READER, None)]
    assert statuses == [200, 403, 401]


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("7.0", 200),
        ("7.6.3", 200),
        ("8.0", 200),
        ("9.0", 200),
        ("7.6.4", 422),
        ("8.2", 422),
        ("9.1", 422),
        ("10.0", 422),
    ],
)
def test_replace_on_an_unregistered_field_wipes_until_it_was_mended(version: str, status: int) -> None:
    """§3.3, §10.1."""
    with DoubleServer(version) as dspace:
        assert Client(dspace.url).patch(uuid_of(dspace), WIPE).status_code == status
        assert bool(dspace.items[HANDLE].metadata) is (status == 422)


def test_a_list_of_operations_is_all_or_nothing(dspace: DoubleServer) -> None:
    """§10.1."""
    missing = [{"op": "add", "path": "/metadata/local.nowhere/-", "value": {"value": "x"}}]
    before = dict(dspace.items[HANDLE].metadata)
    assert Client(dspace.url).patch(uuid_of(dspace), ONE + missing).status_code == 400
    assert dspace.items[HANDLE].metadata == before


def test_replace_without_confidence_sets_it_to_0(dspace: DoubleServer) -> None:
    """§10.2; and only `replace` stores an authority on a field that keeps none (§10.13)."""
    wish = {"value": "Doe, Jane", "authority": "0000-0002-1825-0097"}
    path = "/metadata/dc.contributor.author"
    Client(dspace.url).patch(uuid_of(dspace), [{"op": "replace", "path": f"{path}/1", "value": wish}])
    assert values(dspace, "dc.contributor.author")[1] == Value("Doe, Jane", None, "0000-0002-1825-0097", 0)
    again = [{"op": "remove", "path": f"{path}/1"}, {"op": "add", "path": f"{path}/-", "value": wish}]
    Client(dspace.url).patch(uuid_of(dspace), again)
    assert values(dspace, "dc.contributor.author")[1] == Value("Doe, Jane")


def test_a_field_that_is_authority_controlled_keeps_them() -> None:
    """§10.13."""
    wish = {"value": "Doe, Jane", "authority": "0000-0002-1825-0097", "confidence": 600}
    operation = {"op": "add", "path": "/metadata/dc.contributor.author/-", "value": wish}
    with DoubleServer("8.1", controlled=["dc.contributor.author"]) as dspace:
        Client(dspace.url).patch(uuid_of(dspace), [operation])
        assert values(dspace, "dc.contributor.author")[-1] == Value(
            "Doe, Jane", None, "0000-0002-1825-0097", 600
        )


def test_a_virtual_value_is_silently_left_alone(dspace: DoubleServer) -> None:
    """§10.2."""
    publication = "123456789/20"
    before = dspace.world.metadata(dspace.items[publication])
    wish = {"value": "Somebody, Else"}
    for operation in (
        {"op": "replace", "path": "/metadata/dc.contributor.author/0", "value": wish},
        {"op": "remove", "path": "/metadata/dc.contributor.author/0"},
        {"op": "remove", "path": "/metadata/dc.contributor.author"},
    ):
        assert Client(dspace.url, ADMIN).patch(uuid_of(dspace, publication), [operation]).status_code == 200
        assert dspace.world.metadata(dspace.items[publication]) == before


@pytest.mark.parametrize(
    ("operation", "after"),
    [
        (
            {"op": "add", "path": "/metadata/dc.subject/5", "value": {"value": " new\x01 "}},
            ["new", "Mathematics", "thesis"],
        ),
        ({"op": "replace", "path": "/metadata/dc.subject", "value": [{"value": "a"}, {"value": "b"}]}, ["a"]),
        ({"op": "remove", "path": "/metadata/dc.subject"}, []),
        (
            {"op": "copy", "from": "/metadata/dc.subject/0", "path": "/metadata/dc.subject/-"},
            ["Mathematics", "thesis", "Mathematics"],
        ),
        (
            {"op": "move", "from": "/metadata/dc.subject/1", "path": "/metadata/dc.subject/0"},
            ["thesis", "Mathematics"],
        ),
        ({"op": "replace", "path": "/metadata/dc.subject/0/value", "value": "x"}, ["x", "thesis"]),
        (
            {"op": "replace", "path": "/metadata/dc.subject/0/nonsense", "value": "x"},
            ["Mathematics", "thesis"],
        ),
    ],
)
def test_operations_do_what_dspace_makes_of_them(
    operation: object, after: list[str], dspace: DoubleServer
) -> None:
    """§3.3, §10.2."""
    assert Client(dspace.url).patch(uuid_of(dspace), [operation]).status_code == 200
    assert [one.value for one in values(dspace, "dc.subject")] == after


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        ({"op": "remove", "path": "/metadata/dc.subject/x"}, 400),
        ({"op": "remove", "path": "/metadata/dc.subject/-1"}, 422),
        ({"op": "remove", "path": "/metadata"}, 400),
        ({"op": "move", "from": "/metadata/dc.subject/0", "path": "/metadata/dc.subject/0"}, 400),
        ({"op": "add", "path": "/metadata/dc.subject/-", "value": 7}, 400),
        ({"op": "add", "path": "/metadata/dc.subject/-", "value": []}, 400),
        ({"op": "add", "path": "/metadata/dc.subject/-", "value": {"value": "x", "confidence": "much"}}, 400),
        ({"op": "replace", "path": "/nonsense", "value": "x"}, 400),
        ({"op": "nonsense", "path": "/metadata/dc.subject/0"}, 500),
        ({"path": "/metadata/dc.subject/0"}, 500),
        ("nonsense", 500),
    ],
)
def test_refused_operations_change_nothing(operation: object, status: int, dspace: DoubleServer) -> None:
    before = dict(dspace.items[HANDLE].metadata)
    assert Client(dspace.url).patch(uuid_of(dspace), [operation]).status_code == status
    assert dspace.items[HANDLE].metadata == before


def test_replacing_all_metadata_clears_the_item(dspace: DoubleServer) -> None:
    """§3.3: in every version."""
    operation = {"op": "replace", "path": "/metadata", "value": {"value": "x"}}
    assert Client(dspace.url).patch(uuid_of(dspace), [operation]).status_code == 200
    assert dspace.items[HANDLE].metadata == {}


def test_a_field_can_be_registered(dspace: DoubleServer) -> None:
    client = Client(dspace.url, ADMIN)
    schema = client.ask(
        "POST", "/api/core/metadataschemas", json={"prefix": "vireo", "namespace": "http://vireo"}
    )
    wish = {"element": "etdauthor", "qualifier": "orcid", "scopeNote": None}
    field = client.ask("POST", f"/api/core/metadatafields?schemaId={schema.json()['id']}", json=wish)
    assert (schema.status_code, field.status_code) == (201, 201)
    found = client.ask(
        "GET", "/api/core/metadatafields/search/byFieldName?exactName=vireo.etdauthor.orcid"
    ).json()
    assert found["page"]["totalElements"] == 1
    assert (
        "_embedded"
        not in client.ask("GET", "/api/core/metadatafields/search/byFieldName?exactName=a.b").json()
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('handle:"123456789/7"', 1),
        ("lastModified:[2026-11-22T17:34:00Z TO 2026-11-22T17:40:00Z]", 1),
        ("lastModified:[NOW+1DAY TO *]", 0),
        ("graph AND minors", 1),
        ("dc.type:*", 13),
        ("*:*", 15),
        ("graph OR psychoceramics", 2),
    ],
)
def test_a_search_finds_what_it_asks_for(query: str, found: int, dspace: DoubleServer) -> None:
    """§3.2, §10.5."""
    answer = requests.get(
        f"{dspace.url}/api/discover/search/objects", {"query": query, "dsoType": "item"}, timeout=10
    )
    assert answer.json()["_embedded"]["searchResult"]["page"]["totalElements"] == found


@pytest.mark.parametrize("version", ["5.10", "eight", "", "8.1.2.3"])
def test_a_version_that_is_none_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match=r"version|oldest"):
        of(version)


def test_10_has_a_security_level_on_each_value() -> None:
    """§3.3."""
    with DoubleServer("10.0") as dspace:
        item = requests.get(f"{dspace.url}/api/core/items/{uuid_of(dspace)}", timeout=10).json()
    assert item["metadata"]["dc.title"][0]["securityLevel"] == 0


def test_the_notify_inbox_is_particular() -> None:
    """§10.10: no CSRF; Accept 202, unknown origin 400, repeated id 500, junk 500, GET 405; nothing before 8."""
    notification = {
        "id": "urn:uuid:1",
        "type": ["Accept"],
        "origin": {"inbox": "http://127.0.0.1:9191/ldn/inbox"},
    }
    stranger = notification | {"origin": {"inbox": "http://127.0.0.1:1/inbox"}}
    with DoubleServer("8.1") as dspace:
        inbox = f"{dspace.url}/ldn/inbox"
        sent = [
            requests.post(inbox, json=one, timeout=10)
            for one in (notification, notification, stranger, "junk")
        ]
        assert [answer.status_code for answer in sent] == [202, 500, 400, 500]
        assert requests.get(inbox, timeout=10).status_code == 405
    with DoubleServer("7.6.2") as dspace:
        assert requests.post(f"{dspace.url}/ldn/inbox", json=notification, timeout=10).status_code == 404


def test_links_of_objects_lead_somewhere(dspace: DoubleServer) -> None:
    client, publication = Client(dspace.url, ADMIN), uuid_of(dspace, "123456789/20")
    collection = client.ask("GET", f"/api/core/items/{publication}/owningCollection").json()
    community = client.ask("GET", f"/api/core/collections/{collection['uuid']}/parentCommunity").json()
    assert community["name"] == "Graduate School"
    below = client.ask("GET", f"/api/core/communities/{community['uuid']}/collections").json()
    assert below["page"]["totalElements"] == 3
    related = client.ask("GET", f"/api/core/items/{publication}/relationships").json()["_embedded"][
        "relationships"
    ]
    assert [one["leftPlace"] for one in related] == [0, 1]
    assert client.ask("GET", "/api/core/relationships/1").json() == related[0]
    assert client.ask("GET", f"/api/dso/find?uuid={publication}").status_code == 302
    status = client.ask("GET", f"/api/core/items/{publication}/accessStatus").json()
    assert status["status"] == "metadata.only"
    assert client.ask("GET", f"/api/core/items/{publication}/bundles").json()["page"]["totalElements"] == 0


def test_what_is_deleted_is_gone(dspace: DoubleServer) -> None:
    client, item = Client(dspace.url, ADMIN), dspace.items[HANDLE]
    assert Client(dspace.url).ask("DELETE", f"/api/core/items/{item.uuid}").status_code == 403
    assert client.ask("DELETE", f"/api/core/items/{item.uuid}").status_code == 204
    assert client.ask("GET", f"/api/core/items/{item.uuid}").status_code == 404
    assert client.ask("DELETE", f"/api/core/collections/{item.collection}").status_code == 204
    assert sorted(dspace.items) == ["123456789/18", "123456789/19", "123456789/20"]


@pytest.mark.parametrize("version", ["7.0", "7.6.1"])
def test_before_7_6_2_any_answer_gives_the_csrf_token(version: str) -> None:
    """§3.1."""
    with DoubleServer(version) as dspace:
        assert requests.get(f"{dspace.url}/api/security/csrf", timeout=10).status_code == 404
        session = requests.Session()
        token = session.get(f"{dspace.url}/api/authn/status", timeout=10).headers["DSPACE-XSRF-TOKEN"]
        form = {"user": HOOK[0], "password": HOOK[1]}
        answer = session.post(
            f"{dspace.url}/api/authn/login", form, headers={"X-XSRF-TOKEN": token}, timeout=10
        )
    assert answer.status_code == 200


@pytest.mark.parametrize("version", ["6.3", "8.1"])
def test_a_person_sees_the_theses_and_their_ids(version: str) -> None:
    with DoubleServer(version) as dspace:
        here = dspace.control_url.removesuffix("__rehearsal__")
        whole, one = (requests.get(here + path, timeout=10) for path in ("", f"handle/{HANDLE}"))
        missing = requests.get(f"{here}handle/123456789/999", timeout=10)
    assert "Carberry, Josiah (virtual::1, -1)" in whole.text
    assert "<h2>" in one.text
    assert "&amp; growth when p &lt; 0.05" in whole.text
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("version", "shown"), [("8.1", []), ("8.4", ["0000-0002-1825-0097"]), ("10.0", ["0000-0002-1825-0097"])]
)
def test_newer_versions_show_the_ids_of_authors_that_are_items(version: str, shown: list[str]) -> None:
    """§1.5."""
    with DoubleServer(version) as dspace:
        found = values(dspace, "person.identifier.orcid", "123456789/20")
    assert [one.value for one in found][:1] == shown
    assert all(one.virtual for one in found)
