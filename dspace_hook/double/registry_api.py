"""`/api/core/metadataschemas` and `/api/core/metadatafields`: what is registered, and registering more."""

from __future__ import annotations

from flask import Blueprint, Response, request

from dspace_hook.double import hal, refused
from dspace_hook.double.asking import Desk, answer, empty, own_json, page
from dspace_hook.double.registry import Field, Schema


def routes(desk: Desk) -> Blueprint:
    """The routes: everybody may read, the administrator may change."""
    api = Blueprint("registry", __name__)
    world = desk.world

    def fields_page(found: list[Field], where: str) -> Response:
        shown = hal.listed(
            "metadatafields", found, lambda one: hal.field(world, one), where, request.args, page()
        )
        return answer(shown)

    @api.get("/api/core/metadataschemas")
    def schemas() -> Response:
        found, where = list(world.registry.schemas.values()), f"{world.base}/api/core/metadataschemas"
        shown = hal.listed(
            "metadataschemas", found, lambda one: hal.schema(world, one), where, request.args, page()
        )
        return answer(shown)

    @api.post("/api/core/metadataschemas")
    def new_schema() -> Response:
        desk.administrator()
        wished = own_json()
        new = world.registry.add_schema(str(wished.get("prefix") or ""), str(wished.get("namespace") or ""))
        return answer(hal.schema(world, new), 201)

    @api.get("/api/core/metadataschemas/<number>")
    def schema(number: str) -> Response:
        return answer(hal.schema(world, _schema(desk, number)))

    @api.get("/api/core/metadatafields")
    def fields() -> Response:
        return fields_page(list(world.registry.fields.values()), f"{world.base}/api/core/metadatafields")

    @api.post("/api/core/metadatafields")
    def new_field() -> Response:
        desk.administrator()
        wished = own_json()
        schema = world.registry.schemas.get(_number(request.args.get("schemaId", "")))
        if schema is None or not wished.get("element"):
            raise refused.unprocessable()
        new = world.registry.add_field(
            schema, str(wished["element"]), wished.get("qualifier") or None, wished.get("scopeNote")
        )
        return answer(hal.field(world, new), 201)

    @api.get("/api/core/metadatafields/<number>")
    def field(number: str) -> Response:
        return answer(hal.field(world, _field(desk, number)))

    @api.get("/api/core/metadatafields/<number>/schema")
    def schema_of(number: str) -> Response:
        return answer(hal.schema(world, _field(desk, number).schema))

    @api.delete("/api/core/metadatafields/<number>")
    def delete_field(number: str) -> Response:
        desk.administrator()
        world.registry.remove_field(_field(desk, number).id)
        return empty()

    @api.get("/api/core/metadatafields/search/byFieldName")
    def by_name() -> Response:
        asked = {name: request.args.get(name, "") for name in ("schema", "element", "qualifier", "query")}
        exact = request.args.get("exactName", "")
        if exact and any(asked.values()):
            raise refused.unprocessable()
        one = world.registry.named(exact)
        found = ([one] if one else []) if exact else world.registry.search(**asked)
        return fields_page(found, f"{world.base}/api/core/metadatafields/search/byFieldName")

    @api.get("/api/core/metadatafields/search/bySchema")
    def by_schema() -> Response:
        found = world.registry.search(schema=request.args.get("schema") or "-")
        return fields_page(found, f"{world.base}/api/core/metadatafields/search/bySchema")

    return api


def _schema(desk: Desk, number: str) -> Schema:
    found = desk.world.registry.schemas.get(_number(number))
    if found is None:
        raise refused.not_found()
    return found


def _field(desk: Desk, number: str) -> Field:
    found = desk.world.registry.fields.get(_number(number))
    if found is None:
        raise refused.not_found()
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
