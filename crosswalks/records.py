"""OAI-PMH records as the crosswalk takes them, and how to find them in any XML a repository hands out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

_NO_DTD = "it carries a DTD (<!DOCTYPE …>); remove it and write the characters themselves"
OAI = "http://www.openarchives.org/OAI/2.0/"


class SourceRecord(NamedTuple):
    """The header of a record and its metadata element (None when deleted or missing)."""

    identifier: str
    datestamp: str
    set_specs: tuple[str, ...]
    deleted: bool
    metadata: etree._Element | None


class NotXmlError(ValueError):
    """The bytes are no XML that we read; the message says what they are instead, and where it broke.

    `is_malformed`: they are meant as XML and break its rules, so that mending them may help.
    """

    def __init__(self, message: str, *, is_malformed: bool = False) -> None:
        super().__init__(message)
        self.is_malformed = is_malformed


def strict_parser() -> etree.XMLParser:
    """A parser that never repairs, never reaches the network, and never loses text silently.

    `resolve_entities=False` and `recover=True` both cut text without a word (libraries.md, Part 1 a).
    """
    return etree.XMLParser(no_network=True, remove_comments=True, remove_pis=True, collect_ids=False)


def parse(body: bytes) -> etree._Element:
    """The root element of `body`. Raises NotXmlError with a sentence for the person who handed it in."""
    if not body.strip():
        raise NotXmlError("it is empty")
    try:
        root = etree.fromstring(body, strict_parser())
    except etree.XMLSyntaxError as error:
        raise _what_it_is(body, error) from error
    # A record needs no DTD; entities in one are how XML is attacked, and they hide what was meant.
    if root.getroottree().docinfo.internalDTD is not None and root.tag != "html":
        raise NotXmlError(_NO_DTD)
    return root


def _what_it_is(body: bytes, error: etree.XMLSyntaxError) -> NotXmlError:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return NotXmlError("it is a web page (HTML), not XML")
    if b"<!doctype" in start.replace(b"\0", b""):
        return NotXmlError(_NO_DTD)
    if start.startswith((b"{", b"[")):
        return NotXmlError("it looks like JSON, not XML")
    if start.startswith((b"\x1f\x8b", b"pk\x03\x04")):
        return NotXmlError("it is a compressed file; unpack it first")
    if not start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return NotXmlError("it is not XML")
    line, column = error.position
    reason = (error.msg or "not well-formed").split(", line ")[0].removesuffix(", use XML_PARSE_HUGE option")
    return NotXmlError(
        f"it is not well-formed XML: line {line}, column {column}: {reason}", is_malformed=True
    )


def records_in(root: etree._Element) -> Iterator[SourceRecord]:
    """Every record below `root` in document order: of a response, of `<record>`s in any wrapper, or bare metadata."""
    name = etree.QName(root)
    if name.localname in {
        "OAI-PMH",
        "records",
        "ListRecords",
        "GetRecord",
        "record",
        "repository",
    } and _holds_headers(root):
        for record in _outermost_records(root):
            yield source_record(record)
    elif name.namespace == OAI and name.localname == "OAI-PMH":
        return
    elif name.localname == "metadata" and name.namespace in (OAI, None) and len(root):
        yield SourceRecord("", "", (), False, root[0])
    else:
        yield SourceRecord("", "", (), False, root)


def _holds_headers(root: etree._Element) -> bool:
    return next(root.iter("{*}header"), None) is not None


def _outermost_records(root: etree._Element) -> Iterator[etree._Element]:
    # Not iter(): a record may carry another one inside its metadata (libraries.md, Part 1 d).
    if _local(root) == "record":
        yield root
        return
    for child in root:
        if _local(child) != "metadata":
            yield from _outermost_records(child)


def source_record(record: etree._Element) -> SourceRecord:
    """Header and metadata of one `<record>`, whatever namespace it is in."""
    header = _child(record, "header")
    metadata = _child(record, "metadata")
    payload = metadata[0] if metadata is not None and len(metadata) else None
    if header is None:
        return SourceRecord("", "", (), False, payload)
    sets = tuple((e.text or "").strip() for e in header.iterchildren("{*}setSpec"))
    return SourceRecord(
        identifier=_text(header, "identifier"),
        datestamp=_text(header, "datestamp"),
        set_specs=sets,
        deleted=header.get("status") == "deleted",
        metadata=payload,
    )


def _child(parent: etree._Element, name: str) -> etree._Element | None:
    return next(parent.iterchildren(f"{{*}}{name}"), None)


def _text(parent: etree._Element, name: str) -> str:
    child = _child(parent, name)
    return (child.text or "").strip() if child is not None else ""


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
