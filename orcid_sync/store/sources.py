"""The sources we harvest, ranked: the first one's record supplies a thesis's content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from orcid_sync.store.instants import instant
from orcid_sync.store.view import Transaction, View


@dataclass(frozen=True, slots=True)
class Source:
    """An OAI-PMH base URL + prefix + set that we harvest. The lowest `rank` is asked first for content."""

    id: int
    name: str
    base_url: str
    prefix: str
    set_spec: str = ""
    rank: int = 1
    profile: str = "default"
    added_at: datetime | None = None


class Sources:
    """The institution's sources."""

    def __init__(self, view: View) -> None:
        self._view = view

    def add(
        self,
        name: str,
        base_url: str,
        prefix: str,
        *,
        set_spec: str = "",
        rank: int | None = None,
        profile: str = "default",
    ) -> Source:
        """The source called `name`, added last in rank (unless told), or changed to these settings.

        A known name keeps its records when its base URL, prefix or set changes (a repository moved);
        its next harvest then starts from the beginning.
        """
        settings = {"base_url": base_url, "prefix": prefix, "set_spec": set_spec, "profile": profile}
        with self._view.write() as transaction:
            before = transaction.row(_CALLED, name=name)
            if before is None:
                return _added(transaction, {**settings, "name": name, "rank": rank})
            if (before.base_url, before.prefix, before.set_spec) != (base_url, prefix, set_spec):
                transaction.change(_GIVE_UP_HARVESTS, source=before.id)
            (after,) = transaction.rows(_CHANGE, **settings, source=before.id, rank=rank or before.rank)
        return _source(after)

    def all(self) -> list[Source]:
        """All sources in rank order, removed ones left out."""
        return [_source(found) for found in self._view.rows(_IN_RANK_ORDER)]

    def find(self, name: str) -> Source | None:
        """The source called `name`, or None."""
        return next((source for source in self.all() if source.name == name), None)

    def remove(self, name: str) -> bool:
        """Whether there was such a source. Its records stay, but supply no content any more."""
        return self._view.change(_REMOVE, name=name) > 0


def _added(transaction: Transaction, settings: dict[str, Any]) -> Source:
    if settings["rank"] is None:
        (last,) = transaction.rows(_LAST_RANK)
        settings["rank"] = last.rank + 1
    (after,) = transaction.rows(_ADD, **settings)
    return _source(after)


def _source(row: Row[Any]) -> Source:
    return Source(
        row.id, row.name, row.base_url, row.prefix, row.set_spec, row.rank, row.profile, instant(row.added_at)
    )


_CALLED = "SELECT * FROM source WHERE institution_id = :institution AND name = :name /* for change */"
_IN_RANK_ORDER = """
    SELECT * FROM source
    WHERE institution_id = :institution AND removed_at IS NULL
    ORDER BY rank, id
"""
_LAST_RANK = "SELECT COALESCE(MAX(rank), 0) AS rank FROM source WHERE institution_id = :institution"
_ADD = """
    INSERT INTO source (institution_id, name, base_url, prefix, set_spec, rank, profile, added_at)
    VALUES (:institution, :name, :base_url, :prefix, :set_spec, :rank, :profile, :now)
    RETURNING *
"""
_CHANGE = """
    UPDATE source
    SET base_url = :base_url, prefix = :prefix, set_spec = :set_spec, rank = :rank, profile = :profile,
        removed_at = NULL
    WHERE id = :source
    RETURNING *
"""
_GIVE_UP_HARVESTS = "UPDATE harvest SET given_up_at = :now WHERE source_id = :source AND given_up_at IS NULL"
_REMOVE = """
    UPDATE source SET removed_at = :now
    WHERE institution_id = :institution AND name = :name AND removed_at IS NULL
"""
