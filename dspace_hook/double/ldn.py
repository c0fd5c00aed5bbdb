"""COAR Notify, from 8.0 on: the services that are told of deposits, and DSpace's inbox (§4.2, §10.10)."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from dspace_hook.double import hal, refused
from dspace_hook.double.asking import Desk, answer, empty, own_json, page


def routes(desk: Desk) -> Blueprint:
    """The routes; none before 8.0."""
    ldn = Blueprint("ldn", __name__)
    world = desk.world
    if not world.quirks.has_ldn:
        return ldn
    received: set[str] = set()

    @ldn.get("/api/ldn/ldnservices")
    def services() -> Response:
        desk.administrator()
        where = f"{world.base}/api/ldn/ldnservices"
        found = list(world.services.values())
        shown = hal.listed("ldnservices", found, lambda one: _shape(where, one), where, request.args, page())
        shown["_links"]["search"] = {"href": f"{where}/search"}
        return answer(shown)

    @ldn.post("/api/ldn/ldnservices")
    def new_service() -> Response:
        desk.administrator()
        wished = own_json()
        if any(one["ldnUrl"] == wished.get("ldnUrl") for one in world.services.values()):
            raise refused.unprocessable()
        new = {"id": max(world.services, default=0) + 1} | _service(wished)
        world.services[new["id"]] = new
        return answer(_shape(f"{world.base}/api/ldn/ldnservices", new), 201)

    @ldn.post("/ldn/inbox")
    def inbox() -> Response:
        try:
            notification = json.loads(request.get_data())
            identifier, sender = str(notification["id"]), str(notification["origin"]["inbox"])
        except (ValueError, TypeError, KeyError):
            raise refused.broken() from None
        if all(one["ldnUrl"] != sender for one in world.services.values()):
            raise refused.bad_request()
        if identifier in received:
            raise refused.broken()
        received.add(identifier)
        return empty(202)

    return ldn


def _service(wished: dict[str, Any]) -> dict[str, Any]:
    names = ("name", "description", "url", "ldnUrl", "enabled", "score", "lowerIp", "upperIp")
    patterns = wished.get("notifyServiceInboundPatterns") or []
    kept = [{name: one.get(name) for name in ("pattern", "constraint", "automatic")} for one in patterns]
    return {name: wished.get(name) for name in names} | {"notifyServiceInboundPatterns": kept}


def _shape(where: str, service: dict[str, Any]) -> dict[str, Any]:
    return {**service, "type": "ldnservice", "_links": hal.links(f"{where}/{service['id']}")}
