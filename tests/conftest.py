"""What all tests share: where the real records are, and one line about each part that was left out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xerces
from real_records import SHARED

pytest_plugins = ["databases", "browsing"]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real records. Tests that use it carry the mark `corpus`."""
    return SHARED / "corpus"


@pytest.fixture(scope="session")
def judge() -> Iterator[xerces.Xerces]:
    """ORCID's own schema engine, one process for all. Tests that use it carry the mark `xerces`."""
    jar = xerces.jar()
    assert jar, f"CI needs java and xercesImpl-{xerces.VERSION}.jar; see tests/xerces.py"
    judge = xerces.Xerces(jar)
    yield judge
    judge.close()


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared (`pytest --update-golden`)."""
    return bool(request.config.getoption("--update-golden"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "corpus: reads the real records in ../shared/corpus")
    config.addinivalue_line("markers", "curl: runs the examples of the documentation")
    config.addinivalue_line("markers", "xsltproc: runs stylesheets in xsltproc; CI has it")
    config.addinivalue_line("markers", "xerces: asks ORCID's own schema engine, which runs in Java")
    config.addinivalue_line("markers", "chromium: looks at pages in a real browser; CI has it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What this machine cannot run is left out, and the last lines of the run say so."""
    config.stash[_LEFT_OUT] = {}
    for mark, missing in _missing().items():
        left_out = [item for item in items if item.get_closest_marker(mark)]
        items[:] = [item for item in items if item not in left_out]
        config.stash[_LEFT_OUT][missing] = len(left_out)


def _missing() -> dict[str, str]:
    """By mark: what its tests need, and how to get it."""
    missing = {}
    if not (SHARED / "corpus").is_dir():
        missing["corpus"] = f"on real records; put the folder of records at {SHARED / 'corpus'} to run them"
    if shutil.which("curl") is None:
        missing["curl"] = "with curl (Debian: apt install curl)"
    if os.environ.get("CI"):  # CI has all else; without it these tests fail there
        return missing
    if shutil.which("xsltproc") is None:
        missing["xsltproc"] = "with xsltproc (Debian: apt install xsltproc)"
    if shutil.which("chromium") is None:
        missing["chromium"] = "in a browser (Debian: apt install chromium)"
    if xerces.jar() is None:
        missing["xerces"] = (
            f"against ORCID's schema engine; they need java and xercesImpl-{xerces.VERSION}.jar (see tests/xerces.py)"
        )
    return missing


_LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for missing, number in config.stash.get(_LEFT_OUT, {}).items():
        if number:
            terminalreporter.write_line(f"Left out: {number} tests {missing}.")
    if os.environ.get("CI") and not (SHARED / "corpus").is_dir():
        terminalreporter.write_line("CI runs without the real records.")
