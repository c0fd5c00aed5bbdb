"""DSpace hands values out grouped by language: what that does to the authors of a thesis (dspace.md §1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crosswalks.decide.scripts import script_of
from crosswalks.decide.text import fold
from crosswalks.thesis import Rejected, Statement
from schemas.finding import Finding


class AuthorOrder(NamedTuple):
    """The persons to read, those left out because they are there already in another script, and what to know."""

    persons: Sequence[Statement]
    again: tuple[Rejected, ...] = ()
    findings: tuple[Finding, ...] = ()


def author_order(persons: Sequence[Statement]) -> AuthorOrder:
    """Authors of several languages: the same people in another script once, and else a doubt about their order."""
    if len({p.lang for p in persons if p.kind == "creator"}) < 2:
        return AuthorOrder(persons)
    groups: dict[str, list[Statement]] = {}
    by_name = {fold(person.text): person for person in reversed(persons) if person.kind == "creator"}
    for person in reversed(by_name.values()):
        groups.setdefault(person.lang, []).append(person)
    main, *others = groups.values()
    again = [person for group in others if _are_the_same(main, group) for person in group]
    kept = [person for person in persons if person not in again]
    rejected = tuple(Rejected(p.text, p.at, "the same person, written in another script") for p in again)
    left = [language for language, group in groups.items() if group[0] not in again]
    return AuthorOrder(kept, rejected, (_unsure(left),) if len(left) > 1 else ())


def _are_the_same(main: Sequence[Statement], group: Sequence[Statement]) -> bool:
    """As many names, and not one script in common: the repository enters each author twice."""
    if len(main) != len(group):
        return False
    return {script_of(p.text) for p in main}.isdisjoint(script_of(p.text) for p in group)


def _unsure(languages: Sequence[str]) -> Finding:
    named = ", ".join(language if language not in ("", "none") else "none" for language in languages)
    return Finding(
        "author-order-unsure",
        "warning",
        "person",
        f"The authors are entered under several languages ({named}), and DSpace hands values out language by "
        "language: the order in which they are sent may not be theirs.",
        "Enter all authors without a language, or all with the same.",
    )
