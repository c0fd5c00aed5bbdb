"""Claims asked for and not made yet: their thesis has no record, or a person of the staff has to look first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from orcid_sync.store.claims import Proof
from orcid_sync.store.instants import instant
from orcid_sync.store.view import Transaction, View

Doubt = Literal["", "no-proof", "name-differs", "id-differs", "not-named", "claimed-by-another"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claim is asked for: this person is that contributor, or that person on a submission's form."""

    role: str
    expected: str  # the name in the record or on the form
    name: str  # the name at ORCID, "" when private
    proof: Proof
    doubt: Doubt = ""
    contributor_id: int | None = None
    submitted_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A claim asked for. It waits for a record, for the staff, for both, or it was settled or rejected."""

    id: int
    orcid_id: str
    wanted: Wanted
    made_at: datetime
    approved_at: datetime | None = None
    rejected_at: datetime | None = None
    decided_by: str = ""
    claim_id: int | None = None

    @property
    def waits_for_staff(self) -> bool:
        open_still = self.claim_id is None and self.rejected_at is None and self.approved_at is None
        return open_still and bool(self.wanted.doubt)


class ClaimRequests:
    """The requests under this store's client id."""

    def __init__(self, view: View) -> None:
        self._view = view

    def ask(self, orcid_id: str, wanted: Wanted) -> ClaimRequest:
        """The request, made now or standing already."""
        with self._view.write() as transaction:
            return add_request(transaction, orcid_id, wanted)

    def get(self, request_id: int) -> ClaimRequest | None:
        """The request with this id, or None."""
        found = self._view.rows(_GET, request=request_id)
        return _request(found[0]) if found else None

    def waiting(self, after: int = 0, limit: int = 1000) -> list[ClaimRequest]:
        """What the staff have to decide, oldest first."""
        return [_request(row) for row in self._view.rows(_WAITING, after=after, limit=limit)]

    def ready(self) -> list[ClaimRequest]:
        """Without doubt or approved, and about a contributor of a record: a claim can be made of each."""
        return [_request(row) for row in self._view.rows(_READY)]

    def without_record(self) -> list[ClaimRequest]:
        """About submissions that were joined since: their contributor has to be found."""
        return [_request(row) for row in self._view.rows(_JOINED)]

    def of_person(self, orcid_id: str) -> list[ClaimRequest]:
        """All that this person asked for."""
        return [_request(row) for row in self._view.rows(_OF_PERSON, orcid_id=orcid_id)]

    def about(self, request_id: int, contributor_id: int) -> None:
        """The record names her here."""
        self._view.change(_ABOUT, request=request_id, contributor=contributor_id)

    def doubted(self, request_id: int, doubt: Doubt) -> None:
        """Somebody has to look (again)."""
        self._view.change(_DOUBT, request=request_id, doubt=doubt)

    def settled(self, request_id: int, claim_id: int) -> None:
        """The claim was made."""
        self._view.change(_SETTLED, request=request_id, claim=claim_id)

    def approve(self, request_id: int, by: str) -> bool:
        """False when it was decided before."""
        return self._view.change(_APPROVE, request=request_id, by=by) > 0

    def reject(self, request_id: int, by: str) -> bool:
        """False when it was decided before."""
        return self._view.change(_REJECT, request=request_id, by=by) > 0

    def end(self, orcid_id: str) -> None:
        """She disconnected: nothing that she asked for is made any more."""
        self._view.change(_END, orcid_id=orcid_id)


def add_request(transaction: Transaction, orcid_id: str, wanted: Wanted) -> ClaimRequest:
    """The request, made or standing already, in a transaction that does something else too."""
    whom = {"contributor": wanted.contributor_id, "submitted": wanted.submitted_person_id}
    standing = transaction.row(_STANDING, orcid_id=orcid_id, **whom)
    if standing is None:
        (standing,) = transaction.rows(
            _ASK,
            orcid_id=orcid_id,
            name=wanted.name,
            role=wanted.role,
            expected=wanted.expected,
            proof=wanted.proof,
            doubt=wanted.doubt,
            **whom,
        )
    elif not wanted.doubt and standing.doubt:  # proved by now
        (standing,) = transaction.rows(_PROVED, request=standing.id, proof=wanted.proof)
    return _request(standing)


