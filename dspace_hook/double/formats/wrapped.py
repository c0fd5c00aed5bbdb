"""Formats around others: `didl` and `ore`; and `rioxx`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dspace_hook.double.exposed import Exposed
from dspace_hook.double.formats.flat import dublin_core
from dspace_hook.double.formats.names import ATOM, DC, DCTERMS, DIDL, DOC, OAI_DC, RIOXX
from dspace_hook.double.xml import Node, root

_MPEG: Final = "http://standards.iso.org/ittf/PubliclyAvailableStandards/MPEG-21_schema_files"
_DII: Final = "urn:mpeg:mpeg21:2002:01-DII-NS"
_ORE: Final = "http://www.openarchives.org/ore"
_COAR: Final = "http://purl.org/coar/resource_type/"
_TYPES: Final = {"Thesis": "c_46ec", "Doctoral thesis": "c_db06"}


def didl(one: Exposed) -> str:
    """An identifier and Dublin Core as two statements."""
    dii = {"xmlns:dii": _DII, "xsi:schemaLocation": f"{_DII} {_MPEG}/dii/dii.xsd"}
    dc = {"xmlns:oai_dc": OAI_DC, "xmlns:dc": DC}
    dc["xsi:schemaLocation"] = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
    fields = [Node(f"dc:{name}", text) for name, text in dublin_core(one)]
    statements = [Node("dii:Identifier", f"urn:hdl:{one.handle}", dii), Node("oai_dc:dc", fields, dc)]
    mime = {"mimeType": "application/xml; charset=utf-8"}
    described = [Node("d:Descriptor", [Node("d:Statement", [each], mime)]) for each in statements]
    item = Node("d:Item", described, {"id": f"hdl_{one.handle.replace('/', '_')}"})
    created = [Node("d:DIDLInfo", [_created(text)]) for text in one.texts("date", "available")]
    return root("d:DIDL", [*created, item], {"d": DIDL, "doc": DOC}, f"{DIDL} {_MPEG}/did/didl.xsd").text()


def _created(text: str) -> Node:
    located = f"{DCTERMS} http://dublincore.org/schemas/xmls/qdc/dcterms.xsd"
    return Node("dcterms:created", text, {"xmlns:dcterms": DCTERMS, "xsi:schemaLocation": located})


def ore(one: Exposed) -> str:
    """An Atom entry that aggregates the item's files."""
    names = {
        "atom": ATOM,
        "ore": f"{_ORE}/terms/",
        "oreatom": f"{_ORE}/atom/",
        "dcterms": DCTERMS,
        "doc": DOC,
    }
    return root(
        "atom:entry", list(_entry(one)), names, f"{ATOM} http://www.kbcafe.com/rss/atom.xsd.xml"
    ).text()


def _entry(one: Exposed) -> Iterator[Node]:
    resource, modified = f"{one.handle_uri}/ore.xml", "".join(one.texts("date", "accessioned")[:1])
    published = "".join(one.texts("date", "available")[:1])
    yield Node("atom:id", resource)
    yield Node("atom:link", "", {"rel": "alternate", "href": one.handle_uri})
    yield Node("atom:link", "", {"rel": f"{_ORE}/terms/describes", "href": resource})
    yield Node("atom:link", "", {"rel": "self", "type": "application/atom+xml", "href": f"{resource}#atom"})
    yield Node("atom:published", published)
    yield Node("atom:updated", modified)
    yield Node("atom:source", [Node("atom:generator", one.repository)])
    yield from (Node("atom:title", text) for text in one.texts("title"))
    yield from (Node("atom:author", [Node("atom:name", text)]) for text in one.texts("contributor", "author"))
    aggregation = {"term": f"{_ORE}/terms/Aggregation", "label": "Aggregation"}
    yield Node("atom:category", "", {"scheme": f"{_ORE}/terms/"} | aggregation)
    yield Node("atom:category", "", {"scheme": f"{_ORE}/atom/modified", "term": modified})
    model = "http://www.dspace.org/objectModel/"
    yield Node("atom:category", "", {"scheme": model, "term": "DSpaceItem", "label": "DSpace Item"})
    kind = Node("rdf:type", "", {"rdf:resource": f"{model}DSpaceItem"})
    rdf = {"xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:about": f"{resource}#atom"}
    yield Node("oreatom:triples", [Node("rdf:Description", [kind, Node("dcterms:modified", modified)], rdf)])


def rioxx(one: Exposed) -> str:
    """RIOXX 3, for items that name their language."""
    names = {
        "dc": DC,
        "dcterms": DCTERMS,
        "rioxxterms": "http://docs.rioxx.net/schema/v3.0/rioxxterms/",
        "doc": DOC,
    }
    return root("rioxx", list(_rioxx_fields(one)), names, f"{RIOXX} {RIOXX}rioxx.xsd").text()


def names_its_language(one: Exposed) -> bool:
    """Whether the item has a record in `rioxx`."""
    return bool(one.texts("language"))


def _rioxx_fields(one: Exposed) -> Iterator[Node]:
    yield from (Node("dc:description", text) for text in one.texts("description", "abstract"))
    yield from (Node("dc:identifier", text) for text in one.texts("identifier", "uri"))
    yield from (Node("dc:language", text) for text in one.texts("language"))
    yield from (Node("dc:subject", text) for text in one.texts("subject"))
    yield from (Node("dc:title", text) for text in one.texts("title"))
    yield from (Node("dc:type", _COAR + _TYPES.get(text, "c_1843")) for text in one.texts("type"))
    yield from (_named("contributor", text) for text in one.texts("contributor", "advisor"))
    for number, text in enumerate(one.texts("contributor", "author")):
        yield _named("creator", text)._replace(attributes={} if number else {"first-named-author": "true"})
    yield from (Node("rioxxterms:publication_date", text) for text in one.texts("date", "issued"))
    yield from (Node("dc:publisher", [Node("rioxxterms:name", text)]) for text in one.texts("publisher"))
    released = one.texts("date", "accessioned")
    yield from (Node("rioxxterms:record_public_release_date", text) for text in released)


def _named(role: str, text: str) -> Node:
    return Node(f"rioxxterms:{role}", [Node("rioxxterms:name", text)])
