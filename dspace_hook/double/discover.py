"""`/api/discover/search/objects`: finding items by a query, with facets, one page at a time (§3.2, §10.5)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from dspace_hook.double import facets, hal, query, refused
from dspace_hook.double.asking import Desk, answer, page
from dspace_hook.double.hal import Asked
from dspace_hook.double.items import Item
from dspace_hook.double.values import first
from dspace_hook.double.world import World

SORTED_BY: Final = ("score", "dc.title", "dc.date.issued", "dc.date.accessioned")
BELOW: Final = "/api/discover/search/objects"


def routes(desk: Desk) -> Blueprint:
    """The search; everybody may ask, and finds what is neither withdrawn nor hidden."""
    discover = Blueprint("discover", __name__)
    world = desk.world

    @discover.get(BELOW)
    def search() -> Response:
        asked = page()
        found = _sorted(_found(world), request.args.get("sort", ""))
        return answer(_result(desk, found, asked))

    return discover


def _found(world: World) -> list[Item]:
    if request.args.get("dsoType", "item").lower() not in ("item", "all"):
        return []
    wanted, scope = query.parsed(request.args.get("query", ""), world.now()), request.args.get("scope")
    filters = [
        query.filtered(name[2:], text) for name, text in request.args.items(multi=True) if name[:2] == "f."
    ]
    return [
        one
        for one in world.items.values()
        if one.discoverable
        and not (one.withdrawn or one.restricted)
        and (not scope or scope in _around(world, one))
        and wanted(one, world.metadata(one))
        and all(fits(one, world.metadata(one)) for fits in filters)
    ]


def _around(world: World, item: Item) -> list[str | None]:
    collection = world.containers[item.collection]
    return [collection.uuid, collection.parent]


def _sorted(found: list[Item], wish: str) -> list[Item]:
    name, _, direction = wish.partition(",")
    if name and name not in SORTED_BY:
        raise refused.RefusedError(422, "Invalid search request")
    newest = sorted(found, key=lambda one: one.modified, reverse=True)
    if name in ("", "score"):
        return newest
    descending = direction.lower() == "desc"
    return sorted(newest, key=lambda one: first(one.metadata.get(name, ())) or "", reverse=descending)


def _result(desk: Desk, found: list[Item], asked: Asked) -> dict[str, Any]:
    world, arguments = desk.world, request.args
    text = arguments.get("query")
    # DSpace escapes the query of these links twice.
    again = {name: quote(value) if name == "query" else value for name, value in arguments.items()}
    wished = {name: value for name, value in again.items() if name not in ("page", "size", "sort")}
    return {
        "id": None,
        "scope": arguments.get("scope"),
        "query": text,
        "appliedFilters": None,
        "sort": None,
        "configuration": arguments.get("configuration"),
        "type": "discover",
        "_links": {"self": {"href": hal.address(world.base + BELOW, wished)}},
        "_embedded": {
            "searchResult": _objects(desk, found, asked),
            "facets": facets.of(world, found, {**arguments}, wished),
        },
    }


def _objects(desk: Desk, found: list[Item], asked: Asked) -> dict[str, Any]:
    shown = asked.part(found)
    turned = hal.page_links(desk.world.base + BELOW, request.args, asked, len(found))
    counted = asked.shape(len(found))
    embedded = {"_embedded": {"objects": [_object(desk, one) for one in shown]}}
    return embedded | {
        "page": {name: counted[name] for name in ("number", "size", "totalPages", "totalElements")},
        "_links": {name: link for name, link in turned.items() if name != "first" or asked.number},
    }


def _object(desk: Desk, one: Item) -> dict[str, Any]:
    return {
        "hitHighlights": None,
        "type": "discover",
        "_links": {"indexableObject": {"href": f"{desk.world.base}/api/core/items/{one.uuid}"}},
        "_embedded": {"indexableObject": hal.item(desk.world, one, desk.who())},
    }
