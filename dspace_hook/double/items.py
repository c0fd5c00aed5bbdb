"""Communities, collections, items and the relationships between items."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dspace_hook.double.values import Value, first

Kind = Literal["community", "collection"]


@dataclass(slots=True)
class Container:
    """A community or a collection; `parent` is the uuid of the community around it."""

    uuid: str
    kind: Kind
    handle: str
    metadata: dict[str, tuple[Value, ...]]
    parent: str | None = None

    @property
    def name(self) -> str | None:
        return first(self.metadata.get("dc.title", ()))


@dataclass(slots=True)
class Item:
    """An item with the values stored in it; those that come from relationships are not here.

    `restricted`: nobody but those with rights may read it. `bundles` is the number of its files.
    """

    uuid: str
    handle: str
    collection: str
    metadata: dict[str, tuple[Value, ...]]
    modified: datetime
    in_archive: bool = True
    discoverable: bool = True
    withdrawn: bool = False
    restricted: bool = False
    files: list[str] = field(default_factory=list)

    @property
    def name(self) -> str | None:
        return first(self.metadata.get("dc.title", ()))

    @property
    def entity_type(self) -> str | None:
        return first(self.metadata.get("dspace.entity.type", ()))


@dataclass(frozen=True, slots=True)
class Relationship:
    """An author of a publication, both of them items; `place` is the author's among the authors."""

    id: int
    publication: str
    person: str
    place: int
