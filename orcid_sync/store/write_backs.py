"""Whose iD is to be written into the repository's own metadata, what of ours stands there, and who is writing now.

Due work is a query over claims, consents and what was written last (the view `write_back_now`); a lease on the row
keeps two processes from one item. Between `intend` and the answer stands an HTTP call that can be cut off anywhere:
what was intended counts as ours when it is found in the item.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Row

from orcid_sync.contract import Change
from orcid_sync.outcomes import NEEDS_A_PERSON, Happened
from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import Transaction, View

_ALL: Final = 2**31 - 1
_STUCK: Final = [happened.value for happened in NEEDS_A_PERSON]


@dataclass(frozen=True, slots=True)
class WriteBack:
    """One person's iD in one thesis's item."""

    claim_id: int
    thesis_id: int
    orcid_id: str
    role: str
    stated: str
    names: tuple[str, ...]
    action: Literal["write", "undo"]
    agreed_at: datetime | None  # when she agreed to show the iD
    authenticated_at: datetime | None  # when she signed in with ORCID
    ours: tuple[Change, ...] = ()  # what we wrote, and what we were about to write when we were cut off
    unfinished: bool = False
    tries: int = 0
    happened: str = ""
    reason: str = ""
    lease_owner: str = ""


class WriteBacks:
    """The write-backs under this store's client id."""

    def __init__(self, view: View) -> None:
        self._view = view

    def due(self, targets: str, roles: Sequence[str], limit: int | None = None) -> list[WriteBack]:
        """What would be written or taken back now, leased or not. `targets` says where the site keeps iDs."""
        found = self._view.rows(_DUE, targets=targets, roles=list(roles), limit=limit or _ALL)
        return [_write_back(row) for row in found]

    def counted(self, targets: str, roles: Sequence[str]) -> Mapping[str, int]:
        """How many iDs are `done`, `due`, `postponed` and `stuck`, which is: a person has to act."""
        found = self._view.rows(_COUNTED, targets=targets, roles=list(roles), stuck=_STUCK)
        return {row.standing: row.ids for row in found}

    def stuck(self, roles: Sequence[str]) -> list[WriteBack]:
        """Those that wait for a person, with the reason."""
        return [_write_back(row) for row in self._view.rows(_ARE_STUCK, roles=list(roles), stuck=_STUCK)]

    def lease(
        self,
        owner: str,
        targets: str,
        roles: Sequence[str],
        limit: int = 10,
        *,
        length: timedelta = timedelta(minutes=10),
        only: Sequence[int] | None = None,
    ) -> list[WriteBack]:
        """Up to `limit` due ones for `owner` alone, never two of one thesis; with `only`, of these claims."""
        until = written(self._view.clock() + length)
        values = {"targets": targets, "roles": list(roles), "limit": limit}
        with self._view.write() as transaction:
            transaction.one_at_a_time()
            if only is None:
                found = transaction.rows(_FREE, **values)
            else:
                found = transaction.rows(_FREE_OF_CLAIMS, claims=list(only), **values)
            claims = [row.claim_id for row in found]
            if not claims:
                return []
            transaction.change(_BEGIN, claims=claims)
            transaction.change(_LEASE, claims=claims, owner=owner, until=until)
            return [_write_back(row) for row in transaction.rows(_THESE, claims=claims)]

    def leased(self) -> list[WriteBack]:
        """What is being written now, or was when its process died."""
        return [_write_back(row) for row in self._view.rows(_LEASED)]

    def of_thesis(self, thesis_id: int, orcid_id: str = "") -> list[WriteBack]:
        """All of one thesis as they stand, of one person when told."""
        return [_write_back(row) for row in self._view.rows(_OF_THESIS, thesis=thesis_id, orcid_id=orcid_id)]

    def of_person(self, orcid_id: str) -> list[WriteBack]:
        """All of one person as they stand."""
        return [_write_back(row) for row in self._view.rows(_OF_PERSON, orcid_id=orcid_id)]

    def intend(self, one: WriteBack, changes: Sequence[Change]) -> bool:
        """Write down what is about to be changed. False: it must not be, because the lease is lost, the claim no
        longer counts, or she does not agree any more."""
        values = {
            "intended": _json(tuple(dict.fromkeys([*one.ours, *changes]))),
            "is_undo": int(one.action == "undo"),
        }
        return self._change(_INTEND, one, **values) > 0

    def done(
        self, one: WriteBack, ours: Sequence[Change], happened: Happened, reason: str, *, targets: str = ""
    ) -> None:
        """`ours` stands there now. Not due again until name, targets or consent change."""
        values = {"written": _json(ours), "targets": targets, "stated": one.stated}
        self._change(_DONE, one, happened=happened.value, reason=reason, code="", **values)

    def postpone(self, one: WriteBack, until: datetime, happened: Happened, reason: str) -> None:
        """Try again at `until`. Keeps what was intended."""
        self._change(_POSTPONE, one, until=written(until), happened=happened.value, reason=reason)

    def try_again(self, thesis_id: int | None = None) -> int:
        """A person has mended what kept these from being written, in one thesis or in all: due at once. How many."""
        with self._view.write() as transaction:
            values = {"thesis": thesis_id or 0, "stuck": _STUCK}
            return transaction.change(_TRY_AGAIN, **values)

    def release(self, one: WriteBack) -> None:
        """Give the lease back; nothing was done."""
        self._change(_RELEASE, one)

    def ask_undo(self, orcid_id: str, thesis_id: int | None = None) -> int:
        """What we wrote for this person is to go, in one thesis or in all, and nothing is written again unless she
        agrees anew: in how many theses something stands, or may stand."""
        with self._view.write() as transaction:
            values = {"orcid_id": orcid_id, "thesis": thesis_id or 0}
            claims = [row.claim_id for row in transaction.rows(_CLAIMS, **values)]
            if not claims:
                return 0
            transaction.change(_BEGIN, claims=claims)
            transaction.change(_ASK_UNDO, claims=claims)
            return len(transaction.rows(_TO_UNDO, claims=claims))

    def _change(self, statement: str, one: WriteBack, **values: Any) -> int:
        with self._view.write() as transaction:
            return _change(transaction, statement, one, **values)


