"""What is shown to aggregators: the theses, since when each is as it is, and the iDs whose owners agree to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Row

from orcid_sync.store.view import View

Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class ExposedThesis:
    """A thesis, and the second in which it, its claims or its people's consent last changed."""

    thesis_id: int
    changed_at: datetime
    deleted: bool  # no source has it any more, or it turned out to be part of another


class Exposed:
    """The institution's theses as an OAI-PMH provider lists them: in the order of change."""

    def __init__(self, view: View) -> None:
        self._view = view

    def page(
        self, since: datetime | None, until: datetime | None, after: Place | None, limit: int
    ) -> list[ExposedThesis]:
        """At most `limit` theses that changed between both bounds, those after `after` in (time, id)."""
        values = {**_bounds(since, until), **_place(after), "limit": limit}
        return [_exposed(row) for row in self._view.rows(_PAGE, **values)]

    def count(self, since: datetime | None, until: datetime | None) -> int:
        """How many theses changed between both bounds."""
        (row,) = self._view.rows(_COUNT, **_bounds(since, until))
        return int(row.number)

    def find(self, thesis_id: int) -> ExposedThesis | None:
        """One thesis, or None."""
        found = self._view.rows(_ONE, thesis=thesis_id)
        return _exposed(found[0]) if found else None

    def earliest(self) -> datetime | None:
        """When the first change was that is still the last one of its thesis."""
        (row,) = self._view.rows(_EARLIEST)
        return _moment(row.at) if row.at else None

    def ids(self, thesis_id: int) -> dict[str, str]:
        """Name as stated → iD, of the claims that count and whose owners agree to be shown beside the thesis."""
        return {row.stated: row.orcid_id for row in self._view.rows(_IDS, thesis=thesis_id)}


def _exposed(row: Row[tuple[object, ...]]) -> ExposedThesis:
    return ExposedThesis(row.thesis_id, _moment(row.at), not row.is_there)


def _moment(second: str) -> datetime:
    return datetime.fromisoformat(second).replace(tzinfo=UTC)


def _second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _bounds(since: datetime | None, until: datetime | None) -> dict[str, str]:
    return {"since": _second(since) if since else "", "until": _second(until) if until else "9999"}


def _place(after: Place | None) -> dict[str, object]:
    return {"after": _second(after[0]) if after else "", "after_id": after[1] if after else 0}


def _stamps(columns: Sequence[str], table: str) -> str:
    return "".join(
        f" UNION ALL SELECT contributor.thesis_id, {table}.{column} FROM {table} {_JOINED[table]}"  # noqa: S608
        f" WHERE {table}.institution_id = :institution AND {table}.{column} IS NOT NULL"
        for column in columns
    )


_OF_CLAIM = "JOIN contributor ON contributor.id = claim.contributor_id"
_OF_PERSON = """
    JOIN claim ON claim.orcid_id = {0}.orcid_id AND claim.institution_id = {0}.institution_id
        AND claim.client_id = {0}.client_id
    JOIN contributor ON contributor.id = claim.contributor_id
"""
_JOINED = {
    "claim": _OF_CLAIM,
    "consent": _OF_PERSON.format("consent"),
    "permission": _OF_PERSON.format("permission"),
    "write_back": "JOIN claim ON claim.id = write_back.claim_id " + _OF_CLAIM,
}
_RECORD_CHANGES = """
    SELECT thesis_id, changed_at AS at FROM record
    WHERE institution_id = :institution AND thesis_id IS NOT NULL
    UNION ALL
    SELECT thesis_id, deleted_at FROM record
    WHERE institution_id = :institution AND thesis_id IS NOT NULL AND deleted_at IS NOT NULL
    UNION ALL
    SELECT record.thesis_id, source.removed_at
    FROM record JOIN source ON source.id = record.source_id
    WHERE record.institution_id = :institution AND record.thesis_id IS NOT NULL
        AND source.removed_at IS NOT NULL
    UNION ALL
    SELECT id, merged_at FROM thesis WHERE institution_id = :institution AND merged_at IS NOT NULL
"""
_CHANGES = (
    _RECORD_CHANGES
    + _stamps(("made_at", "suspended_at", "ended_at"), "claim")
    + _stamps(("given_at", "ended_at"), "consent")
    + _stamps(("granted_at", "withdrawn_at", "revoked_at"), "permission")
    + _stamps(("undo_asked_at",), "write_back")
)
_THESES = f"""
    SELECT change.thesis_id, SUBSTR(MAX(change.at), 1, 19) AS at,
        (
            SELECT COUNT(*) FROM record JOIN source ON source.id = record.source_id
            WHERE record.thesis_id = change.thesis_id AND record.deleted_at IS NULL
                AND source.removed_at IS NULL AND record.outcome = 'work'
        ) AS is_there
    FROM ({_CHANGES}) AS change
    GROUP BY change.thesis_id
"""  # noqa: S608 -- our own text
_PAGE = f"""
    SELECT * FROM ({_THESES}) AS exposed
    WHERE at >= :since AND at <= :until AND (at > :after OR (at = :after AND thesis_id > :after_id))
    ORDER BY at, thesis_id
    LIMIT :limit
"""  # noqa: S608
_COUNT = f"SELECT COUNT(*) AS number FROM ({_THESES}) AS exposed WHERE at >= :since AND at <= :until"  # noqa: S608
_ONE = f"SELECT * FROM ({_THESES}) AS exposed WHERE thesis_id = :thesis"  # noqa: S608
_EARLIEST = f"SELECT MIN(at) AS at FROM ({_THESES}) AS exposed"  # noqa: S608
_IDS = """
    SELECT stated, orcid_id FROM write_back_now
    WHERE thesis_id = :thesis AND institution_id = :institution AND client_id = :client AND is_wanted = 1
"""
