"""Degrees as the registrar states them, one for each author of a thesis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Row

from orcid_sync.store.view import Transaction, View


@dataclass(frozen=True, slots=True)
class Conferral:
    """The degree of one author. Dates are as exact as stated ("2024", "2024-09"), "" where nothing is.

    `degree` and `department` are "" where the record of the thesis says it.
    """

    contributor_id: int
    conferred_on: str
    started_on: str = ""
    degree: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class KnownConferral:
    """A conferral beside the person and the thesis that it is about."""

    conferral: Conferral
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class ConferralsKept:
    """What became of a list of conferrals."""

    new: int
    changed: int
    unchanged: int


class Conferrals:
    """The institution's conferrals."""

    def __init__(self, view: View) -> None:
        self._view = view

    def keep(self, stated: Sequence[Conferral]) -> ConferralsKept:
        """Keep all of `stated`, in place of what was known of the same people, in one transaction."""

        def write(transaction: Transaction) -> ConferralsKept:
            people = [one.contributor_id for one in stated]
            rows = transaction.rows(_OF_PEOPLE, people=people)
            known = {row.contributor_id: _conferral(row) for row in rows}
            differing = [one for one in stated if known.get(one.contributor_id) != one]
            transaction.many(_KEEP, [_values(one) for one in differing])
            changed = sum(one.contributor_id in known for one in differing)
            return ConferralsKept(len(differing) - changed, changed, len(stated) - len(differing))

        return self._view.attempt(write)

    def of_contributor(self, contributor_id: int) -> Conferral | None:
        """What the registrar says of this author's degree, or None."""
        found = self._view.rows(_OF_PEOPLE, people=[contributor_id])
        return _conferral(found[0]) if found else None

    def all(self) -> Iterator[KnownConferral]:
        """Every conferral, the latest first."""
        for row in self._view.rows(_ALL):
            yield KnownConferral(_conferral(row), row.name, row.title or "")


def _conferral(row: Row[tuple[object, ...]]) -> Conferral:
    return Conferral(row.contributor_id, row.conferred_on, row.started_on, row.degree, row.department)


def _values(one: Conferral) -> tuple[object, ...]:
    return one.contributor_id, one.degree, one.department, one.started_on, one.conferred_on


_OF_PEOPLE = """
    SELECT * FROM conferral WHERE institution_id = :institution AND contributor_id IN :people
"""
_KEEP = """
    INSERT INTO conferral (
        contributor_id, institution_id, degree, department, started_on, conferred_on, said_at
    )
    VALUES (:contributor, :institution, :degree, :department, :started, :conferred, :now)
    ON CONFLICT (contributor_id) DO UPDATE SET
        degree = excluded.degree, department = excluded.department, started_on = excluded.started_on,
        conferred_on = excluded.conferred_on, said_at = excluded.said_at
"""
_ALL = """
    SELECT conferral.*, contributor.name, (
        SELECT record.title FROM record
        WHERE record.thesis_id = contributor.thesis_id AND record.deleted_at IS NULL
        ORDER BY record.id LIMIT 1
    ) AS title
    FROM conferral JOIN contributor ON contributor.id = conferral.contributor_id
    WHERE conferral.institution_id = :institution
    ORDER BY conferral.conferred_on DESC, contributor.name, conferral.contributor_id
"""
