"""A store of every earlier schema version, with a row in each of its tables, migrates and keeps them all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.types import Float, Integer, LargeBinary, Numeric

from orcid_sync.store import Store, StoreError, migrations
from orcid_sync.store.database import Database
from orcid_sync.store.migrations import MIGRATIONS, prepare

MOMENT = "2026-01-05T12:00:00.000000+00:00"
JOSIAH = "0000-0002-1825-0097"
# What a column of this name holds; all others hold an "x", a 1 or a few bytes.
KNOWN: dict[str, Any] = {
    "name": "Example University",
    "client_id": "APP-1",
    "orcid_id": JOSIAH,
    "role": "author",
    "outcome": "work",
    "put_code": "123",
    "work_digest": "as sent",
    "sent_work_digest": "as sent",
    "set_specs": "[]",
    "people": "[]",
    "findings": "[]",
    "written": "[]",
    "counts": "{}",
    "intended": "",
    "candidates": "",
    "answer": "",
    "given_up_at": None,
    "scopes": " /activities/update ",
    "expires_at": "9999",
    "access_token": b"",
    "refresh_token": b"",
    "lease_owner": "",
}
_NOT_YET = (
    "removed_at", "deleted_at", "ended_at", "suspended_at", "merged_at", "merged_into", "withdrawn_at",
    "revoked_at", "refused_at", "removal_asked_at", "replaced_at", "lease_until", "next_try_at", "held_at",
)  # fmt: skip
_OURS = ("migration", "installation")


def connected(url: str) -> Any:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://")).begin()


def at_version(url: str, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store as the program of that time made it."""
    database = Database(url)
    with monkeypatch.context() as of_that_time:
        of_that_time.setattr(migrations, "MIGRATIONS", MIGRATIONS[:version])
        prepare(database, "sandbox", datetime(2026, 1, 5, tzinfo=UTC), create=True)
    database.close()


def fill(connection: Connection) -> None:
    """One row in each table, all about one thesis of one person."""
    tables = inspect(connection)
    for name, _ in tables.get_sorted_table_and_fkc_names():
        if name is None or name in _OURS:
            continue
        row = {column["name"]: _value(column) for column in tables.get_columns(name)}
        names, values = ", ".join(row), ", ".join(f":{column}" for column in row)
        connection.execute(text(f"INSERT INTO {name} ({names}) VALUES ({values})"), row)


def _value(column: Any) -> Any:
    name, kind = column["name"], column["type"]
    if name in KNOWN or name in _NOT_YET:
        return KNOWN.get(name)
    if isinstance(kind, Float | Integer | Numeric):
        return 1
    if isinstance(kind, LargeBinary):
        return b"bytes"
    return MOMENT if name.endswith("_at") else "x"


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    names = [name for name in inspect(connection).get_table_names() if name not in _OURS]
    rows = {name: connection.execute(text(f"SELECT * FROM {name}")).mappings().all() for name in names}
    return {name: [{**row} for row in found] for name, found in rows.items()}


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_store_of_an_earlier_version_migrates_with_all_its_rows(
    version: int, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_version(database_url, version, monkeypatch)
    with connected(database_url) as connection:
        fill(connection)
        before = contents(connection)
    assert all(len(rows) == 1 for rows in before.values())

    key = Fernet.generate_key().decode()
    with Store.open(
        database_url, environment="sandbox", institution="Example University", client_id="APP-1", keys=[key]
    ) as store:
        (push,) = store.pushes.of_person(JOSIAH)
        status = store.status()

    assert (push.put_code, push.permission_needed) == ("123", False)
    assert (status.done, status.due, status.people, status.theses) == (1, 0, 1, 1)
    with connected(database_url) as connection:
        after = contents(connection)
        newest = connection.execute(text("SELECT MAX(number) FROM migration")).scalar()
    assert newest == len(MIGRATIONS)
    for name, (row,) in before.items():
        assert row.items() <= after[name][0].items(), name


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_an_older_program_refuses_a_newer_store(
    version: int, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.open(database_url, environment="sandbox").close()
    with pytest.raises(StoreError, match="newer orcid-sync"):
        at_version(database_url, version, monkeypatch)
