"""Why the schema refuses a document, in sentences a person can act on.

lxml names the place, the value, the actual length; xmlschema, loaded only here, names the element that is
missing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from schemas.fault import Fault, at
from schemas.naming import attribute_path, choice, name, path

if TYPE_CHECKING:
    import xmlschema
    from lxml import etree

HERE = Path(__file__).parent
_STEP = re.compile(r"(?:([^:/\[\]]+):)?([^:/\[\]]+)(?:\[(\d+)\])?")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*?)[, .]* \)")
_ATTRIBUTE = re.compile(r"attribute '([^']*)'")
_LIMIT = re.compile(r"allowed (?:maximum|minimum) length of '(\d+)'|value allowed \('([^']*)'\)")
_SET = re.compile(r"element of the set \{(.*)\}")
_PATTERN = re.compile(r"by the pattern '(.*)'\.$", re.DOTALL)
_building = threading.Lock()


class Entry(NamedTuple):
    """One line of libxml2's error log: where, which rule, its own words."""

    path: str
    rule: str
    message: str


def explain(
    root: etree._Element, reread: etree._Element, entries: Iterable[Entry], schema_file: str
) -> Iterator[Fault]:
    """One fault per place, with the elements and values of `root`; libxml2 judged its copy `reread`."""
    explained = _Explained(root, schema_file)
    spoken: set[tuple[etree._Element, str]] = set()
    for entry in entries:
        element = _twin(root, reread, _find(reread, entry.path))
        attribute = _ATTRIBUTE.search(entry.message)
        place = (element, attribute[1] if attribute else "")
        # Of two faults of one value the first is the reason, the second its echo ("not a valid value of the
        # type").
        if place in spoken or "'xs:anyURI'" in entry.message:
            continue
        spoken.add(place)
        if entry.rule == "SCHEMAV_ELEMENT_CONTENT":
            yield _wrong_content(root, element, entry, explained)
        elif attribute or entry.rule == "SCHEMAV_CVC_COMPLEX_TYPE_4":
            yield _wrong_attribute(root, element, entry, attribute[1] if attribute else "")
        else:
            yield _wrong_value(root, element, entry)


def _find(root: etree._Element, where: str) -> etree._Element:
    """The element libxml2 means: `/work:work/common:url[2]`, where `*[n]` counts all children."""
    found = root
    for prefix, local, index in _STEP.findall(where.split("/@")[0])[1:]:
        children = [
            child
            for child in found.iterchildren("*")
            if local == "*" or (str(child.tag).rpartition("}")[2] == local and (child.prefix or "") == prefix)
        ]
        position = int(index or 1) - 1
        if position >= len(children):
            break
        found = children[position]
    return found


def _twin(root: etree._Element, reread: etree._Element, element: etree._Element) -> etree._Element:
    steps: list[int] = []
    while element is not reread:
        parent = element.getparent()
        if parent is None:
            break
        steps.append(parent.index(element))
        element = parent
    for step in reversed(steps):
        root = root[step]
    return root


class _Content(NamedTuple):
    """xmlschema's view of a wrong content: the tags it must have next, and all it may have."""

    required: list[str]
    order: list[str]


class _Explained:
    """xmlschema's view of a document; it reads the document at the first question only."""

    def __init__(self, root: etree._Element, schema_file: str) -> None:
        self._root = root
        self._schema_file = schema_file
        self._answers: dict[etree._Element, _Content] | None = None

    def content(self, parent: etree._Element) -> _Content:
        """What `parent` should hold; empty when xmlschema sees nothing wrong there."""
        if self._answers is None:
            self._answers = dict(self._ask())
        return self._answers.get(parent, _Content([], []))

    def _ask(self) -> Iterator[tuple[etree._Element, _Content]]:
        import xmlschema

        try:
            # What goes in as lxml's elements comes out as such, which xmlschema's types cannot say.
            for error in _explainer(self._schema_file).iter_errors(cast("Any", self._root)):
                if isinstance(error, xmlschema.XMLSchemaChildrenValidationError):
                    content: Any = error.validator
                    order = [str(one.name) for one in content.iter_elements() if one.name]
                    required = [str(one.name) for one in error.expected or () if one.name and one.min_occurs]
                    yield cast("etree._Element", error.elem), _Content(required, order)
        except (xmlschema.XMLSchemaException, RecursionError):
            return  # lxml's own words remain


