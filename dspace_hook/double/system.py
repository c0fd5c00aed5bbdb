"""`/api/system/scripts`, `/api/config/properties` and `/api/authz`: what may be run, what is set, who may what."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, request

from dspace_hook.double import hal, refused
from dspace_hook.double.accounts import Account
from dspace_hook.double.asking import Desk, answer, page


def routes(desk: Desk) -> Blueprint:
    """The routes: scripts are shown to who may start them (§10.4), properties and rights to everybody."""
    system = Blueprint("system", __name__)
    world = desk.world

    @system.get("/api/system/scripts/<name>")
    def script(name: str) -> Response:
        account = desk.who()
        described = _scripts().get(name)
        if described is None:
            raise refused.not_found()
        if account is None or not _may_start(account, name):
            raise refused.denied(signed_in=account is not None)
        where = f"{world.base}/api/system/scripts/{name}"
        return answer({"id": name, "name": name, **described, "_links": hal.links(where)})

    @system.get("/api/config/properties/<name>")
    def property_named(name: str) -> Response:
        if name not in world.properties:
            raise refused.not_found()
        where = f"{world.base}/api/config/properties/{name}"
        held = {"name": name, "values": world.properties[name], "type": "property"}
        return answer({"id": name, **held, "_links": hal.links(where)})

    @system.get("/api/authz/authorizations/search/object")
    def rights() -> Response:
        account, uri = desk.who(), request.args.get("uri", "")
        features = [
            name for name in _features(desk, account, uri) if request.args.get("feature", name) == name
        ]
        where = f"{world.base}/api/authz/authorizations"
        shown = hal.listed(
            "authorizations",
            features,
            lambda name: _right(where, name, uri, account),
            f"{where}/search/object",
            request.args,
            page(),
        )
        return answer(shown)

    return system


def _may_start(account: Account, name: str) -> bool:
    return account.admin or (name == "curate" and bool(account.administers))


def _features(desk: Desk, account: Account | None, uri: str) -> list[str]:
    if account is None:
        return []
    item = desk.world.items.get(uri.rpartition("/")[2])
    held = ["administratorOf"] if account.admin else []
    if item and account.may_write(item):
        held.append("canEditMetadata")
    return held


def _right(where: str, name: str, uri: str, account: Account | None) -> dict[str, Any]:
    number = f"{account.uuid if account else ''}_{name}_{uri.rpartition('/')[2]}"
    return {
        "id": number,
        "type": "authorization",
        "_links": hal.links(f"{where}/{number}", "eperson", "feature", "object"),
    }


def _scripts() -> dict[str, Any]:
    text = files("dspace_hook.double").joinpath("tables", "scripts.json").read_text(encoding="utf-8")
    held: dict[str, Any] = json.loads(text)
    return held
