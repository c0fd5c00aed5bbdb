"""Small XML documents as text, indented as Saxon does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Union
from xml.sax.saxutils import escape, quoteattr


class Node(NamedTuple):
    """An element with its attributes and what is in it."""

    name: str
    content: Union[str, Sequence[Node]] = ()  # noqa: UP007  # `|` cannot name a class that is being made
    attributes: Mapping[str, str] = {}

    def text(self, depth: int = 0) -> str:
        """The element as text, `depth` steps to the right."""
        margin = "\n" + "   " * depth if depth else ""
        start = f"{margin}<{self.name}" + "".join(
            f" {name}={quoteattr(value)}" for name, value in self.attributes.items()
        )
        if isinstance(self.content, str):
            return f"{start}>{escape(self.content)}</{self.name}>" if self.content else f"{start}/>"
        if not self.content:
            return f"{start}/>"
        inside = "".join(child.text(depth + 1) for child in self.content)
        return f"{start}>{inside}\n{'   ' * depth}</{self.name}>"


def root(name: str, content: Sequence[Node], namespaces: Mapping[str, str], schema_location: str) -> Node:
    """A document's outermost element; `namespaces` by prefix, the empty one for the default."""
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    declared["xmlns:xsi"] = "http://www.w3.org/2001/XMLSchema-instance"
    return Node(name, content, declared | {"xsi:schemaLocation": schema_location})
