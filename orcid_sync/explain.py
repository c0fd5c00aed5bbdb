"""Use case: show for one record where each value of its work comes from, by which rule, and what was rejected."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from lxml import etree

from crosswalks.crosswalk import Crosswalked, crosswalk_page
from crosswalks.profile import Profile
from crosswalks.records import NotXmlError, SourceRecord, parse
from crosswalks.rules import rule_sentence
from crosswalks.source_lines import SourceLine, source_lines
from crosswalks.thesis import Decision
from crosswalks.work import RecordOf, Work
from orcid_sync.crosswalk_files import read_records
from orcid_sync.errors import Stopped
from orcid_sync.store import Content, Store

_NAMED_IN_ERROR = 5


class NothingToExplainError(Stopped):
    """There is no such record, or more than one was meant; exit code 2."""

    exit_code = 2


class WorkLine(NamedTuple):
    """One value as ORCID shows it, and the places in the source that it comes from (none: we made it)."""

    name: str
    value: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One record and what was made of it. `lines` is the record itself, in source order."""

    crosswalked: Crosswalked
    profile: str
    lines: tuple[SourceLine, ...]
    source_xml: str

    @property
    def title(self) -> str:
        """By what a person knows the record."""
        thesis = self.crosswalked.thesis
        return thesis.title.text if thesis else self.crosswalked.identifier or "One record"

    def work_lines(self) -> list[WorkLine]:
        """The work, value by value, in the order in which ORCID holds it; nothing where there is no work."""
        work = self.crosswalked.work
        return list(_work_lines(work, self.crosswalked.decisions, self.lines)) if work else []

    def as_json(self) -> dict[str, object]:
        """The contract of `orcid-sync explain --json` (docs/explain.md)."""
        c = self.crosswalked
        return {
            "identifier": c.identifier or None,
            "format": c.format or None,
            "profile": self.profile,
            "outcome": c.outcome,
            "trail": [_decision_as_json(decision) for decision in c.decisions],
            "findings": [finding.as_json() for finding in c.findings],
            "work": c.work_xml,
        }


def _decision_as_json(decision: Decision) -> dict[str, object]:
    return {
        "field": decision.field,
        "value": decision.value or None,
        "from": decision.at or None,
        "rule": decision.rule,
        "because": rule_sentence(decision.rule),
        "rejected": [{"value": r.value, "from": r.at or None, "why": r.why} for r in decision.rejected],
    }


def explain_record(
    record: SourceRecord,
    *,
    profile: Profile,
    today: datetime.date,
    authenticated: Mapping[str, str] | None = None,
    site_formats: Path | None = None,
    record_of: RecordOf = "author",
) -> Explained:
    """What becomes of this record with this profile, and why. The record is used up."""
    lines = source_lines(record, site_formats=site_formats)
    source = _xml(record.metadata) if record.metadata is not None else ""
    (crosswalked,) = crosswalk_page(
        [record],
        profile=profile,
        today=today,
        authenticated_by=lambda _: authenticated or {},
        site_formats=site_formats,
        record_of=record_of,
    )
    if any(decision.at == "profile" for decision in crosswalked.decisions):
        lines += (SourceLine("profile", profile.name, "", ("profile",)),)
    return Explained(crosswalked, profile.name, lines, source)


def _xml(metadata: etree._Element) -> str:
    return str(etree.tostring(metadata, encoding="unicode", pretty_print=True, with_tail=False))


# Finding the record


def explain_file(
    file: str,
    stdin: BinaryIO,
    *,
    which: str = "",
    profile: Profile,
    today: datetime.date,
    site_formats: Path | None = None,
    record_of: RecordOf = "author",
) -> Explained:
    """The record of a file, `which` by its number from 1 or its identifier. Raises NothingToExplainError."""
    try:
        records, mended = read_records(file, stdin)
    except NotXmlError as error:
        raise NothingToExplainError(f"{error}.", file, "Give an XML file that a repository served.") from None
    explained = explain_record(
        _chosen(records, which, file),
        profile=profile,
        today=today,
        site_formats=site_formats,
        record_of=record_of,
    )
    crosswalked = explained.crosswalked
    return replace(explained, crosswalked=replace(crosswalked, findings=mended + crosswalked.findings))


def _chosen(records: Sequence[SourceRecord], which: str, file: str) -> SourceRecord:
    if not which and len(records) == 1:
        return records[0]
    for record in records:
        if which and record.identifier == which:
            return record
    if which.isdecimal() and 1 <= int(which) <= len(records):
        return records[int(which) - 1]
    first = ", ".join(record.identifier or "(no identifier)" for record in records[:_NAMED_IN_ERROR])
    more = ", …" if len(records) > _NAMED_IN_ERROR else ""
    what = f"There is no record “{which}” in it." if which else f"It holds {len(records)} records."
    raise NothingToExplainError(
        what,
        file,
        f"Name one with --record: a number from 1 to {len(records)}, or an identifier: {first}{more}",
    )