@cache
def _load(schema_file: str) -> xmlschema.XMLSchema:
    import xmlschema

    return xmlschema.XMLSchema(HERE / schema_file, allow="local")


def _explainer(schema_file: str) -> xmlschema.XMLSchema:
    with _building:
        return _load(schema_file)


def _wrong_content(
    root: etree._Element, element: etree._Element, entry: Entry, explained: _Explained
) -> Fault:
    expected = _expected(entry.message)
    if "Missing child element" in entry.message:
        return _lacks(root, element, expected, element, "end")
    parent = element.getparent()
    if parent is None or element is root:
        return Fault.wrong_root(element, next(iter(expected), str(element.tag)))
    field, own, text = path(element, root), name(str(element.tag)), element.text or ""
    if next(element.itersiblings(str(element.tag), preceding=True), None) is not None:
        return at(
            element,
            "start",
            "schema-repeated-element",
            field,
            f"{field} is one too many.",
            f"Keep one {own}.",
            text,
        )
    content = explained.content(parent)
    if element.tag in content.order:
        if place := _place_for(element, content):
            return at(
                element,
                "start",
                "schema-wrong-order",
                field,
                f"{field} stands in the wrong place.",
                f"Move {own} {place}.",
                text,
            )
        present = {str(child.tag) for child in parent.iterchildren("*")}
        absent = [tag for tag in content.required if tag not in present]
        return _lacks(root, parent, absent or expected, element, "start")
    if meant := [tag for tag in expected if tag.endswith(str(element.tag)[str(element.tag).find("}") :])]:
        return at(
            element,
            "start",
            "schema-wrong-namespace",
            field,
            f"{field} is in the wrong namespace; ORCID expects {name(meant[0])}.",
            f"Write it as {name(meant[0])}.",
            text,
        )
    follows = f"Here ORCID expects {choice([name(tag) for tag in expected])}." if expected else ""
    return at(
        element,
        "start",
        "schema-unexpected-element",
        field,
        f"{field} is not an element ORCID knows here.",
        f"Remove it. {follows}".strip(),
        text,
    )


def _place_for(element: etree._Element, content: _Content) -> str:
    """Where a known element should stand, told by a sibling: "before work:type"; or nothing."""
    rank = {tag: place for place, tag in reversed(list(enumerate(content.order)))}
    own = rank[str(element.tag)]
    for sibling in reversed(list(element.itersiblings("*", preceding=True))):
        if rank.get(str(sibling.tag), -1) > own:
            return f"before {name(str(sibling.tag))}"
    later = {str(sibling.tag) for sibling in element.itersiblings("*")}
    after = [tag for tag in content.order if tag in later and rank[tag] < own]
    return f"after {name(after[-1])}" if after else ""


def _lacks(
    root: etree._Element, parent: etree._Element, tags: list[str], noticed: etree._Element, moment: str
) -> Fault:
    wanted = choice([name(tag) for tag in tags]) if tags else "an element"
    field = (
        name(tags[0]) if parent is root and tags else f"{path(parent, root)}/{name(tags[0]) if tags else '*'}"
    )
    message = f"{name(str(parent.tag))} has no {wanted}, which ORCID requires."
    before = "" if noticed is parent else f", before {name(str(noticed.tag))}"
    return at(
        noticed,
        "end" if moment == "end" else "start",
        "schema-missing-element",
        field,
        message,
        f"Add {wanted}{before}.",
    )


def _expected(message: str) -> list[str]:
    match = _EXPECTED.search(message)
    return match[1].split(", ") if match else []


def _wrong_attribute(root: etree._Element, element: etree._Element, entry: Entry, attribute: str) -> Fault:
    if entry.rule == "SCHEMAV_CVC_COMPLEX_TYPE_4":
        lacking = re.search(r"The attribute '([^']*)' is required", entry.message)
        attribute = lacking[1] if lacking else attribute
        field = attribute_path(element, root, attribute)
        return at(
            element,
            "start",
            "schema-missing-attribute",
            field,
            f"{field} is missing; ORCID requires it.",
            f"Add the attribute {attribute} to {name(str(element.tag))}.",
        )
    field = attribute_path(element, root, attribute)
    value = str(element.get(attribute, ""))
    if entry.rule.startswith("SCHEMAV_CVC_COMPLEX_TYPE_3"):
        return at(
            element,
            "start",
            "schema-unexpected-attribute",
            field,
            f"{field} is not an attribute ORCID knows.",
            "Remove it.",
            value,
        )
    code, message, remedy = _about_value(field, value, entry)
    return at(element, "start", code, field, message, remedy, value)


