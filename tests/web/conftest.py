from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from web.house import API_KEY, ETD, Browser, University

from orcid_sync.asking.links import hashed
from orcid_sync.rehearsal import Rehearsal

STAFF = "0009-9999-0063-3529"
SETTINGS = f"""
staff = ["{STAFF}"]
returns = ["{ETD}"]
api_keys = ["{hashed(API_KEY)}"]
"""


@pytest.fixture(scope="session")
def shared_rehearsal() -> Iterator[Rehearsal]:
    with Rehearsal() as rehearsal:
        yield rehearsal


@pytest.fixture
def rehearsal(shared_rehearsal: Rehearsal) -> Rehearsal:
    shared_rehearsal.reset()
    return shared_rehearsal


@pytest.fixture
def university(tmp_path: Path, rehearsal: Rehearsal) -> Iterator[University]:
    made = University(tmp_path / "site", rehearsal, settings=SETTINGS)
    with made.store:
        yield made


@pytest.fixture
def browser(university: University) -> Browser:
    return Browser(university)
