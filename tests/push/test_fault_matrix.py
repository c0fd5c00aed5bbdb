"""Every call of every operation meets every fault, on both databases, and all ends well: `make faults` prints it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from push.fault_cells import OPERATIONS, Cell, Operation, Place, cells_of, passed

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.store import Store


@pytest.fixture(scope="module")
def orcid() -> Iterator[Rehearsal]:
    with Rehearsal(limit=None) as rehearsal:
        yield rehearsal


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """Everything that any logger says meanwhile."""
    everything = io.StringIO()
    to_memory = logging.StreamHandler(everything)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(to_memory)
    root.setLevel(logging.DEBUG)
    yield everything
    root.removeHandler(to_memory)
    root.setLevel(level)


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_whatever_fails_the_right_works_stand_at_orcid(
    operation: Operation, database_url: str, orcid: Rehearsal, tmp_path: Path, said: io.StringIO
) -> None:
    output = tmp_path / "output-of-children"
    output.touch()
    place = Place(database_url, orcid, Fernet.generate_key().decode(), str(output))
    Store.open(database_url, environment="rehearsal").close()

    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(lambda cell: _line(cell, place), cells_of(operation)))

    kind = database_url.partition(":")[0]
    print(f"\n== {operation.name} on {kind}: {len(lines)} cells", *lines, sep="\n")
    assert [line for line in lines if line.startswith("✗")] == []
    tokens = [grant.access_token for grant in orcid.world.grants._by_token.values()]
    tokens += [grant.refresh_token for grant in orcid.world.grants._by_token.values()]
    for text in (said.getvalue(), output.read_text()):
        for secret in (*tokens, place.key, *(member.secret for member in MEMBERS.values())):
            assert secret not in text


def _line(cell: Cell, place: Place) -> str:
    try:
        way = passed(cell, place)
    except Exception as error:
        return f"✗ {cell.call:12} {cell.name:20} {type(error).__name__}: {error}"
    return f"✓ {cell.call:12} {cell.name:20} {way}"