def _change(transaction: Transaction, statement: str, one: WriteBack, **values: Any) -> int:
    return transaction.change(statement, claim=one.claim_id, owner=one.lease_owner, **values)


def _write_back(row: Row[Any]) -> WriteBack:
    turned = f"{row.family}, {row.given}" if row.family and row.given else ""
    return WriteBack(
        claim_id=row.claim_id,
        thesis_id=row.thesis_id,
        orcid_id=row.orcid_id,
        role=row.role,
        stated=row.stated,
        names=tuple(filter(None, (row.name, turned))),
        action="undo" if row.is_undo else "write",
        agreed_at=instant(row.agreed_at),
        authenticated_at=instant(row.authenticated_at),
        ours=tuple(Change.from_json(each) for each in json.loads(row.intended or row.written)),
        unfinished=bool(row.intended),
        tries=row.tries,
        happened=row.happened,
        reason=row.reason,
        lease_owner=row.lease_owner,
    )


def _json(changes: Sequence[Change]) -> str:
    return json.dumps([change.as_json() for change in changes], ensure_ascii=False)


_IS_NEW = """
    (
        intended <> '' OR settled_at IS NULL OR settled_at < agreed_at
        OR settled_stated <> stated OR settled_targets <> :targets
    )
"""
_IS_DUE = f"""
    institution_id = :institution AND client_id = :client
        AND (next_try_at IS NULL OR next_try_at <= :now)
        AND (
            is_undo = 1
            OR (
                is_wanted = 1 AND role IN :roles
                AND {_IS_NEW}
            )
        )
"""
_IS_FREE = """
        AND thesis_id NOT IN (
            SELECT contributor.thesis_id
            FROM write_back
            JOIN claim ON claim.id = write_back.claim_id
            JOIN contributor ON contributor.id = claim.contributor_id
            WHERE write_back.institution_id = :institution AND write_back.lease_until > :now
        )
    GROUP BY thesis_id
    ORDER BY MIN(claim_id)
    LIMIT :limit
"""
_DUE = f"SELECT * FROM write_back_now WHERE {_IS_DUE} ORDER BY claim_id LIMIT :limit"  # noqa: S608 -- our own text
_FREE = f"SELECT MIN(claim_id) AS claim_id FROM write_back_now WHERE {_IS_DUE} {_IS_FREE}"  # noqa: S608
_FREE_OF_CLAIMS = f"""
    SELECT MIN(claim_id) AS claim_id FROM write_back_now WHERE claim_id IN :claims AND {_IS_DUE} {_IS_FREE}
"""  # noqa: S608
_IS_OF_NOW = """
    institution_id = :institution AND client_id = :client
        AND (is_undo = 1 OR (is_wanted = 1 AND role IN :roles))
"""
_COUNTED = f"""
    SELECT standing, COUNT(*) AS ids
    FROM (
        SELECT
            CASE
                WHEN happened IN :stuck THEN 'stuck'
                WHEN next_try_at > :now THEN 'postponed'
                WHEN is_undo = 1 OR {_IS_NEW} THEN 'due'
                ELSE 'done'
            END AS standing
        FROM write_back_now
        WHERE {_IS_OF_NOW}
    ) AS standings
    GROUP BY standing
"""  # noqa: S608
_ARE_STUCK = f"""
    SELECT * FROM write_back_now WHERE {_IS_OF_NOW} AND happened IN :stuck ORDER BY claim_id
"""  # noqa: S608
_BEGIN = """
    INSERT INTO write_back (institution_id, client_id, claim_id)
    SELECT institution_id, client_id, id FROM claim
    WHERE id IN :claims AND id NOT IN (SELECT claim_id FROM write_back)
"""
_LEASE = "UPDATE write_back SET lease_owner = :owner, lease_until = :until WHERE claim_id IN :claims"
_THESE = "SELECT * FROM write_back_now WHERE claim_id IN :claims ORDER BY claim_id"
_LEASED = """
    SELECT * FROM write_back_now
    WHERE institution_id = :institution AND client_id = :client AND lease_until > :now
    ORDER BY claim_id
"""
_OF_THESIS = """
    SELECT * FROM write_back_now
    WHERE institution_id = :institution AND client_id = :client AND thesis_id = :thesis
        AND (:orcid_id = '' OR orcid_id = :orcid_id)
    ORDER BY claim_id
"""
_OF_PERSON = """
    SELECT * FROM write_back_now
    WHERE institution_id = :institution AND client_id = :client AND orcid_id = :orcid_id
    ORDER BY claim_id
"""
_INTEND = """
    UPDATE write_back SET intended = :intended, intent_at = :now
    WHERE claim_id = :claim AND lease_owner = :owner AND lease_until > :now
        AND claim_id IN (
            SELECT claim_id FROM write_back_now WHERE is_undo = :is_undo AND is_undo + is_wanted = 1
        )
"""
# What stands in the repository is true whoever holds the lease by now.
_DONE = """
    UPDATE write_back
    SET written = :written, intended = '', settled_at = :now, settled_stated = :stated, settled_targets = :targets,
        tries = 0, next_try_at = NULL, happened = :happened, reason = :reason, code = :code,
        lease_until = CASE WHEN lease_owner = :owner THEN NULL ELSE lease_until END
    WHERE claim_id = :claim
"""
_POSTPONE = """
    UPDATE write_back
    SET next_try_at = :until, tries = tries + 1, happened = :happened, reason = :reason,
        lease_until = CASE WHEN lease_owner = :owner THEN NULL ELSE lease_until END
    WHERE claim_id = :claim
"""
_TRY_AGAIN = """
    UPDATE write_back SET next_try_at = NULL, settled_at = NULL
    WHERE institution_id = :institution AND client_id = :client AND happened IN :stuck
        AND claim_id IN (
            SELECT claim_id FROM write_back_of_claim
            WHERE institution_id = :institution AND (:thesis = 0 OR thesis_id = :thesis)
        )
"""
_RELEASE = "UPDATE write_back SET lease_until = NULL WHERE claim_id = :claim AND lease_owner = :owner"
_CLAIMS = """
    SELECT claim_id FROM write_back_now
    WHERE institution_id = :institution AND client_id = :client AND orcid_id = :orcid_id
        AND (:thesis = 0 OR thesis_id = :thesis)
"""
_ASK_UNDO = "UPDATE write_back SET undo_asked_at = :now, next_try_at = NULL WHERE claim_id IN :claims"
_TO_UNDO = "SELECT claim_id FROM write_back_now WHERE claim_id IN :claims AND is_undo = 1"
