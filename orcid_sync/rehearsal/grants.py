"""Codes and tokens: who granted what to which client, and whether it still counts (orcid.md §5.3-5.5)."""

from __future__ import annotations

import secrets
import string
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

TokenState = Literal[
    "active", "user-revoked", "client-revoked", "staff-revoked", "record-deactivated", "code-reused"
]
TWENTY_YEARS: Final = 631138518  # seconds, as ORCID writes it
CODE_LIFE: Final = timedelta(hours=24)

_UPDATE: Final = {
    f"/{kind}/{act}"
    for kind in ("orcid-works", "affiliations", "funding", "peer-review")
    for act in ("create", "update")
}
_READ_LIMITED: Final = {"/activities/read-limited", "/person/read-limited"}
_ACTIVITIES_LIMITED: Final = {"/orcid-works/read-limited", "/affiliations/read-limited"}
CONTAINS: Final = {
    "/authenticate": {"/read-public"},
    "openid": {"/authenticate", "/read-public"},
    "/read-limited": {"/read-public"} | _READ_LIMITED | _ACTIVITIES_LIMITED,
    "/activities/read-limited": {"/read-public"} | _ACTIVITIES_LIMITED,
    "/person/read-limited": {"/read-public"},
    "/activities/update": {"/read-public"} | _UPDATE,
    "/person/update": {"/read-public", "/orcid-bio/update", "/orcid-bio/external-identifiers/create"},
    "/email/read-private": set(),
}
FOR_CLIENTS: Final = ("/read-public", "/webhook", "/premium-notification", "/group-id-record/read")
FOR_PEOPLE: Final = tuple(CONTAINS)
ALL_SCOPES: Final = frozenset(
    {"/read-limited", "/activities/update", "/person/update", "/authenticate", "openid"}
)


@dataclass(slots=True)
class Grant:
    """One access token with its refresh token. `orcid_id` is "" for client credentials."""

    access_token: str
    refresh_token: str
    client_id: str
    orcid_id: str
    scopes: frozenset[str]
    issued_at: datetime
    expires_at: datetime
    state: TokenState = "active"
    nonce: str = ""
    signed_in_at: datetime | None = None

    def allows(self, *any_of: str) -> bool:
        """Whether one of these scopes is granted, directly or inside a wider one."""
        granted = set(self.scopes).union(*(CONTAINS.get(scope, set()) for scope in self.scopes))
        return not granted.isdisjoint(any_of)


@dataclass(frozen=True, slots=True)
class Asking:
    """What the person said yes to, and for how many seconds."""

    client_id: str
    orcid_id: str
    scopes: frozenset[str]
    redirect_uri: str
    nonce: str
    signed_in_at: datetime
    seconds: int = TWENTY_YEARS


@dataclass(slots=True)
class Code:
    """An authorization code, on its way from the browser to the client."""

    code: str
    asking: Asking
    issued_at: datetime
    grant: Grant | None = None


class Grants:
    """All codes and tokens. The caller holds the world's lock."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}
        self._by_token: dict[str, Grant] = {}

    def code(self, asking: Asking, now: datetime) -> Code:
        """A new code of six characters."""
        text = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(6))
        self._codes[text] = Code(text, asking, now)
        return self._codes[text]

    def redeem(self, text: str, client_id: str, redirect_uri: str, now: datetime) -> Grant | None:
        """The token for a code; None when the code is unknown, old, used, or another client's.

        A code used twice ends the token that came of it (AUTH_CODE_REUSED).
        """
        code = self._codes.get(text)
        if code is None or (code.asking.client_id, code.asking.redirect_uri) != (client_id, redirect_uri):
            return None
        if code.grant:
            code.grant.state = "code-reused"
            return None
        if now - code.issued_at > CODE_LIFE:
            return None
        asking = code.asking
        code.grant = self.issue(client_id, asking.orcid_id, asking.scopes, now, seconds=asking.seconds)
        code.grant.nonce, code.grant.signed_in_at = asking.nonce, asking.signed_in_at
        return code.grant

    def issue(
        self,
        client_id: str,
        orcid_id: str,
        scopes: Iterable[str],
        now: datetime,
        *,
        seconds: int = TWENTY_YEARS,
        token: str = "",
    ) -> Grant:
        """A new token; `token` fixes its text."""
        grant = Grant(
            token or str(uuid.uuid4()),
            str(uuid.uuid4()),
            client_id,
            orcid_id,
            frozenset(scopes),
            now,
            now + timedelta(seconds=seconds),
        )
        self._by_token[grant.access_token] = grant
        self._by_token[grant.refresh_token] = grant
        return grant

    def by_access_token(self, token: str) -> Grant | None:
        """The grant behind an access token, whatever its state."""
        grant = self._by_token.get(token)
        return grant if grant and grant.access_token == token else None

    def by_refresh_token(self, token: str) -> Grant | None:
        """The grant behind a refresh token, whatever its state."""
        grant = self._by_token.get(token)
        return grant if grant and grant.refresh_token == token else None

    def by_any_token(self, token: str) -> Grant | None:
        """The grant behind an access or refresh token."""
        return self._by_token.get(token)

    def of(self, orcid_id: str, client_id: str = "") -> list[Grant]:
        """Every grant of a person, to one client or to all."""
        return [
            grant
            for token, grant in self._by_token.items()
            if token == grant.access_token
            and grant.orcid_id == orcid_id
            and client_id in ("", grant.client_id)
        ]

    def end(self, orcid_id: str, state: TokenState, client_id: str = "") -> int:
        """End all active grants of a person, to one client or to all; how many there were."""
        active = [grant for grant in self.of(orcid_id, client_id) if grant.state == "active"]
        for grant in active:
            grant.state = state
        return len(active)
