"""The way out: disconnect, see what we hold, erase it. The researcher's wish is written down, then done to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from orcid_sync.orcid.audit import about
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.errors import OrcidError
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push import unlink
from orcid_sync.push.run import ProfileOf
from orcid_sync.secret import Secret
from orcid_sync.store import Claim, Departure, Permission, Push, Store, utc_now

# Takes her iD out of the repository again; True when nothing of ours is left there.
TakeBack = Callable[[str], bool]
_LONGEST: Final = timedelta(days=3)  # then her permission ends, whatever ORCID's works say
_OVER: Final = (Happened.REMOVED, Happened.REMOVED_BY_OWNER)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What it takes to let people go."""

    store: Store
    oauth: OAuth
    client_for: Callable[[Permission], OrcidClient]
    profile_of: ProfileOf
    take_back: TakeBack
    clock: Callable[[], datetime] = utc_now

    def disconnect(self, orcid_id: str, *, remove_works: bool, remove_id: bool, erase: bool = False) -> bool:
        """Whether everything is done already; what is not (ORCID is down, say) is gone on with by `go_on`."""
        departure = self.store.departures.begin(
            orcid_id, removes_works=remove_works, removes_id=remove_id, erases=erase
        )
        self.store.consents.end(orcid_id)
        self.store.claim_requests.end(orcid_id)
        return self._done(departure)

    def go_on(self) -> Iterator[tuple[Departure, bool]]:
        """Every departure that was not finished, and whether it is now."""
        for departure in self.store.departures.unfinished():
            yield departure, self._done(departure)

    def _done(self, departure: Departure) -> bool:
        """First the works, for which the permission is needed; then the iD; then the permission itself."""
        is_late = self.clock() - departure.asked_at > _LONGEST
        if departure.removes_works and not self._works_are_gone(departure.orcid_id) and not is_late:
            return False
        if departure.removes_id and not self.take_back(departure.orcid_id) and not is_late:
            return False
        self.store.departures.end_claims(departure.orcid_id)
        if not self._revoked(departure.orcid_id) and not is_late:
            return False
        self.store.departures.erase_tokens(departure.orcid_id)
        self.store.visits.end_sessions(departure.orcid_id)
        self.store.departures.finish(departure)
        if departure.erases:
            self.store.forgetting.erase(departure.orcid_id)
        else:
            reason = "She disconnected on her own page; her permission is ended at ORCID."
            self.store.log.write(
                None, [Outcome("", Happened.DISCONNECTED, reason, orcid_id=departure.orcid_id)]
            )
        return True

    def _works_are_gone(self, orcid_id: str) -> bool:
        outcomes = [self._unlinked(claim) for claim, push in works_of(self.store, orcid_id)]
        return all(outcome.happened in _OVER for outcome in outcomes)

    def _unlinked(self, claim: Claim) -> Outcome:
        return unlink(
            self.store,
            self.client_for,
            claim.thesis_id,
            claim.orcid_id,
            profile_of=self.profile_of,
            clock=self.clock,
        )

    def _revoked(self, orcid_id: str) -> bool:
        """Whether ORCID has ended all her permissions; asking twice does no harm there."""
        for permission in self.store.permissions.of_person(orcid_id):
            with about(orcid_id):
                if permission.access_token and not self._revoke(permission.access_token):
                    return False
        return True

    def _revoke(self, token: Secret) -> bool:
        try:
            self.oauth.revoke(token)
        except OrcidError:
            return False
        return True


def works_of(store: Store, orcid_id: str) -> list[tuple[Claim, Push]]:
    """The claims of hers whose works stand at ORCID, or may do so."""
    pushes = {push.claim_id: push for push in store.pushes.of_person(orcid_id)}
    return [
        (claim, push)
        for claim in store.claims.all(orcid_id=orcid_id)
        if (push := pushes.get(claim.id)) and (push.put_code or push.unfinished)
    ]


def data_of(store: Store, orcid_id: str) -> dict[str, Any]:
    """Everything we hold about a person, for herself. Tokens are named and not shown: they open her record."""
    return {
        "orcid": orcid_id,
        "permissions": [_permission(one) for one in store.permissions.of_person(orcid_id)],
        "consents": [_plain(asdict(one)) for one in store.consents.of_person(orcid_id)],
        "invitations": [_plain(asdict(one)) for one in store.invitations.of_person(orcid_id)],
        "claims": [_plain(asdict(one)) for one in store.claims.all(orcid_id=orcid_id)],
        "claims_asked": [_plain(asdict(one)) for one in store.claim_requests.of_person(orcid_id)],
        "works": [_work(one) for one in store.pushes.of_person(orcid_id)],
        "log": [
            {"at": one.at.isoformat(), "outcome": str(one.outcome.happened), "reason": one.outcome.reason}
            for one in store.log.read(orcid_id=orcid_id)
        ],
        "calls": [_plain(asdict(one)) for one in store.calls.read(orcid_id=orcid_id)],
    }


def _permission(permission: Permission) -> dict[str, Any]:
    kept = ("name", "scopes", "granted_at", "expires_at", "withdrawn_at", "revoked_at")
    return _plain({name: getattr(permission, name) for name in kept})


def _work(push: Push) -> dict[str, Any]:
    return {
        "thesis": push.identifier,
        "title": push.title,
        "role": push.role,
        "put_code": push.put_code or None,
        "last": push.happened or None,
        "sent": push.sent_xml or None,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """JSON types: a moment is text in ISO 8601."""
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else _plain(value)
        if isinstance(value, dict)
        else value
        for name, value in values.items()
    }
