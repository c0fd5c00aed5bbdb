"""How elements of ORCID's schemas are named to a person: `work:title/common:title`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "http://www.orcid.org/ns/"
_FOREIGN = frozenset("{/:")


def name(tag: str) -> str:
    """ORCID's usual prefix and the local name; another vocabulary keeps its namespace in braces."""
    vocabulary, closed, local = tag.removeprefix("{" + NAMESPACE).partition("}")
    return f"{vocabulary}:{local}" if closed and not _FOREIGN.intersection(vocabulary) else tag


def path(element: etree._Element, root: etree._Element) -> str:
    """The way from `root` to the element, with an index where one name occurs several times."""
    if element is root:
        return name(str(element.tag))
    steps: list[str] = []
    step: etree._Element | None = element
    while step is not None and step is not root:
        steps.append(_step(step))
        step = step.getparent()
    return "/".join(reversed(steps))


def attribute_path(element: etree._Element, root: etree._Element, attribute: str) -> str:
    """The way from `root` to an attribute: `@put-code`, `common:country/@visibility`."""
    own = f"@{name(attribute)}"
    return own if element is root else f"{path(element, root)}/{own}"


def _step(element: etree._Element) -> str:
    tag = str(element.tag)
    before = len(list(element.itersiblings(tag, preceding=True)))
    alone = before == 0 and next(element.itersiblings(tag), None) is None
    return name(tag) if alone else f"{name(tag)}[{before + 1}]"


def choice(names: list[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def shortened(value: str, limit: int = 80) -> str:
    """The value on one line; of a long one its beginning and an ellipsis."""
    line = " ".join(value.split(" ")).replace("\n", "⏎").replace("\t", "⇥")
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
