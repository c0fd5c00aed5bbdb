"""Brings authenticated iDs into the repository's own metadata, and takes exactly what we wrote away again.

Between our intention and the repository's answer a call can be cut off anywhere, so the item is looked at before
anything is repeated, and what was intended counts as ours when it is found there.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from orcid_sync.contract import (
    Applied,
    BatchFile,
    Change,
    ContributorClaim,
    Diff,
    ItemReference,
    Refusal,
    Repository,
    RepositoryError,
    WriteBackOutcome,
    ours_after,
)
from orcid_sync.errors import Stopped
from orcid_sync.lease_owners import is_dead, lease_owner
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store import KnownThesis, Store, WriteBack, utc_now

Clock = Callable[[], datetime]

_BATCH: Final = 10  # a lease lasts minutes, so few at a time
_ATTEMPTS: Final = 3  # at an item that somebody edits in the same moment
_FIRST_PAUSE: Final = timedelta(minutes=5)
_LOOK_AGAIN: Final = timedelta(days=1)  # after what a person has to mend
_BY_ITSELF: Final = "Nothing to do: it is tried again by itself."


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a run would do to one item: its outcome, and the diff as people read it."""

    outcome: Outcome
    lines: tuple[str, ...] = ()


def write_back_due(
    store: Store,
    repository: Repository,
    *,
    clock: Clock = utc_now,
    only: Collection[int] | None = None,
    limit: int | None = None,
    undo_only: bool = False,
) -> Iterator[Outcome]:
    """Write, follow or take back each iD that is due, and yield what came of it; `only` of these theses, with
    `undo_only` nothing but what people want taken back.

    Raises Stopped when no further call makes sense (the repository does not let us sign in).
    """
    run, counts = store.log.begin("write-back"), Counter[str]()
    try:
        for outcome in _Writing(store, repository, clock, undo_only).all(only, limit):
            if outcome.happened is not Happened.UNCHANGED and not store.log.said_last(outcome):
                store.log.write(run, [outcome])
            counts[outcome.happened] += 1
            yield outcome
    finally:
        store.log.finish(run, counts)


def undo(
    store: Store,
    repository: Repository,
    orcid_id: str,
    thesis_id: int | None = None,
    *,
    clock: Clock = utc_now,
) -> Iterator[Outcome]:
    """Take away what we wrote for this person, in one thesis or in all; nothing is written again unless she agrees
    anew. What the repository cannot do now, the next write-back does."""
    if store.write_backs.ask_undo(orcid_id, thesis_id):
        theses = {one.thesis_id for one in store.write_backs.of_person(orcid_id) if one.action == "undo"}
        yield from write_back_due(
            store, repository, clock=clock, only=theses if thesis_id is None else {thesis_id}
        )


def proposals(
    store: Store, repository: Repository, *, only: Collection[int] | None = None, limit: int | None = None
) -> Iterator[Proposal]:
    """What `write_back_due` would do now; changes nothing, in the repository or here."""
    due = store.write_backs.due(repository.targets, repository.roles)
    for one in [each for each in due if only is None or each.thesis_id in only][:limit]:
        try:
            yield _proposal(_of(store, one), one, _planned(store, repository, one))
        except RepositoryError as error:
            _stop_if(error)
            yield Proposal(_of(store, one).refused(error.outcome, error.reason, error.next_step))


def undo_proposals(store: Store, repository: Repository, orcid_id: str, thesis_id: int) -> Iterator[Proposal]:
    """What `undo` would do now; changes nothing, in the repository or here."""
    for one in store.write_backs.of_thesis(thesis_id, orcid_id):
        undoing = replace(one, action="undo")
        yield _proposal(_of(store, one), undoing, _planned(store, repository, undoing))


def batch_file(store: Store, repository: Repository) -> BatchFile:
    """All iDs that are due, as a file for the repository's administrator to import."""
    due = store.write_backs.due(repository.targets, repository.roles)
    wanted = [(_reference(store, one), _claim(one)) for one in due if one.action == "write"]
    try:
        return repository.batch_file(wanted)
    except RepositoryError as error:
        raise Stopped(error.reason, "the repository", error.next_step) from None


