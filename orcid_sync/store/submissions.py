"""Theses handed in before their record exists, and the people who stand on the office's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import View

JoinedBy = Literal["doi-or-handle", "number"]


@dataclass(frozen=True, slots=True)
class Submission:
    """A thesis handed in. `number` is the office's own, `known_as` the DOI or handle it will get, if known."""

    id: int
    number: str
    title: str
    known_as: str
    made_at: datetime
    thesis_id: int | None = None
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubmittedPerson:
    """Somebody on the form of a submission."""

    id: int
    submission_id: int
    role: str
    name: str
    email: str
    orcid_hint: str = ""


class Submissions:
    """The institution's submissions."""

    def __init__(self, view: View) -> None:
        self._view = view

    def keep(self, number: str, *, title: str = "", known_as: str = "") -> Submission:
        """The submission with this number, made or brought up to date ("" leaves what was known)."""
        with self._view.write() as transaction:
            (kept,) = transaction.rows(_KEEP, number=number, title=title, known_as=known_as)
        return _submission(kept)

    def add_person(
        self, submission: Submission, *, role: str, name: str, email: str = "", orcid_hint: str = ""
    ) -> SubmittedPerson:
        """The person on the form, added or brought up to date."""
        with self._view.write() as transaction:
            (kept,) = transaction.rows(
                _KEEP_PERSON,
                submission=submission.id,
                role=role,
                name=name,
                email=email,
                orcid_hint=orcid_hint,
            )
        return _person(kept)

    def find(self, number: str) -> Submission | None:
        """The submission with the office's number, or None."""
        found = self._view.rows(_FIND, number=number)
        return _submission(found[0]) if found else None

    def get(self, submission_id: int) -> Submission | None:
        """The submission with this id, or None."""
        found = self._view.rows(_GET, submission=submission_id)
        return _submission(found[0]) if found else None

    def of_person(self, submitted_person_id: int) -> Submission | None:
        """The submission on whose form somebody stands, or None."""
        found = self._view.rows(_OF_PERSON, person=submitted_person_id)
        return _submission(found[0]) if found else None

    def all(self) -> list[Submission]:
        """All submissions, oldest first."""
        return [_submission(row) for row in self._view.rows(_ALL)]

    def unjoined(self, before: datetime | None = None) -> list[Submission]:
        """Those whose thesis no source has shown yet, oldest first; handed in `before`, when told."""
        return [_submission(row) for row in self._view.rows(_UNJOINED, before=written(before) or "9999")]

    def people(self, submission_id: int) -> list[SubmittedPerson]:
        """Who stands on the form."""
        return [_person(row) for row in self._view.rows(_PEOPLE, submission=submission_id)]

    def join(self, submission_id: int, thesis_id: int, by: JoinedBy) -> None:
        """This harvested thesis is what was handed in; what was joined before stays as it is."""
        self._view.change(_JOIN, submission=submission_id, thesis=thesis_id, by=by)

    def with_email(self, email: str) -> Sequence[tuple[SubmittedPerson, Submission]]:
        """Everywhere this address stands on a form: what a campus login proves."""
        rows = self._view.rows(_WITH_EMAIL, email=email.lower()) if email else []
        people = [_person(row) for row in rows]
        return [(one, found) for one in people if (found := self.get(one.submission_id))]


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        row.id,
        row.number,
        row.title,
        row.known_as,
        instant(row.made_at),
        row.thesis_id,
        instant(row.joined_at),
    )


def _person(row: Row[Any]) -> SubmittedPerson:
    return SubmittedPerson(row.id, row.submission_id, row.role, row.name, row.email, row.orcid_hint)


_KEEP = """
    INSERT INTO submission (institution_id, number, title, known_as, made_at)
    VALUES (:institution, :number, :title, :known_as, :now)
    ON CONFLICT (institution_id, number) DO UPDATE
    SET title = CASE WHEN excluded.title = '' THEN submission.title ELSE excluded.title END,
        known_as = CASE WHEN excluded.known_as = '' THEN submission.known_as ELSE excluded.known_as END
    RETURNING *
"""
_KEEP_PERSON = """
    INSERT INTO submitted_person (institution_id, submission_id, role, name, email, orcid_hint)
    VALUES (:institution, :submission, :role, :name, LOWER(:email), :orcid_hint)
    ON CONFLICT (submission_id, role, name) DO UPDATE
    SET email = CASE WHEN excluded.email = '' THEN submitted_person.email ELSE excluded.email END,
        orcid_hint = CASE
            WHEN excluded.orcid_hint = '' THEN submitted_person.orcid_hint ELSE excluded.orcid_hint
        END
    RETURNING *
"""
_FIND = "SELECT * FROM submission WHERE institution_id = :institution AND number = :number"
_GET = "SELECT * FROM submission WHERE institution_id = :institution AND id = :submission"
_OF_PERSON = """
    SELECT submission.*
    FROM submission JOIN submitted_person ON submitted_person.submission_id = submission.id
    WHERE submitted_person.id = :person AND submission.institution_id = :institution
"""
_ALL = "SELECT * FROM submission WHERE institution_id = :institution ORDER BY id"
_UNJOINED = """
    SELECT * FROM submission
    WHERE institution_id = :institution AND thesis_id IS NULL AND made_at < :before
    ORDER BY id
"""
_PEOPLE = """
    SELECT * FROM submitted_person
    WHERE institution_id = :institution AND submission_id = :submission
    ORDER BY id
"""
_JOIN = """
    UPDATE submission SET thesis_id = :thesis, joined_at = :now, joined_by = :by
    WHERE id = :submission AND institution_id = :institution AND thesis_id IS NULL
"""
_WITH_EMAIL = """
    SELECT * FROM submitted_person
    WHERE institution_id = :institution AND email = :email
    ORDER BY id
"""
