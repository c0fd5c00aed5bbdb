"""What a person's ORCID record says about her, as far as she shows it to us: for prefilling other systems' forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True)
class Affiliated:
    """An education or employment. Dates are as exact as she gave them: "2019", "2019-10"."""

    organization: str
    role: str = ""
    department: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """What she shows us. `names` begins with the name that ORCID shows; lists are empty for what she hides."""

    given_names: str = ""
    family_name: str = ""
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    educations: tuple[Affiliated, ...] = ()
    employments: tuple[Affiliated, ...] = ()


def profile_of_record(record: etree._Element) -> PersonProfile:
    """The profile in a `record:record` of API 3.0."""
    given, family = _text(record, "{*}person//{*}given-names"), _text(record, "{*}person//{*}family-name")
    credit = _text(record, "{*}person//{*}credit-name")
    others = (other.text or "" for other in record.iterfind("{*}person//{*}other-name/{*}content"))
    names = (credit, f"{given} {family}".strip(), *others)
    emails = (_text(each, "{*}email") for each in record.iterfind("{*}person/{*}emails/{*}email"))
    return PersonProfile(
        given,
        family,
        tuple(dict.fromkeys(filter(None, names))),
        tuple(filter(None, emails)),
        tuple(_affiliations(record, "education")),
        tuple(_affiliations(record, "employment")),
    )


def _affiliations(record: etree._Element, kind: str) -> Iterator[Affiliated]:
    for summary in record.iter(f"{{*}}{kind}-summary"):
        yield Affiliated(
            _text(summary, "{*}organization/{*}name"),
            _text(summary, "{*}role-title"),
            _text(summary, "{*}department-name"),
            _date(summary.find("{*}start-date")),
            _date(summary.find("{*}end-date")),
        )


def _date(element: etree._Element | None) -> str:
    parts = [] if element is None else [_text(element, f"{{*}}{part}") for part in ("year", "month", "day")]
    return "-".join(filter(None, parts))


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
