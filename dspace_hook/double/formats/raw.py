"""The formats that keep every field: `xoai` and `dim`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final

from dspace_hook.double.exposed import Exposed, Line
from dspace_hook.double.formats.names import DIM, DOC
from dspace_hook.double.xml import Node, root

LANGUAGE: Final = 3


def xoai(one: Exposed) -> str:
    """Everything, in the form that the other formats are made from."""
    nested = [Node("element", _elements(group, 1), {"name": name}) for name, group in _by(one.lines, 0)]
    status = Node(
        "element",
        [_field("value", "open.access" if one.has_files else "metadata.only")],
        _named("access-status"),
    )
    others = [
        _field("handle", one.handle),
        _field("identifier", one.identifier),
        _field("lastModifyDate", _sql(one.modified)),
        status,
    ]
    about = [
        _field("url", one.user_interface),
        _field("name", one.repository),
        _field("mail", "dspace@example.org"),
    ]
    parts = [Node("element", [], _named("bundles")), Node("element", others, _named("others"))]
    parts += [Node("element", about, _named("repository")), Node("element", [], _named("license"))]
    return root("metadata", [*nested, *parts], {"": DOC}, f"{DOC} http://www.lyncode.com/xsd/xoai.xsd").text()


def _elements(lines: list[Line], depth: int) -> list[Node]:
    """Element, qualifier and language inside one another; a value without qualifier skips that level."""
    if depth > LANGUAGE:
        return [field for one in lines for field in _value(one)]
    nodes: list[Node] = []
    for name, group in _by(lines, depth):
        inside = _elements(group, depth + 1)
        nodes += [Node("element", inside, _named(name))] if name else inside
    return nodes


def _by(lines: list[Line] | tuple[Line, ...], depth: int) -> Iterator[tuple[str, list[Line]]]:
    def key(one: Line) -> str:
        return (one.schema, one.element, one.qualifier, one.value.language or "none")[depth]

    return ((name, list(group)) for name, group in groupby(lines, key))


def _value(one: Line) -> Iterator[Node]:
    yield _field("value", one.text)
    if one.value.authority is not None:
        yield _field("authority", one.value.authority)
        if one.value.confidence != 0:
            yield _field("confidence", str(one.value.confidence))


def _field(name: str, text: str) -> Node:
    return Node("field", text, _named(name))


def _named(name: str) -> dict[str, str]:
    return {"name": name}


def _sql(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment:%f}".rstrip("0").removesuffix(".")


def dim(one: Exposed) -> str:
    """Everything, field by field."""
    fields = [Node("dim:field", line.text, _dim_attributes(line)) for line in one.lines]
    text = root(
        "dim:dim", fields, {"dim": DIM, "doc": DOC}, f"{DIM} http://www.dspace.org/schema/dim.xsd"
    ).text()
    # A stray text node at the end (§10.7).
    return text.replace("\n</dim:dim>", f"{'open.access' if one.has_files else 'metadata.only'}</dim:dim>")


def _dim_attributes(line: Line) -> dict[str, str]:
    value = line.value
    held = {"mdschema": line.schema, "element": line.element, "qualifier": line.qualifier}
    held["lang"] = value.language or ""
    if value.authority is not None:
        held |= {"authority": value.authority, "confidence": str(value.confidence)}
    return {name: text for name, text in held.items() if text}
