"""The institution's own sign-in: it proves an e-mail address that the office knows (OpenID Connect, by Authlib)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session

from orcid_sync.asking.id_tokens import IdTokenError, OpenIdProvider
from orcid_sync.orcid.errors import Complaint, UnreachableError
from orcid_sync.secret import Secret
from orcid_sync.store import SignIn

_SECONDS = 20


@dataclass(frozen=True, slots=True)
class CampusSignIn:
    """Sends people to their university's sign-in and takes its answers. Always with PKCE and a nonce."""

    provider: OpenIdProvider
    client_secret: Secret = field(repr=False)
    redirect_uri: str

    def address(self, state: str, sign_in: SignIn) -> str:
        """Where to send the browser."""
        with self._session() as session:
            url, _state = session.create_authorization_url(
                self.provider.said()["authorization_endpoint"],
                state=state,
                nonce=sign_in.nonce.reveal(),
                code_verifier=sign_in.verifier.reveal(),
            )
        return str(url)

    def email(self, sign_in: SignIn, code: str) -> str:
        """The verified address of who signed in, in lower case. Raises IdTokenError without one, and
        UnreachableError."""
        token, trouble = self._token(sign_in, code)
        if trouble:
            raise UnreachableError(Complaint(0, text=trouble), "The campus login does not answer.", "")
        if "id_token" not in token:
            raise IdTokenError("The campus login sent no id_token.")
        claims = self.provider.checked(
            Secret(str(token["id_token"])),
            nonce=sign_in.nonce,
            access_token=Secret(str(token["access_token"])),
        )
        if not claims.get("email") or claims.get("email_verified") is False:
            raise IdTokenError("The campus login states no verified e-mail address.")
        return str(claims["email"]).lower()

    def _token(self, sign_in: SignIn, code: str) -> tuple[dict[str, object], str]:
        """The token answer, or the kind of trouble; exceptions of the libraries hold secrets and end here."""
        with self._session() as session:
            try:
                token = session.fetch_token(
                    self.provider.said()["token_endpoint"],
                    code=code,
                    code_verifier=sign_in.verifier.reveal(),
                    timeout=_SECONDS,
                )
            except AuthlibBaseError as error:
                refused = str(error.error)
            except (requests.RequestException, ValueError) as error:
                return {}, type(error).__name__
            else:
                return dict(token), ""
        raise IdTokenError(f"The campus login refused the code ({refused}).")

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self.provider.client_id,
            self.client_secret.reveal(),
            scope="openid email",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )


def fresh_sign_in(wish: dict[str, object]) -> tuple[str, SignIn]:
    """A state, and what has to be remembered for it."""
    nonce, verifier = Secret(secrets.token_urlsafe(24)), Secret(secrets.token_urlsafe(48))
    return secrets.token_urlsafe(32), SignIn(wish, nonce, verifier)
