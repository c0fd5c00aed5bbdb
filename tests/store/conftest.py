from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from cryptography.fernet import Fernet
from store.invented import CLIENT_ID, Clock

from orcid_sync.store import Store

Opener = Callable[..., Store]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def key() -> str:
    return Fernet.generate_key().decode()


@pytest.fixture
def opened(database_url: str, key: str, clock: Clock) -> Iterator[Opener]:
    """Opens the test's database, any number of times; what is not told is as always."""
    with ExitStack() as stores:

        def open_store(**options: object) -> Store:
            usual = {"environment": "sandbox", "client_id": CLIENT_ID, "keys": [key], "clock": clock}
            return stores.enter_context(Store.open(database_url, **{**usual, **options}))

        yield open_store


@pytest.fixture
def store(opened: Opener) -> Store:
    return opened()
