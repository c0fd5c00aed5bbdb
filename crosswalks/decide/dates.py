"""The publication date: which of a record's dates it is, and how exact (metadata.md D5)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from crosswalks.decide import date_findings as remarks
from crosswalks.decide.date_forms import Form, read_date
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Decision, FuzzyDate, Rejected, Statement
from schemas.finding import Finding

# What a format calls a date, in the order in which we believe it (D1). Other words for the same event below.
_ORDER = [
    "issued",
    "copyright",
    "created",
    "conferred",
    "accepted",
    "defended",
    "submitted",
    "unqualified",
    "other",
    "available",
    "accessioned",
]
_ISSUED, _UNQUALIFIED = _ORDER.index("issued"), _ORDER.index("unqualified")
_STAMPS = _ORDER.index("available")  # from here on: what the repository did, not what the author did
_SYNONYMS = {
    "publication": "issued", "published": "issued", "copyrighted": "copyright", "valid": "accepted",
    "approved": "accepted", "award": "conferred", "awarded": "conferred", "degree": "conferred",
    "graduation": "conferred", "defence": "defended", "defense": "defended", "exam": "defended",
    "submission": "submitted", "availablefrom": "available", "online": "available", "openaccess": "available",
}  # fmt: skip
_NOT_OURS = re.compile(
    r"embargo|until|lift|expir|restrict|update|modif|chang|digiti|captur|collected|withdraw"
)
_STATEMENT = re.compile(
    r"(?:[^.]{0,40}\b)?(?:thesis|theses|dissertation|diss|thèse|mémoire|tesis|tese|tesi|dissertação|proefschrift|"
    r"doktorsavhandling|avh|práce|praca|väitösk\w*|graduation date)\b",
    re.I,
)
_STATED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONGEST_STATEMENT = 300


class _Candidate(NamedTuple):
    statement: Statement
    form: Form
    date: FuzzyDate
    rank: int
    why: str = ""


class _Choice(NamedTuple):
    winner: _Candidate
    date: FuzzyDate
    rule: str


def decide_date(
    dates: Sequence[Statement],
    *,
    profile: Profile,
    today: datetime.date,
    stamps: bool = False,
    datestamp: str = "",
    notes: Sequence[Statement] = (),
) -> Decided[FuzzyDate | None]:
    """The date of the thesis as exact as one event states it, or None, with every candidate that lost.

    `stamps` says that the format writes DSpace's accession stamps like plain dates. `datestamp` is the
    record's own, `notes` its descriptions: a degree statement there is compared with the date, and is the
    last resort.
    """
    candidates, rejected, findings = _sift(dates, today)
    if stamps:
        candidates = _without_accession(candidates, rejected)
    choice = _by_profile(candidates, profile, findings) or _by_kind(candidates)
    statement = _degree_statement(notes)
    if choice is None and statement is not None:
        choice = statement
        findings.append(
            remarks.taken_from_statement(
                statement.winner.statement.at, statement.winner.statement.text, statement.date.year
            )
        )
    elif choice is not None and statement is not None and statement.date.year != choice.date.year:
        findings.append(_disagreement(choice, statement))
    if choice is None:
        findings.append(remarks.no_date(stated=bool(dates)))
        return Decided(
            None, (Decision("date", "", "", "date.none-usable", tuple(rejected)),), tuple(findings)
        )
    findings += _remarks(choice, candidates, datestamp)
    rejected += _losers(choice, candidates)
    if not 1900 <= choice.date.year <= 2100:
        findings.append(remarks.before_1900(choice.winner.statement.at, str(choice.date)))
        return Decided(
            None, (Decision("date", "", "", "date.before-1900", tuple(rejected)),), tuple(findings)
        )
    decision = Decision("date", str(choice.date), choice.winner.statement.at, choice.rule, tuple(rejected))
    return Decided(choice.date, (decision,), tuple(findings))


def _sift(
    dates: Sequence[Statement], today: datetime.date
) -> tuple[list[_Candidate], list[Rejected], list[Finding]]:
    """What may be the date, what cannot be, and what a person should know of the latter."""
    candidates, rejected, findings = [], [], []
    latest = FuzzyDate(today.year + 1, today.month, today.day)
    for statement in dates:
        form, date, why = read_date(statement.text)
        rank = _rank(statement.kind)
        if rank is None:
            why = "says when access or the record changed"
        elif date is None:
            if form == "calendar":
                findings.append(remarks.other_calendar(statement.at, statement.text))
        elif date.year > today.year and date > _padded(latest, date):
            why = "lies in the future"
            findings.append(remarks.in_future(statement.at, statement.text))
        else:
            candidates.append(_Candidate(statement, form, date, rank, why))
            continue
        rejected.append(Rejected(statement.text, statement.at, why))
    return candidates, rejected, findings


def is_conferral(kind: str) -> bool:
    """Whether a source that calls a date `kind` means the day on which the degree was conferred."""
    return _rank(kind) == _ORDER.index("conferred")


@lru_cache(maxsize=256)
def _rank(kind: str) -> int | None:
    """How much we believe the kind of a date, the best first; None for what is never the date of a thesis."""
    if kind == "":
        return _UNQUALIFIED
    kind = kind.lower().removeprefix("date")
    if _NOT_OURS.search(kind):
        return None
    kind = _SYNONYMS.get(kind, kind)
    return _ORDER.index(kind) if kind in _ORDER else _ORDER.index("other")


def _padded(latest: FuzzyDate, date: FuzzyDate) -> FuzzyDate:
    """`latest` as exact as `date`, so that the two can be compared."""
    return FuzzyDate(latest.year, latest.month if date.month else None, latest.day if date.day else None)


def _without_accession(candidates: list[_Candidate], rejected: list[Rejected]) -> list[_Candidate]:
    """Without DSpace's accession and availability, which stand first and look like plain dates (D5.2 d)."""
    if len(candidates) < 3 or not all(c.form == "date" and c.date.day for c in candidates[:2]):
        return candidates
    first, second, *rest = candidates
    if first.date > second.date or all(c.form == "month" for c in rest):
        return candidates
    why = "when the item was deposited, written like a date"
    rejected += (Rejected(c.statement.text, c.statement.at, why) for c in (first, second))
    return rest


