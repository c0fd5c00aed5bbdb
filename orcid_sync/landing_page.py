"""Looks at the page of a thesis as a reader would who has not signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import requests

# Where repositories lead a reader to whom they do not show the item, some of them with 200.
_NOT_THE_ITEM: Final = frozenset(
    {
        "login",
        "signin",
        "sign-in",
        "password-login",
        "ldap-login",
        "shibboleth-login",
        "sso",
        "401",
        "403",
        "404",
    }
)
_HIDDEN: Final = frozenset({401, 403, 404, 410})


class Look(NamedTuple):
    """What was seen. `is_open` is None when the page did not answer, which says nothing about it."""

    is_open: bool | None
    said: str


LookAt = Callable[[str], Look]


def look_at(url: str, *, contact: str = "", timeout: float = 10.0) -> Look:
    """Whether the item at `url` is shown to anybody. No more than the head of the answer is read."""
    if urlsplit(url).scheme not in ("http", "https"):
        return Look(False, "the record states no address of a page")
    agent = "orcid-etd-sync" + (f" ({contact})" if contact else "")
    try:
        with requests.get(
            url, headers={"User-Agent": agent, "Accept": "text/html"}, timeout=timeout, stream=True
        ) as answer:
            return _judged(answer.status_code, answer.url)
    except (requests.RequestException, ValueError, OSError) as trouble:
        return Look(None, f"its page could not be reached ({type(trouble).__name__})")


def _judged(status: int, ended_at: str) -> Look:
    last = urlsplit(ended_at).path.rstrip("/").rpartition("/")[2].lower()
    if status in _HIDDEN:
        return Look(False, f"its page answers {status}")
    if status >= 300:
        return Look(None, f"its page answers {status}")
    if last in _NOT_THE_ITEM:
        return Look(False, f"its page leads to /{last}")
    return Look(True, "its page is shown to everybody")
