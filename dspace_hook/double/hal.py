"""The shapes of DSpace's answers: HAL, with `_links`, `_embedded` and `page`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from dspace_hook.double import values
from dspace_hook.double.accounts import Account
from dspace_hook.double.items import Container, Item, Kind
from dspace_hook.double.registry import Field, Schema
from dspace_hook.double.values import Value
from dspace_hook.double.virtual import LATEST
from dspace_hook.double.world import World, precise

Json = dict[str, Any]
Shaped = TypeVar("Shaped")
PLURAL: Final[dict[Kind, str]] = {"community": "communities", "collection": "collections"}
HIDDEN: Final = ("dc.description.provenance", "person.email")
_ITEM_LINKS: Final = (
    "accessStatus", "bundles", "identifiers", "mappedCollections", "owningCollection", "relationships",
    "version", "templateItemOf", "thumbnail",
)  # fmt: skip
_COMMUNITY_LINKS: Final = ("collections", "logo", "subcommunities", "parentCommunity", "adminGroup")
_COLLECTION_LINKS: Final = (
    "harvester", "itemtemplate", "license", "logo", "mappedItems", "parentCommunity", "adminGroup",
    "submittersGroup", "itemReadGroup", "bitstreamReadGroup",
)  # fmt: skip


class Asked(NamedTuple):
    """Which part of a list was asked for; `number` counts pages from 0."""

    number: int = 0
    size: int = 20

    def part(self, found: Sequence[Shaped]) -> Sequence[Shaped]:
        """The page itself."""
        return found[self.number * self.size : (self.number + 1) * self.size]

    def shape(self, total: int) -> Json:
        """The `page` object."""
        pages = math.ceil(total / self.size)
        return {"size": self.size, "totalElements": total, "totalPages": pages, "number": self.number}


def links(at: str, *names: str) -> Json:
    """`self`, and what is below it."""
    below = {name: {"href": f"{at}/{name}"} for name in names}
    return below | {"self": {"href": at}}


def where(base: str, one: Item | Container) -> str:
    """The address of an item, a collection or a community."""
    return f"{base}/api/core/{'items' if isinstance(one, Item) else PLURAL[one.kind]}/{one.uuid}"


def item(world: World, one: Item, reader: Account | None) -> Json:
    """An item as this reader may see it."""
    return {
        "id": one.uuid,
        "uuid": one.uuid,
        "name": one.name,
        "handle": one.handle,
        "metadata": _metadata_of(world, one, reader),
        "inArchive": one.in_archive,
        "discoverable": one.discoverable,
        "withdrawn": one.withdrawn,
        "lastModified": precise(one.modified),
        "entityType": one.entity_type,
        "type": "item",
        "_links": links(where(world.base, one), *_ITEM_LINKS),
    }


def container(world: World, one: Container) -> Json:
    """A community or a collection."""
    at = where(world.base, one)
    linked = links(at, *(_COMMUNITY_LINKS if one.kind == "community" else _COLLECTION_LINKS))
    if one.kind == "collection":
        steps = ("reviewer", "editor", "finaleditor")
        linked["workflowGroups"] = [{"href": f"{at}/workflowGroups/{step}", "name": step} for step in steps]
    return {
        "id": one.uuid,
        "uuid": one.uuid,
        "name": one.name,
        "handle": one.handle,
        "metadata": metadata(one.metadata),
        "archivedItemsCount": -1,
        "type": one.kind,
        "_links": linked,
    }


def account(world: World, one: Account) -> Json:
    """An EPerson."""
    return {
        "id": one.uuid,
        "uuid": one.uuid,
        "name": one.email,
        "handle": None,
        "metadata": metadata(one.metadata),
        "netid": None,
        "lastActive": None,
        "canLogIn": True,
        "email": one.email,
        "requireCertificate": False,
        "selfRegistered": False,
        "type": "eperson",
        "_links": links(f"{world.base}/api/eperson/epersons/{one.uuid}", "groups"),
    }


def schema(world: World, one: Schema) -> Json:
    """A metadata schema."""
    return {
        "id": one.id,
        "prefix": one.prefix,
        "namespace": one.namespace,
        "type": "metadataschema",
        "_links": links(f"{world.base}/api/core/metadataschemas/{one.id}"),
    }


def field(world: World, one: Field) -> Json:
    """A registered field with its schema."""
    return {
        "id": one.id,
        "element": one.element,
        "qualifier": one.qualifier,
        "scopeNote": one.note,
        "type": "metadatafield",
        "_links": links(f"{world.base}/api/core/metadatafields/{one.id}", "schema"),
        "_embedded": {"schema": schema(world, one.schema)},
    }


def listed(
    name: str,
    found: Sequence[Shaped],
    shape: Callable[[Shaped], Json],
    at: str,
    arguments: Mapping[str, str],
    asked: Asked,
) -> Json:
    """One page of a list; without `_embedded` when it is empty."""
    shown = [shape(one) for one in asked.part(found)]
    embedded = {"_embedded": {name: shown}} if shown else {}
    paged = page_links(at, arguments, asked, len(found))
    return embedded | {"_links": paged, "page": asked.shape(len(found))}


def page_links(at: str, arguments: Mapping[str, str], asked: Asked, total: int) -> Json:
    """`first`, `self`, `prev`, `next` and `last`, as far as there is more than one page."""
    last = max(math.ceil(total / asked.size) - 1, 0)
    given = {name: text for name, text in arguments.items() if name != "page"}
    turned = {"first": 0, "prev": asked.number - 1, "next": asked.number + 1, "last": last}
    wanted = {
        name: {"href": address(at, _turned(given, number, asked.size))}
        for name, number in turned.items()
        if last and 0 <= number <= last and not (name == "first" and "size" not in given)
    }
    return wanted | {"self": {"href": address(at, arguments)}}


def address(at: str, arguments: Mapping[str, str]) -> str:
    """An address with its query."""
    return f"{at}?{urlencode(arguments, quote_via=quote)}" if arguments else at


def metadata(fields: Mapping[str, Sequence[Value]], *, security_level: bool = False) -> Json:
    """Metadata by field, in the order of the names."""
    return {name: values.as_json(fields[name], security_level=security_level) for name in sorted(fields)}


def _turned(given: Mapping[str, str], number: int, size: int) -> Json:
    others = {name: text for name, text in given.items() if name != "size"}
    return others | {"page": str(number), "size": str(size)}


def _metadata_of(world: World, one: Item, reader: Account | None) -> Json:
    if one.withdrawn and not (reader and reader.admin):
        return {}
    fields = world.metadata(one)
    if not (reader and reader.may_write(one)):
        fields = {name: held for name, held in fields.items() if name not in HIDDEN}
    shown = metadata(fields, security_level=world.quirks.security_level)
    return {name: _latest(held) if name.endswith(LATEST) else held for name, held in shown.items()}


def _latest(held: list[Json]) -> list[Json]:
    # They have no place, and REST keeps one value for each place.
    return [held[0] | {"place": -1}]
