"""Record states and token states (orcid.md §5.5, §5.6)."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from rehearsal.documents import work
from rehearsal.member_client import MEMBER, STUDENT, Client

from orcid_sync.rehearsal import Rehearsal

WORK = f"{STUDENT}/work"


def control(rehearsal: Rehearsal, path: str, /, **wishes: Any) -> None:
    requests.post(f"{rehearsal.url}/__rehearsal__/{path}", json=wishes, timeout=10).raise_for_status()


@pytest.mark.parametrize(
    ("orcid_id", "code"),
    [("0009-9999-0023-7577", 9044), ("0009-9999-0031-6769", 9018), ("0009-9999-0047-5145", 9036)],
)
def test_a_closed_record_answers_409(rehearsal: Rehearsal, orcid_id: str, code: int) -> None:
    client = Client(rehearsal.url, rehearsal.ready_token(orcid_id), requests.Session())
    answers = [client.send("GET", f"{orcid_id}/works"), client.send("POST", f"{orcid_id}/work", work())]

    assert [(answer.status, answer.code) for answer in answers] == [(409, code), (409, code)]


def test_a_merged_record_points_to_the_other(rehearsal: Rehearsal) -> None:
    old = "0009-9999-0039-5954"
    client = Client(rehearsal.url, rehearsal.ready_token(old), requests.Session())

    read, written = client.send("GET", f"{old}/works"), client.send("POST", f"{old}/work", work())

    assert (read.status, read.code) == (301, 9007)
    assert read.headers["Location"] == f"{rehearsal.url}/v3.0/{STUDENT}/works"
    assert (written.status, written.code) == (409, 9007)
    assert written.headers["Location"] == f"{rehearsal.url}/v3.0/{STUDENT}/work"
    assert client.send("GET", f"{STUDENT}/works").code == 9017


def test_a_record_that_does_not_exist_is_9016(rehearsal: Rehearsal) -> None:
    grant = rehearsal.world.grants.issue(MEMBER, "", ["/read-public"], rehearsal.world.clock.now())
    client = Client(rehearsal.url, grant.access_token, requests.Session())

    assert client.send("GET", "0009-9999-0095-0284/works").code == 9016


def test_an_unclaimed_record_opens_after_ten_days(rehearsal: Rehearsal) -> None:
    orcid_id = "0009-9999-0047-5145"
    client = Client(rehearsal.url, rehearsal.ready_token(orcid_id), requests.Session())
    control(rehearsal, "advance", days=11)

    assert client.send("GET", f"{orcid_id}/works").status == 200


def test_a_person_can_lock_and_open_her_record(rehearsal: Rehearsal, client: Client) -> None:
    control(rehearsal, "state", orcid_id=STUDENT, state="locked")
    assert client.send("GET", f"{STUDENT}/works").code == 9018

    control(rehearsal, "state", orcid_id=STUDENT, state="active")
    assert client.send("GET", f"{STUDENT}/works").status == 200


def test_deactivating_ends_every_token(rehearsal: Rehearsal, client: Client) -> None:
    control(rehearsal, "state", orcid_id=STUDENT, state="deactivated")

    assert client.send("GET", f"{STUDENT}/works").status == 401
    assert client.send("DELETE", f"{WORK}/1234567").status == 401


def test_a_withdrawn_permission_still_lets_the_client_delete_its_own(
    rehearsal: Rehearsal, client: Client
) -> None:
    put_code = client.send("POST", WORK, work()).headers["Location"].rpartition("/")[2]
    control(rehearsal, "revoke", orcid_id=STUDENT)

    assert client.send("GET", f"{STUDENT}/works").status == 401
    assert client.send("POST", WORK, work("B")).status == 401
    assert client.send("DELETE", f"{WORK}/1234567").code == 9010
    assert client.send("DELETE", f"{WORK}/{put_code}").status == 204


def test_a_permission_can_be_withdrawn_from_one_member_only(
    rehearsal: Rehearsal, client: Client, other_client: Client
) -> None:
    control(rehearsal, "revoke", orcid_id=STUDENT, client_id=MEMBER)

    assert client.send("GET", f"{STUDENT}/works").status == 401
    assert other_client.send("GET", f"{STUDENT}/works").status == 200


def test_what_the_person_deletes_is_gone(rehearsal: Rehearsal, client: Client) -> None:
    put_code = client.send("POST", WORK, work()).headers["Location"].rpartition("/")[2]
    control(rehearsal, "delete-work", orcid_id=STUDENT, put_code=int(put_code))

    assert client.send("GET", f"{WORK}/{put_code}").code == 9016


def test_tokens_end_after_twenty_years(rehearsal: Rehearsal, client: Client) -> None:
    control(rehearsal, "advance", seconds=631138519)

    assert client.send("GET", f"{STUDENT}/works").status == 401
