"""`make corpus-report`: what becomes of each real record, format by format, and where we disagree with its marks.

python -m tests.corpus_report FOLDER [--list]

Exit 1 when a disagreement is not argued in corpus_disagreements.toml, or when an argued one has gone.
"""

from __future__ import annotations

import csv
import datetime
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crosswalks import Crosswalked, Profile
from orcid_sync.crosswalk_files import crosswalk_paths

TODAY = datetime.date(2026, 1, 1)
ARGUED = Path(__file__).parent / "corpus_disagreements.toml"
_FIELDS = ("title", "date", "identifier", "author", "language", "abstract", "advisor")


@dataclass
class Row:
    """The counts of one format; `causes` says why records were refused or could not be read."""

    outcomes: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    """What became of the records of a folder. `disagreements` are files whose mark we contradict."""

    rows: defaultdict[str, Row] = field(default_factory=lambda: defaultdict(Row))
    marks: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    disagreements: set[str] = field(default_factory=set)


def main() -> None:
    folder = Path(sys.argv[1])
    if not (folder / "index.csv").is_file():
        sys.exit(f"There is no index.csv in {folder}: put the folder of real records there, or name another.")
    found = report(folder)
    _print(found.rows, found.marks)
    argued = arguments()
    for name in sorted(found.disagreements & argued.keys()):
        print(f"  {name}: right is {argued[name]['right']}. {argued[name]['why']}")
    if wrong := unargued(found):
        sys.exit("\n".join(wrong))


def arguments() -> dict[str, dict[str, str]]:
    """Why a mark and we disagree, by file: who is `right`, and `why`."""
    return tomllib.loads(ARGUED.read_text(encoding="utf-8"))


def unargued(found: Report) -> list[str]:
    """One sentence for each disagreement that is not argued, and for each argued one that has gone."""
    argued = arguments().keys()
    return [
        *(
            f"{name}: we contradict its mark; say why in {ARGUED.name}"
            for name in sorted(found.disagreements - argued)
        ),
        *(
            f"{name}: we agree with its mark; take it out of {ARGUED.name}"
            for name in sorted(argued - found.disagreements)
        ),
    ]


def report(folder: Path) -> Report:
    with (folder / "index.csv").open(encoding="utf-8", newline="") as opened:
        index = {row["file"]: row for row in csv.DictReader(opened)}
    found = Report()
    for name, made in _judged(folder, index):
        row = found.rows[index[name]["prefix"]]
        row.outcomes[made.outcome] += 1
        _count_fields(row, made)
        if made.outcome in ("refused", "unreadable"):
            row.causes.update({f.code for f in made.findings if f.severity == "error"})
        marked = index[name]["is_thesis"] == "y"
        ours = made.thesis is not None or "title-missing" in {f.code for f in made.findings}
        if made.outcome not in ("unreadable", "deleted") and made.format:
            found.marks[marked, ours] += 1
            if marked != ours:
                found.disagreements.add(name)
    return found


def _judged(folder: Path, index: dict[str, dict[str, str]]) -> Iterator[tuple[str, Crosswalked]]:
    for name in sorted(index):
        for result in crosswalk_paths([str(folder / name)], sys.stdin.buffer, profile=Profile(), today=TODAY):
            if "--list" in sys.argv:
                codes = ", ".join(f.code for f in result.crosswalked.findings if f.severity == "error")
                print(f"{result.crosswalked.outcome:<12} {name}  {codes}")
            yield name, result.crosswalked


def _count_fields(row: Row, made: Crosswalked) -> None:
    thesis = made.thesis
    if thesis is None:
        return
    there = (
        bool(thesis.title.text), thesis.date, thesis.identifiers, [p for p in thesis.people if p.role == "author"],
        thesis.title.language, thesis.abstract, [p for p in thesis.people if p.role == "advisor"],
    )  # fmt: skip
    row.fields.update(name for name, value in zip(_FIELDS, there, strict=True) if value)


def _print(rows: dict[str, Row], marks: Counter[tuple[bool, bool]]) -> None:
    print(
        f"{'format':<28}{'records':>8}{'work':>7}{'no thesis':>11}{'refused':>9}{'unreadable':>12}{'deleted':>9}"
    )
    for name, row in sorted(rows.items()):
        count = row.outcomes
        print(
            f"{name:<28}{count.total():>8}{count['work']:>7}{count['not-a-thesis']:>11}"
            f"{count['refused']:>9}{count['unreadable']:>12}{count['deleted']:>9}"
        )
        for cause, number in row.causes.most_common():
            print(f"{'':<30}{number} × {cause}")
    print("\nShare of theses that have it, by format")
    print(f"{'format':<28}" + "".join(f"{name:>12}" for name in _FIELDS))
    for name, row in sorted(rows.items()):
        theses = sum(row.outcomes.values()) - row.outcomes["not-a-thesis"] - row.outcomes["deleted"]
        if row.fields["title"]:
            shares = "".join(
                f"{100 * row.fields[one] / max(row.fields['title'], 1):>11.0f}%" for one in _FIELDS
            )
            print(f"{name:<28}{shares}   of {row.fields['title']} ({theses} not excluded)")
    found, missed, wrong = marks[True, True], marks[True, False], marks[False, True]
    print(
        f"\nThesis detection against the marks: precision {found / max(found + wrong, 1):.3f}, "
        f"recall {found / max(found + missed, 1):.3f}"
    )


if __name__ == "__main__":
    main()
