"""The exact lines that add a field to DSpace's metadata registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

_SCHEMAS: Final = {"orcid": "http://orcid.example.org/ns/dspace/"}
_NOTES: Final = {
    "orcid.author": "Name::iD of authors who signed in with ORCID",
    "orcid.advisor": "Name::iD of advisors who signed in with ORCID",
    "orcid.committee": "Name::iD of committee members who signed in with ORCID",
}


def lines_for(fields: Iterable[str]) -> tuple[str, ...]:
    """A file for `dspace registry-loader -metadata FILE` that adds these fields, and their schema if it is ours."""
    fields = list(fields)
    schemas = dict.fromkeys(field.partition(".")[0] for field in fields)
    return (
        "<dspace-dc-types>",
        *(_schema(name) for name in schemas if name in _SCHEMAS),
        *(_type(field) for field in fields),
        "</dspace-dc-types>",
    )


def _schema(name: str) -> str:
    return f"<dc-schema><name>{name}</name><namespace>{_SCHEMAS[name]}</namespace></dc-schema>"


def _type(field: str) -> str:
    return f"<dc-type>{''.join(_parts(field))}</dc-type>"


def _parts(field: str) -> Iterator[str]:
    schema, element, *qualifier = field.split(".")
    yield f"<schema>{schema}</schema><element>{element}</element>"
    yield from (f"<qualifier>{each}</qualifier>" for each in qualifier)
    note = _NOTES.get(field, "ORCID iD of a person who signed in with ORCID")
    yield f"<scope_note>{escape(note)}</scope_note>"
