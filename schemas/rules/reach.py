"""Reaching into a document as ORCID's binding does: by name, in any order, the last of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.naming import NAMESPACE

if TYPE_CHECKING:
    from lxml import etree

COMMON = f"{{{NAMESPACE}common}}"
WORK = f"{{{NAMESPACE}work}}"


def one(element: etree._Element | None, *tags: str) -> etree._Element | None:
    """The element at the end of this way, or None."""
    for tag in tags:
        if element is None:
            return None
        element = next(element.iterchildren(tag, reversed=True), None)
    return element


def every(element: etree._Element, *tags: str) -> list[etree._Element]:
    """All elements of the last name, inside the one container that the names before lead to."""
    container = one(element, *tags[:-1])
    return [] if container is None else list(container.iterchildren(tags[-1]))


def value(element: etree._Element) -> str:
    """The text that is bound: what follows the last child element; comments do not interrupt it."""
    if len(element) == 0:
        return element.text or ""
    text = element.text or ""
    for child in element:
        tail = child.tail or ""
        text = tail if isinstance(child.tag, str) else text + tail
    return text


def value_of(element: etree._Element | None, *tags: str) -> str | None:
    """The text at the end of this way; None when there is no such element."""
    found = one(element, *tags)
    return None if found is None else value(found)


def is_blank(text: str | None) -> bool:
    """Whether ORCID takes the text for empty: Java trims U+0020 and below, not a no-break space."""
    return text is None or not text.strip(_TRIMMED)


_TRIMMED = "".join(map(chr, range(0x21)))
