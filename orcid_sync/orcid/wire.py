"""Sends one request and brings back what came: no redirects, time-outs everywhere, no secret left behind.

Secrets reach exactly one place, the request under way. Errors are raised outside of the `except` that caught
their cause, so that no exception chain leads back to a request that holds one.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import urllib3

from orcid_sync.orcid.audit import Audit, exchange
from orcid_sync.orcid.connections import Connections
from orcid_sync.orcid.errors import Complaint, UnreachableError
from orcid_sync.orcid.limiter import Limiter, SteadyPace
from orcid_sync.secret import HIDDEN, Secret, redacted

_BUSY = frozenset({429, 500, 502, 503, 504})
_ASKS_FOR_A_PAUSE = frozenset({429, 503})
_LONGEST_HOLD = 24 * 3600.0
_LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, redacted; header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Timeouts(NamedTuple):
    """Seconds to wait for the connection, and for each piece of the answer."""

    connect: float = 10.0
    read: float = 60.0


@dataclass(frozen=True, slots=True)
class Bearer:
    """Puts the token into the request at the last moment, so that no variable of ours holds the header."""

    token: Secret


@dataclass(frozen=True, slots=True)
class NoAuth:
    """Sends no Authorization."""


Auth = Bearer | NoAuth
_FORM: Final = "application/x-www-form-urlencoded"


class Wire:
    """The connection of one client id to ORCID, shared by all its calls."""

    def __init__(
        self,
        limiter: Limiter | None = None,
        *,
        timeouts: Timeouts | None = None,
        tries: int = 3,
        sleep: Callable[[float], None] = time.sleep,
        audit: Audit | None = None,
    ) -> None:
        self._audit = audit
        self._limiter = limiter or SteadyPace()
        self._timeouts = timeouts or Timeouts()
        self._tries = tries
        self._sleep = sleep
        self._connections = Connections(*self._timeouts)
        self._usual = {
            "User-Agent": f"orcid-etd-sync/{version('orcid-etd-sync')}",
            "Accept-Encoding": "gzip, deflate",
            # Error texts follow the language asked for, and 9021 names its put-code only in the text.
            "Accept-Language": "en",
        }

    def get(
        self, url: str, *, auth: Auth, headers: Mapping[str, str], secrets: Iterable[Secret] = ()
    ) -> Reply:
        """The answer to a GET, which may be repeated: up to `tries` times with growing pauses."""
        for attempt in range(1, self._tries):
            try:
                reply = self.send("GET", url, auth=auth, headers=headers, secrets=secrets)
            except UnreachableError:
                self._sleep(_pause(attempt))
            else:
                if reply.status not in _BUSY:
                    return reply
                if not retry_after(reply.headers):  # else the limiter waits, and not only here
                    self._sleep(_pause(attempt))
        return self.send("GET", url, auth=auth, headers=headers, secrets=secrets)

    def send(
        self,
        method: str,
        url: str,
        *,
        auth: Auth,
        headers: Mapping[str, str],
        body: bytes | Mapping[str, str | Secret] | None = None,
        secrets: Iterable[Secret] = (),
    ) -> Reply:
        """The answer to a request sent once, or UnreachableError. A mapping as `body` goes as a form."""
        self._limiter.wait()
        began = time.monotonic()
        answer, trouble = self._attempt(method, url, auth, headers, body)
        if self._audit:
            status, said = (answer.status, answer.data) if answer is not None else (0, b"")
            self._audit(exchange(method, url, status, said, trouble, time.monotonic() - began))
        if answer is None:
            raise UnreachableError(
                Complaint(0, text=trouble),
                f"{urlsplit(url).netloc} could not be reached, or its answer was cut off.",
                "Nothing to do: it is tried again by itself. If it lasts, ask `orcid-sync doctor`.",
            )
        reply = _reply(answer, tuple(secrets))
        if reply.status in _ASKS_FOR_A_PAUSE and (asked := retry_after(reply.headers)):
            self._limiter.hold(min(asked, _LONGEST_HOLD))  # one is told, all keep to it
        return reply

    def _attempt(
        self,
        method: str,
        url: str,
        auth: Auth,
        headers: Mapping[str, str],
        body: bytes | Mapping[str, str | Secret] | None,
    ) -> tuple[urllib3.BaseHTTPResponse | None, str]:
        """The response, or the kind of trouble; exceptions that may lead to the request end here."""
        try:
            sent, content = self._dressed(auth, headers, body)
            return self._connections.request(method, url, sent, content), ""
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as trouble:
            return None, type(trouble).__name__

    def _dressed(
        self, auth: Auth, headers: Mapping[str, str], body: bytes | Mapping[str, str | Secret] | None
    ) -> tuple[dict[str, str], bytes | None]:
        """Headers and body as they go out, the secrets in them."""
        sent = {**self._usual, **headers}
        if isinstance(auth, Bearer):
            sent["Authorization"] = f"Bearer {auth.token.reveal()}"
        if body is None or isinstance(body, bytes):
            return sent, body
        return sent | {"Content-Type": _FORM}, urlencode(_revealed(body)).encode()

    def close(self) -> None:
        self._connections.close()


def _revealed(form: Mapping[str, str | Secret]) -> dict[str, str]:
    return {key: value.reveal() if isinstance(value, Secret) else value for key, value in form.items()}


def _reply(response: urllib3.BaseHTTPResponse, secrets: tuple[Secret, ...]) -> Reply:
    """What of the response is kept; the response itself leads to the request and so to the token."""
    headers = {name.lower(): redacted(value, secrets) for name, value in response.headers.items()}
    return Reply(response.status, headers, _redacted_bytes(response.data, secrets))


def _redacted_bytes(body: bytes, secrets: tuple[Secret, ...]) -> bytes:
    """The body without the secrets, compared as bytes: a work keeps whatever encoding it came in."""
    for secret in secrets:
        if secret:
            body = body.replace(secret.reveal().encode(), HIDDEN.encode())
    return body


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the server asks, from either form that HTTP allows."""
    stated = headers.get("retry-after", "")
    if stated.isdecimal():
        return float(stated)
    try:
        at = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at.tzinfo else None


def _pause(attempt: int) -> float:
    """Seconds before the next attempt: 1, 2, 4 … with jitter."""
    return min(2.0 ** (attempt - 1), _LONGEST_WAIT) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not cryptography