def explain_thesis(
    store: Store,
    typed: str,
    *,
    profile_of: Callable[[str], Profile],
    today: datetime.date,
    site_formats: Path | None = None,
    record_of: RecordOf = "author",
) -> Explained:
    """The stored record that a DOI, handle, address or OAI identifier means, with the iDs of who signed in.

    Raises NothingToExplainError when no source supplies one.
    """
    content = _content(store, typed)
    ids = store.claims.authenticated(content.thesis_id) if content.thesis_id is not None else {}
    record = SourceRecord(content.identifier, content.datestamp, content.set_specs, False, _parsed(content))
    return explain_record(
        record,
        profile=profile_of(content.profile),
        today=today,
        authenticated={
            name: orcid_id for name, orcid_id in ids.items() if store.permissions.usable(orcid_id)
        },
        site_formats=site_formats,
        record_of=record_of,
    )


def _parsed(content: Content) -> etree._Element:
    try:
        return parse(content.raw)
    except NotXmlError as error:
        raise NothingToExplainError(
            f"The stored record cannot be read: {error}.", content.identifier
        ) from None


def _content(store: Store, typed: str) -> Content:
    found = store.theses.record(typed)
    thesis = None if found else store.theses.find(typed)
    if thesis is not None:
        found = store.theses.content_of(thesis.id)
    if found is not None:
        return found
    if thesis is not None:
        raise NothingToExplainError(
            "Every source has deleted this record.",
            typed,
            "orcid-sync status --thesis says what stands at ORCID.",
        )
    raise NothingToExplainError(
        "There is no such file, and no record is known by this identifier.",
        typed,
        "Check the spelling, or harvest its source first.",
    )


# ORCID's view


def _work_lines(work: Work, decisions: Sequence[Decision], lines: Sequence[SourceLine]) -> Iterator[WorkLine]:
    places = _Places(decisions, lines)
    for name, value, field in (
        ("Title", work.title, "title"),
        ("Subtitle", work.subtitle, "subtitle"),
        (f"Translated title ({work.translated_title_language})", work.translated_title, "translated-title"),
        ("Journal title", work.journal_title, "journal-title"),
        ("Short description", work.short_description, "abstract"),
        (f"Citation ({work.citation_type})", work.citation, "citation"),
        ("Type", work.type, "kind"),
        ("Publication date", str(work.date or ""), "date"),
    ):
        if value:
            yield WorkLine(name, value, places.of(field, value))
    for one in work.external_ids:
        said = f"{one.kind}:{one.value}"
        yield WorkLine(
            f"External id ({one.kind}, {one.relationship})", one.value, places.of_value("external-id", said)
        )
    if work.url:
        yield WorkLine("URL", work.url, places.of("url", work.url) or places.of("external-id", ""))
    for person in work.contributors:
        role = person.role.rstrip("/").rpartition("/")[2]
        signed_in = f", iD {person.orcid_id}" if person.orcid_id else ""
        found = places.of_value("author", person.credit_name) or places.of_value(
            "advisor", person.credit_name
        )
        yield WorkLine(f"Contributor ({role}{signed_in})", person.credit_name, found)
    if work.language_code:
        yield WorkLine(
            "Language code", work.language_code, places.of("language", "") or places.of("title", "")
        )
    if work.country:
        yield WorkLine("Country", work.country, places.of("country", work.country))


class _Places:
    """Where in the source the decisions found their values, as far as a line of it has that name."""

    def __init__(self, decisions: Sequence[Decision], lines: Sequence[SourceLine]) -> None:
        self._decisions = [decision for decision in decisions if decision.value]
        self._lines = lines
        self._known = {place for line in lines for place in line.places}

    def of(self, field: str, value: str) -> tuple[str, ...]:
        """The places of the first decision on `field`; else the line that says just this value."""
        decision = next((d for d in self._decisions if d.field == field), None)
        return (self._named(decision) if decision else ()) or self._saying(value)

    def of_value(self, field: str, value: str) -> tuple[str, ...]:
        """The places of the decision that gave `field` this very value."""
        decision = next((d for d in self._decisions if (d.field, d.value) == (field, value)), None)
        return self._named(decision) if decision else ()

    def _named(self, decision: Decision) -> tuple[str, ...]:
        if decision.at in self._known:
            return (decision.at,)
        return tuple(place for place in decision.at.split() if place in self._known)

    def _saying(self, value: str) -> tuple[str, ...]:
        line = next((line for line in self._lines if value and line.text == value), None)
        return line.places[:1] if line else ()