class _Writing:
    """One run."""

    def __init__(self, store: Store, repository: Repository, clock: Clock, undo_only: bool) -> None:
        self._store, self._repository, self._clock = store, repository, clock
        self._actions = ("undo",) if undo_only else ("undo", "write")
        self._owner = lease_owner()
        self._targets, self._roles = repository.targets, repository.roles

    def all(self, only: Collection[int] | None, limit: int | None) -> Iterator[Outcome]:
        self._free_leases_of_the_dead()
        done: set[int] = set()
        while limit is None or len(done) < limit:
            size = _BATCH if limit is None else min(_BATCH, limit - len(done))
            leased = self._leased(size, only, done)
            if not leased:
                return
            done.update(one.claim_id for one in leased)
            yield from self._batch(leased)

    def _leased(self, size: int, only: Collection[int] | None, done: set[int]) -> list[WriteBack]:
        due = self._store.write_backs.due(self._targets, self._roles)
        wanted = (
            one for one in due if one.action in self._actions and (only is None or one.thesis_id in only)
        )
        claims = [one.claim_id for one in wanted if one.claim_id not in done]
        return self._store.write_backs.lease(self._owner, self._targets, self._roles, size, only=claims)

    def _batch(self, leased: list[WriteBack]) -> Iterator[Outcome]:
        """One after the other; whatever ends the run early, the rest is given back at once."""
        waiting = list(leased)
        try:
            while waiting:
                outcome = self._one(waiting[0])
                del waiting[0]
                if outcome:
                    yield outcome
        finally:
            for one in waiting:
                self._store.write_backs.release(one)

    def _one(self, one: WriteBack) -> Outcome | None:
        try:
            return self._try(one)
        except RepositoryError as error:
            _stop_if(error)
            return self._postponed(one, error)

    def _try(self, one: WriteBack) -> Outcome | None:
        for _ in range(_ATTEMPTS):
            diff = _planned(self._store, self._repository, one)
            if diff.refusals:
                return self._refused(one, diff.refusals[0])
            if not diff.changes:
                return self._done(one, self._standing(one) if one.unfinished else one.ours, changed=False)
            if not self._store.write_backs.intend(one, diff.changes):
                self._store.write_backs.release(one)
                return None
            applied = self._repository.apply(diff)
            if applied.outcome is WriteBackOutcome.WRITTEN:
                return self._done(one, ours_after(one.ours, applied.changes or diff.changes), changed=True)
            if applied.outcome is not WriteBackOutcome.CHANGED_MEANWHILE:
                return self._not_applied(one, diff, applied)
        return self._postponed(one, RepositoryError(applied.outcome, applied.reason, _BY_ITSELF))

    def _standing(self, one: WriteBack, more: Sequence[Change] = ()) -> tuple[Change, ...]:
        """What of ours, written or intended, the item really holds."""
        candidates = (*one.ours, *more)
        there = [(c.item, c.field, c.before) for c in self._repository.plan_undo(candidates).changes]
        return tuple(c for c in dict.fromkeys(candidates) if (c.item, c.field, c.after) in there)

    def _done(self, one: WriteBack, ours: Sequence[Change], *, changed: bool) -> Outcome:
        undoing = one.action == "undo"
        happened = (
            Happened.TAKEN_BACK if undoing else Happened.WRITTEN_BACK if changed else Happened.UNCHANGED
        )
        reason = _SAID[undoing, changed]
        ours = () if undoing else ours
        self._store.write_backs.done(one, ours, happened, reason, targets=self._targets)
        return _of(self._store, one).outcome(happened, reason)

    def _refused(self, one: WriteBack, refusal: Refusal) -> Outcome:
        happened = Happened(refusal.outcome.value)
        self._store.write_backs.postpone(one, self._clock() + _LOOK_AGAIN, happened, refusal.reason)
        return _of(self._store, one).outcome(happened, refusal.reason, refusal.next_step)

    def _not_applied(self, one: WriteBack, diff: Diff, applied: Applied) -> Outcome:
        happened = Happened(applied.outcome.value)
        ours = self._standing(one, diff.changes)
        self._store.write_backs.done(one, ours, happened, applied.reason, targets=self._targets)
        return _of(self._store, one).outcome(happened, applied.reason, applied.next_step)

    def _postponed(self, one: WriteBack, error: RepositoryError) -> Outcome:
        outcome = _of(self._store, one).refused(error.outcome, error.reason, error.next_step)
        pause = _LOOK_AGAIN if outcome.needs_a_person else _pause(one.tries, error.retry_after)
        self._store.write_backs.postpone(one, self._clock() + pause, outcome.happened, error.reason)
        return outcome

    def _free_leases_of_the_dead(self) -> None:
        for one in self._store.write_backs.leased():
            if is_dead(one.lease_owner):
                self._store.write_backs.release(one)


