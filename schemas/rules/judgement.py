"""The refusals of one item in ORCID's order: binding and schema, then validator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from schemas.judge import ROOTS
from schemas.rules.affiliations import affiliation_refusals, is_plausible_organization
from schemas.rules.binding import binding_refusals
from schemas.rules.refusal import Refusal
from schemas.rules.updates import comparison_refusal
from schemas.rules.works import work_refusals

if TYPE_CHECKING:
    from lxml import etree

    from schemas.rules import ItemKind, Method


def refusals(
    element: etree._Element,
    kind: ItemKind,
    method: Method,
    stored_visibility: str | None,
    organization_known: Callable[[str, str], bool] | None,
) -> list[Refusal]:
    """See `schemas.rules.refusals`. A field that the schema refused is not refused again for its absence."""
    found = binding_refusals(element, kind)
    if element.tag != ROOTS[kind]:
        return found
    refused = {refusal.field for refusal in found}
    validator = _validator(element, kind, method, stored_visibility, organization_known)
    return [*found, *(refusal for refusal in validator if refusal.field not in refused)]


def _validator(
    element: etree._Element,
    kind: ItemKind,
    method: Method,
    stored_visibility: str | None,
    organization_known: Callable[[str, str], bool] | None,
) -> Iterator[Refusal]:
    if kind != "work":
        known = organization_known or is_plausible_organization
        yield from affiliation_refusals(
            element, kind, method=method, stored_visibility=stored_visibility, organization_known=known
        )
        return
    if method == "PUT" and (incomparable := comparison_refusal(element)):
        yield incomparable
    yield from work_refusals(element, method=method, stored_visibility=stored_visibility)