def _request(row: Row[Any]) -> ClaimRequest:
    return ClaimRequest(
        row.id,
        row.orcid_id,
        Wanted(
            row.role,
            row.expected,
            row.name,
            row.proof,
            row.doubt,
            row.contributor_id,
            row.submitted_person_id,
        ),
        instant(row.made_at),
        instant(row.approved_at),
        instant(row.rejected_at),
        row.decided_by,
        row.claim_id,
    )


# What the staff rejected stays rejected; who disconnected may come back.
_STANDING = """
    SELECT * FROM claim_request
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
        AND (contributor_id = :contributor OR submitted_person_id = :submitted)
        AND claim_id IS NULL AND decided_by <> 'disconnected'
    ORDER BY id
    /* for change */
"""
_ASK = """
    INSERT INTO claim_request
        (institution_id, client_id, orcid_id, name, role, expected, contributor_id, submitted_person_id,
        proof, doubt, made_at)
    VALUES (:institution, :client, :orcid_id, :name, :role, :expected, :contributor, :submitted,
        :proof, :doubt, :now)
    RETURNING *
"""
_PROVED = """
    UPDATE claim_request SET doubt = '', proof = :proof
    WHERE id = :request AND institution_id = :institution
    RETURNING *
"""
_GET = """
    SELECT * FROM claim_request
    WHERE id = :request AND institution_id = :institution AND client_id = :client
"""
_WAITING = """
    SELECT * FROM claim_request
    WHERE institution_id = :institution AND client_id = :client AND id > :after
        AND claim_id IS NULL AND rejected_at IS NULL AND doubt <> '' AND approved_at IS NULL
    ORDER BY id
    LIMIT :limit
"""
_READY = """
    SELECT * FROM claim_request
    WHERE institution_id = :institution AND client_id = :client
        AND claim_id IS NULL AND rejected_at IS NULL AND contributor_id IS NOT NULL
        AND (doubt = '' OR approved_at IS NOT NULL)
    ORDER BY id
"""
_JOINED = """
    SELECT claim_request.*
    FROM claim_request
    JOIN submitted_person ON submitted_person.id = claim_request.submitted_person_id
    JOIN submission ON submission.id = submitted_person.submission_id
    WHERE claim_request.institution_id = :institution AND claim_request.client_id = :client
        AND claim_request.claim_id IS NULL AND claim_request.rejected_at IS NULL
        AND claim_request.contributor_id IS NULL AND submission.thesis_id IS NOT NULL
    ORDER BY claim_request.id
"""
_OF_PERSON = """
    SELECT * FROM claim_request
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
    ORDER BY id
"""
_ABOUT = """
    UPDATE claim_request SET contributor_id = :contributor
    WHERE id = :request AND institution_id = :institution
"""
_DOUBT = """
    UPDATE claim_request SET doubt = :doubt, approved_at = NULL, decided_by = ''
    WHERE id = :request AND institution_id = :institution AND claim_id IS NULL AND rejected_at IS NULL
"""
_SETTLED = """
    UPDATE claim_request SET claim_id = :claim WHERE id = :request AND institution_id = :institution
"""
_APPROVE = """
    UPDATE claim_request SET approved_at = :now, decided_by = :by
    WHERE id = :request AND institution_id = :institution AND client_id = :client
        AND claim_id IS NULL AND rejected_at IS NULL AND approved_at IS NULL
"""
_REJECT = """
    UPDATE claim_request SET rejected_at = :now, decided_by = :by
    WHERE id = :request AND institution_id = :institution AND client_id = :client
        AND claim_id IS NULL AND rejected_at IS NULL
"""
_END = """
    UPDATE claim_request SET rejected_at = :now, decided_by = 'disconnected'
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
        AND claim_id IS NULL AND rejected_at IS NULL
"""
