"""Claims: this iD's holder is this contributor of this thesis, and how that was proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from orcid_sync.store.instants import instant
from orcid_sync.store.view import Transaction, View

Proof = Literal["invitation", "campus-login", "hint-confirmed", "staff", "rehearsal"]


class NoSuchContributorError(LookupError):
    """The thesis does not name this contributor (any more)."""


class AlreadyClaimedError(Exception):
    """Somebody with another iD has claimed this contributor; that claim has to be ended first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A proved claim. It counts while neither suspended (the record names somebody else now) nor ended."""

    id: int
    contributor_id: int
    thesis_id: int
    orcid_id: str
    client_id: str
    role: str
    proof: str
    made_at: datetime
    stated: str  # the contributor's name as the content record states it now
    suspended_at: datetime | None = None
    suspended_why: str = ""
    ended_at: datetime | None = None
    ended_why: str = ""
    held_at: datetime | None = None  # its person does not want it sent
    shown_name: str | None = None  # the name she wants shown instead of the stated one; "" for none

    @property
    def counts(self) -> bool:
        return self.suspended_at is None and self.ended_at is None


class Claims:
    """The claims under this store's client id."""

    def __init__(self, view: View) -> None:
        self._view = view

    def make(self, contributor_id: int, orcid_id: str, *, proof: Proof, again: bool = False) -> Claim:
        """The claim, made now or standing already. One person has one claim on a thesis.

        A claim that was ended (removed by its owner, unlinked) stays ended unless a person asks `again`.
        Raises NoSuchContributorError and AlreadyClaimedError.
        """
        with self._view.write() as transaction:
            contributor = _contributor(transaction, contributor_id)
            values = {"contributor": contributor.id, "orcid_id": orcid_id, "proof": proof}
            standing = transaction.row(_STANDING, thesis=contributor.thesis_id, orcid_id=orcid_id)
            if standing is None:
                _refuse_second(transaction, contributor, orcid_id)
                claim_id = transaction.rows(_MAKE, **values, role=contributor.role)[0].id
                transaction.change(_BEGIN_PUSH, claim=claim_id, orcid_id=orcid_id)
            else:
                claim_id = standing.id
                if standing.ended_at is not None and again:
                    _refuse_second(transaction, contributor, orcid_id)
                    transaction.change(_MAKE_AGAIN, **values, claim=claim_id, role=contributor.role)
                    transaction.change(_PUSH_AGAIN, claim=claim_id)
            (made,) = transaction.rows(_CLAIM, claim=claim_id)
        return _claim(made)

    def suspend(self, claim_id: int, why: str) -> None:
        """Nothing is sent for it until a person decides."""
        self._view.change(_SUSPEND, claim=claim_id, why=why)

    def confirm(self, claim_id: int, *, contributor_id: int | None = None) -> None:
        """A person decided that a suspended claim is right after all; for `contributor_id` when the record
        names the person in a way that we could not recognise. Raises NoSuchContributorError."""
        with self._view.write() as transaction:
            if contributor_id is not None:
                named = _contributor(transaction, contributor_id)
                transaction.change(_MOVE, claim=claim_id, contributor=named.id, thesis=named.thesis_id)
            transaction.change(_CONFIRM, claim=claim_id)

    def end(self, claim_id: int, why: str) -> None:
        """The claim is over (`removed-by-owner`, `unlinked` …); nothing is ever added for it again."""
        with self._view.write() as transaction:
            end_claim(transaction, claim_id, why)

    def follow(self, former_id: str, orcid_id: str) -> None:
        """ORCID merged one record of a person into another: her claims go along, and her works are due there.

        What stood in the merged record is gone with it. A thesis that she has claimed anew is left out.
        """
        with self._view.write() as transaction:
            transaction.change(_FOLLOW, former=former_id, orcid_id=orcid_id)
            transaction.change(_FOLLOW_PUSH, former=former_id, orcid_id=orcid_id)

    def hold(self, claim_id: int) -> None:
        """Its person does not want it sent, until she says otherwise."""
        self._view.change(_HOLD, claim=claim_id)

    def release(self, claim_id: int) -> None:
        """Its person wants it sent after all."""
        self._view.change(_RELEASE, claim=claim_id)

    def show_name(self, claim_id: int, name: str | None) -> None:
        """The name of hers that works show from now on: another one, "" for none, None for the stated one.

        Everybody's work of the thesis is due again, since all of them name her.
        """
        with self._view.write() as transaction:
            transaction.change(_SHOW_NAME, claim=claim_id, name=name)
            transaction.change(_LOOK_AGAIN, claim=claim_id)

    def shown_names(self, thesis_id: int) -> dict[str, str]:
        """Name as stated → name to show ("" for none), of those who wished for another."""
        return {row.stated: row.shown_name for row in self._view.rows(_SHOWN_NAMES, thesis=thesis_id)}

    def all(self, *, orcid_id: str = "", thesis_id: int | None = None) -> list[Claim]:
        """Claims, ended ones included, those that count first; of one person or one thesis when told."""
        found = self._view.rows(_ALL, orcid_id=orcid_id, thesis=thesis_id or 0)
        return [_claim(each) for each in found]

    def authenticated(self, thesis_id: int) -> dict[str, str]:
        """Name as stated → iD, of the claims that count: what `crosswalk(authenticated=…)` takes."""
        return {row.stated: row.orcid_id for row in self._view.rows(_AUTHENTICATED, thesis=thesis_id)}


