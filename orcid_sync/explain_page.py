"""The page that shows a record beside ORCID's view of it, the values joined by lines. One file, no script."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined

from crosswalks.rules import rule_sentence
from crosswalks.source_lines import SourceLine
from orcid_sync.explain import Explained
from orcid_sync.whole_files import write_whole

_MOST_LINES = 30  # beside each other; what is joined is always shown, then what a stylesheet reads
_XML_SHOWN = 20_000


class Row(NamedTuple):
    """One value on either side. `partners` are the numbers, from 1, of the rows it is joined to."""

    name: str
    value: str
    partners: tuple[int, ...]
    attributes: str = ""


class Curve(NamedTuple):
    """A line between the middles of two rows, in row heights from the top."""

    left: float
    right: float


class Beside(NamedTuple):
    """Both sides of the page, the lines between them, and how many lines of the record are not shown."""

    source: list[Row]
    work: list[Row]
    curves: list[Curve]
    hidden: int

    @property
    def height(self) -> int:
        return max(len(self.source), len(self.work))


def beside(explained: Explained) -> Beside:
    """The record and the work as rows that know their partners."""
    work = explained.work_lines()
    shown = _shown(explained.lines, {place for line in work for place in line.places})
    joins = [
        (left, right)
        for left, source_line in enumerate(shown, 1)
        for right, work_line in enumerate(work, 1)
        if set(source_line.places).intersection(work_line.places)
    ]
    return Beside(
        [
            Row(_named(line), line.text, _partners(joins, left=number), line.attributes)
            for number, line in enumerate(shown, 1)
        ],
        [Row(line.name, line.value, _partners(joins, right=number)) for number, line in enumerate(work, 1)],
        [Curve(left - 0.5, right - 0.5) for left, right in joins],
        len(explained.lines) - len(shown),
    )


def _shown(lines: tuple[SourceLine, ...], wanted: set[str]) -> list[SourceLine]:
    """The lines that matter most, in source order."""

    def rank(number: int) -> tuple[bool, bool, int]:
        places = lines[number].places
        return (wanted.isdisjoint(places), not places, number)

    ranked = sorted(range(len(lines)), key=rank)
    joined = sum(not wanted.isdisjoint(line.places) for line in lines)
    return [lines[number] for number in sorted(ranked[: max(_MOST_LINES, joined)])]


def _named(line: SourceLine) -> str:
    """As decisions name it; as the record does where no stylesheet reads it."""
    return " ".join(dict.fromkeys(line.places)) or line.name


def _partners(joins: list[tuple[int, int]], *, left: int = 0, right: int = 0) -> tuple[int, ...]:
    if left:
        return tuple(other for one, other in joins if one == left)
    return tuple(one for one, other in joins if other == right)


def write_page(explained: Explained, path: Path) -> Path:
    """The HTML file at `path`: no script, no request to anywhere, readable on paper."""
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page.filters["sentence"] = rule_sentence
    template = page.from_string((files("orcid_sync") / "pages" / "explain.html").read_text(encoding="utf-8"))
    path.parent.mkdir(parents=True, exist_ok=True)
    source, work = explained.source_xml, explained.crosswalked.work_xml or ""
    return write_whole(
        path,
        template.render(
            explained=explained,
            made=explained.crosswalked,
            beside=beside(explained),
            source_xml=source[:_XML_SHOWN] + ("\n[…]" if len(source) > _XML_SHOWN else ""),
            work_xml=work,
        ),
    )
