"""The formats that flatten: Dublin Core in its wrappings, and ETD-MS."""

from __future__ import annotations

from collections.abc import Iterator

from dspace_hook.double.exposed import Exposed
from dspace_hook.double.formats.names import DC, DCTERMS, DOC, ETDMS, NDLTD, OAI_DC, RDF, UKETD
from dspace_hook.double.xml import Node, root


def dublin_core(one: Exposed) -> Iterator[tuple[str, str]]:
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


def oai_dc(one: Exposed) -> str:
    """The fifteen elements."""
    fields = [Node(f"dc:{name}", text) for name, text in dublin_core(one)]
    names = {"oai_dc": OAI_DC, "dc": DC, "doc": DOC}
    return root("oai_dc:dc", fields, names, f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd").text()


def rdf(one: Exposed) -> str:
    """The same in another wrapping."""
    fields = [Node(f"dc:{name}", text) for name, text in dublin_core(one)]
    about = Node("ow:Publication", fields, {"rdf:about": one.identifier})
    names = {
        "rdf": RDF,
        "ow": "http://www.ontoweb.org/ontology/1#",
        "dc": DC,
        "ds": "http://dspace.org/ds/elements/1.1/",
        "doc": DOC,
    }
    return root("rdf:RDF", [about], names, f"{RDF} http://www.openarchives.org/OAI/2.0/rdf.xsd").text()


def etdms(one: Exposed) -> str:
    """ETD-MS 1.0 that never is valid."""
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


def qdc(one: Exposed) -> str:
    """Some of the refinements of Dublin Core."""
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


def uketd_dc(one: Exposed) -> str:
    """What UK theses ask for."""
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
