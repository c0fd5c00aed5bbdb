"""The public door: a record's metadata in; thesis, ORCID work, and every finding and decision out."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from lxml import etree

from crosswalks import registry
from crosswalks.decide_thesis import DecidedThesis, Undecided, decide_theses
from crosswalks.errors import CrosswalkError
from crosswalks.hub import Hub, read_thesis
from crosswalks.judge import judge_all
from crosswalks.profile import Profile
from crosswalks.records import NotXmlError, SourceRecord, parse, records_in
from crosswalks.registry import Format
from crosswalks.thesis import Decided, Decision, Thesis
from crosswalks.unknown_format import unknown_format
from crosswalks.work import RecordOf, Work, to_xml, work_of
from schemas.finding import Finding

CrosswalkOutcome = Literal["work", "not-a-thesis", "deleted", "refused", "unreadable"]
Authenticated = Mapping[str, str]
_NOBODY: Authenticated = {}
_TOGETHER = 100  # records: more do not cost less, and leave the processor's cache


@dataclass(frozen=True, slots=True)
class Crosswalked:
    """What became of one record.

    `outcome` is `work` exactly when `work_xml` is a document that the schema, ORCID's server rules and our own
    caution accept; then `work` is its value. `thesis` is there whenever the record could be read as one, even when
    refused. `decisions` is the trail that `explain` prints.
    """

    identifier: str
    format: str
    outcome: CrosswalkOutcome
    thesis: Thesis | None = None
    work: Work | None = None
    work_xml: str | None = None
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()


def crosswalk(
    metadata: bytes | etree._Element | SourceRecord,
    *,
    profile: Profile,
    today: datetime.date,
    authenticated: Authenticated = _NOBODY,
    site_formats: Path | None = None,
    record_of: RecordOf = "author",
) -> Crosswalked:
    """The work for one record: its XML as bytes, a `<record>` or bare metadata element, or a SourceRecord.

    `record_of` says for whose ORCID record: in the advisor's own it is her student's work. The element given is left
    as it was. Raises CrosswalkError, naming the stylesheet or the input and the reason,
    when there is not exactly one record to read or its stylesheet fails.
    """
    record = _one_record(metadata)
    if record.metadata is not None:
        record = record._replace(metadata=copy.deepcopy(record.metadata))
    (crosswalked,) = crosswalk_page(
        [record],
        profile=profile,
        today=today,
        authenticated_by=lambda _: authenticated,
        site_formats=site_formats,
        record_of=record_of,
    )
    failed = next((f for f in crosswalked.findings if f.code == "stylesheet-failed"), None)
    if failed is not None:
        raise CrosswalkError(failed.field, failed.message)
    return crosswalked


def _one_record(metadata: bytes | etree._Element | SourceRecord) -> SourceRecord:
    if isinstance(metadata, SourceRecord):
        return metadata
    try:
        root = parse(metadata) if isinstance(metadata, bytes) else metadata
    except NotXmlError as error:
        raise CrosswalkError("input", str(error)) from error
    records = list(records_in(root))
    if len(records) != 1:
        raise CrosswalkError("input", f"it holds {len(records)} records; give one, or use crosswalk_page")
    return records[0]


def crosswalk_page(
    records: Sequence[SourceRecord],
    *,
    profile: Profile,
    today: datetime.date,
    authenticated_by: Callable[[str], Authenticated] | None = None,
    site_formats: Path | None = None,
    record_of: RecordOf = "author",
) -> list[Crosswalked]:
    """One Crosswalked per record, in order; a hundred records of one format cost one XSLT call.

    The metadata elements are taken out of their tree. `authenticated_by` gives, for an OAI identifier, the
    authenticated iDs of that thesis (see `crosswalk`). A record that a stylesheet fails on is `unreadable`; the
    others are not touched by it.
    """
    return [
        crosswalked
        for start in range(0, len(records), _TOGETHER)
        for crosswalked in _crosswalked_together(
            records[start : start + _TOGETHER], profile, today, authenticated_by, site_formats, record_of
        )
    ]


def _crosswalked_together(
    records: Sequence[SourceRecord],
    profile: Profile,
    today: datetime.date,
    authenticated_by: Callable[[str], Authenticated] | None,
    site_formats: Path | None,
    record_of: RecordOf,
) -> list[Crosswalked]:
    site_formats = site_formats or profile.formats
    readers = [
        registry.reader_of(r.metadata, site_formats) if r.metadata is not None else None for r in records
    ]
    hubs: dict[int, Hub | Finding] = {}
    for source_format in {r.format.name: r.format for r in readers if r is not None}.values():
        payloads = {
            n: r.payload for n, r in enumerate(readers) if r is not None and r.format is source_format
        }
        hubs.update(zip(payloads, _hubs(source_format, list(payloads.values())), strict=True))
    undecided = {
        n: Undecided(record, reader.format, hub)
        for n, (record, reader) in enumerate(zip(records, readers, strict=True))
        if reader is not None and not record.deleted and isinstance(hub := hubs.get(n), dict)
    }
    theses = decide_theses(list(undecided.values()), profile=profile, today=today)
    works = [
        work_of(
            one.thesis,
            profile=profile,
            authenticated=authenticated_by(one.thesis.identifier) if authenticated_by else _NOBODY,
            record_of=record_of,
        )
        if one.thesis is not None
        else None
        for one in theses
    ]
    decided = dict(zip(undecided, map(_crosswalked, undecided.values(), theses, works), strict=True))
    return _judged(
        [
            decided.get(n) or _without_thesis(record, reader.format if reader else None, hubs.get(n))
            for n, (record, reader) in enumerate(zip(records, readers, strict=True))
        ]
    )


def _judged(made: list[Crosswalked]) -> list[Crosswalked]:
    """The same records, all works judged together: those found wanting are refused."""
    works = [(one.work, one.work_xml) for one in made if one.work is not None and one.work_xml is not None]
    judgements = iter(judge_all(works))
    return [_as_judged(one, next(judgements)) if one.work is not None else one for one in made]


def _as_judged(one: Crosswalked, findings: tuple[Finding, ...]) -> Crosswalked:
    if not findings:
        return one
    findings = one.findings + findings
    if not _refuses(findings):
        return replace(one, findings=findings)
    return replace(one, outcome="refused", work=None, work_xml=None, findings=findings)


def _hubs(source_format: Format, payloads: list[etree._Element]) -> list[Hub | Finding]:
    page = etree.Element("page")
    page.extend(payloads)
    try:
        theses = source_format.stylesheet()(page).getroot()
    except etree.XSLTApplyError as error:
        theses = None
        reason = str(error)
    if theses is not None and len(theses) == len(payloads):
        return [read_thesis(thesis) for thesis in theses]
    if len(payloads) > 1:  # One bad record must not take the page with it: record by record.
        return [_hubs(source_format, [payload])[0] for payload in list(page)]
    reason = reason if theses is None else f"it wrote {len(theses)} theses for one record"
    return [_stylesheet_failed(source_format, reason)]


def _stylesheet_failed(source_format: Format, reason: str) -> Finding:
    return Finding(
        "stylesheet-failed",
        "error",
        f"{source_format.name}/thesis.xsl",
        f"The stylesheet of the format “{source_format.name}” failed on this record: {reason}.",
        "Look at the record in the repository; if it looks right, tell whoever maintains the stylesheet.",
    )


def _without_thesis(
    record: SourceRecord, source_format: Format | None, failed: Hub | Finding | None
) -> Crosswalked:
    """A record of which not even a stylesheet could read anything."""
    if record.deleted:
        return Crosswalked(record.identifier, "", "deleted", findings=(_DELETED,))
    if record.metadata is None:
        return Crosswalked(record.identifier, "", "unreadable", findings=(_NO_METADATA,))
    if source_format is None:
        return Crosswalked(record.identifier, "", "refused", findings=(unknown_format(record.metadata),))
    findings = (failed,) if isinstance(failed, Finding) else ()
    return Crosswalked(record.identifier, source_format.name, "unreadable", findings=findings)


def _crosswalked(undecided: Undecided, decided: DecidedThesis, worked: Decided[Work] | None) -> Crosswalked:
    """What becomes of a record that could be read; the work, where there is one, is still to be judged."""
    thesis, trail, findings = decided
    identifier, name = undecided.record.identifier, undecided.format.name
    if worked is None:
        outcome: CrosswalkOutcome = "refused" if _refuses(findings) else "not-a-thesis"
        return Crosswalked(identifier, name, outcome, None, None, None, findings, trail)
    work, decisions, more = worked
    findings, trail = findings + more, trail + decisions
    if _refuses(findings):
        return Crosswalked(identifier, name, "refused", thesis, None, None, findings, trail)
    return Crosswalked(identifier, name, "work", thesis, work, to_xml(work), findings, trail)


def _refuses(findings: tuple[Finding, ...]) -> bool:
    return bool(findings) and any(finding.severity == "error" for finding in findings)


_DELETED = Finding(
    "record-deleted",
    "info",
    "header",
    "The repository says that this record is deleted (DSpace says so for a withdrawn or re-embargoed item too).",
    "Nothing is deleted at ORCID by this; if the work should go, a person has to say so (orcid-sync unlink).",
)
_NO_METADATA = Finding(
    "metadata-missing",
    "error",
    "metadata",
    "The record has a header but no metadata.",
    "Open the item in the repository; often a re-index of the OAI-PMH data helps (DSpace: dspace oai import -c).",
)
