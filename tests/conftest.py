"""What all tests share: where the real records are, and one line about each part that was left out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["databases"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real records. Tests that use it carry the mark `corpus`."""
    return SHARED / "corpus"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "corpus: reads the real records in ../shared/corpus")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the folder of real records its tests are left out, and the last lines of the run say so."""
    if (SHARED / "corpus").is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("corpus")]
    items[:] = [item for item in items if item not in left_out]
    config.stash[_LEFT_OUT] = len(left_out)


_LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if number := config.stash.get(_LEFT_OUT, 0):
        terminalreporter.write_line(
            f"Left out: {number} tests on real records; put the folder of records at {SHARED / 'corpus'} to run them."
        )
    if os.environ.get("CI") and number:
        terminalreporter.write_line("CI runs without the real records.")
