"""Finds works that may be the same thesis though no identifier says so: typed by hand, or from another database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from crosswalks.decide.text import fold
from orcid_sync.orcid.answers import WorkSummary, text_at

# A main title alone has to say something: "Introduction" is the beginning of many titles.
_SHORTEST_MAIN_TITLE = 12
# Letters that are no letter with a mark, so that folding leaves them as they are.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


class _Title(NamedTuple):
    """A folded title: the whole of it, and without its subtitle ("" when there is none or it says little)."""

    whole: str
    main: str

    def is_like(self, other: _Title) -> bool:
        """Whether they are the same, or one is the other without its subtitle."""
        return self.whole in {other.whole, other.main} or other.whole == self.main


def alike(work: etree._Element, others: Iterable[WorkSummary]) -> list[WorkSummary]:
    """Those of `others` with the same title, whatever its case, accents, punctuation and subtitle, of a year that
    is at most one away. A year that is not told is near every year."""
    titles, year = _titles_of(work), text_at(work, "common:publication-date/common:year")
    return [other for other in others if _near(year, other.year) and _share_title(titles, _titles(other))]


def folded(text: str) -> str:
    """Only the letters and digits, without case and accents, so that `Co-operation` is `cooperation`."""
    return fold(text).translate(_PLAIN).replace(" ", "")


def _share_title(ours: list[_Title], theirs: list[_Title]) -> bool:
    return any(one.is_like(other) for one in ours for other in theirs)


def _titles_of(work: etree._Element) -> list[_Title]:
    parts = ("title", "subtitle", "translated-title")
    return _made(*(text_at(work, f"work:title/common:{part}") for part in parts))


def _titles(summary: WorkSummary) -> list[_Title]:
    return _made(summary.title, summary.subtitle, summary.translated_title)


def _made(title: str, subtitle: str, translated: str) -> list[_Title]:
    """The title, with its subtitle joined, and its translation; one that folds to nothing compares with none."""
    if not subtitle:
        title, _, subtitle = title.partition(": ")
    made = [_title(title, subtitle), _title(*translated.partition(": ")[::2])]
    return [one for one in made if one.whole]


def _title(title: str, subtitle: str) -> _Title:
    main, rest = folded(title), folded(subtitle)
    says_enough = len(main) >= _SHORTEST_MAIN_TITLE or not main.isascii()
    return _Title(main + rest, main if rest and says_enough else "")


def _near(one: str, other: str) -> bool:
    if not (one.isdecimal() and other.isdecimal()):
        return True
    return abs(int(one) - int(other)) <= 1
