"""Theses, the people named in them, and the record that supplies their content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Row

from orcid_sync.store.instants import instant
from orcid_sync.store.view import Transaction, View


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody named in a thesis. The id stays when the name is respelled."""

    id: int
    thesis_id: int
    position: int
    role: str
    name: str
    stated: str  # Person.stated, by which `crosswalk(authenticated=…)` finds the person
    orcid_hint: str = ""
    replaced_at: datetime | None = None  # since when the record no longer names this person


@dataclass(frozen=True, slots=True)
class Content:
    """A record with its raw metadata, such as the one that supplies a thesis's content."""

    record_id: int
    thesis_id: int | None  # None for a record that is no thesis
    source_id: int
    profile: str
    identifier: str
    datestamp: str
    set_specs: tuple[str, ...]
    format: str
    outcome: str
    title: str
    url: str
    work_digest: str
    raw_sha256: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class KnownThesis:
    """A thesis and by what it is known. `keys` are (`doi`|`handle`|`oai`, value)."""

    id: int
    title: str
    keys: tuple[tuple[str, str], ...]
    identifiers: tuple[str, ...]  # OAI identifiers of all its records, the content's first
    contributors: tuple[Contributor, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """When a thesis was handed in, first harvested, and last made into a work; `is_refused`: it could not be."""

    submitted_at: datetime | None = None
    harvested_at: datetime | None = None
    checked_at: datetime | None = None
    is_refused: bool = False


class Theses:
    """The institution's theses."""

    def __init__(self, view: View) -> None:
        self._view = view

    def find(self, typed: str) -> KnownThesis | None:
        """The thesis meant by a DOI, handle, OAI identifier or URL as a person types it, or None."""
        typed = typed.strip()
        with self._view.read() as transaction:
            for kind, value in _meanings(typed):
                if found := transaction.row(_KNOWN_BY, kind=kind, value=value):
                    return _thesis(transaction, found.thesis_id)
            found = transaction.row(_WITH_RECORD, identifier=typed)
            found = found or transaction.row(_AT_URL, urls=_spellings(typed))
            return _thesis(transaction, found.thesis_id) if found else None

    def get(self, thesis_id: int) -> KnownThesis | None:
        """The thesis with this id (also one that was merged into another: then that one), or None."""
        with self._view.read() as transaction:
            return _thesis(transaction, thesis_id)

    def of_contributor(self, contributor_id: int) -> KnownThesis | None:
        """The thesis that names (or named) this contributor, or None."""
        with self._view.read() as transaction:
            found = transaction.row(_OF_CONTRIBUTOR, contributor=contributor_id)
            return _thesis(transaction, found.thesis_id) if found else None

    def content_of(self, thesis_id: int) -> Content | None:
        """The best-ranked record that its source has not deleted, or None."""
        found = self._view.rows(_CONTENT, thesis=thesis_id)
        return _content(found[0]) if found else None

    def came_at(self, thesis_id: int) -> Came:
        """Its way to us."""
        (row,) = self._view.rows(_CAME, thesis=thesis_id)
        refused = bool(row.records) and not row.works
        return Came(instant(row.submitted_at), instant(row.harvested_at), instant(row.checked_at), refused)

    def record(self, identifier: str) -> Content | None:
        """The record with this OAI identifier, thesis or not, of the best-ranked source that has it, or None."""
        found = self._view.rows(_RECORD, identifier=identifier.strip())
        return _content(found[0]) if found else None

    def records(self) -> Iterator[Content]:
        """Every record that its source has not deleted, theses or not, in the order in which they first came."""
        last = 0
        while found := self._view.rows(_RECORDS_AFTER, last=last):
            yield from map(_content, found)
            last = found[-1].id

    def contributors(self, thesis_id: int) -> list[Contributor]:
        """The people the thesis names now, in order."""
        return [_contributor(found) for found in self._view.rows(_NAMED, thesis=thesis_id)]


_DOI = re.compile(r"(?:^|doi:\s*|doi\.org/)(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_HANDLE = re.compile(r"(?:^|hdl:\s*|handle\.net/|/handle/)(\d[\d.]*/[^\s?#]+)$", re.IGNORECASE)


def _meanings(typed: str) -> Iterator[tuple[str, str]]:
    plain = unquote(typed)
    if doi := _DOI.search(plain):
        yield "doi", doi[1].lower()
    if handle := _HANDLE.search(plain):
        yield "handle", handle[1].lower()


def _spellings(url: str) -> list[str]:
    """`url` with and without its last slash, under http and https."""
    bare = re.sub(r"^https?://", "", url).rstrip("/")
    return [f"{scheme}://{bare}{end}" for scheme in ("https", "http") for end in ("", "/")]


def _thesis(transaction: Transaction, thesis_id: int) -> KnownThesis | None:
    found = transaction.row(_THESIS, thesis=thesis_id)
    if found is None:
        return None
    records = transaction.rows(_RECORDS, thesis=found.id)
    identifiers = tuple(dict.fromkeys(record.identifier for record in records))
    keys = transaction.rows(_KEYS, thesis=found.id)
    return KnownThesis(
        id=found.id,
        title=records[0].title if records else "",
        keys=(*((key.kind, key.value) for key in keys), *(("oai", each) for each in identifiers)),
        identifiers=identifiers,
        contributors=tuple(_contributor(row) for row in transaction.rows(_NAMED, thesis=found.id)),
    )


def _contributor(row: Row[Any]) -> Contributor:
    return Contributor(
        row.id,
        row.thesis_id,
        row.position,
        row.role,
        row.name,
        row.stated,
        row.orcid_hint,
        instant(row.replaced_at),
    )


def _content(row: Row[Any]) -> Content:
    return Content(
        record_id=row.id,
        thesis_id=row.thesis_id,
        source_id=row.source_id,
        profile=row.profile,
        identifier=row.identifier,
        datestamp=row.datestamp,
        set_specs=tuple(json.loads(row.set_specs)),
        format=row.format,
        outcome=row.outcome,
        title=row.title,
        url=row.url,
        work_digest=row.work_digest,
        raw_sha256=row.raw_sha256,
        raw=bytes(row.raw),
    )


_KNOWN_BY = """
    SELECT thesis_id FROM thesis_key
    WHERE institution_id = :institution AND kind = :kind AND value = :value
"""
_WITH_RECORD = """
    SELECT thesis_id FROM record
    WHERE identifier = :identifier AND institution_id = :institution AND thesis_id IS NOT NULL
    ORDER BY id
"""
_AT_URL = """
    SELECT thesis_id FROM record
    WHERE url IN :urls AND url <> '' AND institution_id = :institution AND thesis_id IS NOT NULL
    ORDER BY id
"""
_OF_CONTRIBUTOR = """
    SELECT thesis_id FROM contributor WHERE id = :contributor AND institution_id = :institution
"""
_THESIS = """
    SELECT COALESCE(merged_into, id) AS id FROM thesis
    WHERE id = :thesis AND institution_id = :institution
"""
_RECORDS = """
    SELECT record.identifier, record.title
    FROM record JOIN source ON source.id = record.source_id
    WHERE record.thesis_id = :thesis
    ORDER BY source.removed_at IS NOT NULL, record.deleted_at IS NOT NULL,
        source.rank, source.id, LENGTH(record.identifier) DESC, record.identifier DESC
"""
_KEYS = "SELECT kind, value FROM thesis_key WHERE thesis_id = :thesis ORDER BY kind, value"
_NAMED = """
    SELECT * FROM contributor
    WHERE thesis_id = :thesis AND institution_id = :institution AND replaced_at IS NULL
    ORDER BY position, id
"""
_CAME = """
    SELECT MIN(first_seen_at) AS harvested_at, MAX(changed_at) AS checked_at, COUNT(*) AS records,
        COUNT(CASE WHEN outcome = 'work' THEN 1 END) AS works,
        (SELECT MIN(made_at) FROM submission WHERE thesis_id = :thesis) AS submitted_at
    FROM record
    WHERE thesis_id = :thesis AND institution_id = :institution AND deleted_at IS NULL
"""
_RECORDS_AFTER = """
    SELECT record.*, source.profile
    FROM record JOIN source ON source.id = record.source_id
    WHERE record.id > :last AND record.institution_id = :institution
        AND record.deleted_at IS NULL AND source.removed_at IS NULL
    ORDER BY record.id
    LIMIT 100
"""
_RECORD = """
    SELECT record.*, source.profile
    FROM record JOIN source ON source.id = record.source_id
    WHERE record.identifier = :identifier AND record.institution_id = :institution
        AND record.deleted_at IS NULL AND source.removed_at IS NULL
    ORDER BY source.rank, source.id
    LIMIT 1
"""
_CONTENT = """
    SELECT record.*, source.profile
    FROM record JOIN source ON source.id = record.source_id
    WHERE record.thesis_id = :thesis AND record.institution_id = :institution
        AND record.deleted_at IS NULL AND source.removed_at IS NULL
    ORDER BY source.rank, source.id, LENGTH(record.identifier) DESC, record.identifier DESC
    LIMIT 1
"""
