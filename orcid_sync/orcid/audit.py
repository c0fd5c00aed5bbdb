"""Tells of every call to ORCID: who, what, when, the answer; neither token nor body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, NamedTuple
from urllib.parse import urlsplit


class Exchange(NamedTuple):
    """One call and its answer. `status` is 0 when none came, and `trouble` says what did; `code` is ORCID's
    error code or OAuth's word. Person and record are "" where the call is about none."""

    method: str
    path: str
    status: int
    code: str = ""
    trouble: str = ""
    milliseconds: int = 0
    orcid_id: str = ""
    identifier: str = ""


Audit = Callable[[Exchange], None]

_ID: Final = r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"
_IN_PATH: Final = re.compile(rf"/({_ID})(?:/|$)")
_IN_TOKEN_ANSWER: Final = re.compile(rf'"orcid"\s*:\s*"({_ID})"'.encode())
_CODE: Final = re.compile(rb'error-code"?\s*[:>]\s*"?(\d{4})|"error"\s*:\s*"([a-z_]{1,40})"')
_ABOUT: Final = ContextVar[tuple[str, str]]("about", default=("", ""))


@contextmanager
def about(orcid_id: str, identifier: str = "") -> Iterator[None]:
    """The calls within are made for this person and the record with this OAI identifier."""
    person, record = _ABOUT.get()
    before = _ABOUT.set((orcid_id or person, identifier or record))
    try:
        yield
    finally:
        _ABOUT.reset(before)


def exchange(method: str, url: str, status: int, body: bytes, trouble: str, seconds: float) -> Exchange:
    """What is told of a call. Of the body only the error code is kept, and whose token an answer is."""
    path = urlsplit(url).path
    orcid_id, identifier = _ABOUT.get()
    return Exchange(
        method, path, status, _code(status, body), trouble, round(seconds * 1000),
        orcid_id or _person(path, status, body), identifier,
    )  # fmt: skip


def _person(path: str, status: int, body: bytes) -> str:
    if found := _IN_PATH.search(path):
        return found[1]
    found_in_answer = _IN_TOKEN_ANSWER.search(body) if path.endswith("/token") and status == 200 else None
    return found_in_answer[1].decode() if found_in_answer else ""


def _code(status: int, body: bytes) -> str:
    found = _CODE.search(body) if status >= 400 else None
    return (found[1] or found[2]).decode() if found else ""
