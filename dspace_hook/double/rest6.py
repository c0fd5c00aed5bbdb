"""The REST API of DSpace 6, read from its code and never seen: keys, values, languages, no authorities (§3.5)."""

from __future__ import annotations

import json
import secrets
from typing import Any, Final

from flask import Blueprint, Response, request

from dspace_hook.double import hal, refused, values
from dspace_hook.double.accounts import Account
from dspace_hook.double.asking import answer, empty
from dspace_hook.double.items import Container, Item
from dspace_hook.double.refused import RefusedError
from dspace_hook.double.values import Value
from dspace_hook.double.world import World

COOKIE: Final = "JSESSIONID"
ROOT: Final = "/rest"


def routes(world: World) -> Blueprint:
    """The routes that a client needs to find an item, and to read and write its metadata."""
    rest = Blueprint("rest6", __name__, url_prefix=ROOT)
    sessions: dict[str, str] = {}

    def who() -> Account | None:
        return world.accounts.get(sessions.get(request.cookies.get(COOKIE, ""), ""))

    def item(uuid: str, *, to_write: bool = False) -> Item:
        found, account = world.items.get(uuid), who()
        if found is None:
            raise refused.not_found()
        allowed = account is not None and account.may_write(found)
        # Whether somebody has signed in or not: 401.
        if not allowed and (to_write or found.restricted):
            raise RefusedError(401)
        return found

    @rest.post("/login")
    def login() -> Response:
        given = request.form.get("email", "").lower(), request.form.get("password", "")
        account = next((one for one in world.accounts.values() if (one.email, one.password) == given), None)
        if account is None:
            raise RefusedError(401)
        session = secrets.token_hex(16).upper()
        sessions[session] = account.uuid
        response = empty(200)
        response.headers["Set-Cookie"] = f"{COOKIE}={session}; Path={ROOT}; HttpOnly"
        return response

    @rest.post("/logout")
    def logout() -> Response:
        sessions.pop(request.cookies.get(COOKIE, ""), None)
        return empty(200)

    @rest.get("/status")
    def status() -> Response:
        account = who()
        known = (
            {"email": account.email, "fullname": f"{account.first_name} {account.last_name}"}
            if account
            else {}
        )
        version = {"sourceVersion": world.quirks.version, "apiVersion": "6"}
        return answer({"okay": True, "authenticated": account is not None, **known, **version})

    @rest.get("/handle/<prefix>/<suffix>")
    def by_handle(prefix: str, suffix: str) -> Response:
        found = world.by_handle(f"{prefix}/{suffix}")
        if found is None:
            raise refused.not_found()
        return answer(_shape(found))

    @rest.get("/items/<uuid>")
    def one_item(uuid: str) -> Response:
        return answer(_shape(item(uuid)))

    @rest.get("/items/<uuid>/metadata")
    def read(uuid: str) -> Response:
        return answer(_entries(world, item(uuid), who()))

    @rest.post("/items/<uuid>/metadata")
    def add(uuid: str) -> Response:
        one = item(uuid, to_write=True)
        # It does not say that the item was changed, so that lastModified and OAI-PMH stay as they were.
        _write(world, one, _given(), replacing=False)
        return empty(200)

    @rest.put("/items/<uuid>/metadata")
    def replace(uuid: str) -> Response:
        one = item(uuid, to_write=True)
        _write(world, one, _given(), replacing=True)
        one.modified = world.now()
        return empty(200)

    @rest.delete("/items/<uuid>/metadata")
    def clear(uuid: str) -> Response:
        one = item(uuid, to_write=True)
        one.metadata = {}
        one.modified = world.now()
        return empty(200)

    @rest.get("/registries/schema/<prefix>/metadata-fields/<element>")
    @rest.get("/registries/schema/<prefix>/metadata-fields/<element>/<qualifier>")
    def field(prefix: str, element: str, qualifier: str = "") -> Response:
        name = ".".join(part for part in (prefix, element, qualifier) if part)
        found = world.registry.named(name)
        if found is None:
            raise refused.not_found()
        described = {"fieldId": found.id, "name": name, "element": element, "qualifier": found.qualifier}
        return answer(described | {"description": found.note})

    return rest


def _shape(found: Item | Container) -> dict[str, Any]:
    kind = "item" if isinstance(found, Item) else found.kind
    plural = {"item": "items", "community": "communities", "collection": "collections"}[kind]
    shape: dict[str, Any] = {
        "uuid": found.uuid,
        "name": found.name,
        "handle": found.handle,
        "type": kind,
        "link": f"{ROOT}/{plural}/{found.uuid}",
        "expand": ["metadata", "parentCollection", "all"],
    }
    if isinstance(found, Item):
        modified = f"{found.modified:%Y-%m-%d %H:%M:%S.%f}"[:-3]
        states = {"archived": found.in_archive, "withdrawn": found.withdrawn}
        shape |= {"lastModified": modified} | {name: str(state).lower() for name, state in states.items()}
    return shape


def _entries(world: World, one: Item, reader: Account | None) -> list[dict[str, Any]]:
    shown = reader is not None and reader.admin
    return [
        {"key": name, "value": value.value, "language": value.language}
        for name, held in world.metadata(one).items()
        if shown or name not in hal.HIDDEN
        for value in held
    ]


def _given() -> list[tuple[str, Value]]:
    if request.mimetype != "application/json":
        raise RefusedError(415)
    try:
        entries = json.loads(request.get_data())
        return [(str(one["key"]), Value(str(one["value"]), one.get("language"))) for one in entries]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise refused.bad_request() from None


def _write(world: World, one: Item, given: list[tuple[str, Value]], *, replacing: bool) -> None:
    if any(name not in world.registry for name, _ in given):
        raise refused.broken()
    cleared = {name for name, _ in given} if replacing else set[str]()
    fields = {name: held for name, held in one.metadata.items() if name not in cleared}
    for name, value in given:
        fields[name] = (*fields.get(name, ()), values.stored(value, keeps_authority=False))
    one.metadata = fields
