"""Plain text out of what repositories write: the small steps that every decision shares."""

from __future__ import annotations

import re
import unicodedata

# "Not there", as people type it. Compared folded, without the final full stop. (metadata.md D0.4)
_PLACEHOLDERS = frozenset(
    "n/a na n.a not applicable not available null none nil nan - -- – — . ? unknown n/d n.d nd s.d s.n s.l "
    "tba tbd undefined no abstract no abstract available keine angabe sans objet".split(" ")
) | {
    "not applicable", "not available", "no abstract", "no abstract available", "keine angabe", "sans objet"
}
# Soft hyphen, zero-width space and no-break, word joiner. ZWJ and ZWNJ stay: Persian and Indic scripts need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def one_line(text: str) -> str:
    """`text` in NFC, white space collapsed, without characters that XML forbids or nobody sees."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(_ILLEGAL.sub("", text).split())


def is_placeholder(text: str) -> bool:
    """Whether `text` only says that there is no value ("N/A", "s.d.", "-")."""
    return text.casefold().strip().rstrip(".") in _PLACEHOLDERS


def utf16_length(text: str) -> int:
    """The length as ORCID's Xerces counts it: characters beyond the BMP are two (orcid.md §1)."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fold(text: str) -> str:
    """`text` for comparison: no case, no accents, only letters and digits with single blanks."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
