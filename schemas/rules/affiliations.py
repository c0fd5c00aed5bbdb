"""What ORCID's validator refuses in an affiliation, of which there are seven kinds (orcid.md §3.5, §12.11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from schemas.rules.dates import fuzzy_date, is_calendar_date
from schemas.rules.reach import COMMON, every, is_blank, one, value_of
from schemas.rules.refusal import Refusal
from schemas.rules.vocabularies import ORGANIZATION_SOURCES
from schemas.rules.works import invalid_date, put_code_on_create, visibility_change

if TYPE_CHECKING:
    from lxml import etree

    from schemas.rules import ItemKind, Method

OrganizationKnown = Callable[[str, str], bool]

_ADDRESS = "common:organization/common:address"
_DISAMBIGUATED = "common:organization/common:disambiguated-organization"
_FORMS = {
    "ROR": re.compile(r"https://ror\.org/0[a-z0-9]{6}[0-9]{2}"),
    "GRID": re.compile(r"grid\.[0-9]+\.[0-9a-f]+"),
    "FUNDREF": re.compile(r"https?://(?:dx\.)?doi\.org/10\.13039/[0-9]+"),
    "RINGGOLD": re.compile(r"[0-9]+"),
    "LEI": re.compile(r"[A-Z0-9]{18}[0-9]{2}"),
}


def is_plausible_organization(source: str, identifier: str) -> bool:
    """Whether ORCID's organization table can hold this identifier: its exact form, from an exact source."""
    return source in ORGANIZATION_SOURCES and _FORMS[source].fullmatch(identifier) is not None


def affiliation_refusals(
    affiliation: etree._Element,
    kind: ItemKind,
    *,
    method: Method = "POST",
    stored_visibility: str | None = None,
    organization_known: OrganizationKnown = is_plausible_organization,
) -> Iterator[Refusal]:
    """Every refusal of the validator, then of the look-up in the organization table."""
    yield from put_code_on_create(affiliation, method)
    yield from visibility_change(affiliation, method, stored_visibility)
    organization = one(affiliation, f"{COMMON}organization")
    if organization is None:
        yield Refusal(
            400,
            9046,
            "common:organization",
            "The affiliation names no organization.",
            "Give the organization that awarded the degree.",
        )
    elif kind in ("education", "employment"):
        yield from _complete_organization(organization)
    else:
        yield from _organization_or_identifier(affiliation, organization)
    yield from _dates(affiliation)
    if organization is not None:
        yield from _unknown_organization(organization, organization_known)


def _identifier(organization: etree._Element) -> str | None:
    return value_of(
        organization, f"{COMMON}disambiguated-organization", f"{COMMON}disambiguated-organization-identifier"
    )


def _address(organization: etree._Element, part: str) -> str | None:
    return value_of(organization, f"{COMMON}address", f"{COMMON}{part}")


def _complete_organization(organization: etree._Element) -> Iterator[Refusal]:
    if not _identifier(organization):
        yield Refusal(
            400,
            9045,
            _DISAMBIGUATED,
            "The organization has no identifier, such as its ROR id.",
            "Give the ROR id as https://ror.org/05k89ew48, with the source ROR.",
        )
    for part in ("city", "country"):
        if _address(organization, part) is None:
            yield Refusal(
                400,
                9060,
                f"{_ADDRESS}/common:{part}",
                f"The organization's address has no {part}.",
                f"Give the {part}.",
            )


def _organization_or_identifier(
    affiliation: etree._Element, organization: etree._Element
) -> Iterator[Refusal]:
    if not _identifier(organization) and not every(
        affiliation, f"{COMMON}external-ids", f"{COMMON}external-id"
    ):
        yield Refusal(
            400,
            9062,
            _DISAMBIGUATED,
            "There is neither an organization identifier nor an external-id.",
            "Give the organization's ROR id.",
        )
    partial = any(not is_blank(_address(organization, part)) for part in ("city", "region"))
    if partial and _address(organization, "country") is None:
        yield Refusal(
            400,
            9061,
            f"{_ADDRESS}/common:country",
            "City or region are given without a country.",
            "Give the country, or leave city and region out.",
        )


def _dates(affiliation: etree._Element) -> Iterator[Refusal]:
    found = {name: one(affiliation, f"{COMMON}{name}") for name in ("end-date", "start-date")}
    dates = {name: fuzzy_date(element) for name, element in found.items() if element is not None}
    for name, date in dates.items():
        if not is_calendar_date(date.text or ""):
            yield invalid_date(f"common:{name}", date.text or "")
    if len(dates) == 2 and dates["start-date"].sortable > dates["end-date"].sortable:
        yield Refusal(
            400,
            9055,
            "common:end-date",
            "The end comes before the start.",
            "Correct the dates; write both with the same precision, as 2023-09 and 2023-10.",
        )


def _unknown_organization(organization: etree._Element, known: OrganizationKnown) -> Iterator[Refusal]:
    identifier = _identifier(organization)
    source = value_of(organization, f"{COMMON}disambiguated-organization", f"{COMMON}disambiguation-source")
    if identifier and not known(source or "", identifier):
        yield Refusal(
            400,
            9045,
            _DISAMBIGUATED,
            f"ORCID knows no organization {identifier} of {source or 'no source'}.",
            "Give the ROR id as https://ror.org/05k89ew48, with the source ROR.",
        )
