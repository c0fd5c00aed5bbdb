"""Title and subtitle out of one string, only where the punctuation says so (metadata.md D2.3, D16)."""

from __future__ import annotations

import re

from crosswalks.decide.scripts import apparent_language, script_of

_COLON = re.compile(r":\s")
_OPENING, _CLOSING = "([{“«„‹「『", ")]}”»‟›」』"
_BRACKETS = re.compile(f'[{re.escape(_OPENING + _CLOSING)}"]')
# What stands before a colon and is no title: a part, a number, a label, a time, an address.
_PART = (
    r"(?:part|chapter|volume|vol|teil|band|kapitel|tome|partie|chapitre|parte|capítulo|tomo|book|acts?|no|nr)"
)
_LABEL = r"(?:title|titel|titre|título|re|note|thesis|dissertation)"
_NO_TITLE = re.compile(rf"(?:{_PART}|{_LABEL})\b\.?\s*[\divxlc.]*|[\W\d]*|\S*://\S*|(?:urn|doi|info)", re.I)
_ENDS_IN_PART = re.compile(rf"[.,;(]\s{_PART}\.?\s*[\divxlc]+$", re.I)
_LETTER = re.compile(r"[^\W\d_]")


def split_title(title: str) -> tuple[str, str]:
    """Title and subtitle, or the whole and "" where no colon plainly parts the two.

    Put together with ": " (or " : ", where the source has it) they are the source again.
    """
    if ": " not in title:
        return title, ""
    colons = _outside_brackets(title)
    spaced = [at for at in colons if title[at - 1 : at].isspace()]
    if spaced or len(colons) == 1:
        return _parted(title, (spaced or colons)[0])
    return title, ""


def _outside_brackets(title: str) -> list[int]:
    """Where a colon before a blank stands outside brackets and quotation marks."""
    colons = [match.start() for match in _COLON.finditer(title)]
    if not _BRACKETS.search(title):
        return colons
    return [at for at in colons if not _is_inside(title[:at])]


def _is_inside(left: str) -> bool:
    depth = sum((c in _OPENING) - (c in _CLOSING) for c in left)
    return depth > 0 or left.count('"') % 2 == 1


def _parted(title: str, colon: int) -> tuple[str, str]:
    left, right = title[:colon].rstrip(), title[colon + 2 :].strip()
    if not _LETTER.search(right) or len(left) < 2 or _NO_TITLE.fullmatch(left) or _ENDS_IN_PART.search(left):
        return title, ""
    if in_two_languages(left, right):
        return title, ""
    return left, right


def in_two_languages(left: str, right: str) -> bool:
    """Whether a colon parts a title from its translation, not from its subtitle."""
    if not (left.isascii() and right.isascii()):
        scripts = script_of(left), script_of(right)
        if all(scripts) and scripts[0] != scripts[1]:
            return True
    first = apparent_language(left)
    return bool(first) and (apparent_language(right) or first) != first
