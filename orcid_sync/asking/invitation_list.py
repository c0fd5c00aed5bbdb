"""The office's list of whom to invite: a CSV file, checked row by row, and made into one link per person."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from crosswalks.decide.orcid_ids import checked_orcid
from orcid_sync.asking.inviting import (
    AlreadyAcceptedError,
    AlreadyDeniedError,
    Asked,
    ForgottenError,
    Invited,
    invite,
)
from orcid_sync.asking.links import Links
from orcid_sync.asking.names import may_be_one_person
from orcid_sync.errors import ConfigError
from orcid_sync.store import Store

COLUMNS: Final = ("thesis", "submission", "role", "name", "email", "orcid", "title", "known as")
_SPELLED: Final = {"e-mail": "email", "orcid id": "orcid", "orcid hint": "orcid"}
_NEEDED: Final = ("role", "name", "email")
_ROLES: Final = ("author", "advisor", "committee")
_EMAIL: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row: its line in the file, the column, and a sentence."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]
    has_too_many: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def problem(self, column: str, reason: str) -> RowProblem:
        return RowProblem(self.line, column, reason)


_First = tuple[Asked, _Row]  # somebody, and the row that named her first


def invite_all(
    store: Store, links: Links, text: str, days: int, *, again: bool = False
) -> Iterator[Invited | RowProblem]:
    """One invitation per person and role, for all her rows; a row that cannot be used is a problem of its own.

    Raises ConfigError when the file is no such list at all.
    """
    asked: dict[tuple[str, str], _First] = {}
    people: dict[tuple[str, int], _First] = {}
    for row in _rows(text):
        one = _asked(store, row)
        if isinstance(one, RowProblem):
            yield one
            continue
        key = (one.email.lower(), one.role)
        before, parts = asked.get(key), _parts(one)
        same = next((people[part] for part in parts if part in people), None)
        if problem := _contradiction(one, row, before, same):
            yield problem
            continue
        people |= dict.fromkeys(parts, (one, row))
        asked[key] = (_joined(before[0], one), before[1]) if before else (one, row)
    for one, row in asked.values():
        yield _invited(store, links, one, row, days, again)


def _contradiction(one: Asked, row: _Row, before: _First | None, same: _First | None) -> RowProblem | None:
    """What an earlier row of this address, or of this person, says differently: she gets one link, from one row."""
    if before and not may_be_one_person(before[0].name, one.name):
        return row.problem("name", f"This address belongs to {before[0].name} in line {before[1].line}.")
    if before and before[0].orcid_hint and one.orcid_hint not in ("", before[0].orcid_hint):
        return row.problem("orcid", f"Line {before[1].line} gives her the iD {before[0].orcid_hint}.")
    if same and same[0].email != one.email:
        return row.problem("email", f"Line {same[1].line} invites her at {same[0].email}.")
    return None


def _invited(
    store: Store, links: Links, asked: Asked, row: _Row, days: int, again: bool
) -> Invited | RowProblem:
    try:
        return invite(store, links, asked, days, again=again)
    except (AlreadyDeniedError, ForgottenError) as error:
        return row.problem("name", f"{error} To ask once more, say --again.")
    except AlreadyAcceptedError as error:
        return row.problem("name", str(error))


def _parts(asked: Asked) -> list[tuple[str, int]]:
    """As whom she stands in a record or on a form."""
    return [("record", one) for one in asked.contributors] + [("form", one) for one in asked.submitted]


def _joined(one: Asked, other: Asked) -> Asked:
    return replace(
        one,
        orcid_hint=one.orcid_hint or other.orcid_hint,
        contributors=tuple(dict.fromkeys(one.contributors + other.contributors)),
        submitted=tuple(dict.fromkeys(one.submitted + other.submitted)),
    )


def _rows(text: str) -> Iterator[_Row]:
    text = text.lstrip("\ufeff").replace("\0", "")  # which PostgreSQL does not keep
    first = text.partition("\n")[0]
    delimiter = next((one for one in ";\t" if one in first), ",")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = [_column(name or "") for name in reader.fieldnames or ()]
    unknown = [name for name in columns if name and name not in COLUMNS]
    twice = [name for name in columns if name and columns.count(name) > 1]
    missing = [name for name in _NEEDED if name not in columns]
    if unknown or missing or twice or not {"thesis", "submission"} & set(columns):
        wrong = f"It has no column “{missing[0]}”." if missing else "It names neither thesis nor submission."
        wrong = f"There is no column “{unknown[0]}”." if unknown else wrong
        wrong = f"The column “{twice[0]}” stands there twice." if twice else wrong
        raise ConfigError(wrong, "the list", f"The columns are {', '.join(COLUMNS)}.")
    reader.fieldnames = columns
    for cells in _readable(reader):
        row = {name: (value or "").strip() for name, value in cells.items() if isinstance(name, str)}
        if any(row.values()):
            yield _Row(reader.line_num, row, any(cells.get(None, ())))  # type: ignore[call-overload]  # csv's rest


def _column(written: str) -> str:
    name = written.strip().lower()
    return _SPELLED.get(name, name)


def _readable(reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise ConfigError(f"Line {reader.line_num} cannot be read ({error}).", "the list") from None


def _asked(store: Store, row: _Row) -> Asked | RowProblem:
    if problem := next(_problems(row), None):
        return problem
    asked = Asked(row["name"], row["role"].lower(), row["email"].lower(), checked_orcid(row["orcid"]))
    return _for_thesis(store, row, asked) if row["thesis"] else _for_submission(store, row, asked)


def _problems(row: _Row) -> Iterator[RowProblem]:
    if row.has_too_many:
        yield row.problem("", "It has more cells than columns; a name with a comma stands in quotes.")
    if bool(row["thesis"]) == bool(row["submission"]):
        yield row.problem("thesis", "Give either a thesis or a submission.")
    if row["role"].lower() not in _ROLES:
        yield row.problem("role", f"“{row['role']}” is none of {', '.join(_ROLES)}.")
    if row["known as"] and "/" not in row["known as"]:
        yield row.problem("known as", f"“{row['known as']}” is neither DOI nor handle.")
    if not row["name"]:
        yield row.problem("name", "The name is missing.")
    if not _EMAIL.fullmatch(row["email"]):
        yield row.problem("email", f"“{row['email']}” is no e-mail address.")
    if row["orcid"] and not checked_orcid(row["orcid"]):
        yield row.problem("orcid", f"“{row['orcid']}” is no ORCID iD; write it like 0000-0002-1825-0097.")


def _for_thesis(store: Store, row: _Row, asked: Asked) -> Asked | RowProblem:
    thesis = store.theses.find(row["thesis"])
    if thesis is None:
        return row.problem("thesis", f"No harvested thesis is known by “{row['thesis']}”.")
    named = [one for one in thesis.contributors if one.role == asked.role]
    hers = [one for one in named if may_be_one_person(asked.name, one.name)]
    if len(hers) != 1:
        names = _listed(one.name for one in named)
        return row.problem("name", f"The record names as {asked.role} {names}, not {asked.name}.")
    return replace(asked, contributors=(hers[0].id,))


def _for_submission(store: Store, row: _Row, asked: Asked) -> Asked | RowProblem:
    known = store.submissions.find(row["submission"])
    if known is None and not row["title"]:
        return row.problem("title", "A new submission needs its title.")
    submission = store.submissions.keep(row["submission"], title=row["title"], known_as=row["known as"])
    person = store.submissions.add_person(
        submission, role=asked.role, name=asked.name, email=asked.email, orcid_hint=asked.orcid_hint
    )
    return replace(asked, submitted=(person.id,))


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names) or "nobody"


# Spreadsheets run what begins so (OWASP: CSV injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def list_of_links(invited: Iterable[Invited], address_of: Mapping[int, str]) -> str:
    """The CSV for the office's mailing: name, e-mail, role, link, last day."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["name", "email", "role", "link", "until"])
    for one in invited:
        cells = [one.asked.name, one.asked.email, one.asked.role, address_of[one.invitation.id]]
        until = f"{one.invitation.expires_at:%Y-%m-%d}"
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in [*cells, until]])
    return out.getvalue()
