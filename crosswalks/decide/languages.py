"""Languages: from what repositories write to BCP 47, and from there to ORCID's own list (metadata.md D11)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from crosswalks.decide.text import is_placeholder, one_line
from crosswalks.profile import Profile
from crosswalks.tables import load_table
from crosswalks.thesis import Decided, Decision, Rejected, Statement
from schemas.finding import Finding
from schemas.rules.vocabularies import LANGUAGE_CODES

_SUBTAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*")
_PRIVATE = re.compile(r"q[a-t][a-z]")
_SEVERAL = re.compile(r"\s*[;,/+]\s*")
_QUALIFIER = re.compile(r"\s*[(;,\[]")
_SIMPLIFIED = frozenset(("hans", "cn", "sg", "my"))
_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))
# ORCID follows Java's old codes, and knows no macro-codes (orcid.md §2.4).
_AT_ORCID = {
    "he": "iw",
    "id": "in",
    "yi": "ji",
    "fil": "tl",
    "zh-Hans": "zh_CN",
    "zh-Hant": "zh_TW",
    "sh": "",
}
# Characters of the commonest words that exist in one of the two ways of writing Chinese only.
_HANS = frozenset("与为这对国学应发经论实现关系动开设间问题统体机会个们时书认")
_HANT = frozenset("與為這對國學應發經論實現關係動開設間問題統體機會個們時書認")


@lru_cache(maxsize=2048)
def language_tag(stated: str, *, proquest: bool = False) -> str:
    """The BCP 47 tag of a language as a repository states it, "" for none, several, or what nobody can read.

    The primary tag only, but for Chinese, where script or region decide: `en_US` → en, `zh-CN` → zh-Hans.
    `proquest` reads two-letter codes as ProQuest and Vireo write them (`GE` is German).
    """
    text = one_line(stated).casefold().rstrip(".")
    if is_placeholder(text):
        return ""
    if "://" in text:
        text = re.sub(r"\.(html?|rdf|json)$", "", text.rstrip("/")).rpartition("/")[2]
    for part in text.split("|"):
        tag = _proquest(part.strip()) if proquest and len(part.strip()) == 2 else _one_tag(part.strip())
        if tag:
            return tag
    tags = {_one_tag(part) for part in _SEVERAL.split(text)} if _SEVERAL.search(text) else set()
    return tags.pop() if len(tags) == 1 else ""  # "eng; English" is one declaration (D16)


def _proquest(code: str) -> str:
    tag: str = _table("proquest").get(code, "")
    return tag


def _one_tag(text: str) -> str:
    codes = _table("codes")
    if text in codes:
        return codes[text]
    if _SUBTAG.fullmatch(text):
        primary, *subtags = re.split("[-_]", text)
        tag = codes[primary] if primary in codes else _valid(primary)
        if tag:
            return _chinese(subtags) if tag == "zh" else tag
    return _named(text)


def _chinese(subtags: list[str]) -> str:
    for subtag in subtags:
        if subtag in _SIMPLIFIED:
            return "zh-Hans"
        if subtag in _TRADITIONAL:
            return "zh-Hant"
    return "zh"


def _valid(primary: str) -> str:
    """The shortest code of the language that `primary` is a code of; "" when it is a code of none."""
    if len(primary) == 2 and primary in LANGUAGE_CODES:
        return primary  # what ORCID lists is valid, and most texts are in: langcodes takes 50 ms to load
    from langcodes import Language

    if _PRIVATE.fullmatch(primary):
        return ""
    language = Language.get(primary)  # normalised: eng → en
    return str(language.language or "") if language.is_valid() else ""


def _named(name: str) -> str:
    """The language of a name in any of the languages that Unicode CLDR covers; only whole names count."""
    for candidate in (name, _QUALIFIER.split(name, maxsplit=1)[0]):
        names = _table("names")
        if candidate in names:
            return names[candidate]
        if (len(candidate) > 3 or not candidate.isascii()) and (tag := _in_cldr(candidate)):
            return _one_tag(tag.lower().partition("-")[0])
    return ""


def _in_cldr(name: str) -> str:
    # language_data's own lookup also accepts a prefix ("germanic studies"), which is a guess.
    from language_data.names import get_trie_value, normalize_name

    trie, lookup = _cldr_names(), normalize_name(name)
    return str(get_trie_value(trie, lookup)) if lookup in trie else ""


@cache
def _cldr_names() -> Any:
    from language_data.names import load_trie
    from language_data.util import data_filename

    return load_trie(data_filename("trie/und/name_to_language.marisa"))


@cache
def _table(section: str) -> dict[str, str]:
    table: dict[str, str] = load_table("languages.toml")[section]
    return table


@lru_cache(maxsize=512)
def _orcid_code(tag: str) -> str:
    code = _AT_ORCID.get(tag, tag)
    return code if code in LANGUAGE_CODES else ""


def orcid_language(tag: str, text: str = "") -> str:
    """ORCID's code for a BCP 47 tag, "" when its list has none; a bare `zh` is told by `text`."""
    if tag == "zh":
        return chinese_script(text)
    return _orcid_code(tag)


def chinese_script(text: str) -> str:
    """`zh_CN` or `zh_TW` by the characters that only one of them uses, "" when they do not tell."""
    characters = set(text)
    simplified, traditional = len(characters & (_HANS - _HANT)), len(characters & (_HANT - _HANS))
    if simplified == traditional:
        return ""
    return "zh_CN" if simplified > traditional else "zh_TW"


def stated_language(statement: Statement, profile: Profile) -> str:
    """The tag of a statement's own xml:lang, "" when it has none."""
    return language_tag(statement.lang, proquest=profile.proquest_languages) if statement.lang else ""


def decide_languages(stated: Sequence[Statement], *, profile: Profile) -> Decided[tuple[str, ...]]:
    """The languages of the thesis, each once, in the order stated ("English" and "eng" are one)."""
    return _languages(tuple(stated), profile.proquest_languages)


@lru_cache(maxsize=512)
def _languages(stated: tuple[Statement, ...], proquest: bool) -> Decided[tuple[str, ...]]:
    tags: dict[str, str] = {}
    unread = []
    for statement in stated:
        tag = language_tag(statement.text, proquest=proquest)
        if tag:
            tags.setdefault(tag, statement.at)
        else:
            unread.append(Rejected(statement.text, statement.at, "names no single language that we know"))
    rule = "languages.as-stated" if tags else "languages.none-readable" if unread else "languages.not-stated"
    decision = Decision("languages", " ".join(tags), next(iter(tags.values()), ""), rule, tuple(unread))
    return Decided(tuple(tags), (decision,), tuple(map(_unread, unread)))


def _unread(rejected: Rejected) -> Finding:
    return Finding(
        "language-not-read",
        "info",
        rejected.at or "language",
        f'The language "{one_line(rejected.value)[:60]}" is none that we can read, so it is not used.',
        "Write an ISO 639 code (eng, de) in the repository; for ProQuest codes, set proquest_languages.",
        rejected.value,
    )
