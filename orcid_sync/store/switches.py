"""What people switched: whether anything may be sent at all, and what is paused; who did it, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from orcid_sync.store.instants import instant
from orcid_sync.store.view import View

What = Literal["live", "pause"]
EVERYTHING: Final = ""  # in place of a source's name


@dataclass(frozen=True, slots=True)
class Switched:
    """One act of a person. `source` is "" when it was about everything."""

    what: What
    is_on: bool
    source: str
    at: datetime
    who: str


class Switches:
    """The institution's switches. Nothing is ever overwritten: the last act counts."""

    def __init__(self, view: View) -> None:
        self._view = view

    def is_live(self) -> bool:
        """Whether works may be sent: since a person said so. In the rehearsal, where nobody is real, always
        unless a person stopped it."""
        (found,) = self._view.rows(_LIVE)
        return bool(found.is_on) if found.is_on is not None else found.environment == "rehearsal"

    def paused(self) -> frozenset[str]:
        """The names of the paused sources; "" among them when everything is paused."""
        return frozenset(row.source for row in self._view.rows(_PAUSED))

    def turn(self, what: What, is_on: bool, *, who: str, source: str = EVERYTHING) -> None:
        """Write down that a person switched something."""
        self._view.change(_TURN, what=what, is_on=int(is_on), who=who, source=source)

    def history(self) -> list[Switched]:
        """Every act, oldest first."""
        return [
            Switched(row.what, bool(row.is_on), row.source, instant(row.at), row.who)
            for row in self._view.rows(_HISTORY)
        ]


_LIVE = """
    SELECT installation.environment,
        (
            SELECT is_on FROM switched
            WHERE institution_id = :institution AND what = 'live'
            ORDER BY id DESC
            LIMIT 1
        ) AS is_on
    FROM installation
"""
_PAUSED = """
    SELECT source FROM switched
    WHERE is_on = 1 AND id IN (
        SELECT MAX(id) FROM switched WHERE institution_id = :institution AND what = 'pause' GROUP BY source
    )
"""
_TURN = """
    INSERT INTO switched (institution_id, what, source, is_on, at, who)
    VALUES (:institution, :what, :source, :is_on, :now, :who)
"""
_HISTORY = "SELECT * FROM switched WHERE institution_id = :institution ORDER BY id"
