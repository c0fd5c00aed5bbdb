"""One run of the push: what is due, one work after the other, and what came of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from crosswalks.profile import Profile
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.failures import Failures
from orcid_sync.push.leases import free_leases_of_the_dead, lease_owner
from orcid_sync.push.preparing import Prepared, Preparing
from orcid_sync.push.reasons import kept, outcome_of, permission_missing
from orcid_sync.push.sending import ClientFor, Sending
from orcid_sync.store import Push, Store, utc_now

Clock = Callable[[], datetime]
ProfileOf = Callable[[str], Profile]

_BATCH = 10  # a lease lasts minutes, so few at a time


def push_due(
    store: Store,
    client_for: ClientFor,
    *,
    profile_of: ProfileOf,
    clock: Clock = utc_now,
    only: Collection[str] | None = None,
    dry_run: bool = False,
    limit: int | None = None,
) -> Iterator[Outcome]:
    """Send what is due and yield what came of each; with `dry_run` only say what would be sent.

    `client_for` gives the client of a permission, `profile_of` the profile of a name. `only` restricts the
    run to these ORCID iDs, `limit` to so many works. One by one: in bulk ORCID skips its schema check.
    Raises RunStoppedError when no further call makes sense (client locked, credentials refused).
    """
    preparing = Preparing(store, profile_of, clock)
    if dry_run:
        yield from _would_send(store, preparing, only, limit)
        return
    sending = Sending(store, client_for, preparing, Failures(store, clock))
    run, counts = store.log.begin("push"), Counter[str]()
    try:
        for outcome in _outcomes(store, sending, only, limit):
            store.log.write(run, [outcome])
            counts[outcome.happened] += 1
            yield outcome
    finally:
        store.log.finish(run, counts)


def _outcomes(
    store: Store, sending: Sending, only: Collection[str] | None, limit: int | None
) -> Iterator[Outcome]:
    """What is sent, then what waits for somebody: for the author, or for a decision on withdrawn theses."""
    done: set[int] = set()
    yield from _send_leased(store, sending, only, limit, done)
    missing = _of(store.pushes.permission_needed(), only)
    yield from (permission_missing(push) for push in missing if push.id not in done)
    yield from (kept(push) for push in _of(store.pushes.withdrawn_at_source(), only))


def _send_leased(
    store: Store, sending: Sending, only: Collection[str] | None, limit: int | None, done: set[int]
) -> Iterator[Outcome]:
    """Send until nothing more is due; `done` gathers what was dealt with."""
    free_leases_of_the_dead(store)
    owner = lease_owner()
    while limit is None or len(done) < limit:
        claims = None if only is None else [push.claim_id for push in _of(store.pushes.due(), only)]
        size = _BATCH if limit is None else min(_BATCH, limit - len(done))
        leased = store.pushes.lease(owner, size, only=claims)
        # What is due again at once (under an older permission, say) waits for the next run.
        _release(store, [push for push in leased if push.id in done])
        fresh = [push for push in leased if push.id not in done]
        if not fresh:
            return
        done.update(push.id for push in fresh)
        yield from _send_batch(store, sending, fresh)


def _send_batch(store: Store, sending: Sending, leased: list[Push]) -> Iterator[Outcome]:
    """Send each; whatever ends the run early, the rest is given back at once."""
    waiting = list(leased)
    try:
        while waiting:
            outcome = sending.send(waiting[0])
            del waiting[0]
            yield outcome
    finally:
        _release(store, waiting)


def _release(store: Store, pushes: list[Push]) -> None:
    for push in pushes:
        store.pushes.release(push)


def _of(pushes: list[Push], only: Collection[str] | None) -> list[Push]:
    return pushes if only is None else [push for push in pushes if push.orcid_id in only]


def _would_send(
    store: Store, preparing: Preparing, only: Collection[str] | None, limit: int | None
) -> Iterator[Outcome]:
    """The outcomes of a run that would be made now, without a call, a lease or a note in the store."""
    for push in _of(store.pushes.due(), only)[:limit]:
        yield _would_do(push, preparing)
    yield from (permission_missing(push) for push in _of(store.pushes.permission_needed(), only))
    yield from (kept(push) for push in _of(store.pushes.withdrawn_at_source(), only))


def _would_do(push: Push, preparing: Preparing) -> Outcome:
    if push.action == "remove":
        return outcome_of(push, Happened.WOULD_REMOVE, "The work would be deleted from the ORCID record.")
    prepared = preparing.prepare(push)
    if not isinstance(prepared, Prepared):
        return prepared
    if not push.put_code:
        return outcome_of(
            push, Happened.WOULD_ADD, "The work would be added, unless it stands there already."
        )
    if prepared.digest == push.sent_digest and not push.unfinished:
        return outcome_of(push, Happened.UNCHANGED, "The work at ORCID says the same already.")
    return outcome_of(push, Happened.WOULD_UPDATE, "The work would be updated.")
