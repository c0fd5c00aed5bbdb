"""Pages of records as harvested, each saved whole: records, theses, contributors and checkpoint at once."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row

from crosswalks.thesis import Thesis
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store.contributors import add_people, follow_content
from orcid_sync.store.harvests import Checkpoint, Harvest, save_checkpoint
from orcid_sync.store.identity import named
from orcid_sync.store.log import log_outcomes
from orcid_sync.store.merging import settle_double_claims
from orcid_sync.store.placing import Arrival, Placed, place
from orcid_sync.store.view import Transaction, View
from schemas.finding import Finding

_HAS_A_THESIS = ("work", "refused")
_QUIET = (Happened.READY, Happened.NOT_A_THESIS)  # said by the record itself; the log holds the rest


class HarvestedRecord(NamedTuple):
    """One record of a page and what the crosswalk made of it.

    `outcome` is `Crosswalked.outcome`. `raw` is the metadata as the source wrote it (b"" for a deleted one);
    `work_digest` the digest of the work without claims ("" when there is no work).
    """

    identifier: str
    datestamp: str
    set_specs: tuple[str, ...] = ()
    deleted: bool = False
    raw: bytes = b""
    format: str = ""
    outcome: str = ""
    findings: tuple[Finding, ...] = ()
    thesis: Thesis | None = None
    work_digest: str = ""

    @property
    def placeable(self) -> Thesis | None:
        """The thesis, when the record is one."""
        return self.thesis if self.outcome in _HAS_A_THESIS and not self.deleted else None


class PageSaved(NamedTuple):
    """What a page changed. `outcomes` names each record that is new, changed or newly deleted, and each
    claim that had to be suspended because the record now names somebody else."""

    new: int
    changed: int
    unchanged: int
    deleted: int
    outcomes: tuple[Outcome, ...]


class Records:
    """The records of all sources, raw metadata kept verbatim."""

    def __init__(self, view: View) -> None:
        self._view = view

    def save_page(
        self,
        harvest: Harvest,
        records: Sequence[HarvestedRecord],
        checkpoint: Checkpoint,
        *,
        crosswalk_version: str = "",
        run_id: int | None = None,
    ) -> PageSaved:
        """Save records, theses, contributors and the checkpoint in one transaction.

        Saving the same page again changes nothing. A deleted record keeps everything it had. With `run_id`,
        the outcomes that a person may want to read are written to the log in the same transaction.
        """
        page = {record.identifier: record for record in records}  # the last one of a double counts
        digests = {name: _digest(record) for name, record in page.items()}

        def save(transaction: Transaction) -> PageSaved:
            saving = _Saving(transaction, harvest.source_id, page, digests, crosswalk_version)
            saved = saving.save()
            save_checkpoint(transaction, harvest, checkpoint)
            if run_id is not None:
                log_outcomes(transaction, run_id, (o for o in saved.outcomes if o.happened not in _QUIET))
            return saved

        return self._view.attempt(save)


class _Saving:
    """One page on its way into the tables."""

    def __init__(
        self,
        transaction: Transaction,
        source_id: int,
        page: Mapping[str, HarvestedRecord],
        digests: Mapping[str, bytes],
        version: str,
    ) -> None:
        self._transaction = transaction
        self._source = {"source": source_id, "version": version}
        self._digests = digests
        known = transaction.rows(_KNOWN, source=source_id, identifiers=list(page)) if page else ()
        self._known: dict[str, Row[Any]] = {row.identifier: row for row in known}
        self._page = page
        self._fresh = [
            record
            for name, record in page.items()
            if name not in self._known or bytes(self._known[name].digest) != digests[name]
        ]
        self._people = {
            record.identifier: tuple(named(person) for person in record.placeable.people)
            for record in self._fresh
            if record.placeable
        }

    def save(self) -> PageSaved:
        if not self._fresh:
            self._seen()
            return PageSaved(0, 0, len(self._page), 0, ())
        placed = place(self._transaction, list(self._arrivals()))
        deleted = [record for record in self._fresh if record.deleted and record.identifier in self._known]
        written = [record for record in self._fresh if record not in deleted]
        self._seen()
        self._write_deleted(deleted)
        self._write(written, placed)
        outcomes = [_outcome(record) for record in self._fresh] + self._follow(placed)
        return self._counted(outcomes)

    def _arrivals(self) -> Iterable[Arrival]:
        for record in self._fresh:
            if record.placeable:
                name, known = record.identifier, self._known.get(record.identifier)
                yield Arrival(name, record.placeable, self._people[name], known.thesis_id if known else None)

    def _seen(self) -> None:
        fresh = {record.identifier for record in self._fresh}
        seen = [row.id for name, row in self._known.items() if name not in fresh]
        if seen:
            self._transaction.change(_SEEN, seen=seen, version=self._source["version"])

    def _write_deleted(self, records: Iterable[HarvestedRecord]) -> None:
        self._transaction.many(
            _DELETED,
            [
                {
                    "id": self._known[record.identifier].id,
                    "digest": self._digests[record.identifier],
                    "datestamp": record.datestamp,
                    "set_specs": json.dumps(record.set_specs),
                }
                for record in records
            ],
        )

    def _write(self, records: Iterable[HarvestedRecord], placed: Placed) -> None:
        self._transaction.many(_WRITE, [self._row(record, placed) for record in records])

    def _row(self, record: HarvestedRecord, placed: Placed) -> dict[str, Any]:
        name, thesis = record.identifier, record.placeable
        return self._source | {
            "identifier": name,
            "digest": self._digests[name],
            "datestamp": record.datestamp,
            "set_specs": json.dumps(record.set_specs),
            "format": record.format,
            "outcome": "deleted" if record.deleted else record.outcome,
            "thesis": placed.thesis_of.get(name),
            "title": thesis.title.text if thesis else "",
            "url": thesis.url if thesis else "",
            "people": msgspec.json.encode(self._people.get(name, ())).decode(),
            "findings": msgspec.json.encode(record.findings).decode(),
            "work_digest": record.work_digest,
            "raw_sha256": hashlib.sha256(record.raw).hexdigest(),
            "raw": record.raw,
            "deleted": 1 if record.deleted else 0,
        }

    def _follow(self, placed: Placed) -> list[Outcome]:
        """Contributors follow their content: new theses get theirs, others are compared."""
        members = Counter(placed.thesis_of.values())
        alone = {thesis for thesis in placed.new if members[thesis] == 1}
        first = [(thesis, self._people[name]) for name, thesis in placed.thesis_of.items() if thesis in alone]
        add_people(self._transaction, first)
        before = {
            row.thesis_id
            for record in self._fresh
            if (row := self._known.get(record.identifier)) and row.thesis_id is not None
        }
        now = {placed.merged.get(thesis, thesis) for thesis in before} | set(placed.thesis_of.values())
        outcomes = follow_content(self._transaction, sorted(now - alone))
        if placed.merged:
            settle_double_claims(self._transaction, set(placed.merged.values()))
        return outcomes

    def _counted(self, outcomes: Iterable[Outcome]) -> PageSaved:
        deleted = sum(record.deleted for record in self._fresh)
        changed = sum(record.identifier in self._known and not record.deleted for record in self._fresh)
        new = len(self._fresh) - changed - deleted
        return PageSaved(new, changed, len(self._page) - len(self._fresh), deleted, tuple(outcomes))


def _digest(record: HarvestedRecord) -> bytes:
    """Equal for equal records."""
    return hashlib.blake2b(msgspec.msgpack.encode(record), digest_size=16).digest()


def _outcome(record: HarvestedRecord) -> Outcome:
    title = record.thesis.title.text if record.thesis else ""
    if record.deleted:
        reason = "The source says that the record is gone; a work at ORCID stays until a person decides."
        return Outcome(record.identifier, Happened.DELETED, reason)
    happened = _HAPPENED.get(record.outcome, Happened.UNREADABLE)
    cause = next((finding for finding in record.findings if finding.severity == "error"), None)
    if happened in _QUIET or cause is None:
        return Outcome(record.identifier, happened, _REASONS[happened], title=title)
    return Outcome(
        record.identifier, happened, cause.message, next_step=cause.remedy, title=title, code=cause.code
    )


_HAPPENED = {
    "work": Happened.READY,
    "not-a-thesis": Happened.NOT_A_THESIS,
    "deleted": Happened.DELETED,
    "refused": Happened.REFUSED,
    "unreadable": Happened.UNREADABLE,
}
_REASONS = {
    Happened.READY: "A valid work exists.",
    Happened.NOT_A_THESIS: "The record is not a thesis.",
    Happened.REFUSED: "The record makes no valid work.",
    Happened.UNREADABLE: "The record cannot be read.",
    Happened.DELETED: "The source says that the record is gone.",
}
_KNOWN = """
    SELECT id, identifier, digest, thesis_id FROM record
    WHERE source_id = :source AND identifier IN :identifiers
    ORDER BY id
    /* for change */
