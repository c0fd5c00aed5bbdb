"""What all capabilities of the store work with: one institution's part of it, under one client id."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row
from sqlalchemy.engine import result_tuple
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from orcid_sync.store.cipher import Cipher
from orcid_sync.store.database import Database
from orcid_sync.store.errors import StoreError, is_conflict
from orcid_sync.store.instants import written

T = TypeVar("T")
_ATTEMPTS = 5


class Transaction:
    """Statements that happen together. Each may name `:institution`, `:client` and `:now`.

    A value that is a list is written `IN :name`. A question whose rows will be changed ends with
    `/* for change */`: PostgreSQL locks those rows; SQLite locked the whole database when writing began.
    """

    def __init__(self, cursor: DBAPICursor, on_sqlite: bool, common: Mapping[str, Any]) -> None:
        self._cursor = cursor
        self._on_sqlite = on_sqlite
        self._common = common
        self.now: str = common["now"]

    def rows(self, sql: str, **values: Any) -> Sequence[Row[Any]]:
        """All rows that answer one question."""
        self._execute(sql, values)
        row = _row_of(tuple(column[0] for column in self._cursor.description))
        return [row(values) for values in self._cursor.fetchall()]

    def row(self, sql: str, **values: Any) -> Row[Any] | None:
        """The first row that answers one question, or None."""
        return next(iter(self.rows(sql, **values)), None)

    def change(self, sql: str, **values: Any) -> int:
        """How many rows the statement changed."""
        self._execute(sql, values)
        return self._cursor.rowcount

    def many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run `sql` once for each of `rows`, whose values stand in the order in which `sql` names them first.

        What every statement may name is left out. Tuples, because SQLite binds them twice as fast as mappings.
        """
        names = _names(sql)
        common = tuple(self._common[name] for name in names if name in self._common)
        values: list[Any] = [common + row for row in rows]
        if not self._on_sqlite:
            values = [dict(zip(names, each, strict=True)) for each in values]
        if values:
            statement = _numbered(sql) if self._on_sqlite else _localised(sql, False)
            self._cursor.executemany(statement, values)

    def one_at_a_time(self) -> None:
        """Wait until no other transaction of the institution that asked for this is under way."""
        if not self._on_sqlite:  # where only one writes at any time
            self.row(_ONE_AT_A_TIME)

    def new_ids(self, table: str, count: int) -> Iterator[int]:
        """`count` ids that no row of `table` has, for rows inserted later in this transaction."""
        if not self._on_sqlite:
            return iter([row.id for row in self.rows(_NEXT_IDS, table=table, count=count)])
        (last,) = self.rows(_LAST_ID.replace("/* table */", table))  # nobody else writes meanwhile
        return iter(range(last.id + 1, last.id + 1 + count))

    def _execute(self, sql: str, values: Mapping[str, Any]) -> None:
        if self._on_sqlite:
            values = {name: json.dumps(v) if isinstance(v, list) else v for name, v in values.items()}
        self._cursor.execute(_localised(sql, self._on_sqlite), {**self._common, **values})


@cache
def _row_of(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Row[Any]]:
    """What makes a row with these columns of its values."""
    return result_tuple(names)


@cache
def _localised(sql: str, on_sqlite: bool) -> str:
    """`sql` as the driver takes it. One text per statement, however long its lists: it is prepared once."""
    if on_sqlite:
        return re.sub(r"\bIN :(\w+)", r"IN (SELECT value FROM json_each(:\1))", sql)
    sql = re.sub(r"\bIN :(\w+)", r"= ANY(:\1)", sql.replace("/* for change */", "FOR NO KEY UPDATE"))
    return re.sub(r":(\w+)", r"%(\1)s", sql)


@cache
def _names(sql: str) -> tuple[str, ...]:
    """The values that `sql` names: what every statement may name, then the others, each once."""
    named = dict.fromkeys(re.findall(r":(\w+)", sql))
    return tuple(sorted(named, key=lambda name: name not in _COMMON))


@cache
def _numbered(sql: str) -> str:
    """`sql` with `?2` for the second of its `_names`."""
    names = _names(sql)
    return re.sub(r":(\w+)", lambda name: f"?{names.index(name[1]) + 1}", sql)


_ONE_AT_A_TIME = "SELECT id FROM institution WHERE id = :institution /* for change */"
_COMMON = ("institution", "client", "now")
_NEXT_IDS = "SELECT nextval(pg_get_serial_sequence(:table, 'id')) AS id FROM generate_series(1, :count)"
_LAST_ID = "SELECT COALESCE(MAX(id), 0) AS id FROM /* table */"


class _AtHand(threading.local):
    """What one thread is about: the transaction that its questions share, and what waits for its next write."""

    reading: Transaction | None = None
    put_off: list[Callable[[Transaction], object]] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """The database, who looks at it, and when."""

    database: Database
    institution_id: int
    client_id: str
    cipher: Cipher
    clock: Callable[[], datetime]
    _at_hand: _AtHand = field(default_factory=_AtHand, repr=False, compare=False)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only reads."""
        if self._at_hand.reading:
            yield self._at_hand.reading
            return
        with self.database.cursor(writes=False) as cursor:
            yield self._transaction(cursor)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All questions of this thread within are asked of the database as it stands now, in one transaction."""
        with self.read() as transaction:
            self._at_hand.reading = transaction
            try:
                yield
            finally:
                self._at_hand.reading = None

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that is stored whole when the block ends, and not at all when it raises."""
        with self.database.cursor(writes=True) as cursor:
            transaction = self._transaction(cursor)
            yield transaction
            for write in self._at_hand.put_off or ():
                write(transaction)
        if self._at_hand.put_off:
            self._at_hand.put_off.clear()

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """What this thread puts off within goes along with its next write, whatever it is; or at the end."""
        self._at_hand.put_off = []
        try:
            yield
        finally:
            try:
                if self._at_hand.put_off:
                    with self.write():
                        pass
            finally:
                self._at_hand.put_off = None

    def put_off(self, write: Callable[[Transaction], object]) -> None:
        """Write it together with the next, where that is gathered; else now."""
        if self._at_hand.put_off is not None:
            self._at_hand.put_off.append(write)
            return
        with self.write() as transaction:
            write(transaction)

    def attempt(self, work: Callable[[Transaction], T]) -> T:
        """What `work` returns from its transaction, repeated when another process was faster."""
        for _ in range(_ATTEMPTS - 1):
            try:
                with self.write() as transaction:
                    return work(transaction)
            except StoreError as error:
                if not (isinstance(error.__cause__, DBAPIError) and is_conflict(error.__cause__)):
                    raise
        with self.write() as transaction:
            return work(transaction)

    def change(self, sql: str, **values: Any) -> int:
        """How many rows one statement changed, in a transaction of its own."""
        with self.write() as transaction:
            return transaction.change(sql, **values)

    def rows(self, sql: str, **values: Any) -> Sequence[Row[Any]]:
        """All rows that answer one question."""
        with self.read() as transaction:
            return transaction.rows(sql, **values)

    def _transaction(self, cursor: DBAPICursor) -> Transaction:
        common = {"institution": self.institution_id, "client": self.client_id, "now": written(self.clock())}
        return Transaction(cursor, self.database.on_sqlite, common)
