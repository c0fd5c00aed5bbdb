"""All that is remembered, and all SQL. Runs unchanged on SQLite (default) and PostgreSQL.

    with Store.open("orcid-sync.db", environment="sandbox", institution="Example University",
                    client_id="APP-…", keys=[key]) as store:
        store.sources.add("repository", "https://repository.example/oai", "oai_etdms")

A store shows one institution under one client id. Every statement names the institution, so nothing crosses;
permissions, claims and put-codes of another client id are not seen as ours (ORCID answers 9010 to their use).
State is rows with timestamps; what stands where is always derived from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from orcid_sync.environments import EnvironmentName
from orcid_sync.secret import Secret
from orcid_sync.store.claims import Claim, Claims, Proof
from orcid_sync.store.errors import StoreError
from orcid_sync.store.harvests import Checkpoint, Harvest, Harvests
from orcid_sync.store.log import Log, Logged, Run
from orcid_sync.store.permissions import Permission, Permissions
from orcid_sync.store.pushes import Push, Pushes
from orcid_sync.store.records import HarvestedRecord, PageSaved, Records
from orcid_sync.store.sources import Source, Sources
from orcid_sync.store.status import Status
from orcid_sync.store.theses import Content, Contributor, KnownThesis, Theses

__all__ = [
    "Checkpoint", "Claim", "Claims", "Content", "Contributor", "Harvest", "HarvestedRecord", "Harvests",
    "KnownThesis", "Log", "Logged", "PageSaved", "Permission", "Permissions", "Proof", "Push", "Pushes",
    "Records", "Run", "Secret", "Source", "Sources", "Status", "Store", "StoreError", "Theses",
]


def utc_now() -> datetime:
    """The clock of a store that was not given another."""
    return datetime.now(UTC)


class Store:
    """One institution's view of the database. Safe to use from several threads and processes.

    Every operation is one transaction: it happened wholly or not at all. Every failure of the database
    (full disk, read-only, unreachable, not ours) is a `StoreError` whose text is one clear sentence.
    """

    sources: Sources
    harvests: Harvests
    records: Records
    theses: Theses
    permissions: Permissions
    claims: Claims
    pushes: Pushes
    log: Log

    @classmethod
    def open(
        cls,
        url: str | Path,
        *,
        environment: EnvironmentName,
        institution: str = "default",
        client_id: str = "",
        keys: Sequence[str] = (),
        clock: Callable[[], datetime] = utc_now,
        create: bool = True,
    ) -> Store:
        """The store at `url`: a file name, `sqlite:///…` or `postgresql://…`; made or migrated as needed.

        `keys` encrypt tokens (Fernet keys; the first encrypts, all decrypt); without one everything but
        tokens works. Raises `StoreError` for a database of another environment, of a newer version, or
        not ours, and leaves it untouched; with `create=False` also when there is none.
        """
        raise NotImplementedError

    def status(self) -> Status:
        """What is due, done and stuck, counted."""
        raise NotImplementedError

    def close(self) -> None:
        """Give all connections back."""

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