def end_claim(transaction: Transaction, claim_id: int, why: str) -> None:
    """End a claim in a transaction that does something else too."""
    transaction.change(_END, claim=claim_id, why=why)


def _contributor(transaction: Transaction, contributor_id: int) -> Row[Any]:
    """The named contributor, whose thesis nobody else changes until this transaction ends."""
    transaction.row(_LOCK_THESIS, contributor=contributor_id)
    contributor = transaction.row(_NAMED, contributor=contributor_id)
    if contributor is None:
        raise NoSuchContributorError(f"No thesis names the contributor {contributor_id}.")
    return contributor


def _refuse_second(transaction: Transaction, contributor: Row[Any], orcid_id: str) -> None:
    other = transaction.row(_CLAIMED_BY_ANOTHER, contributor=contributor.id, orcid_id=orcid_id)
    if other:
        raise AlreadyClaimedError(f"{contributor.name} is claimed by {other.orcid_id}; end that claim first.")


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        id=row.id,
        contributor_id=row.contributor_id,
        thesis_id=row.thesis_id,
        orcid_id=row.orcid_id,
        client_id=row.client_id,
        role=row.role,
        proof=row.proof,
        made_at=instant(row.made_at),
        stated=row.stated,
        suspended_at=instant(row.suspended_at),
        suspended_why=row.suspended_why,
        ended_at=instant(row.ended_at),
        ended_why=row.ended_why,
        held_at=instant(row.held_at),
        shown_name=row.shown_name,
    )


