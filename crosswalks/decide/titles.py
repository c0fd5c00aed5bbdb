"""The title, its subtitle, and its translation (metadata.md D2, D3, D16)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from crosswalks.decide import title_findings as remarks
from crosswalks.decide.languages import language_tag, orcid_language, stated_language
from crosswalks.decide.scripts import apparent_language, contradicts, hinted_language, script_of, wrong_script
from crosswalks.decide.split import split_title
from crosswalks.decide.text import fold, is_placeholder, one_line, strip_markup, unescape, utf16_length
from crosswalks.profile import Profile
from crosswalks.thesis import Decided, Decision, Rejected, Statement, Title
from schemas.finding import Finding

TITLE_LIMIT = 1000  # UTF-16 units, of the title, the subtitle and the translation each

_TAGGED = re.compile(r"\[([a-z]{2,3})\]\s+", re.I)  # "[pt] ANÁLISE DIMENSIONAL …"
_MATERIAL = re.compile(
    r"\s*\[(?:electronic resource|electronic|microform|manuscript|computer file|elektronische ressource|"
    r"ressource électronique|recurso electr[óo]nico|recurso eletr[óô]nico|elektronický zdroj|online)\]",
    re.I,
)
_RESPONSIBILITY = re.compile(
    r"\s+/\s+(?:(?:a )?(?:thesis|dissertation|report) )?(?:submitted |presented |written )?"
    r"(?:by|von|vorgelegt von|par|por|"
    r"di|av|af|door|przez|autor|author)\b:?\s+\S.*$",
    re.I,
)
_ISBD_END = re.compile(r"\s+[/:;=]$")
_LAST_WORD = re.compile(r"[^\s(\[]+$")
# Ends in its own full stop; authors of species names among them ("Lycopersicon esculentum Mill.").
_ABBREVIATIONS = frozenset(
    [
        "etc",
        "vol",
        "no",
        "nr",
        "jr",
        "sr",
        "st",
        "inc",
        "co",
        "corp",
        "ltd",
        "bd",
        "dr",
        "prof",
        "sp",
        "spp",
        "ssp",
        "subsp",
        "var",
        "cv",
        "hort",
        "mill",
        "linn",
        "lam",
        "dc",
        "al",
        "ed",
        "eds",
        "fig",
        "ca",
        "usw",
        "bzw",
        "jh",
        "dept",
        "univ",
    ]
)


class _Candidate(NamedTuple):
    statement: Statement
    kind: str
    text: str
    language: str  # as stated, "" when not


def decide_titles(
    titles: Sequence[Statement], *, languages: tuple[str, ...], profile: Profile
) -> Decided[tuple[Title | None, Title | None]]:
    """The title with its subtitle, and its translation if the source states one; either may be None.

    `languages` are those of the thesis: they choose among titles that state theirs, or stand in for it.
    """
    candidates, rejected, findings = _read(titles, profile)
    main = _main(candidates, languages)
    if main is None:
        return Decided(
            (None, None), (Decision("title", "", "", "title.none", tuple(rejected)),), tuple(findings)
        )
    language, language_rule = _language(main, languages, profile, findings)
    known = language or apparent_language(main.text)
    others = [_parallel_or_as_stated(c, known) for c in candidates if c is not main]
    subtitle = _stated_subtitle(main, others, profile)
    title, rule = _titled(main, subtitle, language, profile)
    others = [c for c in others if c is not subtitle]
    translation, losers = _translation(main, title, others, findings) if others else (None, [])
    findings += _remarks(main, title, translation)
    decisions = [
        Decision("title", title.text, main.statement.at, rule, tuple(rejected + losers)),
        Decision("subtitle", title.subtitle, (subtitle or main).statement.at, rule),
        Decision("language", language, main.statement.at if main.language else "", language_rule),
    ]
    if translation is not None:
        chosen, translated = translation
        decisions.append(
            Decision("translated-title", translated.text, chosen.statement.at, "translated-title.stated")
        )
        return Decided((title, translated), tuple(decisions), tuple(findings))
    return Decided((title, None), tuple(decisions), tuple(findings))


# Reading


def _read(
    titles: Sequence[Statement], profile: Profile
) -> tuple[list[_Candidate], list[Rejected], list[Finding]]:
    candidates: list[_Candidate] = []
    rejected: list[Rejected] = []
    findings: list[Finding] = []
    for statement in titles:
        text, escaped = clean_title(statement.text)
        if is_placeholder(text):
            rejected.append(Rejected(statement.text, statement.at, "only says that there is no title"))
            continue
        if escaped:
            findings.append(remarks.escaped_twice(statement))
        language = stated_language(statement, profile)
        if text[0] == "[" and (tagged := _TAGGED.match(text)) and (tag := language_tag(tagged[1])):
            text, language = text[tagged.end() :], language or tag
        candidates.append(_Candidate(statement, _kind(statement.kind), text, language))
    return candidates, rejected, findings


def _kind(stated: str) -> str:
    """What a source's own qualifier means: what is no title, subtitle or translation is an alternative."""
    if not stated:
        return ""
    folded = stated.lower()
    if folded in ("title", "main"):
        return ""
    if "transl" in folded or "parallel" in folded:
        return "translated"
    return "subtitle" if "subtitle" in folded else "alternative"


