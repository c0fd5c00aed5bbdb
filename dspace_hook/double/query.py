"""The part of Solr's query language that is asked of a DSpace: fields, ranges, phrases, words, AND, OR, NOT."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from dspace_hook.double.items import Item
from dspace_hook.double.values import Metadata

Fits = Callable[[Item, Metadata], bool]
_TOKEN: Final = re.compile(
    r"\s*(?P<not>[-!]|NOT\s+)?(?:(?P<field>\w[\w.-]*):)?"
    r'(?P<what>\[[^\]]+\]|"(?:[^"\\]|\\.)*"|(?:\\.|[^\s"\[])+)'
)
_UNITS: Final = {
    "SECOND": 1,
    "MINUTE": 60,
    "HOUR": 3600,
    "DAY": 86400,
    "MONTH": 30 * 86400,
    "YEAR": 365 * 86400,
}
_FACET_FIELDS: Final = {
    "author": ("dc.contributor.author", "dc.creator"),
    "subject": ("dc.subject",),
    "title": ("dc.title",),
    "dateIssued": ("dc.date.issued",),
    "entityType": ("dspace.entity.type",),
}


def parsed(text: str, now: datetime) -> Fits:
    """What a query asks of an item. Terms are joined by AND; an OR between two makes either enough."""
    if text.strip() in ("", "*", "*:*"):
        return lambda item, metadata: True
    alternatives: list[list[Fits]] = [[]]
    for token in _TOKEN.finditer(text):
        what = token["what"]
        if what == "OR" and not token["field"]:
            alternatives.append([])
        elif what != "AND" or token["field"]:
            alternatives[-1].append(_term(token, now))
    return lambda item, metadata: any(
        all(fits(item, metadata) for fits in one) for one in alternatives if one
    )


def filtered(name: str, wish: str) -> Fits:
    """What `f.author=Doe, Jane,equals` asks of an item."""
    text, _, operator = wish.rpartition(",")
    fields = _FACET_FIELDS.get(name, (name,))

    def fits(item: Item, metadata: Metadata) -> bool:
        held = [one.value for field in fields for one in metadata.get(field, ())]
        same = any(value == text if operator == "equals" else text.lower() in value.lower() for value in held)
        return same is not operator.startswith("not")

    return fits


def _term(token: re.Match[str], now: datetime) -> Fits:
    field, what = token["field"], token["what"]
    fits = _ranged(field or "", what, now) if what.startswith("[") else _worded(field, what)
    if token["not"]:
        return lambda item, metadata: not fits(item, metadata)
    return fits


def _ranged(field: str, what: str, now: datetime) -> Fits:
    low, _, high = what.strip("[]").partition(" TO ")
    if field != "lastModified":
        return lambda item, metadata: any(
            (low == "*" or low <= one) and (high == "*" or one <= high)
            for one in _held(field, item, metadata)
        )
    first, last = _moment(low, now), _moment(high, now)
    return lambda item, metadata: (
        (first is None or first <= item.modified) and (last is None or item.modified <= last)
    )


def _worded(field: str | None, what: str) -> Fits:
    text = re.sub(r"\\(.)", r"\1", what.strip('"')).lower()
    if text == "*":
        return lambda item, metadata: not field or bool(_held(field, item, metadata))
    words = set(re.findall(r"\w+", text))
    exact = field in ("handle", "search.resourceid", "search.uniqueid")

    def fits(item: Item, metadata: Metadata) -> bool:
        held = _held(field, item, metadata)
        if exact:
            return any(one.lower() == text or one.lower().endswith(f"-{text}") for one in held)
        return any(
            text == one.lower() or (words and words <= set(re.findall(r"\w+", one.lower()))) for one in held
        )

    return fits


def _held(field: str | None, item: Item, metadata: Metadata) -> list[str]:
    if field == "handle":
        return [item.handle]
    if field in ("search.resourceid", "search.uniqueid"):
        return [item.uuid]
    names = list(metadata) if field is None else [field]
    return [one.value for name in names for one in metadata.get(name, ())]


def _moment(text: str, now: datetime) -> datetime | None:
    """`NOW-1DAY`, `2026-01-01T00:00:00Z`; None for `*` and for what is neither."""
    math = re.fullmatch(r"NOW(?:([+-]\d+)([A-Z]+?)S?)?(?:/[A-Z]+)?", text)
    if math:
        return now + timedelta(seconds=int(math[1] or 0) * _UNITS.get(math[2] or "DAY", 0))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
