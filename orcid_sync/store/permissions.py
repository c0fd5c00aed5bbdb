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
    """What one researcher granted. `refused_at` is the first 401 since the token last worked, `worked_at` when
    that was (noted once a week), `moved_to` the iD that the ORCID record was merged into."""

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
    worked_at: datetime | None = None
    moved_to: str = ""


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

    def moved(self, permission: Permission, orcid_id: str) -> None:
        """The ORCID record was merged into another, and this permission does not go along (orcid.md §5.6)."""
        self._view.change(_MOVED, permission=permission.id, moved_to=orcid_id)

    def former_ids(self, orcid_id: str) -> list[str]:
        """The former iDs of this person, of ORCID records that were merged into hers."""
        return [row.orcid_id for row in self._view.rows(_FORMER, orcid_id=orcid_id)]

    def renewed(
        self,
        permission: Permission,
        *,
        access_token: Secret,
        refresh_token: Secret | None,
        expires_at: datetime | None,
    ) -> Permission:
        """The same permission with the tokens that ORCID gave for the refresh token."""
        with self._view.write() as transaction:
            (kept,) = transaction.rows(
                _RENEWED,
                permission=permission.id,
                access_token=self._view.cipher.encrypted(access_token),
                refresh_token=self._view.cipher.encrypted(refresh_token or permission.refresh_token),
                expires_at=written(expires_at),
            )
        return self._permission(kept)

    def unused_since(self, since: datetime, limit: int) -> list[Permission]:
        """Standing permissions that ORCID has not been seen to take since then, those doubted first."""
        found = self._view.rows(_UNUSED, since=written(since), limit=limit)
        return [self._permission(each) for each in found]

    def to_revoke(self) -> list[Permission]:
        """Withdrawn by the researcher, and not yet ended at ORCID; while a work is to be deleted with its
        token it is left out."""
        return [self._permission(each) for each in self._view.rows(_TO_REVOKE)]

    def revoked(self, permission: Permission) -> None:
        """ORCID no longer takes it: the researcher, or ORCID, ended it. Remembered."""
        self._view.change(_REVOKED, permission=permission.id)

    def withdrawn(self, orcid_id: str) -> int:
        """The researcher withdrew all she granted to us; how many permissions that were."""
        return self._view.change(_WITHDRAWN, orcid_id=orcid_id)

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
            worked_at=instant(row.worked_at),
            moved_to=row.moved_to,
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
        withdrawn_at = NULL, revoked_at = NULL, refused_at = NULL, worked_at = NULL, moved_to = ''
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
    UPDATE permission SET refused_at = NULL, worked_at = :now
    WHERE id = :permission AND institution_id = :institution
"""
_MOVED = """
    UPDATE permission SET moved_to = :moved_to
    WHERE id = :permission AND institution_id = :institution
"""
_FORMER = """
    SELECT DISTINCT orcid_id FROM permission
    WHERE moved_to = :orcid_id AND institution_id = :institution AND client_id = :client
    ORDER BY orcid_id
"""
_RENEWED = """
    UPDATE permission
    SET access_token = :access_token, refresh_token = :refresh_token, expires_at = :expires_at,
        refused_at = NULL, worked_at = :now
    WHERE id = :permission AND institution_id = :institution
    RETURNING *
"""
_UNUSED = """
    SELECT * FROM permission
    WHERE institution_id = :institution AND client_id = :client
        AND withdrawn_at IS NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
        AND (refused_at IS NOT NULL OR COALESCE(worked_at, granted_at) <= :since)
    ORDER BY refused_at IS NULL, COALESCE(worked_at, granted_at), id
    LIMIT :limit
"""
_TO_REVOKE = """
    SELECT * FROM permission
    WHERE institution_id = :institution AND client_id = :client
        AND withdrawn_at IS NOT NULL AND revoked_at IS NULL
        AND orcid_id NOT IN (
            SELECT orcid_id FROM push
            WHERE institution_id = :institution AND client_id = :client AND removal_asked_at IS NOT NULL
                AND given_up_at IS NULL AND (put_code IS NOT NULL OR intended <> '')
        )
    ORDER BY id
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
