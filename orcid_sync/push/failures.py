"""What follows from ORCID's refusals: try later, ask the researcher, tell a person, or stop the run."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from orcid_sync.orcid.errors import (
    NotFoundError,
    NotPermittedError,
    OrcidError,
    RecordClosedError,
    RecordMovedError,
    RunStoppedError,
    TokenRefusedError,
    TryLaterError,
    UnreachableError,
)
from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.push.reasons import BY_ITSELF, SIGN_IN_AGAIN, at, outcome_of, try_again_command
from orcid_sync.push.renewing import Renewal
from orcid_sync.store import Permission, Push, Store

# An outage of ORCID's token service also answers 401: a second look must confirm the first (orcid.md §5.5).
SECOND_LOOK = timedelta(minutes=10)
# Locked, unclaimed and deactivated records stay so for days (orcid.md §5.6, §11 rule 27).
PARKED = timedelta(days=3)
# With the pauses below, about two weeks out of reach, or two months of a closed ORCID record.
MOST_TRIES = 20
_FULL = 9048
_FIRST_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(days=1)
RENEWED = "ORCID had ended the token and has given a new one; the work goes out with the next run."


class Failures:
    """Writes down what a failed call means for its push, and says it. `renewal` asks for new tokens."""

    def __init__(self, store: Store, clock: Callable[[], datetime], renewal: Renewal | None = None) -> None:
        self._store = store
        self._clock = clock
        self._renewal = renewal

    def now(self) -> datetime:
        return self._clock()

    def awaits_second_look(self, push: Push, permission: Permission) -> Outcome | None:
        """The outcome while a recent 401 is neither confirmed nor forgotten; no call is made until then."""
        if permission.refused_at is None or self._clock() >= permission.refused_at + SECOND_LOOK:
            return None
        return self._await_second_look(push, permission.refused_at)

    def refused(self, push: Push, outcome: Outcome) -> Outcome:
        """We refuse to send it, or hold it back. An answer that got lost before is not forgotten over that."""
        if outcome.happened is Happened.HELD:
            self._store.pushes.release(push)  # the run keeps the reason
            return outcome
        if push.unfinished and push.tries + 1 >= MOST_TRIES:
            return self._given_up(push, outcome.reason, outcome.code)
        if push.unfinished:
            self._store.pushes.postpone(push, self._clock() + _LONGEST_PAUSE, outcome.reason, outcome.code)
        else:
            self._store.pushes.settle(push, outcome.happened, outcome.reason, outcome.code)
        return outcome

    def outcome(self, push: Push, permission: Permission, error: OrcidError) -> Outcome:
        """What happened to the push. Raises the error again when it stops the run."""
        if isinstance(error, RunStoppedError):
            if error.code == _FULL:  # so that this one record does not stop the next run too
                self._store.pushes.postpone(push, self._clock() + PARKED, str(error), str(error.code))
            raise error
        if isinstance(error, UnreachableError | TryLaterError):
            return self._postponed(push, error, self._clock() + pause(push.tries, error))
        if isinstance(error, RecordClosedError | NotFoundError):
            return self._postponed(push, error, self._clock() + PARKED)
        if isinstance(error, TokenRefusedError):
            return self._token_refused(push, permission, error)
        if isinstance(error, NotPermittedError | RecordMovedError):
            return self._permission_over(push, permission, error)
        code = str(error.code or error.status)
        if push.action == "remove":  # a deletion stays asked for, so it would be due again at once
            self._store.pushes.give_up(push, str(error), code)
        else:
            self._store.pushes.settle(push, Happened.REJECTED, str(error), code)
        return outcome_of(push, Happened.REJECTED, str(error), error.remedy, code=error.code or error.status)

    def _postponed(self, push: Push, error: OrcidError, until: datetime) -> Outcome:
        if push.tries + 1 >= MOST_TRIES:
            return self._given_up(push, str(error), str(error.code or ""))
        reason = f"{error} It is tried again after {at(until)}."
        self._store.pushes.postpone(push, until, reason, str(error.code or ""))
        return outcome_of(push, Happened.POSTPONED, reason, error.remedy, code=error.code)

    def _given_up(self, push: Push, reason: str, code: str) -> Outcome:
        reason = f"{reason} It was tried {push.tries + 1} times and is not tried again by itself."
        self._store.pushes.give_up(push, reason, code)
        return outcome_of(
            push, Happened.GIVEN_UP, reason, f"To have it tried again: {try_again_command(push)}", code=code
        )

    def _token_refused(self, push: Push, permission: Permission, error: TokenRefusedError) -> Outcome:
        first = self._store.permissions.refused(permission)
        if self._clock() < first + SECOND_LOOK:
            return self._await_second_look(push, first)
        try:
            is_renewed = self._renewal is not None and self._renewal.renew(permission)
        except (UnreachableError, TryLaterError) as trouble:
            return self._postponed(push, trouble, self._clock() + pause(push.tries, trouble))
        if is_renewed:
            self._store.pushes.postpone(push, self._clock(), RENEWED, "401")
            return outcome_of(push, Happened.POSTPONED, RENEWED, BY_ITSELF, code=401)
        return self._permission_over(push, permission, error)

    def _await_second_look(self, push: Push, first: datetime) -> Outcome:
        until = first + SECOND_LOOK
        reason = f"ORCID refused the permission at {at(first)}; it is asked once more after {at(until)}."
        self._store.pushes.postpone(push, until, reason, "401")
        return outcome_of(push, Happened.POSTPONED, reason, BY_ITSELF, code=401)

    def _permission_over(self, push: Push, permission: Permission, error: OrcidError) -> Outcome:
        """Nothing more is sent under this permission. The push stays due, for the day a new one is given; a
        deletion, which may work even so (orcid.md §5.5), is tried now and then."""
        reason = str(error)
        if isinstance(error, RecordMovedError) and error.primary_id:
            reason = f"{error} It is now {error.primary_id}."
            self._store.permissions.moved(permission, error.primary_id)
        self._store.permissions.revoked(permission)
        if push.action == "remove" and push.tries + 1 >= MOST_TRIES:
            return self._given_up(push, reason, str(error.code or error.status))
        again = self._clock() + (PARKED if push.action == "remove" else timedelta(0))
        self._store.pushes.postpone(push, again, reason, str(error.code or error.status))
        next_step = error.remedy or SIGN_IN_AGAIN
        return outcome_of(
            push, Happened.PERMISSION_NEEDED, reason, next_step, code=error.code or error.status
        )


def pause(tries: int, error: OrcidError) -> timedelta:
    """How long to wait after so many tries: 5, 10, 20 … minutes with jitter, a day at most."""
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 - no cryptography
    growing: timedelta = min(_FIRST_PAUSE * 2 ** min(tries, 12), _LONGEST_PAUSE) * jitter
    asked = (error.retry_after if isinstance(error, TryLaterError) else None) or 0.0
    return max(growing, min(timedelta(seconds=asked), _LONGEST_PAUSE))
