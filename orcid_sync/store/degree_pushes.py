"""The degrees of those who claimed a thesis as its author, and where each stands at ORCID."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row

from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import View

_LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class DegreePush:
    """A degree that may have to be sent. `goes` says that a person took it back, so that it has to be deleted.

    `digest` is of what was sent last, or of what ORCID or we refused (`happened` says which).
    """

    claim_id: int
    contributor_id: int
    thesis_id: int
    orcid_id: str
    put_code: str = ""
    digest: str = ""
    happened: str = ""
    reason: str = ""
    intended_at: datetime | None = None
    tries: int = 0
    goes: bool = False


class DegreePushes:
    """The degrees under this store's client id."""

    def __init__(self, view: View) -> None:
        self._view = view

    def due(self) -> list[DegreePush]:
        """All that may have to be looked at now, in the order in which the claims were made."""
        return [_push(row) for row in self._view.rows(_DUE)]

    def put_codes(self, orcid_id: str, *, but: DegreePush) -> frozenset[str]:
        """Those of this person's other degrees."""
        rows = self._view.rows(_PUT_CODES, orcid_id=orcid_id, claim=but.claim_id)
        return frozenset(row.put_code for row in rows)

    def take(self, push: DegreePush) -> bool:
        """Lease it; False when another process has it."""
        until = written(self._view.clock() + _LEASE)
        return self._view.change(_TAKE, claim=push.claim_id, until=until) == 1

    def intend(self, push: DegreePush) -> None:
        """An add begins: whoever comes after a crash has to look first."""
        self._view.change(_INTEND, claim=push.claim_id)

    def settle(
        self, push: DegreePush, happened: str, reason: str, *, put_code: str = "", digest: str = ""
    ) -> None:
        """What came of it; leaves it alone until something changes."""
        values = {"put_code": put_code or push.put_code, "digest": digest, "happened": happened}
        self._view.change(_SETTLE, claim=push.claim_id, reason=reason, **values)

    def postpone(self, push: DegreePush, until: datetime, reason: str) -> None:
        """Not now."""
        self._view.change(_POSTPONE, claim=push.claim_id, until=written(until), reason=reason)

    def end(self, push: DegreePush, happened: str, reason: str) -> None:
        """It is gone from ORCID, and is never added again."""
        self._view.change(_END, claim=push.claim_id, happened=happened, reason=reason)


def _push(row: Row[tuple[object, ...]]) -> DegreePush:
    return DegreePush(
        row.claim_id,
        row.contributor_id,
        row.thesis_id,
        row.orcid_id,
        row.put_code or "",
        row.digest or "",
        row.happened or "",
        row.reason or "",
        instant(row.intended_at),
        row.tries or 0,
        bool(row.goes),
    )


_DUE = """
    SELECT * FROM (
        SELECT claim.id AS claim_id, claim.contributor_id, contributor.thesis_id, claim.orcid_id,
            degree_push.put_code, degree_push.digest, degree_push.happened, degree_push.reason,
            degree_push.intended_at, degree_push.tries,
            CASE
                WHEN claim.ended_at IS NULL THEN 0
                WHEN claim.ended_why = 'unlinked' THEN 1
                WHEN claim.ended_why = 'disconnected' AND EXISTS (
                    SELECT 1 FROM departure
                    WHERE departure.orcid_id = claim.orcid_id AND departure.client_id = claim.client_id
                        AND departure.institution_id = claim.institution_id AND departure.removes_works = 1
                ) THEN 1
                ELSE 0
            END AS goes,
            CASE
                WHEN claim.ended_at IS NULL AND claim.suspended_at IS NULL AND claim.held_at IS NULL
                    AND contributor.replaced_at IS NULL THEN 1
                ELSE 0
            END AS counts
        FROM claim
        JOIN contributor ON contributor.id = claim.contributor_id
        LEFT JOIN degree_push ON degree_push.claim_id = claim.id
        WHERE claim.institution_id = :institution AND claim.client_id = :client AND claim.role = 'author'
            AND degree_push.ended_at IS NULL
            AND (degree_push.next_try_at IS NULL OR degree_push.next_try_at <= :now)
            AND (degree_push.lease_until IS NULL OR degree_push.lease_until <= :now)
    ) AS degree
    WHERE counts = 1 OR (goes = 1 AND (put_code <> '' OR intended_at IS NOT NULL))
    ORDER BY claim_id
"""
_PUT_CODES = """
    SELECT degree_push.put_code
    FROM degree_push JOIN claim ON claim.id = degree_push.claim_id
    WHERE claim.orcid_id = :orcid_id AND degree_push.claim_id <> :claim AND degree_push.put_code <> ''
        AND degree_push.institution_id = :institution AND degree_push.client_id = :client
"""
_TAKE = """
    INSERT INTO degree_push (claim_id, institution_id, client_id, lease_until)
    VALUES (:claim, :institution, :client, :until)
    ON CONFLICT (claim_id) DO UPDATE SET lease_until = excluded.lease_until
    WHERE degree_push.lease_until IS NULL OR degree_push.lease_until <= :now
"""
_OURS = "WHERE claim_id = :claim AND institution_id = :institution"
_INTEND = f"UPDATE degree_push SET intended_at = :now {_OURS}"  # noqa: S608 -- our own text
_SETTLE = f"""
    UPDATE degree_push SET put_code = :put_code, digest = :digest, happened = :happened, reason = :reason,
        intended_at = NULL, tries = 0, next_try_at = NULL, lease_until = NULL
    {_OURS}
"""  # noqa: S608
_POSTPONE = f"""
    UPDATE degree_push SET reason = :reason, tries = tries + 1, next_try_at = :until, lease_until = NULL {_OURS}
"""  # noqa: S608
_END = f"""
    UPDATE degree_push SET put_code = '', digest = '', happened = :happened, reason = :reason,
        intended_at = NULL, ended_at = :now, lease_until = NULL
    {_OURS}
"""  # noqa: S608
