"""The rehearsal answers the oracle's documents as ORCID's own server code did (tests/oracle)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from lxml import etree
from rehearsal.member_client import MEMBER, STUDENT, Answer, Client

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.records import Activity
from orcid_sync.rehearsal.shapes import canonical

ORACLE = Path(__file__).resolve().parents[1] / "oracle"
PUT_CODE = 1234567
NS = {"error": "http://www.orcid.org/ns/error"}


def vectors() -> list[dict[str, str]]:
    with (ORACLE / "expected.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.fixture(scope="module")
def session(running: Rehearsal) -> Iterator[requests.Session]:
    running.reset()
    with requests.Session() as session:
        yield session


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["file"])
def test_the_answer_is_that_of_orcids_own_code(
    running: Rehearsal, session: requests.Session, vector: dict[str, str]
) -> None:
    stored = prepare(running, vector)
    client = Client(running.url, running.ready_token(STUDENT), session)
    before = stored.xml if stored else b""

    answer = send(client, vector)

    assert str(answer.status) == vector["status"], answer.body[:600]
    assert not vector["codes"] or str(answer.code) in vector["codes"].split("|"), answer.body[:600]
    assert said(answer, vector) == expanded(vector["items"])
    if stored and vector["effect"]:
        written = stored.xml != before
        assert ("written" if written else "no change") == vector["effect"]


def prepare(rehearsal: Rehearsal, vector: dict[str, str]) -> Activity | None:
    """The record as the oracle had it: empty for POST, one stored activity for PUT."""
    record = rehearsal.world.records[STUDENT]
    record.activities.clear()
    if vector["method"] != "PUT":
        return None
    kind = vector["kind"]
    file = ORACLE / ("stored/work.xml" if kind == "work" else "vectors/749-educ-base.xml")
    element = etree.parse(file).getroot()
    if kind not in ("work", "education"):
        body = file.read_text("utf-8").replace("education", kind)
        element = etree.fromstring(body.encode())
    now = rehearsal.world.clock.now()
    stored = Activity(kind, PUT_CODE, etree.tostring(canonical(element, kind)), MEMBER, now, now, "public")
    record.activities[PUT_CODE] = stored
    return stored


def send(client: Client, vector: dict[str, str]) -> Answer:
    body = (ORACLE / "vectors" / vector["file"]).read_bytes()
    path = "works" if vector["kind"] == "bulk" else vector["kind"]
    if vector["method"] == "PUT":
        path += f"/{vector['url_put_code'] or PUT_CODE}"
    return client.send(vector["method"], f"{STUDENT}/{path}", body)


def said(answer: Answer, vector: dict[str, str]) -> list[str]:
    """One word per item of a bulk answer, as the oracle writes it."""
    if vector["kind"] != "bulk" or answer.status != 200:
        return []
    return [
        f"{one.findtext('error:error-code', '', NS)}/{one.findtext('error:response-code', '', NS)}"
        if one.tag == "{http://www.orcid.org/ns/error}error"
        else "accepted"
        for one in answer.xml
    ]


def expanded(items: str) -> list[str]:
    found = []
    for word in items.split():
        answer, _, times = word.partition("*")
        found += [answer] * int(times or 1)
    return found
