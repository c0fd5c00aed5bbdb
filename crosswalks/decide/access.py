"""Who may read the thesis, and from when on: from terms of vocabularies and stated embargoes, never from silence."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from crosswalks.decide.date_forms import Reading, read_date
from crosswalks.decide.text import fold, is_placeholder, one_line
from crosswalks.hub import Hub
from crosswalks.tables import load_table
from crosswalks.thesis import Access, Decided, Decision, FuzzyDate, Statement
from schemas.finding import Finding

_STRICTEST: tuple[Access, ...] = ("restricted", "embargoed", "open")
_EMBARGO = re.compile(
    r"embarg|ambargo|sperrfrist|эмбарго|ембарго|gesperrt bis"
    r"|\b(?:restricted|closed|withheld|confidential|delayed) (?:\w+ )?(?:until|till)\b",
    re.I,
)
# A sentence that ends in the day is read: "Embargo expires: 2016-11-04", "Embargado até 12 de maio de 2030".
_BEFORE_THE_DAY = re.compile(
    r".*(?:\b(?:until|till|to|ends?|expires?|lifted|on|bis|zum|jusqu.?au|hasta|até|fins a|fino al?|tot|do|dnia)\b|"
    r"\bembargo ?end(?: ?date)?\b|[:/](?!\d)|[:=])\s*/?",
    re.I | re.S,
)
_ISO_DAY = re.compile(r"(?<!\d)\d{4,5}-\d\d-\d\d(?!\d)")
_ADDRESS = re.compile(r"\w+:.*/", re.S)
_PLAIN_DAY = re.compile(r"[12]\d{3}(?:-\d\d){0,2}(?:T[\d:.]+Z)?")
_NONE = frozenset(("none", "no", "false", "n", "0"))


class Reach(NamedTuple):
    """Who may read, and the end of an embargo as exactly as it is stated ("2030-05"; "" when none is)."""

    access: Access
    until: str = ""


class _Said(NamedTuple):
    """What one statement says: a term, or an embargo with its end as far as that is known."""

    access: Access
    at: str
    until: FuzzyDate | None = None


def decide_access(
    rights: Sequence[Statement],
    dates: Sequence[Statement],
    *,
    today: datetime.date | None = None,
    field: Sequence[Statement] = (),
) -> Decided[Reach]:
    """The strictest access that is stated, and the latest end of an embargo.

    `field` is what stands in the field that the profile names for it: what cannot be read there is taken for an
    embargo. A date `available` that lies after `today` is the day from which all may read, as DCMI defines it.
    """
    said = [one for statement in rights if (one := _said_by(statement, today))]
    said += [one for statement in dates if (one := _said_by_date(statement, today))]
    findings = []
    for statement in field:
        found = _of_field(statement)
        if found is None and not _says_none(statement):
            findings.append(_not_read(statement))
            found = _Said("embargoed", statement.at)
        said += [found] if found is not None else []
    if not said:
        return Decided(Reach("unknown"), (Decision("access", "unknown", "", "access.nothing-stated"),))
    reach, decisions = _strictest(tuple(said))
    return Decided(reach, decisions, tuple(findings))


def embargo_statements(hub: Hub, field: str) -> list[Statement]:
    """All that the hub holds of the source's `field` (`dc.date.embargo`, `dc:rights`, `dc:date[3]`)."""
    wanted = field.strip().casefold()
    every = chain.from_iterable(hub.values()) if wanted else ()
    return [s for s in every if wanted in (s.at.casefold(), s.at.casefold().partition("[")[0])]


@lru_cache(maxsize=4096)
def _strictest(said: tuple[_Said, ...]) -> tuple[Reach, tuple[Decision, ...]]:
    strictest = min(said, key=lambda one: _STRICTEST.index(one.access))
    decision = Decision("access", strictest.access, strictest.at, "access.strictest-stated-term")
    ends = [(one.until.last_day(), one) for one in said if one.until is not None]
    if not ends:
        return Reach(strictest.access), (decision,)
    latest = max(ends, key=lambda end: end[0])[1]
    until = str(latest.until)
    end = Decision("embargo-until", until, latest.at, "access.latest-end-of-an-embargo")
    return Reach(strictest.access, until), (decision, end)