"""
_SEEN = "UPDATE record SET last_seen_at = :now, crosswalk_version = :version WHERE id IN :seen"
_DELETED = """
    UPDATE record
    SET digest = :digest, datestamp = :datestamp, set_specs = :set_specs,
        deleted_at = COALESCE(deleted_at, :now), changed_at = :now, last_seen_at = :now
    WHERE id = :id
"""
# A record that is no thesis any more (unreadable today) keeps its thesis, title and people.
_WRITE = """
    INSERT INTO record
        (institution_id, source_id, identifier, digest, datestamp, set_specs, format, outcome, thesis_id,
        title, url, people, findings, work_digest, raw_sha256, crosswalk_version, first_seen_at, changed_at,
        last_seen_at, deleted_at, raw)
    VALUES (:institution, :source, :identifier, :digest, :datestamp, :set_specs, :format, :outcome, :thesis,
        :title, :url, :people, :findings, :work_digest, :raw_sha256, :version, :now, :now,
        :now, CASE WHEN :deleted = 1 THEN :now END, :raw)
    ON CONFLICT (identifier, source_id) DO UPDATE
    SET digest = excluded.digest, datestamp = excluded.datestamp, set_specs = excluded.set_specs,
        format = excluded.format, outcome = excluded.outcome,
        thesis_id = COALESCE(excluded.thesis_id, record.thesis_id),
        title = CASE WHEN excluded.thesis_id IS NULL THEN record.title ELSE excluded.title END,
        url = CASE WHEN excluded.thesis_id IS NULL THEN record.url ELSE excluded.url END,
        people = CASE WHEN excluded.thesis_id IS NULL THEN record.people ELSE excluded.people END,
        findings = excluded.findings, work_digest = excluded.work_digest, raw_sha256 = excluded.raw_sha256,
        crosswalk_version = excluded.crosswalk_version, changed_at = excluded.changed_at,
        last_seen_at = excluded.last_seen_at, deleted_at = excluded.deleted_at, raw = excluded.raw
"""
