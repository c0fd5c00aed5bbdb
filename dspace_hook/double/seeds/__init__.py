"""What is in the double at the start: invented theses, persons and one publication by them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Final

from dspace_hook.double import accounts, registry
from dspace_hook.double.items import Container, Item, Relationship
from dspace_hook.double.quirks import Quirks
from dspace_hook.double.values import Value
from dspace_hook.double.world import World

REGISTERED: Final = (
    "thesis.degree.name",
    "thesis.degree.level",
    "thesis.degree.discipline",
    "thesis.degree.grantor",
    "dc.identifier.orcid",
    "orcid.author",
    "orcid.advisor",
)


@dataclass(frozen=True, slots=True)
class Seed:
    """The objects as in the JSON files of this folder; `{base}` in a value is the double's address."""

    name: str
    containers: list[dict[str, Any]]
    items: list[dict[str, Any]]
    relationships: list[dict[str, Any]]
    services: list[dict[str, Any]]
    next_handle: int
    prefix: str = "123456789"


def invented(quirks: Quirks) -> Seed:
    """The theses of our recordings, as the nearest recorded version has them."""
    name = "7.6.2" if quirks.major <= 7 else "8.1"
    text = files("dspace_hook.double.seeds").joinpath(f"{name}.json").read_text(encoding="utf-8")
    return Seed(**json.loads(text))


def fill(world: World, seed: Seed, registered: Iterable[str], controlled: Iterable[str]) -> None:
    """Make the world as `seed` says, whatever it was before."""
    world.name, world.prefix, world.next_handle = seed.name, seed.prefix, seed.next_handle
    world.controlled = set(controlled)
    world.registry = registry.stock(world.quirks.major)
    registry.register(world.registry, registered)
    containers = [
        Container(**entry | {"metadata": _metadata(entry["metadata"], world.base)})
        for entry in seed.containers
    ]
    world.containers = {one.uuid: one for one in containers}
    world.items = {entry["uuid"]: _item(entry, world.base) for entry in seed.items}
    world.relationships = [Relationship(**entry) for entry in seed.relationships]
    collections = [one.uuid for one in containers if one.kind == "collection"]
    world.accounts = {one.uuid: one for one in accounts.invented(collections[0] if collections else "")}
    world.services = {entry["id"]: entry for entry in seed.services} if world.quirks.has_ldn else {}
    world.shift = timedelta()
    world.deposited, world.offers, world.processes = [], [], {}
    world.scripts.clear()
    world.calls.clear()


def _item(entry: Mapping[str, Any], base: str) -> Item:
    moment = datetime.fromisoformat(entry["modified"])
    return Item(**{**entry, "metadata": _metadata(entry["metadata"], base), "modified": moment})


def _metadata(fields: Mapping[str, list[dict[str, Any]]], base: str) -> dict[str, tuple[Value, ...]]:
    return {
        name: tuple(Value(**one | {"value": one["value"].replace("{base}", base)}) for one in held)
        for name, held in fields.items()
    }
