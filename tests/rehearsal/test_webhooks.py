"""Webhooks: a member registers an address, and a real HTTP server there sees the calls (orcid.md §6.1)."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import requests
from pytest_httpserver import HTTPServer
from rehearsal.documents import external_id, work
from rehearsal.member_client import MEMBER, OTHER_MEMBER, STUDENT, Client
from werkzeug import Request, Response

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.webhook import MOST_FAILURES

SECRETS = {MEMBER: "rehearsal-secret-1", OTHER_MEMBER: "rehearsal-secret-2"}


class Receiver:
    """The member's server: how often it was called, and what it answers."""

    def __init__(self, server: HTTPServer, rehearsal: Rehearsal) -> None:
        self.status = 204
        self.calls: list[tuple[str, str, bytes]] = []
        self._server, self._rehearsal = server, rehearsal
        server.expect_request("/hook").respond_with_handler(self._called)

    @property
    def uri(self) -> str:
        return self._server.url_for("/hook?who=josiah&x=1")

    def _called(self, request: Request) -> Response:
        # A receiver looks at the record before it answers; the rehearsal must not wait for itself.
        Client(self._rehearsal.url, self._rehearsal.ready_token(STUDENT), requests.Session()).send(
            "GET", f"{STUDENT}/works"
        )
        self.calls.append((request.method, request.query_string.decode(), request.data))
        return Response(status=self.status)


@pytest.fixture
def receiver(httpserver: HTTPServer, rehearsal: Rehearsal) -> Receiver:
    return Receiver(httpserver, rehearsal)


@pytest.fixture
def token(rehearsal: Rehearsal) -> str:
    return webhook_token(rehearsal)


def webhook_token(rehearsal: Rehearsal, member: str = MEMBER, scope: str = "/webhook") -> str:
    form = {"client_id": member, "client_secret": SECRETS[member], "grant_type": "client_credentials"}
    answer = requests.post(f"{rehearsal.url}/oauth/token", {**form, "scope": scope}, timeout=10)
    return str(answer.json()["access_token"])


def ask(
    rehearsal: Rehearsal, method: str, uri: str, token: str, orcid_id: str = STUDENT, **headers: str
) -> requests.Response:
    return requests.request(
        method,
        f"{rehearsal.url}/{orcid_id}/webhook/{quote(uri, safe='')}",
        headers={"Authorization": f"Bearer {token}", **headers},
        timeout=10,
    )


def later(rehearsal: Rehearsal, minutes: float) -> None:
    address = f"{rehearsal.url}/__rehearsal__/advance"
    requests.post(address, json={"minutes": minutes}, timeout=60).raise_for_status()


def code(answer: requests.Response) -> int:
    return int(answer.json()["error-code"])


JSON = {"Accept": "application/json"}


def test_registering_is_201_and_again_204(rehearsal: Rehearsal, receiver: Receiver, token: str) -> None:
    first, second = (ask(rehearsal, "PUT", receiver.uri, token) for _ in range(2))

    assert (first.status_code, first.content) == (201, b"")
    assert first.headers["Location"] == first.url
    assert (second.status_code, second.content) == (204, b"")


def test_unregistering_is_204_and_then_9028(rehearsal: Rehearsal, receiver: Receiver, token: str) -> None:
    ask(rehearsal, "PUT", receiver.uri, token)

    assert ask(rehearsal, "DELETE", receiver.uri, token).status_code == 204
    again = ask(rehearsal, "DELETE", receiver.uri, token, **JSON)
    assert (again.status_code, code(again)) == (404, 9028)


def test_wrong_registrations(rehearsal: Rehearsal, receiver: Receiver, token: str) -> None:
    ask(rehearsal, "PUT", receiver.uri, token)
    other = webhook_token(rehearsal, OTHER_MEMBER)
    reader = webhook_token(rehearsal, scope="/read-public")
    nobody = "0009-9999-0095-0284"
    answers = [
        ask(rehearsal, "PUT", receiver.uri, token, nobody, **JSON),
        ask(rehearsal, "DELETE", receiver.uri, token, nobody, **JSON),
        ask(rehearsal, "DELETE", receiver.uri, other, **JSON),
        ask(rehearsal, "PUT", "http://a b", token, **JSON),
        ask(rehearsal, "PUT", "http://a/%zz", token, **JSON),
        ask(rehearsal, "PUT", receiver.uri, reader, **JSON),
        ask(rehearsal, "PUT", receiver.uri, rehearsal.ready_token(STUDENT), **JSON),
        ask(rehearsal, "PUT", receiver.uri, token, **JSON, **{"Content-Type": "text/plain"}),
    ]

    assert [(answer.status_code, code(answer)) for answer in answers] == [
        (404, 9011), (404, 9011), (403, 9014), (400, 9012), (400, 9012), (403, 9038), (403, 9038), (415, 9001),
    ]  # fmt: skip
    assert ask(rehearsal, "PUT", receiver.uri, "zzz").json()["error"] == "invalid_token"
    assert (
        ask(rehearsal, "PUT", receiver.uri, reader)
        .headers["Content-Type"]
        .startswith("application/vnd.orcid+xml")
    )


