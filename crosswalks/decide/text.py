"""Plain text out of what repositories write: the small steps that every decision shares."""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

from crosswalks.decide.markup import strip_markup

__all__ = [
    "fold",
    "is_longer",
    "is_placeholder",
    "one_line",
    "paragraphs",
    "shorten",
    "strip_markup",
    "unescape",
    "utf16_length",
]

# "Not there", as people type it. Compared in lower case, without the final full stop. (metadata.md D0.4)
_PLACEHOLDERS = frozenset(
    (
        "",
        *[
            "n/a",
            "na",
            "n.a",
            "-",
            "--",
            "---",
            "–",
            "—",
            "?",
            "??",
            "null",
            "none",
            "nil",
            "nan",
            "undefined",
            "unknown",
            "abstract",
            "title",
            "tba",
            "tbd",
        ],
        *["n/d", "n.d", "nd", "s.d", "sd", "s.n", "sn", "s.l", "sl", "s/d", "xxx", "[n.d", "[s.d"],
        "n. d",
        "s. d",
        "not applicable",
        "not available",
        "not provided",
        "no abstract",
        "no abstract available",
        "abstract not available",
        "keine angabe",
        "keine angaben",
        "sans objet",
        "non disponible",
        "no disponible",
        "no aplica",
        "não disponível",
        "não informado",
    )
)
# Soft hyphen, zero-width space, word joiner, byte order mark. ZWJ and ZWNJ stay: Persian and Indic need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Characters that are printable and NFC whatever stands beside them: Latin, Cyrillic, dashes, quotation marks.
_CLEAN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0481\u2010-\u2027\u2030-\u205e]*")
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1b\ufffe\uffff\ud800-\udfff]")
# Windows-1252 punctuation that was read as Latin-1, as every browser repairs it (WHATWG encoding standard).
_C1 = re.compile("[\x80-\x9f]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_AGAIN = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d+);")
# Accents and vowel points of the scripts we meet, after NFKD.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u093c\u094d\u09bc\u09cd\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe20-\ufe2f]"
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_TRAILING = " \t\n\r,;:-–—([{«“/"


def one_line(text: str) -> str:
    """`text` in NFC, white space collapsed, without characters that XML forbids or nobody sees."""
    if "  " not in text and _CLEAN.fullmatch(text):  # one look shows that there is nothing to clean
        return text.strip()
    if not text.isprintable() or "  " in text:
        text = _C1.sub(_windows_1252, _ILLEGAL.sub("", _INVISIBLE.sub("", text)))
        text = " ".join(text.split())
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def paragraphs(text: str) -> str:
    """`text` as `one_line` does it, its paragraphs kept: a blank line parts them, a lone line break not."""
    if "\n" not in text and "\r" not in text:
        return one_line(text)
    parts = _BLANK_LINE.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n\n".join(line for line in map(one_line, parts) if line)


def _windows_1252(control: re.Match[str]) -> str:
    return control.group().encode("latin-1").decode("cp1252", "ignore")


def is_placeholder(text: str) -> bool:
    """Whether `text` only says that there is no value ("N/A", "s.d.", "-")."""
    return len(text) < 40 and text.casefold().strip().rstrip(".]") in _PLACEHOLDERS


def utf16_length(text: str) -> int:
    """The length as ORCID's Xerces counts it: characters beyond the BMP are two (orcid.md §1)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_longer(text: str, limit_utf16: int) -> bool:
    """Whether `text` has more UTF-16 units than `limit_utf16`; half as many characters never have."""
    return len(text) * 2 > limit_utf16 and utf16_length(text) > limit_utf16


def fold(text: str) -> str:
    """`text` for comparison: no case, no accents, only letters and digits with single blanks."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()


def unescape(text: str) -> tuple[str, bool]:
    """`text` without the entities that somebody escaped once too often, and whether there were any.

    One level is undone; a second only where the first uncovers another entity (metadata.md D2.5).
    """
    if "&" not in text:
        return text, False
    plain = _ENTITY.sub(_character, text)
    if plain == text:
        return text, False
    if _ESCAPED_AGAIN.search(plain):
        plain = _ENTITY.sub(_character, plain)
    return plain, True


def _character(entity: re.Match[str]) -> str:
    """The character of one entity; one that nobody knows stays as it is written."""
    name = entity.group()
    if name[1] != "#" and name[1:] not in html5:
        return name
    return _ILLEGAL.sub("", html.unescape(name))


def shorten(text: str, limit_utf16: int) -> str:
    """`text` itself when it fits; else what fits of it, ended at a word with "…".

    Never parts a surrogate pair, a letter from its accents, or the pieces of an emoji.
    """
    if not is_longer(text, limit_utf16):
        return text
    if limit_utf16 < 1:
        return ""
    end = _units(text, limit_utf16 - 1)
    word = max(text.rfind(blank, 0, end + 1) for blank in " \n")
    # A script without blanks, or one endless token: end inside it rather than lose half the text.
    if word > max(0, end - 100) and not _clings(text, word):
        end = word
    while end > 0 and _clings(text, end):
        end -= 1
    return text[:end].rstrip(_TRAILING) + "…"


def _units(text: str, limit: int) -> int:
    """How many characters of `text` fit in `limit` UTF-16 units."""
    end = min(len(text), limit)
    while (excess := utf16_length(text[:end]) - limit) > 0:
        end -= (excess + 1) // 2
    return end


def _clings(text: str, end: int) -> bool:
    """Whether the character at `end` belongs to the one before it (the grapheme clusters that we meet)."""
    if end >= len(text) or end <= 0:
        return False
    after, before = text[end], text[end - 1]
    if after.isascii() and before.isascii():
        return False
    return (
        unicodedata.category(after) in ("Mn", "Mc", "Me")
        or after in "\u200c\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= after <= "\U000e007f"  # tag characters of flags
        or "\u1160" <= after <= "\u11ff"  # vowels and finals of a decomposed Hangul syllable
        or before == "\u200d"
        or unicodedata.combining(before) == 9  # a virama joins two Indic consonants
        or (_is_regional(after) and _regionals_before(text, end) % 2 == 1)
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regionals_before(text: str, end: int) -> int:
    start = end
    while start and _is_regional(text[start - 1]):
        start -= 1
    return end - start
