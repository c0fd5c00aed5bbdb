"""One request to the Member API as it passes ORCID's checks, in ORCID's order (orcid.md §3)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import Request, Response
from lxml import etree

from orcid_sync.rehearsal.grants import Grant
from orcid_sync.rehearsal.records import Activity, OrcidRecord
from orcid_sync.rehearsal.refused import RefusedError
from orcid_sync.rehearsal.world import World

XML: Final = ("application/vnd.orcid+xml", "application/orcid+xml", "application/xml")
JSON: Final = ("application/vnd.orcid+json", "application/orcid+json", "application/json")
WAITING_PERIOD: Final = timedelta(days=10)
_BEARER: Final = re.compile(r"Bearer +(\S+) *", re.IGNORECASE)


class NoEntryError(Exception):
    """The request does not get as far as ORCID's own errors: `response` is JSON by the security layer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


@dataclass(slots=True)
class Asked:
    """A request with a valid token for an existing record. `put_code` is as written in the URL."""

    world: World
    grant: Grant
    record: OrcidRecord
    method: str
    kind: str
    put_code: str
    path: str
    url: str
    media_type: str = XML[0]
    body: etree._Element | None = None
    sent_json: bool = False

    @property
    def orcid_id(self) -> str:
        return self.record.person.orcid_id

    @property
    def sent(self) -> etree._Element:
        """The body. Only a route that says so in its table has one."""
        if self.body is None:
            raise LookupError(f"{self.path} reads no body")
        return self.body

    def activity(self) -> Activity:
        """The activity that the URL names, whoever may see it."""
        if not re.fullmatch(r"[+-]?[0-9]{1,30}", self.put_code) or abs(int(self.put_code)) >= 2**63:
            raise RefusedError(9034, f"'{self.put_code}' is not a valid put code")
        found = self.record.activities.get(int(self.put_code))
        if found is None or found.kind != self.kind:
            raise RefusedError(9016, "No result found")
        return found

    def sees(self, activity: Activity) -> bool:
        """Whether an activity is in the lists that this client reads."""
        return not self.hidden(activity)

    def hidden(self, activity: Activity) -> int:
        """The error code with which ORCID hides an activity from this client; 0 when it does not."""
        own = bool(self.grant.orcid_id) and activity.client_id == self.grant.client_id
        if activity.visibility == "public" or own:
            return 0
        if activity.visibility == "private":
            return 9013
        family = "orcid-works" if activity.kind == "work" else "affiliations"
        return 0 if self.grant.allows(f"/{family}/read-limited") else 9038


def admitted(world: World, request: Request) -> Grant:
    """The grant behind the bearer token; a NoEntryError with ORCID's JSON where there is none that counts."""
    bearer = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if bearer is None:
        raise NoEntryError(_security_answer(403, "forbidden", "Access is denied"))
    token = bearer[1]
    grant = world.grants.by_access_token(token)
    if grant is None or not _counts(grant, world, request.method):
        # ORCID echoes the token (orcid.md §3.6), so clients must not log this body; neither do we.
        raise NoEntryError(_security_answer(401, "invalid_token", f"Invalid access token: {token}"))
    return grant


def _counts(grant: Grant, world: World, method: str) -> bool:
    if world.clock.now() >= grant.expires_at:
        return False
    # A person's withdrawal still lets the client clean up after itself (orcid.md §5.5).
    return grant.state == "active" or (grant.state == "user-revoked" and method == "DELETE")


def _security_answer(status: int, error: str, description: str) -> Response:
    body = json.dumps({"error": error, "error_description": description}, ensure_ascii=False)
    return Response(body, status, content_type="application/json;charset=UTF-8")


def check_member(world: World, grant: Grant) -> None:
    """ORCID has locked some members out (9057)."""
    if grant.client_id in world.locked_members:
        raise RefusedError(9057)


def check_target(grant: Grant, orcid_id: str) -> None:
    """A token that is bound to one record opens no other (9017)."""
    if grant.orcid_id not in ("", orcid_id):
        raise RefusedError(9017, "Access token is for a different record")


def check_state(world: World, orcid_id: str, method: str, url: str) -> OrcidRecord:
    """The record, when its state lets anybody in (orcid.md §5.6)."""
    record = world.records.get(orcid_id)
    if record is None:
        raise RefusedError(9016, "No result found")
    person = record.person
    if person.state == "deprecated":
        location = url.replace(orcid_id, person.primary)
        status = 301 if method == "GET" else 409
        raise RefusedError(9007, status=status, location=location, orcid=person.primary, deprecated=orcid_id)
    if person.state == "unclaimed" and world.clock.now() - record.created < WAITING_PERIOD:
        raise RefusedError(9036)
    if person.state == "locked":
        raise RefusedError(9018, orcid=orcid_id)
    if person.state == "deactivated":
        raise RefusedError(9044)
    return record


def answer_type(request: Request) -> str:
    """The media type of the answer; XML unless JSON is asked for."""
    if not request.headers.get("Accept"):
        return XML[0]
    best = request.accept_mimetypes.best_match([*XML, *JSON])
    if best is None:
        raise RefusedError(9001, "HTTP 406 Not Acceptable", status=406)
    return best
