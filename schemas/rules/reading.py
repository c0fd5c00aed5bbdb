"""A request body as ORCID's parser (Xerces 2.12.2, DOCTYPE switched off) reads it (orcid.md §12.8).

libxml2 cannot read XML 1.1, and would expand the entities of a DTD; so the text is decoded here, its
declaration taken off, and what remains handed to libxml2 as XML 1.0. Known limits, refused though Xerces
reads them: names that only XML 1.1 allows, EBCDIC, UTF-32, more than 2048 levels of elements.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from schemas.rules.refusal import Refusal

_WIDE = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED_ENCODING = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._\-]*)["']""")
# What Java's decoders and Python's have in common; Python's own inventions (idna, utf-7) stay out.
_COMMON_ENCODING = re.compile(
    r"utf-8|us-ascii|ascii|iso[-_]8859-\d+|latin-?1|windows-\d+|ibm-?\d+|koi8-[ru]|shift[-_]jis"
    r"|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5|iso-2022-(?:jp|kr)|tis-620",
    re.IGNORECASE,
)
_DECLARATION = re.compile(
    r"""<\?xml\s+version\s*=\s*(?:"(?P<v>[^"]*)"|'(?P<w>[^']*)')"""
    r"""(?:\s+encoding\s*=\s*(?P<quote>["'])(?P<encoding>[A-Za-z][\w.\-]*)(?P=quote))?"""
    r"""(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>""",
    re.ASCII,
)
_DOCTYPE = re.compile(r"(?:[ \t\r\n]+|<!--.*?-->|<\?.*?\?>)*<!DOCTYPE", re.DOTALL)
_LINE_END_1_1 = re.compile("\r\n|\r\x85|[\r\x85\u2028]")
_NEVER_LITERAL_1_1 = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_REFERENCE_1_1 = re.compile(
    r"(?P<kept><!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>)|&#(?:x(?P<hex>[0-9A-Fa-f]+)|(?P<decimal>[0-9]+));",
    re.DOTALL,
)
_CONTROLS_1_1 = frozenset({*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20)})


class _UnreadableError(Exception):
    """The body cannot be read; the message is the sentence for the person who sent it."""


def read(body: bytes) -> etree._Element | Refusal:
    """The root element of a request body, or the refusal of what ORCID's parser cannot read."""
    try:
        text = _without_declaration(_decoded(body))
        if _DOCTYPE.match(text):
            raise _UnreadableError("The document has a DOCTYPE, which ORCID refuses for safety.")
        return etree.fromstring(text.encode(), _parser())
    except _UnreadableError as error:
        return _unreadable(str(error))
    except UnicodeError as error:
        return _unreadable(f"The document holds bytes that its encoding does not know: {error}.")
    except etree.XMLSyntaxError as error:
        return _unreadable(f"The document is not well-formed XML: {' '.join(error.msg.split())}.")


def _unreadable(sentence: str) -> Refusal:
    return Refusal(400, 9001, "", sentence, "Send one well-formed XML document, without a DOCTYPE.")


def _parser() -> etree.XMLParser:
    # huge_tree lifts the limits that Xerces does not have; entities, which make it dangerous, were refused
    # before.
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def _decoded(body: bytes) -> str:
    declared = _DECLARED_ENCODING.match(body.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode("ascii") if declared else "utf-8"
    for start, encoding in _WIDE:
        if body.startswith(start):
            return _of_declared_width(body.decode(encoding).removeprefix("\ufeff"), encoding)
    if not _COMMON_ENCODING.fullmatch(name):
        raise _UnreadableError(f"The document declares the encoding {name}, in which it is not written.")
    # Java replaces what a table encoding cannot decode; Xerces's own readers of UTF-8 and ASCII refuse it.
    strict = codecs.lookup(name).name in ("utf-8", "ascii")
    return body.removeprefix(codecs.BOM_UTF8).decode(name, "strict" if strict else "replace")


def _of_declared_width(text: str, encoding: str) -> str:
    """UTF-16 found by its first bytes, whose declaration must not say otherwise: Xerces would follow it."""
    declaration = _DECLARATION.match(text)
    name = declaration["encoding"] if declaration else None
    if name and name.lower() not in ("utf-16", "iso-10646-ucs-2", encoding.replace("-16-", "-16")):
        raise _UnreadableError(f"The document declares the encoding {name}, in which it is not written.")
    return text


def _without_declaration(text: str) -> str:
    if not re.match(r"<\?xml[ \t\r\n]", text):
        return text
    declaration = _DECLARATION.match(text)
    if declaration is None:
        raise _UnreadableError("The XML declaration in the first line is malformed.")
    version = declaration["v"] or declaration["w"] or ""
    rest = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    if version == "1.1":
        return _as_xml_1_0(rest)
    if version != "1.0":
        raise _UnreadableError(f"The document says it is XML {version}; ORCID reads 1.0 and 1.1.")
    return rest


def _as_xml_1_0(text: str) -> str:
    """XML 1.1 rewritten: its line ends, and U+FFFD for each control character that XML 1.0 cannot hold."""
    if _NEVER_LITERAL_1_1.search(text):
        raise _UnreadableError(
            "The document holds a control character, which XML 1.1 takes as a reference only."
        )
    return _REFERENCE_1_1.sub(_reference_in_1_0, _LINE_END_1_1.sub("\n", text))


def _reference_in_1_0(match: re.Match[str]) -> str:
    if match["kept"] is not None:
        return match[0]
    number = match["hex"] or match["decimal"]
    code = int(number[-12:], 16 if match["hex"] else 10)
    return "\ufffd" if code in _CONTROLS_1_1 else match[0]
