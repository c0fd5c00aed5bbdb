"""One door to SQLite and PostgreSQL: connections, transactions, and errors as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from orcid_sync.store.errors import StoreError, explained

_LOCK_WAIT = 30  # seconds
_NO_FILE = (":memory:", "file:")
_WRITE = "Write a file name, or postgresql://user@host/name."


class Database:
    """A pool of connections to one database. Nothing else of ours knows which kind it is."""

    def __init__(self, url: str | Path) -> None:
        self.url = _understood(url)
        self.on_sqlite = self.url.get_backend_name() == "sqlite"
        self.place = (self.url.database if self.on_sqlite else self.url.render_as_string()) or ":memory:"
        self._engine = _engine(self.url)
        self._driver_error: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        self._reading = self._engine.execution_options(begin="BEGIN")
        # IMMEDIATE: what reads before it writes would otherwise fail when another process wrote between.
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self._connected(self._reading) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is stored whole when the block ends, and not at all when it raises."""
        with self._connected(self._writing) as connection:
            yield connection

    @contextmanager
    def cursor(self, *, writes: bool) -> Iterator[DBAPICursor]:
        """As `read` and `write`, with the driver's own cursor, which costs a fifth of SQLAlchemy's connection."""
        try:
            with _kept_whole(self._engine.raw_connection()) as cursor:
                if self.on_sqlite:
                    cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
                yield cursor
        except self._driver_error as error:
            known = DBAPIError.instance("", None, error, self._driver_error, hide_parameters=True)
            raise explained(known, self.place) from known

    @contextmanager
    def outside_transactions(self) -> Iterator[Connection]:
        """For the few statements that SQLite wants outside any transaction."""
        with self._connected(self._engine) as connection:
            yield connection

    def is_missing(self) -> bool:
        """Whether there is no file yet (a server is never missing: it answers, or that is an error)."""
        return self.on_sqlite and not self.place.startswith(_NO_FILE) and not Path(self.place).exists()

    def make_private(self) -> None:
        """A new file is for its owner alone: it will hold people's names and their (encrypted) tokens."""
        if self.is_missing():
            with suppress(OSError):  # SQLite says better what is wrong with the place
                Path(self.place).touch(mode=0o600)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _connected(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise explained(error, self.place) from error


@contextmanager
def _kept_whole(connection: PoolProxiedConnection) -> Iterator[DBAPICursor]:
    """What the block does is stored when it ends, and not at all when it raises; the pool gets the rest back."""
    try:
        yield connection.cursor()
        connection.commit()
    except BaseException:
        try:
            connection.rollback()
        except Exception:  # the server has hung up, say: what was raised first says why
            connection.invalidate()
        raise
    finally:
        connection.close()


def _understood(url: str | Path) -> URL:
    if isinstance(url, Path) or "://" not in url:
        return URL.create("sqlite", database=str(url))
    try:
        understood = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError("The database URL cannot be read.", what_to_do=_WRITE) from None
    if understood.get_backend_name() == "postgresql":
        return understood.set(drivername="postgresql+psycopg")
    if understood.get_backend_name() != "sqlite":
        raise StoreError(f"{understood.get_backend_name()} is no database that we know.", what_to_do=_WRITE)
    return understood


def _engine(url: URL) -> Engine:
    # hide_parameters: an error never shows a value, and so no token and no name.
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _LOCK_WAIT})
        else:
            engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreError(
            "PostgreSQL needs a driver.", what_to_do="Install it: pip install 'orcid-etd-sync[postgres]'."
        ) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")  # with WAL: safe, and 19 times as fast (libraries.md f)
    connection.execute("PRAGMA page_size = 16384")  # of a new file
    connection.execute("PRAGMA wal_autocheckpoint = 1000")
    connection.execute("PRAGMA cache_size = -16000")  # kB: the indexes of a large repository


def _begin_sqlite(connection: Connection) -> None:
    if begin := connection.get_execution_options().get("begin"):
        connection.exec_driver_sql(begin)
