"""Works at the Member API: every error a client can meet, provoked by what a client or a person does."""

from __future__ import annotations

import json

import pytest
import requests
from lxml import etree
from rehearsal.documents import ERROR_SHAPE, bulk, external_id, work
from rehearsal.member_client import OTHER_MEMBER, STUDENT, Answer, Client

from orcid_sync.rehearsal import Rehearsal, Script
from schemas import validate

YAEL = "0009-9999-0055-4337"
WORK, WORKS = f"{STUDENT}/work", f"{STUDENT}/works"
NS = {
    "activities": "http://www.orcid.org/ns/activities",
    "common": "http://www.orcid.org/ns/common",
    "error": "http://www.orcid.org/ns/error",
    "work": "http://www.orcid.org/ns/work",
}


def added(client: Client, document: str = "", path: str = WORK) -> str:
    answer = client.send("POST", path, document or work())
    assert answer.status == 201, answer.body
    return answer.headers["Location"].rpartition("/")[2]


def put(client: Client, put_code: str, *arguments: str, **changes: str) -> Answer:
    attributes = f'put-code="{put_code}" {changes.pop("attributes", "")}'
    return client.send("PUT", f"{WORK}/{put_code}", work(*arguments, attributes=attributes, **changes))


def title(answer: Answer) -> str:
    return answer.xml.findtext("work:title/common:title", "", NS)


def items(answer: Answer) -> list[str]:
    """Per item of a bulk answer: its title, or its error code."""
    return [
        one.findtext("work:title/common:title", "", NS) or one.findtext("error:error-code", "", NS)
        for one in answer.xml
    ]


def test_a_work_is_added_read_changed_and_deleted(rehearsal: Rehearsal, client: Client) -> None:
    answer = client.send("POST", WORK, work())
    put_code = answer.headers["Location"].rpartition("/")[2]

    assert (answer.status, answer.body) == (201, b"")
    assert answer.headers["Location"] == f"{rehearsal.url}/v3.0/{WORK}/{put_code}"
    assert title(client.send("GET", f"{WORK}/{put_code}")) == "Cracked pots"
    assert title(put(client, put_code, "Mended pots")) == "Mended pots"
    assert title(client.send("GET", f"{WORK}/{put_code}")) == "Mended pots"
    assert client.send("DELETE", f"{WORK}/{put_code}").status == 204
    assert client.send("GET", f"{WORK}/{put_code}").code == 9016
    assert client.send("DELETE", f"{WORK}/{put_code}").code == 9016


def test_what_is_read_is_valid_by_orcids_schemas(client: Client) -> None:
    put_code = added(client)
    for path, kind in ((f"{WORK}/{put_code}", "work"), (WORKS, "works"), (f"{WORKS}/{put_code},7", "bulk")):
        assert validate(client.send("GET", path).xml, kind) == []
    assert validate(client.send("GET", f"{STUDENT}/person").xml, "person") == []
    assert validate(client.send("GET", f"{STUDENT}/record").xml, "record") == []


def test_the_server_adds_source_dates_path_and_normalised_ids(client: Client) -> None:
    put_code = added(client, work("A", external_id("HTTPS://DOI.ORG/10.99999/ABC", "doi")))
    read = client.send("GET", f"{WORK}/{put_code}").xml

    assert read.get("put-code") == put_code
    assert read.get("visibility") == "public"
    assert read.get("path") == f"/{STUDENT}/work/{put_code}"
    assert (
        read.findtext("common:source/common:source-client-id/common:path", "", NS) == "APP-REHEARSAL0000001"
    )
    assert read.findtext(".//common:external-id-normalized", "", NS) == "10.99999/abc"
    assert read.find("common:created-date", NS) is not None


