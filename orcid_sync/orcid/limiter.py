"""Keeps one client id below ORCID's limit of 24 requests a second (orcid.md §4.5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol

from orcid_sync.orcid.errors import Complaint, TryLaterError

USUAL_PACE: Final = 10.0
FASTEST_PACE: Final = 24.0
# Turns lie a little further apart than the limit asks for, because requests do not arrive as evenly as they are sent.
_MARGIN: Final = 1.05
# Who would have to wait longer is told so instead: his work is postponed, and the run goes on to its end.
_PATIENCE: Final = 60.0


class Limiter(Protocol):
    """Whatever makes callers wait for their turn."""

    def wait(self) -> None:
        """Return when the next request may be sent. Raises TryLaterError when that is too far away."""

    def hold(self, seconds: float) -> None:
        """ORCID asks for so long a pause; it holds for everybody."""


class Turns(Protocol):
    """What several processes share to take turns: the store offers it. Seconds are those since 1970."""

    def next_turn(self, now: float, gap: float) -> float:
        """The time of a turn that nobody else has, at least `gap` after the one before."""

    def hold_until(self, until: float) -> None:
        """No turn before `until`."""


class SteadyPace:
    """At most `per_second` turns a second, evenly spread, for all threads of this process."""

    def __init__(
        self,
        per_second: float = USUAL_PACE,
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
            _refuse_long(turn - now)
            self._next = turn + self._gap
        if turn > now:
            self._sleep(turn - now)

    def hold(self, seconds: float) -> None:
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)


class SharedPace:
    """At most `per_second` turns a second for everybody who takes them from the same `turns`."""

    def __init__(
        self,
        turns: Turns,
        per_second: float = USUAL_PACE,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._turns = turns
        self._gap = _MARGIN / per_second
        self._clock, self._sleep = clock, sleep

    def wait(self) -> None:
        now = self._clock()
        pause = self._turns.next_turn(now, self._gap) - now
        _refuse_long(pause)
        if pause > 0:
            self._sleep(pause)

    def hold(self, seconds: float) -> None:
        self._turns.hold_until(self._clock() + seconds)


def _refuse_long(pause: float) -> None:
    if pause > _PATIENCE:
        until = datetime.fromtimestamp(time.time() + pause, UTC)
        raise TryLaterError(
            Complaint(0, retry_after=pause),
            f"ORCID has asked us to wait until {until:%Y-%m-%d %H:%M} UTC.",
            "Nothing to do: it is tried again by itself.",
        )
