"""The invented theses: what one deposit holds, and the file that lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

HOST = "repository.example"
HANDLE_PREFIX = "20.500.14999"
FIRST_DATESTAMP = datetime(2025, 3, 1, 8, tzinfo=UTC)
SETS = {
    "theses": "Theses",
    "theses:doctoral": "Doctoral theses",
    "theses:master": "Master theses",
    "theses:bachelor": "Bachelor theses",
    "articles": "Articles",
    "datasets": "Datasets",
}
# What a deposit may state; everything else in the file is about the deposit itself.
FIELDS = (
    "title", "alternative", "creator", "subject", "abstract", "publisher", "advisor", "committee",
    "date", "type", "identifier", "language", "rights",
)  # fmt: skip
DEGREE = ("degree.name", "degree.level", "degree.discipline", "degree.grantor")


class Value(NamedTuple):
    """One statement of a deposit: its text, its language and the authority behind it ("": none)."""

    text: str
    lang: str = ""
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Deposit:
    """One item of the repository. `fields` maps a field's name to its values in order."""

    identifier: str
    datestamp: datetime
    sets: tuple[str, ...]
    fields: Mapping[str, tuple[Value, ...]]
    deleted: bool = False

    def texts(self, field: str) -> list[str]:
        """The texts of one field."""
        return [value.text for value in self.fields.get(field, ())]


def invented() -> list[Deposit]:
    """The theses of theses.toml, oldest datestamp first."""
    text = (files(__package__) / "theses.toml").read_text(encoding="utf-8")
    return [
        deposit(entry, FIRST_DATESTAMP + timedelta(days=place))
        for place, entry in enumerate(tomllib.loads(text)["thesis"])
    ]


def deposit(entry: Mapping[str, Any], datestamp: datetime) -> Deposit:
    """The deposit that one entry of theses.toml, or a control request of the same form, describes."""
    handle = f"{HANDLE_PREFIX}/{entry['number']}"
    fields = {name: _values(entry[name]) for name in FIELDS if name in entry}
    fields.setdefault("identifier", (Value(f"https://hdl.handle.net/{handle}"),))
    fields.setdefault("publisher", (Value("Rehearsal University"),))
    fields |= {
        name: (Value(text),) for name, text in zip(DEGREE, entry.get("degree", ()), strict=False) if text
    }
    spec = entry.get("set", "theses:doctoral")
    if spec not in SETS:
        raise ValueError(f"no such set: {spec}")
    parents = tuple(name for name in SETS if spec.startswith(f"{name}:"))
    return Deposit(
        f"oai:{HOST}:{handle}",
        datestamp,
        (*parents, spec),
        MappingProxyType(fields),
        bool(entry.get("deleted", False)),
    )


def _values(stated: Any) -> tuple[Value, ...]:
    if isinstance(stated, Sequence) and not isinstance(stated, str):
        return tuple(value for one in stated for value in _values(one))
    if isinstance(stated, str):
        return (Value(stated),)
    text = str(stated["text"]) * int(stated.get("repeat", 1))
    return (Value(text, str(stated.get("lang", "")), str(stated.get("resource", ""))),)
