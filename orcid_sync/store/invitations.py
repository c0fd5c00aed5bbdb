"""Invitations: one person, asked once about all her theses in a role, by a link that only she was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import View


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation and what became of it. Its token is kept only as a hash."""

    id: int
    name: str
    email: str
    role: str
    orcid_hint: str
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None = None
    denied_at: datetime | None = None
    accepted_at: datetime | None = None
    orcid_id: str = ""  # who said yes


@dataclass(frozen=True, slots=True)
class InvitedFor:
    """One of the theses of an invitation: a contributor of a thesis, or somebody on a submission's form."""

    title: str
    name: str
    contributor_id: int | None = None
    submitted_person_id: int | None = None
    thesis_id: int | None = None
    orcid_hint: str = ""


class Invitations:
    """The invitations under this store's client id."""

    def __init__(self, view: View) -> None:
        self._view = view

    def make(
        self,
        token_hash: str,
        *,
        name: str,
        role: str,
        expires_at: datetime,
        email: str = "",
        orcid_hint: str = "",
        contributors: Sequence[int] = (),
        submitted: Sequence[int] = (),
    ) -> Invitation:
        """A new invitation, for these contributors of theses and these people on forms."""
        with self._view.write() as transaction:
            (made,) = transaction.rows(
                _MAKE,
                token=token_hash,
                name=name,
                email=email,
                role=role,
                orcid_hint=orcid_hint,
                expires_at=written(expires_at),
            )
            for contributor in contributors:
                transaction.change(_ADD, invitation=made.id, contributor=contributor, submitted=None)
            for person in submitted:
                transaction.change(_ADD, invitation=made.id, contributor=None, submitted=person)
        return _invitation(made)

    def find(self, token_hash: str) -> Invitation | None:
        """The invitation of a token, or None."""
        found = self._view.rows(_FIND, token=token_hash)
        return _invitation(found[0]) if found else None

    def get(self, invitation_id: int) -> Invitation | None:
        """The invitation with this id, or None."""
        found = self._view.rows(_GET, invitation=invitation_id)
        return _invitation(found[0]) if found else None

    def theses(self, invitation_id: int) -> list[InvitedFor]:
        """What it is about; a submission that was joined carries its thesis."""
        return [
            InvitedFor(
                row.title,
                row.name,
                row.contributor_id,
                row.submitted_person_id,
                row.thesis_id,
                row.orcid_hint or "",
            )
            for row in self._view.rows(_THESES, invitation=invitation_id)
        ]

    def opened(self, invitation_id: int) -> None:
        """She has seen it; the first time counts."""
        self._view.change(_OPENED, invitation=invitation_id)

    def denied(self, invitation_id: int) -> None:
        """She said no, and may change her mind while the link lives."""
        self._view.change(_DENIED, invitation=invitation_id)

    def of_contributors(self, contributors: Sequence[int], submitted: Sequence[int]) -> list[Invitation]:
        """All that were made about these people so far, newest first."""
        found = self._view.rows(_ABOUT, contributors=list(contributors), submitted=list(submitted))
        return [_invitation(row) for row in found]

    def end(self, invitation_id: int) -> None:
        """A newer link takes its place."""
        self._view.change(_END, invitation=invitation_id)

    def of_person(self, orcid_id: str) -> list[Invitation]:
        """Those that this person accepted."""
        return [_invitation(row) for row in self._view.rows(_OF_PERSON, orcid_id=orcid_id)]

    def counts(self) -> tuple[int, int, int]:
        """How many were made, accepted and denied."""
        (row,) = self._view.rows(_COUNTS)
        return int(row.made), int(row.accepted), int(row.denied)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=row.id,
        name=row.name,
        email=row.email,
        role=row.role,
        orcid_hint=row.orcid_hint,
        made_at=instant(row.made_at),
        expires_at=instant(row.expires_at),
        opened_at=instant(row.opened_at),
        denied_at=instant(row.denied_at),
        accepted_at=instant(row.accepted_at),
        orcid_id=row.orcid_id,
    )


_MAKE = """
    INSERT INTO invitation
        (institution_id, client_id, token_hash, name, email, role, orcid_hint, made_at, expires_at)
    VALUES (:institution, :client, :token, :name, LOWER(:email), :role, :orcid_hint, :now, :expires_at)
    RETURNING *
"""
_ADD = """
    INSERT INTO invited (institution_id, invitation_id, contributor_id, submitted_person_id)
    VALUES (:institution, :invitation, :contributor, :submitted)
"""
_FIND = """
    SELECT * FROM invitation
    WHERE token_hash = :token AND institution_id = :institution AND client_id = :client
"""
_GET = """
    SELECT * FROM invitation
    WHERE id = :invitation AND institution_id = :institution AND client_id = :client
"""
_THESES = """
    SELECT
        COALESCE(
            (SELECT record.title FROM record WHERE record.thesis_id = contributor.thesis_id
                ORDER BY record.deleted_at IS NOT NULL, record.id LIMIT 1),
            submission.title
        ) AS title,
        COALESCE(contributor.name, submitted_person.name) AS name,
        invited.contributor_id, invited.submitted_person_id, contributor.orcid_hint,
        COALESCE(contributor.thesis_id, submission.thesis_id) AS thesis_id
    FROM invited
    LEFT JOIN contributor ON contributor.id = invited.contributor_id
    LEFT JOIN submitted_person ON submitted_person.id = invited.submitted_person_id
    LEFT JOIN submission ON submission.id = submitted_person.submission_id
    WHERE invited.invitation_id = :invitation AND invited.institution_id = :institution
    ORDER BY invited.contributor_id, invited.submitted_person_id
"""
_OPENED = """
    UPDATE invitation SET opened_at = :now
    WHERE id = :invitation AND institution_id = :institution AND opened_at IS NULL
"""
_DENIED = """
    UPDATE invitation SET denied_at = :now
    WHERE id = :invitation AND institution_id = :institution AND accepted_at IS NULL
"""
_ABOUT = """
    SELECT DISTINCT invitation.* FROM invitation JOIN invited ON invited.invitation_id = invitation.id
    WHERE invitation.institution_id = :institution AND invitation.client_id = :client
        AND (invited.contributor_id IN :contributors OR invited.submitted_person_id IN :submitted)
    ORDER BY invitation.id DESC
"""
_END = """
    UPDATE invitation SET expires_at = :now
    WHERE id = :invitation AND institution_id = :institution AND accepted_at IS NULL AND expires_at > :now
"""
_OF_PERSON = """
    SELECT * FROM invitation
    WHERE orcid_id = :orcid_id AND orcid_id <> '' AND institution_id = :institution AND client_id = :client
    ORDER BY id
"""
_COUNTS = """
    SELECT COUNT(*) AS made, COUNT(accepted_at) AS accepted,
        COUNT(CASE WHEN accepted_at IS NULL THEN denied_at END) AS denied
    FROM invitation
    WHERE institution_id = :institution AND client_id = :client
"""
