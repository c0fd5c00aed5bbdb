"""The same work again and again, until somebody ends it: what `run --every` does."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from crosswalks.errors import CrosswalkError
from orcid_sync.errors import Stopped

_FIRST_PAUSE: Final = 60.0  # seconds after a round that the system stopped; doubled each time
_LOOK_UP: Final = 0.5  # how long a signal may have to wait


def go_round(
    one_round: Callable[[], object],
    every: timedelta,
    *,
    stopped: Callable[[], bool],
    say: Callable[[str], None],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Begin a round every so often until `stopped`; a round that takes longer is followed at once.

    What stops a round (database, network, ORCID, a file) is told to `say` and ends only that round. The next one
    comes after a minute, then two, four …, and `every` at most.
    """
    troubles = 0
    while not stopped():
        began = clock()
        try:
            one_round()
            troubles = 0
        except (Stopped, OSError, CrosswalkError) as trouble:
            troubles += 1
            say(f"{trouble} The next round tries again.")
        _wait(began + pause(every, troubles), stopped, clock, sleep)


def pause(every: timedelta, troubles: int) -> float:
    """Seconds from the beginning of a round to the next, after so many in a row that the system stopped."""
    whole = every.total_seconds()
    return min(whole, _FIRST_PAUSE * 2.0 ** (min(troubles, 20) - 1)) if troubles else whole


def _wait(
    until: float, stopped: Callable[[], bool], clock: Callable[[], float], sleep: Callable[[float], None]
) -> None:
    while not stopped() and (left := until - clock()) > 0:
        sleep(min(left, _LOOK_UP))
