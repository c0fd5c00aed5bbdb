"""Ctrl-C and SIGTERM that end a run cleanly: after the record or page at hand, never within it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from orcid_sync.errors import Stopped

_TOLD = b"orcid-sync: ending after what is at hand; once more (Ctrl-C) ends at once.\n"
_STDERR = 2


class Ended(Stopped):
    """Somebody ended the run before its end."""

    def __init__(self) -> None:
        super().__init__("The run was ended early.", what_to_do="Run it again: it goes on where it stopped.")


@contextmanager
def ending_cleanly() -> Iterator[Callable[[], bool]]:
    """Yields what says whether somebody asked us to end. A second Ctrl-C ends at once.

    Raises Ended after the block when somebody did. Outside the main thread nothing is caught, for Python gives
    signals only to that one.
    """
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        with suppress(OSError):  # not print: it may be what was interrupted
            os.write(_STDERR, _TOLD)

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked.is_set():
        raise Ended
