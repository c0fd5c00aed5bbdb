"""What researchers granted, under which client id. Tokens are encrypted in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.secret import Secret
from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import View


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

    def __init__(self, view: View) -> None:
        self._view = view

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
        with self._view.write() as transaction:
            (kept,) = transaction.rows(
                _KEEP,
                orcid_id=orcid_id,
                name=name,
                scopes=_joined(scopes),
                access_token=self._view.cipher.encrypted(access_token),
                refresh_token=self._view.cipher.encrypted(refresh_token or Secret("")),
                expires_at=written(expires_at),
            )
        return self._permission(kept)

    def usable(self, orcid_id: str, scope: str = "/activities/update") -> Permission | None:
        """The newest permission for `scope` that is not expired, withdrawn or revoked, or None."""
        found = self._view.rows(_USABLE, orcid_id=orcid_id, scope=f"% {scope} %")
        return self._permission(found[0]) if found else None

    def all(self) -> list[Permission]:
        """All permissions under this client id, oldest first."""
        return [self._permission(found) for found in self._view.rows(_ALL)]

    def of_person(self, orcid_id: str) -> list[Permission]:
        """All that this person granted, also what is over; oldest first."""
        return [self._permission(found) for found in self._view.rows(_OF_PERSON, orcid_id=orcid_id)]

    def refused(self, permission: Permission) -> datetime:
        """ORCID answered 401: when it first did so. Not yet revoked: a second look later confirms it."""
        with self._view.write() as transaction:
            (first,) = transaction.rows(_REFUSED, permission=permission.id)
        return instant(str(first.refused_at))

    def worked(self, permission: Permission) -> None:
        """ORCID took the token: a former 401 is forgotten."""
        self._view.change(_WORKED, permission=permission.id)

    def revoked(self, permission: Permission) -> None:
        """ORCID no longer takes it: the researcher, or ORCID, ended it. Remembered."""
        self._view.change(_REVOKED, permission=permission.id)

    def withdrawn(self, orcid_id: str) -> int:
        """The researcher withdrew all she granted to us; how many permissions that were."""
        return self._view.change(_WITHDRAWN, orcid_id=orcid_id)

    def encrypt_again(self) -> int:
        """Encrypt all tokens of the institution with the first key; how many permissions that were."""
        again = self._view.cipher.encrypted_again
        with self._view.write() as transaction:
            found = transaction.rows(_TOKENS)
            transaction.many(
                _SET_TOKENS,
                ((again(row.access_token), again(row.refresh_token), row.id) for row in found),
            )
        return len(found)

    def _permission(self, row: Row[Any]) -> Permission:
        return Permission(
            id=row.id,
            client_id=row.client_id,
            orcid_id=row.orcid_id,
            name=row.name,
            scopes=tuple(row.scopes.split()),
            access_token=self._view.cipher.decrypted(row.access_token),
            refresh_token=self._view.cipher.decrypted(row.refresh_token),
            granted_at=instant(row.granted_at),
            expires_at=instant(row.expires_at),
            withdrawn_at=instant(row.withdrawn_at),
            revoked_at=instant(row.revoked_at),
            refused_at=instant(row.refused_at),
        )


def _joined(scopes: Sequence[str]) -> str:
    """In one order and between blanks, so that `LIKE '% /activities/update %'` finds whole scopes."""
    return f" {' '.join(sorted(set(scopes)))} "


_KEEP = """
    INSERT INTO permission
        (institution_id, client_id, orcid_id, name, scopes, access_token, refresh_token,
        granted_at, expires_at)
    VALUES (:institution, :client, :orcid_id, :name, :scopes, :access_token, :refresh_token,
        :now, :expires_at)
    ON CONFLICT (orcid_id, institution_id, client_id, scopes) DO UPDATE
    SET name = excluded.name, access_token = excluded.access_token, refresh_token = excluded.refresh_token,
        granted_at = excluded.granted_at, expires_at = excluded.expires_at,
        withdrawn_at = NULL, revoked_at = NULL, refused_at = NULL
    RETURNING *
"""
_USABLE = """
    SELECT * FROM permission
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
        AND scopes LIKE :scope AND withdrawn_at IS NULL AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > :now)
    ORDER BY granted_at DESC, id DESC
    LIMIT 1
"""
_ALL = "SELECT * FROM permission WHERE institution_id = :institution AND client_id = :client ORDER BY id"
_OF_PERSON = """
    SELECT * FROM permission
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
    ORDER BY id
"""
_REFUSED = """
    UPDATE permission SET refused_at = COALESCE(refused_at, :now)
    WHERE id = :permission AND institution_id = :institution
    RETURNING refused_at
"""
_WORKED = """
    UPDATE permission SET refused_at = NULL
    WHERE id = :permission AND institution_id = :institution AND refused_at IS NOT NULL
"""
_REVOKED = """
    UPDATE permission SET revoked_at = COALESCE(revoked_at, :now)
    WHERE id = :permission AND institution_id = :institution
"""
_WITHDRAWN = """
    UPDATE permission SET withdrawn_at = :now
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
        AND withdrawn_at IS NULL
"""
_TOKENS = """
    SELECT id, access_token, refresh_token FROM permission
    WHERE institution_id = :institution /* for change */
"""
_SET_TOKENS = "UPDATE permission SET access_token = :access, refresh_token = :refresh WHERE id = :id"
