"""All that one double knows: the objects, who may do what, and how an item comes, changes and goes."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from dspace_hook.double import patch, refused, registry, values, virtual
from dspace_hook.double.accounts import Account
from dspace_hook.double.calls import Calls
from dspace_hook.double.items import Container, Item, Kind, Relationship
from dspace_hook.double.patch import Operation, Patched, Rules
from dspace_hook.double.quirks import Quirks
from dspace_hook.double.scripts import Scripts
from dspace_hook.double.values import Metadata, Value


class Deposited(NamedTuple):
    """An item that was installed, of which services are to be told."""

    item: str
    at: datetime


@dataclass(slots=True)
class World:
    """One DSpace in memory. `base` is its REST root without a trailing slash, `prefix` that of its handles.

    `controlled` are the fields that keep authorities: none in a stock DSpace (§10.9, §10.13). `tasks` are curation
    tasks by name, `deposited` the items of which no service was told yet, `offers` those that were sent.
    """

    quirks: Quirks
    base: str
    prefix: str = "123456789"
    name: str = "DSpace double (invented theses)"
    controlled: set[str] = field(default_factory=set)
    properties: dict[str, list[str]] = field(default_factory=dict)
    registry: registry.Registry = field(default_factory=registry.Registry)
    containers: dict[str, Container] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    relationships: list[Relationship] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    services: dict[int, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, Any] = field(default_factory=dict)
    deposited: list[Deposited] = field(default_factory=list)
    offers: list[Any] = field(default_factory=list)
    processes: dict[int, dict[str, Any]] = field(default_factory=dict)
    next_handle: int = 1
    shift: timedelta = timedelta()
    lock: threading.RLock = field(default_factory=threading.RLock)
    scripts: Scripts = field(default_factory=Scripts)
    calls: Calls = field(default_factory=Calls)

    def now(self) -> datetime:
        """The time here, in whole milliseconds."""
        moment = datetime.now(UTC) + self.shift
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def metadata(self, item: Item) -> dict[str, tuple[Value, ...]]:
        """All values of an item, those from relationships included, by field in the order of their names."""
        return virtual.merged(item, self.relationships, self.items, with_orcid=self.quirks.virtual_orcid)

    def by_handle(self, handle: str) -> Item | Container | None:
        """Whatever has this handle."""
        everything: list[Item | Container] = [*self.items.values(), *self.containers.values()]
        return next((one for one in everything if one.handle == handle), None)

    def new_handle(self) -> str:
        """The next handle; communities, collections and items share the numbers."""
        number, self.next_handle = self.next_handle, self.next_handle + 1
        return f"{self.prefix}/{number}"

    def uri(self, handle: str) -> str:
        """A handle as `dc.identifier.uri`."""
        return f"{self.base}/handle/{handle}"

    def add_container(self, kind: Kind, metadata: Metadata, parent: str | None = None) -> Container:
        """Make a community or a collection."""
        handle = self.new_handle()
        given = self.as_stored(metadata) | {"dc.identifier.uri": (Value(self.uri(handle)),)}
        new = Container(str(uuid.uuid4()), kind, handle, given, parent)
        self.containers[new.uuid] = new
        return new

    def install(self, collection: str, metadata: Metadata, *, discoverable: bool = True) -> Item:
        """Put a new item into the archive, with the values that DSpace adds to it."""
        handle, now = self.new_handle(), self.now()
        given = self.as_stored(metadata)
        for name, new in self._of_arrival(handle, given, now).items():
            given[name] = (*given.get(name, ()), new)
        item = Item(str(uuid.uuid4()), handle, collection, given, now, discoverable=discoverable)
        self.items[item.uuid] = item
        self.deposited.append(Deposited(item.uuid, now))
        return item

    def patch(self, item: Item, operations: Sequence[Operation], by: Account) -> None:
        """Change an item by JSON Patch, all operations or none; RefusedError."""
        before = Patched(self.metadata(item), item.withdrawn, item.discoverable)
        after = patch.apply(before, operations, self.rules())
        item.metadata = values.without_virtual(after.metadata) | self._provenance_of(item, before, after, by)
        item.discoverable, item.withdrawn, item.in_archive = (
            after.discoverable,
            after.withdrawn,
            not after.withdrawn,
        )
        if operations:
            item.modified = self.now()

    def put(self, item: Item, metadata: Metadata) -> None:
        """Replace all metadata of an item."""
        item.metadata = self.as_stored(metadata)
        item.modified = self.now()

    def rules(self) -> Rules:
        """What a patch has to know."""
        return Rules(self.quirks, self.registry.__contains__, self.keeps_authority)

    def keeps_authority(self, name: str) -> bool:
        """Whether the field `name` keeps authorities."""
        return name in self.controlled

    def as_stored(self, metadata: Metadata) -> dict[str, tuple[Value, ...]]:
        """New values as DSpace keeps them; RefusedError for a field that is not registered."""
        if any(name not in self.registry for name in metadata):
            raise refused.broken()
        return {
            name: tuple(values.stored(one, keeps_authority=self.keeps_authority(name)) for one in given)
            for name, given in metadata.items()
            if given
        }

    def _of_arrival(self, handle: str, given: Metadata, now: datetime) -> Mapping[str, Value]:
        second = stamp(now)
        issued = values.first(given.get("dc.date.issued", ()))
        story = f"Made available in DSpace on {second} (GMT). No. of bitstreams: 0"
        story += f"\n  Previous issue date: {issued}" if issued else ""
        added = {"dc.date.accessioned": Value(second)}
        if self.quirks.date_available:
            added["dc.date.available"] = Value(second)
        return added | {
            "dc.identifier.uri": Value(self.uri(handle)),
            "dc.description.provenance": Value(story, "en"),
        }

    def _provenance_of(
        self, item: Item, before: Patched, after: Patched, by: Account
    ) -> dict[str, tuple[Value, ...]]:
        if before.withdrawn == after.withdrawn:
            return {}
        did = "withdrawn" if after.withdrawn else "reinstated"
        collection = self.containers[item.collection]
        story = (
            f"Item {did} by {by.first_name} {by.last_name} ({by.email}) on {stamp(self.now())}\n"
            f"Item was in collections:\n{collection.name} (ID: {collection.uuid})\nNo. of bitstreams: 0"
        )
        held = after.metadata.get("dc.description.provenance", ())
        return {"dc.description.provenance": (*held, Value(story, "en"))}


def stamp(moment: datetime) -> str:
    """A moment in whole seconds, as in metadata."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def precise(moment: datetime) -> str:
    """A moment in milliseconds, as in REST."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
