"""Every error code that the rehearsal knows is met by what a client or a person does, never by a switch.

The acts of the person, and of ORCID's staff, are the control requests; no answer is scripted here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from rehearsal.documents import affiliation, bulk, external_id, work
from rehearsal.member_client import JSON, MEMBER, OTHER_MEMBER, STUDENT, Answer, Client
from rehearsal.test_notifications import asking, notification
from rehearsal.test_webhooks import ask

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.refused import ERRORS

WORK, WORKS, INBOX = f"{STUDENT}/work", f"{STUDENT}/works", f"{STUDENT}/notification-permission"
NOBODY = "0009-9999-0095-0284"
ORGANIZATION = "<common:organization>", "</common:organization>"


class Story:
    """What happens before the error: two members and a person at one rehearsal."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal
        self.ours, self.theirs = self.client(), self.client(OTHER_MEMBER)

    def client(self, member: str = MEMBER, orcid_id: str = STUDENT) -> Client:
        token = self.rehearsal.ready_token(orcid_id, member)
        return Client(self.rehearsal.url, token, requests.Session())

    def inbox(self, member: str = MEMBER) -> Client:
        return asking(self.rehearsal, member)

    def reader(self) -> Client:
        return asking(self.rehearsal, scope="/read-public")

    def person(self, act: str, **wishes: Any) -> None:
        address = f"{self.rehearsal.url}/__rehearsal__/{act}"
        requests.post(address, json={"orcid_id": STUDENT, **wishes}, timeout=10).raise_for_status()

    def added(self, client: Client, path: str = WORK, document: str = "") -> str:
        answer = client.send("POST", path, document or work())
        assert answer.status == 201, answer.body
        return f"{path}/{answer.headers['Location'].rpartition('/')[2]}"

    def webhook(self, method: str, uri: str, orcid_id: str = STUDENT) -> Answer:
        token = asking(self.rehearsal, scope="/webhook").token
        reply = ask(self.rehearsal, method, uri, token, orcid_id, Accept="application/json")
        return Answer(reply.status_code, int(reply.json()["error-code"]), reply.content, dict(reply.headers))


def put(path: str, attributes: str = "", **changes: str) -> tuple[str, str, str]:
    return "PUT", path, work(attributes=f'put-code="{path.rpartition("/")[2]}" {attributes}', **changes)


def first_error(answer: Answer) -> Answer:
    """The first item of a bulk answer, as if it had been answered alone."""
    error = answer.xml[0]
    code, status = (int(error.findtext(f"{{*}}{name}", "0")) for name in ("error-code", "response-code"))
    return Answer(status, code, answer.body, answer.headers)


def without(document: str, start: str, end: str) -> str:
    return document[: document.index(start)] + document[document.index(end) + len(end) :]


def read_notification(story: Story) -> Answer:
    path = story.added(story.inbox(), INBOX, notification())
    story.person("read-notification", put_code=int(path.rpartition("/")[2]))
    return story.inbox().send("DELETE", path)


def foreign_notification(story: Story) -> Answer:
    path = story.added(story.inbox(), INBOX, notification())
    return story.inbox(OTHER_MEMBER).send("GET", path)


def unwanted_notification(story: Story) -> Answer:
    story.person("notifications", wanted=False)
    return story.inbox().send("POST", INBOX, notification())


def private_work(story: Story) -> Answer:
    path = story.added(story.ours)
    story.person("visibility", put_code=int(path.rpartition("/")[2]), visibility="private")
    return story.theirs.send("GET", path)


def limited_work(story: Story) -> Answer:
    path = story.added(story.ours)
    story.person("visibility", put_code=int(path.rpartition("/")[2]), visibility="limited")
    return story.reader().send("GET", path)


def locked_member(story: Story) -> Answer:
    story.person("lock-member", client_id=MEMBER)
    return story.ours.send("GET", WORKS)


def full_record(story: Story) -> Answer:
    hundred = [bulk(*(work("A", external_id(f"{at}.{one}")) for one in range(100))) for at in range(2)]
    assert story.ours.send("POST", WORKS, hundred[0]).status == 200
    record = story.rehearsal.world.records[STUDENT]
    example = next(iter(record.activities.values()))
    # Ten thousand requests would show nothing more: the other works are put there at once.
    record.activities |= {10**7 + number: example for number in range(9_899)}
    return story.ours.send("POST", WORKS, hundred[1])


def with_date(document: str, date: str) -> str:
    before = "<common:organization>"
    return document.replace(before, f"<common:end-date>{date}</common:end-date>{before}")


CITY = "<common:city>Nowhere</common:city>"
COUNTRY = "<common:country>DE</common:country>"
DISAMBIGUATED = "<common:disambiguated-organization>", "</common:disambiguated-organization>"

