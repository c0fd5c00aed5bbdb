"""COAR Notify offers: what DSpace tells registered services of a deposit, minutes later and once (§4.2, §10.10)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from dspace_hook.double.items import Item
from dspace_hook.double.world import World

TIMER: Final = timedelta(minutes=5)
TAKEN: Final = (201, 202)
_KIND: Final = {"request-ingest": "IngestAction", "request-review": "ReviewAction"}
_CONTEXT: Final = ["https://www.w3.org/ns/activitystreams", "https://purl.org/coar/notify"]


class Sent(NamedTuple):
    """An offer that was sent; `status` 0 when nobody answered, or the service is not on this machine."""

    handle: str
    inbox: str
    status: int


def deliver(world: World, now: datetime) -> list[Sent]:
    """Tell every service of the deposits that are old enough; never twice, whatever it answers."""
    with world.lock:
        due = [one for one in world.deposited if one.at + TIMER <= now]
        world.deposited = [one for one in world.deposited if one not in due]
        letters = [
            (item.handle, service["ldnUrl"], offer(world, item, service, pattern))
            for one in due
            if (item := world.items.get(one.item))
            for service, pattern in _told(world)
        ]
    sent = [Sent(handle, inbox, _post(inbox, body)) for handle, inbox, body in letters]
    world.offers.extend(sent)
    return sent


def offer(world: World, item: Item, service: Mapping[str, Any], pattern: str) -> dict[str, Any]:
    """One offer, as recorded: every `type` is a list, and there is no metadata in it."""
    here, inbox = world.base.removesuffix("/server"), f"{world.base}/ldn/inbox"
    return {
        "@context": _CONTEXT,
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["Offer", f"coar-notify:{_KIND.get(pattern, 'EndorsementAction')}"],
        "actor": {"id": here, "type": ["Service"], "name": world.name},
        "object": {
            "id": f"{here}/handle/{item.handle}",
            "type": ["sorg:AboutPage"],
            "ietf:cite-as": world.uri(item.handle),
            "ietf:item": {"type": ["Article", "sorg:ScholarlyArticle"]},
        },
        "origin": {"id": here, "type": ["Service"], "inbox": inbox},
        "target": {"id": service["url"], "type": ["Service"], "inbox": service["ldnUrl"]},
    }


def _told(world: World) -> Iterator[tuple[dict[str, Any], str]]:
    for service in world.services.values():
        for one in service["notifyServiceInboundPatterns"] if service["enabled"] else []:
            if one["automatic"]:
                yield service, one["pattern"]


def _post(inbox: str, body: dict[str, Any]) -> int:
    import requests

    if urlsplit(inbox).hostname not in ("127.0.0.1", "localhost"):
        return 0
    try:
        headers = {"Content-Type": "application/ld+json"}
        return requests.post(inbox, json.dumps(body).encode(), headers=headers, timeout=10).status_code
    except requests.RequestException:
        return 0