def clean_title(stated: str) -> tuple[str, bool]:
    """A title without entities, tags, cataloguing marks and final full stop; whether it was escaped twice."""
    text, escaped = unescape(stated)
    if "<" in text or "\\" in text or "$" in text:
        text = strip_markup(text)
    text = one_line(text)
    if "[" in text:
        text = _MATERIAL.sub("", text).strip()
    if " /" in text:
        text = _RESPONSIBILITY.sub("", text)
    if text and text[-1] in "/:;=":
        text = _ISBD_END.sub("", text)
    return (_without_full_stop(text) if text.endswith(".") else text), escaped


def _without_full_stop(text: str) -> str:
    last = _LAST_WORD.search(text)
    word = last.group()[:-1].lower() if last else ""
    # "…", "Ph.D.", "U.S.", "vol.", an initial: the stop belongs to the word
    if not word or word.endswith(".") or "." in word or len(word) == 1 or word in _ABBREVIATIONS:
        return text
    return text[:-1]


# Choosing


def _main(candidates: list[_Candidate], languages: tuple[str, ...]) -> _Candidate | None:
    """The main title in the language of the thesis; the first where no title says its language."""
    mains = [c for c in candidates if not c.kind] or [c for c in candidates if c.kind != "subtitle"]
    if len(mains) > 1 and any(c.language for c in mains):
        for language in languages:
            for candidate in mains:
                if _same(candidate.language, language):
                    return candidate
    if len(mains) > 1 and len(languages) == 1:
        return _in_its_script(mains, languages)
    return mains[0] if mains else None


def _in_its_script(mains: list[_Candidate], languages: tuple[str, ...]) -> _Candidate:
    """The first title, unless it is a transliteration and another one stands in the script of the language."""
    right = (c for c in mains if not c.language and not wrong_script(c.text, languages[0]))
    return mains[0] if not wrong_script(mains[0].text, languages[0]) else next(right, mains[0])


def _same(one: str, other: str) -> bool:
    return bool(one) and one.partition("-")[0] == other.partition("-")[0]


def _language(
    main: _Candidate, languages: tuple[str, ...], profile: Profile, findings: list[Finding]
) -> tuple[str, str]:
    """The language of the title and the rule that found it (D11)."""
    if main.language:
        if wrong_script(main.text, main.language):
            findings.append(remarks.language_contradicted(main.statement, main.language))
            return "", "title-language.contradicted"
        return main.language, "title-language.stated"
    if len(languages) == 1:
        if not contradicts(main.text, languages[0]):
            return languages[0], "title-language.only-language-of-the-thesis"
        findings.append(remarks.language_contradicted(main.statement, languages[0]))
    default = language_tag(profile.language) if profile.language else ""
    if default and not contradicts(main.text, default):
        return default, "title-language.profile"
    return "", "title-language.not-stated"


def _parallel_or_as_stated(candidate: _Candidate, known: str) -> _Candidate:
    """A subtitle plainly in another language is the title again: MARC's 245$b holds both (D2.6)."""
    if (
        candidate.kind == "subtitle"
        and not candidate.language
        and known
        and contradicts(candidate.text, known)
    ):
        return candidate._replace(kind="translated")
    return candidate


