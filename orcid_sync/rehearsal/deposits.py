"""The invented theses: what one deposit holds, and the file that lists them."""

from __future__ import annotations

import re
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


LONGEST_TEXT = 1_000_000
# What XML 1.0 cannot hold (its production 2).
_ILLEGAL = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


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
    """The deposit that one entry of theses.toml, or a control request of the same form, describes.

    ValueError, TypeError or KeyError where it makes no sense.
    """
    handle = f"{HANDLE_PREFIX}/{int(entry['number'])}"
    fields = {name: values(entry[name]) for name in FIELDS if name in entry}
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


def values(stated: Any) -> tuple[Value, ...]:
    """The values that a text, a table { text, lang, resource, repeat }, or a list of them states."""
    if isinstance(stated, Sequence) and not isinstance(stated, str):
        return tuple(value for one in stated for value in values(one))
    table = {"text": stated} if isinstance(stated, str) else stated
    text, times = str(table["text"]), int(table.get("repeat", 1))
    if len(text) * times > LONGEST_TEXT:
        raise ValueError(f"a text has at most {LONGEST_TEXT} characters")
    return (Value(_legal(text) * times, _legal(table.get("lang", "")), _legal(table.get("resource", ""))),)


def _legal(text: Any) -> str:
    if found := _ILLEGAL.search(str(text)):
        raise ValueError(f"XML cannot hold {found[0]!a}")
    return str(text)
