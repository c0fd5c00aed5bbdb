"""`/api/system/scripts/curate/processes`: starting a curation task by REST (§4.1, §10.4)."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from dspace_hook.double import curation, hal, refused
from dspace_hook.double.accounts import Account
from dspace_hook.double.asking import Desk, answer
from dspace_hook.double.items import Item
from dspace_hook.double.world import precise


def routes(desk: Desk) -> Blueprint:
    """The routes; a task runs at once, so that its process is over when it is looked at."""
    processes = Blueprint("processes", __name__)
    world = desk.world

    @processes.post("/api/system/scripts/curate/processes")
    def start() -> Response:
        account = desk.who()
        if account is None or not (account.admin or account.administers):
            raise refused.denied(signed_in=account is not None)
        wished = _wished()
        item = world.by_handle(wished.get("-i", ""))
        if not isinstance(item, Item) or not account.may_write(item):
            raise refused.bad_request()
        return answer(_run(desk, account, wished, item), 202)

    @processes.get("/api/system/processes/<int:number>")
    def process(number: int) -> Response:
        account, found = desk.who(), world.processes.get(number)
        if found is None:
            raise refused.not_found()
        if account is None or not (account.admin or account.uuid == found["userId"]):
            raise refused.denied(signed_in=account is not None)
        return answer(found)

    return processes


def _wished() -> dict[str, str]:
    try:
        entries = json.loads(request.form.get("properties", "[]"))
        return {str(one["name"]): str(one.get("value") or "") for one in entries}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise refused.bad_request() from None


def _run(desk: Desk, account: Account, wished: dict[str, str], item: Item) -> dict[str, Any]:
    world = desk.world
    task, started = world.tasks.get(wished.get("-t", "")), precise(world.now())
    try:
        status = "COMPLETED" if task else "FAILED"
        if task:
            curation.curate(world, task, item)
    except curation.CurationError:
        status = "FAILED"
    number = len(world.processes) + 1
    world.processes[number] = {
        "processId": number,
        "scriptName": "curate",
        "userId": account.uuid,
        "startTime": started,
        "endTime": precise(world.now()),
        "creationTime": started,
        "processStatus": status,
        "parameters": [{"name": name, "value": value or None} for name, value in wished.items()],
        "type": "process",
        "_links": hal.links(f"{world.base}/api/system/processes/{number}", "files", "output"),
    }
    return world.processes[number] | {"processStatus": "SCHEDULED", "startTime": None, "endTime": None}
