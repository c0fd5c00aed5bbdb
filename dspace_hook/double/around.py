"""What stands around items: the links of an item, of a community and a collection, and finding by uuid."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from dspace_hook.double import hal, refused
from dspace_hook.double.asking import Desk, answer, empty, page
from dspace_hook.double.items import Container, Relationship


def routes(desk: Desk) -> Blueprint:
    """The routes; everybody may read what is not restricted."""
    around = Blueprint("around", __name__)
    world = desk.world

    @around.get("/api/dso/find")
    def find() -> Response:
        uuid = request.args.get("uuid", "")
        found = world.items.get(uuid) or world.containers.get(uuid)
        if found is None:
            return empty(404)
        response = empty(302)
        response.headers["Location"] = hal.where(world.base, found)
        return response

    @around.get("/api/core/items/<uuid>/accessStatus")
    def access_status(uuid: str) -> Response:
        item = desk.item(uuid)
        where = f"{world.base}/api/core/items/{uuid}/accessStatus"
        status = "restricted" if item.restricted else "open.access" if item.files else "metadata.only"
        return answer({"status": status, "type": "accessStatus", "_links": hal.links(where)})

    @around.get("/api/core/items/<uuid>/<any(bundles, mappedCollections):name>")
    def nothing(uuid: str, name: str) -> Response:
        where = f"{hal.where(world.base, desk.item(uuid))}/{name}"
        return answer(hal.listed(name, [], dict, where, request.args, page()))

    @around.get("/api/core/items/<uuid>/relationships")
    def relationships(uuid: str) -> Response:
        found = [one for one in world.relationships if desk.item(uuid).uuid in (one.publication, one.person)]
        where = f"{world.base}/api/core/items/{uuid}/relationships"
        return answer(
            hal.listed(
                "relationships", found, lambda one: _shape(world.base, one), where, request.args, page()
            )
        )

    @around.get("/api/core/relationships/<int:number>")
    def relationship(number: int) -> Response:
        found = next((one for one in world.relationships if one.id == number), None)
        if found is None:
            raise refused.not_found()
        return answer(_shape(world.base, found))

    @around.get("/api/core/<any(communities, collections):plural>/<uuid>/parentCommunity")
    def parent(plural: str, uuid: str) -> Response:
        above = world.containers.get(_container(desk, plural, uuid).parent or "")
        return answer(hal.container(world, above)) if above else empty()

    @around.get("/api/core/communities/<uuid>/<any(collections, subcommunities):name>")
    def below(uuid: str, name: str) -> Response:
        one = _container(desk, "communities", uuid)
        kind = "collection" if name == "collections" else "community"
        found = [each for each in world.containers.values() if (each.parent, each.kind) == (one.uuid, kind)]
        where = f"{hal.where(world.base, one)}/{name}"
        shown = hal.listed(name, found, lambda each: hal.container(world, each), where, request.args, page())
        return answer(shown)

    @around.delete("/api/core/<any(communities, collections):plural>/<uuid>")
    def delete(plural: str, uuid: str) -> Response:
        one = _container(desk, plural, uuid)
        desk.administrator()
        gone = {one.uuid} | {each.uuid for each in world.containers.values() if each.parent == one.uuid}
        world.containers = {key: each for key, each in world.containers.items() if key not in gone}
        world.items = {key: each for key, each in world.items.items() if each.collection not in gone}
        return empty()

    return around


def _container(desk: Desk, plural: str, uuid: str) -> Container:
    found = desk.world.containers.get(uuid)
    if found is None or hal.PLURAL[found.kind] != plural:
        raise refused.not_found()
    return found


def _shape(base: str, one: Relationship) -> dict[str, Any]:
    return {
        "id": one.id,
        "leftPlace": one.place,
        "leftwardValue": None,
        "rightPlace": 0,
        "rightwardValue": None,
        "type": "relationship",
        "_links": {
            "leftItem": {"href": f"{base}/api/core/items/{one.publication}"},
            "rightItem": {"href": f"{base}/api/core/items/{one.person}"},
        }
        | hal.links(f"{base}/api/core/relationships/{one.id}", "relationshipType"),
    }
