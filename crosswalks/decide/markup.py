"""Plain text out of HTML, JATS, MathML and the LaTeX that authors paste into repository forms."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from crosswalks.tables import load_table

_INLINE = (
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike "
    "strong tt u var bold italic monospace underline overline roman sans-serif sc styled-content named- "
    "content xref ext-link uri email inline-formula inline-graphic tex-math alternatives label nobr wbr "
    "img hr math semantics mrow mi mo mn ms mtext mspace mstyle mfrac msqrt mroot mfenced mtable mtr "
    "mtd mover munder munderover msubsup msub msup mmultiscripts mpadded mphantom menclose"
)
_BLOCK = (
    "p div section sec title h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr td th caption "
    "blockquote pre center list list-item def-list disp-formula disp-quote abstract trans-abstract body "
    "html article"
)
_SCRIPTS = "sub sup"
_ATTRIBUTE = r"""\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)"""
_PREFIXED = r"(?:jats|mml|m|o|w|v|st1|xhtml|html|mods):[\w-]+"
_NAMES = "|".join(sorted(f"{_INLINE} {_BLOCK} {_SCRIPTS} br".split(), key=len, reverse=True))
_TAG = re.compile(rf"<(/?)({_PREFIXED}|{_NAMES})(?:{_ATTRIBUTE})*\s*/?>", re.I)
_UNSEEN = re.compile(
    r"<!--.*?-->|<\?[a-z].*?\?>|<(script|style|annotation|annotation-xml)\b[^<>]*>.*?</\1\s*>", re.I | re.S
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_RAISED = re.compile(rf"<(sup|sub)(?:{_ATTRIBUTE})*\s*>([^<>]*)</\1\s*>", re.I)
_BLOCKS = frozenset(_BLOCK.split())
_SUPERSCRIPT = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISABLE = re.compile(r"[0-9+\-−=()ni]+")
_LOWERABLE = re.compile(r"[0-9+\-−=()]+")
_GAPS = re.compile(r"[^\S\n]*\n[^\S\n]*")
_BLANK_LINES = re.compile(r"\n{3,}")


def strip_markup(text: str) -> str:
    """`text` without tags, comments and simple LaTeX; its words stay, and what is no tag ("p < 0.05").

    A `<br>` is a line break, a block a paragraph; `<sub>` and `<sup>` become Unicode's where it has them.
    """
    if "<" in text:
        text = _without_tags(text)
    if "\\" in text or "$" in text:
        text = _without_latex(text)
    return text


def _without_tags(text: str) -> str:
    text = _UNSEEN.sub("", _CDATA.sub(r"\1", text))
    if "<su" in text or "<SU" in text:
        text = _RAISED.sub(_script, text)
    closed = {match[2].lower() for match in _TAG.finditer(text) if match[1]}
    text = _TAG.sub(lambda tag: _replacement(tag, closed), text)
    if "\n" not in text:
        return text
    return _BLANK_LINES.sub("\n\n", _GAPS.sub("\n", text)).strip()


def _replacement(tag: re.Match[str], closed: set[str]) -> str:
    name = tag[2].lower().rpartition(":")[2]
    if name == "br":
        return "\n"
    if name in _BLOCKS:
        return "\n\n"
    # "x<i>y" of a formula looks like a tag: a one-letter tag must be closed somewhere.
    return "" if len(name) > 1 or tag[1] or tag[2].lower() in closed else tag[0]


def _script(match: re.Match[str]) -> str:
    """`10<sup>2</sup>` → 10², `1<sup>st</sup>` → 1st, `10<sup>1.5</sup>` → 10^1.5 (never 101.5)."""
    raised, inner = match[1].lower() == "sup", match[2].strip()
    if (_RAISABLE if raised else _LOWERABLE).fullmatch(inner):
        return inner.translate(_SUPERSCRIPT if raised else _SUBSCRIPT)
    return f"^{inner}" if raised and any(c.isdigit() for c in inner) else inner


# LaTeX

_FORMULA = re.compile(r"\$\$?([^$\n]{1,300}?)\$\$?|\\\((.{1,300}?)\\\)|\\\[(.{1,300}?)\\\]")
_COMMAND = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])[ ]?")
_ACCENT = re.compile(r"""\{?\\([`'^"~=.])\s*\{?(\\?[A-Za-z])\}?\}?|\{?\\([cvuHkr])\{([A-Za-z])\}\}?""")
_POWER = re.compile(r"([\^_])(?:\{([^{}]*)\}|([0-9A-Za-z]))")
_ESCAPED = re.compile(r"\\([%&_#$])")
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_PROSE = re.compile(r"(?:^|\s)[a-z]{3,}\s")  # two prices with a sentence between them


@cache
def _latex() -> dict[str, Any]:
    return load_table("latex.toml")


@cache
def _wrapper() -> re.Pattern[str]:
    return re.compile(r"\\(?:" + "|".join(_latex()["wrappers"]) + r")\s*\{([^{}]*)\}")


def _without_latex(text: str) -> str:
    if "$" in text or "\\(" in text or "\\[" in text:
        text = _FORMULA.sub(_formula, text)
    if "\\" not in text:
        return text
    return _ESCAPED.sub(r"\1", _plain(text))


def _formula(match: re.Match[str]) -> str:
    """The formula as plain text, or exactly as written when the table does not know all of it."""
    inner: str = match[1] or match[2] or match[3] or ""
    if not (any(c in inner for c in "\\^_{") or _LETTERS.fullmatch(inner.strip())) or _PROSE.search(inner):
        return match[0]
    plain = _POWER.sub(_power, _plain(inner))
    return match[0] if any(c in plain for c in "\\{}^_") else plain.strip()


def _power(match: re.Match[str]) -> str:
    raised, inner = match[1] == "^", match[2] or match[3] or ""
    if (_RAISABLE if raised else _LOWERABLE).fullmatch(inner):
        return inner.translate(_SUPERSCRIPT if raised else _SUBSCRIPT)
    return match[0] if raised else inner


def _plain(text: str) -> str:
    """The commands of the table undone, from the inside out; every other command stays as it is."""
    for _ in range(3):
        shorter = _wrapper().sub(r"\1", text)
        if shorter == text:
            break
        text = shorter
    text = _ACCENT.sub(_accented, text)
    return _COMMAND.sub(_symbol, text)


def _symbol(match: re.Match[str]) -> str:
    symbol: str | None = _latex()["symbols"].get(match[1])
    if symbol is None:
        return match[0]
    # TeX eats the blank after a command; a reader needs it back between words.
    return symbol + (" " if match[0].endswith(" ") else "")


def _accented(match: re.Match[str]) -> str:
    mark: str = _latex()["accents"][match[1] or match[3]]
    letter = (match[2] or match[4]).removeprefix("\\")
    return letter + mark
