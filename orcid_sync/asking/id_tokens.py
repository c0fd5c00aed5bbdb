"""Checks the signed statement of who signed in (OpenID Connect Core §3.1.3.7, orcid.md §5.7)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from orcid_sync.orcid.wire import NoAuth, Wire
from orcid_sync.secret import Secret
from orcid_sync.store import utc_now

_ALGORITHMS: Final = ["RS256", "ES256", "PS256"]  # never "none", never a shared secret
_LEEWAY: Final = 120  # seconds between two clocks
_KEYS_AT_MOST_EVERY: Final = 60.0


class IdTokenError(Exception):
    """The statement cannot be believed. Its text is a sentence that holds nothing secret."""


class OpenIdProvider:
    """What an issuer says about itself, read once; its keys again when it signs with a new one."""

    def __init__(
        self, issuer: str, client_id: str, wire: Wire, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.issuer = issuer.rstrip("/")
        self.client_id = client_id
        self._wire, self._clock = wire, clock
        self._said: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._keys_read = 0.0

    def said(self) -> Mapping[str, Any]:
        """The discovery document. Raises UnreachableError, and IdTokenError for one of another issuer."""
        if not self._said:
            said = self._json(f"{self.issuer}/.well-known/openid-configuration")
            if str(said.get("issuer", "")).rstrip("/") != self.issuer:
                raise IdTokenError(f"{self.issuer} says that it is another issuer.")
            self._said = said
        return self._said

    @property
    def takes_pkce(self) -> bool:
        return "S256" in self.said().get("code_challenge_methods_supported", ())

    def checked(self, id_token: Secret, *, nonce: Secret, access_token: Secret) -> Mapping[str, Any]:
        """The claims of an id_token whose signature, issuer, audience, time and nonce are right.

        Raises IdTokenError, or UnreachableError when the keys cannot be read.
        """
        token = self._decoded(id_token)
        claims = dict(token.claims)
        if isinstance(claims.get("amr"), str):  # ORCID writes a text where the standard has a list
            claims["amr"] = [claims["amr"]]
        checking = CodeIDToken(
            claims,
            token.header,
            {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
                "sub": {"essential": True},
            },
            {
                "nonce": nonce.reveal(),
                "client_id": self.client_id,
                "access_token": access_token.reveal(),
            },
        )
        try:
            checking.validate(now=int(self._clock().timestamp()), leeway=_LEEWAY)
        except (AuthlibBaseError, JoseError, ValueError, TypeError) as error:
            raise IdTokenError(f"The id_token is not right ({_named(error)}).") from None
        return claims

    def _decoded(self, id_token: Secret) -> jwt.Token:
        for is_last in (False, True):
            try:
                return jwt.decode(id_token.reveal(), self._key_set(anew=is_last), algorithms=_ALGORITHMS)
            except (JoseError, ValueError, TypeError) as error:
                if is_last:
                    raise IdTokenError(f"The id_token cannot be believed ({_named(error)}).") from None
        raise AssertionError  # the second attempt returns or raises

    def _key_set(self, *, anew: bool) -> KeySet:
        old = time.monotonic() - self._keys_read > _KEYS_AT_MOST_EVERY
        if self._keys is None or (anew and old):
            try:
                self._keys = KeySet.import_key_set(self._json(str(self.said().get("jwks_uri"))))  # type: ignore[arg-type]  # any JSON; what is no key set raises
            except (JoseError, KeyError, TypeError, ValueError):
                raise IdTokenError(f"The keys of {self.issuer} cannot be read.") from None
            self._keys_read = time.monotonic()
        return self._keys

    def _json(self, url: str) -> dict[str, Any]:
        reply = self._wire.get(url, auth=NoAuth(), headers={"Accept": "application/json"})
        try:
            said = json.loads(reply.body)
        except ValueError:
            said = None
        if reply.status != 200 or not isinstance(said, dict):
            raise IdTokenError(f"{url} answers {reply.status} and no JSON object.")
        return said


def _named(error: Exception) -> str:
    """Which check failed; never the token."""
    claim = getattr(error, "claim", "")
    return " ".join(filter(None, [str(getattr(error, "error", type(error).__name__)), str(claim or "")]))
