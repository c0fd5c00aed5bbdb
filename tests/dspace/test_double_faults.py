"""What a test can make of the double: answers that fail, connections that break, things that happen meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from dspace.double_client import HANDLE, ONE, Client, uuid_of, values

from dspace_hook.double import HOOK, DoubleServer, Script


@pytest.fixture
def dspace() -> Iterator[DoubleServer]:
    with DoubleServer("8.1") as dspace:
        yield dspace


@pytest.mark.parametrize("answer", ["401", "403", "409", "422", "429", "500", "503", "html"])
def test_a_scripted_answer_changes_nothing(answer: str, dspace: DoubleServer) -> None:
    client, before = Client(dspace.url), dict(dspace.items[HANDLE].metadata)
    dspace.world.scripts.add(Script(answer, method="PATCH", path="/items/", retry_after=7))
    failed = client.patch(uuid_of(dspace), ONE)
    assert (failed.status_code, failed.headers["Retry-After"]) == (
        200 if answer == "html" else int(answer),
        "7",
    )
    assert dspace.items[HANDLE].metadata == before
    assert client.patch(uuid_of(dspace), ONE).status_code == 200


@pytest.mark.parametrize(
    ("answer", "done"), [("cut", True), ("cut-before", False), ("stall", True), ("stall-before", False)]
)
def test_a_connection_can_break_before_and_after(answer: str, done: bool, dspace: DoubleServer) -> None:
    client = Client(dspace.url)
    dspace.world.scripts.add(Script(answer, method="PATCH", seconds=0.01))
    with pytest.raises(requests.ConnectionError):
        client.patch(uuid_of(dspace), ONE)
    assert bool(values(dspace, "orcid.author")) is done
    assert dspace.world.calls.all()[-1] == ("PATCH", f"/server/api/core/items/{uuid_of(dspace)}", 0)


def test_control_edits_deposits_withdraws_and_resets(dspace: DoubleServer) -> None:
    control = dspace.url.replace("/server", "/__rehearsal__")

    def do(act: str, wishes: object) -> requests.Response:
        return requests.post(f"{control}/{act}", json=wishes, timeout=10)

    do("edit", {"handle": HANDLE, "field": "dc.subject", "values": [{"value": "new"}]})
    assert [one.value for one in values(dspace, "dc.subject")] == ["new"]
    made = do("deposit", {"metadata": {"dc.title": [{"value": "A new thesis"}]}}).json()
    assert dspace.items[made["handle"]].name == "A new thesis"
    do("withdraw", {"handle": made["handle"]})
    assert dspace.items[made["handle"]].withdrawn
    assert do("next", {"answer": "nonsense"}).status_code == 400
    assert do("nonsense", {}).status_code == 404
    assert do("reset", {}).status_code == 200
    assert made["handle"] not in dspace.items
    assert len(requests.get(f"{control}/items", timeout=10).json()) == 15
    assert {one["email"] for one in requests.get(f"{control}/accounts", timeout=10).json()} >= {HOOK[0]}
