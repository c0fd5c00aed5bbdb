"""What a text itself says about its language: its script, and its commonest words.

No statistics: an answer is given only where it is plain, and "" means "cannot tell".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from crosswalks.tables import load_table

# First code point of each block and the ISO 15924 code of its script; "" is common to several.
_BLOCKS: tuple[tuple[int, str], ...] = (
    (0x0041, "Latn"), (0x0370, "Grek"), (0x0400, "Cyrl"), (0x0530, "Armn"), (0x0590, "Hebr"),
    (0x0600, "Arab"), (0x0700, ""), (0x0750, "Arab"), (0x0780, ""), (0x08A0, "Arab"),
    (0x0900, "Deva"), (0x0980, "Beng"), (0x0A00, "Guru"), (0x0A80, "Gujr"), (0x0B00, "Orya"),
    (0x0B80, "Taml"), (0x0C00, "Telu"), (0x0C80, "Knda"), (0x0D00, "Mlym"), (0x0D80, "Sinh"),
    (0x0E00, "Thai"), (0x0E80, "Laoo"), (0x0F00, "Tibt"), (0x1000, "Mymr"), (0x10A0, "Geor"),
    (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, ""), (0x1780, "Khmr"), (0x1800, ""),
    (0x1C90, "Geor"), (0x1CC0, ""), (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, ""),
    (0x3040, "Kana"), (0x3130, "Hang"), (0x3190, ""), (0x3400, "Hani"), (0xA000, ""),
    (0xAC00, "Hang"), (0xD800, ""), (0xF900, "Hani"), (0xFB00, "Latn"), (0xFB1D, "Hebr"),
    (0xFB50, "Arab"), (0xFE00, ""), (0xFE70, "Arab"), (0xFF00, "Latn"), (0xFF66, "Kana"),
    (0xFFA0, "Hang"), (0xFFE0, ""), (0x20000, "Hani"), (0x32000, ""),
)  # fmt: skip
_STARTS = tuple(start for start, _ in _BLOCKS)
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_LATIN = re.compile("[^\x00-\u024f]")
_BEYOND_LATIN_1 = re.compile("[^\x00-\xff]")
# Every byte of Latin-1 in lower case; what stands in no word becomes a blank.
_ONLY_WORDS = bytes(ord(chr(code).lower()) if _WORD.fullmatch(chr(code)) else 32 for code in range(256))
_SAMPLE = 600  # characters: enough to be sure, few enough to be cheap


def script_of(text: str) -> str:
    """The ISO 15924 code of most letters of `text` (`Latn`, `Hani`, `Jpan`, `Kore`), "" without letters."""
    text = text[:_SAMPLE]
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else ""
    return _script_beyond_ascii(text)


@lru_cache(maxsize=1024)
def _script_beyond_ascii(text: str) -> str:
    beyond_latin = [c for c in _BEYOND_LATIN.findall(text) if c.isalpha()]
    if len(beyond_latin) * 6 < len(text):
        return "Latn" if any(map(str.isalpha, text)) else ""
    return _script_of_most(filter(str.isalpha, text))


def _script_of_most(letters: Iterable[str]) -> str:
    counts = Counter(_BLOCKS[bisect_right(_STARTS, ord(letter)) - 1][1] for letter in letters)
    counts.pop("", None)
    if not counts:
        return ""
    # One kana makes Japanese, one Hangul syllable Korean, however many Han characters stand around it.
    east = {script: counts[script] for script in ("Hani", "Kana", "Hang") if script in counts}
    if sum(east.values()) * 3 > counts.total():  # a Han character says as much as three letters
        return "Jpan" if "Kana" in east else "Kore" if "Hang" in east else "Hani"
    return counts.most_common(1)[0][0]


@cache
def _language_of_word() -> dict[str, str]:
    """The language of a function word; words that several of the languages share are left out."""
    languages: dict[str, str] = {}
    shared = set()
    for language, words in load_table("languages_words.toml").items():
        for word in words.split():
            if languages.setdefault(word, language) != language:
                shared.add(word)
    return {word: language for word, language in languages.items() if word not in shared}


@lru_cache(maxsize=1024)
def apparent_language(text: str) -> str:
    """The language whose function words `text` plainly uses, or the only one of its script; else ""

    Plain: three different words of one language (two in up to 15 words), and thrice as many as of any other.
    """
    languages = _language_of_word()
    words = _words(text[:_SAMPLE])
    counts: dict[str, int] = {}
    for word in languages.keys() & words:
        language = languages[word]
        counts[language] = counts.get(language, 0) + 1
    if counts:
        count = max(counts.values())
        if count >= (2 if len(words) <= 15 else 3):
            language, *others = (one for one, times in counts.items() if times * 3 > count)
            if not others:
                return language
    return "" if text.isascii() else _ONLY_LANGUAGE.get(script_of(text), "")


@lru_cache(maxsize=1024)
def hinted_language(text: str) -> str:
    """English, where one of its function words stands among none of other languages: enough where the script
    already tells that it is a translation. Of other languages a transliteration has such words by chance."""
    languages = _language_of_word()
    found = {languages[word] for word in languages.keys() & _words(text[:_SAMPLE].lower())}
    return "en" if found == {"en"} else ""


def _words(text: str) -> list[str]:
    """The words of a text in lower case: where the letters are those of Latin-1, in a fifth of the time."""
    try:
        in_bytes = text.encode("latin-1")
    except UnicodeEncodeError:
        if any(map(str.isalnum, _BEYOND_LATIN_1.findall(text))):
            return _WORD.findall(text.lower())
        in_bytes = text.encode("latin-1", "replace")
    return in_bytes.translate(_ONLY_WORDS).decode("latin-1").split()


def contradicts(text: str, language: str) -> bool:
    """Whether `text` cannot be, or plainly is not, in `language` (a BCP 47 tag)."""
    return wrong_script(text, language) or _other_words(text, language)


def wrong_script(text: str, language: str) -> bool:
    """Whether `text` is written in a script that `language` does not use."""
    expected = _EXPECTED.get(language.partition("-")[0])
    if expected is None:
        return False
    script = script_of(text)
    return bool(script) and script not in expected


def _other_words(text: str, language: str) -> bool:
    apparent = apparent_language(text)
    primary = language.partition("-")[0]
    return (
        bool(apparent) and apparent != primary and not any({apparent, primary} <= group for group in _ALIKE)
    )


_ONLY_LANGUAGE = {
    "Grek": "el",
    "Thai": "th",
    "Geor": "ka",
    "Armn": "hy",
    "Jpan": "ja",
    "Kore": "ko",
    "Khmr": "km",
}
_LATIN = (
    "en fr de es pt it nl sv nb nn no da fi is et lv lt pl cs sk sl hr hu ro tr sq ca gl eu cy ga gd br "
    "la lb mt vi id ms af sw so tl fil rm fo oc eo zu xh st tn yo ig"
)
_EXPECTED: dict[str, frozenset[str]] = {
    **dict.fromkeys(_LATIN.split(), frozenset({"Latn"})),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk"), frozenset({"Cyrl"})),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), frozenset({"Arab"})),
    **dict.fromkeys(("he", "yi"), frozenset({"Hebr"})),
    **dict.fromkeys(("hi", "mr", "ne"), frozenset({"Deva"})),
    "zh": frozenset({"Hani"}),
    "ja": frozenset({"Jpan", "Hani"}),
    "ko": frozenset({"Kore", "Hani"}),
    "el": frozenset({"Grek"}),
    "grc": frozenset({"Grek"}),
    "th": frozenset({"Thai"}),
    "ka": frozenset({"Geor"}),
    "hy": frozenset({"Armn"}),
    "am": frozenset({"Ethi"}),
    "bn": frozenset({"Beng"}),
    "ta": frozenset({"Taml"}),
}
# Too near to one another for a list of words.
_ALIKE = tuple(
    frozenset(group.split())
    for group in (
        "da nb nn no sv",
        "hr bs sr sl sh",
        "es gl ca pt",
        "cs sk",
        "id ms",
        "nl af",
        "it la",
        "fr oc",
    )
)
