"""A record as a list of lines, each known by the places by which decisions name it: what `explain` joins to a work."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from crosswalks import registry
from crosswalks.hub import read_thesis
from crosswalks.records import SourceRecord
from crosswalks.thesis import Statement

_MOST_SEARCHED = 2000  # elements of one record; what has more is no record that a person reads line by line
_TELLING = frozenset(("lang", "role", "type", "qualifier", "scheme", "authority", "resource", "country"))
_PLACE_PARTS = re.compile(r"[\w-]+")


class SourceLine(NamedTuple):
    """One value of the record in source order. `places` is empty when no stylesheet reads the element."""

    name: str
    text: str
    attributes: str = ""
    places: tuple[str, ...] = ()


def source_lines(record: SourceRecord, *, site_formats: Path | None = None) -> tuple[SourceLine, ...]:
    """Header and metadata of the record, line by line; the record is left as it was."""
    header = [SourceLine("header/identifier", record.identifier, "", ("header/identifier",))]
    header += [SourceLine("setSpec", text, "", ("setSpec",)) for text in record.set_specs]
    lines = [line for line in header if line.text]
    if record.metadata is not None:
        metadata = copy.deepcopy(record.metadata)
        elements = _text_elements(metadata)
        lines += _joined(elements, _statements(metadata, site_formats))
    return tuple(lines)


def _statements(metadata: etree._Element, site_formats: Path | None) -> list[Statement]:
    """What the stylesheet of the format reads; nothing where there is none, or where it fails."""
    reader = registry.reader_of(metadata, site_formats)
    if reader is None:
        return []
    page = etree.Element("page")
    page.append(copy.deepcopy(reader.payload))
    try:
        theses = reader.format.stylesheet()(page).getroot()
    except etree.XSLTApplyError:
        return []
    hubs = [read_thesis(thesis) for thesis in (theses if theses is not None else ())]
    return [statement for hub in hubs for statements in hub.values() for statement in statements]


class _Element(NamedTuple):
    name: str
    text: str
    attributes: str
    words: frozenset[str]  # of its name, its attributes and its parent: what a place is made of


def _text_elements(root: etree._Element) -> list[_Element]:
    """Every element with text of its own, in document order; markup inside it belongs to its text."""
    found = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if isinstance(element.tag, str) and (element.text or "").strip():
            found.append(_element(element))
            walk.skip_subtree()
    return found


def _element(element: etree._Element) -> _Element:
    attributes = {etree.QName(name).localname: value for name, value in element.attrib.items()}
    parent = element.getparent()
    above = "" if parent is None else etree.QName(parent).localname
    name = etree.QName(element).localname
    return _Element(
        f"{element.prefix}:{name}" if element.prefix else name,
        _collapsed("".join(map(str, element.itertext()))),
        " ".join(f"{name}={value}" for name, value in attributes.items() if name in _TELLING),
        frozenset({name, above, *attributes.values()}),
    )


def _collapsed(text: str) -> str:
    return " ".join(text.split())


def _joined(elements: list[_Element], statements: list[Statement]) -> list[SourceLine]:
    """The elements with the statements read from them; a statement of no element (an attribute) comes last."""
    places: defaultdict[int, list[str]] = defaultdict(list)
    by_text: defaultdict[str, list[int]] = defaultdict(list)
    for number, element in enumerate(elements):
        by_text[element.text].append(number)
    texts: dict[int, str] = {}
    others = []
    for statement in statements:
        text = _collapsed(statement.text)
        candidates = by_text.get(text) or _parts_of(text, elements, places)
        if candidates:
            number = _best(candidates, statement.at, elements, places)
            places[number].append(statement.at)
            texts[number] = text
        else:
            others.append(SourceLine(statement.at, text, "", (statement.at,)))
    lines = [
        SourceLine(e.name, texts.get(n, e.text), e.attributes, tuple(places.get(n, ())))
        for n, e in enumerate(elements)
    ]
    return lines + others


def _parts_of(text: str, elements: list[_Element], places: defaultdict[int, list[str]]) -> list[int]:
    """The first element of those that a stylesheet put together: family and given name, number and title."""
    if len(elements) > _MOST_SEARCHED:
        return []
    found = (n for n, e in enumerate(elements) if len(e.text) > 1 and e.text in text and n not in places)
    return [first] if (first := next(found, None)) is not None else []


def _best(
    candidates: list[int], place: str, elements: list[_Element], places: defaultdict[int, list[str]]
) -> int:
    """Of elements with the same text the one that is named most like the place, and not yet taken."""
    words = set(_PLACE_PARTS.findall(place))
    return min(candidates, key=lambda n: (-len(words & elements[n].words), n in places, n))
