"""`/api/core` and `/api/pid`: communities, collections, items, and finding one by its handle."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from dspace_hook.double import hal, patch, refused
from dspace_hook.double.asking import Desk, answer, empty, metadata_in, own_json, page, readable_json
from dspace_hook.double.items import Item, Kind


def routes(desk: Desk) -> Blueprint:
    """The routes. What is made is made by the administrator; who may write an item may patch it."""
    core = Blueprint("core", __name__)
    world = desk.world

    @core.get("/api/pid/find")
    def find() -> Response:
        if "id" not in request.args:
            raise refused.not_found()
        found = world.by_handle(_handle_in(request.args["id"], world.base))
        if found is None:
            return empty(404)
        response = empty(302)
        response.headers["Location"] = hal.where(world.base, found)
        return response

    @core.post("/api/core/communities")
    def new_community() -> Response:
        desk.administrator()
        metadata = metadata_in(own_json())
        parent = _existing(desk, request.args.get("parent"), "community")
        return answer(hal.container(world, world.add_container("community", metadata, parent)), 201)

    @core.post("/api/core/collections")
    def new_collection() -> Response:
        desk.administrator()
        metadata = metadata_in(own_json())
        parent = _existing(desk, request.args.get("parent"), "community")
        if parent is None:
            raise refused.bad_request()
        return answer(hal.container(world, world.add_container("collection", metadata, parent)), 201)

    @core.get("/api/core/<any(communities, collections):plural>")
    def containers(plural: str) -> Response:
        found = [one for one in world.containers.values() if hal.PLURAL[one.kind] == plural]
        where = f"{world.base}/api/core/{plural}"
        shown = hal.listed(plural, found, lambda one: hal.container(world, one), where, request.args, page())
        return answer(shown)

    @core.get("/api/core/<any(communities, collections):plural>/<uuid>")
    def container(plural: str, uuid: str) -> Response:
        found = world.containers.get(uuid)
        if found is None or hal.PLURAL[found.kind] != plural:
            raise refused.not_found()
        return answer(hal.container(world, found))

    @core.get("/api/core/items")
    def items() -> Response:
        reader = desk.administrator()
        where = f"{world.base}/api/core/items"
        found = list(world.items.values())
        shown = hal.listed(
            "items", found, lambda one: hal.item(world, one, reader), where, request.args, page()
        )
        return answer(shown)

    @core.post("/api/core/items")
    def new_item() -> Response:
        reader = desk.administrator()
        wished = own_json()
        if not wished.get("inArchive"):
            raise refused.bad_request()
        collection = _existing(desk, request.args.get("owningCollection"), "collection")
        if collection is None:
            raise refused.bad_request()
        discoverable = bool(wished.get("discoverable"))
        new = world.install(collection, metadata_in(wished), discoverable=discoverable)
        return answer(hal.item(world, new, reader), 201)

    @core.get("/api/core/items/<uuid>")
    def item(uuid: str) -> Response:
        return answer(hal.item(world, desk.item(uuid), desk.who()))

    @core.get("/api/core/items/<uuid>/owningCollection")
    def owning_collection(uuid: str) -> Response:
        return answer(hal.container(world, world.containers[desk.item(uuid).collection]))

    @core.patch("/api/core/items/<uuid>")
    def patch_item(uuid: str) -> Response:
        operations = patch.read(readable_json(problems=world.quirks.problem_json))
        one = _written(desk, uuid)
        writer = desk.writer(one)
        world.patch(one, operations, writer)
        return answer(hal.item(world, one, writer))

    @core.put("/api/core/items/<uuid>")
    def put_item(uuid: str) -> Response:
        document = readable_json(problems=world.quirks.problem_json)
        one = _written(desk, uuid)
        writer = desk.writer(one)
        if not isinstance(document, dict) or document.get("id") != uuid:
            raise refused.invalid()
        world.put(one, metadata_in(document))
        return answer(hal.item(world, one, writer))

    @core.delete("/api/core/items/<uuid>")
    def delete_item(uuid: str) -> Response:
        _written(desk, uuid)
        desk.administrator()
        del world.items[uuid]
        return empty()

    return core


def _written(desk: Desk, uuid: str) -> Item:
    """The item that is to be changed: an unknown one is 404 for everybody."""
    item = desk.world.items.get(uuid)
    if item is None:
        raise refused.not_found()
    return item


def _handle_in(identifier: str, base: str) -> str:
    """The handle in `hdl:1/2`, in its address at this DSpace or at the resolver, or alone."""
    prefixes = ("hdl:", "info:hdl/", f"{base}/handle/", "http://hdl.handle.net/", "https://hdl.handle.net/")
    for prefix in prefixes:
        identifier = identifier.removeprefix(prefix)
    return identifier if re.fullmatch(r"[^/:\s]+/\S+", identifier) else ""


def _existing(desk: Desk, uuid: str | None, kind: Kind) -> str | None:
    """The uuid again when there is such a thing, None when none was named; RefusedError 400."""
    if not uuid:
        return None
    found = desk.world.containers.get(uuid)
    if found is None or found.kind != kind:
        raise refused.bad_request()
    return uuid
