"""What a person said yes to: for which purposes, after reading which text, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.store.claim_requests import ClaimRequest, Wanted, add_request
from orcid_sync.store.instants import instant
from orcid_sync.store.view import View


@dataclass(frozen=True, slots=True)
class Evidence:
    """What she was shown and what she chose. `purposes` are words such as `thesis`, `show`, `career`."""

    purposes: tuple[str, ...]
    text_version: str
    language: str


@dataclass(frozen=True, slots=True)
class Consented:
    """A yes, as it was given. `scopes` is what ORCID granted with it."""

    id: int
    orcid_id: str
    evidence: Evidence
    scopes: tuple[str, ...]
    given_at: datetime
    ended_at: datetime | None = None


class UsedInvitationError(Exception):
    """The invitation was accepted before, by somebody with another ORCID iD."""


class Consents:
    """The consents under this store's client id."""

    def __init__(self, view: View) -> None:
        self._view = view

    def give(
        self,
        orcid_id: str,
        evidence: Evidence,
        scopes: Sequence[str],
        *,
        wanted: Sequence[Wanted] = (),
        invitation_id: int | None = None,
    ) -> list[ClaimRequest]:
        """Keep a yes with its evidence, use up its invitation, and ask for the claims that follow: all or nothing.

        Raises UsedInvitationError when somebody else was faster; nothing is kept then.
        """
        with self._view.write() as transaction:
            if invitation_id is not None:
                used = transaction.change(_ACCEPT, invitation=invitation_id, orcid_id=orcid_id)
                if not used:
                    raise UsedInvitationError
            transaction.change(
                _GIVE,
                orcid_id=orcid_id,
                invitation=invitation_id,
                purposes=" ".join(evidence.purposes),
                scopes=" ".join(sorted(scopes)),
                version=evidence.text_version,
                language=evidence.language,
            )
            return [add_request(transaction, orcid_id, each) for each in wanted]

    def of_person(self, orcid_id: str) -> list[Consented]:
        """All she ever said yes to, newest first."""
        return [_consented(row) for row in self._view.rows(_OF_PERSON, orcid_id=orcid_id)]

    def purposes(self, orcid_id: str) -> frozenset[str] | None:
        """What she agrees to now; None when she was never asked on our pages (an office's own form, say)."""
        given = self.of_person(orcid_id)
        if not given:
            return None
        return frozenset(
            purpose for each in given if each.ended_at is None for purpose in each.evidence.purposes
        )

    def end(self, orcid_id: str) -> None:
        """She took it back."""
        self._view.change(_END, orcid_id=orcid_id)

    def people(self) -> int:
        """How many people agree now."""
        (row,) = self._view.rows(_PEOPLE)
        return int(row.people)


def _consented(row: Row[Any]) -> Consented:
    return Consented(
        row.id,
        row.orcid_id,
        Evidence(tuple(row.purposes.split()), row.text_version, row.language),
        tuple(row.scopes.split()),
        instant(row.given_at),
        instant(row.ended_at),
    )


_ACCEPT = """
    UPDATE invitation SET accepted_at = COALESCE(accepted_at, :now), orcid_id = :orcid_id
    WHERE id = :invitation AND institution_id = :institution AND client_id = :client
        AND orcid_id IN ('', :orcid_id) AND (accepted_at IS NOT NULL OR expires_at > :now)
"""
_GIVE = """
    INSERT INTO consent
        (institution_id, client_id, orcid_id, invitation_id, purposes, scopes, text_version, language, given_at)
    VALUES (:institution, :client, :orcid_id, :invitation, :purposes, :scopes, :version, :language, :now)
"""
_OF_PERSON = """
    SELECT * FROM consent
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
    ORDER BY id DESC
"""
_END = """
    UPDATE consent SET ended_at = :now
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
        AND ended_at IS NULL
"""
_PEOPLE = """
    SELECT COUNT(DISTINCT orcid_id) AS people FROM consent
    WHERE institution_id = :institution AND client_id = :client AND ended_at IS NULL
"""