def test_a_contributors_address_is_never_shown(client: Client) -> None:
    more = (
        "<work:contributors><work:contributor><work:credit-name>A</work:credit-name>"
        "<work:contributor-email>a@mail.example</work:contributor-email></work:contributor></work:contributors>"
    )
    put_code = added(client, work(more=more))

    assert b"mail.example" not in client.send("GET", f"{WORK}/{put_code}").body


@pytest.mark.parametrize("again", ["20.500.14999/1", "20.500.14999/1 ".strip(), "20.500.14999/1".upper()])
def test_the_same_self_identifier_twice_is_a_duplicate_that_names_the_first(
    client: Client, again: str
) -> None:
    put_code = added(client)
    answer = client.send("POST", WORK, work("Another title", external_id(again)))

    assert (answer.status, answer.code) == (409, 9021)
    assert f"put-code {put_code}" in answer.xml.findtext("error:developer-message", "", NS)


def test_identifiers_are_compared_as_orcid_normalises_them(client: Client) -> None:
    added(client, work("A", external_id("10.99999/abc", "doi")))

    assert (
        client.send("POST", WORK, work("B", external_id("https://doi.org/10.99999/ABC", "doi"))).code == 9021
    )
    assert client.send("POST", WORK, work("C", external_id("hdl:20.500.14999/1"))).status == 201
    assert (
        client.send("POST", WORK, work("D", external_id("https://hdl.handle.net/20.500.14999/1"))).status
        == 201
    )


def test_another_source_may_add_the_same_and_both_stand_in_one_group(
    client: Client, other_client: Client
) -> None:
    added(client)
    added(other_client)

    groups = client.send("GET", WORKS).xml.findall("activities:group", NS)

    sizes = sorted(len(group.findall("work:work-summary", NS)) for group in groups)
    assert sizes == [1, 2]


def test_a_version_groups_but_a_part_does_not(client: Client, other_client: Client) -> None:
    version = external_id("20.500.14999/2", relationship="version-of")
    part = external_id("20.500.14999/2", relationship="part-of")
    added(client, work("A", external_id("20.500.14999/1"), version))
    added(other_client, work("B", external_id("20.500.14999/2")))
    added(client, work("C", external_id("20.500.14999/3"), part))

    groups = client.send("GET", WORKS).xml.findall("activities:group", NS)

    titles = [[one.text for one in group.iterfind(".//work:title/common:title", NS)] for group in groups]
    assert titles == [["A ring of cracked bells"], ["A", "B"], ["C"]]


@pytest.mark.parametrize(
    ("document", "status", "code"),
    [
        ("<not xml", 400, 9001),
        ("", 400, 9001),
        ("<!DOCTYPE a><a/>", 400, 9001),
        (work(title=""), 400, 9001),
        (work(title="t" * 1001), 400, 9001),
        (work(date="<common:year>1788</common:year>"), 400, 9001),
        (work(kind="dissertation"), 400, 9012),
        (work(date="<common:year>2024</common:year><common:month>6</common:month>"), 400, 9049),
        (work("T", external_id("x", relationship="part-of")), 400, 9023),
        (work("T", external_id("x", "hdl")), 400, 9023),
        (work(attributes='put-code="5"'), 400, 9024),
        (work(more="<common:language-code>he</common:language-code>"), 400, 9012),
    ],
)
def test_a_work_that_orcid_would_refuse_is_refused_with_its_code(
    client: Client, document: str, status: int, code: int
) -> None:
    answer = client.send("POST", WORK, document)

    assert (answer.status, answer.code) == (status, code)
    assert [etree.QName(child).localname for child in answer.xml] == ERROR_SHAPE


