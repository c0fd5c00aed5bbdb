"""Due works that are held back for a reason, and the facts by which that is decided."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row

from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store.instants import instant, written
from orcid_sync.store.pushes import Action
from orcid_sync.store.view import View

# A hold without a term is looked at again in each run.
_EACH_RUN: Final = "9999-12-31T00:00:00.000000+00:00"
_HELD: Final = [Happened.HELD.value, Happened.TOO_MANY.value]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A due work before it is leased: what decides whether it may go now."""

    push_id: int
    claim_id: int
    orcid_id: str
    role: str
    action: Action
    is_unfinished: bool
    source: str
    set_specs: tuple[str, ...]
    identifier: str
    title: str
    put_code: str
    only_crosswalk_changed: bool  # the source still says what it said when the work was sent last
    happened: str  # `held` or `too-many` when it is held now, and why:
    code: str
    reason: str
    held_until: datetime | None
    changed_since: bool  # the record changed after it was held

    @property
    def is_held(self) -> bool:
        return self.happened in _HELD


class Holding:
    """Holds due works back, and lets them go."""

    def __init__(self, view: View) -> None:
        self._view = view

    def waiting(self, pushes: Collection[int] | None = None) -> list[Waiting]:
        """Every work that is due now or held, with a permission in hand; with `pushes` only these."""
        with self._view.read() as transaction:
            some = "" if pushes is None else "AND push_now.id IN :pushes"
            found = transaction.rows(
                _WAITING.replace("/* some */", some), held=_HELD, pushes=list(pushes or ())
            )
            return [_waiting(row, transaction.now) for row in found]

    def hold(self, held: Iterable[tuple[int, Outcome]], *, until: datetime | None = None) -> None:
        """Keep these pushes back until then; without a term until a run decides otherwise."""
        term = written(until) or _EACH_RUN
        with self._view.write() as transaction:
            for push_id, outcome in held:
                values = {"happened": outcome.happened.value, "reason": outcome.reason, "code": outcome.code}
                transaction.change(_HOLD, push=push_id, until=term, **values)

    def let_go(self, pushes: Collection[int]) -> None:
        """What held these back is over: they are due now."""
        if pushes:
            self._view.change(_LET_GO, pushes=list(pushes), held=_HELD)

    def send_again(self, claim_id: int) -> None:
        """A person wants this work written again, even if it says what was sent last."""
        self._view.change(_SEND_AGAIN, claim=claim_id)

    def held(self) -> list[Waiting]:
        """What is held, with the reasons."""
        return [one for one in self.waiting() if one.is_held]


def _waiting(row: Row[Any], now: str) -> Waiting:
    return Waiting(
        push_id=row.id,
        claim_id=row.claim_id,
        orcid_id=row.orcid_id,
        role=row.role,
        action=row.action,
        is_unfinished=bool(row.intended),
        source=row.source_name or "",
        set_specs=tuple(json.loads(row.set_specs or "[]")),
        identifier=row.identifier or "",
        title=row.title or "",
        put_code=row.put_code or "",
        only_crosswalk_changed=bool(row.sent_work_digest) and row.raw_sha256 == row.sent_raw_sha256,
        happened=row.happened,
        code=row.code,
        reason=row.reason,
        held_until=instant(row.next_try_at) if row.next_try_at and row.next_try_at > now else None,
        changed_since=(row.changed_at or "") > (row.answered_at or ""),
    )


_WAITING = """
    SELECT push_now.id, push_now.claim_id, push_now.orcid_id, push_now.role, push_now.action,
        push_now.intended, push_now.identifier, push_now.title, push_now.put_code,
        push_now.sent_work_digest, push_now.sent_raw_sha256, push_now.raw_sha256,
        push_now.happened, push_now.code, push_now.reason, push_now.next_try_at, push_now.answered_at,
        source.name AS source_name, record.set_specs, record.changed_at
    FROM push_now
    LEFT JOIN record ON record.id = push_now.record_id
    LEFT JOIN source ON source.id = record.source_id
    WHERE push_now.institution_id = :institution AND push_now.client_id = :client
        AND push_now.is_due = 1 AND (push_now.permitted_until > :now OR push_now.action = 'remove')
        AND (push_now.next_try_at IS NULL OR push_now.next_try_at <= :now OR push_now.happened IN :held)
        /* some */
    ORDER BY push_now.id
"""
_HOLD = """
    UPDATE push
    SET happened = :happened, reason = :reason, code = :code, next_try_at = :until, answered_at = :now
    WHERE id = :push AND institution_id = :institution AND (lease_until IS NULL OR lease_until <= :now)
"""
_LET_GO = """
    UPDATE push
    SET next_try_at = NULL, happened = '', reason = '', code = ''
    WHERE id IN :pushes AND institution_id = :institution AND happened IN :held
"""
_SEND_AGAIN = """
    UPDATE push
    SET sent_digest = '', sent_work_digest = '', next_try_at = NULL, tries = 0, given_up_at = NULL
    WHERE claim_id = :claim AND institution_id = :institution AND client_id = :client
"""
