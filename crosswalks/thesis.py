"""The hub: what we know of a thesis, whatever format it came in and wherever it goes."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, fields
from typing import Generic, Literal, NamedTuple, TypeVar

from schemas.finding import Finding

T = TypeVar("T")


class Statement(NamedTuple):
    """One value as the source states it, read from one element of thesis XML.

    `at` is the place in the source (`dc:date[3]`), `kind` the qualifier or role that the source gives
    (`issued`, `advisor`, `abstract`; "" when it gives none), `lang` its xml:lang as written, `link` an URI
    or authority that the source attaches to the value (ETD-MS `resource`, DSpace `authority`).
    """

    text: str
    at: str = ""
    kind: str = ""
    lang: str = ""
    link: str = ""


class Rejected(NamedTuple):
    """A candidate that lost: its value, its place in the source, and why it was not taken."""

    value: str
    at: str
    why: str


class Decision(NamedTuple):
    """Why a field of the work has its value, or is empty (`value` == "").

    `rule` is a short stable name of the rule (`date.date-only-beats-time-stamps`), followed by nothing;
    docs/rules.md explains each. `at` is where the value came from, or "profile" or "".
    """

    field: str
    value: str
    at: str
    rule: str
    rejected: tuple[Rejected, ...] = ()


class Decided(NamedTuple, Generic[T]):
    """The value a rule chose, the trail that explains it, and what a person should know about it."""

    value: T
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


class FuzzyDate(NamedTuple):
    """A date as exact as the source has it: year only, year and month, or all three (ORCID fuzzy-date)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
            if self.day:
                text += f"-{self.day:02d}"
        return text

    def last_day(self) -> datetime.date:
        """The last day that it can mean: a year alone lasts until its 31 December."""
        month = self.month or 12
        day = self.day or calendar.monthrange(self.year, month)[1]
        return datetime.date(self.year, month, day)


class Title(NamedTuple):
    """A title in one language. `language` is a BCP 47 primary tag (`de`, `zh-Hant`) or "" when not stated."""

    text: str
    subtitle: str = ""
    language: str = ""


class Text(NamedTuple):
    """Running text and its language ("" when not stated)."""

    text: str
    language: str = ""


Relationship = Literal["self", "part-of", "version-of", "funded-by"]


class Identifier(NamedTuple):
    """An identifier in its one normal form.

    `kind` is an ORCID external-id type (`doi`, `handle`, `urn`, `uri`, `source-work-id` …), `value` the bare form
    (`10.1000/182`, `1234/5`), `url` where it resolves ("" when nowhere).
    """

    kind: str
    value: str
    url: str = ""
    relationship: Relationship = "self"


Role = Literal["author", "advisor", "committee", "other"]


class Person(NamedTuple):
    """Somebody named in the record.

    `name` is the form to show ("Given Family"), `stated` the source's own words, by which the application finds
    the person again. `orcid_hint` is an iD found in the metadata: a hint whom to ask, never an authenticated iD.
    """

    name: str
    role: Role
    stated: str
    family: str = ""
    given: str = ""
    orcid_hint: str = ""


Level = Literal["doctoral", "habilitation", "licentiate", "master", "bachelor", ""]
Access = Literal["open", "embargoed", "restricted", "unknown"]


class Degree(NamedTuple):
    """What was earned, as far as stated. `level` is "" unless the record says it unmistakably."""

    name: str = ""
    level: Level = ""
    discipline: str = ""
    grantor: str = ""


@dataclass(frozen=True, slots=True)
class Thesis:
    """A thesis as decided: one value per question, normalised, nothing invented.

    Languages are BCP 47 (ORCID's own codes are the business of `crosswalks.work`).
    """

    identifier: str  # the OAI identifier, "" for a record without header
    format: str
    title: Title
    translated_title: Title | None = None
    abstract: Text | None = None
    date: FuzzyDate | None = None
    people: tuple[Person, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    url: str = ""
    languages: tuple[str, ...] = ()  # of the thesis itself
    degree: Degree = Degree()
    series: str = ""
    publisher: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    subjects: tuple[str, ...] = ()
    access: Access = "unknown"  # as stated: an embargo is not over by itself when its end is past
    embargo_until: str = ""  # the last day of an embargo, as exact as it is stated ("2030-05")
    citation: str = ""  # the record's own
    conferred: FuzzyDate | None = None  # when the degree was; never the thesis' own date

    @property
    def embargo_ends(self) -> datetime.date | None:
        """The last day on which the embargo can hold; None when no end is stated."""
        parts = [int(part) for part in self.embargo_until.split("-")] if self.embargo_until else []
        return FuzzyDate(*parts).last_day() if parts else None

    def as_json(self) -> dict[str, object]:
        """The hub's values as JSON types; a date is text as exact as it is known ("2016-05"), None and "" stay."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: object) -> object:
    if isinstance(value, FuzzyDate):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
