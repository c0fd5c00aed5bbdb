"""The metadata registry: which fields there are. A field that is not in it cannot be written (§10.1)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from dspace_hook.double import refused

NAME = re.compile(r"[^. ,]{1,64}")
# What sites write beside fields that they add.
NOTES = {"dc.identifier.orcid": "ORCID iD", "orcid.author": "Name::iD, same order as authors"}


@dataclass(frozen=True, slots=True)
class Schema:
    """A metadata schema, such as `dc`."""

    id: int
    prefix: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Field:
    """A registered field, such as `dc.contributor.author`."""

    id: int
    schema: Schema
    element: str
    qualifier: str | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        return ".".join(part for part in (self.schema.prefix, self.element, self.qualifier) if part)


class Registry:
    """Schemas and fields by id, in the order in which they were registered."""

    def __init__(self) -> None:
        self.schemas: dict[int, Schema] = {}
        self.fields: dict[int, Field] = {}
        self._by_name: dict[str, Field] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def named(self, name: str) -> Field | None:
        """The field called `dc.title`; None when there is none."""
        return self._by_name.get(name)

    def schema(self, prefix: str) -> Schema | None:
        """The schema with this prefix."""
        return next((one for one in self.schemas.values() if one.prefix == prefix), None)

    def add_schema(self, prefix: str, namespace: str) -> Schema:
        """Register a schema; RefusedError 422 when it exists."""
        taken = {text for one in self.schemas.values() for text in (one.prefix, one.namespace)}
        if {prefix, namespace} & taken or not re.fullmatch(r"[^. ,]{1,32}", prefix) or not namespace:
            raise refused.unprocessable()
        new = Schema(max(self.schemas, default=0) + 1, prefix, namespace)
        self.schemas[new.id] = new
        return new

    def add_field(
        self, schema: Schema, element: str, qualifier: str | None = None, note: str | None = None
    ) -> Field:
        """Register a field; RefusedError 422 when it exists or is not well named."""
        if not NAME.fullmatch(element) or (qualifier and not NAME.fullmatch(qualifier)):
            raise refused.unprocessable()
        new = Field(max(self.fields, default=0) + 1, schema, element, qualifier or None, note)
        if new.name in self:
            raise refused.unprocessable()
        self.fields[new.id] = self._by_name[new.name] = new
        return new

    def remove_field(self, number: int) -> None:
        """Take a field out; KeyError when there is none."""
        del self._by_name[self.fields.pop(number).name]

    def search(
        self, *, schema: str = "", element: str = "", qualifier: str = "", query: str = ""
    ) -> list[Field]:
        """The fields that fit all that is given; `query` is the beginning of a name or of one of its parts."""
        return [
            one
            for one in self.fields.values()
            if schema in ("", one.schema.prefix)
            and element in ("", one.element)
            and qualifier in ("", one.qualifier)
            and (not query or any(tail.startswith(query) for tail in _tails(one.name)))
        ]


def stock(major: int) -> Registry:
    """The registry of a DSpace as installed, as far as theses touch it."""
    registry, major = Registry(), max(major, 7)
    rows = [row for row in _rows("schemas.csv") if int(row["since"]) <= major]
    for row in sorted(rows, key=lambda row: int(row[f"order{min(major, 8)}"])):
        registry.add_schema(row["prefix"], row["namespace"])
    for row in _rows("fields.csv"):
        schema = registry.schema(row["schema"])
        if schema and int(row["since"]) <= major:
            registry.add_field(schema, row["element"], row["qualifier"], row["note"] or None)
    return registry


def register(registry: Registry, names: Iterable[str]) -> None:
    """Add fields by name, such as a site adds; schemas that are not there are made."""
    for name in names:
        prefix, element, *rest = name.split(".")
        schema = registry.schema(prefix) or registry.add_schema(
            prefix, f"http://{prefix}.example.org/ns/dspace/"
        )
        if name not in registry:
            registry.add_field(schema, element, ".".join(rest) or None, NOTES.get(name))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files("dspace_hook.double").joinpath("tables", name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _tails(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[start:]) for start in range(len(parts)))
