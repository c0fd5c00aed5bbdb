"""The repair ladder: what a person would mend in a broken page without changing what it says.

Only steps that cannot lose text. `recover=True` of libxml2 is none of them: it cuts `caf&eacute;` to `caf`.
"""

from __future__ import annotations

import re
from html.entities import html5

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)""")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# CDATA sections come first, because an ampersand inside one is only a character.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]*;)?", re.DOTALL
)
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


def repaired(body: bytes, charset: str = "") -> tuple[bytes, list[str]]:
    """`body` mended, as UTF-8, and in words what was mended.

    Raises UnicodeError where nobody can say which characters are meant.
    `charset` is what the HTTP header says; it is asked after the XML declaration.
    """
    text, steps = _decoded(body, charset)
    if _DECLARATION.match(text):
        if not text.startswith("<?xml"):
            steps.append("white space before the XML declaration was skipped")
        text = _DECLARATION.sub("", text, count=1)
    for mend, step in (
        (_without_controls, "control characters that XML forbids were removed"),
        (_with_real_ampersands, "bare `&` and HTML entities were written as XML wants them"),
    ):
        mended = mend(text)
        if mended != text:
            text = mended
            steps.append(step)
    return text.encode(), steps


def _decoded(body: bytes, charset: str) -> tuple[str, list[str]]:
    declared = _ENCODING.match(body)
    stated = next((codec for bom, codec in _BOMS if body.startswith(bom)), "")
    stated = stated or (declared[1].decode() if declared else "utf-8")
    for codec in filter(None, (stated, charset)):
        try:
            text = body.decode(codec)
        except (LookupError, ValueError):
            continue
        return text, [] if codec == stated else [f"it was read as {codec}, as the HTTP header says"]
    text = _HIGH_BYTES.sub(_western, body).decode()
    return text, [f"bytes that are not {stated} were read as Windows-1252"]


def _western(run: re.Match[bytes]) -> bytes:
    """A run of bytes beyond ASCII as UTF-8: either it is, or it is a lonely Western letter or quotation mark.

    A long run that is not UTF-8 is another script; reading it as Western letters would invent names.
    """
    try:
        run[0].decode()
    except UnicodeDecodeError:
        if len(run[0]) > 3:
            raise
        return run[0].decode("cp1252").encode()
    return run[0]


def _without_controls(text: str) -> str:
    return _NOT_XML.sub("", text)


def _with_real_ampersands(text: str) -> str:
    return _AMPERSAND.sub(_real_ampersand, text)


def _real_ampersand(match: re.Match[str]) -> str:
    whole, reference = match[0], match[1]
    if whole.startswith("<![") or reference in _XML_ENTITIES:
        return whole
    if not reference:
        return "&amp;"
    if reference.startswith("#"):
        return whole if _is_xml_character(reference) else ""
    character = html5.get(reference)
    return f"&amp;{reference}" if character is None else _escaped(character)


def _is_xml_character(reference: str) -> bool:
    code = int(reference[2:-1], 16) if reference[1] == "x" else int(reference[1:-1])
    return code <= 0x10FFFF and not _NOT_XML.match(chr(code))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
