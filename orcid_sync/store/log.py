"""What happened, run by run, to be read back for a run, a record or a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orcid_sync.outcomes import Outcome


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

    def begin(self, kind: str) -> Run:
        """A new run."""
        raise NotImplementedError

    def finish(self, run: Run, counts: Mapping[str, int]) -> None:
        """The run came to its end."""
        raise NotImplementedError

    def runs(self, limit: int = 20) -> list[Run]:
        """The last runs, newest first."""
        raise NotImplementedError

    def write(self, run: Run | None, outcomes: Iterable[Outcome]) -> None:
        """Write outcomes down, now."""
        raise NotImplementedError

    def read(
        self, *, run: Run | None = None, identifier: str = "", orcid_id: str = "", limit: int = 1000
    ) -> list[Logged]:
        """What was written, oldest first: of a run, a record, a person, or all (the last `limit`)."""
        raise NotImplementedError
