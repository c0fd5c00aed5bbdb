"""Keeps one client id below ORCID's limit of 24 requests a second (orcid.md §4.5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Limiter(Protocol):
    """Whatever makes callers wait for their turn; several processes may share one later."""

    def wait(self) -> None:
        """Return when the next request may be sent."""


class SteadyPace:
    """At most `per_second` turns a second, evenly spread, for all threads of this process."""

    def __init__(
        self,
        per_second: float = 10.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1.0 / per_second
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next = clock()

    def wait(self) -> None:
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)
