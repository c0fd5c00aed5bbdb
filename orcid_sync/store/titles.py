"""Theses by title, and the records that came since somebody last looked: both follow a harvest at leisure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from crosswalks.decide.text import fold
from orcid_sync.store.instants import written
from orcid_sync.store.view import View

_SHORTEST = 8  # folded letters: less is no title, only a way to list what is there
_BATCH = 200
_LONGEST_SAVING = timedelta(minutes=10)  # a page under way says when it began, not when it was stored


@dataclass(frozen=True, slots=True)
class Arrived:
    """A record that is new or changed, with the metadata as its source wrote it."""

    thesis_id: int
    title: str
    raw: bytes


class Titles:
    """The institution's theses by their titles."""

    def __init__(self, view: View) -> None:
        self._view = view

    def search(self, typed: str, limit: int) -> list[int]:
        """Theses whose title is, or begins with, what was typed, whatever the case, accents and punctuation."""
        folded = fold(typed)
        if len(folded) < _SHORTEST:
            return []
        rows = self._view.rows(_SEARCH, folded=folded, end=folded + "\U0010ffff", limit=limit)
        return [row.thesis_id for row in rows]

    def arrived(self) -> Iterator[Sequence[Arrived]]:
        """New and changed records of theses since the last time, in batches; their titles can be found then.

        Costs one count when no page was harvested since. Cut off anywhere, the next time goes over it again.
        """
        (row,) = self._view.rows(_HARVESTED)
        harvested = f"{row.harvests} {row.pages} {row.finished}"  # differs once a page was saved
        until = written(self._view.clock() - _LONGEST_SAVING)
        seen = self._view.rows(_SEEN)
        if seen and seen[0].harvested == harvested:
            return
        since, last = (seen[0].until if seen else ""), 0
        while rows := self._view.rows(_CHANGED, since=since, last=last, limit=_BATCH):
            last = rows[-1].id
            self._add(rows)
            yield [Arrived(row.thesis_id, row.title, bytes(row.raw)) for row in rows]
        self._view.change(_LOOKED, harvested=harvested, until=until)

    def _add(self, rows: Sequence[Row[Any]]) -> None:
        folded = [(fold(row.title), row.thesis_id) for row in rows]
        with self._view.write() as transaction:
            transaction.many(_ADD, (each for each in folded if each[0]))


_SEARCH = """
    SELECT DISTINCT COALESCE(thesis.merged_into, thesis.id) AS thesis_id, title_key.folded
    FROM title_key JOIN thesis ON thesis.id = title_key.thesis_id
    WHERE title_key.institution_id = :institution AND title_key.folded >= :folded AND title_key.folded < :end
    ORDER BY title_key.folded, 1
    LIMIT :limit
"""
_SEEN = "SELECT harvested, until FROM looked_through WHERE institution_id = :institution"
_HARVESTED = """
    SELECT COUNT(*) AS harvests, COALESCE(SUM(pages), 0) AS pages, COUNT(finished_at) AS finished
    FROM harvest
    WHERE institution_id = :institution
"""
_CHANGED = """
    SELECT id, thesis_id, title, raw FROM record
    WHERE institution_id = :institution AND id > :last AND changed_at >= :since
        AND thesis_id IS NOT NULL AND deleted_at IS NULL
    ORDER BY id
    LIMIT :limit
"""
_ADD = """
    INSERT INTO title_key (institution_id, folded, thesis_id) VALUES (:institution, :folded, :thesis)
    ON CONFLICT DO NOTHING
"""
_LOOKED = """
    INSERT INTO looked_through (institution_id, harvested, until) VALUES (:institution, :harvested, :until)
    ON CONFLICT (institution_id) DO UPDATE SET harvested = excluded.harvested, until = excluded.until
"""
