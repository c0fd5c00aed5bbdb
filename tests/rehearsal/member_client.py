"""A member's client for tests: one HTTP request, and what came back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import requests
from lxml import etree

STUDENT = "0000-0002-1825-0097"
MEMBER, OTHER_MEMBER = "APP-REHEARSAL0000001", "APP-REHEARSAL0000002"
XML = "application/vnd.orcid+xml"
JSON = "application/vnd.orcid+json"


@dataclass(frozen=True)
class Answer:
    """What came back: the error code is 0 where there is none."""

    status: int
    code: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def xml(self) -> etree._Element:
        return etree.fromstring(self.body)


@dataclass(frozen=True)
class Client:
    """A member's client with one token: `send` is one HTTP request, redirects not followed."""

    url: str
    token: str
    session: requests.Session

    def send(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}", "Accept": XML}
        if body is not None:
            sent["Content-Type"] = XML
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        reply = self.session.request(
            method,
            f"{self.url}/v3.0/{path}",
            data=body.encode() if isinstance(body, str) else body,
            headers={name: value for name, value in sent.items() if value},
            allow_redirects=False,
            timeout=10,
        )
        return Answer(reply.status_code, _code(reply), reply.content, dict(reply.headers))


def _code(reply: requests.Response) -> int:
    if "json" in reply.headers.get("Content-Type", ""):
        stated = reply.json()
        return int(stated.get("error-code", 0)) if isinstance(stated, dict) else 0
    if reply.content.lstrip().startswith(b"<?xml"):
        root = etree.fromstring(reply.content)
        if root.tag == "{http://www.orcid.org/ns/error}error":
            return int(root.findtext("{http://www.orcid.org/ns/error}error-code", "0"))
    return 0
