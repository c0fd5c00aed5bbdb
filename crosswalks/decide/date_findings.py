"""What a person should know about the date of a record, and what she can do about it."""

from __future__ import annotations

from schemas.finding import Finding, Severity

_ENTER = "Enter the date of the title page in the repository (dc.date.issued); the next harvest takes it."
_PROFILE = "If this is wrong for the whole source, set `date` in its profile."


def _finding(code: str, severity: Severity, at: str, message: str, remedy: str, value: str = "") -> Finding:
    return Finding(code, severity, at or "date", message, remedy, value)


def no_date(stated: bool) -> Finding:
    if stated:
        message = "None of the dates of the record can be used as a publication date, so none is sent."
        return _finding("date-none-usable", "warning", "date", message, _ENTER)
    return _finding("date-missing", "warning", "date", "The record has no date, so none is sent.", _ENTER)


def deposit_stamp(at: str, date: str, *, only: bool) -> Finding:
    if only:
        message = f"The only date, {date}, is the moment of the deposit; the thesis may be years older."
        return _finding("date-deposit-stamp", "warning", at, message, _ENTER, date)
    message = f"The date {date} is also the day on which the record was deposited or changed."
    return _finding("date-deposit-stamp", "info", at, message, _ENTER, date)


def artificial_day(at: str, date: str, stated: str) -> Finding:
    message = f"{stated} is how the repository's software writes {date}: its day is not real and not sent."
    return _finding("date-artificial-day", "info", at, message, _ENTER, stated)


def first_of_january(at: str, date: str) -> Finding:
    message = f"{date}: many repositories write 1 January where they know only the year."
    return _finding("date-january-first", "info", at, message, _ENTER, date)


def uncertain(at: str, date: str, stated: str, why: str) -> Finding:
    message = f'"{stated}" is sent as {date}: {why}.'
    return _finding("date-uncertain", "warning", at, message, _ENTER, stated)


def unclear_order(at: str, date: str, stated: str) -> Finding:
    message = f'"{stated}" may be two different days, so only the year {date} is sent.'
    return _finding(
        "date-year-only", "warning", at, message, "Write dates as 2014-05-31 in the repository.", stated
    )


def several_years(at: str, date: str, years: list[int]) -> Finding:
    others = ", ".join(map(str, years))
    message = f"The record states dates of different years ({others}); the earliest, {date}, is taken."
    return _finding("date-years-differ", "info", at, message, _PROFILE, date)


def before_1900(at: str, date: str) -> Finding:
    message = f"ORCID takes no date before 1900, so {date} is not sent."
    remedy = "Nothing to do, unless the year is mistyped or of another calendar."
    return _finding("date-before-1900", "warning", at, message, remedy, date)


def other_calendar(at: str, stated: str) -> Finding:
    message = f'"{stated}" is not a year of the Gregorian calendar; we convert none, so it is not sent.'
    return _finding(
        "date-other-calendar", "warning", at, message, "Add the Gregorian year in the repository.", stated
    )


def in_future(at: str, stated: str) -> Finding:
    message = f'"{stated}" lies more than a year ahead, so it is not taken for the publication date.'
    return _finding(
        "date-in-future", "info", at, message, "Check whether it is the end of an embargo.", stated
    )


def statement_disagrees(at: str, date: str, statement: str, year: int) -> Finding:
    message = (
        f'The note "{statement[:80]}" says {year}, but the date of the record, which is sent, is {date}.'
    )
    return _finding("date-statement-disagrees", "warning", at, message, _ENTER, str(year))


def taken_from_statement(at: str, statement: str, year: int) -> Finding:
    message = f'The record has no usable date; the year {year} comes from the note "{statement[:80]}".'
    return _finding("date-from-statement", "warning", at, message, _ENTER, str(year))


def not_as_the_profile_says(wanted: str | int) -> Finding:
    message = (
        f"The profile asks for the date “{wanted}”, which this record does not have; the usual rules apply."
    )
    return _finding(
        "date-profile-unmet", "warning", "date", message, "Check `date` in the profile of this source."
    )
