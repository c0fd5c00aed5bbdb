"""The abstract: which description is one, in which language, and without the dirt (metadata.md D4, D16)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from crosswalks.decide import abstract_findings as remarks
from crosswalks.decide.languages import language_tag, stated_language
from crosswalks.decide.scripts import apparent_language, contradicts, script_of
from crosswalks.decide.text import (
    fold,
    is_longer,
    is_placeholder,
    paragraphs,
    shorten,
    strip_markup,
    unescape,
    utf16_length,
)
from crosswalks.profile import Profile
from crosswalks.tables import load_table
from crosswalks.thesis import Decided, Decision, Rejected, Statement, Text, Title
from schemas.finding import Finding

SHORT_DESCRIPTION_LIMIT = 5000  # UTF-16 units

_SUBSTANTIAL_CHARACTERS, _SUBSTANTIAL_WORDS = 150, 25  # of a description that may be an abstract (D4.1)
_SHORT_NOTE = 400
_TITLE_PAGE = 300  # characters of author, supervisor and department between the title and the abstract
_DENSE = frozenset(
    ("Hani", "Jpan", "Kore")
)  # scripts in which a character says as much as two or three letters
_TAGGED = re.compile(r"\[([a-z]{2,3})\]\s+", re.I)
_PROQUEST_BREAK = re.compile(r"(?<=[.?!:;,)\]\"'”’])\s*\^(?:\s+|$)")


class _Candidate(NamedTuple):
    statement: Statement
    text: str  # without a language in brackets in front
    language: str  # as stated, "" when not


def decide_abstract(
    abstracts: Sequence[Statement], *, title: Title, languages: tuple[str, ...], profile: Profile
) -> Decided[Text | None]:
    """The abstract in the language of the title, or else English, clean and within ORCID's limit.

    None without one. Descriptions count only when they are substantial and no note; those of one language
    are its paragraphs, and joined.
    """
    candidates, rejected = _substantial(abstracts, title, profile)
    if not candidates:
        remark = (remarks.none_substantial(len(rejected)),) if rejected else ()
        rule = "abstract.none-substantial" if rejected else "abstract.not-stated"
        return Decided(None, (Decision("abstract", "", "", rule, tuple(rejected)),), remark)
    chosen, language, rule = _in_best_language(candidates, title, languages)
    rejected += [
        Rejected(c.statement.text, c.statement.at, "an abstract in another language")
        for c in candidates
        if c not in chosen
    ]
    text, findings = _cleaned(chosen, title)
    if not text:
        return Decided(None, (Decision("abstract", "", "", "abstract.none-substantial", tuple(rejected)),))
    if is_longer(text, SHORT_DESCRIPTION_LIMIT):
        findings.append(remarks.shortened(chosen[0].statement, utf16_length(text)))
        text = shorten(text, SHORT_DESCRIPTION_LIMIT)
    at = " ".join(c.statement.at for c in chosen)
    decision = Decision("abstract", text, at, rule, tuple(rejected))
    return Decided(Text(text, language), (decision,), tuple(findings))


# Which are abstracts


def _substantial(
    abstracts: Sequence[Statement], title: Title, profile: Profile
) -> tuple[list[_Candidate], list[Rejected]]:
    """What the source calls an abstract; only where there is none, the descriptions that read like one."""
    candidates: list[_Candidate] = []
    rejected: list[Rejected] = []
    for statement in abstracts:
        why = _not_an_abstract(statement, title)
        if not why and any(statement.text == c.statement.text for c in candidates):
            why = "the same text again"
        if why:
            rejected.append(Rejected(statement.text, statement.at, why))
        else:
            candidates.append(_read(statement, profile))
    declared = [c for c in candidates if c.statement.kind == "abstract"]
    if not declared or len(declared) == len(candidates):
        return candidates, rejected
    why = "a description beside an abstract"
    rejected += [
        Rejected(c.statement.text, c.statement.at, why) for c in candidates if c.statement.kind != "abstract"
    ]
    return declared, rejected


def _not_an_abstract(statement: Statement, title: Title) -> str:
    """Why a text is no abstract; "" when it is one."""
    text = statement.text.lstrip()
    if statement.kind == "note":
        return "a note"
    if is_placeholder(text):
        return "only says that there is no abstract"
    if _notes().match(text):
        return "a note about the degree, the file or its rights"
    if not _is_long_enough(text, statement.kind):
        return "too short to be an abstract"
    if len(text) < _SHORT_NOTE and _is_short_note(text.lower()):
        return "a note about the degree, the file or its rights"
    if len(text) < 1000 and _is_title(text, title):
        return "the same as the title"
    return ""


def _is_long_enough(text: str, kind: str) -> bool:
    length = len(text)
    if length >= _SUBSTANTIAL_CHARACTERS:
        return True
    if script_of(text) in _DENSE:
        return length >= (15 if kind == "abstract" else _SUBSTANTIAL_CHARACTERS // 2)
    words = text.count(" ") + 1
    return words >= _SUBSTANTIAL_WORDS or (kind == "abstract" and length >= 20 and words >= 3)


def _is_title(text: str, title: Title) -> bool:
    whole = fold(f"{title.text} {title.subtitle}")
    if not whole.startswith(fold(text[:20])):  # no abstract is folded only to see that it is no title
        return False
    return fold(text) in (whole, fold(title.text))


def _read(statement: Statement, profile: Profile) -> _Candidate:
    language, text = stated_language(statement, profile), statement.text.strip()
    if text.startswith("[") and (tagged := _TAGGED.match(text)) and (tag := language_tag(tagged[1])):
        return _Candidate(statement, text[tagged.end() :], language or tag)
    return _Candidate(statement, text, language)


# Which language


def _in_best_language(
    candidates: list[_Candidate], title: Title, languages: tuple[str, ...]
) -> tuple[list[_Candidate], str, str]:
    """The abstract, its language, the rule: as the title, else English, else the longest (D4.2)."""
    wanted = title.language or (languages[0] if len(languages) == 1 else "")
    if len(candidates) == 1:
        return candidates, _language_of_one(candidates[0], wanted), "abstract.the-only-one"
    wanted = wanted or apparent_language(title.text)
    groups: dict[str, list[_Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(_primary(candidate.language or apparent_language(candidate.text)), []).append(
            candidate
        )
    if len(groups) == 1:
        language = next(iter(groups))
        return candidates, language or wanted, "abstract.paragraphs-joined"
    for language, rule in ((_primary(wanted), "abstract.language-of-the-title"), ("en", "abstract.english")):
        if language and language in groups:
            return groups[language], language, rule
    longest = max(groups, key=lambda language: sum(len(c.text) for c in groups[language]))
    return groups[longest], longest, "abstract.longest"


def _language_of_one(candidate: _Candidate, wanted: str) -> str:
    if candidate.language or not wanted:
        return candidate.language
    return "" if contradicts(candidate.text, wanted) else wanted


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


# Cleaning


def _cleaned(chosen: list[_Candidate], title: Title) -> tuple[str, list[Finding]]:
    findings: list[Finding] = []
    parts = []
    for candidate in chosen:
        text, escaped = clean_abstract(candidate.text)
        if escaped:
            findings.append(remarks.escaped_twice(candidate.statement))
        if "\ufffd" in text:
            findings.append(remarks.broken_characters(candidate.statement))
        parts.append(_without_title_page(text, title))
    return "\n\n".join(filter(None, parts)), findings


def _without_title_page(text: str, title: Title) -> str:
    """A text that begins with the title of the work, from the heading that ends the title page (D16)."""
    if not title.text or not text.startswith(title.text) or text[len(title.text) :].lstrip()[:1].islower():
        return text  # "Mills in Abstract Algebra are …" begins with the title "Mills" and is a sentence
    heading = _heading().search(text, len(title.text), len(title.text) + _TITLE_PAGE)
    return text[heading.end() :] if heading else text


def clean_abstract(stated: str) -> tuple[str, bool]:
    """An abstract without entities, tags, labels and boilerplate; whether it was escaped twice."""
    text, escaped = unescape(stated)
    if "\n" in text[:60]:  # a label on a line of its own, before lines are joined
        text = _without_label(text.lstrip())
    text = paragraphs(text)
    if "<" in text or "\\" in text or "$" in text:
        text = strip_markup(text)
        text = "\n".join(map(paragraphs, text.split("\n"))) if "\n" in text else paragraphs(text)
    if "^" in text:
        text = _PROQUEST_BREAK.sub("\n\n", text).strip()
    if "TCPDF" in text:
        text = _boilerplate().sub("", text).strip()
    return _without_label(text), escaped


def _without_label(text: str) -> str:
    if text[:60].lstrip("*[(").lstrip()[:2].lower() not in _beginnings_of_labels():
        return text
    if page := _title_page().match(text):
        text = text[page.end() :]
    label = _label().match(text)
    return text[label.end() :] if label else text


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def _table() -> dict[str, list[str]]:
    return load_table("abstracts.toml")


@cache
def _notes() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_table()['notes'])})", re.I)


@cache
def _short_notes() -> tuple[re.Pattern[str], ...]:
    # One by one and in lower case: each is then found by its first letters, ten times as fast as together.
    return tuple(re.compile(pattern, re.S) for pattern in _table()["short_notes"])


def _is_short_note(lowered: str) -> bool:
    return any(pattern.search(lowered) for pattern in _short_notes())


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(_table()['boilerplate'])})", re.I)


@cache
def _beginnings_of_labels() -> frozenset[str]:
    """Two letters are enough to know that most texts begin with no label."""
    return frozenset(label[:2] for label in (*_table()["labels"], *_table()["title_page"]))


@cache
def _label() -> re.Pattern[str]:
    """A label with a colon, dash, full stop or line end behind it; without, only what is no first word."""
    labels = _any(_table()["labels"])
    marked = rf"(?i:{labels})\s*[\])]?\s*(?:[:：.]|[-–—](?=\s)|\n)\s*"
    capitals = rf"(?:{labels.upper()})\s+(?=[^\W\d_a-z][^\W\d_A-Z]|A )"
    # "Abstract This thesis …", but not "Abstract Expressionism …"
    plain = r"Abstract\s+(?=(?:The|This|These|In|We|A|An|It|Our|For|To|As|With)\b)"
    return re.compile(rf"[*\[(]?\s*(?:{marked}|{capitals}|{plain})")


@cache
def _heading() -> re.Pattern[str]:
    """A label that stands as a heading: capitalised, and a sentence begins behind it."""
    labels = _any([form for label in _table()["labels"] for form in (label.capitalize(), label.upper())])
    return re.compile(rf"(?<!\w)(?:{labels})\s*[:.]?\s+(?=[^\W\d_a-z])")


@cache
def _title_page() -> re.Pattern[str]:
    heads, labels = _any(_table()["title_page"]), _any(_table()["labels"])
    return re.compile(rf"(?:{heads})\s*:.{{0,700}}?\b(?={labels})(?=\w+\s*:)", re.I | re.S)
