"""Permission notifications: a member asks in the person's ORCID inbox (orcid.md §6.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from rehearsal.documents import ERROR_SHAPE
from rehearsal.member_client import JSON, MEMBER, OTHER_MEMBER, STUDENT, Answer, Client

from orcid_sync.rehearsal import Rehearsal
from schemas import validate

PATH = f"{STUDENT}/notification-permission"
SECRETS = {MEMBER: "rehearsal-secret-1", OTHER_MEMBER: "rehearsal-secret-2"}
SELF = "<common:external-id-relationship>self</common:external-id-relationship>"


def notification(
    kind: str = "handle", value: str = "20.500.14999/1", relationship: str = SELF, attributes: str = ""
) -> str:
    return (
        '<notification:notification xmlns:notification="http://www.orcid.org/ns/notification" '
        f'xmlns:common="http://www.orcid.org/ns/common" {attributes}>'
        "<notification:notification-type>permission</notification:notification-type>"
        "<notification:authorization-url><notification:uri>http://127.0.0.1:8765/authorize?for=1</notification:uri>"
        "</notification:authorization-url>"
        "<notification:notification-subject>Your thesis</notification:notification-subject>"
        "<notification:notification-intro>May we add your thesis?</notification:notification-intro>"
        "<notification:items><notification:item><notification:item-type>work</notification:item-type>"
        "<notification:item-name>Cracked pots</notification:item-name><common:external-id>"
        f"<common:external-id-type>{kind}</common:external-id-type>"
        f"<common:external-id-value>{value}</common:external-id-value>{relationship}"
        "</common:external-id></notification:item></notification:items></notification:notification>"
    )


def asking(rehearsal: Rehearsal, member: str = MEMBER, scope: str = "/premium-notification") -> Client:
    form = {"client_id": member, "client_secret": SECRETS[member], "grant_type": "client_credentials"}
    answer = requests.post(f"{rehearsal.url}/oauth/token", {**form, "scope": scope}, timeout=10)
    return Client(rehearsal.url, answer.json()["access_token"], requests.Session())


@pytest.fixture
def member(rehearsal: Rehearsal) -> Client:
    return asking(rehearsal)


def person(rehearsal: Rehearsal, act: str, **wishes: Any) -> None:
    wishes = {"orcid_id": STUDENT, **wishes}
    requests.post(f"{rehearsal.url}/__rehearsal__/{act}", json=wishes, timeout=10).raise_for_status()


def added(member: Client) -> str:
    answer = member.send("POST", PATH, notification())
    assert answer.status == 201, answer.body
    return answer.headers["Location"].rpartition("/")[2]


def stated(answer: Answer) -> tuple[int, int]:
    return answer.status, answer.code


def test_a_question_is_asked_read_and_taken_back(rehearsal: Rehearsal, member: Client) -> None:
    put_code = added(member)
    read = member.send("GET", f"{PATH}/{put_code}")
    listed = member.send("GET", PATH)
    archived = member.send("DELETE", f"{PATH}/{put_code}")

    assert validate(read.xml, "notification") == []
    assert read.xml.get("put-code") == put_code
    assert read.xml.findtext(".//{*}source-client-id/{*}path") == MEMBER
    assert len(listed.xml) == 1
    assert archived.status == 200
    assert validate(archived.xml, "notification") == []
    assert archived.xml.find("{*}archived-date") is not None


def test_it_is_asked_and_read_in_json(member: Client) -> None:
    put_code = added(member)
    read = member.send("GET", f"{PATH}/{put_code}", Accept=JSON).json
    again = {key: read[key] for key in read if key not in ("put-code", "created-date", "sent-date", "source")}

    answer = member.send("POST", PATH, json.dumps(again), Content_Type=JSON)

    assert (read["put-code"], read["items"]["item"][0]["item-type"]) == (int(put_code), "work")
    assert isinstance(read["created-date"], int)
    assert answer.status == 201
    assert len(member.send("GET", PATH, Accept=JSON).json["notification"]) == 2


def test_what_the_person_has_read_cannot_be_taken_back(rehearsal: Rehearsal, member: Client) -> None:
    put_code = added(member)
    person(rehearsal, "read-notification", put_code=int(put_code))

    assert stated(member.send("DELETE", f"{PATH}/{put_code}")) == (403, 9009)
    assert member.send("GET", f"{PATH}/{put_code}").xml.find("{*}read-date") is not None


def test_who_wants_no_notifications_gets_none(rehearsal: Rehearsal, member: Client) -> None:
    person(rehearsal, "notifications", wanted=False)
    assert stated(member.send("POST", PATH, notification())) == (409, 9032)

    person(rehearsal, "notifications", wanted=True)
    assert member.send("POST", PATH, notification()).status == 201


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (notification(kind="nonsense"), (400, 9023)),
        (notification(relationship=""), (400, 9023)),
        (notification().replace(">work<", ">nonsense<"), (400, 9001)),
        (notification().replace(">permission<", ">nonsense<"), (400, 9001)),
        (notification().replace("May we", "x" * 1001), (400, 9001)),
        (notification().replace("http://127.0.0.1:8765/authorize?for=1", "http://a/{b}"), (400, 9020)),
        ("<nonsense/>", (400, 9001)),
        ("", (400, 9001)),
    ],
)
def test_a_wrong_question_is_refused(member: Client, document: str, expected: tuple[int, int]) -> None:
    assert stated(member.send("POST", PATH, document)) == expected


def test_one_who_is_not_there_cannot_be_asked(member: Client) -> None:
    nobody = "0009-9999-0095-0284/notification-permission"

    assert stated(member.send("POST", nobody, notification())) == (404, 9011)
    assert stated(member.send("GET", f"{PATH}/7")) == (404, 9029)
    assert stated(member.send("DELETE", f"{PATH}/7")) == (404, 9029)
    assert stated(member.send("GET", f"{PATH}/x")) == (400, 9034)


def test_a_merged_record_points_to_the_other(member: Client) -> None:
    old = "0009-9999-0039-5954/notification-permission"

    answer = member.send("POST", old, notification())

    assert stated(answer) == (409, 9007)
    assert answer.headers["Location"].endswith(PATH)


def test_a_question_belongs_to_the_member_that_asked(rehearsal: Rehearsal, member: Client) -> None:
    put_code = added(member)
    other = asking(rehearsal, OTHER_MEMBER)

    assert stated(other.send("GET", f"{PATH}/{put_code}")) == (403, 9004)
    assert stated(other.send("DELETE", f"{PATH}/{put_code}")) == (403, 9010)
    assert len(other.send("GET", PATH).xml) == 0


def test_it_needs_the_scope_for_it(rehearsal: Rehearsal, client: Client) -> None:
    assert stated(client.send("POST", PATH, notification())) == (403, 9038)
    reader = asking(rehearsal, scope="/read-public")
    assert stated(reader.send("GET", PATH)) == (403, 9038)


def test_errors_have_orcids_shape_in_json_too(member: Client) -> None:
    answer = member.send("POST", PATH, "{}", Content_Type=JSON, Accept=JSON)

    assert (answer.status, answer.json["error-code"]) == (400, 9047)
    assert list(answer.json) == ERROR_SHAPE
