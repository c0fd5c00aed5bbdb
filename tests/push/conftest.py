from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from push.office import CLIENT_ID, Clock, Office

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.store import Store


@pytest.fixture(scope="session")
def shared_rehearsal() -> Iterator[Rehearsal]:
    with Rehearsal() as rehearsal:
        yield rehearsal


@pytest.fixture
def rehearsal(shared_rehearsal: Rehearsal) -> Rehearsal:
    shared_rehearsal.reset()
    return shared_rehearsal


@pytest.fixture
def key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, key: str, clock: Clock) -> Iterator[Store]:
    with Store.open(
        database_url, environment="rehearsal", client_id=CLIENT_ID, keys=[key], clock=clock.now
    ) as store:
        yield store


@pytest.fixture
def office(store: Store, rehearsal: Rehearsal, clock: Clock) -> Office:
    return Office(store, rehearsal, clock)


@pytest.fixture
def another_store(tmp_path: Path, key: str, clock: Clock) -> Iterator[Store]:
    """An empty one, as after the loss of the first."""
    with Store.open(
        tmp_path / "another.db", environment="rehearsal", client_id=CLIENT_ID, keys=[key], clock=clock.now
    ) as store:
        yield store
