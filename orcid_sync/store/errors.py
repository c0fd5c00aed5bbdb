"""What can be wrong with the database: what, where, what to do."""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from orcid_sync.errors import Stopped


class StoreError(Stopped):
    """The database cannot be used, or was refused. What it held is as it was."""


class WrongEnvironmentError(StoreError):
    """The configuration names the database of another environment; exit code 2, for that is what is wrong."""

    exit_code = 2


class _Trouble(NamedTuple):
    what: str
    what_to_do: str


_BUSY: Final = _Trouble("Another process keeps it busy.", "Run the command again when that has finished.")
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: _Trouble("The disk is full.", "Make room and run the command again."),
    sqlite3.SQLITE_READONLY: _Trouble("It cannot be written.", "Let this user write file and folder."),
    sqlite3.SQLITE_CANTOPEN: _Trouble(
        "It cannot be opened.", "Check its folder, and that this user may use it."
    ),
    sqlite3.SQLITE_PERM: _Trouble("It cannot be opened.", "Let this user read and write it."),
    sqlite3.SQLITE_NOTADB: _Trouble("It is no database.", "Name another file, or restore it from a backup."),
    sqlite3.SQLITE_CORRUPT: _Trouble("The database is damaged.", "Restore it from a backup."),
    sqlite3.SQLITE_IOERR: _Trouble("It cannot be read or written ({reason}).", "Check the disk."),
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
}
_WRONG_USER: Final = _Trouble("The server does not accept this user or password.", "Check the URL.")
_NO_DATABASE: Final = _Trouble("The server has no such database.", "Create it with createdb.")
_UNREACHABLE: Final = _Trouble("The server cannot be reached ({reason}).", "Check the URL; start the server.")
# By SQLSTATE or its class. https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: Final = {
    "53100": _Trouble("The server's disk is full.", "Make room there and run the command again."),
    "53300": _Trouble("The server has no connection left.", "Raise max_connections, or stop other programs."),
    "25006": _Trouble("The server only reads.", "Use the primary server."),
    "3D000": _NO_DATABASE,
    "42501": _Trouble("This user may not do that ({reason}).", "Let this user create and write tables."),
    "28": _WRONG_USER,
    "57": _Trouble("The server is shutting down or was stopped.", "Start it and run the command again."),
    "08": _UNREACHABLE,
}
_OTHER: Final = _Trouble("The database refused a statement ({reason}).", "Nothing was stored; report this.")


def explained(error: StatementError, place: str) -> StoreError:
    """`error` of either database in words. `place` is the file, or the URL without its password."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        trouble = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, _OTHER)
    else:
        trouble = _of_postgresql(error)
    reason = (str(cause).strip().splitlines() or [type(cause).__name__])[0].rstrip(".")
    return StoreError(trouble.what.format(reason=reason), place, trouble.what_to_do)


def is_conflict(error: DBAPIError) -> bool:
    """Whether another process was faster (same key, deadlock, serialisation), so that trying again helps."""
    state = getattr(error.orig, "sqlstate", "") or ""
    return state == "23505" or state.startswith("40")


def _of_postgresql(error: StatementError) -> _Trouble:
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2]) or _OTHER
    if not isinstance(error, OperationalError):
        return _OTHER
    # No connection, no SQLSTATE: psycopg only has the server's words, or its own.
    words = str(error.orig).lower()
    if "authentication" in words or "password" in words or ("role" in words and "does not exist" in words):
        return _WRONG_USER
    return _NO_DATABASE if "does not exist" in words else _UNREACHABLE
