"""The log of requests seen: what was asked, when, and how it was answered. Never a token, never a body."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple


class Call(NamedTuple):
    """One request; `query` is kept for /oai only, where nothing is secret. `status` 0: connection cut."""

    at: datetime
    method: str
    path: str
    query: str
    status: int

    def as_json(self) -> Mapping[str, str | int]:
        return {**self._asdict(), "at": self.at.isoformat()}


class Calls:
    """The last requests seen, oldest first."""

    def __init__(self, keep: int = 10_000) -> None:
        self._lock = threading.Lock()
        self._seen: deque[Call] = deque(maxlen=keep)

    def add(self, call: Call) -> None:
        """Note one request."""
        with self._lock:
            self._seen.append(call)

    def all(self) -> list[Call]:
        """Every request noted."""
        with self._lock:
            return list(self._seen)

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._seen.clear()
