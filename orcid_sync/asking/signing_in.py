"""Sign-in at ORCID: what is asked is kept here, used once, and only by the browser that asked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from orcid_sync.asking.id_tokens import IdTokenError, OpenIdProvider
from orcid_sync.asking.links import hashed
from orcid_sync.orcid.oauth import Granted, OAuth
from orcid_sync.secret import Secret
from orcid_sync.store import SignIn, Store
from orcid_sync.store.visits import NO_LINK

_LENGTH: Final = timedelta(hours=2)  # who registers first has to read her mail in between
# ORCID's words for our languages where they differ; others are left to her browser (orcid.md §5.2).
_ORCID_LANGUAGES: Final = {"en", "de", "fr", "es", "pt", "cs", "ar"}


class SigningIn:
    """Sends people to ORCID and takes their answers."""

    def __init__(self, store: Store, oauth: OAuth, provider: OpenIdProvider, redirect_uri: str) -> None:
        self._store, self._oauth, self._provider = store, oauth, provider
        self.redirect_uri = redirect_uri

    def begin(
        self,
        session_hash: str,
        wish: Mapping[str, Any],
        scopes: Iterable[str],
        *,
        link: Secret = NO_LINK,
        language: str = "",
        **hints: str,
    ) -> str:
        """The address at ORCID to send the browser to. `wish` comes back with the answer; `link` too, encrypted."""
        state = secrets.token_urlsafe(32)
        nonce, verifier = Secret(secrets.token_urlsafe(24)), Secret(secrets.token_urlsafe(48))
        asked = frozenset(scopes)
        sign_in = SignIn({**wish, "scopes": sorted(asked)}, nonce, verifier, link)
        hints = {name: value for name, value in hints.items() if value}
        if language in _ORCID_LANGUAGES:
            hints["lang"] = language
        if "openid" in asked:
            hints["nonce"] = nonce.reveal()
        if self._provider.takes_pkce:
            hints |= {
                "code_challenge": create_s256_code_challenge(verifier.reveal()),
                "code_challenge_method": "S256",
            }
        self._store.visits.begin_sign_in(hashed(state), session_hash, sign_in, _LENGTH)
        return self._oauth.authorize_url(self.redirect_uri, state, scopes=asked, **hints)

    def take(self, session_hash: str, state: str) -> SignIn | None:
        """The sign-in that an answer belongs to, used up by this; None when it is used, over or another's."""
        return self._store.visits.use_sign_in(hashed(state), session_hash) if state else None

    def given_up(self, session_hash: str) -> SignIn | None:
        """What this browser began last. Only for errors: in the fragment ORCID states no state (orcid.md §5.3)."""
        return self._store.visits.latest_sign_in(session_hash)

    def exchange(self, sign_in: SignIn, code: str) -> Granted:
        """Who signed in and what she granted. Raises OrcidError, and IdTokenError when the two do not agree."""
        verifier = sign_in.verifier if self._provider.takes_pkce else None
        granted = self._oauth.exchange(Secret(code), self.redirect_uri, verifier=verifier)
        if not granted.orcid_id:
            raise IdTokenError("The token belongs to no ORCID record.")
        if "openid" in granted.scopes or "openid" in sign_in.wish["scopes"]:
            self._check_identity(sign_in, granted)
        return granted

    def _check_identity(self, sign_in: SignIn, granted: Granted) -> None:
        if granted.id_token is None:
            raise IdTokenError("ORCID sent no id_token.")
        claims = self._provider.checked(
            granted.id_token, nonce=sign_in.nonce, access_token=granted.access_token
        )
        if claims["sub"] != granted.orcid_id:
            raise IdTokenError("The id_token names somebody else than the token answer.")
