"""Sign-in addresses and tokens: ORCID's OAuth 2.0 (orcid.md §5)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from orcid_sync.environments import Environment
from orcid_sync.orcid.answers import complaint
from orcid_sync.orcid.errors import (
    Complaint,
    OrcidError,
    RunStoppedError,
    TryLaterError,
    orcid_error,
)
from orcid_sync.orcid.wire import NoAuth, Reply, Wire
from orcid_sync.secret import Secret

# ORCID recommends both to repositories; without /read-limited the works of others stay invisible (§4.3).
SCOPES = frozenset({"/activities/update", "/read-limited"})


class CodeRefusedError(OrcidError):
    """invalid_grant: the code or refresh token is used up, expired, or belongs to another redirect URI."""


class ScopeRefusedError(OrcidError):
    """invalid_scope: the client id may not ask for this."""


class ClientRefusedError(RunStoppedError):
    """invalid_client: ORCID knows no such pair of client id and secret."""


_OAUTH: dict[str, tuple[type[OrcidError], str, str]] = {
    "invalid_client": (
        ClientRefusedError,
        "ORCID does not accept the client id and secret.",
        "Check both, and that they belong to this environment, with `orcid-sync doctor`.",
    ),
    "unauthorized_client": (
        ClientRefusedError,
        "ORCID does not let this client id ask for tokens.",
        "Check that the client id is one of the Member API with `orcid-sync doctor`.",
    ),
    "invalid_grant": (
        CodeRefusedError,
        "The code from the sign-in is used up, expired, or was issued for another address.",
        "Ask the person to follow the sign-in link again.",
    ),
    "invalid_scope": (
        ScopeRefusedError,
        "ORCID does not let this client id ask for these scopes.",
        "Check with ORCID's member support that the client id is one of the Member API.",
    ),
}


@dataclass(frozen=True, slots=True)
class Granted:
    """What a token answer grants. `orcid_id` is "" for client credentials, `name` is "" unless public."""

    access_token: Secret
    refresh_token: Secret | None
    scopes: frozenset[str]
    expires_in: int | None
    orcid_id: str = ""
    name: str = ""
    id_token: Secret | None = None

    def lacks(self, asked: Iterable[str]) -> frozenset[str]:
        """The scopes that were asked for and not granted; the order of scopes means nothing."""
        return frozenset(asked) - self.scopes


class OAuth:
    """Asks ORCID for tokens in the name of one client id."""

    def __init__(
        self, environment: Environment, client_id: str, client_secret: Secret, *, wire: Wire | None = None
    ) -> None:
        self.environment = environment
        self.client_id = client_id
        self._secret = client_secret
        self._wire = wire or Wire()

    def __repr__(self) -> str:
        return f"OAuth({self.environment.name}, {self.client_id})"

    def authorize_url(
        self, redirect_uri: str, state: str, *, scopes: Iterable[str] = SCOPES, **hints: str
    ) -> str:
        """Where the researcher signs in and says yes. `hints` are ORCID's: `lang`, `orcid`, `email` …"""
        asked = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": " ".join(sorted(scopes)),
            "redirect_uri": redirect_uri,
            "state": state,
            **hints,
        }
        return f"{self.environment.web}/oauth/authorize?{urlencode(asked, quote_via=quote)}"

    def exchange(self, code: Secret, redirect_uri: str, *, verifier: Secret | None = None) -> Granted:
        """The permission behind a code. Sent once: ORCID revokes the token when a code is used twice.

        `verifier` is PKCE's, where the sign-in began with its challenge.
        """
        proof = {"code_verifier": verifier} if verifier else {}
        return self._token("authorization_code", code, code=code, redirect_uri=redirect_uri, **proof)

    def refresh(self, refresh_token: Secret) -> Granted:
        """A new token. The old one lives on, so that nothing is lost when the answer is (orcid.md §5.4)."""
        return self._token("refresh_token", refresh_token, refresh_token=refresh_token, revoke_old="false")

    def client_credentials(self, scope: str = "/read-public") -> Granted:
        """A token of our own, bound to no ORCID record."""
        return self._token("client_credentials", scope=scope)

    def revoke(self, token: Secret) -> None:
        """End a permission at ORCID; an unknown token is no error there."""
        reply = self._post("revoke", {"token": token}, (token,))
        if reply.status != 200:
            raise _oauth_error(reply)

    def _token(self, grant_type: str, *secrets: Secret, **form: str | Secret) -> Granted:
        reply = self._post("token", {"grant_type": grant_type, **form}, secrets)
        if reply.status != 200:
            raise _oauth_error(reply)
        return _granted(reply)

    def _post(self, path: str, form: dict[str, str | Secret], secrets: tuple[Secret, ...]) -> Reply:
        return self._wire.send(
            "POST",
            f"{self.environment.web}/oauth/{path}",
            auth=NoAuth(),
            headers={"Accept": "application/json"},
            body={"client_id": self.client_id, "client_secret": self._secret, **form},
            secrets=(self._secret, *secrets),
        )

    def authorize_page(self, redirect_uri: str) -> Reply:
        """What a browser without sign-in gets for this client id and redirect URI, redirects not followed."""
        url = self.authorize_url(redirect_uri, "doctor", scopes=("/authenticate",))
        return self._wire.get(url, auth=NoAuth(), headers={"Accept": "text/html"})


def _granted(reply: Reply) -> Granted:
    """The token answer, strictly: a missing token or a body that is no JSON is not ORCID's answer."""
    stated = _json(reply)
    token = stated.get("access_token")
    if not isinstance(token, str) or not token:
        raise TryLaterError(
            Complaint(reply.status),
            "The answer holds no token, so it is not ORCID's.",
            "Check the address of ORCID with `orcid-sync doctor`.",
        )
    expires_in = stated.get("expires_in")
    return Granted(
        access_token=Secret(token),
        refresh_token=_secret(stated, "refresh_token"),
        scopes=frozenset(str(stated.get("scope") or "").split()),
        expires_in=expires_in if isinstance(expires_in, int) else None,
        orcid_id=str(stated.get("orcid") or ""),
        name=str(stated.get("name") or ""),
        id_token=_secret(stated, "id_token"),
    )


def _secret(stated: dict[str, Any], key: str) -> Secret | None:
    value = stated.get(key)
    return Secret(value) if isinstance(value, str) and value else None


def _json(reply: Reply) -> dict[str, Any]:
    try:
        stated = json.loads(reply.body)
    except ValueError:
        return {}
    return stated if isinstance(stated, dict) else {}


def _oauth_error(reply: Reply) -> OrcidError:
    told = complaint(reply)
    known = _OAUTH.get(str(_json(reply).get("error", "")))
    if known:
        error, meaning, remedy = known
        return error(told, meaning, remedy)
    return orcid_error(told)