_LOCK_THESIS = """
    SELECT id FROM thesis
    WHERE id = (SELECT thesis_id FROM contributor WHERE id = :contributor)
    /* for change */
"""
_NAMED = """
    SELECT * FROM contributor
    WHERE id = :contributor AND institution_id = :institution AND replaced_at IS NULL
"""
_STANDING = """
    SELECT claim.* FROM claim JOIN contributor ON contributor.id = claim.contributor_id
    WHERE contributor.thesis_id = :thesis AND claim.orcid_id = :orcid_id AND claim.client_id = :client
    ORDER BY claim.ended_at IS NOT NULL, claim.ended_why = 'merged', claim.id
"""
_CLAIMED_BY_ANOTHER = """
    SELECT orcid_id FROM claim
    WHERE contributor_id = :contributor AND orcid_id <> :orcid_id AND client_id = :client AND ended_at IS NULL
"""
_MAKE = """
    INSERT INTO claim (institution_id, contributor_id, client_id, orcid_id, role, proof, made_at)
    VALUES (:institution, :contributor, :client, :orcid_id, :role, :proof, :now)
    RETURNING id
"""
_MAKE_AGAIN = """
    UPDATE claim
    SET contributor_id = :contributor, role = :role, proof = :proof, made_at = :now,
        suspended_at = NULL, suspended_why = '', ended_at = NULL, ended_why = '', held_at = NULL
    WHERE id = :claim
"""
_BEGIN_PUSH = """
    INSERT INTO push (institution_id, client_id, orcid_id, claim_id)
    VALUES (:institution, :client, :orcid_id, :claim)
"""
_PUSH_AGAIN = """
    UPDATE push
    SET sent_work_digest = '', removal_asked_at = NULL, removed_at = NULL, next_try_at = NULL, tries = 0,
        given_up_at = NULL, answer = '', candidates = '', happened = '', code = '', reason = ''
    WHERE claim_id = :claim
"""
_CLAIM = """
    SELECT claim.*, contributor.thesis_id, contributor.stated
    FROM claim JOIN contributor ON contributor.id = claim.contributor_id
    WHERE claim.id = :claim
"""
_ALL = """
    SELECT claim.*, contributor.thesis_id, contributor.stated
    FROM claim JOIN contributor ON contributor.id = claim.contributor_id
    WHERE claim.institution_id = :institution AND claim.client_id = :client
        AND (:orcid_id = '' OR claim.orcid_id = :orcid_id)
        AND (:thesis = 0 OR contributor.thesis_id = :thesis)
    ORDER BY claim.ended_at IS NOT NULL, claim.suspended_at IS NOT NULL, claim.id
"""
_AUTHENTICATED = """
    SELECT contributor.stated, claim.orcid_id
    FROM claim JOIN contributor ON contributor.id = claim.contributor_id
    WHERE contributor.thesis_id = :thesis AND contributor.replaced_at IS NULL
        AND claim.institution_id = :institution AND claim.client_id = :client
        AND claim.suspended_at IS NULL AND claim.ended_at IS NULL
    ORDER BY claim.id DESC
"""
_FOLLOW = """
    UPDATE claim SET orcid_id = :orcid_id
    WHERE institution_id = :institution AND client_id = :client AND orcid_id = :former AND ended_at IS NULL
        AND contributor_id NOT IN (
            SELECT other.id FROM contributor AS other JOIN contributor ON contributor.thesis_id = other.thesis_id
            JOIN claim AS standing ON standing.contributor_id = contributor.id
            WHERE standing.orcid_id = :orcid_id AND standing.client_id = :client
        )
"""
_FOLLOW_PUSH = """
    UPDATE push
    SET orcid_id = :orcid_id, put_code = NULL, sent_digest = '', sent_xml = '', sent_work_digest = '',
        sent_raw_sha256 = '', intended = '', intended_digest = '', intended_xml = '', next_try_at = NULL,
        tries = 0, given_up_at = NULL, removal_asked_at = NULL, happened = '', reason = '', code = ''
    WHERE institution_id = :institution AND client_id = :client AND orcid_id = :former
        AND claim_id IN (SELECT id FROM claim WHERE orcid_id = :orcid_id)
"""
_SUSPEND = """
    UPDATE claim SET suspended_at = :now, suspended_why = :why
    WHERE id = :claim AND institution_id = :institution AND suspended_at IS NULL
"""
_MOVE = """
    UPDATE claim SET contributor_id = :contributor
    WHERE id = :claim AND institution_id = :institution
        AND contributor_id IN (SELECT id FROM contributor WHERE thesis_id = :thesis)
"""
_CONFIRM = """
    UPDATE claim SET suspended_at = NULL, suspended_why = ''
    WHERE id = :claim AND institution_id = :institution
"""
_END = """
    UPDATE claim SET ended_at = :now, ended_why = :why
    WHERE id = :claim AND institution_id = :institution AND ended_at IS NULL
"""
_HOLD = """
    UPDATE claim SET held_at = COALESCE(held_at, :now)
    WHERE id = :claim AND institution_id = :institution AND client_id = :client
"""
_RELEASE = """
    UPDATE claim SET held_at = NULL
    WHERE id = :claim AND institution_id = :institution AND client_id = :client
"""
_SHOW_NAME = """
    UPDATE claim SET shown_name = :name
    WHERE id = :claim AND institution_id = :institution AND client_id = :client
"""
_LOOK_AGAIN = """
    UPDATE push SET sent_work_digest = ''
    WHERE institution_id = :institution AND sent_work_digest <> '' AND put_code IS NOT NULL
        AND claim_id IN (
            SELECT claim.id FROM claim JOIN contributor ON contributor.id = claim.contributor_id
            WHERE contributor.thesis_id = (
                SELECT contributor.thesis_id
                FROM claim JOIN contributor ON contributor.id = claim.contributor_id
                WHERE claim.id = :claim
            )
        )
"""
_SHOWN_NAMES = """
    SELECT contributor.stated, claim.shown_name
    FROM claim JOIN contributor ON contributor.id = claim.contributor_id
    WHERE contributor.thesis_id = :thesis AND claim.shown_name IS NOT NULL
        AND claim.institution_id = :institution AND claim.client_id = :client
        AND claim.suspended_at IS NULL AND claim.ended_at IS NULL
    ORDER BY claim.id
"""
