"""How far each harvest has come, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.store.instants import instant
from orcid_sync.store.sources import Source
from orcid_sync.store.view import Transaction, View


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the list goes on after a page: what the server said on it."""

    resumption_token: str = ""  # "" on the last page
    response_date: str = ""  # the server's own clock, as it wrote it
    cursor: int | None = None
    complete_list_size: int | None = None


@dataclass(frozen=True, slots=True)
class Harvest:
    """One walk through a source's list. `window_from` is its `from` argument ("": everything).

    A harvest with a `resumption_token` goes on with it; without one it starts at the first page.
    """

    id: int
    source_id: int
    window_from: str
    started_at: datetime
    resumption_token: str = ""
    cursor: int | None = None
    complete_list_size: int | None = None
    response_date: str = ""  # of the first page: the next harvest's `from`
    pages: int = 0
    finished_at: datetime | None = None


class Harvests:
    """The walks through each source."""

    def __init__(self, view: View) -> None:
        self._view = view

    def begin(self, source: Source, *, again: bool = False) -> Harvest:
        """The unfinished harvest of `source`, to go on with; or a new one.

        A new one's window starts at the responseDate of the first page of the last complete harvest, so that
        nothing is missed; `again` gives up an unfinished one and starts from the beginning of time.
        """
        with self._view.write() as transaction:
            transaction.row(_LOCK_SOURCE, source=source.id)
            if again:
                transaction.change(_GIVE_UP, source=source.id)
            elif unfinished := transaction.row(_UNFINISHED, source=source.id):
                return _harvest(unfinished)
            last = transaction.row(_LAST_COMPLETE, source=source.id)
            window_from = last.response_date if last and not again else ""
            (begun,) = transaction.rows(_BEGIN, source=source.id, window_from=window_from)
        return _harvest(begun)

    def restart(self, harvest: Harvest) -> Harvest:
        """The same window from its first page (the server forgot our resumption token).

        The first page's responseDate is kept: the next window then starts early enough.
        """
        with self._view.write() as transaction:
            (restarted,) = transaction.rows(_RESTART, harvest=harvest.id)
        return _harvest(restarted)

    def finish(self, harvest: Harvest) -> None:
        """The list was read to its end. Harmless when repeated."""
        self._view.change(_FINISH, harvest=harvest.id)

    def last_complete(self, source: Source) -> Harvest | None:
        """The last harvest that was read to its end, or None."""
        return next((_harvest(found) for found in self._view.rows(_LAST_COMPLETE, source=source.id)), None)


def save_checkpoint(transaction: Transaction, harvest: Harvest, checkpoint: Checkpoint) -> None:
    """Write down where `harvest` goes on, in the transaction that saves its page."""
    transaction.change(
        _CHECKPOINT,
        harvest=harvest.id,
        token=checkpoint.resumption_token,
        cursor=checkpoint.cursor,
        size=checkpoint.complete_list_size,
        response_date=checkpoint.response_date,
    )


def _harvest(row: Row[Any]) -> Harvest:
    return Harvest(
        id=row.id,
        source_id=row.source_id,
        window_from=row.window_from,
        started_at=instant(row.started_at),
        resumption_token=row.resumption_token,
        cursor=row.list_cursor,
        complete_list_size=row.complete_list_size,
        response_date=row.response_date,
        pages=row.pages,
        finished_at=instant(row.finished_at),
    )


_LOCK_SOURCE = "SELECT id FROM source WHERE id = :source AND institution_id = :institution /* for change */"
_UNFINISHED = """
    SELECT * FROM harvest
    WHERE source_id = :source AND institution_id = :institution
        AND finished_at IS NULL AND given_up_at IS NULL
    ORDER BY id DESC LIMIT 1
"""
_LAST_COMPLETE = """
    SELECT * FROM harvest
    WHERE source_id = :source AND institution_id = :institution
        AND finished_at IS NOT NULL AND given_up_at IS NULL
    ORDER BY id DESC LIMIT 1
"""
_BEGIN = """
    INSERT INTO harvest
        (institution_id, source_id, window_from, resumption_token, response_date, pages, started_at)
    VALUES (:institution, :source, :window_from, '', '', 0, :now)
    RETURNING *
"""
_GIVE_UP = """
    UPDATE harvest SET given_up_at = :now
    WHERE source_id = :source AND finished_at IS NULL AND given_up_at IS NULL
"""
_RESTART = """
    UPDATE harvest SET resumption_token = '', list_cursor = NULL, pages = 0
    WHERE id = :harvest AND institution_id = :institution
    RETURNING *
"""
_FINISH = """
    UPDATE harvest SET finished_at = :now, resumption_token = ''
    WHERE id = :harvest AND institution_id = :institution AND finished_at IS NULL
"""
_CHECKPOINT = """
    UPDATE harvest
    SET resumption_token = :token, list_cursor = :cursor, complete_list_size = :size, pages = pages + 1,
        response_date = CASE WHEN response_date = '' THEN :response_date ELSE response_date END
    WHERE id = :harvest AND institution_id = :institution
"""
