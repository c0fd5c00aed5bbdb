"""Fuzzy dates as ORCID's validators read them: as one text, `2024-06-05` (orcid.md §3.2 rows 7-10, §12.5)."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING, NamedTuple

from schemas.rules.reach import COMMON, value_of

if TYPE_CHECKING:
    from lxml import etree

# Java's "yyyy", "yyyy-MM", "yyyy-MM-dd": more than four digits need a sign.
_DATE = re.compile(r"(\d{4}|\+\d{5,19})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)


class FuzzyDate(NamedTuple):
    """Year, month and day as they are written; None where the element is absent."""

    year: str | None
    month: str | None
    day: str | None

    @property
    def text(self) -> str | None:
        """What ORCID parses and shows: `2024-06`; a hole is Java's `null`; None when nothing is there."""
        if self.day is not None:
            return f"{_java(self.year)}-{_java(self.month)}-{self.day}"
        if self.month is not None:
            return f"{_java(self.year)}-{self.month}"
        return self.year

    @property
    def sortable(self) -> str:
        """How ORCID compares start and end: a missing part is zero, so a partial end is early (§12.11)."""
        year = "0000" if self.year is None else self.year
        return f"{year}{(self.month or '').rjust(2, '0')}{(self.day or '').rjust(2, '0')}"


def fuzzy_date(element: etree._Element) -> FuzzyDate:
    """The parts of a `common:publication-date`, `start-date` or `end-date`."""
    return FuzzyDate(*(value_of(element, f"{COMMON}{part}") for part in ("year", "month", "day")))


def is_calendar_date(text: str) -> bool:
    """Whether Java finds a real day (or month, or year) in the text."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return False
    year, month, day = int(parts[1]), int(parts[2] or 1), int(parts[3] or 1)
    return 1 <= year <= 999_999_999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def java_integer(text: str) -> int | None:
    """What Java's Integer.valueOf makes of the text; None where it throws: white space, words, 32 bits."""
    if not _INTEGER.fullmatch(text) or len(text) > 4000:
        return None
    number = int(text)
    return number if -(2**31) <= number < 2**31 else None


def _java(part: str | None) -> str:
    return "null" if part is None else part
