"""Keeps what researchers grant, and connects a person who signed in with the theses that are hers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orcid_sync.orcid.audit import about
from orcid_sync.orcid.oauth import SCOPES, Granted, OAuth
from orcid_sync.secret import Secret
from orcid_sync.store import Claim, Permission, Proof, Store, utc_now

WRITE = "/activities/update"


@dataclass(frozen=True, slots=True)
class Consent:
    """A kept permission, and the scopes that were asked for and not granted."""

    permission: Permission
    lacking: frozenset[str]

    @property
    def lets_us_write(self) -> bool:
        """Whether works may be added; without it the iD is authenticated all the same."""
        return WRITE in self.permission.scopes


class WrongPersonError(Exception):
    """Somebody else signed in than the person who was asked; nothing was kept. Its text is a sentence."""


class NotSignedInError(Exception):
    """Nobody with this ORCID iD has signed in here, so it is not authenticated. Its text is a sentence."""


class ForgottenError(Exception):
    """The person asked to be forgotten, so that nobody else may connect her. Its text is a sentence."""


def grant(
    store: Store,
    oauth: OAuth,
    code: Secret,
    redirect_uri: str,
    *,
    asked: Iterable[str] = SCOPES,
    expected: str = "",
    clock: Callable[[], datetime] = utc_now,
) -> Consent:
    """Exchange the code of a sign-in and keep the permission under the store's institution and client id.

    `expected` is the iD that was asked ("" for anybody): when another person signs in, her token is revoked
    at once and WrongPersonError is raised. Raises OrcidError when ORCID does not take the code.
    """
    granted = oauth.exchange(code, redirect_uri)
    if expected and granted.orcid_id != expected:
        with about(granted.orcid_id):
            oauth.revoke(granted.access_token)
        raise WrongPersonError(f"The link was for {expected}, but {granted.orcid_id} signed in at ORCID.")
    return Consent(keep(store, granted, clock), granted.lacks(asked))


def keep(store: Store, granted: Granted, clock: Callable[[], datetime] = utc_now) -> Permission:
    """Keep a grant as ORCID gave it. Claims under a former iD, of a record merged into this one, go along."""
    expires_at = None if granted.expires_in is None else clock() + timedelta(seconds=granted.expires_in)
    for former_id in store.permissions.former_ids(granted.orcid_id):
        store.claims.follow(former_id, granted.orcid_id)
    return store.permissions.keep(
        granted.orcid_id,
        scopes=sorted(granted.scopes),
        access_token=granted.access_token,
        refresh_token=granted.refresh_token,
        name=granted.name,
        expires_at=expires_at,
    )


def claim(store: Store, contributor_id: int, orcid_id: str, *, proof: Proof, again: bool = False) -> Claim:
    """Connect a person who signed in with a contributor of a thesis; `proof` says why they are the same.

    A name is no proof: names at ORCID are typed by their owners. A claim that was ended stays ended unless a
    person asks `again`. Raises NotSignedInError for an iD that did not come through ORCID's sign-in, and
    ForgottenError for a person who was forgotten, unless she herself asks `again`.
    """
    if again:
        store.forgetting.lift(orcid_id)
    elif store.forgetting.is_forgotten(orcid_id):
        raise ForgottenError("This person asked to be forgotten; only she herself can connect anew.")
    if not store.permissions.of_person(orcid_id):
        raise NotSignedInError(f"{orcid_id} has not signed in here, so it is a hint and no authenticated iD.")
    return store.claims.make(contributor_id, orcid_id, proof=proof, again=again)
