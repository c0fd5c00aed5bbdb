"""Thesis XML → Thesis: every decision in the order in which one needs the other."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from crosswalks.citation import is_tagged
from crosswalks.decide.abstracts import decide_abstract
from crosswalks.decide.access import decide_access, embargo_statements
from crosswalks.decide.conferral import decide_conferral
from crosswalks.decide.countries import country_code
from crosswalks.decide.dates import decide_date
from crosswalks.decide.degrees import decide_degree
from crosswalks.decide.identifiers import decide_identifiers, decide_url
from crosswalks.decide.kinds import decide_kind
from crosswalks.decide.languages import decide_languages
from crosswalks.decide.people import decide_people
from crosswalks.decide.text import is_placeholder, one_line, unescape
from crosswalks.decide.titles import decide_titles
from crosswalks.hub import Hub
from crosswalks.profile import Profile
from crosswalks.records import SourceRecord
from crosswalks.registry import Format
from crosswalks.source_fields import source_fields
from crosswalks.thesis import Decided, Decision, Statement, Thesis
from schemas.finding import Finding

Trail = tuple[Decision, ...]
Findings = tuple[Finding, ...]


def decide_thesis(
    hub: Hub, *, record: SourceRecord, source_format: Format, profile: Profile, today: datetime.date
) -> tuple[Thesis | None, Trail, Findings]:
    """The thesis, or None when the record is none or has no title; with the trail and the findings either way."""
    kind = decide_kind(
        types=hub["type"],
        degrees=hub["degree"],
        notes=hub["abstract"],
        titles=hub["title"],
        set_specs=record.set_specs,
        thesis_format=source_format.thesis_only,
        profile=profile,
    )
    if not kind.value.is_thesis:
        return None, kind.decisions, kind.findings
    languages = decide_languages(hub["language"], profile=profile)
    titles = decide_titles(hub["title"], languages=languages.value, profile=profile)
    title, translated_title = titles.value
    people = decide_people(hub["person"], profile=profile)
    if title is None:
        findings = kind.findings + titles.findings + people.findings + (_no_title(bool(people.value)),)
        return None, kind.decisions + titles.decisions, findings
    abstract = decide_abstract(hub["abstract"], title=title, languages=languages.value, profile=profile)
    date = decide_date(
        hub["date"],
        profile=profile,
        today=today,
        stamps=source_format.date_stamps,
        datestamp=record.datestamp,
        notes=hub["abstract"],
    )
    identifiers = decide_identifiers(
        hub["identifier"], hub["relation"], oai_identifier=record.identifier, profile=profile
    )
    url = decide_url(hub["identifier"], identifiers.value, profile=profile)
    degree = decide_degree(hub["degree"], level=kind.value.level)
    conferred = decide_conferral(hub["date"], hub["degree"])
    access = decide_access(
        hub["rights"], hub["date"], today=today, field=_embargo_field(hub, record, profile.embargo_field)
    )
    country = _country(hub["publisher"], profile)
    thesis = Thesis(
        identifier=record.identifier,
        format=source_format.name,
        title=title,
        translated_title=translated_title,
        abstract=abstract.value,
        date=date.value,
        people=people.value,
        identifiers=identifiers.value,
        url=url.value,
        languages=languages.value,
        degree=degree.value,
        series=_series_name(_first(hub["relation"], "series")),
        publisher=_first(hub["publisher"], ""),
        country=country.value,
        subjects=_subjects(hub["subject"]),
        access=access.value.access,
        embargo_until=access.value.until,
        citation=_citation(hub["citation"]),
        conferred=conferred.value,
    )
    parts = (
        kind,
        languages,
        titles,
        people,
        abstract,
        date,
        identifiers,
        url,
        degree,
        conferred,
        access,
        country,
    )
    trail = tuple(decision for part in parts for decision in part.decisions)
    return thesis, trail, tuple(finding for part in parts for finding in part.findings)


def _embargo_field(hub: Hub, record: SourceRecord, field: str) -> Sequence[Statement]:
    """The field that the profile names, from the hub or, where no stylesheet reads it, from the record itself."""
    if not field or record.metadata is None:
        return ()
    return embargo_statements(hub, field) or source_fields(record.metadata, field)


def _no_title(has_people: bool) -> Finding:
    what = "no title" if has_people else "neither a title nor an author"
    return Finding(
        "title-missing",
        "error",
        "title",
        f"The record has {what}, and ORCID takes no work without a title.",
        "Enter the title in the repository; the next harvest picks it up.",
    )


def _first(statements: Sequence[Statement], kind: str) -> str:
    for statement in statements:
        if statement.kind == kind:
            text = one_line(unescape(statement.text)[0])
            if not is_placeholder(text):
                return text
    return ""


def _citation(statements: Sequence[Statement]) -> str:
    """The record's own citation in one line, but for RIS and BibTeX, whose lines are kept."""
    for statement in statements:
        text = unescape(statement.text)[0]
        citation = "\n".join(map(str.strip, text.splitlines())) if is_tagged(text) else one_line(text)
        if not is_placeholder(citation):
            return citation
    return ""


def _series_name(stated: str) -> str:
    """A series without the number in it: DSpace writes "Name;Number", cataloguers "Name ; number"."""
    return stated.partition(";")[0].strip()


def _subjects(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(s.text) for s in statements))


def _country(publishers: Sequence[Statement], profile: Profile) -> Decided[str]:
    """Only where a country is stated, or the profile says so: never from a language or a domain (D13)."""
    for statement in publishers:
        if statement.kind == "country":
            code = country_code(statement.text)
            if code:
                return Decided(code, (Decision("country", code, statement.at, "country.of-the-publisher"),))
    if profile.country:
        return Decided(
            profile.country, (Decision("country", profile.country, "profile", "country.of-the-profile"),)
        )
    return Decided("", (Decision("country", "", "", "country.not-stated"),))
