"""What all tests share: where the real records are, and one line about each part that was left out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

pytest_plugins = ["databases"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real records. Tests that use it carry the mark `corpus`."""
    return SHARED / "corpus"


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared (`pytest --update-golden`)."""
    return bool(request.config.getoption("--update-golden"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "corpus: reads the real records in ../shared/corpus")
    config.addinivalue_line("markers", "xsltproc: runs stylesheets in xsltproc; CI has it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of what is not here (real records, xsltproc); the last lines of the run say so."""
    missing = []
    if not (SHARED / "corpus").is_dir():
        missing.append("corpus")
    if shutil.which("xsltproc") is None and not os.environ.get("CI"):  # in CI its tests fail instead
        missing.append("xsltproc")
    for mark in missing:
        left_out = [item for item in items if item.get_closest_marker(mark)]
        items[:] = [item for item in items if item not in left_out]
        config.stash[_LEFT_OUT[mark]] = len(left_out)


_LEFT_OUT = {mark: pytest.StashKey[int]() for mark in ("corpus", "xsltproc")}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if number := config.stash.get(_LEFT_OUT["corpus"], 0):
        terminalreporter.write_line(
            f"Left out: {number} tests on real records; put the folder of records at {SHARED / 'corpus'} to run them."
        )
        if os.environ.get("CI"):
            terminalreporter.write_line("CI runs without the real records.")
    if number := config.stash.get(_LEFT_OUT["xsltproc"], 0):
        terminalreporter.write_line(f"Left out: {number} tests with xsltproc (Debian: apt install xsltproc).")
