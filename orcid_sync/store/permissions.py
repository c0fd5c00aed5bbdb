"""What researchers granted, under which client id. Tokens are encrypted in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orcid_sync.secret import Secret


@dataclass(frozen=True, slots=True)
class Permission:
    """What one researcher granted. `refused_at` is the first 401 since the token last worked."""

    id: int
    client_id: str
    orcid_id: str
    name: str
    scopes: tuple[str, ...]
    access_token: Secret
    refresh_token: Secret
    granted_at: datetime
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None
    revoked_at: datetime | None = None
    refused_at: datetime | None = None


class Permissions:
    """The permissions under this store's client id."""

    def keep(
        self,
        orcid_id: str,
        *,
        scopes: Sequence[str],
        access_token: Secret,
        refresh_token: Secret | None = None,
        name: str = "",
        expires_at: datetime | None = None,
    ) -> Permission:
        """Keep a grant, or renew the one with the same scopes (all marks against it are gone then)."""
        raise NotImplementedError

    def usable(self, orcid_id: str, scope: str = "/activities/update") -> Permission | None:
        """The newest permission for `scope` that is not expired, withdrawn or revoked, or None."""
        raise NotImplementedError

    def all(self) -> list[Permission]:
        """All permissions under this client id, oldest first."""
        raise NotImplementedError

    def refused(self, permission: Permission) -> datetime:
        """ORCID answered 401: when it first did so. Not yet revoked: a second look later confirms it."""
        raise NotImplementedError

    def worked(self, permission: Permission) -> None:
        """ORCID took the token: a former 401 is forgotten."""
        raise NotImplementedError

    def revoked(self, permission: Permission) -> None:
        """ORCID no longer takes it: the researcher, or ORCID, ended it. Remembered."""
        raise NotImplementedError

    def withdrawn(self, orcid_id: str) -> int:
        """The researcher withdrew all she granted to us; how many permissions that were."""
        raise NotImplementedError

    def encrypt_again(self) -> int:
        """Encrypt all tokens of the institution with the first key; how many permissions that were."""
        raise NotImplementedError
