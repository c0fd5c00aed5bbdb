"""Thesis → ORCID education or qualification: the degree itself, asserted by the institution that conferred it.

Opt-in: the caller gives the institution from its configuration, and the conferral date from where it is known (an award
date, the registrar's list). The thesis' own date is neither, and never stands in for it (orcid.md §6.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from crosswalks.decide.text import fold, one_line
from crosswalks.institution import Institution
from crosswalks.thesis import Decided, Decision, FuzzyDate, Thesis
from schemas import validate
from schemas.finding import Finding
from schemas.rules import refusals
from schemas.rules.vocabularies import COUNTRIES

__all__ = [
    "Affiliation",
    "AffiliationKind",
    "Institution",
    "affiliation_element",
    "affiliation_xml",
    "education",
    "ror_url",
]

AffiliationKind = Literal["education", "qualification"]

_COMMON = "http://www.orcid.org/ns/common"
_ROR = re.compile(
    r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?", re.IGNORECASE
)
_BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An ORCID 3.0 education or qualification. Empty strings and None are elements that are left out."""

    kind: AffiliationKind
    role_title: str
    institution: Institution  # its ror a https URL
    department: str = ""
    start: FuzzyDate | None = None
    end: FuzzyDate | None = None


def education(
    thesis: Thesis,
    *,
    institution: Institution,
    conferred: FuzzyDate | None = None,
    started: FuzzyDate | None = None,
    kind: AffiliationKind = "education",
) -> Decided[Affiliation | None]:
    """The degree of this thesis as `institution` may assert it, or None with the findings that say what is missing.

    The conferral date is `conferred` (the registrar's), else the record's own; without one it has no end date.
    Both dates get the precision of the less exact one, because ORCID takes `2023` for earlier than `2023-09`
    (orcid.md §12.11). What is given is valid, and accepted by ORCID's rules.
    """
    ror = ror_url(institution.ror)
    findings = [*_missing(thesis, institution, ror), *_foreign(thesis, institution)]
    if findings:
        return Decided(None, (Decision(kind, "", "", "education.incomplete"),), tuple(findings))
    conferred = conferred or thesis.conferred
    start, end = _one_precision(started, conferred)
    affiliation = Affiliation(
        kind,
        thesis.degree.name,
        Institution(institution.name, institution.city, institution.country, ror, institution.region),
        thesis.degree.discipline,
        start,
        end,
    )
    if refused := _judged(affiliation):
        return Decided(None, (Decision(kind, "", "", "education.refused"),), refused)
    return Decided(affiliation, _trail(affiliation, conferred))


def ror_url(stated: str) -> str:
    """The ROR id as the https URL that ORCID's table holds, "" when its form or its check digits are wrong."""
    found = _ROR.fullmatch(stated.strip())
    if found is None:
        return ""
    identifier = found[1].lower()
    number = 0
    for letter in identifier[1:7]:
        number = number * 32 + _BASE_32.index(letter)
    is_right = 98 - number * 100 % 97 == int(identifier[7:])  # ISO 7064 MOD 97-10
    return f"https://ror.org/{identifier}" if is_right else ""


def affiliation_element(affiliation: Affiliation) -> etree._Element:
    """The element that ORCID's schema wants, all its children in the common namespace (orcid.md §6.3)."""
    namespace = f"http://www.orcid.org/ns/{affiliation.kind}"
    root = etree.Element(
        f"{{{namespace}}}{affiliation.kind}", nsmap={affiliation.kind: namespace, "common": _COMMON}
    )
    _add(root, "department-name", affiliation.department)
    _add(root, "role-title", affiliation.role_title)
    for name, date in (("start-date", affiliation.start), ("end-date", affiliation.end)):
        if date is not None:
            element = _add_parent(root, name)
            for part, text in zip(("year", "month", "day"), str(date).split("-"), strict=False):
                _add(element, part, text)
    _add_organization(root, affiliation.institution)
    return root


