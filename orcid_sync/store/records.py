"""Pages of records as harvested, each saved whole: records, theses, contributors and checkpoint at once."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row

from crosswalks.thesis import Person, Thesis
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store.contributors import add_people, follow_content, read_people, written_people
from orcid_sync.store.harvests import Checkpoint, Harvest, save_checkpoint
from orcid_sync.store.log import log_outcomes
from orcid_sync.store.merging import settle_double_claims
from orcid_sync.store.placing import Arrival, Placed, place
from orcid_sync.store.sources import Source
from orcid_sync.store.view import Transaction, View
from schemas.finding import Finding

_HAS_A_THESIS = ("work", "refused")
# Said by the record itself; the log holds the rest.
_QUIET = (Happened.READY, Happened.NOT_A_THESIS, Happened.UNCHANGED)


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
        stated = {name: _stated(record) for name, record in page.items()}

        def save(transaction: Transaction) -> PageSaved:
            saving = _Saving(transaction, harvest.source_id, page, stated, crosswalk_version)
            saved = saving.save()
            save_checkpoint(transaction, harvest, checkpoint)
            if run_id is not None:
                log_outcomes(transaction, run_id, (o for o in saved.outcomes if o.happened not in _QUIET))
            return saved

        return self._view.attempt(save)

    def save_one(self, source: Source, record: HarvestedRecord, *, crosswalk_version: str = "") -> PageSaved:
        """Save one record beside all harvests, none of whose checkpoints moves."""
        page, stated = {record.identifier: record}, {record.identifier: _stated(record)}
        return self._view.attempt(
            lambda transaction: _Saving(transaction, source.id, page, stated, crosswalk_version).save()
        )

    def any_identifier(self, source: Source) -> str:
        """How one of the source's records is called, "" before the first harvest."""
        found = self._view.rows(_ANY, source=source.id)
        return str(found[0].identifier) if found else ""


class _Stated(NamedTuple):
    """The columns that follow from a record alone, and the digest by which a change of them is noticed."""

    columns: tuple[Any, ...]
    digest: bytes


def _stated(record: HarvestedRecord) -> _Stated:
    thesis = record.placeable
    columns = (
        record.datestamp,
        _json(record.set_specs).decode(),
        record.format,
        "deleted" if record.deleted else record.outcome,
        thesis.title.text if thesis else None,
        thesis.url if thesis else None,
        written_people(thesis.people).decode() if thesis else None,
        _json(record.findings).decode(),
        record.work_digest,
        hashlib.sha256(record.raw).hexdigest(),
    )
    said = _packed((columns, thesis.identifiers if thesis else ()))
    return _Stated(columns, hashlib.sha256(said).digest())


_json = msgspec.json.Encoder().encode
_packed = msgspec.msgpack.Encoder().encode


class _Saving:
    """One page on its way into the tables."""

    def __init__(
        self,
        transaction: Transaction,
        source_id: int,
        page: Mapping[str, HarvestedRecord],
        stated: Mapping[str, _Stated],
        version: str,
    ) -> None:
        self._transaction = transaction
        self._source_id, self._version = source_id, version
        self._page, self._stated = page, stated
        self._known: dict[str, Row[Any]] = {}
        self._namesakes: dict[str, list[int]] = defaultdict(list)
        transaction.one_at_a_time()
        for row in transaction.rows(_KNOWN, identifiers=list(page)):
            if row.source_id == source_id:
                self._known[row.identifier] = row
            elif row.thesis_id is not None:
                self._namesakes[row.identifier].append(row.thesis_id)
        self._fresh = [record for name, record in page.items() if self._is_fresh(name)]

    def save(self) -> PageSaved:
        self._seen()
        if not self._fresh:
            return PageSaved(0, 0, len(self._page), 0, ())
        arrivals = list(self._arrivals())
        placed = place(self._transaction, arrivals)
        same = {record.identifier for record in self._fresh if self._says_the_same(record)}
        self._write(placed)
        self._transaction.many(_SAME_WORK, map(self._raw_of, same))
        outcomes = [_unchanged(each) if each.identifier in same else _outcome(each) for each in self._fresh]
        return self._counted(outcomes + self._follow(arrivals, placed))

    def _says_the_same(self, record: HarvestedRecord) -> bool:
        """Whether a record that its source sent anew says nothing else for ORCID: as after our own write-back, which
        changes its datestamp and adds an iD."""
        known = self._known.get(record.identifier)
        if known is None or known.deleted_at or record.deleted or record.outcome != "work":
            return False
        if (known.outcome, known.work_digest) != ("work", record.work_digest) or not record.thesis:
            return False
        return _without_hints(read_people(known.people)) == _without_hints(record.thesis.people)

    def _raw_of(self, name: str) -> tuple[Any, ...]:
        """What was sent to ORCID from the former metadata stands for the new one as well."""
        known, columns = self._known[name], self._stated[name].columns
        return (columns[-1], known.raw_sha256, known.thesis_id)

    def _is_fresh(self, name: str) -> bool:
        known = self._known.get(name)
        return known is None or bytes(known.digest) != self._stated[name].digest

    def _seen(self) -> None:
        """Records are not written again when nothing changed but the version of the crosswalk."""
        fresh = {record.identifier for record in self._fresh}
        older = [
            row.id
            for name, row in self._known.items()
            if row.crosswalk_version != self._version and name not in fresh
        ]
        if older:
            self._transaction.change(_SEEN, records=older, version=self._version)

    def _arrivals(self) -> Iterable[Arrival]:
        for record in self._fresh:
            if thesis := record.placeable:
                name, known = record.identifier, self._known.get(record.identifier)
                yield Arrival(name, thesis, known.thesis_id if known else None, self._namesakes.get(name, ()))

    def _write(self, placed: Placed) -> None:
        # Three statements, because SQLite keeps a journal of each row that is inserted ON CONFLICT.
        new = (record for record in self._fresh if record.identifier not in self._known)
        known = (record for record in self._fresh if record.identifier in self._known)
        deleted = (record for record in self._fresh if record.deleted)
        self._transaction.many(_ADD, (self._row(record, placed) for record in new))
        self._transaction.many(_CHANGE, (self._row(record, placed) for record in known if not record.deleted))
        self._transaction.many(_DELETE, map(self._deletion, deleted))

    def _row(self, record: HarvestedRecord, placed: Placed) -> tuple[Any, ...]:
        name = record.identifier
        stated = self._stated[name]
        thesis_id = placed.thesis_of.get(name)
        return (*stated.columns, stated.digest, thesis_id, self._version, record.raw, self._source_id, name)

    def _deletion(self, record: HarvestedRecord) -> tuple[Any, ...]:
        (datestamp, set_specs, *_), digest = self._stated[record.identifier]
        return (datestamp, set_specs, digest, self._source_id, record.identifier)

    def _follow(self, arrivals: Sequence[Arrival], placed: Placed) -> list[Outcome]:
        """Contributors follow their content: new theses get theirs, others are compared."""
        theses = [placed.thesis_of[arrival.identifier] for arrival in arrivals]
        alone = {thesis for thesis, members in Counter(theses).items() if members == 1} & placed.new
        add_people(
            self._transaction,
            (
                (thesis, arrival.thesis.people)
                for thesis, arrival in zip(theses, arrivals, strict=True)
                if thesis in alone
            ),
        )
        before = {
            placed.merged.get(row.thesis_id, row.thesis_id)
            for record in self._fresh
            if (row := self._known.get(record.identifier)) and row.thesis_id is not None
        }
        outcomes = follow_content(self._transaction, sorted(before.union(theses) - alone))
        if placed.merged:
            settle_double_claims(self._transaction, set(placed.merged.values()))
        return outcomes

    def _counted(self, outcomes: Iterable[Outcome]) -> PageSaved:
        deleted = sum(record.deleted for record in self._fresh)
        changed = sum(record.identifier in self._known and not record.deleted for record in self._fresh)
        new = len(self._fresh) - changed - deleted
        return PageSaved(new, changed, len(self._page) - len(self._fresh), deleted, tuple(outcomes))


