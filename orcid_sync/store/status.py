"""What is due, done and stuck, counted from the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """Counts over the whole institution. `records` is by outcome, deleted ones under `deleted`."""

    sources: int
    records: Mapping[str, int]
    theses: int
    people: int  # iDs with a claim that counts
    due: int  # to be sent now or at next_try_at, permission in hand
    permission_needed: int
    done: int  # stands at ORCID as the source has it
    stuck: int  # a person has to act (rejected, not stored, possible duplicate, suspended claims)
    withdrawn_at_source: int
