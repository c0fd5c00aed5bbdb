"""A field of a record by the name that people call it, for what no stylesheet reads and a profile names."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from crosswalks.thesis import Statement


def source_fields(metadata: etree._Element, name: str) -> list[Statement]:
    """All values of the field `name`: `local.embargo.lift` in DSpace's formats, else an element (`dc:rights`).

    Neither case nor prefix counts.
    """
    wanted = name.strip().casefold()
    local = wanted.rpartition(":")[2]
    found = [
        text
        for element in metadata.iter(etree.Element)
        if _name(element) in (wanted, local) and (text := "".join(map(str, element.itertext())).strip())
    ]
    return [Statement(text, f"{name.strip()}[{number}]") for number, text in enumerate(found, 1)]


def _name(element: etree._Element) -> str:
    """The DSpace name of a field, else the local name of the element."""
    local = etree.QName(element).localname
    if local != "field":
        return local.casefold()
    if element.get("mdschema"):  # dim
        parts = [element.get(part) or "" for part in ("mdschema", "element", "qualifier")]
    elif element.get("name") == "value":  # xoai: schema/element/(qualifier/)language/field
        parts = list(_above(element))[:0:-1]
    else:
        parts = []
    return ".".join(filter(None, parts)).casefold()


def _above(field: etree._Element) -> Iterator[str]:
    """The names of the elements around a field of xoai, from the language outwards."""
    for element in field.iterancestors("{*}element"):
        yield element.get("name") or ""
