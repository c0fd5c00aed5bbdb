"""A bulk of works as ORCID reads it: no schema, no complaint about enumerations (orcid.md §3.3, §12.9).

An element that is no known work is dropped, so that positions in the reply shift; a wrong country, language,
sequence or visibility vanishes; lengths, order and URLs are never looked at.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.naming import NAMESPACE, name
from schemas.rules.binding import is_java_long
from schemas.rules.duplicates import IdentifierKey, keys
from schemas.rules.refusal import Refusal
from schemas.rules.works import work_refusals

if TYPE_CHECKING:
    from lxml import etree

MAX_ELEMENTS = 100
BULK = f"{{{NAMESPACE}bulk}}bulk"
WORK = f"{{{NAMESPACE}work}}work"
ERROR = f"{{{NAMESPACE}error}}error"
# Roots that the binding knows; as a bulk they end in a class cast, an internal error.
_BOUND_ROOTS = frozenset(
    f"{{{NAMESPACE}{kind}}}{kind}{suffix}"
    for kind in (
        "work", "education", "qualification", "employment", "distinction", "invited-position", "membership",
        "service", "funding", "peer-review", "research-resource",
    )
    for suffix in ("", "-summary")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One element of a bulk that ORCID keeps: a work, or an `error:error` that it hands back untouched.

    `refusals` holds all but duplicates, which depend on what was accepted before: see `answers`. A new work
    is one when any of its `claims` (identifiers as self) is among what earlier works of the source hold; an
    accepted work adds what it `holds` (self and version-of).
    """

    element: etree._Element
    refusals: tuple[Refusal, ...]
    is_work: bool
    claims: frozenset[IdentifierKey]
    holds: frozenset[IdentifierKey]


@dataclass(frozen=True, slots=True)
class BulkReading:
    """What ORCID makes of a bulk: `refused` as a whole, or else its `items` in reply order."""

    refused: Refusal | None
    items: tuple[BulkItem, ...]

    def answers(self, held: Set[IdentifierKey] = frozenset()) -> list[Refusal | None]:
        """ORCID's answer to each item, None for accepted, where the source already holds these identifiers."""
        held = set(held)
        found: list[Refusal | None] = []
        for item in self.items:
            answer = first_refusal(item, held)
            found.append(answer)
            if answer is None:
                held |= item.holds
        return found


def first_refusal(item: BulkItem, held: Set[IdentifierKey]) -> Refusal | None:
    """ORCID's answer to one item; duplicates are tested after the validator and before the roles (9058)."""
    first = next(iter(item.refusals), None)
    if (first is None or first.code == 9058) and item.claims & held:
        return Refusal(
            409,
            9021,
            "common:external-ids",
            "The source has already added a work with this identifier.",
            "Update that work instead.",
        )
    return first


def bulk_items(element: etree._Element) -> BulkReading:
    """A bulk as ORCID reads it; see the module."""
    if element.tag != BULK:
        return BulkReading(_not_a_bulk(element), ())
    for work in element.iterchildren(WORK):
        if not is_java_long(work.get("put-code", "0")):
            message = (
                "A work of the bulk has a put-code that is not a number; ORCID refuses the whole request."
            )
            return BulkReading(
                Refusal(400, 9006, "@put-code", message, "Leave put-codes out of new works."), ()
            )
    kept = list(element.iterchildren(WORK, ERROR))
    if len(kept) > MAX_ELEMENTS:
        message = f"The bulk has {len(kept)} elements; ORCID takes {MAX_ELEMENTS} at most."
        return BulkReading(Refusal(400, 9006, name(BULK), message, "Send the works in several requests."), ())
    return BulkReading(None, tuple(map(_item, kept)))


def _item(element: etree._Element) -> BulkItem:
    if element.tag == ERROR:
        return BulkItem(element, (), False, frozenset(), frozenset())
    claims = keys(element, "self")
    return BulkItem(
        element, tuple(work_refusals(element)), True, claims, claims | keys(element, "version-of")
    )


def _not_a_bulk(element: etree._Element) -> Refusal:
    status, code = (500, 9008) if element.tag in _BOUND_ROOTS else (400, 9001)
    message = f"The document is {name(str(element.tag))}, not {name(BULK)}."
    return Refusal(
        status, code, name(str(element.tag)), message, "Send one bulk:bulk, or a single work to /work."
    )
