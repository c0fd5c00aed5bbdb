"""What the next answers shall be, when somebody wants to see a failure."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

ORCID_ANSWERS: Final = ("500", "502", "503", "html", "cut", "cut-before")
OAI_ANSWERS: Final = (*ORCID_ANSWERS, "403", "broken-xml", "truncated", "empty-metadata")
# Where in the WSGI environment the answer stands that a route has to spoil by itself.
SCRIPTED: Final = "orcid_sync.rehearsal.scripted"


@dataclass(slots=True)
class Script:
    """The next `times` answers of one half, after the first `after` ones; `times` 0 means from then on.

    `method` and `path` (a part of the path) narrow it down; `retry_after` goes into the header of a 503.
    """

    half: str
    answer: str
    times: int = 1
    after: int = 0
    method: str = ""
    path: str = ""
    retry_after: int | None = None

    def __post_init__(self) -> None:
        allowed = {"orcid": ORCID_ANSWERS, "oai": OAI_ANSWERS}.get(self.half)
        if allowed is None:
            raise ValueError("half is orcid or oai")
        if self.answer not in allowed:
            raise ValueError(f"answer is one of {', '.join(allowed)}")
        for name in ("times", "after"):
            number = getattr(self, name)
            if type(number) is not int or number < 0:
                raise ValueError(f"{name} is a whole number, 0 or more")
        if not isinstance(self.method, str) or not isinstance(self.path, str):
            raise ValueError("method and path are texts")
        if type(self.retry_after) not in (int, type(None)):
            raise ValueError("retry_after is a number of seconds")

    def matches(self, half: str, method: str, path: str) -> bool:
        return half == self.half and self.method in ("", method) and self.path in path


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

    def take(self, half: str, method: str, path: str) -> Script | None:
        """The script that this request falls under, used up by one; None: answer as usual."""
        with self._lock:
            script = next((one for one in self._waiting if one.matches(half, method, path)), None)
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
