"""The publication date (metadata.md D5)."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalks.decide.date_forms import _months, read_date
from crosswalks.decide.dates import decide_date
from crosswalks.decide.text import fold
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, FuzzyDate, Statement

TODAY = datetime.date(2026, 11, 22)


def stated(*values: str | tuple[str, str]) -> list[Statement]:
    pairs = [value if isinstance(value, tuple) else ("", value) for value in values]
    return [Statement(text, f"dc:date[{place}]", kind) for place, (kind, text) in enumerate(pairs, 1)]


def decided(
    *values: str | tuple[str, str], profile: Profile | None = None, **rest: Any
) -> Decided[FuzzyDate | None]:
    return decide_date(stated(*values), profile=profile or Profile(), today=TODAY, **rest)


def codes(decision: Decided[FuzzyDate | None]) -> list[str]:
    return [finding.code for finding in decision.findings]


@pytest.mark.parametrize(
    ("text", "form", "date"),
    [
        ("2014", "date", "2014"),
        ("2014-05", "date", "2014-05"),
        ("2014-5-3", "date", "2014-05-03"),
        ("2014-05-12", "date", "2014-05-12"),
        ("2014-05-12Z", "date", "2014-05-12"),
        ("2014-05-12T10:11:12Z", "time-stamp", "2014-05-12"),
        ("2014-05-12 10:11:12.5+02:00", "time-stamp", "2014-05-12"),
        ("Mon May 12 10:00:00 UTC 2014", "time-stamp", "2014-05-12"),
        ("2014-05-12T08:00:00Z", "midnight", "2014-05-12"),
        ("2014-05-12T00:00:00Z", "midnight", "2014-05-12"),
        # words
        ("May 2014", "date", "2014-05"),
        ("May 5, 2014", "date", "2014-05-05"),
        ("1er mai 2014", "date", "2014-05-01"),
        ("12 de maio de 2014", "date", "2014-05-12"),
        ("5. Mai 2014", "date", "2014-05-05"),
        ("17th of March, 2011", "date", "2011-03-17"),
        ("12 мая 2014 г.", "date", "2014-05-12"),
        ("Ιούνιος 2015", "date", "2015-06"),
        ("Mayıs 2014", "date", "2014-05"),
        ("2014 maj. 12.", "date", "2014-05-12"),
        ("listopad 2014", "uncertain", "2014"),  # October in Croatian, November in Czech
        ("Spring 2016", "date", "2016"),
        ("2016 Spring", "date", "2016"),
        ("May", "month", None),
        # other orders, digits and scripts
        ("2014/05/12", "date", "2014-05-12"),
        ("2014/05", "date", "2014-05"),
        ("20140512", "date", "2014-05-12"),
        ("2014年5月12日", "date", "2014-05-12"),
        ("2014년 5월", "date", "2014-05"),
        ("２０１４", "date", "2014"),
        ("٢٠١٤", "date", "2014"),
        ("05/2014", "date", "2014-05"),
        ("26-09-2023", "day-first", "2023-09-26"),
        ("04/26/1999", "day-first", "1999-04-26"),
        ("12.05.2014", "day-first", "2014-05-12"),
        ("08-09-2023", "unordered", "2023"),
        # EDTF and doubt
        ("2014-XX", "date", "2014"),
        ("2014-05-XX", "date", "2014-05"),
        ("2014-21", "date", "2014"),
        ("1998?", "uncertain", "1998"),
        ("1998~", "uncertain", "1998"),
        ("c1998", "uncertain", "1998"),
        ("[1998?]", "uncertain", "1998"),
        ("1998/..", "uncertain", "1998"),
        ("2014-2015", "uncertain", "2014"),
        ("2014/15", "uncertain", "2014"),
        ("2011/12", "uncertain", "2011"),
        ("Winter 2013/2014", "uncertain", "2013"),
        ("2014-00-00", "date", "2014"),
        ("2014-02-30", "uncertain", "2014-02"),
        ("2014-13", "uncertain", "2014"),
        # not ours
        ("199X", "noise", None),
        ("1980s", "noise", None),
        ("before 1998", "noise", None),
        ("n.d.", "noise", None),
        ("NO_RESTRICTION", "noise", None),
        ("MONTHS_WITHHELD:12", "noise", None),
        ("http://x.example/2014", "noise", None),
        ("10000-01-01", "embargo", None),
        ("info:eu-repo/date/embargoEnd/2016-05-25", "embargo", None),
        ("2014-31-12", "uncertain", "2014"),
        # other calendars are never converted
        ("1435 هـ", "calendar", None),
        ("۱۳۹۳", "calendar", None),
        ("พ.ศ. 2557", "calendar", None),
        ("民國103年", "calendar", None),
        ("平成26年", "calendar", None),
        ("1435 هـ / 2014 م", "date", "2014"),
    ],
)
def test_one_value_is_read_as_it_stands(text: str, form: str, date: str | None):
    reading = read_date(text)

    assert reading.form == form
    if form != "month":
        assert (str(reading.date) if reading.date else None) == date


STAMP = "2015-12-14T20:54:14Z"


@pytest.mark.parametrize(
    ("dates", "date", "rule", "findings"),
    [
        ((STAMP, STAMP, "2016", "May"), "2016-05", "date.year-and-bare-month", []),
        (
            (STAMP, STAMP, "2015-08", "2015-08-13", "August 2015", STAMP),
            "2015-08-13",
            "date.date-only-beats-time-stamps",
            [],
        ),
        ((STAMP, STAMP, "1999-08"), "1999-08", "date.date-only-beats-time-stamps", []),
        ((STAMP, STAMP, "1987", "1987", "10000-01-01"), "1987", "date.date-only-beats-time-stamps", []),
        (("2015", "info:eu-repo/date/embargoEnd/2016-05-25"), "2015", "date.date-only-beats-time-stamps", []),
        (("2005-05", "2004"), "2004", "date.date-only-beats-time-stamps", ["date-years-differ"]),
        (("c2004", "2005"), "2005", "date.date-only-beats-time-stamps", []),
        (("1977-01-01T08:00:00Z",), "1977", "date.artificial-day", ["date-artificial-day"]),
        (("2015-08-01T07:00:00Z",), "2015-08", "date.artificial-day", ["date-artificial-day"]),
        (("2015-05-18T07:00:00Z",), "2015-05-18", "date.midnight", []),
        (("2013-06-14T13:59:39Z",), "2013-06-14", "date.time-stamp", ["date-deposit-stamp"]),
        (("08-09-2023",), "2023", "date.year-of-an-unclear-order", ["date-year-only"]),
        ((STAMP, "08-09-2014"), "2015-12-14", "date.time-stamp", ["date-deposit-stamp"]),
        (("2012-02-30",), "2012-02", "date.uncertain", ["date-uncertain"]),
        (("2013-01-01",), "2013-01-01", "date.date-only-beats-time-stamps", ["date-january-first"]),
        (("1871", STAMP), None, "date.before-1900", ["date-before-1900"]),
        (("2557",), None, "date.none-usable", ["date-other-calendar", "date-none-usable"]),
        (("2029-01-01", "2014"), "2014", "date.date-only-beats-time-stamps", ["date-in-future"]),
        (("n.d.",), None, "date.none-usable", ["date-none-usable"]),
        ((), None, "date.none-usable", ["date-missing"]),
    ],
)
def test_an_unqualified_list_gives_the_date_of_the_thesis(
    dates: tuple[str, ...], date: str | None, rule: str, findings: list[str]
):
    result = decided(*dates)

    assert (str(result.value) if result.value else None) == date
    assert result.decisions[0].rule == rule
    assert codes(result) == findings


@pytest.mark.parametrize(
    ("dates", "date", "rule"),
    [
        (
            (("accessioned", STAMP), ("issued", "2008"), ("created", "2008"), ("accepted", "2008-05-12")),
            "2008",
            "date.issued",
        ),
        ((("available", "2014"), ("accepted", "2013-10")), "2013-10", "date.accepted"),
        ((("dateAccepted", "2013-10"), ("", "2014")), "2013-10", "date.accepted"),
        ((("created", "2013"), ("submitted", "2012-11-02")), "2013", "date.created"),
        ((("issued", STAMP), ("submitted", "2012-11")), "2012-11", "date.submitted"),  # a mere stamp yields
        ((("issued", STAMP), ("available", "2016")), "2015-12-14", "date.time-stamp"),
        ((("updated", "2019"), ("available", "2016-02-03")), "2016-02-03", "date.available"),
        ((("embargoEndDate", "08-09-2023"), ("issued", "2020")), "2020", "date.issued"),
    ],
)
def test_qualified_dates_are_taken_by_event_and_never_mixed(
    dates: tuple[tuple[str, str], ...], date: str, rule: str
):
    result = decided(*dates)

    assert (str(result.value), result.decisions[0].rule) == (date, rule)


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        (("2017-04-10", "2017-04-10", "2008"), "2008"),
        (("2015-12-14", "2015-12-14", "2016"), "2016"),
        (("2013-10-03", "2015-05-01", "2013-11"), "2013-11"),
        (("2020-10-14", "2020-10-14", "2020", "08-09-2023"), "2020"),
        (("2014-12-22",), "2014-12-22"),
        (("2021-01-15", "2018"), "2018"),
    ],
)
def test_stamps_of_dspace_are_told_from_dates(dates: tuple[str, ...], date: str):
    assert str(decided(*dates, stamps=True).value) == date


@pytest.mark.parametrize(
    ("wanted", "date"),
    [
        ("auto", "2015-04"),
        ("issued", "2016-03-17"),
        ("earliest", "2015-04"),
        ("last", "2015-04"),
        (4, "2016-03-17"),
    ],
)
def test_a_profile_settles_which_date(wanted: Any, date: str):
    dates = ("2016-03-30T13:28:13Z", "NO_RESTRICTION", "2016-03-30T13:28:13Z", "2016-03-17", "2015-04")

    assert str(decided(*dates, profile=Profile(date=wanted)).value) == date


def test_a_profile_that_finds_nothing_is_said():
    result = decided("2014", profile=Profile(date=7))

    assert str(result.value) == "2014"
    assert codes(result) == ["date-profile-unmet"]


@pytest.mark.parametrize(
    "note",
    [
        "Tese de mestrado. Vias de Comunicação. 2006. Faculdade de Engenharia. Universidade do Porto",
        "Thesis (Ph.D.)--University of Somewhere, 2006.",
        "Diss. , 2006",
    ],
)
def test_a_degree_statement_that_disagrees_is_said_and_changes_nothing(note: str):
    result = decided("2013", notes=[Statement(note, "dc:description[1]", "description")])

    assert str(result.value) == "2013"
    assert codes(result) == ["date-statement-disagrees"]


def test_a_degree_statement_is_the_last_resort():
    note = Statement("Thesis (Ph.D.)--University of Somewhere, 1987.", "dc:description[2]", "note")

    result = decided("n.d.", notes=[note])

    assert str(result.value) == "1987"
    assert result.decisions[0].at == "dc:description[2]"
    assert codes(result) == ["date-from-statement"]


def test_a_date_equal_to_the_datestamp_is_kept_and_said():
    result = decided("2025-10-27", datestamp="2025-10-27T13:03:07Z")

    assert str(result.value) == "2025-10-27"
    assert [(f.code, f.severity) for f in result.findings] == [("date-deposit-stamp", "info")]


def test_every_candidate_that_lost_is_kept_with_the_reason():
    result = decided(STAMP, "NO_RESTRICTION", "2014")

    assert [(r.value, r.why) for r in result.decisions[0].rejected] == [
        ("NO_RESTRICTION", "says no date"),
        (STAMP, "a time stamp of the repository"),
    ]


DATES = st.text(max_size=40) | st.from_regex(
    r"[\[c]?[0-9]{1,5}[-/. ]([0-9]{1,2}[-/. ])?([0-9]{1,4}|May|mai|Juni)[?~Z]?", fullmatch=True
)


@given(st.lists(DATES, max_size=4))
def test_no_part_of_a_date_is_invented(values: list[str]):
    value = decided(*values).value

    if value is not None:
        text = " ".join(values)
        digits = "".join(str(unicodedata.digit(c, "")) if c.isdigit() else c for c in text)
        assert f"{value.year:04d}" in digits
        numbers = {int(number[-2:]) for number in re.findall(r"\d+", digits)} | {
            int(number) for run in re.findall(r"\d+", digits) for number in (run[4:6], run[6:8]) if number
        }
        words = {_months().get(word) for word in fold(text).split()} | {
            _months().get(fold(word)) for word in re.findall(r"[^\W\d_]+", text)
        }
        assert value.month is None or value.month in numbers | words
        assert value.day is None or value.day in numbers
        assert 1900 <= value.year <= 2100
        if value.month and value.day:
            datetime.date(value.year, value.month, value.day)
