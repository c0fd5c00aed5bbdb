"""Takes one work away from ORCID because a person said so, and sees to it that it stays away."""

from __future__ import annotations

from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.failures import Failures
from orcid_sync.push.leases import free_leases_of_the_dead, lease_owner
from orcid_sync.push.preparing import Preparing
from orcid_sync.push.reasons import BY_ITSELF, outcome_of
from orcid_sync.push.run import Clock, ProfileOf
from orcid_sync.push.sending import ClientFor, Sending
from orcid_sync.store import Claim, Push, Store, utc_now


class NoSuchClaimError(LookupError):
    """Nobody with this ORCID iD has claimed this thesis; its text is a sentence for the person who asked."""


def unlink(
    store: Store,
    client_for: ClientFor,
    thesis_id: int,
    orcid_id: str,
    *,
    profile_of: ProfileOf,
    clock: Clock = utc_now,
) -> Outcome:
    """Delete this person's work of this thesis at ORCID, end the claim, and never add it again.

    What ORCID cannot do now, the next push does. Raises NoSuchClaimError when there is nothing to unlink.
    """
    claim = next(iter(store.claims.all(orcid_id=orcid_id, thesis_id=thesis_id)), None)
    if claim is None:
        raise NoSuchClaimError(f"{orcid_id} has not claimed this thesis, so there is nothing to unlink.")
    sending = Sending(store, client_for, Preparing(store, profile_of, clock), Failures(store, clock))
    outcome = _removed(store, sending, claim)
    store.log.write(None, [outcome])
    return outcome


def _removed(store: Store, sending: Sending, claim: Claim) -> Outcome:
    if not store.pushes.ask_removal(claim.id):
        store.claims.end(claim.id, "unlinked")
        return _nothing_there(store, claim)
    free_leases_of_the_dead(store)
    leased = store.pushes.lease(lease_owner(), 1, only=[claim.id])
    return sending.send(leased[0]) if leased else _busy(store, claim)


def _nothing_there(store: Store, claim: Claim) -> Outcome:
    reason = "None of our works stood in the ORCID record; the claim is over, and nothing will be added."
    return _of_claim(store, claim, Happened.REMOVED, reason)


def _busy(store: Store, claim: Claim) -> Outcome:
    reason = "Another run is writing to this ORCID record; the work is deleted by the next push."
    return _of_claim(store, claim, Happened.POSTPONED, reason, BY_ITSELF)


def _of_claim(store: Store, claim: Claim, happened: Happened, reason: str, next_step: str = "") -> Outcome:
    push: Push | None = store.pushes.of_claim(claim.id)
    if push:
        return outcome_of(push, happened, reason, next_step)
    thesis = store.theses.get(claim.thesis_id)
    identifier, title = (thesis.identifiers[0], thesis.title) if thesis and thesis.identifiers else ("", "")
    return Outcome(identifier, happened, reason, next_step, claim.orcid_id, title)
