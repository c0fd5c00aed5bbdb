"""What an anonymous reader saw at the page of a thesis, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orcid_sync.store.instants import instant
from orcid_sync.store.view import View


@dataclass(frozen=True, slots=True)
class PageSeen:
    """`said` is the answer in words ("the page answers 403")."""

    url: str
    looked_at: datetime
    is_open: bool
    said: str


class PagesSeen:
    """The last look at each page."""

    def __init__(self, view: View) -> None:
        self._view = view

    def last(self, url: str) -> PageSeen | None:
        """The last look at `url`, or None."""
        for row in self._view.rows(_LAST, url=url):
            return PageSeen(row.url, instant(row.looked_at), bool(row.is_open), row.said)
        return None

    def keep(self, url: str, *, is_open: bool, said: str) -> None:
        """Remember what was seen just now."""
        self._view.change(_KEEP, url=url, is_open=int(is_open), said=said)


_LAST = "SELECT * FROM page_seen WHERE institution_id = :institution AND url = :url"
_KEEP = """
    INSERT INTO page_seen (institution_id, url, looked_at, is_open, said)
    VALUES (:institution, :url, :now, :is_open, :said)
    ON CONFLICT (institution_id, url) DO UPDATE
    SET looked_at = excluded.looked_at, is_open = excluded.is_open, said = excluded.said
"""
