"""The stock metadata formats of DSpace's OAI-PMH half, with all their defects (§1.5, §1.6, §10.6, §10.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from dspace_hook.double.exposed import Exposed, Line
from dspace_hook.double.xml import Node, root

LANGUAGE: Final = 3
DC: Final = "http://purl.org/dc/elements/1.1/"
DCTERMS: Final = "http://purl.org/dc/terms/"
DOC: Final = "http://www.lyncode.com/xoai"
ETDMS: Final = "http://www.ndltd.org/standards/metadata/etdms/1.0/"
OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DIM: Final = "http://www.dspace.org/xmlns/dspace/dim"
RDF: Final = "http://www.openarchives.org/OAI/2.0/rdf/"
MODS: Final = "http://www.loc.gov/mods/v3"
MARC: Final = "http://www.loc.gov/MARC21/slim"
UKETD: Final = "http://naca.central.cranfield.ac.uk/ethos-oai/2.0/"
NDLTD: Final = "http://www.ndltd.org/standards/metadata/etdms/1.0/etdms.xsd"


class Format(NamedTuple):
    """A format: what announces it, what writes it, and which items have it."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Exposed], str]
    takes: Callable[[Exposed], bool] = lambda one: True


def _xoai(one: Exposed) -> str:
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


def _dim(one: Exposed) -> str:
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


def _dublin_core(one: Exposed) -> Iterator[tuple[str, str]]:
    """The fifteen elements of oai_dc and rdf: everything qualified is flattened."""
    yield from (("title", text) for text in one.texts("title"))
    yield from (("creator", text) for text in one.texts("creator") + one.texts("contributor", "author"))
    yield from (("contributor", text) for text in _other_contributors(one))
    for element in ("subject", "description", "date", "type", "identifier", "language", "relation", "rights"):
        yield from ((element, text) for text in one.texts(element))
    for element in ("format", "coverage", "publisher", "source"):
        yield from ((element, text) for text in one.texts(element))


def _other_contributors(one: Exposed) -> list[str]:
    return [line.text for line in one.having("contributor") if line.qualifier != "author"]


