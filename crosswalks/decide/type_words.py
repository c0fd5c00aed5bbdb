"""What one type word, degree name or set name says: a thesis or not, and of which level (types.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple, cast, get_args

from crosswalks.decide.text import fold
from crosswalks.tables import load_table
from crosswalks.thesis import Level

# `thesis`: it names a thesis. `about`: a paper about one (an abstract, a review). `other`: another work.
Says = Literal["thesis", "about", "other", ""]


class Reading(NamedTuple):
    """What one value says. `level` is "" where the value gives none, or more than one."""

    says: Says = ""
    level: Level = ""


_LEVELS = tuple(level for level in get_args(Level) if level)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# COAR resource types: "text" and "other" say nothing, every other one that is no thesis is another work.
_COAR = re.compile(r"c_[0-9a-f]{4}")
_COAR_SILENT = frozenset(("c_18cf", "c_1843"))
_NUMERIC: dict[str, Level] = {"0": "bachelor", "1": "master", "2": "doctoral"}  # ETD-MS 1.1
_CATCH_ALL = frozenset(("other", "others", "sonstiges", "otro", "outro", "autre", "altro"))
_TABLE = load_table("types.toml")


def _phrases(words: Iterable[str], substrings: Iterable[str] = ()) -> re.Pattern[str]:
    """One pattern for all, the longest first; `substrings` need no word boundary."""
    bounded = sorted({fold(word) for word in words}, key=len, reverse=True)
    anywhere = sorted({fold(word) for word in substrings}, key=len, reverse=True)
    parts = [*map(re.escape, anywhere), *(rf"(?<!\w){re.escape(word)}(?!\w)" for word in bounded)]
    return re.compile("|".join(parts))


def _level_table(sections: Iterable[dict[str, list[str]]]) -> dict[str, Level]:
    return {
        fold(word): level
        for section in sections
        for level in ("", *_LEVELS)
        for word in section.get(level, ())
    }


_CODES: dict[str, Level] = {
    code.casefold().removeprefix("http://"): "" if name == "thesis" else cast(Level, name)
    for name, codes in _TABLE["codes"].items()
    for code in codes
}
_BOUNDED = _level_table(_TABLE["words"])
_ANYWHERE = _level_table(_TABLE["substrings"])
_THESIS_WORDS = _BOUNDED | _ANYWHERE
_LEVEL_WORDS = _level_table([_TABLE["levels"]])
_NEVER_ALONE = frozenset(map(fold, _TABLE["levels"]["never_alone"]))
_THESIS = _phrases(_BOUNDED, _ANYWHERE)
_LEVEL = _phrases(
    (word for word in _LEVEL_WORDS if word.isascii() or ord(word[0]) < 0x1100),
    (word for word in _LEVEL_WORDS if ord(word[0]) >= 0x1100),
)
_ABOUT = _phrases(_TABLE["not"]["about"])
_OTHER = _phrases(_TABLE["not"]["other"], _TABLE["not"]["substrings"])

# What stands before "theses" in set names; anything else may be a "hypothesis" or a "synthesis".
_OF = (
    r"(?:honou?rs?|masters?|grad(?:uate)?|doctoral|doctor|phd|bachelors?|undergrad(?:uate)?|student|senior|scholars"
    r"|college|electronic|e|open_access|all|ms|ma)"
)
_SET = re.compile(
    rf"(?:^|[:_\-=/.]){_OF}?[_\-]?(?:etds?|theses|thesis|dissertations?|diss|gradthes|graddiss)"
    r"(?:(?:and|_and_|_|-|&)?(?:dissertations?|theses|projects))?(?:$|[:_\-=/.])",
    re.IGNORECASE,
)
_SET_LEVEL: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"licentiate", re.I), "licentiate"),
    (re.compile(r"doctoral.?(?:thes[ie]s|dissertations?)|phd.?thes[ie]s", re.I), "doctoral"),
    (re.compile(r"masters?.?thes[ie]s", re.I), "master"),
    (re.compile(r"bachelors?.?thes[ie]s|honou?rs?.?thes[ie]s", re.I), "bachelor"),
    (re.compile(r"habilitation", re.I), "habilitation"),
)
_HEX = re.compile(r"(?:[0-9A-F]{2}){5,}")

_DEGREE_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]")
# A degree statement: what cataloguers and submission forms write about a thesis, never what an abstract says.
_STATEMENT = re.compile(
    r"""\W*(?:
      (?:[\w.'’]+\s+){0,3}(?:thesis|dissertation|tesis|tese|th[eè]se|tesi)
        \s*[(\[][^)\]]{2,60}[)\]]\s*(?:[-–—.,:]|$)
    | (?:an?\s+|this\s+)?(?:[\w.'’]+\s+){0,3}(?:thesis|dissertation)\s+(?:was\s+|is\s+)?
        (?:submitted|presented|prepared)\b
    | submitted\s+in\s+partial\s+fulfil
    | (?:tese|disserta[cç][aã]o|trabalho)\s+de\s+(?:mestrado|doutoramento|doutorado|conclus[aã]o)\b
    | (?:tese|disserta[cç][aã]o)\s*(?:\(|apresentada\b)
    | tesis\s+(?:doctoral|de\s+(?:maestr[ií]a|doctorado|licenciatura|grado|m[aá]ster)|presentada|\()
    | (?:th[eè]se|m[ée]moire)\s+de\s+(?:doctorat|ma[iî]trise|master|licence)\b
    | (?:th[eè]se|m[ée]moire)\s+(?:pr[ée]sent[ée]e?|soutenue?)\b
    | (?:zugl\.?:|diss\.\s+\(|diss\.,|diss\.\s+\w+\s*:\s*univ)
    | (?:bakalářská|diplomová|disertační|dizertační|rigorózní|habilitační)\s+práce\b
    | дисс?ертац\w+\s
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_STATEMENT_INSIDE = re.compile(
    r"""
      \b(?:thesis|dissertation)\b.{0,80}\bin\s+partial\s+fulfil
    | \b(?:univ|hochsch|techn|fh|th|tu)\b\.?,.{0,60}\b(?:diss|diplomarb|habil|masterarb|magisterarb)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# An abstract is long and none of these: a look for plain words saves the patterns.
_INSIDE_HINTS = ("fulfil", "diss", "diplomarb", "habil", "masterarb", "magisterarb")
STATEMENT_REACH = 300


def _folded(value: str) -> str:
    """`value` folded, "doctoralThesis" in two words; "Doctor of Philosophy (PhD)" is no such compound."""
    return fold(value if " " in value else _CAMEL.sub(" ", value))


@lru_cache(maxsize=8192)
def read_type(text: str) -> Reading:
    """What one type value says: an URI of a vocabulary, or words in any language."""
    value = text.strip().rstrip("/")
    code = _code(value)
    if code is not None:
        return code
    if "://" in value or value.startswith("info:"):
        value = value.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    folded = _folded(value)
    if _ABOUT.search(folded):
        return Reading("about")
    if _THESIS.search(folded):
        return Reading("thesis", _level_beside_thesis(folded))
    if (level := _LEVEL_WORDS.get(folded)) is not None and folded not in _NEVER_ALONE:
        return Reading("thesis", level)
    return Reading("other") if _OTHER.search(folded) else Reading()


def says_other(text: str) -> bool:
    """Whether a type value is the catch-all "other", which even in a thesis format leaves open what it is."""
    return fold(text.rsplit("/", 1)[-1]) in _CATCH_ALL


def _code(value: str) -> Reading | None:
    key = value.casefold().removeprefix("https://").removeprefix("http://")
    level = _CODES.get(key)
    if level is None and _COAR.fullmatch(last := key.rsplit("/", 1)[-1].rsplit(":", 1)[-1]):
        if last in _COAR_SILENT:
            return Reading()
        level = _CODES.get(last)
        return Reading("other") if level is None else Reading("thesis", level)
    return None if level is None else Reading("thesis", level)


def _level_beside_thesis(folded: str) -> Level:
    levels = {_THESIS_WORDS[match.group()] for match in _THESIS.finditer(folded)}
    levels |= {_LEVEL_WORDS[match.group()] for match in _LEVEL.finditer(_THESIS.sub(" ", folded))}
    return one_level(levels)


def one_level(levels: Iterable[Level]) -> Level:
    """The level that all agree on, "" when none is given or they differ.

    A licentiate is called a master's thesis in vocabularies that have no word for it (metadata.md D7).
    """
    given = set(levels)
    given.discard("")
    if len(given) < 2:
        return given.pop() if given else ""
    return "licentiate" if given in ({"licentiate", "master"}, {"licentiate", "doctoral"}) else ""


@lru_cache(maxsize=8192)
def read_level(text: str) -> Level:
    """The level that a level field or degree name states: "2" (ETD-MS), "doctoral", "Ph.D. in Chemistry"."""
    value = text.strip()
    if value in _NUMERIC:
        return _NUMERIC[value]
    folded = _folded(value)
    level = _LEVEL_WORDS.get(folded)
    if level is None and (reading := read_type(value)).says == "thesis":
        level = reading.level
    return level or one_level(_LEVEL_WORDS[match.group()] for match in _LEVEL.finditer(folded))


@lru_cache(maxsize=8192)
def read_set(set_spec: str) -> Reading:
    """What a set is named. EPrints writes its sets in hexadecimal (`74797065733D…` is `types=thesis`)."""
    name = set_spec
    if _HEX.fullmatch(name):
        name = bytes.fromhex(name).decode("utf-8", "replace")
    spread = _CAMEL.sub("_", name)
    last = name.rsplit(":", 1)[-1]
    if (
        not _SET.search(spread)
        and not _SET.search(name)
        and not any(p.fullmatch(last) for p, _ in _SET_LEVEL)
    ):
        return Reading()
    return Reading("thesis", next((level for pattern, level in _SET_LEVEL if pattern.search(name)), ""))


def read_statement(text: str) -> Reading:
    """What a note says when it is a degree statement ("Thesis (Ph.D.)--University …, 1987"), else nothing.

    A note that is nothing but a type word or a degree name counts as one.
    """
    if len(text) <= 80 and (reading := _read_short(text)).says:
        return reading
    beginning = text[:STATEMENT_REACH]
    if not _STATEMENT.match(beginning) and not _is_stated_inside(beginning):
        return Reading()
    brackets = _DEGREE_IN_BRACKETS.search(beginning)
    level = read_level(brackets.group(1)) if brackets else ""
    return Reading("thesis", level or read_type(beginning[:60]).level)


def _is_stated_inside(beginning: str) -> bool:
    lowered = beginning.lower()
    return any(hint in lowered for hint in _INSIDE_HINTS) and _STATEMENT_INSIDE.search(beginning) is not None


@lru_cache(maxsize=4096)
def _read_short(text: str) -> Reading:
    folded = fold(text)
    if folded in _THESIS_WORDS and " " in folded:
        return Reading("thesis", _THESIS_WORDS[folded])
    if folded in _LEVEL_WORDS and folded not in _NEVER_ALONE:
        return Reading("thesis", _LEVEL_WORDS[folded])
    return Reading()
