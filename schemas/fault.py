"""A fault: a finding of the schema, with its element and its moment in the stream of parsing events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from schemas.finding import Finding
from schemas.naming import attribute_path, name, path, shortened

if TYPE_CHECKING:
    from lxml import etree

Moment = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a validating reader would notice, and when: at the start tag of `element` or at its end tag."""

    element: etree._Element
    moment: Moment
    finding: Finding

    @classmethod
    def wrong_root(cls, element: etree._Element, expected: str) -> Fault:
        """The document is of another kind than asked for."""
        return at(
            element,
            "start",
            "schema-wrong-root",
            name(str(element.tag)),
            f"The document is {name(str(element.tag))}, not {name(expected)}.",
            f"Send a document whose outermost element is {name(expected)}.",
        )

    @classmethod
    def bad_url(cls, element: etree._Element, root: etree._Element, value: str) -> Fault:
        """The text is not an xs:anyURI to ORCID."""
        field = path(element, root)
        return at(
            element,
            "end",
            "schema-bad-url",
            field,
            f"{field} is not a URL that ORCID accepts: {shortened(value)!r}.",
            "Write a complete address such as https://repository.example.edu/item/1, or leave it out.",
            value,
        )

    @classmethod
    def bad_schema_location(cls, element: etree._Element, root: etree._Element, value: str) -> Fault:
        """A hint where to find a schema, which ORCID checks though it never follows it."""
        field = attribute_path(element, root, "xsi:schemaLocation")
        message = f"{field} holds something that is not a URL: {shortened(value)!r}."
        return at(element, "start", "schema-bad-url", field, message, "Remove the attribute.", value)


def at(
    element: etree._Element,
    moment: Moment,
    code: str,
    field: str,
    message: str,
    remedy: str,
    value: str = "",
) -> Fault:
    """A fault of this element; all faults of the schema are errors."""
    finding = Finding(code, "error", field, message, remedy, shortened(value), element.sourceline)
    return Fault(element, moment, finding)
