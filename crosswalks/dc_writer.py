"""Thesis → unqualified Dublin Core, which every OAI-PMH provider has to offer. It has no place for iDs."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from crosswalks.decide.text import one_line, paragraphs
from crosswalks.etdms_writer import identifiers_of, stated_name, whole_title
from crosswalks.thesis import Level, Thesis

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_DC = "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPES: dict[Level, str] = {
    "doctoral": "doctoralThesis",
    "master": "masterThesis",
    "bachelor": "bachelorThesis",
}


def oai_dc(thesis: Thesis) -> str:
    """The thesis as one `oai_dc:dc` element, without XML declaration."""
    nsmap = {"oai_dc": NAMESPACE, "dc": _DC, "xsi": _XSI}
    place = {f"{{{_XSI}}}schemaLocation": f"{NAMESPACE} {SCHEMA}"}
    root = etree.Element(f"{{{NAMESPACE}}}dc", place, nsmap=nsmap)
    for name, text, language in _elements(thesis):
        if text:
            attributes = {_LANG: language} if language else {}
            etree.SubElement(root, f"{{{_DC}}}{name}", attributes).text = text
    return str(etree.tostring(root, encoding="unicode"))


def _elements(thesis: Thesis) -> Iterator[tuple[str, str, str]]:
    yield "title", whole_title(thesis.title), thesis.title.language
    if thesis.translated_title:
        yield "title", whole_title(thesis.translated_title), thesis.translated_title.language
    for person in thesis.people:
        yield "creator" if person.role == "author" else "contributor", stated_name(person), ""
    yield from (("subject", one_line(subject), "") for subject in thesis.subjects)
    if thesis.abstract:
        yield "description", paragraphs(thesis.abstract.text), thesis.abstract.language
    yield "publisher", one_line(thesis.publisher), ""
    yield "date", str(thesis.date or ""), ""
    if thesis.degree.level in _TYPES:
        yield "type", f"info:eu-repo/semantics/{_TYPES[thesis.degree.level]}", ""
    yield "type", "Thesis", ""
    yield from (("identifier", text, "") for text in identifiers_of(thesis))
    yield from (("language", tag, "") for tag in thesis.languages)