def _without_hints(people: Iterable[Person]) -> list[Person]:
    return [person._replace(orcid_hint="") for person in people]


def _unchanged(record: HarvestedRecord) -> Outcome:
    title = record.thesis.title.text if record.thesis else ""
    reason = "Its source touched it; what it says for ORCID is the same."
    return Outcome(record.identifier, Happened.UNCHANGED, reason, title=title)


def _outcome(record: HarvestedRecord) -> Outcome:
    if record.deleted:
        reason = "The source says that the record is gone; a work at ORCID stays until a person decides."
        return Outcome(record.identifier, Happened.DELETED, reason)
    title = record.thesis.title.text if record.thesis else ""
    happened = _HAPPENED.get(record.outcome, Happened.UNREADABLE)
    errors = () if happened in _QUIET else (each for each in record.findings if each.severity == "error")
    if (cause := next(iter(errors), None)) is None:
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
# One page at a time per institution, so that two sources that bring the same thesis make it once.
_KNOWN = """
    SELECT id, source_id, identifier, digest, thesis_id, crosswalk_version,
        outcome, work_digest, raw_sha256, people, deleted_at
    FROM record
    WHERE identifier IN :identifiers AND institution_id = :institution
    ORDER BY id
    /* for change */
"""
_ANY = "SELECT identifier FROM record WHERE source_id = :source ORDER BY id DESC LIMIT 1"
_SEEN = "UPDATE record SET crosswalk_version = :version WHERE id IN :records"
_SAME_WORK = """
    UPDATE push SET sent_raw_sha256 = :fresh
    WHERE sent_raw_sha256 = :former AND claim_id IN (
        SELECT claim.id FROM claim JOIN contributor ON contributor.id = claim.contributor_id
        WHERE contributor.thesis_id = :thesis
    )
"""
_ADD = """
    INSERT INTO record
        (datestamp, set_specs, format, outcome, title, url, people,
        findings, work_digest, raw_sha256, digest, thesis_id, crosswalk_version, raw,
        source_id, identifier, institution_id, first_seen_at, changed_at)
    VALUES
        (:datestamp, :set_specs, :format, :outcome, COALESCE(:title, ''), COALESCE(:url, ''),
        COALESCE(:people, '[]'), :findings, :work_digest, :raw_sha256, :digest, :thesis, :version, :raw,
        :source, :identifier, :institution, :now, :now)
"""
# A record that is no thesis any more (unreadable today) keeps its thesis, title and people.
_CHANGE = """
    UPDATE record
    SET datestamp = :datestamp, set_specs = :set_specs, format = :format, outcome = :outcome,
        title = COALESCE(:title, title), url = COALESCE(:url, url), people = COALESCE(:people, people),
        findings = :findings, work_digest = :work_digest, raw_sha256 = :raw_sha256, digest = :digest,
        thesis_id = COALESCE(:thesis, thesis_id), crosswalk_version = :version, raw = :raw,
        changed_at = :now, deleted_at = NULL
    WHERE source_id = :source AND identifier = :identifier
"""
_DELETE = """
    UPDATE record
    SET datestamp = :datestamp, set_specs = :set_specs, digest = :digest,
        deleted_at = COALESCE(deleted_at, :now), changed_at = :now
    WHERE source_id = :source AND identifier = :identifier
"""
