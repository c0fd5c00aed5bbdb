"""What was asked of the double: method, path and status, never a token."""

from __future__ import annotations

import threading
from collections import deque
from typing import NamedTuple

KEPT = 10_000


class Call(NamedTuple):
    """One request and what it came to; status 0 when the connection was broken."""

    method: str
    path: str
    status: int


class Calls:
    """The last requests, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[Call] = deque(maxlen=KEPT)

    def add(self, method: str, path: str, status: int) -> None:
        """Remember one."""
        with self._lock:
            self._calls.append(Call(method, path, status))

    def all(self) -> list[Call]:
        """Every one that is remembered."""
        with self._lock:
            return list(self._calls)

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._calls.clear()