def _wrong_value(root: etree._Element, element: etree._Element, entry: Entry) -> Fault:
    field = path(element, root)
    value = "".join(str(text) for text in element.xpath("text()"))
    if entry.rule in ("SCHEMAV_CVC_TYPE_3_1_2", "SCHEMAV_CVC_COMPLEX_TYPE_2_2"):
        return at(
            element,
            "end",
            "schema-markup-in-text",
            field,
            f"{field} holds an element; ORCID takes text only.",
            "Write the text without markup, or escape it.",
            value,
        )
    if entry.rule == "SCHEMAV_CVC_COMPLEX_TYPE_2_3":
        return at(
            element,
            "end",
            "schema-text-between-elements",
            field,
            f"{field} holds text between its elements.",
            "Remove that text.",
            value,
        )
    if entry.rule in ("SCHEMAV_CVC_ELT_3_1", "SCHEMAV_CVC_ELT_1", "SCHEMAV_CVC_ELT_2"):
        return at(
            element,
            "start",
            "schema-unexpected-element",
            field,
            f"{field}: {entry.message}",
            "Remove what the schema does not know.",
            value,
        )
    code, message, remedy = _about_value(field, value, entry)
    return at(element, "end", code, field, message, remedy, value)


def _about_value(field: str, value: str, entry: Entry) -> tuple[str, str, str]:
    """Code, message and remedy for a value that its type refuses."""
    limit = next((one or other for one, other in _LIMIT.findall(entry.message)), "")
    if entry.rule == "SCHEMAV_CVC_MAXLENGTH_VALID":
        length = len(value.encode("utf-16-le", "surrogatepass")) // 2
        return (
            "schema-too-long",
            f"{field} has {length} characters; ORCID takes {limit} at most.",
            f"Shorten it by {length - int(limit)}; emoji and rare characters count twice.",
        )
    if entry.rule in ("SCHEMAV_CVC_MININCLUSIVE_VALID", "SCHEMAV_CVC_MAXINCLUSIVE_VALID"):
        bound = "at least" if "MIN" in entry.rule else "at most"
        return (
            "schema-out-of-range",
            f"{field} is {value.strip()}; ORCID takes {bound} {limit}.",
            "Correct it, or leave the element out.",
        )
    if not value.strip(" \t\r\n"):
        return "schema-empty-value", f"{field} is empty.", "Give it a value, or leave it out."
    if allowed := _SET.search(entry.message):
        return (
            "schema-bad-value",
            f"{field} is {value!r}; ORCID knows {allowed[1]}.",
            "Use one of these values.",
        )
    if pattern := _PATTERN.search(entry.message):
        return (
            "schema-bad-value",
            f"{field} has a value in the wrong form: {value[:200]!r}.",
            f"{_FORMS.get(pattern[1], f'It must match {pattern[1]}')}.",
        )
    kind = re.search(r"type '(?:\{[^}]*\})?([^']*)'", entry.message)
    return (
        "schema-bad-value",
        f"{field} has a value of the wrong type: {value[:200]!r}.",
        f"It must be {_TYPES.get(kind[1], kind[1]) if kind else 'another value'}.",
    )


_FORMS = {
    r"(\d{4}-){3,}\d{3}[\dX]": "Write the ORCID iD as 0000-0002-1825-0097, with dashes and a capital X",
    r"https://([^/]*orcid\.org|localhost.*/orcid-web)/(\d{4}-){3,}\d{3}[\dX]": (
        "Write the ORCID iD as https://orcid.org/0000-0002-1825-0097, with https and a capital X"
    ),
    r"[^@]+@[^\.]+\..+": "Write an e-mail address as name@example.edu",
}
_TYPES = {
    "xs:dateTime": "a date with a time, as 2024-05-01T12:00:00Z",
    "xs:integer": "a whole number",
    "put-code": "a whole number",
    "year": "a year of four digits",
    "month": "a month of two digits",
    "day": "a day of two digits",
}
