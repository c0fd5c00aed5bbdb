"""Erases a person from every table; what keeps her from being asked or added again stays as keyed hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import String, inspect

from orcid_sync.secret import Secret
from orcid_sync.store.view import Transaction, View

# What the repository publishes stays verbatim, and is the repository's to change.
_KEPT_VERBATIM: Final = frozenset({("record", "identifier"), ("thesis_key", "value")})


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: frozenset[str]
    texts: tuple[str, ...]


class Forgetting:
    """Whom the institution has forgotten, and how."""

    def __init__(self, view: View) -> None:
        self._view = view

    def held(self, orcid_id: str) -> dict[str, int]:
        """Table → rows that are about this person."""
        about = [table for table in self._tables() if "orcid_id" in table.columns]
        with self._view.read() as transaction:
            counted = {each.name: _count(transaction, each.name, orcid_id) for each in about}
        return {name: number for name, number in counted.items() if number}

    def end_claims(self, orcid_id: str) -> None:
        """Every claim of hers is over, and what stands at ORCID for it is to go."""
        self._view.change(_END_CLAIMS, orcid_id=orcid_id)

    def degrees_left(self, orcid_id: str) -> int:
        """How many degrees of ours stand in her ORCID record, or may do so."""
        (found,) = self._view.rows(_DEGREES_LEFT, orcid_id=orcid_id)
        return int(found.number)

    def erase(self, orcid_id: str) -> None:
        """Nothing in any table names her iD any more, nor what she told us; all of it in one transaction.

        Raw metadata stay as the repository publishes them.
        """
        tables = self._tables()
        with self._view.write() as transaction:
            key = self._key(transaction)
            names = [row.name for row in transaction.rows(_NAMES, orcid_id=orcid_id) if row.name.strip()]
            for hashed in _guards(transaction, key, orcid_id):
                transaction.change(_REMEMBER, hash=hashed)
            for table in (each for each in tables if "claim_id" in each.columns):
                transaction.change(_DELETE_OF_CLAIMS.replace("/* table */", table.name), orcid_id=orcid_id)
            for statement in _ERASE:
                transaction.change(statement, orcid_id=orcid_id)
            for name in names:
                transaction.change(_FORGET_NAME, name=name, like=f"%{_escaped(name)}%")
            _sweep(transaction, tables, orcid_id)

    def is_forgotten(self, orcid_id: str = "", *, contributor_id: int = 0) -> bool:
        """Whether this person, or whoever this contributor was, asked to be forgotten."""
        with self._view.read() as transaction:
            found = transaction.row(_KEY)
            if found is None:
                return False
            key = self._view.cipher.decrypted(found.secret)
            what = _of_person(orcid_id) if orcid_id else _of_contributor(contributor_id)
            return transaction.row(_IS_FORGOTTEN, hash=_hashed(key, what)) is not None

    def lift(self, orcid_id: str) -> None:
        """She came back by herself."""
        if self.is_forgotten(orcid_id):
            with self._view.write() as transaction:
                transaction.change(_LIFT, hash=_hashed(self._key(transaction), _of_person(orcid_id)))

    def _key(self, transaction: Transaction) -> Secret:
        """The key of the hashes, made when first needed; itself encrypted, so that it changes with no rotation."""
        made = self._view.cipher.encrypted(Secret(secrets.token_hex(32)))
        transaction.change(_MAKE_KEY, secret=made)
        (found,) = transaction.rows(_KEY)
        return self._view.cipher.decrypted(found.secret)

    def _tables(self) -> list[_Table]:
        """Every table of the institution, those of later migrations too."""
        with self._view.database.read() as connection:
            looked = inspect(connection)
            described = {name: looked.get_columns(name) for name in sorted(looked.get_table_names())}
        tables = [
            _Table(
                name,
                frozenset(column["name"] for column in columns),
                tuple(column["name"] for column in columns if isinstance(column["type"], String)),
            )
            for name, columns in described.items()
        ]
        return [table for table in tables if "institution_id" in table.columns]


def _count(transaction: Transaction, table: str, orcid_id: str) -> int:
    (found,) = transaction.rows(_COUNT.replace("/* table */", table), orcid_id=orcid_id)
    return int(found.number)


def _guards(transaction: Transaction, key: Secret, orcid_id: str) -> Iterator[str]:
    yield _hashed(key, _of_person(orcid_id))
    for row in transaction.rows(_CONTRIBUTORS, orcid_id=orcid_id):
        yield _hashed(key, _of_contributor(row.contributor_id))


def _of_person(orcid_id: str) -> str:
    return f"person {orcid_id}"


def _of_contributor(contributor_id: int) -> str:
    return f"contributor {contributor_id}"


def _hashed(key: Secret, what: str) -> str:
    return hmac.new(key.reveal().encode(), what.encode(), hashlib.sha256).hexdigest()


def _sweep(transaction: Transaction, tables: list[_Table], orcid_id: str) -> None:
    """The iD goes from whatever text it still stands in: paths, reasons, what a table of tomorrow holds."""
    for table in tables:
        for column in table.texts:
            if (table.name, column) not in _KEPT_VERBATIM:
                words: Mapping[str, str] = {"/* table */": table.name, "/* column */": column}
                statement = _SWEEP
                for word, name in words.items():
                    statement = statement.replace(word, name)
                transaction.change(statement, orcid_id=orcid_id, like=f"%{orcid_id}%")


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_HER_CLAIMS = "SELECT id FROM claim WHERE orcid_id = :orcid_id AND institution_id = :institution"
_HER_INVITATIONS = """
    SELECT id FROM invitation WHERE orcid_id = :orcid_id AND orcid_id <> '' AND institution_id = :institution
