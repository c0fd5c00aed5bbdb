"""One running rehearsal for all tests here; each test finds it as new."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from rehearsal.member_client import OTHER_MEMBER, STUDENT, Client

from orcid_sync.rehearsal import Rehearsal


@pytest.fixture(scope="session")
def running() -> Iterator[Rehearsal]:
    with Rehearsal() as rehearsal:
        yield rehearsal


@pytest.fixture
def rehearsal(running: Rehearsal) -> Rehearsal:
    running.reset()
    return running


@pytest.fixture
def client(rehearsal: Rehearsal) -> Iterator[Client]:
    with requests.Session() as session:
        yield Client(rehearsal.url, rehearsal.ready_token(STUDENT), session)


@pytest.fixture
def other_client(rehearsal: Rehearsal) -> Iterator[Client]:
    with requests.Session() as session:
        yield Client(rehearsal.url, rehearsal.ready_token(STUDENT, OTHER_MEMBER), session)
