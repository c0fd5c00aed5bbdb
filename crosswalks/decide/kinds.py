"""Is it a thesis, and of which level (metadata.md D7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from crosswalks.decide.text import fold, is_placeholder
from crosswalks.decide.type_words import (
    Says,
    one_level,
    read_level,
    read_set,
    read_statement,
    read_type,
    says_other,
)
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Decision, Level, Rejected, Statement
from schemas.finding import Finding


class Verdict(NamedTuple):
    """Whether a record is a thesis that this profile wants; `level` is "" unless stated unmistakably."""

    is_thesis: bool
    level: Level
    why: str


class _Evidence(NamedTuple):
    is_thesis: bool
    why: str
    at: str
    rule: str


class _Stated(NamedTuple):
    """What types, degrees, sets and format say, which is the same for many records of one source."""

    says: tuple[Says, ...]  # of each type
    evidence: _Evidence | None
    level: tuple[Level, str, str] | None


_DEGREE_KINDS = frozenset(("name", "level", "grantor", "discipline", "statement"))
_STRONG_DEGREE_KINDS = frozenset(("name", "level", "statement"))
_NO_DEGREE = frozenset(("other", "none", "no degree"))
# Titles of papers about a thesis: its printed abstract, a referee's report. Only at the beginning.
_TITLE_ABOUT = re.compile(
    r"\W*(?:автореферат|авторефер|posudek\b|oponentský posudek|referee report on the (?:thesis|dissertation)"
    r"|abstract of (?:the |a )?(?:doctoral |phd |master'?s )?(?:thesis|dissertation)\b)",
    re.IGNORECASE,
)


def decide_kind(
    *,
    types: Sequence[Statement],
    degrees: Sequence[Statement],
    notes: Sequence[Statement],
    titles: Sequence[Statement],
    set_specs: Sequence[str],
    thesis_format: bool,
    profile: Profile,
) -> Decided[Verdict]:
    """Weigh the evidence, strongest first: profile, type, degree, format, set, degree statement in a note.

    A type that names another kind of work wins over format, set and note. Without evidence it is no thesis.
    """
    stated = _stated(
        tuple(types),
        tuple(degrees),
        tuple([s for s in set_specs if read_set(s).says or s in profile.thesis_sets]),
        thesis_format,
        tuple(profile.thesis_types),
        tuple(profile.thesis_sets),
    )
    evidence = _about_a_thesis(titles, stated.evidence) or stated.evidence or _by_note(notes)
    if evidence is None:
        return _unknown(types)
    if not evidence.is_thesis:
        return _no(evidence)
    level, level_at, level_rule = stated.level or _level_of_notes(notes)
    decisions = (
        Decision("kind", "thesis", evidence.at, evidence.rule, _contradictions(types, stated.says)),
        Decision("level", level, level_at, level_rule),
    )
    if profile.levels and level not in profile.levels:
        return _unwanted(level, profile, decisions)
    findings = _contradicted(types, stated.says, evidence)
    return Decided(Verdict(True, level, evidence.why), decisions, findings)


@lru_cache(maxsize=4096)
def _stated(
    types: tuple[Statement, ...],
    degrees: tuple[Statement, ...],
    set_specs: tuple[str, ...],
    thesis_format: bool,
    thesis_types: tuple[str, ...],
    thesis_sets: tuple[str, ...],
) -> _Stated:
    says = tuple(read_type(statement.text).says for statement in types)
    evidence = (
        _of_a_type(types, says, "about")
        or _by_profile(types, set_specs, thesis_types, thesis_sets)
        or _of_a_type(types, says, "thesis")
        or _by_degree(degrees, _STRONG_DEGREE_KINDS, "kind.degree")
        or _of_a_type(types, says, "other")
        or _by_degree(degrees, _DEGREE_KINDS, "kind.degree")
        or (_by_format(types) if thesis_format else None)
        or _by_set(set_specs)
    )
    return _Stated(says, evidence, _level(types, degrees, set_specs))


def _of_a_type(types: Sequence[Statement], says: Sequence[Says], wanted: Says) -> _Evidence | None:
    for statement, said in zip(types, says, strict=True):
        if said == wanted:
            why, rule = _TYPE_SAYS[wanted]
            return _Evidence(said == "thesis", why.format(statement.text), statement.at, rule)
    return None


_TYPE_SAYS: dict[Says, tuple[str, str]] = {
    "about": ("“{}” is a paper about a thesis", "kind.about-a-thesis"),
    "thesis": ("its type is “{}”", "kind.type"),
    "other": ("its type is “{}”", "kind.another-type"),
}


def _about_a_thesis(titles: Sequence[Statement], stated: _Evidence | None) -> _Evidence | None:
    if stated is not None and stated.rule == "kind.about-a-thesis":
        return stated
    for title in titles:
        if _TITLE_ABOUT.match(title.text):
            return _Evidence(
                False, "its title says that it is about a thesis", title.at, "kind.about-a-thesis"
            )
    return None


def _by_profile(
    types: Sequence[Statement],
    set_specs: Sequence[str],
    thesis_types: Sequence[str],
    thesis_sets: Sequence[str],
) -> _Evidence | None:
    if thesis_types:
        wanted = {fold(word) for word in thesis_types}
        for statement in types:
            if fold(statement.text) in wanted:
                why = f"the profile says that “{statement.text}” is a thesis"
                return _Evidence(True, why, statement.at, "kind.type-in-profile")
    for set_spec in set_specs:
        if set_spec in thesis_sets:
            why = f"the profile says that the set {set_spec} holds theses"
            return _Evidence(True, why, "setSpec", "kind.set-in-profile")
    return None


def _by_degree(degrees: Sequence[Statement], kinds: frozenset[str], rule: str) -> _Evidence | None:
    for statement in degrees:
        if (
            statement.kind in kinds
            and not is_placeholder(statement.text)
            and fold(statement.text) not in _NO_DEGREE
        ):
            return _Evidence(True, f"it states the degree “{statement.text}”", statement.at, rule)
    return None


def _by_format(types: Sequence[Statement]) -> _Evidence | None:
    """The format is proof, unless the type is "other": OPUS serves that too in the format of theses."""
    if any(says_other(statement.text) for statement in types):
        return None
    return _Evidence(True, "the format is one for theses", "", "kind.format")


def _by_set(set_specs: Sequence[str]) -> _Evidence | None:
    for set_spec in set_specs:
        if read_set(set_spec).says == "thesis":
            return _Evidence(True, f"it is in the set {set_spec}", "setSpec", "kind.set-name")
    return None


def _by_note(notes: Sequence[Statement]) -> _Evidence | None:
    for note in notes:
        if note.kind != "abstract" and read_statement(note.text).says == "thesis":
            return _Evidence(True, f"a note says “{note.text[:80]}”", note.at, "kind.degree-statement")
    return None


def _level(
    types: Sequence[Statement], degrees: Sequence[Statement], set_specs: Sequence[str]
) -> tuple[Level, str, str] | None:
    """The level, where it stands, and the rule: level field, degree name, type, set; None if only a note can tell."""
    if degrees and (of_degree := _level_of_degree(degrees)) is not None:
        return of_degree
    given = [(read_type(s.text).level, s.at) for s in types]
    if any(level for level, _ in given):
        level = one_level(level for level, _ in given)
        return (
            level,
            next((at for one, at in given if one), ""),
            "level.type" if level else "level.types-differ",
        )
    if level := one_level([read_set(set_spec).level for set_spec in set_specs]):
        return level, "setSpec", "level.set-name"
    return None


def _level_of_notes(notes: Sequence[Statement]) -> tuple[Level, str, str]:
    noted = [read_statement(note.text).level for note in notes if note.kind != "abstract"]
    if level := one_level(noted):
        return level, "note", "level.degree-statement"
    return "", "", "level.not-stated"


def _level_of_degree(degrees: Sequence[Statement]) -> tuple[Level, str, str] | None:
    for kind, rule in (("level", "level.field"), ("name", "level.degree-name")):
        stated = [(read_level(s.text), s.at) for s in degrees if s.kind == kind]
        if level := one_level(level for level, _ in stated):
            return level, next(at for one, at in stated if one == level), rule
    if level := one_level([read_statement(s.text).level for s in degrees if s.kind == "statement"]):
        return level, "degree", "level.degree-statement"
    return None


def _contradictions(types: Sequence[Statement], says: Sequence[Says]) -> tuple[Rejected, ...]:
    if "other" not in says:
        return ()
    why = "another kind of work, but the evidence for a thesis is stronger"
    return tuple(
        Rejected(statement.text, statement.at, why)
        for statement, said in zip(types, says, strict=True)
        if said == "other"
    )


def _contradicted(
    types: Sequence[Statement], says: Sequence[Says], evidence: _Evidence
) -> tuple[Finding, ...]:
    if "other" not in says or evidence.rule.endswith("in-profile"):
        return ()
    other = types[says.index("other")].text
    return (
        Finding(
            "type-contradictory",
            "warning",
            "type",
            f"The record is called “{other}”, but {evidence.why}; it is taken as a thesis.",
            "Correct the type in the repository if it is no thesis.",
            other,
        ),
    )


def _unwanted(level: Level, profile: Profile, decisions: tuple[Decision, ...]) -> Decided[Verdict]:
    wanted = ", ".join(profile.levels)
    if level:
        why = f"it is a {level} thesis, and this profile wants only: {wanted}"
        finding = Finding("level-not-wanted", "info", "level", f"Not sent: {why}.", value=level)
    else:
        why = f"its level is not stated, and this profile wants only: {wanted}"
        finding = Finding(
            "level-unknown",
            "warning",
            "level",
            f"Not sent: {why}.",
            "Enter the degree level in the repository, or leave “levels” empty in the profile.",
        )
    return Decided(Verdict(False, level, why), decisions, (finding,))


def _no(evidence: _Evidence) -> Decided[Verdict]:
    why = evidence.why
    finding = Finding(
        "not-a-thesis",
        "info",
        "type",
        f"No thesis: {why}.",
        "If it is one, correct the type in the repository, or add it to “thesis_types” in the profile.",
    )
    return Decided(Verdict(False, "", why), (Decision("kind", "", evidence.at, evidence.rule),), (finding,))


def _unknown(types: Sequence[Statement]) -> Decided[Verdict]:
    stated = ", ".join(f"“{statement.text}”" for statement in types)
    why = f"nothing says that it is a thesis (type: {stated or 'none'})"
    finding = Finding(
        "type-unknown",
        "info",
        "type",
        f"Not taken as a thesis: {why}.",
        "If it is one, name its type in “thesis_types” or its set in “thesis_sets” of the profile.",
        stated,
    )
    rejected = tuple(Rejected(s.text, s.at, "says nothing about a thesis") for s in types)
    return Decided(
        Verdict(False, "", why), (Decision("kind", "", "", "kind.no-evidence", rejected),), (finding,)
    )
