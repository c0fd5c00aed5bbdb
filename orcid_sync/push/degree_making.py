"""The degree of one author as ORCID would get it, from the thesis, the registrar and the configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from crosswalks.crosswalk import crosswalk
from crosswalks.education import affiliation_xml, education
from crosswalks.errors import CrosswalkError
from crosswalks.institution import Institution
from crosswalks.profile import Profile
from crosswalks.records import NotXmlError, SourceRecord, parse
from crosswalks.thesis import FuzzyDate, Thesis
from orcid_sync.orcid.affiliations import Degree, degree_in
from orcid_sync.orcid.works import canonical_digest
from orcid_sync.store import Content, DegreePush, Store

KIND = "education"
Conferring = Callable[[Profile], Institution | None]


class Made(NamedTuple):
    """The document, and what ORCID compares of it."""

    xml: str
    digest: str
    degree: Degree


class NotMade(NamedTuple):
    """Why there is none, and what to do."""

    reason: str
    next_step: str
    code: str


@dataclass(frozen=True, slots=True)
class DegreeMaking:
    """Makes the education of an author. `conferring` says who confers the degrees of a profile's theses."""

    store: Store
    profile_of: Callable[[str], Profile]
    conferring: Conferring
    clock: Callable[[], datetime]

    def make(self, push: DegreePush, content: Content) -> Made | NotMade:
        """The degree that this claim's person earned with her thesis."""
        profile = self.profile_of(content.profile)
        thesis = self._thesis(content, profile)
        if thesis is None:
            return NotMade(
                "The stored record is no thesis that can be read.", "Look at the record.", "unreadable"
            )
        stated = self.store.conferrals.of_contributor(push.contributor_id)
        degree = thesis.degree
        if stated:
            degree = degree._replace(
                name=stated.degree or degree.name, discipline=stated.department or degree.discipline
            )
        decided = education(
            replace(thesis, degree=degree),
            institution=self.conferring(profile) or _NOBODY,
            conferred=_date(stated.conferred_on) if stated else None,
            started=_date(stated.started_on) if stated else None,
        )
        if decided.value is None:
            first = decided.findings[0]
            return NotMade(first.message, first.remedy, first.code)
        xml = affiliation_xml(decided.value)
        return Made(xml, canonical_digest(xml), degree_in(etree.fromstring(xml.encode())))

    def _thesis(self, content: Content, profile: Profile) -> Thesis | None:
        try:
            record = SourceRecord(
                content.identifier, content.datestamp, content.set_specs, False, parse(content.raw)
            )
            return crosswalk(record, profile=profile, today=self.clock().date()).thesis
        except (CrosswalkError, NotXmlError):
            return None


def _date(text: str) -> FuzzyDate | None:
    return FuzzyDate(*map(int, text.split("-"))) if text else None


_NOBODY = Institution("", "", "", "")