# Choosing


def _by_profile(candidates: list[_Candidate], profile: Profile, findings: list[Finding]) -> _Choice | None:
    """The date that the profile of the source asks for; None when it asks for none, or there is none."""
    if profile.date == "auto":
        return None
    plain = [c for c in candidates if c.form in ("date", "uncertain")]
    moments = [c for c in candidates if c.form in ("midnight", "time-stamp")]
    choice = None
    if isinstance(profile.date, int):
        place = f"[{profile.date}]"
        choice = _first(c for c in plain + moments if c.statement.at.endswith(place))
    elif profile.date == "issued":
        issued = [c for c in candidates if c.rank == _ISSUED]
        choice = _among(issued) or _first(c for c in plain if c.rank == _UNQUALIFIED)
    elif profile.date == "earliest":
        choice = _among([c for c in candidates if c.rank < _STAMPS]) or _among(candidates)
    else:
        choice = _first(reversed(plain)) or _first(reversed(moments))
    if choice is None:
        findings.append(remarks.not_as_the_profile_says(profile.date))
        return None
    return choice._replace(rule=f"date.profile-{'number' if isinstance(profile.date, int) else profile.date}")


def _first(candidates: Iterable[_Candidate]) -> _Choice | None:
    winner = next(iter(candidates), None)
    return None if winner is None else _Choice(winner, winner.date, "")


def _by_kind(candidates: list[_Candidate]) -> _Choice | None:
    """The best kind of date that the record has; a mere time stamp yields to a date of the next kind."""
    ranks = {c.rank for c in candidates}
    if ranks == {_UNQUALIFIED}:
        return _among(candidates)
    passed_over: _Choice | None = None
    for rank in sorted(ranks):
        choice = _among([c for c in candidates if c.rank == rank])
        if choice is None:
            continue
        if passed_over is not None and rank >= _STAMPS:
            break
        if choice.winner.form != "time-stamp":
            kind = _ORDER[rank]
            return choice if kind == "unqualified" else choice._replace(rule=f"date.{kind}")
        passed_over = passed_over or choice
    return passed_over


def _among(candidates: list[_Candidate]) -> _Choice | None:
    """The earliest of dates of one kind, as exact as any that agrees with it (D5.2 c, e, f)."""
    for form, rule in _TIERS:
        tier = [c for c in candidates if c.form == form]
        if tier:
            winner = min(tier, key=_exactness) if len(tier) > 1 else tier[0]
            choice = _Choice(winner, winner.date, rule)
            if form == "midnight":
                return _at_midnight(choice)
            return choice if winner.date.month else _with_bare_month(choice, candidates)
    return None


