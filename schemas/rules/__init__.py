"""What ORCID's server refuses: pure, ordered, without state. Pre-flight and rehearsal use the same rules.

`read` takes the body of a request as ORCID's parser does; `refusals` judges a single work or affiliation,
`bulk_items` a bulk, `put_effect` what an update stores; `same_identifier` is ORCID's test for duplicates.
Tokens, put-codes, the organization table, limits and existing works are state, and belong to the rehearsal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from schemas.rules.refusal import Refusal

if TYPE_CHECKING:
    from lxml import etree

    from schemas.rules.bulk import BulkReading

ItemKind = Literal["work", "education", "qualification", "employment"]
Method = Literal["POST", "PUT"]
PutEffect = Literal["written", "no change"]

__all__ = [
    "BulkReading",
    "ItemKind",
    "Method",
    "PutEffect",
    "Refusal",
    "bulk_items",
    "put_effect",
    "read",
    "refusals",
    "same_identifier",
]


def read(body: bytes) -> etree._Element | Refusal:
    """The root element of a request body, or the refusal (400/9001) of what ORCID's parser cannot read.

    Reads what Xerces reads: any declared encoding, byte-order marks, XML 1.1; refuses every DOCTYPE.
    A control character that only XML 1.1 can hold becomes U+FFFD, because lxml cannot hold it.
    """
    raise NotImplementedError


def refusals(element: etree._Element, kind: ItemKind = "work", *, method: Method = "POST") -> list[Refusal]:
    """Every reason for which ORCID would refuse this single item, in ORCID's order: `[0]` is its answer.

    Covers binding, schema and validators; not put-code match, visibility change, duplicates, the organization
    table (state of the record). For PUT call `put_effect` first: an update that ORCID takes for "no change" is never
    validated (see there).
    """
    raise NotImplementedError


def bulk_items(element: etree._Element) -> BulkReading:
    """A bulk as ORCID reads it: without schema check, unknown elements dropped so that positions shift.

    `BulkReading.refused` is the refusal of the whole request, or None; `BulkReading.items` has one entry per
    element kept, in order: `element`, `refusals`, `is_work`.
    """
    raise NotImplementedError


def put_effect(stored: etree._Element, sent: etree._Element) -> PutEffect:
    """Whether ORCID would store this update of a work, or answer 200 with the old body and store nothing.

    Its comparison is sloppy: adding a month, or removing the citation, is "no change" (orcid.md §3.4, §12.10).
    """
    raise NotImplementedError


def same_identifier(a: etree._Element, b: etree._Element) -> bool:
    """Whether two `common:external-id` elements make two works of one source duplicates: both `self`."""
    raise NotImplementedError