def test_errors_come_in_json_when_asked_for(client: Client) -> None:
    answer = client.send("GET", f"{WORK}/5", Accept="application/vnd.orcid+json")

    assert (answer.status, answer.code) == (404, 9016)
    assert list(json.loads(answer.body)) == ERROR_SHAPE


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", f"{STUDENT}/nonsense", {}, 404),
        ("PATCH", WORKS, {}, 405),
        ("PUT", WORKS, {}, 405),
        ("DELETE", WORKS, {}, 405),
        ("GET", WORKS, {"Accept": "text/csv"}, 406),
        ("POST", WORK, {"Content_Type": "text/plain"}, 415),
        ("POST", WORK, {"Content_Type": ""}, 415),
    ],
)
def test_a_wrong_address_method_or_media_type_is_9001(
    client: Client, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    body = work() if method == "POST" else None
    answer = client.send(method, path, body, **headers)

    assert (answer.status, answer.code) == (status, 9001)


@pytest.mark.parametrize("accept", ["", "*/*", "application/xml", "application/orcid+xml;q=0.5, text/csv"])
def test_xml_is_the_answer_unless_something_else_is_asked_for(client: Client, accept: str) -> None:
    assert client.send("GET", WORKS, Accept=accept or "*/*").status == 200


def test_without_a_token_the_answer_is_403_in_json(rehearsal: Rehearsal) -> None:
    reply = requests.get(f"{rehearsal.url}/v3.0/{WORKS}", headers={"Accept": "application/xml"}, timeout=10)

    assert reply.status_code == 403
    assert reply.json()["error"] == "forbidden"


def test_an_unknown_token_is_echoed_in_json(rehearsal: Rehearsal) -> None:
    answer = Client(rehearsal.url, "no-such-token", requests.Session()).send("GET", WORKS)

    assert answer.status == 401
    assert json.loads(answer.body) == {
        "error": "invalid_token",
        "error_description": "Invalid access token: no-such-token",
    }


def test_a_token_opens_one_record_only(client: Client) -> None:
    answer = client.send("POST", f"{YAEL}/work", "not even read")

    assert (answer.status, answer.code) == (401, 9017)


def test_put_codes_in_address_and_body_must_agree(client: Client) -> None:
    put_code = added(client)

    assert client.send("PUT", f"{WORK}/{put_code}", work("New")).code == 9019
    assert client.send("PUT", f"{WORK}/{put_code}", work("New", attributes='put-code="1"')).code == 9019
    assert client.send("PUT", f"{WORK}/x", work("New", attributes='put-code="1"')).code == 9034
    assert put(client, "999", "New").code == 9016
    assert client.send("GET", f"{WORK}/x").code == 9034
    assert client.send("DELETE", f"{WORK}/99999999999999999999").code == 9034
    assert client.send("DELETE", f"{WORK}/{'9' * 5000}").code == 9034


def test_only_the_source_changes_and_deletes_a_work(client: Client, other_client: Client) -> None:
    put_code = added(client)

    assert put(other_client, put_code, "Taken over").code == 9010
    assert put(other_client, put_code).code == 9014
    assert other_client.send("DELETE", f"{WORK}/{put_code}").code == 9010
    assert client.send("DELETE", f"{WORK}/1234567").code == 9010


def test_visibility_is_the_persons_business(client: Client) -> None:
    put_code = added(client)

    assert put(client, put_code, "New", attributes='visibility="private"').code == 9035
    assert put(client, put_code, "New", attributes='visibility="public"').status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"date": "<common:year>2024</common:year><common:month>06</common:month>"},
        {"date": "<common:year>2024</common:year><common:month>6</common:month>"},
    ],
)
def test_what_orcid_takes_for_no_change_is_answered_200_and_not_stored(
    rehearsal: Rehearsal, client: Client, changes: dict[str, str]
) -> None:
    put_code = added(client)
    before = client.send("GET", f"{WORK}/{put_code}").body
    rehearsal.world.clock.advance(60)

    answer = put(client, put_code, **changes)

    assert (answer.status, answer.body) == (200, before)
    assert client.send("GET", f"{WORK}/{put_code}").body == before


