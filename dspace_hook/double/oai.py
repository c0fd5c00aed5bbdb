"""The OAI-PMH half: a record source over the items. The provider itself is the application's, and is handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from dspace_hook.double import exposed, refused
from dspace_hook.double.asking import refusal
from dspace_hook.double.formats import contexts, offered
from dspace_hook.double.items import Container, Item
from dspace_hook.double.values import first
from dspace_hook.double.world import World, precise

_CONTEXTS = (
    "<html><head><title>DSpace OAI-PMH Data Provider</title></head>"
    "<body><a href='request'>Default context</a></body></html>"
)


class Provider(Protocol):
    """What `orcid_sync.oai.provider` offers: its values, and what makes an answer of them."""

    Format: Any
    Identity: Any
    Page: Any
    Record: Any
    Set: Any
    respond: Any
    moment: Any


class Records:
    """The items as the provider asks for them (its `RecordSource`); what is changed shows at once."""

    def __init__(
        self, world: World, provider: Provider, context: str = "request", page_size: int = 100
    ) -> None:
        self._world = world
        self._provider = provider
        self._page_size = page_size
        self._formats = offered(world.quirks.major, context)

    def identity(self) -> Any:
        """`earliestDatestamp` is the oldest `dc.date.available`; where there is none it says "now" (§10.6)."""
        available = [first(one.metadata.get("dc.date.available", ())) for one in self._items()]
        dates = sorted(text for text in available if text)
        earliest = self._provider.moment(dates[0]) if dates else self._world.now()
        return self._provider.Identity(
            self._world.name, "dspace@example.org", earliest, self._page_size, deleted_record="transient"
        )

    def formats(self, identifier: str = "") -> Sequence[Any] | None:
        """All formats, or those that the item has."""
        if not identifier:
            return [self._announced(prefix) for prefix in self._formats]
        item = self._named(identifier)
        return (
            [self._announced(prefix) for prefix in self._formats if self._takes(prefix, item)]
            if item
            else None
        )

    def sets(self) -> Sequence[Any]:
        """Communities and collections."""
        return [self._provider.Set(_spec(one), one.name) for one in self._world.containers.values()]

    def record(self, identifier: str, prefix: str) -> Any:
        """One record, None where there is none."""
        item = self._named(identifier)
        return self._record(item, prefix, with_metadata=True) if item and self._takes(prefix, item) else None

    def page(self, selection: Any, limit: int) -> Any:
        """The next records, oldest first."""
        chosen = [
            (self._stamp(item), exposed.identifier_of(self._world, item), item)
            for item in self._items()
            if self._fits(item, selection)
        ]
        chosen.sort(key=lambda entry: entry[:2])
        rest = [entry for entry in chosen if not selection.after or entry[:2] > selection.after]
        records = [
            self._record(item, selection.prefix, with_metadata=selection.with_metadata)
            for _, _, item in rest[:limit]
        ]
        return self._provider.Page(records, len(chosen), more=len(rest) > limit)

    def _items(self) -> list[Item]:
        return [one for one in self._world.items.values() if exposed.is_exposed(one)]

    def _named(self, identifier: str) -> Item | None:
        return next(
            (one for one in self._items() if exposed.identifier_of(self._world, one) == identifier), None
        )

    def _announced(self, prefix: str) -> Any:
        return self._provider.Format(prefix, self._formats[prefix].schema, self._formats[prefix].namespace)

    def _takes(self, prefix: str, item: Item) -> bool:
        if prefix not in self._formats:
            return False
        takes = self._formats[prefix].takes
        return takes is None or takes(exposed.exposed(self._world, item))

    def _fits(self, item: Item, selection: Any) -> bool:
        stamp = self._stamp(item)
        return (
            self._takes(selection.prefix, item)
            and (selection.since is None or stamp >= selection.since)
            and (selection.until is None or stamp <= selection.until)
            and (not selection.set_spec or selection.set_spec in self._sets_of(item))
        )

    def _record(self, item: Item, prefix: str, *, with_metadata: bool) -> Any:
        deleted = exposed.is_deleted(item)
        written = with_metadata and not deleted
        metadata = self._formats[prefix].write(exposed.exposed(self._world, item)) if written else None
        identifier = exposed.identifier_of(self._world, item)
        return self._provider.Record(identifier, self._stamp(item), self._sets_of(item), deleted, metadata)

    def _stamp(self, item: Item) -> Any:
        return item.modified.replace(microsecond=0)

    def _sets_of(self, item: Item) -> tuple[str, ...]:
        collection = self._world.containers[item.collection]
        community = self._world.containers.get(collection.parent or "")
        return tuple(_spec(one) for one in (community, collection) if one)


def routes(world: World, provider: Provider) -> Blueprint:
    """`/oai/request` and the other contexts."""
    oai = Blueprint("oai", __name__)
    records = {name: Records(world, provider, name) for name in contexts(world.quirks.major)}

    @oai.route(f"/oai/<any({', '.join(records)}):context>", methods=["GET", "POST"])
    def answer(context: str) -> Response:
        body = provider.respond(_arguments(), records[context], base_url=request.base_url, now=world.now())
        if world.quirks.fractional_datestamps:
            body = re.sub(rb"(\d)Z</(datestamp|responseDate)>", rb"\1.123456Z</\2>", body)
        return Response(body, content_type="text/xml;charset=UTF-8")

    @oai.get("/oai/")
    @oai.get("/oai/<context>")
    def unknown(context: str = "") -> Response:
        status = world.quirks.oai_root_status
        if status == 400:
            return Response(_CONTEXTS, status, content_type="text/html;charset=UTF-8")
        return refusal(refused.RefusedError(status, "Circular view path [index]"), precise(world.now()))

    return oai


def _arguments() -> list[tuple[str, str]]:
    raw = request.query_string
    if request.mimetype == "application/x-www-form-urlencoded":
        raw += b"&" + request.get_data()
    return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)


def _spec(one: Container) -> str:
    return f"{one.kind[:3]}_{one.handle.replace('/', '_')}"
