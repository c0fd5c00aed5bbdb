"""The tokens of invitation links: signed, so that a guess costs no look into the store; kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence

from itsdangerous import BadSignature, Signer

from orcid_sync.secret import Secret


class Links:
    """Makes and reads the tokens of one institution. `keys` are the store's, the newest first."""

    def __init__(self, keys: Sequence[str], institution: str) -> None:
        # itsdangerous signs with the last key and takes any.
        self._signer = Signer(
            list(reversed(keys)),
            salt=f"orcid-sync invitation {institution}",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def make(self) -> Secret:
        """A new token."""
        return Secret(self._signer.sign(secrets.token_urlsafe(24)).decode())

    def hash_of(self, token: str) -> str | None:
        """By what the store knows the token; None for one that we never made for this institution."""
        try:
            self._signer.unsign(token)
        except (BadSignature, UnicodeEncodeError):
            return None
        return hashed(token)


def hashed(text: str) -> str:
    """What the store keeps of a token, a state or a session key."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
