"""The official schema's verdict, as ORCID's own engine (Xerces 2.12.2) gives it.

lxml (libxml2) judges; where it is known to differ from Xerces, a copy rewritten in Xerces's terms is judged:

* Xerces counts UTF-16 units, libxml2 code points: characters outside the BMP count twice.
* libxml2 refuses white space around an `xs:dateTime` and integers of more than 24 digits; Xerces takes both.
* `xs:anyURI` is decided by `schemas.anyuri` alone.

A difference in how a document is *read* (DOCTYPE, XML 1.1) is the business of `schemas.rules.read`.
One schema object per thread and kind: a shared one mixes its error log between threads. Building is locked,
because libxml2's first build is not thread-safe. No file outside this package is ever opened.
"""

from __future__ import annotations

import copy
import re
import threading
from pathlib import Path
from typing import cast, get_args

from lxml import etree

from schemas import Kind
from schemas.anyuri import is_any_uri
from schemas.fault import Fault
from schemas.finding import Finding
from schemas.naming import NAMESPACE

HERE = Path(__file__).parent
SCHEMA_FILES: dict[Kind, str] = {
    "work": "record_3.0/work-3.0.xsd",
    "bulk": "record_3.0/bulk-3.0.xsd",
    "works": "record_3.0/activities-3.0.xsd",
    "error": "record_3.0/error-3.0.xsd",
    "education": "record_3.0/education-3.0.xsd",
    "qualification": "record_3.0/qualification-3.0.xsd",
    "employment": "record_3.0/employment-3.0.xsd",
    "distinction": "record_3.0/distinction-3.0.xsd",
    "invited-position": "record_3.0/invited-position-3.0.xsd",
    "membership": "record_3.0/membership-3.0.xsd",
    "service": "record_3.0/service-3.0.xsd",
    "person": "record_3.0/person-3.0.xsd",
    "record": "record_3.0/record-3.0.xsd",
    "notification": "notification_3.0/notification-permission-3.0.xsd",
}
ROOTS: dict[Kind, str] = {kind: f"{{{NAMESPACE}{kind}}}{kind}" for kind in get_args(Kind)} | {
    "works": f"{{{NAMESPACE}activities}}works"
}
# Every element of these schemas whose type is xs:anyURI (tests/schemas proves the list complete).
URI_TAGS = tuple(
    f"{{{NAMESPACE}{name}"
    for name in (
        "common}url", "common}external-id-url", "error}more-info", "notification}uri", "researcher-url}url",
        "peer-review}review-url", "peer-review}subject-url", "funding}url", "work}url",
    )
)  # fmt: skip
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LONG_INTEGER = re.compile(r"\s*([+-]?)[0-9]{20,}\s*", re.ASCII)
_schema_locations = etree.XPath(
    "descendant-or-self::*/@xsi:schemaLocation | descendant-or-self::*/@xsi:noNamespaceSchemaLocation",
    namespaces={"xsi": "http://www.w3.org/2001/XMLSchema-instance"},
)
_own = threading.local()
_building = threading.Lock()


def validate(element: etree._Element, kind: Kind) -> list[Finding]:
    """What the schema finds wrong, in document order; empty when Xerces would accept the document."""
    return [] if _plainly_valid(element, kind) else [fault.finding for fault in faults(element, kind)]


def is_valid(element: etree._Element, kind: Kind) -> bool:
    """Whether the element is a valid document of this kind; the hot path, about 30 µs for a work."""
    return _plainly_valid(element, kind) or not faults(element, kind)


def _plainly_valid(element: etree._Element, kind: Kind) -> bool:
    """Whether libxml2 accepts the element and Xerces cannot differ; False decides nothing."""
    if element.tag != ROOTS[kind] or not schema(kind).validate(element):
        return False
    return _counts_alike(element) and not _bad_urls(element)


def faults(element: etree._Element, kind: Kind) -> list[Fault]:
    """Every fault with its element and its moment in the stream of events, explained for a person."""
    if element.tag != ROOTS[kind]:
        return [Fault.wrong_root(element, ROOTS[kind])]
    return schema_faults(element, kind)


def schema_faults(element: etree._Element, kind: Kind) -> list[Fault]:
    """As `faults`, for any root that the schema of this kind declares: what Xerces alone would say."""
    from schemas import explain

    reread = _as_xerces_reads(element)
    compiled = schema(kind)
    compiled.validate(reread)
    entries = [
        explain.Entry(entry.path or "", entry.type_name, entry.message) for entry in compiled.error_log
    ]
    found = explain.explain(element, reread, entries, SCHEMA_FILES[kind])
    return in_event_order(element, [*found, *_bad_urls(element)])


def in_event_order(root: etree._Element, found: list[Fault]) -> list[Fault]:
    """The faults as a reader of the document meets them: a parent's end comes after all of its children."""
    moments: dict[tuple[etree._Element, str], int] = {}
    for position, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        moments[element, event] = position
    return sorted(found, key=lambda fault: moments[fault.element, fault.moment])


def schema(kind: Kind) -> etree.XMLSchema:
    """The compiled schema of this thread, whose verdict is libxml2's own; `validate` adds what Xerces sees."""
    schemas = cast("dict[Kind, etree.XMLSchema]", _own.__dict__)
    if kind not in schemas:
        with _building:
            schemas[kind] = etree.XMLSchema(etree.parse(HERE / SCHEMA_FILES[kind], _local_parser()))
    return schemas[kind]


def _local_parser() -> etree.XMLParser:
    return etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)


def _counts_alike(element: etree._Element) -> bool:
    """Whether no text holds a character that Xerces counts twice."""
    text = str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))
    return text.isascii() or len(text.encode("utf-16-le")) == 2 * len(text)


def _bad_urls(element: etree._Element) -> list[Fault]:
    """The URLs that are none to Xerces: those of ORCID's elements, and those of `xsi:schemaLocation`."""
    texts = ((place, _text(place)) for place in element.iter(*URI_TAGS))
    found = [Fault.bad_url(place, element, text) for place, text in texts if not is_any_uri(text)]
    for hint in _schema_locations(element):
        place = hint.getparent()
        if not all(map(is_any_uri, hint.split(" "))):
            found.append(Fault.bad_schema_location(place, element, str(hint)))
    return found


def _text(element: etree._Element) -> str:
    """All text of a simple element: comments and processing instructions in it do not end the value."""
    if len(element) == 0:
        return element.text or ""
    return "".join(str(part) for part in element.xpath("text()"))


def _as_xerces_reads(element: etree._Element) -> etree._Element:
    reread = copy.deepcopy(element)
    reread.tail = None
    for place in reread.iter():
        place.tail = _ASTRAL.sub("一一", place.tail) if place.tail else None
        if not isinstance(place.tag, str):
            continue
        if place.text:
            place.text = _xerces_text(place)
        for name, value in place.attrib.items():
            if long := _LONG_INTEGER.fullmatch(value):
                place.set(name, f"{long[1]}{'9' * 18}")
    return reread


def _xerces_text(place: etree._Element) -> str:
    text = _ASTRAL.sub("一一", place.text or "")
    tag = str(place.tag)
    if tag.endswith("-date") and len(place) == 0:
        return text.strip(" \t\r\n")
    if tag.endswith(("}year", "}month", "}day", "-code")) and (long := _LONG_INTEGER.fullmatch(text)):
        return f"{int(text)}"[:18] if len(text) < 4000 else f"{long[1]}{'9' * 18}"
    return text
