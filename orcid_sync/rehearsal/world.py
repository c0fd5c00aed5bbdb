"""Everything the rehearsal remembers, in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from orcid_sync.rehearsal import deposits
from orcid_sync.rehearsal.calls import Calls
from orcid_sync.rehearsal.clock import Clock
from orcid_sync.rehearsal.deposits import Deposit
from orcid_sync.rehearsal.repository import Repository
from orcid_sync.rehearsal.scripts import Scripts


class World:
    """The state behind all routes. Whoever changes it, or reads more than one value, holds `lock`."""

    def __init__(
        self, deposits_at_start: Callable[[], Iterable[Deposit]] = deposits.invented, *, page_size: int = 10
    ) -> None:
        self.lock = threading.RLock()
        self.calls = Calls()
        self.scripts = Scripts()
        self._deposits_at_start = deposits_at_start
        self._page_size = page_size
        self.reset()

    def reset(self) -> None:
        """Make everything as it was at the start."""
        with self.lock:
            self.clock = Clock()
            self.calls.clear()
            self.scripts.clear()
            self.repository = Repository(
                self._deposits_at_start(), now=lambda: self.clock.now(), page_size=self._page_size
            )
