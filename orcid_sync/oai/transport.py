"""GET, politely and stubbornly: redirects, pauses, retries, limits; a body or one SourceError."""

from __future__ import annotations

import random
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpx2
from oaipmh_scythe.config import RetryConfig

from orcid_sync.oai.diagnosis import words_of
from orcid_sync.oai.errors import SourceError

RETRIES = RetryConfig(
    max_retries=5,
    retry_status_codes=(429, 500, 502, 503, 504),
    retry_on_transport_error=True,
    initial_backoff=1.0,
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_LATER = "Run again later; nothing that was harvested is lost."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one answer may cost."""

    megabytes: float = 64
    pause: float = 300  # seconds: the longest Retry-After that is obeyed in full
    seconds: float = 900  # for one answer with all its retries
    redirects: int = 5


class Fetched(NamedTuple):
    """The body of an answer, the charset of its HTTP header ("" when it names none), and the whole URL."""

    body: bytes
    charset: str
    url: str


class _Again(Exception):  # noqa: N818 -- no error yet: the last one carries it
    """This attempt failed in a way that may pass."""

    def __init__(self, problem: SourceError, pause: float | None = None) -> None:
        self.problem, self.pause = problem, pause


class Transport:
    """Fetches from one source, one request at a time. `closed` ends every wait."""

    def __init__(
        self, retries: RetryConfig = RETRIES, limits: Limits = Limits(), hosts: frozenset[str] = frozenset()
    ) -> None:
        self.retries, self.limits, self.hosts = retries, limits, hosts
        self.closed = threading.Event()
        self._moved: dict[httpx2.URL, httpx2.URL] = {}

    def fetch(self, http: httpx2.Client, base: httpx2.URL, query: Mapping[str, str]) -> Fetched:
        """The answer to `query` at `base`. Raises SourceError once retries, time or size are used up."""
        deadline = time.monotonic() + self.limits.seconds
        headers: dict[str, str] = {}
        attempt = 0
        while True:
            try:
                return self._attempt(http, base, query, headers, deadline)
            except _Again as failed:
                pause = self._pause(failed, attempt)
                if attempt >= self.retries.max_retries or time.monotonic() + pause > deadline:
                    raise failed.problem from failed.__cause__
                if failed.problem.code == "garbled":
                    headers["Accept-Encoding"] = "identity"
                if self.closed.wait(pause):
                    raise failed.problem from failed.__cause__
            attempt += 1

    def _pause(self, failed: _Again, attempt: int) -> float:
        if failed.pause is not None:
            return min(failed.pause, self.limits.pause)
        backoff: float = min(self.retries.initial_backoff * 2**attempt, self.retries.default_retry_after)
        return random.uniform(backoff / 2, backoff)  # noqa: S311 -- jitter, no secret

    def _attempt(
        self,
        http: httpx2.Client,
        base: httpx2.URL,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        deadline: float,
    ) -> Fetched:
        url = self._moved.get(base, base).copy_merge_params(query)
        for _ in range(self.limits.redirects + 1):
            try:
                with http.stream("GET", url, headers=dict(headers), follow_redirects=False) as response:
                    if response.status_code not in _REDIRECTS or "location" not in response.headers:
                        body = self._body(response, url, deadline)
                        return self._judged(response, body, url)
                    url, came_from = self._redirected(response, url), url
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                problem = _unreachable(error, str(url))
                if problem.code in {"no-such-host", "tls", "bad-url"}:
                    raise problem from error
                raise _Again(problem) from error
            if response.status_code in _PERMANENT and came_from.query == url.query and not base.query:
                self._moved[base] = url.copy_with(query=None)
        raise SourceError(
            "redirects", "It sends us round in a circle of redirects.", "Check the base URL.", str(url)
        )

    def _body(self, response: httpx2.Response, url: httpx2.URL, deadline: float) -> bytes:
        most = int(self.limits.megabytes * 1_000_000)
        chunks: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > most:
                raise _too_big(url, self.limits)
            if time.monotonic() > deadline or self.closed.is_set():
                raise _timed_out(str(url))
            chunks.append(chunk)
        body = b"".join(chunks)
        return _unzipped(body, most, url, self.limits) if body.startswith(b"\x1f\x8b") else body

    def _judged(self, response: httpx2.Response, body: bytes, url: httpx2.URL) -> Fetched:
        # Some servers send OAI-PMH errors with HTTP 404 or 422; what they say is better than the number.
        if response.is_success or b"OAI-PMH" in body[:2048]:
            return Fetched(body, response.charset_encoding or "", str(url))
        problem = _http_problem(response.status_code, body, str(url))
        if response.status_code in self.retries.retry_status_codes:
            raise _Again(problem, _retry_after(response.headers.get("retry-after", "")))
        raise problem

    def _redirected(self, response: httpx2.Response, url: httpx2.URL) -> httpx2.URL:
        """Where to go on: the same or a told host, the same scheme or https."""
        target = url.join(response.headers["location"])
        if not target.query:
            target = target.copy_with(query=url.query)
        same_host = target.host == url.host or target.host in self.hosts
        if same_host and (target.scheme == url.scheme or (url.scheme, target.scheme) == ("http", "https")):
            return target
        raise SourceError(
            "redirect",
            f"It sends us on to {target.copy_with(query=None, userinfo=b'')}.",
            "If you trust that address, make it the base URL.",
            str(url),
        )


def _retry_after(value: str) -> float | None:
    """Seconds to wait, from seconds or an HTTP date (RFC 9110 §10.2.3); None when it says nothing."""
    if value.strip().isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _unzipped(body: bytes, most: int, url: httpx2.URL, limits: Limits) -> bytes:
    """A body that is gzip although no header said so."""
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(body, most)
    except zlib.error:
        return body
    if unzip.unconsumed_tail:
        raise _too_big(url, limits)
    return plain


def _too_big(url: httpx2.URL, limits: Limits) -> SourceError:
    what = f"It sent a page of more than {limits.megabytes:g} MB."
    return SourceError(
        "too-big", what, "Ask for smaller pages there, or raise the limit of this source.", str(url)
    )


def _timed_out(url: str) -> SourceError:
    return SourceError("timeout", "It did not answer in time.", _LATER, url)


def _unreachable(error: Exception, url: str) -> SourceError:
    causes = list(_causes(error))
    if isinstance(error, httpx2.TimeoutException):
        return _timed_out(url)
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        return SourceError("bad-url", "This is no web address.", "Write it with https:// and a host.", url)
    if isinstance(error, httpx2.DecodingError):
        return SourceError("garbled", f"Its answer cannot be unpacked ({error}).", _LATER, url)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        certain = any(
            cause.errno == socket.EAI_NONAME for cause in causes if isinstance(cause, socket.gaierror)
        )
        code = "no-such-host" if certain else "name-lookup"
        return SourceError(
            code, "There is no such host, or names are not resolved here.", "Check the base URL.", url
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        what = f"Its certificate or encryption is not accepted ({causes[-1]})."
        return SourceError("tls", what, "Tell the people who run the repository; we do not look away.", url)
    return SourceError("unreachable", f"It cannot be reached ({error}).", _LATER, url)


def _causes(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _http_problem(status: int, body: bytes, url: str) -> SourceError:
    code, what, what_to_do = _STATUS.get(status, _SERVER_ERROR if status >= 500 else _OTHER)
    said = f" {words_of(body)}" if body.strip() else ""
    return SourceError(code, f"{what} (HTTP {status}{said}).", what_to_do, url)


_LET_US_IN = "A bot shield or a login stands before it: ask the people who run it to let OAI-PMH through."
_SERVER_ERROR = ("server-error", "It fails", _LATER)
_OTHER = ("http-status", "It refuses", "Check the base URL.")
_STATUS = {
    401: ("forbidden", "It does not let us in", _LET_US_IN),
    403: ("forbidden", "It does not let us in", _LET_US_IN),
    404: ("not-found", "There is nothing at this address", "Check the base URL."),
    410: ("not-found", "There is nothing at this address any more", "Ask for the new base URL."),
    429: ("busy", "It has no time for us", _LATER),
    503: ("busy", "It has no time for us", _LATER),
}
