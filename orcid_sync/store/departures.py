"""Who asked to be disconnected, and whether all of it is done: at ORCID, in the repository, and here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.store.instants import instant
from orcid_sync.store.view import View


@dataclass(frozen=True, slots=True)
class Departure:
    """What a person asked for when she disconnected."""

    id: int
    orcid_id: str
    removes_works: bool
    removes_id: bool
    erases: bool
    asked_at: datetime
    done_at: datetime | None = None


class Departures:
    """The departures under this store's client id."""

    def __init__(self, view: View) -> None:
        self._view = view

    def begin(self, orcid_id: str, *, removes_works: bool, removes_id: bool, erases: bool) -> Departure:
        """Write down what she asked for, before anything is done; from now on nothing new is sent for her."""
        with self._view.write() as transaction:
            (begun,) = transaction.rows(
                _BEGIN, orcid_id=orcid_id, works=int(removes_works), id=int(removes_id), erases=int(erases)
            )
            transaction.change(_HOLD_ALL, orcid_id=orcid_id)
        return _departure(begun)

    def unfinished(self) -> list[Departure]:
        """Those of which something is still to be done."""
        return [_departure(row) for row in self._view.rows(_UNFINISHED)]

    def end_claims(self, orcid_id: str) -> None:
        """No claim of hers counts any more; works that stand at ORCID are left as they are."""
        self._view.change(_END_CLAIMS, orcid_id=orcid_id)

    def erase_tokens(self, orcid_id: str) -> int:
        """Her tokens are nowhere any more; how many permissions they belonged to."""
        return self._view.change(_ERASE_TOKENS, orcid_id=orcid_id, nothing=b"")

    def finish(self, departure: Departure) -> None:
        """All of it is done."""
        self._view.change(_FINISH, departure=departure.id)


def _departure(row: Row[Any]) -> Departure:
    return Departure(
        row.id,
        row.orcid_id,
        bool(row.removes_works),
        bool(row.removes_id),
        bool(row.erases),
        instant(row.asked_at),
        instant(row.done_at),
    )


_BEGIN = """
    INSERT INTO departure
        (institution_id, client_id, orcid_id, removes_works, removes_id, erases, asked_at)
    VALUES (:institution, :client, :orcid_id, :works, :id, :erases, :now)
    RETURNING *
"""
_HOLD_ALL = """
    UPDATE claim SET held_at = COALESCE(held_at, :now)
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
        AND ended_at IS NULL
"""
_UNFINISHED = """
    SELECT * FROM departure
    WHERE institution_id = :institution AND client_id = :client AND done_at IS NULL
    ORDER BY id
"""
_END_CLAIMS = """
    UPDATE claim SET ended_at = :now, ended_why = 'disconnected', held_at = NULL
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
        AND ended_at IS NULL
"""
_ERASE_TOKENS = """
    UPDATE permission
    SET access_token = :nothing, refresh_token = :nothing, withdrawn_at = COALESCE(withdrawn_at, :now)
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
"""
_FINISH = "UPDATE departure SET done_at = :now WHERE id = :departure AND institution_id = :institution"
