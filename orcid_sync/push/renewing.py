"""Asks ORCID for a new token where the old one no longer works: the last look before a permission is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from orcid_sync.orcid.audit import about
from orcid_sync.orcid.errors import OrcidError, RunStoppedError, TryLaterError, UnreachableError
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.store import Permission, Store


class Renewal:
    """Refreshes permissions. The old token is not ended with it: an answer that gets lost costs nothing."""

    def __init__(self, store: Store, oauth: OAuth, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._oauth = oauth
        self._clock = clock

    def renew(self, permission: Permission) -> bool:
        """Whether ORCID gave new tokens; False means that the permission is over for certain. Raises OrcidError when
        nothing was learned."""
        if not permission.refresh_token:
            return False
        try:
            with about(permission.orcid_id):
                granted = self._oauth.refresh(permission.refresh_token)
        except (RunStoppedError, UnreachableError, TryLaterError):
            raise
        except OrcidError:
            return False
        life = None if granted.expires_in is None else timedelta(seconds=granted.expires_in)
        self._store.permissions.renewed(
            permission,
            access_token=granted.access_token,
            refresh_token=granted.refresh_token,
            expires_at=self._clock() + life if life is not None else None,
        )
        return True
