"""The facets beside a search: how often each author, subject, year … is among what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from dspace_hook.double import hal
from dspace_hook.double.items import Item
from dspace_hook.double.world import World

YEARS: Final = 5


class Facet(NamedTuple):
    """One facet: its name, kind, fields, how many values are shown, and whether the bounds are said."""

    name: str
    kind: str
    fields: tuple[str, ...] = ()
    limit: int = 5
    bounded: bool = False


FACETS: Final = (
    Facet("author", "text", ("dc.contributor.author", "dc.creator"), bounded=True),
    Facet("subject", "hierarchical", ("dc.subject",)),
    Facet("dateIssued", "date", ("dc.date.issued",), bounded=True),
    Facet("has_content_in_original_bundle", "standard", limit=2),
    Facet("entityType", "text", ("dspace.entity.type",)),
)


def of(
    world: World, found: Sequence[Item], asked: Mapping[str, str], escaped: Mapping[str, str]
) -> list[Any]:
    """All facets of what was found; `escaped` are the arguments as links to a search repeat them."""
    arguments = {name: text for name, text in asked.items() if name not in ("page", "size", "sort")}
    return [_shape(world, facet, found, arguments, escaped) for facet in FACETS]


def _shape(
    world: World, facet: Facet, found: Sequence[Item], asked: Mapping[str, str], escaped: Mapping[str, str]
) -> dict[str, Any]:
    counted = _counted(world, facet, found)
    shown = counted[: facet.limit]
    where = f"{world.base}/api/discover/facets/{facet.name}"
    sized = {**asked, "size": str(facet.limit)} if counted else asked
    turned = {"next": {"href": hal.address(where, {**asked, "page": "1", "size": str(facet.limit)})}}
    return {
        "name": facet.name,
        "facetType": facet.kind,
        "facetLimit": facet.limit,
        **(_bounds(world, facet) if facet.bounded else {}),
        **({"page": {"number": 0, "size": facet.limit}} if counted else {}),
        "_links": (turned if len(counted) > facet.limit else {})
        | {"self": {"href": hal.address(where, sized)}},
        "_embedded": {"values": [_value(world, facet, label, count, escaped) for label, count in shown]},
    }


def _value(world: World, facet: Facet, label: str, count: int, escaped: Mapping[str, str]) -> dict[str, Any]:
    text = f"[{label.replace(' - ', ' TO ')}]" if facet.kind == "date" else label
    arguments = {**escaped, f"f.{facet.name}": f"{text},equals"}
    search = {"href": hal.address(f"{world.base}/api/discover/search/objects", arguments)}
    return {
        "label": label,
        "count": count,
        "authorityKey": None,
        "type": "discover",
        "_links": {"search": search},
    }


def _counted(world: World, facet: Facet, found: Iterable[Item]) -> list[tuple[str, int]]:
    held = [set(_held(world, facet, one)) for one in found]
    if facet.kind == "date":
        held = [{_years(world, facet, value) for value in one} for one in held]
    counts = Counter(value for one in held for value in one)
    return sorted(counts.items()) if facet.kind == "date" else sorted(counts.items(), key=_most_first)


def _most_first(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _held(world: World, facet: Facet, item: Item) -> list[str]:
    if not facet.fields:
        return ["true" if item.files else "false"]
    metadata = world.metadata(item)
    return [one.value for name in facet.fields for one in metadata.get(name, ())]


def _bounds(world: World, facet: Facet) -> dict[str, str]:
    everything = sorted(value for one in world.items.values() for value in _held(world, facet, one))
    return {"minValue": everything[0], "maxValue": everything[-1]} if everything else {}


def _years(world: World, facet: Facet, value: str) -> str:
    last = _bounds(world, facet)["maxValue"][:4]
    start = int(value[:4]) // YEARS * YEARS if value[:4].isdecimal() else 0
    # The newest group also takes the year at its end, so that it is not one of a single year.
    if str(start) == last:
        start -= YEARS
    end = last if start + YEARS >= int(last) else str(start + YEARS - 1)
    return f"{start} - {end}"
