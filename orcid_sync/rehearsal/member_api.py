"""The Member API over HTTP: one table of routes, and the order of checks that all of them share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from flask import Blueprint, Request, Response, request
from lxml import etree

from orcid_sync.rehearsal import activities, json_documents, notifications
from orcid_sync.rehearsal.asked import (
    JSON,
    XML,
    Asked,
    NoEntryError,
    admitted,
    answer_type,
    check_member,
    check_state,
    check_target,
)
from orcid_sync.rehearsal.documents import PERSON_SECTIONS, SECTION_PATHS
from orcid_sync.rehearsal.json_shapes import clark
from orcid_sync.rehearsal.refused import RefusedError, error_response
from orcid_sync.rehearsal.shapes import AFFILIATIONS
from orcid_sync.rehearsal.world import World
from schemas.rules import read

Answer = Callable[[Asked], Response]


class Route(NamedTuple):
    """What one method of one path does, and the scopes of which it needs one. `body`: "", "item", "bulk"."""

    method: str
    path: str
    kind: str
    answer: Answer
    scopes: tuple[str, ...]
    body: str = ""


READ: Final = ("/read-public",)
NOTIFY: Final = ("/premium-notification",)
_ADD: Final = {"work": ("/orcid-works/create", "/orcid-works/update")}
_CHANGE: Final = {"work": ("/orcid-works/update",)}


def _item_routes(kind: str) -> list[Route]:
    add = _ADD.get(kind, ("/affiliations/create", "/affiliations/update"))
    change = _CHANGE.get(kind, ("/affiliations/update",))
    return [
        Route("POST", f"/{kind}", kind, activities.add, add, "item"),
        Route("GET", f"/{kind}/summary/:pc", kind, activities.read_summary, READ),
        Route("GET", f"/{kind}/:pc", kind, activities.read, READ),
        Route("PUT", f"/{kind}/:pc", kind, activities.update, change, "item"),
        Route("DELETE", f"/{kind}/:pc", kind, activities.delete, change),
    ]


ROUTES: Final = (
    *_item_routes("work"),
    Route("GET", "/works", "work", activities.list_works, READ),
    Route("POST", "/works", "work", activities.add_bulk, _ADD["work"], "bulk"),
    Route("GET", "/works/:pc", "work", activities.read_bulk, READ),
    *(route for kind in AFFILIATIONS for route in _item_routes(kind)),
    *(Route("GET", f"/{kind}s", kind, activities.list_affiliations, READ) for kind in AFFILIATIONS),
    Route("GET", "/activities", "record", activities.every_activity, READ),
    Route("GET", "/notification-permission", notifications.KIND, notifications.list_own, NOTIFY),
    Route("POST", "/notification-permission", notifications.KIND, notifications.add, NOTIFY, "item"),
    Route("GET", "/notification-permission/:pc", notifications.KIND, notifications.read, NOTIFY),
    Route("DELETE", "/notification-permission/:pc", notifications.KIND, notifications.archive, NOTIFY),
    Route("GET", "/summary", "record", activities.record_summary, READ),
    Route("GET", "/person", "person", activities.person, READ),
    *(
        Route("GET", f"/{SECTION_PATHS.get(name, name)}", name, activities.person_section, READ)
        for name in PERSON_SECTIONS
    ),
    Route("GET", "/record", "record", activities.record, READ),
    Route("GET", "", "record", activities.record, READ),
)
_PATTERNS: Final = [
    (re.compile("/v3.0/([^/]+)" + re.escape(route.path).replace(":pc", "([^/]+)") + "/?"), route)
    for route in ROUTES
]


def routes(world: World) -> Blueprint:
    """The routes of the Member API."""
    member_api = Blueprint("member_api", __name__)

    @member_api.route("/v3.0/status")
    def status() -> Response:
        return Response("OK I am here", content_type="text/plain")

    @member_api.route("/v3.0", defaults={"rest": ""}, methods=METHODS)
    @member_api.route("/v3.0/", defaults={"rest": ""}, methods=METHODS)
    @member_api.route("/v3.0/<path:rest>", methods=METHODS)
    def answer(rest: str) -> Response:
        try:
            with world.lock:
                return _answer(world, request)
        except NoEntryError as refused:
            return refused.response
        except RefusedError as error:
            return error_response(error, error_type(request))

    return member_api


METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")


def error_type(asked: Request) -> str:
    """The media type in which to complain: JSON where it was asked for, else XML."""
    try:
        return answer_type(asked)
    except RefusedError:
        return XML[0]


def _answer(world: World, asked: Request) -> Response:
    grant = admitted(world, asked)
    orcid_id, put_code, route = _routed(asked)
    media_type = answer_type(asked)
    if route.body:
        _check_sent(asked)
    check_member(world, grant)
    check_target(grant, orcid_id)
    body = _read(asked, route) if route.body else None
    full = Asked(
        world,
        grant,
        world.record_or_stranger(orcid_id),
        asked.method,
        route.kind,
        put_code,
        asked.path.removeprefix("/v3.0"),
        asked.base_url,
        media_type,
        body,
        asked.mimetype in JSON,
    )
    if route.kind == notifications.KIND:
        if route.body:
            notifications.check(full)
    else:
        if route.body == "item":
            activities.check_binding(full)
        check_state(world, orcid_id, asked.method, asked.base_url)
    if not grant.allows(*route.scopes):
        raise RefusedError(9038)
    return route.answer(full)


def _routed(asked: Request) -> tuple[str, str, Route]:
    here = [(found, route) for pattern, route in _PATTERNS if (found := pattern.fullmatch(asked.path))]
    if not here:
        raise RefusedError(9001, "HTTP 404 Not Found", status=404)
    method = "GET" if asked.method == "HEAD" else asked.method
    for found, route in here:
        if route.method == method:
            return found[1], found[2] if found.re.groups == 2 else "", route
    raise RefusedError(9001, "HTTP 405 Method Not Allowed", status=405)


def _check_sent(asked: Request) -> None:
    if asked.mimetype not in (*XML, *JSON):
        raise RefusedError(9001, "HTTP 415 Unsupported Media Type", status=415)


def _read(asked: Request, route: Route) -> etree._Element:
    if asked.mimetype in JSON:
        kind = "bulk" if route.body == "bulk" else route.kind
        return json_documents.read(asked.get_data(), clark(f"{kind}:{kind}"))
    element = read(asked.get_data())
    if isinstance(element, etree._Element):
        return element
    raise RefusedError(element.code, element.message, status=element.status)
