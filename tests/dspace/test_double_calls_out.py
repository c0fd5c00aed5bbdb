"""What the double tells others: COAR Notify offers and the questions of the stock curation task, as recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from dspace_hook.double import HOOK, READER, DoubleServer
from dspace_hook.double.curation import Task
from dspace_hook.double.values import Value

RECORDED = [
    json.loads(json.loads(line)["body"])
    for line in (Path(__file__).parent / "recordings" / "ldn-received.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
HANDLE = "123456789/7"
THESIS = {"metadata": {"dc.title": [{"value": "A new thesis"}], "dc.type": [{"value": "Thesis"}]}}


@pytest.fixture
def dspace() -> Iterator[DoubleServer]:
    with DoubleServer("8.1") as dspace:
        yield dspace


def do(dspace: DoubleServer, act: str, wishes: object) -> Any:
    return requests.post(f"{dspace.control_url}/{act}", json=wishes, timeout=20).json()


def listen(dspace: DoubleServer, inbox: HTTPServer) -> None:
    """Let the one registered service be `inbox`."""
    dspace.world.services[1] |= {"url": inbox.url_for(""), "ldnUrl": inbox.url_for("/ldn/inbox")}


def test_an_offer_arrives_minutes_after_the_deposit_and_looks_as_recorded(
    dspace: DoubleServer, httpserver: HTTPServer
) -> None:
    """§4.2, §10.10."""
    httpserver.expect_oneshot_request("/ldn/inbox", method="POST").respond_with_data(status=202)
    listen(dspace, httpserver)
    handle = do(dspace, "deposit", THESIS)["handle"]
    assert do(dspace, "advance", {"minutes": 4})["offers"] == []
    (sent,) = do(dspace, "advance", {"minutes": 2})["offers"]
    assert (sent["handle"], sent["status"]) == (handle, 202)
    request, _ = httpserver.log[0]
    assert request.content_type == "application/ld+json"
    offer, like = request.get_json(force=True), RECORDED[0]
    assert _shape(offer) == _shape(like)
    assert offer["object"]["id"].endswith(f"/handle/{handle}")
    assert (offer["@context"], offer["type"]) == (like["@context"], like["type"])


@pytest.mark.parametrize("status", [200, 500])
def test_an_offer_is_sent_once_whatever_is_answered(
    status: int, dspace: DoubleServer, httpserver: HTTPServer
) -> None:
    """§4.2: at most once, no repetition."""
    httpserver.expect_request("/ldn/inbox").respond_with_data(status=status)
    listen(dspace, httpserver)
    do(dspace, "deposit", THESIS)
    assert len(do(dspace, "advance", {"minutes": 6})["offers"]) == 1
    assert do(dspace, "advance", {"minutes": 60})["offers"] == []
    assert [one["status"] for one in requests.get(f"{dspace.control_url}/offers", timeout=10).json()] == [
        status
    ]


def test_who_gets_an_offer_may_look_at_the_item_before_answering(
    dspace: DoubleServer, httpserver: HTTPServer
) -> None:
    """§4.2: the offer is only a hint."""
    seen = []

    def look(request: Request) -> Response:
        handle = request.get_json(force=True)["object"]["id"].rpartition("/handle/")[2]
        found = requests.get(f"{dspace.url}/api/pid/find", {"id": handle}, timeout=5)
        seen.append(found.json()["name"])
        return Response(status=202)

    httpserver.expect_request("/ldn/inbox").respond_with_handler(look)
    listen(dspace, httpserver)
    do(dspace, "deposit", THESIS)
    do(dspace, "advance", {"minutes": 6})
    assert seen == ["A new thesis"]


def test_nobody_on_another_machine_is_told(dspace: DoubleServer) -> None:
    dspace.world.services[1] |= {"ldnUrl": "https://hook.example.org/ldn/inbox"}
    do(dspace, "deposit", THESIS)
    assert [one["status"] for one in do(dspace, "advance", {"minutes": 6})["offers"]] == [0]


@pytest.fixture
def task(dspace: DoubleServer, httpserver: HTTPServer) -> Task:
    address = httpserver.url_for("/dspace/v1/lookup") + "?uri={dc.identifier.uri}"
    datamap = ("//author/orcid->dc.identifier.orcid", "//author/entry~>orcid.author", "//status")
    dspace.world.tasks["orcidhook"] = Task(address, datamap, {"Authorization": "Bearer SITE-TOKEN"})
    return dspace.world.tasks["orcidhook"]


def curate(
    dspace: DoubleServer, account: tuple[str, str] = HOOK, task: str = "orcidhook"
) -> requests.Response:
    session = requests.Session()
    token = session.get(f"{dspace.url}/api/security/csrf", timeout=10).headers["DSPACE-XSRF-TOKEN"]
    form = {"user": account[0], "password": account[1]}
    signed = session.post(f"{dspace.url}/api/authn/login", form, headers={"X-XSRF-TOKEN": token}, timeout=10)
    headers = {
        "X-XSRF-TOKEN": signed.headers["DSPACE-XSRF-TOKEN"],
        "Authorization": signed.headers["Authorization"],
    }
    wishes = json.dumps([{"name": "-t", "value": task}, {"name": "-i", "value": HANDLE}])
    started = session.post(
        f"{dspace.url}/api/system/scripts/curate/processes",
        files={"properties": (None, wishes)},
        headers=headers,
        timeout=20,
    )
    if started.status_code != 202:
        return started
    return session.get(
        f"{dspace.url}/api/system/processes/{started.json()['processId']}", headers=headers, timeout=10
    )


ANSWER = """<hook><status>linked</status><author><orcid>0000-0002-1825-0097</orcid>
<entry>Doe, Jane::0000-0002-1825-0097</entry></author></hook>"""


def test_a_task_writes_what_the_service_answers_in_the_default_language(
    dspace: DoubleServer, httpserver: HTTPServer, task: Task
) -> None:
    """§4.1, §10.11; and §10.4: a collection administrator may start it. A second run changes nothing."""
    httpserver.expect_request("/dspace/v1/lookup").respond_with_data(ANSWER)
    assert curate(dspace).json()["processStatus"] == "COMPLETED"
    item = dspace.items[HANDLE]
    assert item.metadata["dc.identifier.orcid"] == (Value("0000-0002-1825-0097", "en"),)
    assert item.metadata["orcid.author"] == (Value("Doe, Jane::0000-0002-1825-0097", "en"),)
    modified = item.modified
    curate(dspace)
    assert item.modified == modified
    request, _ = httpserver.log[0]
    assert request.args["uri"] == f"{dspace.url}/handle/{HANDLE}"
    assert request.headers["Authorization"] == "Bearer SITE-TOKEN"


@pytest.mark.parametrize(
    ("status", "answer"),
    [(201, ANSWER), (404, ""), (200, "<hook><author><orcid/></author></hook>"), (200, "<html>")],
)
def test_a_task_fails_unless_the_answer_is_as_it_must_be(
    status: int, answer: str, dspace: DoubleServer, httpserver: HTTPServer, task: Task
) -> None:
    """§4.1: exactly 200, and no empty element."""
    httpserver.expect_request("/dspace/v1/lookup").respond_with_data(answer, status)
    assert curate(dspace).json()["processStatus"] == "FAILED"
    assert "dc.identifier.orcid" not in dspace.items[HANDLE].metadata


def test_a_task_is_refused_to_who_may_not_and_fails_when_unknown(dspace: DoubleServer) -> None:
    """§10.4, §10.11."""
    assert curate(dspace, READER).status_code == 403
    assert curate(dspace, task="nobody").json()["processStatus"] == "FAILED"


def _shape(document: Any) -> Any:
    if isinstance(document, dict):
        return {name: _shape(value) for name, value in document.items()}
    return [_shape(one) for one in document] if isinstance(document, list) else type(document)
