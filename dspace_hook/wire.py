"""One request to DSpace and what came back: time-outs everywhere, no redirects, no secret left behind.

Errors are raised outside of the `except` that caught their cause, so that no exception chain leads to a header.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import requests

from orcid_sync.contract import RepositoryError, WriteBackOutcome

TIMEOUTS: Final = (10.0, 60.0)
BY_ITSELF: Final = "Nothing to do: it is tried again by itself."


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON. A web page (a bot shield, a proxy's error page) is an answer to try again later."""
        try:
            return json.loads(self.body)
        except ValueError:
            found = "a web page" if self.body.lstrip()[:1] == b"<" else "no JSON"
        raise RepositoryError(
            WriteBackOutcome.POSTPONED,
            f"DSpace's REST API answered {self.status} with {found}.",
            "If it lasts, look whether the address is that of DSpace's server (https://host/server) and not of its "
            "pages, and let the administrator exempt us from a bot shield in front of it.",
        )


class UnreachableError(RepositoryError):
    """No answer: refused, timed out or cut off. What was asked may have been done all the same."""

    def __init__(self, url: str, trouble: str) -> None:
        reason = f"{urlsplit(url).netloc} could not be reached, or its answer was cut off ({trouble})."
        super().__init__(WriteBackOutcome.POSTPONED, reason, BY_ITSELF)


class Wire:
    """The connection to one server; keeps its cookies."""

    def __init__(self, timeouts: tuple[float, float] = TIMEOUTS) -> None:
        self._session = requests.Session()
        self._timeouts = timeouts

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer, or UnreachableError. A mapping as `body` goes as a form."""
        answer, trouble = self._attempt(method, url, headers or {}, body)
        if answer is None:
            raise UnreachableError(url, trouble)
        return answer

    def _attempt(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | Mapping[str, str] | None
    ) -> tuple[Answer | None, str]:
        try:
            response = self._session.request(
                method,
                url,
                headers={"Accept": "application/json", **headers},
                data=body,
                timeout=self._timeouts,
                allow_redirects=False,
                auth=_no_auth,
            )
        except (requests.RequestException, OSError, ValueError) as trouble:
            return None, type(trouble).__name__
        lower = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, lower, response.content), ""

    def close(self) -> None:
        self._session.close()


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without it requests would take a password from a `.netrc` that lies around."""
    return request