def test_a_change_moves_the_date_and_can_collide(rehearsal: Rehearsal, client: Client) -> None:
    first, second = added(client), added(client, work("B", external_id("20.500.14999/2")))
    rehearsal.world.clock.advance(60)
    changed = put(client, first, "New").xml

    created = changed.findtext("common:created-date", "", NS)
    assert created < changed.findtext("common:last-modified-date", "", NS)
    assert put(client, second, "B", external_id("20.500.14999/1")).code == 9021


def test_an_identifier_without_relationship_becomes_self_on_put(client: Client) -> None:
    put_code = added(client)
    bare = external_id("20.500.14999/9").replace(
        "<common:external-id-relationship>self</common:external-id-relationship>", ""
    )
    answer = put(client, put_code, "New", bare)

    assert answer.status == 200
    assert answer.xml.findtext(".//common:external-id-relationship", "", NS) == "self"


def test_the_ten_thousand_and_first_work_is_one_too_many(rehearsal: Rehearsal, client: Client) -> None:
    record = rehearsal.world.records[STUDENT]
    pattern = next(iter(record.activities.values()))
    while len(record.activities) < 10_000:
        rehearsal.world.add_activity(record, "work", pattern.content, "")

    assert (client.send("POST", WORK, work()).status, client.send("POST", WORK, work()).code) == (409, 9048)
    assert client.send("POST", WORKS, bulk(work())).code == 9048


def test_put_codes_that_cannot_be_had_are_errors_in_their_place(client: Client) -> None:
    answer = client.send("GET", f"{WORKS}/1234567,7,x")

    assert items(answer) == ["A ring of cracked bells", "9034", "9034"]


def test_a_private_item_of_another_source_is_hidden(rehearsal: Rehearsal, client: Client) -> None:
    rehearsal.world.records[STUDENT].activities[1234567].visibility = "private"

    assert client.send("GET", f"{WORK}/1234567").code == 9013
    assert client.send("GET", WORKS).xml.findall("activities:group", NS) == []


def test_a_limited_item_needs_the_scope_unless_it_is_ones_own(rehearsal: Rehearsal) -> None:
    now = rehearsal.world.clock.now()
    grant = rehearsal.world.grants.issue("APP-REHEARSAL0000001", YAEL, ["/activities/update"], now)
    writer = Client(rehearsal.url, grant.access_token, requests.Session())
    other = Client(rehearsal.url, rehearsal.ready_token(YAEL, OTHER_MEMBER), requests.Session())
    own, foreign = added(writer, path=f"{YAEL}/work"), added(other, path=f"{YAEL}/work")

    assert writer.send("GET", f"{YAEL}/work/{own}").status == 200
    assert writer.send("GET", f"{YAEL}/work/{foreign}").code == 9038
    assert other.send("GET", f"{YAEL}/work/{own}").status == 200


def test_the_wrong_scope_is_9038(rehearsal: Rehearsal) -> None:
    now = rehearsal.world.clock.now()
    grant = rehearsal.world.grants.issue("APP-REHEARSAL0000001", STUDENT, ["/read-limited"], now)

    answer = Client(rehearsal.url, grant.access_token, requests.Session()).send("POST", WORK, work())

    assert (answer.status, answer.code) == (403, 9038)


def test_a_lost_answer_leaves_the_work_there(rehearsal: Rehearsal, client: Client) -> None:
    rehearsal.world.scripts.add(Script("orcid", "cut", method="POST"))

    with pytest.raises(requests.ConnectionError):
        client.send("POST", WORK, work())

    assert client.send("POST", WORK, work()).code == 9021


@pytest.mark.parametrize("answer", ["500", "502", "503"])
def test_a_failing_proxy_answers_in_html_and_nothing_is_done(
    rehearsal: Rehearsal, client: Client, answer: str
) -> None:
    rehearsal.world.scripts.add(Script("orcid", answer))

    failed = client.send("POST", WORK, work())

    assert failed.status == int(answer)
    assert failed.headers["Content-Type"] == "text/html"
    assert client.send("POST", WORK, work()).status == 201