def affiliation_xml(affiliation: Affiliation) -> str:
    """The affiliation as an XML document."""
    element = affiliation_element(affiliation)
    etree.indent(element)
    text = str(etree.tostring(element, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _add_organization(root: etree._Element, institution: Institution) -> None:
    organization = _add_parent(root, "organization")
    _add(organization, "name", institution.name)
    address = _add_parent(organization, "address")
    _add(address, "city", institution.city)
    _add(address, "region", institution.region)
    _add(address, "country", institution.country)
    disambiguated = _add_parent(organization, "disambiguated-organization")
    _add(disambiguated, "disambiguated-organization-identifier", institution.ror)
    _add(disambiguated, "disambiguation-source", "ROR")


def _add_parent(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_COMMON}}}{name}")


def _add(parent: etree._Element, name: str, text: str) -> None:
    if text:
        _add_parent(parent, name).text = one_line(text)


# What stands against it


def _missing(thesis: Thesis, institution: Institution, ror: str) -> list[Finding]:
    """What neither the record nor the configuration says."""
    findings = []
    if not one_line(thesis.degree.name):
        findings.append(
            Finding(
                "education-degree-missing",
                "error",
                "degree-name",
                "The record does not name the degree, so there is nothing to say that the person earned.",
                "Enter the name of the degree in the repository (thesis.degree.name).",
            )
        )
    for setting, is_there in (
        ("name", institution.name.strip()),
        ("city", institution.city.strip()),
        ("country", institution.country in COUNTRIES),
        ("ror", ror),
    ):
        if not is_there:
            findings.append(_unset(setting, getattr(institution, setting)))
    return findings


def _unset(setting: str, stated: str) -> Finding:
    said = f"“{stated}” is none" if stated.strip() else "it is not set"
    return Finding(
        "education-institution-incomplete",
        "error",
        setting,
        f"ORCID takes no degree without the {_SETTINGS[setting]} of the institution, and {said}.",
        "Complete the institution in the configuration.",
        stated,
    )


_SETTINGS = {
    "name": "name",
    "city": "city",
    "country": "country (two letters, ISO 3166)",
    "ror": "ROR id (such as https://ror.org/05k89ew48)",
}


def _foreign(thesis: Thesis, institution: Institution) -> list[Finding]:
    """An institution asserts its own degrees only. Whole names are compared: York is not New York."""
    grantor = thesis.degree.grantor
    ours = {_name(name) for name in (institution.name, *institution.other_names)}
    if not grantor or _name(grantor) in ours:
        return []
    return [
        Finding(
            "education-other-grantor",
            "error",
            "degree-grantor",
            f"The degree was granted by “{grantor}”, and only {institution.name} may be spoken for here.",
            "If this is another name of the same institution, add it to its other names in the configuration.",
            grantor,
        )
    ]


def _name(stated: str) -> str:
    return fold(stated).removeprefix("the ")


def _judged(affiliation: Affiliation) -> tuple[Finding, ...]:
    element = affiliation_element(affiliation)
    found = validate(element, affiliation.kind) or [
        refusal.as_finding() for refusal in refusals(element, affiliation.kind)
    ]
    return tuple(found)


# Dates


def _one_precision(
    start: FuzzyDate | None, end: FuzzyDate | None
) -> tuple[FuzzyDate | None, FuzzyDate | None]:
    if start is None or end is None:
        return start, end
    parts = min(_precision(start), _precision(end))
    return _cut(start, parts), _cut(end, parts)


def _cut(date: FuzzyDate, parts: int) -> FuzzyDate:
    return FuzzyDate(date.year, date.month if parts > 1 else None, date.day if parts > 2 else None)


def _precision(date: FuzzyDate) -> int:
    return 1 if not date.month else 3 if date.day else 2


def _trail(affiliation: Affiliation, conferred: FuzzyDate | None) -> tuple[Decision, ...]:
    institution = affiliation.institution
    end = str(affiliation.end) if affiliation.end else ""
    return (
        Decision("role-title", affiliation.role_title, "degree-name", "education.degree-as-stated"),
        Decision("department-name", affiliation.department, "degree-discipline", "education.discipline"),
        Decision(
            "organization",
            f"{institution.name} ({institution.ror})",
            "configuration",
            "education.institution-as-configured",
        ),
        Decision(
            "end-date",
            end,
            "conferral" if conferred else "",
            "education.conferral" if conferred else "education.no-conferral",
        ),
    )
