"""Every call to ORCID, to be read back for a person or a record. Neither tokens nor bodies are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.store.instants import instant, written
from orcid_sync.store.view import View


@dataclass(frozen=True, slots=True)
class Called:
    """One call: made under `client_id` for a person and a record ("" where it is about none), and its answer.

    `status` is 0 when no answer came; `trouble` says why. `code` is ORCID's error code, or OAuth's word.
    """

    at: datetime
    client_id: str
    orcid_id: str
    identifier: str
    method: str
    path: str
    status: int
    code: str
    trouble: str
    milliseconds: int


class Calls:
    """The institution's calls to ORCID."""

    def __init__(self, view: View) -> None:
        self._view = view

    def write(
        self,
        method: str,
        path: str,
        status: int,
        code: str = "",
        trouble: str = "",
        milliseconds: int = 0,
        orcid_id: str = "",
        identifier: str = "",
    ) -> None:
        """Write a call down: it stays whatever becomes of the work that it was made for. Now, or where writes are
        gathered with the next, which comes before the next call: its turn has to be written too."""
        values = {
            "method": method, "path": path, "status": status, "code": code, "trouble": trouble,
            "milliseconds": milliseconds, "orcid_id": orcid_id, "identifier": identifier,
            "at": written(self._view.clock()),
        }  # fmt: skip
        self._view.put_off(lambda transaction: transaction.change(_WRITE, **values))

    def read(
        self,
        *,
        orcid_id: str = "",
        identifier: str = "",
        since: datetime | None = None,
        limit: int = 1000,
    ) -> list[Called]:
        """The last `limit` calls, oldest first: for a person, a record, or all."""
        asked = {"orcid_id": orcid_id, "identifier": identifier, "since": written(since)}
        conditions = " ".join(_ASKED[name] for name, value in asked.items() if value)
        found = self._view.rows(_LAST.replace("/* asked */", conditions), **asked, limit=limit)
        return [_called(row) for row in reversed(found)]


def _called(row: Row[Any]) -> Called:
    return Called(
        instant(row.at), row.client_id, row.orcid_id, row.identifier, row.method, row.path, row.status,
        row.code, row.trouble, row.milliseconds,
    )  # fmt: skip


_WRITE = """
    INSERT INTO called
        (institution_id, client_id, at, orcid_id, identifier, method, path, status, code, trouble, milliseconds)
    VALUES (:institution, :client, :at, :orcid_id, :identifier, :method, :path, :status, :code, :trouble,
        :milliseconds)
"""
_LAST = """
    SELECT * FROM called
    WHERE institution_id = :institution /* asked */
    ORDER BY id DESC
    LIMIT :limit
"""
_ASKED = {
    "orcid_id": "AND orcid_id = :orcid_id AND orcid_id <> ''",  # as the index says
    "identifier": "AND identifier = :identifier AND identifier <> ''",
    "since": "AND at >= :since",
}
