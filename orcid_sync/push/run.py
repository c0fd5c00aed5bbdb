"""One run of the push: what is due and may go, one work after the other, and what came of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Literal

from crosswalks.profile import Profile
from orcid_sync.landing_page import LookAt
from orcid_sync.orcid.audit import about
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.policy import REHEARSED, Policies
from orcid_sync.push.access import AccessRule
from orcid_sync.push.degree_making import Conferring, DegreeMaking
from orcid_sync.push.degrees import Degrees
from orcid_sync.push.failures import Failures
from orcid_sync.push.former_clients import refuse_changed_client
from orcid_sync.push.health import Health
from orcid_sync.push.holding import Allowed, Gate
from orcid_sync.push.leases import free_leases_of_the_dead, lease_owner
from orcid_sync.push.preparing import Prepared, Preparing
from orcid_sync.push.reasons import kept, outcome_of
from orcid_sync.push.renewing import Renewal
from orcid_sync.push.sending import ANSWERED, ClientFor, Sending, missing_of
from orcid_sync.store import Push, Store, utc_now

Clock = Callable[[], datetime]
ProfileOf = Callable[[str], Profile]
_InLog = Literal["already", "new", "if new"]

_BATCH = 10  # a lease lasts minutes, so few at a time
_LOOK_AGAIN = {"access-unknown": timedelta(hours=1)}
_LOOK_AGAIN_LATER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a run is restricted to."""

    only: Collection[str] | None
    limit: int | None

    def of(self, pushes: Iterable[Push]) -> list[Push]:
        return [push for push in pushes if self.only is None or push.orcid_id in self.only]


def push_due(
    store: Store,
    client_for: ClientFor,
    *,
    profile_of: ProfileOf,
    clock: Clock = utc_now,
    only: Collection[str] | None = None,
    dry_run: bool = False,
    limit: int | None = None,
    policies: Policies = REHEARSED,
    look: LookAt | None = None,
    allowed: Allowed | None = None,
    oauth: OAuth | None = None,
    former_clients: Collection[str] = (),
    conferring: Conferring | None = None,
) -> Iterator[Outcome]:
    """Send what is due and may go, and yield what came of each; with `dry_run`, or before a person said
    `go-live`, only say what would be sent.

    `client_for` gives the client of a permission, `profile_of` the profile of a name. `only` restricts the
    run to these ORCID iDs, `limit` to so many works. `policies` say what may go, `look` sees whether a thesis
    is public, `allowed` is what a person said for this run. One by one: in bulk ORCID skips its schema check.
    With `conferring`, which says who confers the degrees of a profile's theses, degrees are sent too.
    With `oauth`, tokens are renewed and ended too. Raises RunStoppedError when no further call makes sense
    (client locked, credentials refused), and ClientChangedError when works stand at ORCID under another client
    id that is not one of `former_clients`.
    """
    refuse_changed_client(store, former_clients)
    wanted, gate = _Wanted(only, limit), Gate(store, policies, allowed or Allowed())
    names = {source.id: source.name for source in store.sources.all()}
    making = DegreeMaking(store, profile_of, conferring, clock) if conferring and limit is None else None
    degrees = Degrees(store, client_for, making, policies, clock) if making else None
    if dry_run or not store.switches.is_live():
        access = AccessRule(store, policies, names, clock)
        yield from _would_send(store, Preparing(store, profile_of, clock, access), gate, wanted)
        yield from degrees.send(only, dry_run=True) if degrees else ()
        return
    preparing = Preparing(store, profile_of, clock, AccessRule(store, policies, names, clock, look))
    renewal = Renewal(store, oauth, clock) if oauth else None
    health = Health(store, client_for, clock, oauth)
    run, counts = store.log.begin("push"), Counter[str]()
    sending = Sending(store, client_for, preparing, Failures(store, clock, renewal), run)
    try:
        sent = _outcomes(store, sending, health, gate, wanted, clock)
        earned = degrees.send(only, dry_run=False) if degrees else ()
        for outcome, log in chain(sent, ((one, "new") for one in earned)):
            if log == "new" or (log == "if new" and not store.log.said_last(outcome)):
                store.log.write(run, [outcome])
            counts[outcome.happened] += 1
            yield outcome
    finally:
        store.log.finish(run, counts)


