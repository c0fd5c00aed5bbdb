"""Through a list page by page: the next page is fetched while this one is read, one request at a time."""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from html import unescape
from typing import Any, Generic, Protocol, TypeVar

from orcid_sync.oai.errors import PageError, SourceError
from orcid_sync.oai.transport import Fetched

_TAIL = 4096
_TOKEN = re.compile(rb"<(?:[\w.-]+:)?resumptionToken\b[^>]*>([^<]*)</")
_EMPTY_PAGES = 1000
_SAME_PAGES = 3


class Walked(Protocol):
    """What a walk must know of a page that was read."""

    @property
    def token(self) -> str:
        """The resumptionToken, "" on the last page."""

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last identifier, both "" on an empty page."""


T = TypeVar("T")
P = TypeVar("P", bound=Walked)
Fetch = Callable[[Mapping[str, str]], Fetched]
Read = Callable[[Fetched], "Future[P]"]


@dataclass(frozen=True, slots=True)
class _Reading(Generic[P]):
    """A page being read, the token that its last bytes seem to show, and where it came from."""

    page: Future[P]
    hint: str = ""
    url: str = ""


def walk(
    fetch: Fetch,
    read: Read[P],
    query: Mapping[str, str],
    *,
    depth: int = 1,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[P]:
    """Yield the pages of the list that `query` begins, in order; up to `depth` of them are read at once.

    The token that is followed is the one in the page as read; what its last bytes show is only a hint that
    lets the next request leave earlier. Ends early, without an error, once `stopped` says so.
    """
    guard = _LoopGuard()
    fetching: Future[Fetched] | None = _in_background(lambda: fetch(query))
    reading: deque[_Reading[P]] = deque()
    while fetching or reading:
        if stopped():
            return
        if fetching and len(reading) < depth and not (reading and reading[0].page.done()):
            # A request may take minutes with its retries; whoever wants to stop shall not wait for it.
            first: list[Future[Any]] = [reading[0].page] if reading else []
            wait([fetching, *first], timeout=0.25, return_when=FIRST_COMPLETED)
            if fetching.done():
                begun, fetching = _go_on(fetching, fetch, read, query)
                reading.append(begun)
            continue
        at = reading.popleft()
        page = at.page.result()
        guard.check(page, at.url)
        yield page
        if page.token != at.hint:
            if fetching:
                wait([fetching])  # never two requests at once
            reading.clear()
            fetching = _next(fetch, query, page.token)


def read_now(read: Callable[[Fetched], P]) -> Read[P]:
    """Read each page in this thread, when its turn comes."""

    def reading(fetched: Fetched) -> Future[P]:
        return _settled(lambda: read(fetched))

    return reading


def _go_on(
    arrived: Future[Fetched], fetch: Fetch, read: Read[P], query: Mapping[str, str]
) -> tuple[_Reading[P], Future[Fetched] | None]:
    """The reading of the page that arrived, and the fetching of the one after it."""
    try:
        fetched = arrived.result()
    except SourceError as error:
        failed: Future[P] = Future()
        failed.set_exception(error)  # it is raised in its turn, after the pages before
        return _Reading(failed), None
    hint = _hint(fetched.body)
    following = _next(fetch, query, hint)
    return _Reading(read(fetched), hint, fetched.url), following


def _next(fetch: Fetch, query: Mapping[str, str], token: str) -> Future[Fetched] | None:
    if not token:
        return None
    return _in_background(lambda: fetch({"verb": query["verb"], "resumptionToken": token}))


def _hint(body: bytes) -> str:
    tokens = _TOKEN.findall(body[-_TAIL:])
    return unescape(tokens[-1].decode("utf-8", "replace")).strip() if tokens else ""


def _settled(call: Callable[[], T]) -> Future[T]:
    future: Future[T] = Future()
    _settle(future, call)
    return future


def _in_background(call: Callable[[], T]) -> Future[T]:
    # A daemon of its own: the threads of a pool keep the process alive until their request is answered.
    future: Future[T] = Future()
    threading.Thread(target=_settle, args=(future, call), name="oai-fetch", daemon=True).start()
    return future


def _settle(future: Future[T], call: Callable[[], T]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # carried to whoever asks for the result
        future.set_exception(error)


class _LoopGuard:
    """Notices a server that sends the same page for ever.

    The same token alone is no proof: archive.org repeats one legitimately. Neither is a new one a proof of
    progress: some servers count on while they send the same records.
    """

    def __init__(self) -> None:
        self._before = ("", ("", ""))
        self._empty_pages = self._repeated = 0

    def check(self, page: Walked, url: str) -> None:
        now = (page.token, page.ends)
        is_empty = page.ends == ("", "")
        self._empty_pages = self._empty_pages + 1 if is_empty else 0
        self._repeated = self._repeated + 1 if page.ends == self._before[1] and not is_empty else 0
        stuck = now == self._before or self._empty_pages > _EMPTY_PAGES or self._repeated > _SAME_PAGES
        if page.token and stuck:
            raise PageError(
                "loop",
                "It sends the same page again and again.",
                "Tell the people who run the repository: its resumptionTokens lead nowhere.",
                url,
            )
        self._before = now
