"""Tokens in the database are encrypted with keys that are kept elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orcid_sync.secret import Secret
from orcid_sync.store.errors import StoreError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class Cipher:
    """Encrypts with the first key, decrypts with any. Keys are looked at when first needed."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._fernet: MultiFernet | None = None

    def encrypted(self, secret: Secret) -> bytes:
        """What the database keeps of `secret`; b"" for an empty one."""
        return self._opened().encrypt(secret.reveal().encode()) if secret else b""

    def decrypted(self, token: bytes) -> Secret:
        """The secret that was encrypted, or `StoreError` when no key fits."""
        return Secret(self._plain(token).decode() if token else "")

    def is_current(self, token: bytes) -> bool:
        """Whether the first key alone decrypts it, as it does nothing that an older key encrypted."""
        return not token or Cipher(self._keys[:1]).opens(token)

    def opens(self, token: bytes) -> bool:
        """Whether one of the keys decrypts it."""
        try:
            self._plain(token)
        except StoreError:
            return False
        return True

    def encrypted_again(self, token: bytes) -> bytes:
        """The same secret under the first key."""
        return self._opened().encrypt(self._plain(token)) if token else b""

    def _plain(self, token: bytes) -> bytes:
        from cryptography.fernet import InvalidToken

        try:
            return self._opened().decrypt(bytes(token))
        except InvalidToken:
            raise StoreError(
                "The stored tokens were encrypted with another key.",
                what_to_do="Give that key too, after the new one; if it is lost, ask for new permissions.",
            ) from None

    def _opened(self) -> MultiFernet:
        if self._fernet is None:
            from cryptography.fernet import Fernet, MultiFernet

            if not self._keys:
                raise StoreError(
                    "Tokens are kept encrypted, and no key was given.", what_to_do="Set ORCID_SYNC_KEY."
                )
            try:
                self._fernet = MultiFernet([Fernet(key) for key in self._keys])
            except ValueError:
                raise StoreError(
                    "The encryption key is no Fernet key (32 bytes in URL-safe base64).",
                    what_to_do="Check ORCID_SYNC_KEY.",
                ) from None
        return self._fernet
