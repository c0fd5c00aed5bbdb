"""Killed at any statement, out of disk, or with others at work: the store stays whole."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool
from store import dying_harvest
from store.conftest import Opener
from store.invented import harvest, record, save
from store.test_pages import everything
from store.test_pushes import ready

from orcid_sync.outcomes import Happened, Outcome
from orcid_sync.store import Checkpoint, Store, StoreError
from orcid_sync.store.log import log_outcomes
from orcid_sync.store.view import Transaction

HARVEST = Path(dying_harvest.__file__)


def killed_after(url: str, statements: int) -> bool:
    """Run the harvest in a process of its own; whether it was killed before its end."""
    ended = subprocess.run(
        [sys.executable, HARVEST, url, str(statements)], capture_output=True, text=True, check=False
    )
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    return ended.returncode != 0


def test_a_harvest_killed_again_and_again_ends_with_the_same_store(
    database_url: str, opened: Opener, tmp_path: Path
) -> None:
    undisturbed = f"sqlite:///{tmp_path / 'undisturbed.db'}"
    with Store.open(undisturbed, environment="sandbox") as store:
        dying_harvest.harvest_all(store)
    opened().close()

    # Primes, so that the kills fall on ever different statements of the pages.
    kills = sum(killed_after(database_url, statements) for statements in (7, 13, 17, 19, 23, 29, 31, 37))

    with opened() as store:
        dying_harvest.harvest_all(store)
    assert kills >= 4
    assert everything(database_url) == everything(undisturbed)


def test_a_full_disk_is_said_and_leaves_all_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with Store.open(url, environment="sandbox") as store:
        save(store, record("oai:x:1"), token="2")
    before = everything(url)

    def shrink_the_disk(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

    event.listen(Pool, "connect", shrink_the_disk)
    try:
        with Store.open(url, environment="sandbox") as store:
            begun = harvest(store)
            pages = [
                record(f"oai:y:{n}", title=f"Treatise {n * 7919}", raw=bytes(range(256)) * 99)
                for n in range(50)
            ]
            with pytest.raises(StoreError, match="disk is full") as error:
                store.records.save_page(begun, pages, Checkpoint("3"))
            assert "Make room" in str(error.value)
            assert harvest(store).resumption_token == "2"
    finally:
        event.remove(Pool, "connect", shrink_the_disk)

    assert everything(url) == before
    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_sources_harvested_side_by_side_find_the_same_theses(opened: Opener) -> None:
    """Two writers meet the same new DOIs at the same moment; each thesis is still made once."""
    with opened() as store:
        begun = {at: harvest(store, at) for at in ("one", "two", "three")}

    def harvest_from(at: str) -> None:
        store = opened()
        for start in range(0, 60, 10):
            page = [
                record(f"oai:{at}:{n}", title=f"Treatise {n * 7919}", ids=[f"10.1000/{n}"])
                for n in range(start, start + 10)
            ]
            store.records.save_page(begun[at], page, Checkpoint(str(start), ""))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(harvest_from, begun))

    status = opened().status()
    assert (status.theses, status.records) == (60, {"work": 180})


def test_two_processes_never_lease_the_same_push(opened: Opener, database_url: str) -> None:
    people = 40
    with opened() as store:
        for number in range(people):
            ready(store, f"oai:x:{number}", f"0000-0000-0000-{number:04d}")
            ready(store, f"oai:y:{number}", f"0000-0000-0000-{number:04d}")
    script = HARVEST.with_name("leasing_process.py")
    workers = [
        subprocess.Popen([sys.executable, script, database_url, owner], stdout=subprocess.PIPE, text=True)
        for owner in ("one", "two")
    ]
    leased = [worker.communicate(timeout=120)[0].split() for worker in workers]

    assert all(worker.returncode == 0 for worker in workers)
    assert len(leased[0] + leased[1]) == len(set(leased[0] + leased[1])) == 2 * people
    with opened() as store:
        assert store.status().done == 2 * people


def test_an_error_of_the_database_shows_no_values(opened: Opener) -> None:
    store = opened()
    with pytest.raises(StoreError) as error, store._view.write() as transaction:
        transaction.change("INSERT INTO nowhere (token) VALUES (:token)", token="swordfish")

    assert "nowhere" in str(error.value)
    assert "swordfish" not in str(error.value) + repr(error.value.__cause__) + str(error.value.__cause__)


def test_a_failed_transaction_stores_nothing(opened: Opener) -> None:
    store = opened()
    outcome = Outcome("oai:x:1", Happened.DELETED, "It is gone.")

    def log_and_fail(transaction: Transaction) -> None:
        log_outcomes(transaction, None, [outcome])
        transaction.change("INSERT INTO nowhere (id) VALUES (1)")

    with pytest.raises(StoreError):
        store._view.attempt(log_and_fail)

    assert store.log.read() == []
