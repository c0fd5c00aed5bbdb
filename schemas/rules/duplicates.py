"""ORCID's test for duplicates: what makes two identifiers of one source the same (orcid.md §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from schemas.rules.normalise import normalised
from schemas.rules.reach import COMMON, every, value_of

if TYPE_CHECKING:
    from lxml import etree


class IdentifierKey(NamedTuple):
    """An identifier in the form in which ORCID compares it: the raw value where it cannot be normalised."""

    type: str
    value: str


def key(identifier: etree._Element) -> IdentifierKey:
    """The key of a `common:external-id`, whatever its relationship."""
    kind = value_of(identifier, f"{COMMON}external-id-type") or ""
    value = value_of(identifier, f"{COMMON}external-id-value") or ""
    return IdentifierKey(kind, normalised(kind, value) or value)


def same_identifier(a: etree._Element, b: etree._Element) -> bool:
    """Whether these two `common:external-id` make works of one source duplicates: equal, and both `self`."""
    return key(a) == key(b) and relationship(a) == relationship(b) == "self"


def relationship(identifier: etree._Element) -> str | None:
    """What is written in `external-id-relationship`; None when the element is absent."""
    return value_of(identifier, f"{COMMON}external-id-relationship")


def keys(work: etree._Element, *relationships: str) -> frozenset[IdentifierKey]:
    """The keys of the work's identifiers that stand in one of these relationships."""
    identifiers = every(work, f"{COMMON}external-ids", f"{COMMON}external-id")
    return frozenset(key(one) for one in identifiers if relationship(one) in relationships)
