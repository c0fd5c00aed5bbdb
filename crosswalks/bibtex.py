"""Thesis → BibTeX, for reference managers and for the citation of a work (metadata.md D12).

Letters stay as they are, in UTF-8: every BibTeX of this century reads it (biber, and pdfLaTeX since 2018), and what is
turned into `{\\'e}` can no longer be searched. Only what LaTeX itself would act upon is escaped. `url` and `doi` are
written verbatim, as biber, JabRef and Zotero expect: escaped, they would no longer resolve.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from crosswalks.decide.text import fold
from crosswalks.thesis import Level, Person, Thesis, Title

# A lone brace is a word, not "\{": BibTeX counts braces without a look at the backslash before them.
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_SPECIAL = re.compile(r"[\\{}~^&%$#_]")
# TeX's fonts make one sign of these pairs: a dash, a quotation mark, an upside-down "!".
_JOINED = re.compile(r"(?<=-)-|(?<=')'|(?<=[`!?])`")
_TYPES: dict[Level, str] = {
    "doctoral": "Doctoral thesis",
    "habilitation": "Habilitation",
    "licentiate": "Licentiate thesis",
    "master": "Master's thesis",
    "bachelor": "Bachelor's thesis",
    "": "Thesis",
}
_ENTRIES: dict[Level, str] = {"doctoral": "phdthesis", "master": "mastersthesis"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CAPITALISING = frozenset(("de", "lb"))  # languages whose nouns begin with a capital
# Letters that Unicode does not take apart into a letter of ASCII and an accent.
_ASCII = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ß": "ss"}
)
_SHORT_WORD = 4


def bibtex(thesis: Thesis) -> str:
    """The entry for a thesis: `@phdthesis` and `@mastersthesis` where the level is known, else `@misc`.

    Only what the thesis states is in it; a degree that is neither Ph.D. nor Master keeps its own `type`.
    """
    entry = _ENTRIES.get(thesis.degree.level, "misc")
    lines = [f"  {name} = {value}" for name, value in _fields(thesis, entry)]
    return f"@{entry}{{{bibtex_key(thesis)},\n" + ",\n".join(lines) + "\n}\n"


def _fields(thesis: Thesis, entry: str) -> Iterator[tuple[str, str]]:
    authors = [_person(person) for person in thesis.people if person.role == "author"]
    kind, school = _TYPES[thesis.degree.level], thesis.degree.grantor
    if authors:
        yield "author", f"{{{' and '.join(authors)}}}"
    yield "title", f"{{{_title(thesis.title)}}}"
    if school:
        yield "school", _braced(school)
    if thesis.date:
        yield "year", f"{{{thesis.date.year:04d}}}"
        if thesis.date.month:
            yield "month", _MONTHS[thesis.date.month - 1]
    yield "type", _braced(kind)
    if entry == "misc":  # whose styles know neither type nor school
        yield "howpublished", _braced(f"{kind}, {school}" if school else kind)
    if note := _note(thesis):
        yield "note", _braced(note)
    if doi := next((i.value for i in thesis.identifiers if (i.kind, i.relationship) == ("doi", "self")), ""):
        yield "doi", f"{{{_verbatim(doi)}}}"
    if thesis.url:
        yield "url", f"{{{_verbatim(thesis.url)}}}"


def latex(text: str) -> str:
    """`text` as LaTeX shows it: the ten signs that LaTeX acts upon escaped, pairs kept apart, all else as it is."""
    return _JOINED.sub(r"{}\g<0>", _SPECIAL.sub(lambda sign: _ESCAPES[sign.group()], text))


def _braced(text: str) -> str:
    return f"{{{latex(text)}}}"


def _verbatim(text: str) -> str:
    """An address with its braces percent-encoded, for a lone one would end the field."""
    return text.replace("{", "%7B").replace("}", "%7D")


# Names


def _person(person: Person) -> str:
    """ "Family, Given", "Family, Jr., Given", or the name as it stands where its parts are not stated."""
    if not (person.family and person.given):
        return _name_part(person.name, whole=True)
    suffix = person.name.removeprefix(f"{person.given} {person.family}")
    suffix = suffix.strip() if suffix != person.name else ""
    return ", ".join(_name_part(part) for part in (person.family, suffix, person.given) if part)


def _name_part(text: str, *, whole: bool = False) -> str:
    """A part of a name; in braces where BibTeX would part it again at a comma or an "and"."""
    words = text.casefold().split()
    parts_again = "," in text or "and" in words or words == ["others"]
    return f"{{{latex(text)}}}" if parts_again or (whole and _all_lower(text)) else latex(text)


def _all_lower(text: str) -> bool:
    """BibTeX reads words in lower case as the "von" of a name, and a name of nothing else as none."""
    return text == text.lower() and text != text.upper()


def _note(thesis: Thesis) -> str:
    degree = thesis.degree
    advisors = [person.name for person in thesis.people if person.role == "advisor"]
    parts = (
        ("Degree", ", ".join(filter(None, (degree.name, degree.discipline)))),
        ("Advisor" if len(advisors) == 1 else "Advisors", "; ".join(advisors)),
    )
    return ". ".join(f"{label}: {value}" for label, value in parts if value)


# Title


def _title(title: Title) -> str:
    protects = _protects(title)
    parts = [_protected(part, protects) for part in (title.text, title.subtitle) if part]
    return ": ".join(parts)


def _protects(title: Title) -> bool:
    """Whether a capital inside this title means a name: it does where ordinary words are written small."""
    if title.language.partition("-")[0] in _CAPITALISING:
        return True
    words: list[str] = _WORD.findall(f"{title.text} {title.subtitle}")[1:]
    ordinary = [word for word in words if len(word) > _SHORT_WORD]
    small = sum(word[0].islower() for word in ordinary)
    return small > 0 and 2 * small >= len(ordinary)


def _protected(text: str, protects: bool) -> str:
    """`text` with the words in braces whose capitals a style must not touch; never its first word's initial."""
    if text.isupper():
        return latex(text)
    parts, end = [], 0
    for word in _WORD.finditer(text):
        parts.append(latex(text[end : word.start()]))
        is_first = not parts[0] and len(parts) == 1
        parts.append(f"{{{word[0]}}}" if _keeps_capitals(word[0], protects and not is_first) else word[0])
        end = word.end()
    return "".join(parts) + latex(text[end:])


