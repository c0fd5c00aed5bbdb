"""Authors entered twice, in two scripts; and the order that DSpace loses, for it groups values by language (§1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crosswalks.decide.scripts import script_of
from crosswalks.decide.text import fold, one_line
from crosswalks.thesis import Rejected, Statement
from schemas.finding import Finding


class AuthorOrder(NamedTuple):
    """The persons to read, those left out because they are there already in another script, and what to know."""

    persons: Sequence[Statement]
    again: tuple[Rejected, ...] = ()
    findings: tuple[Finding, ...] = ()


def author_order(persons: Sequence[Statement]) -> AuthorOrder:
    """Authors in several scripts are the same people, once each; those of several languages in a doubtful order."""
    creators = [person for person in persons if person.kind == "creator"]
    if len(creators) < 2 or _is_plain(creators):
        return AuthorOrder(persons)
    kept, again = _once_each(creators)
    findings = [_in_two_scripts(again)] if again else []
    languages = dict.fromkeys(person.lang for person in _different(kept))
    if len(languages) > 1:
        findings.append(_unsure(list(languages)))
    rejected = tuple(Rejected(p.text, p.at, "the same person, written in another script") for p in again)
    return AuthorOrder([p for p in persons if p not in again], rejected, tuple(findings))


def _is_plain(creators: Sequence[Statement]) -> bool:
    """All in the letters of one language, as nearly always."""
    return all(person.text.isascii() and person.lang == creators[0].lang for person in creators)


def _once_each(creators: Sequence[Statement]) -> tuple[Sequence[Statement], Sequence[Statement]]:
    """The authors, and those again who are written in another script: as many names in each of the scripts."""
    scripts: dict[str, list[Statement]] = {}
    for person in creators:
        scripts.setdefault(script_of(person.text), []).append(person)
    kept, *others = scripts.values()
    if "" in scripts or any(len(group) != len(kept) for group in others):
        return creators, ()
    return kept, [person for group in others for person in group]


def _different(creators: Sequence[Statement]) -> list[Statement]:
    """Each name where it stands first."""
    return list({fold(person.text): person for person in reversed(creators)}.values())


def _in_two_scripts(again: Sequence[Statement]) -> Finding:
    names = ", ".join(f"“{one_line(person.text)}”" for person in again)
    return Finding(
        "author-in-two-scripts",
        "info",
        "person",
        f"As many authors stand in another script, so {names} is taken for the same person again and not sent twice.",
        "If this is another author, tell the two apart by an iD; else enter each author once.",
        "; ".join(person.text for person in again),
    )


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