@dataclass(frozen=True, slots=True)
class _Told:
    """What every outcome about one write-back names."""

    identifier: str
    title: str
    orcid_id: str

    def outcome(self, happened: Happened, reason: str, next_step: str = "") -> Outcome:
        return Outcome(
            self.identifier, happened, reason, next_step, self.orcid_id, self.title, happened.value
        )

    def refused(self, outcome: WriteBackOutcome, reason: str, next_step: str) -> Outcome:
        return self.outcome(Happened(outcome.value), reason, next_step)


def _of(store: Store, one: WriteBack) -> _Told:
    thesis = _thesis(store, one)
    identifier = thesis.identifiers[0] if thesis and thesis.identifiers else ""
    return _Told(identifier, thesis.title if thesis else "", one.orcid_id)


def _planned(store: Store, repository: Repository, one: WriteBack) -> Diff:
    if one.action == "undo":
        return repository.plan_undo(one.ours)
    return repository.plan(_reference(store, one), [_claim(one)], one.ours)


def _proposal(told: _Told, one: WriteBack, diff: Diff) -> Proposal:
    if diff.refusals:
        refusal = diff.refusals[0]
        return Proposal(told.refused(refusal.outcome, refusal.reason, refusal.next_step))
    if not diff.changes:
        return Proposal(told.outcome(Happened.UNCHANGED, "It stands in the repository already."))
    undoing = one.action == "undo"
    happened = Happened.WOULD_TAKE_BACK if undoing else Happened.WOULD_WRITE_BACK
    return Proposal(told.outcome(happened, f"The item {diff.item} would be changed."), tuple(diff.lines()))


def _claim(one: WriteBack) -> ContributorClaim:
    return ContributorClaim(
        one.orcid_id,
        one.role,
        one.stated,
        one.names,
        authenticated_at=one.authenticated_at,
        may_show=one.agreed_at is not None,
    )


def _reference(store: Store, one: WriteBack) -> ItemReference:
    thesis = _thesis(store, one)
    keys = thesis.keys if thesis else ()
    handles, dois, oai_identifiers = (
        tuple(value for kind, value in keys if kind == wanted) for wanted in ("handle", "doi", "oai")
    )
    return ItemReference(handles, dois, oai_identifiers)


def _thesis(store: Store, one: WriteBack) -> KnownThesis | None:
    return store.theses.get(one.thesis_id)


def _stop_if(error: RepositoryError) -> None:
    if error.stops_the_run:
        raise Stopped(error.reason, "", error.next_step) from None


def _pause(tries: int, retry_after: float) -> timedelta:
    """How long to wait after so many tries: 5, 10, 20 … minutes with jitter, a day at most."""
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 - no cryptography
    growing: timedelta = min(_FIRST_PAUSE * 2 ** min(tries, 12), _LOOK_AGAIN) * jitter
    return max(growing, min(timedelta(seconds=retry_after), _LOOK_AGAIN))


_SAID: Final = {
    (False, True): "The authenticated iD stands in the repository.",
    (False, False): "The iD stands in the repository already.",
    (True, True): "What we wrote into the repository is gone again.",
    (True, False): "Nothing of ours stands in the repository any more.",
}