_TIERS: tuple[tuple[Form, str], ...] = (
    ("date", "date.date-only-beats-time-stamps"),
    ("uncertain", "date.uncertain"),
    ("midnight", "date.midnight"),
    ("time-stamp", "date.time-stamp"),
    ("day-first", "date.day-first"),
    ("unordered", "date.year-of-an-unclear-order"),
)


def _exactness(candidate: _Candidate) -> tuple[int, int, int]:
    """Sorts the earliest first, and the more exact of two that agree."""
    year, month, day = candidate.date
    return year, month or 13, day or 32


def _at_midnight(choice: _Choice) -> _Choice:
    """Digital Commons writes a year as 1 January and a month as its first day, at midnight in California."""
    year, month, day = choice.date
    if day != 1:
        return choice
    return choice._replace(date=FuzzyDate(year, month if month != 1 else None), rule="date.artificial-day")


def _with_bare_month(choice: _Choice, candidates: list[_Candidate]) -> _Choice:
    """`2016` and `May` stand beside each other where a form has two boxes: May 2016."""
    months = {c.date.month for c in candidates if c.form == "month"}
    if len(months) != 1 or choice.winner.form != "date" or choice.winner.why:
        return choice
    return _Choice(choice.winner, FuzzyDate(choice.date.year, months.pop()), "date.year-and-bare-month")


def _degree_statement(notes: Sequence[Statement]) -> _Choice | None:
    """The one year of a note such as "Thesis (Ph.D.)--…, 1987"."""
    for note in notes:
        if note.kind == "abstract" or len(note.text) > _LONGEST_STATEMENT or not _STATEMENT.match(note.text):
            continue
        years = set(_STATED_YEAR.findall(note.text))
        if len(years) == 1:
            date = FuzzyDate(int(years.pop()))
            return _Choice(_Candidate(note, "date", date, _ISSUED), date, "date.degree-statement")
    return None


def _losers(choice: _Choice, candidates: list[_Candidate]) -> list[Rejected]:
    return [
        Rejected(c.statement.text, c.statement.at, c.why or _why_lost(c, choice))
        for c in candidates
        if c is not choice.winner
    ]


def _why_lost(loser: _Candidate, choice: _Choice) -> str:
    if loser.form in ("midnight", "time-stamp"):
        return "a time stamp of the repository"
    if loser.rank != choice.winner.rank:
        return "another event than the one chosen"
    return "the same date, less exact" if loser.date.year == choice.date.year else "later than the one chosen"


# What a person should know


def _remarks(choice: _Choice, candidates: list[_Candidate], datestamp: str) -> list[Finding]:
    winner, date, text = choice.winner, choice.date, str(choice.date)
    at, stated = winner.statement.at, winner.statement.text
    found = []
    if winner.form == "time-stamp" or winner.rank >= _STAMPS:
        found.append(remarks.deposit_stamp(at, text, only=True))
    elif date.day and (text == datestamp[:10] or _is_a_moment(date, candidates)):
        found.append(remarks.deposit_stamp(at, text, only=False))
    if choice.rule == "date.artificial-day":
        found.append(remarks.artificial_day(at, text, stated))
    elif date.day == 1 and date.month == 1:
        found.append(remarks.first_of_january(at, text))
    if winner.form == "unordered":
        found.append(remarks.unclear_order(at, text, stated))
    elif winner.form == "uncertain":
        found.append(remarks.uncertain(at, text, stated, winner.why))
    elif winner.form == "date" and len(candidates) > 1:
        years = {c.date.year for c in candidates if c.form == "date" and c.rank == winner.rank}
        if len(years) > 1:
            found.append(remarks.several_years(at, text, sorted(years)))
    return found


def _is_a_moment(date: FuzzyDate, candidates: list[_Candidate]) -> bool:
    return any(c.form == "time-stamp" and c.date == date for c in candidates)


def _disagreement(choice: _Choice, statement: _Choice) -> Finding:
    note = statement.winner.statement
    return remarks.statement_disagrees(note.at, str(choice.date), note.text, statement.date.year)
