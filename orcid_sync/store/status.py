"""What is due, done and stuck, counted from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orcid_sync.outcomes import NEEDS_A_PERSON
from orcid_sync.store.pushes_sql import COUNTED
from orcid_sync.store.view import View


@dataclass(frozen=True, slots=True)
class Status:
    """Counts over the whole institution. `records` is by outcome, deleted ones under `deleted`."""

    sources: int
    records: Mapping[str, int]
    theses: int
    people: int  # iDs with a claim that counts
    due: int  # to be sent now, permission in hand
    postponed: int  # to be sent later: ORCID or the network was not there
    held: int  # by a rule of ours (docs/sending.md)
    permission_needed: int
    done: int  # stands at ORCID as the source has it
    stuck: int  # a person has to act: rejected, not stored, refused by us, claim suspended …
    withdrawn_at_source: int


def status_of(view: View) -> Status:
    """The institution's status, under the view's client id."""
    with view.read() as transaction:
        records = {row.outcome: row.records for row in transaction.rows(_RECORDS)}
        (totals,) = transaction.rows(_TOTALS)
        stuck = [happened.value for happened in NEEDS_A_PERSON]
        works = {row.standing: row.works for row in transaction.rows(COUNTED, stuck=stuck)}
    return Status(
        sources=totals.sources,
        records=records,
        theses=totals.theses,
        people=totals.people,
        due=works.get("due", 0),
        postponed=works.get("postponed", 0),
        held=works.get("held", 0),
        permission_needed=works.get("permission_needed", 0),
        done=works.get("done", 0),
        stuck=works.get("stuck", 0),
        withdrawn_at_source=works.get("withdrawn_at_source", 0),
    )


_RECORDS = """
    SELECT CASE WHEN record.deleted_at IS NULL THEN record.outcome ELSE 'deleted' END AS outcome,
        COUNT(*) AS records
    FROM record JOIN source ON source.id = record.source_id
    WHERE record.institution_id = :institution AND source.removed_at IS NULL
    GROUP BY CASE WHEN record.deleted_at IS NULL THEN record.outcome ELSE 'deleted' END
    ORDER BY 1
"""
_TOTALS = """
    SELECT
        (SELECT COUNT(*) FROM source WHERE institution_id = :institution AND removed_at IS NULL) AS sources,
        (SELECT COUNT(*) FROM thesis WHERE institution_id = :institution AND merged_at IS NULL) AS theses,
        (
            SELECT COUNT(DISTINCT orcid_id) FROM claim
            WHERE institution_id = :institution AND client_id = :client
                AND suspended_at IS NULL AND ended_at IS NULL
        ) AS people
"""
