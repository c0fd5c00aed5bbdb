"""Official ORCID schemas, and the rules that ORCID's server adds to them.

The public door. Importing it is cheap: lxml is loaded by the first call, xmlschema by the first fault.
What ORCID's server refuses beyond the schemas is in `schemas.rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from schemas.finding import Finding, Severity

if TYPE_CHECKING:
    from lxml import etree

Kind = Literal[
    "work",
    "bulk",
    "works",
    "error",
    "education",
    "qualification",
    "employment",
    "distinction",
    "invited-position",
    "membership",
    "service",
    "person",
    "record",
    "notification",
]

__all__ = ["Finding", "Kind", "Severity", "is_valid", "validate"]


def validate(element: etree._Element, kind: Kind = "work") -> list[Finding]:
    """What the official schema finds wrong with `element`, in document order; empty when it is valid.

    ORCID's own engine (Xerces) is the measure: see `schemas.judge` for where lxml alone differs.
    """
    from schemas import judge

    return judge.validate(element, kind)


def is_valid(element: etree._Element, kind: Kind = "work") -> bool:
    """Whether `validate` would find nothing, at the cost of lxml alone (about 20 µs for a work)."""
    from schemas import judge

    return judge.is_valid(element, kind)