def _stated_subtitle(main: _Candidate, others: list[_Candidate], profile: Profile) -> _Candidate | None:
    """The subtitle of an element of its own, or the second title where the profile says that it is one."""
    for candidate in others:
        if candidate.kind == "subtitle" and (
            not candidate.language or candidate.language == main.language or not main.language
        ):
            return candidate
    if profile.second_title == "subtitle":
        return next(
            (c for c in others if c.kind in ("", "alternative") and c.language in ("", main.language)), None
        )
    return None


def _titled(
    main: _Candidate, subtitle: _Candidate | None, language: str, profile: Profile
) -> tuple[Title, str]:
    if subtitle is not None and not fold(main.text).endswith(fold(subtitle.text)):
        text = re.sub(r"\s*:$", "", main.text)
        return Title(text, subtitle.text.removeprefix("- "), language), "title.stated-subtitle"
    if not profile.split_subtitle:
        return Title(main.text, "", language), "title.as-stated"
    text, rest = split_title(main.text)
    if rest:
        return Title(text, rest.removeprefix("- "), language), "title.split-at-colon"
    return Title(main.text, "", language), "title.as-stated"


def _translation(
    main: _Candidate, title: Title, others: list[_Candidate], findings: list[Finding]
) -> tuple[tuple[_Candidate, Title] | None, list[Rejected]]:
    """The one translation that is sent, English before others, and why the other titles are not (D3)."""
    usable: list[tuple[_Candidate, Title]] = []
    rejected = []
    for candidate in others:
        language = candidate.language or _plain_language(
            candidate, main, title.language or apparent_language(main.text)
        )
        why = _no_translation(candidate, language, main, title)
        if why:
            rejected.append(Rejected(candidate.statement.text, candidate.statement.at, why))
            if why not in (_SUBTITLE, _SAME):
                findings.append(remarks.second_ignored(candidate.statement, why))
            continue
        if not candidate.language:
            findings.append(remarks.language_detected(candidate.statement, language))
        usable.append((candidate, Title(candidate.text, "", language)))
    if not usable:
        return None, rejected
    chosen = next((pair for pair in usable if pair[1].language == "en"), usable[0])
    why = "ORCID takes one translation"
    return chosen, rejected + [Rejected(c.text, c.statement.at, why) for c, _ in usable if c is not chosen[0]]


def _plain_language(candidate: _Candidate, main: _Candidate, known: str) -> str:
    """The language of a title that states none, where its words are plainly not of the main title's."""
    if candidate.kind in ("alternative", "subtitle") or not known:
        return ""
    if script_of(candidate.text) != script_of(main.text):
        return apparent_language(candidate.text) or hinted_language(candidate.text)
    apparent = apparent_language(candidate.text)
    return apparent if apparent and not _same(apparent, known) and contradicts(candidate.text, known) else ""


_SUBTITLE, _SAME = "a subtitle of another title", "the same as the title"


def _no_translation(candidate: _Candidate, language: str, main: _Candidate, title: Title) -> str:
    """Why a further title is no translation to send; "" when it is one."""
    if candidate.kind == "subtitle":
        return _SUBTITLE
    if abs(len(candidate.text) - len(main.text)) < 10 and fold(candidate.text) == fold(main.text):
        return _SAME
    if not language:
        return "says no language, so it may be a subtitle, a short title or a translation"
    if _same(language, title.language):
        if script_of(candidate.text) != script_of(main.text):
            return "the title in another script"
        return "in the language of the title, so it is no translation"
    if not title.language and (
        candidate.kind == "alternative" or _same(language, apparent_language(main.text))
    ):
        return "the language of the title is not stated, so this may be no translation"
    if wrong_script(candidate.text, language):
        return "not written in the language it says"
    if not orcid_language(language, candidate.text):
        return "in a language that ORCID does not list"
    return ""


def _remarks(main: _Candidate, title: Title, translation: tuple[_Candidate, Title] | None) -> list[Finding]:
    found = []
    statement = main.statement
    if main.text.isupper() and len(main.text) > 10 and " " in main.text:
        found.append(remarks.all_capitals(statement))
    if "\ufffd" in main.text:
        found.append(remarks.broken_characters(statement))
    for text in (title.text, title.subtitle):
        if len(text) * 2 > TITLE_LIMIT and utf16_length(text) > TITLE_LIMIT:
            found.append(remarks.too_long(statement, utf16_length(text)))
    if translation is not None and utf16_length(translation[1].text) > TITLE_LIMIT:
        found.append(remarks.too_long(translation[0].statement, utf16_length(translation[1].text)))
    return found