def _keeps_capitals(word: str, protects: bool) -> bool:
    """DNA, mRNA, McDonald and the C of "Vitamin C"; Brant only where capitals mean names."""
    if any(letter.isupper() for letter in word[1:]):
        return True
    return word[0].isupper() and (protects or (len(word) == 1 and word not in "AÀ"))


# Key


def bibtex_key(thesis: Thesis) -> str:
    """The same for the same thesis: family name, year and first long word in ASCII, else its identifier."""
    author = next((person for person in thesis.people if person.role == "author"), None)
    family = _ascii(author.family or author.name.rpartition(" ")[2]) if author else ""
    word = next((word for word in _ascii_words(thesis.title.text) if len(word) >= _SHORT_WORD), "")
    if family and thesis.date and word:
        return f"{family}{thesis.date.year}{word}"
    identifiers = [i.value for i in thesis.identifiers if i.relationship == "self"]
    identifier = next(iter(identifiers), thesis.identifier)
    return "thesis" + "".join(f"-{part}" for part in re.findall(r"[a-z0-9]+", identifier.casefold()))


def _ascii_words(text: str) -> Iterator[str]:
    return filter(None, map(_ascii, fold(text).split()))


def _ascii(text: str) -> str:
    """`text` in the letters a to z and digits; "" where it has others than Latin ones."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ASCII))
    letters = "".join(c for c in plain if c.isalnum())
    return letters if letters.isascii() else ""
