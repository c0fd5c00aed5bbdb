"""A bulk of works as ORCID reads it (orcid.md §3.3, §12.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

    from schemas.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One element of a bulk that ORCID keeps: a work, or an `error:error` that it hands back untouched."""

    element: etree._Element
    refusals: tuple[Refusal, ...]
    is_work: bool


@dataclass(frozen=True, slots=True)
class BulkReading:
    """What ORCID makes of a bulk: `refused` as a whole (then no items count), or its `items` in reply order."""

    refused: Refusal | None
    items: tuple[BulkItem, ...]
