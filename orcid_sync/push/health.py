"""Looks after permissions: those long unused or doubted are tried, those withdrawn are ended at ORCID."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from orcid_sync.orcid.audit import about
from orcid_sync.orcid.errors import (
    NotPermittedError,
    OrcidError,
    RecordMovedError,
    RunStoppedError,
    TokenRefusedError,
    TryLaterError,
    UnreachableError,
)
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.failures import SECOND_LOOK
from orcid_sync.push.reasons import BY_ITSELF, SIGN_IN_AGAIN
from orcid_sync.push.renewing import Renewal
from orcid_sync.push.sending import ClientFor
from orcid_sync.store import Permission, Store

# A revocation shows only on a call, so that nothing is known of a permission that is not used (orcid.md §5.5).
UNUSED: Final = timedelta(days=30)
_AT_ONCE: Final = 100


class Health:
    """The permissions of a store, as ORCID sees them. Without `oauth` none is renewed or ended at ORCID."""

    def __init__(
        self,
        store: Store,
        client_for: ClientFor,
        clock: Callable[[], datetime],
        oauth: OAuth | None = None,
    ) -> None:
        self._store = store
        self._client_for = client_for
        self._clock = clock
        self._oauth = oauth
        self._renewal = Renewal(store, oauth, clock) if oauth else None

    def look_after(self) -> Iterator[Outcome]:
        """End what was withdrawn and try what is doubted or was not used for a month; yields what is news.

        Ends early when ORCID is not there. Raises RunStoppedError.
        """
        try:
            yield from self._end_withdrawn()
            yield from self._try_unused()
        except (UnreachableError, TryLaterError) as trouble:
            yield Outcome("", Happened.POSTPONED, str(trouble), BY_ITSELF, code=str(trouble.code or ""))

    def _end_withdrawn(self) -> Iterator[Outcome]:
        """The intent stands in the row; a repeated revocation does no harm."""
        for permission in self._store.permissions.to_revoke():
            if self._oauth is None or not permission.access_token:
                continue
            try:
                with about(permission.orcid_id):
                    self._oauth.revoke(permission.access_token)
            except (RunStoppedError, UnreachableError, TryLaterError):
                raise
            except OrcidError as error:
                yield _of(permission, Happened.REJECTED, str(error), error.remedy, error)
                continue
            self._store.permissions.revoked(permission)
            yield _of(permission, Happened.REVOKED, "The permission was withdrawn and is ended at ORCID too.")

    def _try_unused(self) -> Iterator[Outcome]:
        now = self._clock()
        for permission in self._store.permissions.unused_since(now - UNUSED, _AT_ONCE):
            if permission.refused_at is None or now >= permission.refused_at + SECOND_LOOK:
                yield from self._try(permission)

    def _try(self, permission: Permission) -> Iterator[Outcome]:
        try:
            self._client_for(permission).try_token()
        except (RunStoppedError, UnreachableError, TryLaterError):
            raise
        except TokenRefusedError as error:
            yield from self._refused(permission, error)
        except (NotPermittedError, RecordMovedError) as error:
            yield self._over(permission, error)
        except OrcidError:  # locked, deactivated …: ORCID looked at the record, so it took the token
            self._store.permissions.worked(permission)
        else:
            self._store.permissions.worked(permission)

    def _refused(self, permission: Permission, error: TokenRefusedError) -> Iterator[Outcome]:
        """An outage of ORCID's token service answers 401 too: only a second look later counts."""
        first = self._store.permissions.refused(permission)
        if self._clock() < first + SECOND_LOOK or (self._renewal and self._renewal.renew(permission)):
            return
        yield self._over(permission, error)

    def _over(self, permission: Permission, error: OrcidError) -> Outcome:
        reason = str(error)
        if isinstance(error, RecordMovedError) and error.primary_id:
            reason = f"{error} It is now {error.primary_id}."
            self._store.permissions.moved(permission, error.primary_id)
        self._store.permissions.revoked(permission)
        return _of(permission, Happened.PERMISSION_NEEDED, reason, error.remedy or SIGN_IN_AGAIN, error)


def _of(
    permission: Permission,
    happened: Happened,
    reason: str,
    next_step: str = "",
    error: OrcidError | None = None,
) -> Outcome:
    code = str(error.code or error.status) if error else ""
    return Outcome("", happened, reason, next_step, permission.orcid_id, permission.name, code)
