"""What happened, run by run, to be read back for a run, a record or a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import Transaction, View


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a use case (`harvest`, `push` …)."""

    id: int
    kind: str
    started_at: datetime
    finished_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Logged:
    """An outcome, when it happened and in which run."""

    at: datetime
    run_id: int | None
    outcome: Outcome


class Log:
    """The institution's runs and outcomes."""

    def __init__(self, view: View) -> None:
        self._view = view

    def begin(self, kind: str) -> Run:
        """A new run."""
        with self._view.write() as transaction:
            (begun,) = transaction.rows(_BEGIN, kind=kind)
        return _run(begun)

    def finish(self, run: Run, counts: Mapping[str, int]) -> None:
        """The run came to its end."""
        self._view.change(_FINISH, run=run.id, counts=json.dumps(dict(counts)))

    def runs(self, limit: int = 20) -> list[Run]:
        """The last runs, newest first."""
        return [_run(found) for found in self._view.rows(_RUNS, limit=limit)]

    def write(self, run: Run | None, outcomes: Iterable[Outcome]) -> None:
        """Write outcomes down, now."""
        with self._view.write() as transaction:
            log_outcomes(transaction, run.id if run else None, outcomes)

    def write_along(self, run: Run, outcome: Outcome) -> None:
        """Write an outcome down with the next write, where they are gathered."""
        self._view.put_off(lambda transaction: log_outcomes(transaction, run.id, [outcome]))

    def said_last(self, outcome: Outcome) -> bool:
        """Whether the last line about this record and person says the same: no need to repeat it each run."""
        found = self._view.rows(_SAID_LAST, identifier=outcome.identifier, orcid_id=outcome.orcid_id)
        return [(row.happened, row.reason) for row in found] == [(outcome.happened.value, outcome.reason)]

    def forget_before(self, moment: datetime) -> int:
        """Erase what was written and called before; how many lines that were."""
        with self._view.write() as transaction:
            return sum(transaction.change(each, moment=written(moment)) for each in _FORGET)

    def read(
        self,
        *,
        run: Run | None = None,
        identifier: str = "",
        orcid_id: str = "",
        since: datetime | None = None,
        limit: int = 1000,
    ) -> list[Logged]:
        """What was written, oldest first: of a run, a record, a person, or all (the last `limit`)."""
        asked = {
            "run": run.id if run else None,
            "identifier": identifier,
            "orcid_id": orcid_id,
            "since": written(since),
        }
        # Only what is asked for stands in the question: an index does not help with "any, or this one".
        conditions = " ".join(_ASKED[name] for name, value in asked.items() if value)
        found = self._view.rows(_LAST_LOGGED.replace("/* asked */", conditions), **asked, limit=limit)
        return [_logged(each) for each in reversed(found)]


def log_outcomes(transaction: Transaction, run_id: int | None, outcomes: Iterable[Outcome]) -> None:
    """Write outcomes down in a transaction that does something else too."""
    transaction.many(
        _WRITE,
        (
            (
                run_id,
                outcome.identifier,
                outcome.orcid_id,
                outcome.happened.value,
                outcome.reason,
                outcome.next_step,
                outcome.title,
                outcome.code,
                outcome.put_code,
            )
            for outcome in outcomes
        ),
    )


def _run(row: Row[Any]) -> Run:
    return Run(row.id, row.kind, instant(row.started_at), instant(row.finished_at), json.loads(row.counts))


def _logged(row: Row[Any]) -> Logged:
    outcome = Outcome(
        row.identifier,
        Happened(row.happened),
        row.reason,
        next_step=row.next_step,
        orcid_id=row.orcid_id,
        title=row.title,
        code=row.code,
        put_code=row.put_code,
    )
    return Logged(instant(row.at), row.run_id, outcome)


_BEGIN = """
    INSERT INTO run (institution_id, kind, started_at, counts) VALUES (:institution, :kind, :now, '{}')
    RETURNING *
"""
_FINISH = """
    UPDATE run SET finished_at = :now, counts = :counts WHERE id = :run AND institution_id = :institution
"""
_RUNS = "SELECT * FROM run WHERE institution_id = :institution ORDER BY id DESC LIMIT :limit"
_WRITE = """
    INSERT INTO logged
        (institution_id, run_id, at, identifier, orcid_id, happened, reason, next_step, title, code, put_code)
    VALUES (:institution, :run, :now, :identifier, :orcid_id, :happened, :reason, :next_step, :title, :code,
        :put_code)
"""
_LAST_LOGGED = """
    SELECT * FROM logged
    WHERE institution_id = :institution /* asked */
    ORDER BY id DESC
    LIMIT :limit
"""
_SAID_LAST = """
    SELECT happened, reason FROM logged
    WHERE institution_id = :institution AND identifier = :identifier AND identifier <> ''
        AND orcid_id = :orcid_id
    ORDER BY id DESC
    LIMIT 1
"""
_ASKED = {
    "run": "AND run_id = :run",
    "identifier": "AND identifier = :identifier AND identifier <> ''",  # as the index says
    "orcid_id": "AND orcid_id = :orcid_id AND orcid_id <> ''",
    "since": "AND at >= :since",
}
_FORGET = (
    "DELETE FROM logged WHERE institution_id = :institution AND at < :moment",
    "DELETE FROM called WHERE institution_id = :institution AND at < :moment",
    """
    DELETE FROM run
    WHERE institution_id = :institution AND started_at < :moment
        AND NOT EXISTS (SELECT 1 FROM logged WHERE logged.run_id = run.id)
    """,
)
