"""How far each harvest has come, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orcid_sync.store.sources import Source


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

    def begin(self, source: Source, *, again: bool = False) -> Harvest:
        """The unfinished harvest of `source`, to go on with; or a new one.

        A new one's window starts at the responseDate of the first page of the last complete harvest, so that
        nothing is missed; `again` gives up an unfinished one and starts from the beginning of time.
        """
        raise NotImplementedError

    def restart(self, harvest: Harvest) -> Harvest:
        """The same window from its first page (the server forgot our resumption token)."""
        raise NotImplementedError

    def finish(self, harvest: Harvest) -> None:
        """The list was read to its end. Harmless when repeated."""
        raise NotImplementedError

    def last_complete(self, source: Source) -> Harvest | None:
        """The last harvest that was read to its end, or None."""
        raise NotImplementedError
