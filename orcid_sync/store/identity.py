"""When two records are one thesis, and two names one person. Rules only; `placing`, `contributors` use them.

A thesis is known by its DOI or handle, then by its OAI identifier. Both are evidence, not proof: repositories
print a series' DOI on every volume and give an OAI identifier to another work after a move. So a shared
DOI or handle counts unless title *and* people speak against it, and a shared OAI identifier only
when the titles are alike. In doubt two theses stay two: a work listed twice harms less than one overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from crosswalks.decide.text import fold
from crosswalks.thesis import Person, Thesis

_PERMANENT = ("doi", "handle")
_ALIKE_WORDS = 0.5  # shared words of two titles (Jaccard)
_ALIKE_LETTERS = 0.85
_ALIKE_NAME = 0.8
_SHORTEST_TITLE = 12  # folded letters: shorter beginnings of titles are no evidence


class Key(NamedTuple):
    """By what a thesis is known: `kind` is `doi` or `handle`. (By OAI identifiers it is known through its records.)"""

    kind: str
    value: str


class Evidence(NamedTuple):
    """What records say of one thesis, for comparison: folded titles and folded authors."""

    titles: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()

    def joined(self, other: Evidence) -> Evidence:
        return Evidence(self.titles | other.titles, self.authors | other.authors)


def permanent_keys(thesis: Thesis) -> list[Key]:
    """The thesis's own DOIs and handles. Both are case-insensitive."""
    return [
        Key(kind, value.lower())
        for kind, value, _, relationship in thesis.identifiers
        if kind in _PERMANENT and relationship == "self"
    ]


@lru_cache(maxsize=1024)
def folded_name(person: Person) -> str:
    """The name for comparison: "family, given" where the record tells them apart."""
    family = fold(person.family)
    return f"{family}, {fold(person.given)}" if family else fold(person.name)


def evidence(title: str, people: Iterable[Person]) -> Evidence:
    """What one record says."""
    folded = fold(title)
    authors = frozenset(folded_name(each) for each in people if each.role == "author")
    return Evidence(frozenset({folded} if folded else ()), authors)


def contradict(one: Evidence, other: Evidence) -> bool:
    """Whether neither title nor author is shared, though both sides state both."""
    if not (one.titles and other.titles and one.authors and other.authors):
        return False
    return not titles_alike(one, other) and not any(
        alike_names(a, b) for a in one.authors for b in other.authors
    )


def titles_alike(one: Evidence, other: Evidence) -> bool:
    """Whether some titles are the same, up to spelling, a subtitle, or a few words."""
    return any(alike_titles(a, b) for a in one.titles for b in other.titles)


def alike_titles(a: str, b: str) -> bool:
    """Compare two folded titles."""
    if a == b:
        return bool(a)
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= _SHORTEST_TITLE and longer.startswith(shorter):
        return True
    words_a, words_b = set(a.split()), set(b.split())
    if len(words_a & words_b) > _ALIKE_WORDS * len(words_a | words_b):
        return True
    return SequenceMatcher(None, a, b, autojunk=False).ratio() > _ALIKE_LETTERS


def alike_names(a: str, b: str) -> bool:
    """Whether two folded names may be one person's: order, initials, a middle name more or less.

    The family name has to be the same (or one part of a double name), and no given name may differ.
    """
    if sorted(_words(a)) == sorted(_words(b)):
        return True
    (family_a, given_a), (family_b, given_b) = _split(a), _split(b)
    return _same_family(family_a, family_b) and _compatible(given_a, given_b)


def misspelled_names(a: str, b: str) -> bool:
    """Whether one may be a slip of the other. Only evidence for somebody in the same place and role."""
    (family_a, given_a), (family_b, given_b) = _split(a), _split(b)
    alike_given = _compatible(given_a, given_b) or _ratio(given_a, given_b) >= _ALIKE_NAME
    return _ratio(family_a, family_b) >= _ALIKE_NAME and alike_given


def _words(folded: str) -> list[str]:
    return folded.replace(",", " ").split()


def _split(folded: str) -> tuple[list[str], list[str]]:
    family, comma, given = folded.partition(", ")
    if comma:
        return family.split(), given.split()
    words = family.split()
    return words[-1:], words[:-1]


def _same_family(a: list[str], b: list[str]) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return bool(shorter) and (longer[: len(shorter)] == shorter or longer[-len(shorter) :] == shorter)


def _compatible(a: list[str], b: list[str]) -> bool:
    """Whether the shorter list of given names reads as a shortening of the longer; the first must agree."""
    shorter, longer = sorted((a, b), key=len)
    if not shorter:
        return True
    if not _same_or_initial(shorter[0], longer[0]):
        return False
    rest = iter(longer[1:])
    return all(any(_same_or_initial(word, other) for other in rest) for word in shorter[1:])


def _same_or_initial(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) if len(shorter) == 1 else a == b


def _ratio(a: list[str], b: list[str]) -> float:
    return SequenceMatcher(None, " ".join(a), " ".join(b), autojunk=False).ratio()
