"""One date as somebody typed it → what it is and how exactly it is known (metadata.md D5.2 a)."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from crosswalks.decide.text import fold, one_line
from crosswalks.tables import load_table
from crosswalks.thesis import FuzzyDate

Form = Literal[
    "date",  # a year, a month or a day that somebody stated
    "uncertain",  # a date with a question mark, a range, an impossible day: what is left of it is sure
    "unordered",  # 08-09-2023: the year is sure, day and month cannot be told apart
    "day-first",  # 26-09-2023: to be read in one way only, and never used beside another date
    "time-stamp",  # a moment, as a machine writes it
    "midnight",  # a moment that is a plain date underneath: midnight, or midnight in California
    "month",  # a month without its year
    "embargo",
    "calendar",  # a year of another calendar (Hijri, Buddhist, Persian): never converted
    "noise",
]


class Reading(NamedTuple):
    """What one value says. `why` explains a form that is not a plain date, in words for the finding."""

    form: Form
    date: FuzzyDate | None = None
    why: str = ""


# Midnight in California, where Digital Commons runs (D5.2 f), and midnight as software pads a plain date.
_MIDNIGHTS = frozenset(("07:00:00", "08:00:00", "07:00", "08:00", "00:00:00", "00:00"))
_NOISE = Reading("noise", why="says no date")
_ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
_ISO = re.compile(
    rf"(\d{{4}})(?:-(\d\d?)(?:-(\d\d?){_ZONE})?)?"
    rf"|(\d{{4}})-(\d\d)-(\d\d)[T ](\d\d:\d\d(?::\d\d)?)[\d.,]*{_ZONE}"
)
_EMBARGO = re.compile(r"embargo|info:eu-repo/date", re.I)
_LABEL = re.compile(r"(?!availab|embarg|accession|updat|modif)[^\W\d][^\d:]{1,30}:\s*(?=\S*\d)", re.I)
_YEAR = re.compile(r"(?<!\d)(?<!\d[.,])(\d{4})(?!\d|s\b|er\b)")
_UNSPECIFIED = re.compile(r"(\d{4})-(?:XX|uu|\d\d-(?:XX|uu))(?:-(?:XX|uu))?", re.I)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./年년-]\s*(\d\d?)(?:\s*[./月월-]\s*(\d\d?)\s*[.日일]?)?\s*[月월.]?")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])\s*[./-]\s*(\d{4})")
_YEAR_LAST = re.compile(r"(\d\d?)\s*([./-])\s*(\d\d?)\s*\2\s*(\d{4})\.?")
_RANGE = re.compile(r"\D*?(\d{4})\s*(?:/|–|-|to|bis|until)\s*(\d{4}|\d\d|\.\.)?\D*", re.I)
_PERIOD = re.compile(r"start\s*=\s*(\d{4})", re.I)
_SPAN = re.compile(r"(\d{4}-\d\d(?:-\d\d)?)\s*/\s*(?:\d{4}-\d\d(?:-\d\d)?|\.\.)")
_HEDGE = re.compile(r"[\[\]?~%<>]|\b(?:c|ca|circa|cop|ok|um|vers|approx|copyright|©)\b|©|^c(?=\d{4})", re.I)
_OPEN = re.compile(r"\b(?:before|after|until|ante|post|vor|nach|avant|après|between|pred|po)\b", re.I)
_CLOCK = re.compile(r"\d\d?:\d\d(?::\d\d)?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|°|\.)(?![^\W\d])", re.I)
_WORDS = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<![\d:])(\d\d?)(?![\d:])")
_OTHER_CALENDAR = re.compile(
    r"هـ|هجري|هجرية|\bhijri|\d\s*(?:A\.?H|H|B\.?E|AP|SH)\b|พ\.?ศ|民國|民国|平成|昭和|令和|大正|明治|皇紀",
    re.I,
)
_GREGORIAN = re.compile(r"(\d{4})\s*(?:م|M\b|AD\b|CE\b|A\.D\.|C\.E\.)")
_WESTERN = str.maketrans("／－．‐‑‒–—−", "/-.------")


@lru_cache(maxsize=8192)
def read_date(text: str) -> Reading:
    """What `text` says of a date. Only what stands there: no month, no day, no calendar is guessed."""
    match = _ISO.fullmatch(text)
    if match is None:
        text = _western(text)
        match = _ISO.fullmatch(text)
    if match is None:
        return _read_other(text)
    if match[7]:
        reading = _checked(match[4], match[5], match[6])
        return _moment(reading, match[7])
    return _checked(match[1], match[2], match[3])


def _moment(reading: Reading, clock: str) -> Reading:
    if reading.form != "date":
        return reading
    return reading._replace(form="midnight" if clock in _MIDNIGHTS else "time-stamp")


def _western(text: str) -> str:
    """`text` on one line with the digits 0–9, whatever digits it was typed with."""
    text = one_line(text).strip(" .,;()")
    if text.isascii():
        return text
    text = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.category(c) == "Nd" else c for c in text
    )
    return text.translate(_WESTERN)


def _checked(year: str, month: str | None, day: str | None) -> Reading:
    """The parts as a real calendar date; a part that cannot be is left out, with those after it."""
    number = int(year)
    if number >= 3000:
        return Reading("embargo", why="a year that only stands for “never”")
    if number == 0:
        return _NOISE
    if number < 1500 or number >= 2400:
        return Reading("calendar", why="not a year of our calendar, and we convert none")
    if not month or int(month) == 0:  # 2014-00-00 is how databases say "2014"
        return Reading("date", FuzzyDate(number))
    if int(month) > 12:
        return _odd_month(number, int(month), has_day=bool(day))
    if not day or int(day) == 0:
        return Reading("date", FuzzyDate(number, int(month)))
    try:
        datetime.date(number, int(month), int(day))
    except ValueError:
        return Reading("uncertain", FuzzyDate(number, int(month)), "a day that no calendar has")
    return Reading("date", FuzzyDate(number, int(month), int(day)))


def _odd_month(year: int, month: int, *, has_day: bool) -> Reading:
    if 21 <= month <= 41 and not has_day:
        return Reading("date", FuzzyDate(year), "a season")  # EDTF: 2014-21 is spring 2014
    if month == (year + 1) % 100:
        return Reading("uncertain", FuzzyDate(year), "a range of years, of which the first is taken")
    return Reading("uncertain", FuzzyDate(year), "a month that no calendar has")


def _read_other(text: str) -> Reading:
    if _EMBARGO.search(text) or re.match(r"\d{5,}-", text):
        return Reading("embargo", why="the end of an embargo")
    if "://" in text:
        return _NOISE
    if label := _LABEL.match(text):
        return read_date(text[label.end() :])
    for read in (_in_digits, _in_another_calendar, _as_range, _hedged):
        reading = read(text)
        if reading:
            return reading
    return _in_words(text)


def _in_digits(text: str) -> Reading | None:
    if match := _UNSPECIFIED.fullmatch(text):
        month = text[5:7] if text[5:7].isdigit() else None
        return _checked(match[1], month, None)
    if match := _COMPACT.fullmatch(text):
        return _checked(*match.groups()) if 1 <= int(match[2]) <= 12 else None
    if match := _YEAR_LAST.fullmatch(text):
        return _day_first(int(match[1]), match[2], int(match[3]), match[4])
    if match := _MONTH_FIRST.fullmatch(text):
        return _checked(match[2], match[1], None)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
        if "/" in text and not day and int(month) == (int(year) + 1) % 100:
            return Reading(
                "uncertain", FuzzyDate(int(year)), "an academic year or a month: only the year is sure"
            )
        return _checked(year, month, day)
    return None


def _day_first(first: int, separator: str, second: int, year: str) -> Reading:
    """`26-09-2023`, `04/26/1999`: read only when there is one way to; with full stops, day first."""
    if first <= 12 < second:
        first, second = second, first
    elif separator != "." and first != second and first <= 12 and second <= 12:
        reading = _checked(year, None, None)
        why = "day and month stand in an order that cannot be told"
        return reading._replace(form="unordered", why=why) if reading.date else reading
    reading = _checked(year, str(second), str(first))
    return reading._replace(form="day-first") if reading.form == "date" else reading


def _in_another_calendar(text: str) -> Reading | None:
    if not _OTHER_CALENDAR.search(text):
        return None
    if match := _GREGORIAN.search(text):
        return _checked(match[1], None, None)
    return Reading("calendar", why="not a year of our calendar, and we convert none")


def _as_range(text: str) -> Reading | None:
    match = _PERIOD.match(text) or _SPAN.fullmatch(text) or _RANGE.fullmatch(text)
    if match is None:
        return None
    reading = _checked(match[1][:4], None, None)
    why = "a range, of which the first year is taken"
    return reading._replace(form="uncertain", why=why) if reading.date else reading


def _hedged(text: str) -> Reading | None:
    """`[1998?]`, `c1998`, `1998~`: the date without its doubt, marked uncertain."""
    if not _HEDGE.search(text):
        return None
    plain = one_line(_HEDGE.sub(" ", text).replace(" .", " ")).strip(" .,;()")
    reading = read_date(plain) if plain != text and _YEAR.search(plain) else _NOISE
    if reading.form not in ("date", "uncertain", "midnight", "time-stamp"):
        return reading
    return Reading("uncertain", reading.date, "marked as uncertain in the source")


def _in_words(text: str) -> Reading:
    """`May 2014`, `12 de maio de 2014`, `Spring 2016`, `Mon May 12 10:00:00 UTC 2014`."""
    years = set(_YEAR.findall(text))
    words = [fold(word) for word in _WORDS.findall(_ORDINAL.sub(" ", text))]
    months = {_months()[word] for word in words if word in _months()}
    if not years:
        bare = len(months) == 1 and len(words) == 1 and not any(c.isdigit() for c in text)
        return Reading("month", FuzzyDate(0, months.pop()), "a month without a year") if bare else _NOISE
    if len(years) > 1 or _OPEN.search(text):
        return Reading("noise", why="names no single year")
    year = years.pop()
    reading = _checked(year, None, None)
    if len(months) != 1 or reading.form != "date":
        return (
            reading._replace(form="uncertain", why="more than a year is said, which we cannot read")
            if (reading.form == "date" and not _is_season(words))
            else reading
        )
    return _with_month(text, year, str(months.pop()))


def _with_month(text: str, year: str, month: str) -> Reading:
    clock = _CLOCK.search(text)
    days = _DAY.findall(_YEAR.sub(" ", _CLOCK.sub(" ", text)))
    reading = _checked(year, month, days[0] if len(days) == 1 else None)
    if clock and len(days) == 1 and reading.form == "date":
        return _moment(reading, clock[0])
    return reading


def _is_season(words: list[str]) -> bool:
    return any(word in _SEASONS for word in words)


_SEASONS = frozenset(
    fold(season)
    for season in [
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "printemps",
        "été",
        "automne",
        "hiver",
        "frühling",
        "frühjahr",
        "sommer",
        "herbst",
        "primavera",
        "verano",
        "otoño",
        "invierno",
        "verão",
        "outono",
        "inverno",
        "estate",
        "autunno",
        "voorjaar",
        "najaar",
        "zomer",
        "herfst",
        "vår",
        "höst",
        "sommar",
        "vinter",
        "høst",
        "sommersemester",
        "wintersemester",
        "semester",
        "term",
        "trimester",
        "quarter",
        "michaelmas",
        "hilary",
        "trinity",
        "lent",
        "easter",
    ]
)


@cache
def _months() -> dict[str, int]:
    """The month of a folded word; a word of two months in two languages is left out."""
    months: dict[str, int] = {}
    shared = set()
    for names in load_table("months.toml").values():
        for number, forms in enumerate(names, 1):
            for word in map(fold, forms.split("|")):
                if months.setdefault(word, number) != number:
                    shared.add(word)
    return {word: number for word, number in months.items() if word not in shared}
