"""The registrar's list of degrees: a CSV file read row by row, every fault with its line and column."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import NamedTuple

from crosswalks.decide.date_forms import read_date
from crosswalks.decide.text import is_placeholder, one_line
from crosswalks.thesis import FuzzyDate

COLUMNS = ("thesis", "name", "degree", "department", "start", "conferred")
_REQUIRED = ("thesis", "name", "conferred")
_LONGEST = 4000  # of a text at ORCID (orcid.md §6.3)


class Fault(NamedTuple):
    """What is wrong, and where. `line` counts from 1, the head line; `column` is "" for a whole line."""

    line: int
    column: str
    said: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"Line {self.line}{column}: {self.said}"


class DegreeRow(NamedTuple):
    """One degree as the registrar states it."""

    line: int
    thesis: str
    name: str
    degree: str
    department: str
    start: FuzzyDate | None
    conferred: FuzzyDate


@dataclass(frozen=True, slots=True)
class DegreeList:
    """What a file says: its rows, and every fault. With a fault nothing of it is to be taken."""

    rows: Sequence[DegreeRow] = ()
    faults: Sequence[Fault] = field(default_factory=tuple)


def read_degree_list(body: bytes) -> DegreeList:
    """The list in `body`: comma, semicolon or tab; UTF-8, or UTF-16 as spreadsheets write it."""
    text = _decoded(body)
    if isinstance(text, Fault):
        return DegreeList(faults=[text])
    rows: list[DegreeRow] = []
    faults: list[Fault] = []
    lines = _lines(text, faults)
    line, head = next(lines, (1, []))
    columns = [one_line(name).casefold() for name in head]
    faults += _faults_of_head(line, columns)
    if not faults:
        for line, cells in lines:
            row = _row(line, columns, cells, faults)
            rows += [row] if row is not None else []
    return DegreeList(rows, faults)


def _decoded(body: bytes) -> str | Fault:
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeError as error:
        line = body[: getattr(error, "start", 0)].count(b"\n") + 1
        return Fault(line, "", "this is not UTF-8; save the file as “CSV UTF-8”.")


def _lines(text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The number of the first line of each row that is not empty, and its cells."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(begins, "", f"this is no CSV: {error}."))


def _faults_of_head(line: int, columns: Sequence[str]) -> Iterator[Fault]:
    for name in columns:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, 1)
            hint = f"did you mean “{near[0]}”?" if near else f"there are {', '.join(COLUMNS)}."
            yield Fault(line, name or "without a name", f"no such column; {hint}")
    for name in COLUMNS:
        if columns.count(name) > 1:
            yield Fault(line, name, "this column is there more than once.")
        if name in _REQUIRED and name not in columns:
            yield Fault(line, name, "this column is missing in the head line.")


def _row(line: int, columns: Sequence[str], cells: Sequence[str], faults: list[Fault]) -> DegreeRow | None:
    if len(cells) != len(columns):
        faults.append(Fault(line, "", f"it has {len(cells)} cells, and the head line {len(columns)}."))
        return None
    stated = {name: _value(cell) for name, cell in zip(columns, cells, strict=True)}
    found = list(_faults_of_row(line, stated))
    start, conferred = (_date(line, name, stated.get(name, ""), found) for name in ("start", "conferred"))
    if start and conferred and _begins_after(start, conferred):
        found.append(Fault(line, "start", f"{start} is later than the conferral, {conferred}."))
    faults += found
    if found or conferred is None:
        return None
    degree, department = stated.get("degree", ""), stated.get("department", "")
    return DegreeRow(line, stated["thesis"], stated["name"], degree, department, start, conferred)


def _value(cell: str) -> str:
    text = one_line(cell)
    return "" if is_placeholder(text) else text


def _faults_of_row(line: int, stated: dict[str, str]) -> Iterator[Fault]:
    for name in _REQUIRED:
        if not stated[name]:
            yield Fault(line, name, "it is empty.")
    for name in ("degree", "department"):
        if len(stated.get(name, "").encode("utf-16-le")) // 2 > _LONGEST:
            yield Fault(line, name, f"it is longer than the {_LONGEST} characters that ORCID takes.")


def _date(line: int, column: str, stated: str, faults: list[Fault]) -> FuzzyDate | None:
    """The date, when it can be read in one way only; spreadsheets like to write 30.09.2024."""
    if not stated:
        return None
    reading = read_date(stated)
    date = reading.date if reading.form in ("date", "day-first", "midnight") and not reading.why else None
    if date is not None and 1900 <= date.year <= 2100:
        return date
    faults.append(
        Fault(line, column, f"“{stated[:40]}” is no date that can be read; write it as 2024-09-30.")
    )
    return None


def _begins_after(start: FuzzyDate, end: FuzzyDate) -> bool:
    """Whether it begins later, as far as both are known."""
    both = min(len(str(start)), len(str(end)))
    return str(start)[:both] > str(end)[:both]
