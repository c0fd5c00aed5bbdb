"""Decides which due works may go now: by pauses, the staged roll-out, what changed, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.policy import Policies, Policy
from orcid_sync.push.access import SETTING
from orcid_sync.store import Store, Waiting
from orcid_sync.store.pushes import Action

_ACCESS = frozenset({"embargoed", "not-public", "access-unknown"})  # decided with the record in hand


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a person said for this one run: so many updates and deletions, and changes of our crosswalk too."""

    updates: int = 0
    deletions: int = 0
    crosswalk_changes: bool = False


@dataclass(frozen=True)
class Decisions:
    """What of the waiting works goes, and why the rest does not. The policy is that of the work's source."""

    policies: Policies
    paused: Collection[str] = ()
    allowed: Allowed = Allowed()

    def of(
        self, waiting: Sequence[Waiting], limit: int | None = None
    ) -> Iterator[tuple[Waiting, Outcome | None]]:
        """Each work with the outcome that says why it is held, or None when it may go."""
        held = {one.push_id: self.reason(one) for one in waiting}
        counts = Counter((one.source, one.action) for one in waiting if _counts(one, held[one.push_id]))
        for one in waiting:
            why = held[one.push_id]
            yield one, why or (self._too_many(one, counts, limit) if _counts(one, why) else None)

    def reason(self, one: Waiting) -> Outcome | None:
        """Why this one has to wait, whatever else is due."""
        policy = self.policies.of(one.source)
        if self.paused and ("" in self.paused or one.source in self.paused):
            return _paused(one, everything="" in self.paused)
        if one.is_unfinished or one.action == "remove":
            return None  # an answer that was lost is looked for; a deletion is a person's word
        return self._not_chosen(one, policy) or self._ours_only(one, policy) or _still_held(one, policy)

    def _not_chosen(self, one: Waiting, policy: Policy) -> Outcome | None:
        if one.role not in policy.roles:
            reason = f"Works are not sent to the ORCID records of people in the role “{one.role}”."
            return _held(one, "role-not-chosen", reason, f"To send them, name the role in push.roles. {SEE}")
        chosen = one.orcid_id in policy.people or not set(policy.sets).isdisjoint(one.set_specs)
        if (policy.people or policy.sets) and not chosen:
            reason = "The roll-out has not come to this person or set yet."
            return _held(one, "not-in-roll-out", reason, f"Widen push.people or push.sets. {SEE}")
        return None

    def _ours_only(self, one: Waiting, policy: Policy) -> Outcome | None:
        """After a new crosswalk or profile: no wave of updates, each with a mail to its researcher."""
        sends = self.allowed.crosswalk_changes or policy.crosswalk_changes == "send"
        if sends or one.action != "update" or not one.only_crosswalk_changed:
            return None
        reason = "The source has not changed; only what our crosswalk or profile makes of it has."
        step = "See what would change with `orcid-sync diff`; send it with `orcid-sync push --also-crosswalk-changes`."
        return _held(one, "crosswalk-changed", reason, step)

    def _too_many(
        self, one: Waiting, counts: Mapping[tuple[str, Action], int], limit: int | None
    ) -> Outcome | None:
        policy = self.policies.of(one.source)
        if one.action == "add":
            return None
        is_update = one.action == "update"
        most, said = (
            (policy.updates_at_once, self.allowed.updates)
            if is_update
            else (policy.deletions_at_once, self.allowed.deletions)
        )
        due = counts[one.source, one.action]
        if min(due, limit or due) <= max(most, said):
            return None
        what, option = ("updates", "--allow-updates") if is_update else ("deletions", "--allow-deletions")
        reason = (
            f"{due} {what} of this source are due at once; more than {most} go only when a person says so."
        )
        step = f"Look at them with `orcid-sync diff`; if all is well: orcid-sync push {option} {due}"
        return _outcome(one, Happened.TOO_MANY, f"too-many-{what}", reason, step)


class Gate:
    """Applies the decisions to the store: what is held is written down with its reason, the rest let go."""

    def __init__(self, store: Store, policies: Policies, allowed: Allowed) -> None:
        self._store = store
        self._policies = policies
        self._allowed = allowed

    def open(self, only: Collection[str] | None, limit: int | None) -> list[Outcome]:
        """Hold and let go; the outcomes of what is held."""
        decided = list(self.decide(self._store.holding.waiting(), only, limit))
        self._store.holding.hold(
            (one.push_id, outcome) for one, outcome in decided if outcome and _is_news(one, outcome)
        )
        self._store.holding.let_go([one.push_id for one, outcome in decided if one.is_held and not outcome])
        return [outcome for _, outcome in decided if outcome]

    def still_open(self, pushes: Collection[int]) -> frozenset[int]:
        """Those that may go even now: nobody has paused or stopped meanwhile."""
        if not self._store.switches.is_live():
            return frozenset()
        paused = self._store.switches.paused()
        if not paused:
            return frozenset(pushes)
        decisions = Decisions(self._policies, paused, self._allowed)
        waiting = self._store.holding.waiting(pushes)
        return frozenset(one.push_id for one in waiting if decisions.reason(one) is None)

    def decide(
        self, waiting: Sequence[Waiting], only: Collection[str] | None = None, limit: int | None = None
    ) -> Iterator[tuple[Waiting, Outcome | None]]:
        """Each work, and why it is held, without a note in the store."""
        decisions = Decisions(self._policies, self._store.switches.paused(), self._allowed)
        return decisions.of([one for one in waiting if only is None or one.orcid_id in only], limit)


SEE = "docs/sending.md explains it."


def _counts(one: Waiting, why: Outcome | None) -> bool:
    """Whether it is one of those that are not to be too many: what was begun is brought to its end anyway."""
    return why is None and not one.is_unfinished


def _paused(one: Waiting, *, everything: bool) -> Outcome:
    what = "Sending" if everything else f"Sending from {one.source}"
    resume = "orcid-sync resume" + ("" if everything else f" {one.source}")
    return _held(one, "paused", f"{what} is paused.", f"To go on: {resume}")


def _still_held(one: Waiting, policy: Policy) -> Outcome | None:
    """Under embargo, or not public: believed until its term, unless the record has changed."""
    over = one.held_until is None or one.changed_since or policy.hold == "none"
    if one.code not in _ACCESS or not one.is_held or over:
        return None
    return _held(one, one.code, one.reason, f"Nothing to do: it is looked at again every day. {SETTING}")


def _is_news(one: Waiting, outcome: Outcome) -> bool:
    """Whether it is not written down already; a hold with a term keeps it."""
    return (one.happened, one.code, one.reason) != (outcome.happened.value, outcome.code, outcome.reason)


def _held(one: Waiting, code: str, reason: str, next_step: str) -> Outcome:
    return _outcome(one, Happened.HELD, code, reason, next_step)


def _outcome(one: Waiting, happened: Happened, code: str, reason: str, next_step: str) -> Outcome:
    return Outcome(
        one.identifier, happened, reason, next_step, one.orcid_id, one.title, code=code, put_code=one.put_code
    )