STORIES: dict[int, Callable[[Story], Answer]] = {
    9001: lambda it: it.ours.send("POST", WORK, "<work"),
    9004: foreign_notification,
    9006: lambda it: it.ours.send("POST", WORKS, bulk(*[work()] * 101)),
    9007: lambda it: it.client(orcid_id="0009-9999-0039-5954").send("GET", "0009-9999-0039-5954/works"),
    9008: lambda it: it.ours.send("POST", WORKS, work()),
    9009: read_notification,
    9010: lambda it: it.theirs.send("DELETE", it.added(it.ours)),
    9011: lambda it: it.webhook("PUT", "http://127.0.0.1:9/", NOBODY),
    9012: lambda it: it.ours.send("POST", WORK, work(kind="nonsense")),
    9013: private_work,
    9014: lambda it: it.theirs.send(*put(it.added(it.ours), title="Cracked pots")),
    9016: lambda it: it.ours.send("GET", f"{WORK}/99"),
    9017: lambda it: it.ours.send("GET", "0009-9999-0007-9193/works"),
    9018: lambda it: it.client(orcid_id="0009-9999-0031-6769").send("GET", "0009-9999-0031-6769/works"),
    9019: lambda it: it.ours.send("PUT", it.added(it.ours), work("New")),
    9020: lambda it: it.ours.send("POST", WORK, CITED),
    9021: lambda it: it.ours.send("POST", WORK, it.added(it.ours) and work("Again")),
    9022: lambda it: first_error(it.ours.send("POST", WORKS, bulk(work(title="")))),
    9023: lambda it: it.ours.send("POST", WORK, work("A", external_id("x", "hdl"))),
    9024: lambda it: it.ours.send("POST", WORK, work(attributes='put-code="5"')),
    9028: lambda it: it.webhook("DELETE", "http://127.0.0.1:9/"),
    9029: lambda it: it.inbox().send("GET", f"{INBOX}/99"),
    9032: unwanted_notification,
    9034: lambda it: it.ours.send("GET", f"{WORK}/nonsense"),
    9035: lambda it: it.ours.send(*put(it.added(it.ours), 'visibility="private"')),
    9036: lambda it: it.client(orcid_id="0009-9999-0047-5145").send("GET", "0009-9999-0047-5145/works"),
    9037: lambda it: first_error(it.ours.send("POST", WORKS, bulk(work(kind="nonsense")))),
    9038: limited_work,
    9042: lambda it: it.ours.send("GET", f"{WORKS}/{','.join(map(str, range(101)))}"),
    9044: lambda it: it.client(orcid_id="0009-9999-0023-7577").send("GET", "0009-9999-0023-7577/works"),
    9045: lambda it: it.ours.send("POST", f"{STUDENT}/education", affiliation(organization="nonsense")),
    9046: lambda it: it.ours.send("POST", f"{STUDENT}/education", without(affiliation(), *ORGANIZATION)),
    9047: lambda it: it.ours.send("POST", WORK, "{", Content_Type=JSON),
    9048: full_record,
    9049: lambda it: it.ours.send("POST", WORK, work(date=IMPOSSIBLE_DATE)),
    9055: lambda it: it.ours.send(
        "POST", f"{STUDENT}/education", with_date(affiliation(), "<common:year>2019</common:year>")
    ),
    9057: locked_member,
    9058: lambda it: it.ours.send("POST", WORK, work(more=UNKNOWN_ROLE)),
    9060: lambda it: it.ours.send("POST", f"{STUDENT}/education", affiliation().replace(CITY, "")),
    9061: lambda it: it.ours.send(
        "POST", f"{STUDENT}/qualification", affiliation("qualification").replace(COUNTRY, "")
    ),
    9062: lambda it: it.ours.send(
        "POST", f"{STUDENT}/qualification", without(affiliation("qualification"), *DISAMBIGUATED)
    ),
}
IMPOSSIBLE_DATE = "<common:year>2023</common:year><common:month>02</common:month><common:day>30</common:day>"
EMPTY_CITATION = (
    "<work:citation><work:citation-type>bibtex</work:citation-type><work:citation-value> "
    "</work:citation-value></work:citation>"
)
CITED = work().replace("<work:type>", f"{EMPTY_CITATION}<work:type>")
UNKNOWN_ROLE = (
    "<work:contributors><work:contributor><work:credit-name>A</work:credit-name><work:contributor-attributes>"
    "<work:contributor-role>nonsense</work:contributor-role></work:contributor-attributes>"
    "</work:contributor></work:contributors>"
)
# What ORCID answered instead until build 2.149 (orcid.md §12.2); we answer as the later ones do.
OLDER = {9051}


@pytest.mark.parametrize("code", STORIES)
def test_an_error_is_met_in_life(rehearsal: Rehearsal, code: int) -> None:
    answer = STORIES[code](Story(rehearsal))

    status = 301 if code == 9007 else ERRORS[code].status
    assert (answer.status, answer.code) == (status, code), answer.body


def test_no_error_is_left_out() -> None:
    assert STORIES.keys() | OLDER == ERRORS.keys()
