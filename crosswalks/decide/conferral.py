"""When the degree was conferred: only what the source calls that, never the thesis' own date (orcid.md §6.3)."""

from __future__ import annotations

from collections.abc import Sequence

from crosswalks.decide.date_forms import read_date
from crosswalks.decide.dates import is_conferral
from crosswalks.thesis import Decided, Decision, FuzzyDate, Rejected, Statement

_SURE = frozenset(("date", "midnight", "day-first"))
_DEGREE_DATES = frozenset(("date", "awarded", "conferred", "year"))
_NOT_STATED: Decided[FuzzyDate | None] = Decided(None)


def decide_conferral(dates: Sequence[Statement], degrees: Sequence[Statement]) -> Decided[FuzzyDate | None]:
    """The conferral date, as exact as any statement that agrees with the others; None where two of them differ."""
    stated = [s for s in dates if s.kind and is_conferral(s.kind)]
    stated += [s for s in degrees if s.kind.casefold() in _DEGREE_DATES]
    if not stated:
        return _NOT_STATED
    read = [
        (s, reading.date) for s in stated if (reading := read_date(s.text)).form in _SURE and reading.date
    ]
    if not read:
        return Decided(None)
    statement, date = max(read, key=lambda one: len(str(one[1])))
    differing = [s for s, other in read if not str(date).startswith(str(other))]
    if differing:
        rejected = tuple(Rejected(s.text, s.at, "the conferral dates of the record differ") for s, _ in read)
        return Decided(None, (Decision("conferred", "", "", "conferred.dates-differ", rejected),))
    return Decided(date, (Decision("conferred", str(date), statement.at, "conferred.as-stated"),))
