"""An item as DSpace's OAI-PMH half sees it: its visible values in the order of the registry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from dspace_hook.double import hal
from dspace_hook.double.items import Item
from dspace_hook.double.values import Value, first
from dspace_hook.double.world import World

ENTITIES: Final = (None, "Publication")


@dataclass(frozen=True, slots=True)
class Line:
    """One value with the parts of its field's name."""

    schema: str
    element: str
    qualifier: str
    value: Value

    @property
    def text(self) -> str:
        return self.value.value


@dataclass(frozen=True, slots=True)
class Exposed:
    """One item for the writers of the formats. `handle_uri` is its address here."""

    identifier: str
    handle: str
    handle_uri: str
    modified: datetime
    lines: tuple[Line, ...]
    repository: str
    user_interface: str
    now: datetime
    has_files: bool = False

    def having(self, element: str, qualifier: str | None = None, schema: str = "dc") -> list[Line]:
        """The values of an element; of one qualifier (`""` for none) where one is given."""
        return [
            one
            for one in self.lines
            if (one.schema, one.element) == (schema, element) and qualifier in (None, one.qualifier)
        ]

    def texts(self, element: str, qualifier: str | None = None, schema: str = "dc") -> list[str]:
        """The same as texts."""
        return [one.text for one in self.having(element, qualifier, schema)]


def is_exposed(item: Item) -> bool:
    """Whether the item has a record at all: no persons, and no entities but publications (§1.1)."""
    return item.entity_type in ENTITIES


def is_deleted(item: Item) -> bool:
    """Whether its record is a deleted one (§1.7)."""
    return item.withdrawn or not item.discoverable or item.restricted


def identifier_of(world: World, item: Item) -> str:
    """The OAI identifier: the host's name and the handle."""
    return f"oai:{urlsplit(world.base).hostname}:{item.handle}"


def exposed(world: World, item: Item) -> Exposed:
    """The item with all that is not hidden."""
    fields = {name: held for name, held in world.metadata(item).items() if name not in hal.HIDDEN}
    names = sorted(fields, key=lambda name: _rank(world, name))
    lines = [_line(world, name, value) for name in names for value in fields[name]]
    return Exposed(
        identifier_of(world, item),
        item.handle,
        first(fields.get("dc.identifier.uri", ())) or "",
        item.modified,
        tuple(_grouped(lines)),
        world.name,
        world.base.removesuffix("/server"),
        world.now(),
        bool(item.files),
    )


def _rank(world: World, name: str) -> int:
    field = world.registry.named(name)
    return field.id if field else 0


def _line(world: World, name: str, value: Value) -> Line:
    schema, element, *rest = name.split(".")
    text = escape(value.value, {"'": "&apos;", '"': "&quot;"}) if world.quirks.escapes_twice else value.value
    return Line(schema, element, ".".join(rest), replace(value, value=text))


def _grouped(lines: list[Line]) -> list[Line]:
    """Values by schema, element, qualifier and language, each where it is met first: order is lost (§1.4)."""
    places: dict[tuple[str, ...], int] = {}
    keys = []
    for one in lines:
        path = (one.schema, one.element, one.qualifier, one.value.language or "none")
        prefixes = [path[:depth] for depth in range(1, 5)]
        keys.append([places.setdefault(prefix, len(places)) for prefix in prefixes])
    order = sorted(range(len(lines)), key=keys.__getitem__)
    return [lines[position] for position in order]
