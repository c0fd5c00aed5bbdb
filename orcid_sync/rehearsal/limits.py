"""ORCID's rate limit: so many requests a second, a burst above, then 503 (orcid.md §4.5)."""

from __future__ import annotations

import threading
import time
from typing import NamedTuple


class Limit(NamedTuple):
    """Requests per second, and how many more may come at once."""

    per_second: float
    burst: int


AS_ORCID = Limit(24, 40)
GENEROUS = Limit(500, 1000)


class Limiter:
    """Counts the requests to the Member API in real time, whatever the rehearsal's clock says."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._room = float(limit.burst)
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def lets_in(self) -> bool:
        """Whether one more request may pass now."""
        with self._lock:
            now = time.monotonic()
            self._room = min(self._limit.burst, self._room + (now - self._at) * self._limit.per_second)
            self._at = now
            if self._room < 1:
                return False
            self._room -= 1
            return True
