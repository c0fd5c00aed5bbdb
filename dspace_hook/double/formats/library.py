"""Libraries' formats: MODS, MARC, and METS around MODS."""

from __future__ import annotations

from collections.abc import Iterator

from dspace_hook.double.exposed import Exposed
from dspace_hook.double.formats.names import DCTERMS, DOC, MARC, METS, MODS, MODS_SCHEMA
from dspace_hook.double.xml import Node, root


def mods(one: Exposed) -> str:
    """MODS without roles."""
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


def marc(one: Exposed) -> str:
    """MARC of the little that is mapped."""
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


def mets(one: Exposed) -> str:
    """METS around another, richer MODS than the one above."""
    number, space = one.handle.replace("/", "_"), "\n\t\t\t\t"
    located = {"xsi:schemaLocation": f"{MODS} {MODS_SCHEMA}"}
    described = Node(
        "xmlData", [Node("mods:mods", list(_described(one)), located)], {"xmlns:mods": MODS} | located
    )
    agent = Node("agent", [Node("name", one.repository)], {"ROLE": "CUSTODIAN", "TYPE": "ORGANIZATION"})
    parts = [
        Node("metsHdr", [agent], {"CREATEDATE": f"{one.now:%Y-%m-%dT%H:%M:%SZ}"}),
        Node("dmdSec", [Node("mdWrap", [described], {"MDTYPE": "MODS"})], {"ID": f"DMD_{number}"}),
        Node(
            "structMap",
            [Node("div", [], {"TYPE": "DSpace Object Contents", "ADMID": f"DMD_{number}"})],
            {"LABEL": "DSpace Object", "TYPE": "LOGICAL"},
        ),
    ]
    names = {"": METS, "xlink": "http://www.w3.org/1999/xlink", "doc": DOC}
    whole = root("mets", parts, names, f"{METS} http://www.loc.gov/standards/mets/mets.xsd")
    about = {
        "ID": f"{space}DSpace_ITEM_{one.handle.replace('/', '-')}",
        "TYPE": "DSpace ITEM",
        "PROFILE": "DSpace METS SIP Profile 1.0",
        "OBJID": f"{space}hdl:{one.handle}",
    }
    return whole._replace(attributes={**whole.attributes, **about}).text()


def _described(one: Exposed) -> Iterator[Node]:
    for line in one.having("contributor"):
        role = Node("mods:role", [Node("mods:roleTerm", line.qualifier, {"type": "text"})])
        yield Node("mods:name", [role, Node("mods:namePart", line.text)])
    for qualifier, name in (("accessioned", "dateAccessioned"), ("available", "dateAvailable")):
        yield from (_wrapped("extension", name, text, dated=True) for text in one.texts("date", qualifier))
    yield from (
        _wrapped("originInfo", "dateIssued", text, dated=True) for text in one.texts("date", "issued")
    )
    for line in one.having("identifier"):
        yield Node("mods:identifier", line.text, {"type": line.qualifier})
    yield from (Node("mods:abstract", text) for text in one.texts("description", "abstract"))
    # An item without a language has an empty one.
    for text in one.texts("language") or [""]:
        yield Node("mods:language", [Node("mods:languageTerm", text, {"authority": "rfc3066"})])
    yield Node("mods:accessCondition", "", {"type": "useAndReproduction"})
    yield from (_wrapped("subject", "topic", text) for text in one.texts("subject"))
    yield from (_wrapped("titleInfo", "title", text) for text in one.texts("title"))
    yield from (Node("mods:genre", text) for text in one.texts("type"))
