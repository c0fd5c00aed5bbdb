"""Turns at ORCID, shared by all processes that use one client id (a generic cell rate algorithm in one row)."""

from __future__ import annotations

from typing import Final

from orcid_sync.store.view import View


class Pace:
    """The turns of this store's client id. ORCID counts per client id, so institutions that share one share them."""

    def __init__(self, view: View) -> None:
        self._view = view

    def next_turn(self, now: float, gap: float) -> float:
        """When the next request may be sent, in seconds since 1970; nobody else gets the same turn."""
        with self._view.write() as transaction:
            (taken,) = transaction.rows(_TAKE, moment=now, gap=gap)
        return float(taken.next_turn) - gap

    def hold_until(self, until: float) -> None:
        """No turn before then, for nobody."""
        self._view.change(_HOLD, until=until)


# A turn further away than a minute, though nobody asked for a pause, comes of a clock that was set back.
_TAKE: Final = """
    INSERT INTO pace (client_id, next_turn, held_until) VALUES (:client, :moment + :gap, 0)
    ON CONFLICT (client_id) DO UPDATE
    SET next_turn = :gap + CASE
        WHEN pace.held_until > :moment AND pace.held_until > pace.next_turn THEN pace.held_until
        WHEN pace.next_turn > :moment AND (pace.next_turn < :moment + 60 OR pace.held_until > :moment - 60)
            THEN pace.next_turn
        ELSE :moment
    END
    RETURNING next_turn
"""
_HOLD: Final = """
    INSERT INTO pace (client_id, next_turn, held_until) VALUES (:client, 0, :until)
    ON CONFLICT (client_id) DO UPDATE
    SET held_until = CASE WHEN pace.held_until > :until THEN pace.held_until ELSE :until END
"""