@lru_cache(maxsize=4096)  # a source has a handful of rights
def _said_by(statement: Statement, today: datetime.date | None) -> _Said | None:
    if _speaks_of_embargo(statement):
        return _of_field(statement)
    if statement.kind.casefold() != "available":
        return _of_term(statement)
    found = _embargo(statement)
    is_ahead = found and found.until and today and found.until.last_day() > today
    return found if is_ahead else None


def _said_by_date(statement: Statement, today: datetime.date | None) -> _Said | None:
    """Embargoes and their terms have no other place than dc:date in many exports."""
    if _PLAIN_DAY.fullmatch(statement.text) and not _may_close(statement, today):
        return None
    if statement.kind or not statement.text[:1].isdigit():
        return _said_by(statement, today)
    is_never = read_date(statement.text).form == "embargo"  # 9999-12-31
    return _Said("restricted", statement.at) if is_never else None


def _may_close(day: Statement, today: datetime.date | None) -> bool:
    """Whether a plain day can say anything about access: by what it is called, and when it has not long passed."""
    if _names_embargo(day.kind):
        return True
    return day.kind.casefold() == "available" and today is not None and int(day.text[:4]) >= today.year


@lru_cache(maxsize=256)
def _names_embargo(kind: str) -> bool:
    return _EMBARGO.search(kind) is not None


def _speaks_of_embargo(statement: Statement) -> bool:
    return _names_embargo(statement.kind) or _EMBARGO.search(statement.text) is not None


def _of_term(statement: Statement) -> _Said | None:
    access = _term(statement.text)
    return _Said(access, statement.at) if access is not None else None


def _of_field(statement: Statement) -> _Said | None:
    """What an embargo field says: its day, or a term."""
    return _of_term(statement) or _embargo(statement)


def _embargo(statement: Statement) -> _Said | None:
    """The embargo until the day that the statement ends with; one without end restricts."""
    reading = _day_in(one_line(statement.text))
    if reading.date is not None and reading.form != "month":
        return _Said("embargoed", statement.at, reading.date)
    return _Said("restricted", statement.at) if reading.form == "embargo" else None


def _day_in(text: str) -> Reading:
    days = _ISO_DAY.findall(text)
    tail = days[-1] if days else _BEFORE_THE_DAY.sub("", text)
    reading = read_date(tail)
    if reading.form == "embargo" and not tail[:1].isdigit():
        return Reading("noise")
    return reading


def _term(text: str) -> Access | None:
    """The access that a term of a vocabulary means; of an address its last part."""
    stripped = text.strip().rstrip("/.")
    last = _ADDRESS.sub("", stripped)
    levels: dict[str, Access] = _table()["levels"]
    return levels.get(stripped) or (_terms().get(fold(last)) if not last.isdigit() else None)


def _says_none(statement: Statement) -> bool:
    text = one_line(statement.text)
    return is_placeholder(text) or fold(text) in _NONE


def _not_read(statement: Statement) -> Finding:
    return Finding(
        "embargo-not-read",
        "warning",
        statement.at,
        f"The field of the embargo says “{one_line(statement.text)[:100]}”, which is neither a day nor a known term; "
        "the thesis is taken as under embargo.",
        "Enter the last day of the embargo as 2030-05-31, or open access.",
        statement.text[:100],
    )


@cache
def _table() -> dict[str, dict[str, Access]]:
    return load_table("access.toml")


@cache
def _terms() -> dict[str, Access]:
    words: dict[Access, list[str]] = load_table("access.toml")["terms"]
    return {fold(word): access for access, of_access in words.items() for word in of_access}
