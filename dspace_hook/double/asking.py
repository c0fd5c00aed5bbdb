"""What a route needs to know of the request: who asks, which page, and the body."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from dspace_hook.double import refused
from dspace_hook.double.accounts import Account
from dspace_hook.double.hal import Asked
from dspace_hook.double.items import Item
from dspace_hook.double.sessions import Sessions
from dspace_hook.double.values import Metadata, from_json
from dspace_hook.double.world import World

JSON = "application/json;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Desk:
    """The world and its sessions, as the routes ask them."""

    world: World
    sessions: Sessions = field(default_factory=Sessions)

    def who(self) -> Account | None:
        """Who has signed in; None for everybody else, a bad token included."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        found = self.sessions.account_id(token, self.world.now()) if scheme == "Bearer" else None
        return self.world.accounts.get(found) if found else None

    def administrator(self) -> Account:
        """The site's administrator who asks; RefusedError for anybody else."""
        account = self.who()
        if account is None or not account.admin:
            raise refused.denied(signed_in=account is not None)
        return account

    def item(self, uuid: str) -> Item:
        """An item that may be read; RefusedError."""
        item = self.world.items.get(uuid)
        if item is None:
            raise refused.not_found()
        account = self.who()
        if item.restricted and not (account and account.may_write(item)):
            raise refused.denied(signed_in=account is not None)
        return item

    def writer(self, item: Item) -> Account:
        """Who asks, and may change the item; RefusedError."""
        account = self.who()
        if account is None or not account.may_write(item):
            raise refused.denied(signed_in=account is not None)
        return account


def page() -> Asked:
    """The page of a list that is asked for."""
    try:
        number, size = (int(request.args.get(name) or usual) for name, usual in (("page", 0), ("size", 20)))
    except ValueError:
        raise refused.invalid() from None
    return Asked(max(number, 0), min(size, 100) if size > 0 else 20)


def readable_json(*, problems: bool) -> Any:
    """The body as Spring reads it: 415 for another media type, 400 for what is no JSON."""
    subtype = request.mimetype.partition("/")[2]
    if not request.mimetype.startswith("application/") or subtype.rpartition("+")[2] != "json":
        sent = request.content_type or "application/octet-stream"
        detail = f"Content-Type '{sent.split(';')[0]};charset=UTF-8' is not supported."
        raise refused.RefusedError(415, detail, plain=not problems)
    try:
        return json.loads(request.get_data())
    except ValueError:
        raise refused.RefusedError(400, "Failed to read request", plain=not problems) from None


def own_json() -> dict[str, Any]:
    """The body as DSpace's own code reads it: 422 for what is no JSON object."""
    try:
        document = json.loads(request.get_data())
    except ValueError:
        raise refused.unprocessable() from None
    if not isinstance(document, dict):
        raise refused.unprocessable()
    return document


def metadata_in(document: dict[str, Any]) -> Metadata:
    """The metadata of a body; RefusedError 422 when they are none."""
    fields = document.get("metadata") or {}
    try:
        return {name: tuple(from_json(one) for one in held) for name, held in fields.items()}
    except (AttributeError, TypeError, ValueError):
        raise refused.unprocessable() from None


def answer(document: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(document, ensure_ascii=False), status, content_type=JSON)


def empty(status: int = 204) -> Response:
    """An answer without a body."""
    response = Response(status=status)
    response.headers.remove("Content-Type")
    return response


def refusal(error: refused.RefusedError, moment: str) -> Response:
    """The answer that a refusal becomes; `problem` bodies for what Spring could not read."""
    path = urlsplit(request.url).path
    if error.plain:
        return empty(error.status)
    if error.status in (405, 415) or error.message == "Failed to read request":
        response = answer(refused.problem(error.status, error.message, path), error.status)
        response.content_type = "application/problem+json;charset=UTF-8"
        return response
    return answer(refused.body(error, path, moment), error.status)