"""
_COUNT = """
    SELECT COUNT(*) AS number FROM /* table */
    WHERE orcid_id = :orcid_id AND orcid_id <> '' AND institution_id = :institution
"""
_END_CLAIMS = """
    UPDATE claim SET ended_at = COALESCE(ended_at, :now), ended_why = 'unlinked'
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND client_id = :client
"""
_DEGREES_LEFT = """
    SELECT COUNT(*) AS number FROM degree_push JOIN claim ON claim.id = degree_push.claim_id
    WHERE claim.orcid_id = :orcid_id AND claim.institution_id = :institution AND claim.client_id = :client
        AND (degree_push.put_code <> '' OR degree_push.intended_at IS NOT NULL)
"""
_NAMES = """
    SELECT name FROM permission WHERE orcid_id = :orcid_id AND institution_id = :institution
    UNION
    SELECT shown_name FROM claim
    WHERE orcid_id = :orcid_id AND institution_id = :institution AND shown_name IS NOT NULL
"""
_CONTRIBUTORS = """
    SELECT DISTINCT contributor_id FROM claim WHERE orcid_id = :orcid_id AND institution_id = :institution
"""
_DELETE_OF_CLAIMS = f"""
    DELETE FROM /* table */ WHERE institution_id = :institution AND claim_id IN ({_HER_CLAIMS})
"""  # noqa: S608 -- constants of this file
_ERASE = (
    """
    DELETE FROM conferral
    WHERE institution_id = :institution AND contributor_id IN (
        SELECT contributor_id FROM claim WHERE orcid_id = :orcid_id AND institution_id = :institution
    )
    """,
    "DELETE FROM claim_request WHERE orcid_id = :orcid_id AND institution_id = :institution",
    "DELETE FROM claim WHERE orcid_id = :orcid_id AND institution_id = :institution",
    "DELETE FROM consent WHERE orcid_id = :orcid_id AND institution_id = :institution",
    f"""
    UPDATE submitted_person SET name = 'forgotten ' || id, email = '', orcid_hint = ''
    WHERE institution_id = :institution AND (
        orcid_hint = :orcid_id
        OR id IN (SELECT submitted_person_id FROM invited WHERE invitation_id IN ({_HER_INVITATIONS}))
    )
    """,  # noqa: S608 -- constants of this file
    f"DELETE FROM invited WHERE institution_id = :institution AND invitation_id IN ({_HER_INVITATIONS})",  # noqa: S608
    "DELETE FROM invitation WHERE orcid_id = :orcid_id AND institution_id = :institution",
    "DELETE FROM browser_session WHERE orcid_id = :orcid_id AND institution_id = :institution",
    "DELETE FROM departure WHERE orcid_id = :orcid_id AND institution_id = :institution",
    "DELETE FROM permission WHERE orcid_id = :orcid_id AND institution_id = :institution",
)
_FORGET_NAME = """
    UPDATE logged SET reason = REPLACE(reason, :name, '…'), next_step = REPLACE(next_step, :name, '…')
    WHERE institution_id = :institution AND (reason LIKE :like ESCAPE '\\' OR next_step LIKE :like ESCAPE '\\')
"""
_SWEEP = """
    UPDATE /* table */ SET /* column */ = REPLACE(/* column */, :orcid_id, '')
    WHERE institution_id = :institution AND /* column */ LIKE :like
"""
_KEY = "SELECT secret FROM forgetting_key WHERE institution_id = :institution"
_MAKE_KEY = """
    INSERT INTO forgetting_key (institution_id, secret) VALUES (:institution, :secret)
    ON CONFLICT (institution_id) DO NOTHING
"""
_REMEMBER = """
    INSERT INTO forgotten (institution_id, hash, at) VALUES (:institution, :hash, :now)
    ON CONFLICT (institution_id, hash) DO NOTHING
"""
_IS_FORGOTTEN = "SELECT 1 FROM forgotten WHERE institution_id = :institution AND hash = :hash"
_LIFT = "DELETE FROM forgotten WHERE institution_id = :institution AND hash = :hash"