def _oai_dc(one: Exposed) -> str:
    fields = [Node(f"dc:{name}", text) for name, text in _dublin_core(one)]
    names = {"oai_dc": OAI_DC, "dc": DC, "doc": DOC}
    return root("oai_dc:dc", fields, names, f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd").text()


def _rdf(one: Exposed) -> str:
    fields = [Node(f"dc:{name}", text) for name, text in _dublin_core(one)]
    about = Node("ow:Publication", fields, {"rdf:about": one.identifier})
    names = {
        "rdf": RDF,
        "ow": "http://www.ontoweb.org/ontology/1#",
        "dc": DC,
        "ds": "http://dspace.org/ds/elements/1.1/",
        "doc": DOC,
    }
    return root("rdf:RDF", [about], names, f"{RDF} http://www.openarchives.org/OAI/2.0/rdf.xsd").text()


def _etdms(one: Exposed) -> str:
    fields = [
        *(Node("title", text) for text in one.texts("title")),
        *(Node("creator", text) for text in one.texts("contributor", "author")),
        *(Node("contributor", text) for text in _other_contributors(one)),
        *(Node("subject", text) for text in one.texts("subject", "")),
        *(Node("description", text) for text in one.texts("description")),
        # Every qualified date, accessioned too, and cut to the day: ETD-MS allows one.
        *(Node("date", line.text[:10]) for line in one.having("date") if line.qualifier),
        *(Node("type", text) for text in one.texts("type")),
        *(Node("identifier", line.text) for line in one.having("identifier") if line.qualifier),
        *(Node("language", text) for text in one.texts("language")),
        *(Node("relation", text) for text in one.texts("relation")),
        *(Node("publisher", text) for text in one.texts("publisher")),
        *_degree(one),
    ]
    return root("thesis", fields, {"": ETDMS, "doc": DOC}, f"{ETDMS} {NDLTD}").text()


def _degree(one: Exposed) -> Iterator[Node]:
    # It looks for thesis.name …, which nobody has, and finds thesis.degree.name … not (§1.6).
    if any(line.schema == "thesis" for line in one.lines):
        wanted = ("name", "level", "discipline", "grantor")
        yield Node(
            "degree", [Node(name, text) for name in wanted for text in one.texts(name, schema="thesis")]
        )


def _qdc(one: Exposed) -> str:
    fields = [
        *(Node("dc:title", text) for text in one.texts("title", "")),
        *(Node("dcterms:alternative", text) for text in one.texts("title", "alternative")),
        *(Node("dc:creator", text) for text in one.texts("contributor", "author")),
        *(Node("dc:contributor", text) for text in _other_contributors(one)),
        *(Node("dc:subject", text) for text in one.texts("subject")),
        *(Node("dcterms:abstract", text) for text in one.texts("description", "abstract")),
        *(Node("dcterms:dateAccepted", text) for text in one.texts("date", "available")),
        *(Node("dcterms:available", text) for text in one.texts("date", "available")),
        *(Node("dcterms:created", text) for text in one.texts("date", "available")),
        *(Node("dcterms:issued", text) for text in one.texts("date", "issued")),
        *(Node("dc:type", text) for text in one.texts("type")),
        *(Node("dc:identifier", text) for text in one.texts("identifier")),
        *(Node("dc:language", text) for text in one.texts("language")),
        *(Node("dc:publisher", text) for text in one.texts("publisher")),
    ]
    qdc, at = "http://dspace.org/qualifieddc/", "http://dublincore.org/schemas/xmls/qdc/2006/01/06"
    where = f"{DC} {at}/dc.xsd {DCTERMS} {at}/dcterms.xsd {qdc} http://www.ukoln.ac.uk/metadata/dcmi/xmlschema/qualifieddc.xsd"
    names = {"qdc": qdc, "dc": DC, "dcterms": DCTERMS, "doc": DOC}
    return root("qdc:qualifieddc", fields, names, where).text()


def _mods(one: Exposed) -> str:
    # The two dates are exchanged.
    fields = [
        *(_wrapped("name", "namePart", text) for text in one.texts("contributor", "author")),
        *(
            _wrapped("extension", "dateAvailable", text, dated=True)
            for text in one.texts("date", "accessioned")
        ),
        *(
            _wrapped("extension", "dateAccessioned", text, dated=True)
            for text in one.texts("date", "available")
        ),
        *(_wrapped("originInfo", "dateIssued", text, dated=True) for text in one.texts("date", "issued")),
        *(
            Node("mods:identifier", line.text, {"type": line.qualifier})
            for line in one.having("identifier")
            if line.qualifier
        ),
        *(Node("mods:abstract", text) for text in one.texts("description", "abstract")),
        *(_wrapped("language", "languageTerm", text) for text in one.texts("language")),
        *(_wrapped("subject", "topic", text) for text in one.texts("subject")),
        *(_wrapped("titleInfo", "title", text) for text in one.texts("title")),
        *(Node("mods:genre", text) for text in one.texts("type")),
    ]
    where = f"{MODS} http://www.loc.gov/standards/mods/v3/mods-3-1.xsd"
    return root("mods:mods", fields, {"mods": MODS, "doc": DOC}, where).text()


def _wrapped(outer: str, inner: str, text: str, *, dated: bool = False) -> Node:
    return Node(f"mods:{outer}", [Node(f"mods:{inner}", text, {"encoding": "iso8601"} if dated else {})])


def _marc(one: Exposed) -> str:
    authors = [
        _datafield("720", "  ", ("a", text), ("e", "author")) for text in one.texts("contributor", "author")
    ]
    fields = [
        Node("leader", "00925njm 22002777a 4500"),
        _datafield("042", "  ", ("a", "dc")),
        *authors,
        *(_datafield("260", "  ", ("c", text)) for text in one.texts("date", "issued")),
        *(_datafield("520", "  ", ("a", text)) for text in one.texts("description", "abstract")),
        *(_datafield("024", "8 ", ("a", line.text)) for line in one.having("identifier") if line.qualifier),
        *(_datafield("653", "  ", ("a", text)) for text in one.texts("subject")),
        *(_datafield("245", "00", ("a", text)) for text in one.texts("title")),
    ]
    where = f"{MARC} http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"
    return root("record", fields, {"": MARC, "dcterms": DCTERMS, "doc": DOC}, where).text()


def _datafield(tag: str, indicators: str, *subfields: tuple[str, str]) -> Node:
    held = [Node("subfield", text, {"code": code}) for code, text in subfields]
    return Node("datafield", held, {"ind2": indicators[1], "ind1": indicators[0], "tag": tag})


def _uketd(one: Exposed) -> str:
    fields = [
        *(Node("dc:title", text) for text in one.texts("title", "")),
        *(Node("dc:creator", text) for text in one.texts("contributor", "author")),
        *(Node("uketdterms:advisor", text) for text in one.texts("contributor", "advisor")),
        *(Node("dcterms:abstract", text) for text in one.texts("description", "abstract")),
        *(Node("uketdterms:institution", text) for text in one.texts("publisher")),
        *(Node("dcterms:issued", text) for text in one.texts("date", "issued")),
        *(Node("dc:type", text) for text in one.texts("type")),
        *(
            Node("dc:language", text, {"xsi:type": "dcterms:ISO639-2"})
            for text in one.texts("language", "iso")
        ),
        *(Node("dcterms:isReferencedBy", text) for text in one.texts("identifier", "uri")),
        *(Node("dc:subject", text) for text in one.texts("subject")),
    ]
    names = {
        "uketd_dc": UKETD,
        "dc": DC,
        "dcterms": DCTERMS,
        "uketdterms": "http://naca.central.cranfield.ac.uk/ethos-oai/terms/",
        "doc": DOC,
    }
    return root("uketd_dc:uketddc", fields, names, f"{UKETD} {UKETD}uketd_dc.xsd").text()


def _is_thesis(one: Exposed) -> bool:
    # Case-sensitive, so that "Doctoral thesis" has none (§1.1, §10.7).
    return any("Thesis" in text for text in one.texts("type"))


FORMATS: Final = {
    one.prefix: one
    for one in (
        Format("mods", "http://www.loc.gov/standards/mods/v3/mods-3-1.xsd", MODS, _mods),
        Format("xoai", "http://www.lyncode.com/schemas/xoai.xsd", DOC, _xoai),
        Format("dim", "http://www.dspace.org/schema/dim.xsd", DIM, _dim),
        Format("uketd_dc", f"{UKETD}uketd_dc.xsd", UKETD, _uketd, _is_thesis),
        Format("qdc", "http://dublincore.org/schemas/xmls/qdc/2006/01/06/dcterms.xsd", DCTERMS, _qdc),
        Format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC, _oai_dc),
        Format("rdf", "http://www.openarchives.org/OAI/2.0/rdf.xsd", RDF, _rdf),
        Format("marc", "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", MARC, _marc),
        Format("etdms", NDLTD, ETDMS, _etdms),
    )
}
