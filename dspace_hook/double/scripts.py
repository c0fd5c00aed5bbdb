"""What the next answers shall be, when somebody wants to see a failure."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

STATUSES: Final = ("400", "401", "403", "404", "409", "422", "429", "500", "502", "503")
ANSWERS: Final = (*STATUSES, "html", "cut", "cut-before", "stall", "stall-before")


@dataclass(slots=True)
class Script:
    """The next `times` answers, after the first `after` ones; `times` 0 means from then on.

    A status or `html` (200) is answered and nothing is done; `cut` and `stall` do all that was asked and then break
    the connection, or say nothing for `seconds`; with `-before` nothing is done. `method` and `path` (a part of
    the path) narrow it down; `retry_after` goes into the header of a 429 or 503.
    """

    answer: str
    times: int = 1
    after: int = 0
    method: str = ""
    path: str = ""
    retry_after: int | None = None
    seconds: float = 2.0

    def __post_init__(self) -> None:
        if self.answer not in ANSWERS:
            raise ValueError(f"answer is one of {', '.join(ANSWERS)}")
        if any(type(number) is not int or number < 0 for number in (self.times, self.after)):
            raise ValueError("times and after are whole numbers, 0 or more")
        if not isinstance(self.method, str) or not isinstance(self.path, str):
            raise ValueError("method and path are texts")
        if type(self.retry_after) not in (int, type(None)) or type(self.seconds) not in (int, float):
            raise ValueError("retry_after and seconds are numbers")

    def matches(self, method: str, path: str) -> bool:
        return self.method in ("", method) and self.path in path


class Scripts:
    """The scripts that wait; each request may use up one answer of one script."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Script] = []

    def add(self, script: Script) -> None:
        """Let a script wait for its requests."""
        with self._lock:
            self._waiting.append(script)

    def clear(self) -> None:
        """Forget every script."""
        with self._lock:
            self._waiting.clear()

    def take(self, method: str, path: str) -> Script | None:
        """The script that this request falls under, used up by one; None: answer as usual."""
        with self._lock:
            script = next((one for one in self._waiting if one.matches(method, path)), None)
            if script is None:
                return None
            if script.after:
                script.after -= 1
                return None
            if script.times == 1:
                self._waiting.remove(script)
            elif script.times:
                script.times -= 1
            return script
