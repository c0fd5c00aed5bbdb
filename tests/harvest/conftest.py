"""A store, a source, and a way to compare what two harvests left behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from oaipmh_scythe.config import RetryConfig

from crosswalks.profile import Profile
from orcid_sync.harvest import HarvestedPage, harvest
from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.transport import Limits
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.store import Store

QUICK = RetryConfig(
    max_retries=1,
    retry_status_codes=(429, 500, 502, 503, 504),
    retry_on_transport_error=True,
    initial_backoff=0.01,
    default_retry_after=0.05,
)
Harvested = Callable[..., list[HarvestedPage]]


@pytest.fixture
def rehearsal() -> Iterator[Rehearsal]:
    with Rehearsal() as running:
        yield running


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "orcid-sync.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store.open(database, environment="rehearsal") as opened:
        yield opened


@pytest.fixture
def harvested(store: Store) -> Harvested:
    """Harvests `url` into the store and gives the pages."""

    def run(url: str, prefix: str = "oai_etdms", **settings: Any) -> list[HarvestedPage]:
        source = store.sources.add("repository", url, prefix, set_spec=settings.pop("set_spec", ""))
        with OaiClient(url, retries=QUICK, timeout=5, limits=Limits(pause=0.1, seconds=20)) as client:
            settings = {"profile": Profile(), "today": date(2026, 1, 2), **settings}
            return list(harvest(store, source, client=client, **settings))

    return run


@pytest.fixture
def content() -> Callable[[Path], dict[str, list[tuple[object, ...]]]]:
    """What a database holds of records and theses, without the times at which it was written."""

    def read(database: Path) -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(database)) as connection:
            return {
                table: _rows(connection, table) for table in ("record", "thesis", "thesis_key", "contributor")
            }

    return read


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    kept = ", ".join(name for name in columns if not name.endswith("_at"))
    return sorted(connection.execute(f"SELECT {kept} FROM {table}").fetchall(), key=repr)