def _outcomes(
    store: Store, sending: Sending, health: Health, gate: Gate, wanted: _Wanted, clock: Clock
) -> Iterator[tuple[Outcome, _InLog]]:
    """What is sent (always new), then what waits for somebody or something, as it may have done before."""
    held, done = gate.open(wanted.only, wanted.limit), set[int]()
    for outcome in _send_leased(store, sending, gate, wanted, done, clock):
        yield outcome, _in_log(outcome)
    if wanted.only is None:
        yield from ((outcome, "new") for outcome in health.look_after())
    missing = wanted.of(store.pushes.permission_needed())
    waiting = [*held, *(missing_of(store, push) for push in missing if push.id not in done)]
    waiting += [kept(push) for push in wanted.of(store.pushes.withdrawn_at_source())]
    yield from ((outcome, "if new") for outcome in waiting)


def _in_log(sent: Outcome) -> _InLog:
    if sent.happened in ANSWERED:
        return "already"
    return "if new" if sent.happened is Happened.HELD else "new"


def _send_leased(
    store: Store, sending: Sending, gate: Gate, wanted: _Wanted, done: set[int], clock: Clock
) -> Iterator[Outcome]:
    """Send until nothing more is due; `done` gathers what was dealt with."""
    free_leases_of_the_dead(store)
    owner = lease_owner()
    while wanted.limit is None or len(done) < wanted.limit:
        claims = None if wanted.only is None else [push.claim_id for push in wanted.of(store.pushes.due())]
        size = _BATCH if wanted.limit is None else min(_BATCH, wanted.limit - len(done))
        leased = store.pushes.lease(owner, size, only=claims)
        # What is due again at once (under an older permission, say) waits for the next run.
        _release(store, [push for push in leased if push.id in done])
        fresh = [push for push in leased if push.id not in done]
        if not fresh:
            return
        done.update(push.id for push in fresh)
        yield from _send_batch(store, sending, gate, fresh, clock)


def _send_batch(
    store: Store, sending: Sending, gate: Gate, leased: list[Push], clock: Clock
) -> Iterator[Outcome]:
    """Send each; whatever ends the run early, the rest is given back at once."""
    waiting = list(leased)
    try:
        # Once more, because somebody may have paused, or stopped, since the run began.
        may_go = gate.still_open([push.id for push in leased])
        sending.ready([push for push in leased if push.id in may_go])
        while waiting:
            if waiting[0].id not in may_go:
                store.pushes.release(waiting.pop(0))
                continue
            with about(waiting[0].orcid_id, waiting[0].identifier), store.gathering():
                outcome = sending.send(waiting[0])
            if outcome.happened is Happened.HELD:
                until = clock() + _LOOK_AGAIN.get(outcome.code, _LOOK_AGAIN_LATER)
                store.holding.hold([(waiting[0].id, outcome)], until=until)
            del waiting[0]
            yield outcome
    finally:
        _release(store, waiting)


def _release(store: Store, pushes: list[Push]) -> None:
    for push in pushes:
        store.pushes.release(push)


def _would_send(store: Store, preparing: Preparing, gate: Gate, wanted: _Wanted) -> Iterator[Outcome]:
    """The outcomes of a run that would be made now, without a call, a lease or a note in the store."""
    decided = list(gate.decide(store.holding.waiting(), wanted.only, wanted.limit))
    going = [one.claim_id for one, held in decided if held is None][: wanted.limit]
    for claim_id in going:
        push = store.pushes.of_claim(claim_id)
        if push:
            yield _would_do(push, preparing)
    yield from (held for _, held in decided if held)
    yield from (missing_of(store, push) for push in wanted.of(store.pushes.permission_needed()))
    yield from (kept(push) for push in wanted.of(store.pushes.withdrawn_at_source()))


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
    if not push.unfinished and prepared.says_what_was_sent(push):
        return outcome_of(push, Happened.UNCHANGED, "The work at ORCID says the same already.")
    return outcome_of(push, Happened.WOULD_UPDATE, "The work would be updated.")