def test_a_change_is_told_once_at_the_next_run_by_an_empty_post(
    rehearsal: Rehearsal, receiver: Receiver, token: str, client: Client
) -> None:
    ask(rehearsal, "PUT", receiver.uri, token)
    later(rehearsal, 11)
    assert receiver.calls == []

    client.send("POST", f"{STUDENT}/work", work())
    client.send("POST", f"{STUDENT}/work", work("B", external_id("b")))
    later(rehearsal, 6)
    later(rehearsal, 600)

    assert receiver.calls == [("POST", "who=josiah&x=1", b"")]


def test_what_the_person_does_is_told_too(
    rehearsal: Rehearsal, receiver: Receiver, token: str, client: Client
) -> None:
    put_code = client.send("POST", f"{STUDENT}/work", work()).headers["Location"].rpartition("/")[2]
    ask(rehearsal, "PUT", receiver.uri, token)
    for act, more in (("visibility", {"visibility": "private"}), ("delete-work", {})):
        wishes = {"orcid_id": STUDENT, "put_code": int(put_code), **more}
        requests.post(f"{rehearsal.url}/__rehearsal__/{act}", json=wishes, timeout=10).raise_for_status()
        later(rehearsal, 6)

    assert len(receiver.calls) == 2


def test_the_nth_retry_waits_n_times_ten_minutes(
    rehearsal: Rehearsal, receiver: Receiver, token: str, client: Client
) -> None:
    ask(rehearsal, "PUT", receiver.uri, token)
    receiver.status = 500
    client.send("POST", f"{STUDENT}/work", work())
    seen = []
    for _ in range(14):
        later(rehearsal, 5)
        seen.append(len(receiver.calls))

    # Called after 5 minutes, 10 minutes later, 20 minutes after that, and 30 after that.
    assert seen == [1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4]


def test_success_makes_the_count_begin_anew(
    rehearsal: Rehearsal, receiver: Receiver, token: str, client: Client
) -> None:
    ask(rehearsal, "PUT", receiver.uri, token)
    receiver.status = 500
    client.send("POST", f"{STUDENT}/work", work())
    later(rehearsal, 16)
    receiver.status = 200
    later(rehearsal, 60)

    (webhook,) = requests.get(f"{rehearsal.url}/__rehearsal__/webhooks", timeout=10).json()
    assert len(receiver.calls) == 3
    assert webhook["failures"] == 0


def test_after_25_failures_it_is_silent_until_it_is_registered_anew(
    rehearsal: Rehearsal, receiver: Receiver, token: str, client: Client
) -> None:
    ask(rehearsal, "PUT", receiver.uri, token)
    receiver.status = 302
    client.send("POST", f"{STUDENT}/work", work())
    later(rehearsal, 60 * 24 * 10)
    assert len(receiver.calls) == MOST_FAILURES

    receiver.status = 200
    assert ask(rehearsal, "PUT", receiver.uri, token).status_code == 204
    client.send("POST", f"{STUDENT}/work", work("B", external_id("b")))
    later(rehearsal, 60)
    assert len(receiver.calls) == MOST_FAILURES

    ask(rehearsal, "DELETE", receiver.uri, token)
    ask(rehearsal, "PUT", receiver.uri, token)
    client.send("POST", f"{STUDENT}/work", work("C", external_id("c")))
    later(rehearsal, 60)
    assert len(receiver.calls) == MOST_FAILURES + 1


def test_429_puts_off_the_other_webhooks_of_that_member_only(
    rehearsal: Rehearsal, receiver: Receiver, token: str, client: Client
) -> None:
    other = webhook_token(rehearsal, OTHER_MEMBER)
    for number, owner in enumerate((token, token, token, other)):
        ask(rehearsal, "PUT", f"{receiver.uri}&n={number}", owner)
    receiver.status = 429
    client.send("POST", f"{STUDENT}/work", work())
    later(rehearsal, 6)

    assert [query[-1] for _, query, _ in receiver.calls] == ["0", "3"]


def test_nothing_is_sent_beyond_this_machine(rehearsal: Rehearsal, token: str, client: Client) -> None:
    for uri in ("https://elsewhere.example/hook", "elsewhere.example", "ftp://127.0.0.1/"):
        ask(rehearsal, "PUT", uri, token)
    client.send("POST", f"{STUDENT}/work", work())
    later(rehearsal, 6)

    webhooks = requests.get(f"{rehearsal.url}/__rehearsal__/webhooks", timeout=10).json()
    assert [webhook["failures"] for webhook in webhooks] == [1, 1, 1]


def test_a_server_that_is_gone_counts_as_a_failure(rehearsal: Rehearsal, token: str, client: Client) -> None:
    ask(rehearsal, "PUT", "http://127.0.0.1:9/", token)
    client.send("POST", f"{STUDENT}/work", work())
    later(rehearsal, 6)

    assert requests.get(f"{rehearsal.url}/__rehearsal__/webhooks", timeout=10).json()[0]["failures"] == 1
