"""Encrypts everything again with the first key, a few rows at a time; killed anywhere, it is simply run again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orcid_sync.store.view import Transaction, View

_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class _Encrypted:
    """Where encrypted values stand: the columns of a table, and what tells its rows apart."""

    table: str
    key: str
    columns: tuple[str, ...]

    @property
    def in_order(self) -> str:
        return f"""
            SELECT {self.key}, {", ".join(self.columns)} FROM {self.table}
            WHERE institution_id = :institution AND {self.key} > :after
            ORDER BY {self.key}
            LIMIT {_BATCH} /* for change */
        """  # noqa: S608 -- names of this file

    @property
    def change(self) -> str:
        settings = ", ".join(f"{column} = :{column}" for column in self.columns)
        return f"""
            UPDATE {self.table} SET {settings} WHERE institution_id = :institution AND {self.key} = :row
        """  # noqa: S608 -- names of this file


_EVERYWHERE: Final = (
    _Encrypted("permission", "id", ("access_token", "refresh_token")),
    _Encrypted("forgetting_key", "institution_id", ("secret",)),
    _Encrypted("sign_in", "state_hash", ("secrets",)),
)


class Rekeying:
    """The institution's encrypted values, and the key they are under."""

    def __init__(self, view: View) -> None:
        self._view = view

    def encrypt_again(self) -> int:
        """How many rows were brought under the first key; those that are already are left alone.

        Raises StoreError for a value that no key opens.
        """
        return sum(self._batches(place) for place in _EVERYWHERE)

    def left(self) -> int:
        """How many rows are not under the first key yet."""
        number = 0
        with self._view.read() as transaction:
            for place in _EVERYWHERE:
                after: int | str = "" if place.key == "state_hash" else 0
                while found := transaction.rows(place.in_order.replace("/* for change */", ""), after=after):
                    number += sum(not all(map(self._view.cipher.is_current, row[1:])) for row in found)
                    after = found[-1][0]
        return number

    def _batches(self, place: _Encrypted) -> int:
        after: int | str | None = "" if place.key == "state_hash" else 0
        changed = 0
        while after is not None:
            with self._view.write() as transaction:
                number, after = self._batch(transaction, place, after)
            changed += number
        return changed

    def _batch(
        self, transaction: Transaction, place: _Encrypted, after: int | str
    ) -> tuple[int, int | str | None]:
        """How many rows were changed, and the last one looked at (None at the end)."""
        found = transaction.rows(place.in_order, after=after)
        old = [row for row in found if not all(map(self._view.cipher.is_current, row[1:]))]
        for row in old:
            again = map(self._view.cipher.encrypted_again, row[1:])
            transaction.change(place.change, row=row[0], **dict(zip(place.columns, again, strict=True)))
        return len(old), found[-1][0] if found else None
