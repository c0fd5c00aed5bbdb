"""The order in which ORCID's binding writes elements, whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

COMMON: Final = "http://www.orcid.org/ns/common"
WORK: Final = "http://www.orcid.org/ns/work"
ACTIVITIES: Final = "http://www.orcid.org/ns/activities"
AFFILIATIONS: Final = (
    "education",
    "qualification",
    "employment",
    "distinction",
    "invited-position",
    "membership",
    "service",
)
NAMESPACE: Final = {"work": WORK, **{kind: f"http://www.orcid.org/ns/{kind}" for kind in AFFILIATIONS}}
PREFIXES: Final = {"common": COMMON, **NAMESPACE, "activities": ACTIVITIES}

# Child -> its own children; an empty table is a text. "c" is common, "w" is work; "*" marks what may repeat.
Shape = dict[str, "Shape"]
_DATE: Final[Shape] = {"c:year": {}, "c:month": {}, "c:day": {}}
_EXTERNAL_IDS: Final[Shape] = {
    "c:external-id*": {
        "c:external-id-type": {},
        "c:external-id-value": {},
        "c:external-id-url": {},
        "c:external-id-relationship": {},
    }
}
_CONTRIBUTOR: Final[Shape] = {
    "c:contributor-orcid": {"c:uri": {}, "c:path": {}, "c:host": {}},
    "w:credit-name": {},
    "w:contributor-email": {},
    "w:contributor-attributes": {"w:contributor-sequence": {}, "w:contributor-role": {}},
}
_WORK: Final[Shape] = {
    "w:title": {"c:title": {}, "c:subtitle": {}, "c:translated-title": {}},
    "w:journal-title": {},
    "w:short-description": {},
    "w:citation": {"w:citation-type": {}, "w:citation-value": {}},
    "w:type": {},
    "c:publication-date": _DATE,
    "c:external-ids": _EXTERNAL_IDS,
    "c:url": {},
    "w:contributors": {"w:contributor*": _CONTRIBUTOR},
    "c:language-code": {},
    "c:country": {},
}
_AFFILIATION: Final[Shape] = {
    "c:department-name": {},
    "c:role-title": {},
    "c:start-date": _DATE,
    "c:end-date": _DATE,
    "c:organization": {
        "c:name": {},
        "c:address": {"c:city": {}, "c:region": {}, "c:country": {}},
        "c:disambiguated-organization": {
            "c:disambiguated-organization-identifier": {},
            "c:disambiguation-source": {},
        },
    },
    "c:url": {},
    "c:external-ids": _EXTERNAL_IDS,
}
SHAPES: Final = {"work": _WORK, **dict.fromkeys(AFFILIATIONS, _AFFILIATION)}
SUMMARY: Final = {
    "work": (
        "w:title",
        "c:external-ids",
        "c:url",
        "w:type",
        "c:publication-date",
        "w:journal-title",
    ),  # its own order (orcid.md §2.1)
    **dict.fromkeys(AFFILIATIONS, tuple(_AFFILIATION)),
}


def canonical(element: etree._Element, kind: str) -> etree._Element:
    """A copy with the known children in ORCID's order, without attributes and the server's fields."""
    root = etree.Element(f"{{{NAMESPACE[kind]}}}{kind}", nsmap={kind: NAMESPACE[kind], "common": COMMON})
    root.extend(_children(element, SHAPES[kind]))
    return root


def clark(name: str) -> str:
    """The tag that a short name of the tables stands for."""
    prefix, _, local = name.rstrip("*").partition(":")
    return f"{{{COMMON if prefix == 'c' else WORK}}}{local}"


def remove(element: etree._Element) -> None:
    """Take an element out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _children(element: etree._Element, shape: Shape) -> Iterator[etree._Element]:
    for name, inner in shape.items():
        found = element.findall(clark(name))
        # The binding keeps the last of what may stand once only.
        for child in found if name.endswith("*") else found[-1:]:
            yield _copied(child, inner)


def _copied(child: etree._Element, shape: Shape) -> etree._Element:
    copy = etree.Element(child.tag)
    if shape:
        copy.extend(_children(child, shape))
        return copy
    copy.text = child.text
    for name, value in child.items():
        copy.set(name, value)
    return copy
