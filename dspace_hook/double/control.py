"""`/__rehearsal__`: what a test or a demo does as a curator, the network or the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, request

from dspace_hook.double import offers, values
from dspace_hook.double.refused import RefusedError
from dspace_hook.double.scripts import Script
from dspace_hook.double.world import World, precise

Wishes = dict[str, Any]
Acts = Mapping[str, Callable[[], None]]


def routes(world: World, whole: Acts) -> Blueprint:
    """The control routes. Every POST takes a JSON object; a wrong one is answered 400 and the reason.

    `whole` are the acts upon the double as a whole, such as `reset`.
    """
    control = Blueprint("control", __name__, url_prefix="/__rehearsal__")

    @control.get("/accounts")
    def accounts() -> Any:
        return [
            {
                "email": one.email,
                "password": one.password,
                "admin": one.admin,
                "administers": sorted(one.administers),
            }
            for one in world.accounts.values()
        ]

    @control.get("/items")
    def items() -> Any:
        return [
            {
                "uuid": one.uuid,
                "handle": one.handle,
                "withdrawn": one.withdrawn,
                "lastModified": precise(one.modified),
                "metadata": {name: values.as_json(held) for name, held in world.metadata(one).items()},
            }
            for one in world.items.values()
        ]

    @control.get("/offers")
    def sent_offers() -> Any:
        return [one._asdict() for one in world.offers]

    @control.get("/calls")
    def calls() -> Any:
        return [call._asdict() for call in world.calls.all()]

    @control.post("/<act>")
    def act(act: str) -> Any:
        wishes = request.get_json(force=True, silent=True) if request.get_data() else {}
        if not isinstance(wishes, dict):
            return {"error": "the body is a JSON object"}, 400
        if act in whole:
            whole[act]()
            return {}
        if act not in ACTS:
            return {"error": f"one of {', '.join((*whole, *ACTS))}"}, 404
        try:
            return ACTS[act](world, wishes) or {}
        except KeyError as error:
            return {"error": f"missing or unknown: {error.args[0]}"}, 400
        except (ValueError, TypeError, AttributeError, RefusedError) as error:
            return {"error": str(error)}, 400

    return control


def _next(world: World, wishes: Wishes) -> None:
    if unknown := wishes.keys() - {one.name for one in fields(Script)}:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    world.scripts.add(Script(**wishes))


def _usual(world: World, wishes: Wishes) -> None:
    world.scripts.clear()


def _advance(world: World, wishes: Wishes) -> Wishes:
    world.shift += timedelta(**{name: wishes.get(name, 0) for name in ("seconds", "minutes", "days")})
    sent = offers.deliver(world, world.now())
    return {"now": precise(world.now()), "offers": [one._asdict() for one in sent]}


def _edit(world: World, wishes: Wishes) -> None:
    """Somebody edits one field of an item in the meantime."""
    item = next(one for one in world.items.values() if one.handle == wishes["handle"])
    held = tuple(values.from_json(one) for one in wishes["values"])
    item.metadata = {**item.metadata, str(wishes["field"]): held}
    item.modified = world.now()


def _deposit(world: World, wishes: Wishes) -> Wishes:
    """A new thesis is put into the archive."""
    collection = wishes.get("collection") or next(
        one.uuid for one in world.containers.values() if one.kind == "collection"
    )
    metadata = {
        name: tuple(values.from_json(one) for one in held) for name, held in wishes["metadata"].items()
    }
    item = world.install(collection, metadata)
    return {"uuid": item.uuid, "handle": item.handle}


def _withdraw(world: World, wishes: Wishes) -> None:
    item = next(one for one in world.items.values() if one.handle == wishes["handle"])
    item.withdrawn, item.in_archive, item.modified = True, False, world.now()


ACTS: Final[dict[str, Callable[[World, Wishes], Wishes | None]]] = {
    "next": _next,
    "usual": _usual,
    "advance": _advance,
    "edit": _edit,
    "deposit": _deposit,
    "withdraw": _withdraw,
}
