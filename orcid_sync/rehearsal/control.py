"""`/__rehearsal__`: what a test or a demo does as the person, the repository, the network or the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final

from flask import Blueprint, request

from orcid_sync.rehearsal.grants import TokenState
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.rehearsal.scripts import Script
from orcid_sync.rehearsal.webhooks import deliver
from orcid_sync.rehearsal.world import FIRST_MEMBER, World

Wishes = dict[str, Any]
STATES: Final = ("active", "deactivated", "locked", "deprecated", "unclaimed")


def routes(world: World) -> Blueprint:
    """The control routes. Every POST takes a JSON object; a wrong one is answered 400 and the reason."""
    control = Blueprint("control", __name__, url_prefix="/__rehearsal__")

    @control.get("/people")
    def people() -> Any:
        with world.lock:
            return [_person(world, orcid_id) for orcid_id in world.records]

    @control.get("/members")
    def members() -> Any:
        return [
            {"client_id": one.client_id, "client_secret": one.secret, "name": one.name}
            for one in MEMBERS.values()
        ]

    @control.get("/theses")
    def theses() -> Any:
        return [
            {
                "identifier": one.identifier,
                "datestamp": one.datestamp.isoformat(),
                "sets": one.sets,
                "deleted": one.deleted,
                "title": next(iter(one.texts("title")), ""),
                "creator": one.texts("creator"),
            }
            for one in world.repository.all()
        ]

    @control.get("/calls")
    def calls() -> Any:
        return [call.as_json() for call in world.calls.all()]

    @control.post("/<act>")
    def act(act: str) -> Any:
        do = ACTS.get(act)
        if do is None:
            return {"error": f"one of {', '.join(ACTS)}"}, 404
        wishes = request.get_json(force=True, silent=True) if request.get_data() else {}
        if not isinstance(wishes, dict):
            return {"error": "the body is a JSON object"}, 400
        try:
            with world.lock:
                answer = do(world, wishes) or {}
        except KeyError as error:
            return {"error": f"missing or unknown: {error.args[0]}"}, 400
        except (ValueError, TypeError, OverflowError, AttributeError) as error:
            return {"error": str(error)}, 400
        # Outside the lock: who is called may look at the record before answering.
        deliver(world)
        return answer

    @control.get("/webhooks")
    def webhooks() -> Any:
        with world.lock:
            return [webhook.as_json() for webhook in world.webhooks.all()]

    return control


def _person(world: World, orcid_id: str) -> Wishes:
    record = world.records[orcid_id]
    ready = {client_id: world.ready_token(orcid_id, client_id) for client_id in MEMBERS}
    # Somebody who has registered since has granted nothing.
    tokens = {member: token for member, token in ready.items() if world.grants.by_access_token(token)}
    return {
        "orcid_id": orcid_id,
        "name": record.person.name,
        "email": record.person.email,
        "state": record.person.state,
        "primary": record.person.primary,
        "access_token": tokens.get(FIRST_MEMBER, ""),
        "access_tokens": tokens,
        "put_codes": list(record.activities),
    }


def _reset(world: World, wishes: Wishes) -> None:
    world.reset()


def _next(world: World, wishes: Wishes) -> None:
    known = {one.name for one in fields(Script)}
    if unknown := wishes.keys() - known:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    world.scripts.add(Script(**wishes))


def _usual(world: World, wishes: Wishes) -> None:
    world.scripts.clear()


def _advance(world: World, wishes: Wishes) -> Wishes:
    seconds = wishes.get("seconds", 0) + 60 * wishes.get("minutes", 0) + 86400 * wishes.get("days", 0)
    world.clock.advance(seconds)
    return {"now": world.clock.now().isoformat()}


def _delete_work(world: World, wishes: Wishes) -> None:
    record = world.records[wishes["orcid_id"]]
    del record.activities[int(wishes["put_code"])]
    record.changed(world.clock.now())


def _revoke(world: World, wishes: Wishes) -> Wishes:
    record = world.records[wishes["orcid_id"]]
    by: dict[str, TokenState] = {"person": "user-revoked", "staff": "staff-revoked"}
    state = by[wishes.get("by", "person")]
    return {"ended": world.grants.end(record.person.orcid_id, state, wishes.get("client_id", ""))}


def _lock_member(world: World, wishes: Wishes) -> None:
    client_id = MEMBERS[wishes["client_id"]].client_id
    world.locked_members.discard(client_id)
    if wishes.get("locked", True):
        world.locked_members.add(client_id)


def _state(world: World, wishes: Wishes) -> None:
    state = wishes["state"]
    if state not in STATES:
        raise ValueError(f"state is one of {', '.join(STATES)}")
    primary = wishes.get("primary", "")
    if state == "deprecated" and primary not in world.records:
        raise ValueError("a deprecated record needs `primary`, the iD of the other")
    world.set_state(wishes["orcid_id"], state, primary)
    if state == "deactivated" and not wishes.get("keep_tokens", False):
        world.grants.end(wishes["orcid_id"], "record-deactivated")


def _visibility(world: World, wishes: Wishes) -> None:
    if wishes["visibility"] not in ("public", "limited", "private"):
        raise ValueError("visibility is public, limited or private")
    record = world.records[wishes["orcid_id"]]
    record.activities[int(wishes["put_code"])].visibility = wishes["visibility"]
    record.changed(world.clock.now())


def _notifications(world: World, wishes: Wishes) -> None:
    world.records[wishes["orcid_id"]].wants_notifications = bool(wishes.get("wanted", True))


def _read_notification(world: World, wishes: Wishes) -> None:
    notification = world.records[wishes["orcid_id"]].notifications[int(wishes["put_code"])]
    notification.read = world.clock.now()


def _retitle(world: World, wishes: Wishes) -> None:
    world.repository.retitle(str(wishes["identifier"]), str(wishes["title"]))


def _delete_thesis(world: World, wishes: Wishes) -> None:
    world.repository.delete(str(wishes["identifier"]))


def _deposit(world: World, wishes: Wishes) -> Wishes:
    return {"identifier": world.repository.add(wishes)}


ACTS: Final[dict[str, Callable[[World, Wishes], Wishes | None]]] = {
    "reset": _reset,
    "next": _next,
    "usual": _usual,
    "advance": _advance,
    "delete-work": _delete_work,
    "revoke": _revoke,
    "lock-member": _lock_member,
    "state": _state,
    "visibility": _visibility,
    "notifications": _notifications,
    "read-notification": _read_notification,
    "retitle": _retitle,
    "delete-thesis": _delete_thesis,
    "deposit": _deposit,
}
