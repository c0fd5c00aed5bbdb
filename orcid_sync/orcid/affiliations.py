"""Compares degrees: is it ours, is it the same, and did ORCID store what was sent?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from orcid_sync.orcid.answers import text_at

_ORGANIZATION = (
    "common:organization/common:disambiguated-organization/common:disambiguated-organization-identifier"
)
_PARTS = ("year", "month", "day")


class Degree(NamedTuple):
    """What ORCID compares and shows of an education or qualification."""

    organization: str
    role_title: str
    department: str
    start: str
    end: str

    def is_about(self, other: Degree) -> bool:
        """Whether both are the same degree of the same institution, whatever else is said of it."""
        return (self.organization, self.role_title.casefold()) == (
            other.organization,
            other.role_title.casefold(),
        )


class DegreeSummary(NamedTuple):
    """One affiliation of an ORCID record; `source_client_id` is the client that added it ("" when the owner did)."""

    put_code: str
    degree: Degree
    source_client_id: str
    source_name: str
    on_behalf_of: str


def degree_in(affiliation: etree._Element) -> Degree:
    """The degree that an affiliation or its summary states."""
    return Degree(
        text_at(affiliation, _ORGANIZATION).rstrip("/"),
        text_at(affiliation, "common:role-title"),
        text_at(affiliation, "common:department-name"),
        _date(affiliation, "start-date"),
        _date(affiliation, "end-date"),
    )


def degree_summaries(listed: etree._Element, kind: str) -> Iterator[DegreeSummary]:
    """Every affiliation in an `activities:educations` or `activities:qualifications`."""
    for one in listed.iter(f"{{http://www.orcid.org/ns/{kind}}}{kind}-summary"):
        yield DegreeSummary(
            one.get("put-code", ""),
            degree_in(one),
            text_at(one, "common:source/common:source-client-id/common:path"),
            text_at(one, "common:source/common:source-name"),
            text_at(one, "common:source/common:assertion-origin-client-id/common:path")
            or text_at(one, "common:source/common:assertion-origin-orcid/common:path"),
        )


def _date(affiliation: etree._Element, name: str) -> str:
    parts = (text_at(affiliation, f"common:{name}/common:{part}") for part in _PARTS)
    return "-".join(filter(None, parts))
