"""What ORCID's server refuses: pure, ordered, without state. Pre-flight and rehearsal use the same rules.

`read` takes the body of a request as ORCID's parser does; `refusals` judges a single work or affiliation,
`bulk_items` a bulk, `put_effect` what an update stores; `same_identifier` is ORCID's test for duplicates.
Tokens, put-codes, the organization table, limits and existing works are state, and belong to the rehearsal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from schemas.rules.refusal import Refusal

if TYPE_CHECKING:
    from lxml import etree

    from schemas.rules.bulk import BulkReading

ItemKind = Literal[
    "work",
    "education",
    "qualification",
    "employment",
    "distinction",
    "invited-position",
    "membership",
    "service",
]
Method = Literal["POST", "PUT"]
PutEffect = Literal["written", "no change"]

__all__ = [
    "ItemKind",
    "Method",
    "PutEffect",
    "Refusal",
    "bulk_items",
    "put_code_mismatch",
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
    from schemas.rules import reading

    return reading.read(body)


def refusals(
    element: etree._Element,
    kind: ItemKind = "work",
    *,
    method: Method = "POST",
    stored_visibility: str | None = None,
    organization_known: Callable[[str, str], bool] | None = None,
) -> list[Refusal]:
    """Every reason for which ORCID would refuse this single item, in ORCID's order: `[0]` is its answer.

    Covers binding, schema and validators. For PUT, give `stored_visibility` to have a change of it refused; a
    work that `put_effect` calls "no change" is answered with the stored one after `binding` alone,
    unvalidated. 9021 (duplicates) is the rehearsal's, and comes before 9058 (roles).
    `organization_known(source, identifier)` stands for ORCID's organization table; without it an identifier
    only has to be of a form the table can hold.
    """
    from schemas.rules import judgement

    return judgement.refusals(element, kind, method, stored_visibility, organization_known)


def binding_refusals(element: etree._Element, kind: ItemKind = "work") -> list[Refusal]:
    """The part of `refusals` that comes before everything else, put-code match and comparison included."""
    from schemas.rules import binding

    return binding.binding_refusals(element, kind)


def bulk_items(element: etree._Element) -> BulkReading:
    """A bulk as ORCID reads it: without schema check, unknown elements dropped so that positions shift.

    `BulkReading.refused` is the refusal of the whole request, or None; `items` has one entry per element
    kept; `answers(held)` is ORCID's answer to each.
    """
    from schemas.rules import bulk

    return bulk.bulk_items(element)


def put_effect(stored: etree._Element, sent: etree._Element) -> PutEffect:
    """Whether ORCID would store this update of a work, or answer 200 with the old body and store nothing.

    Its comparison is sloppy: adding a month, or removing the citation, is "no change" (orcid.md §3.4,
    §12.10).
    """
    from schemas.rules import updates

    return updates.put_effect(stored, sent)


def put_code_mismatch(sent: etree._Element, put_code: int) -> Refusal | None:
    """The refusal (9019) of an update whose body does not carry the put-code of its URL, or None."""
    from schemas.rules import updates

    return updates.put_code_mismatch(sent, put_code)


def same_identifier(a: etree._Element, b: etree._Element) -> bool:
    """Whether two `common:external-id` elements make two works of one source duplicates: both `self`."""
    from schemas.rules import duplicates

    return duplicates.same_identifier(a, b)
