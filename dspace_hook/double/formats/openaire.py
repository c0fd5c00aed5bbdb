"""`oai_openaire`, of the context `openaire4`: OpenAIRE's guidelines for literature repositories, version 4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dspace_hook.double.exposed import Exposed, Line
from dspace_hook.double.formats.names import DC, DOC
from dspace_hook.double.xml import Node, root

NAMESPACE: Final = "http://namespace.openaire.eu/schema/oaire/"
SCHEMA: Final = "https://www.openaire.eu/schema/repo-lit/4.0/openaire.xsd"
_NAMES: Final = {
    "vc": "http://www.w3.org/2007/XMLSchema-versioning",
    "oaire": NAMESPACE,
    "datacite": "http://datacite.org/schema/kernel-4",
    "dc": DC,
    "doc": DOC,
    "rdf": "http://www.w3.org/TR/rdf-concepts/",
}
_LANGUAGES: Final = {"en": "eng", "fr": "fra", "de": "deu", "ja": "jpn"}  # those that were seen
_COAR: Final = "http://purl.org/coar"
_TYPES: Final = {"doctoral thesis": "c_db06", "thesis": "c_46ec"}
_MAIL: Final = "dspace@example.org"


def oai_openaire(one: Exposed) -> str:
    """Names without iDs: those are for authors who are items of their own, from 8.4 and 9.3 on (§1.5)."""
    return root("oaire:resource", list(_fields(one)), _NAMES, f"{NAMESPACE} {SCHEMA}").text()


def _fields(one: Exposed) -> Iterator[Node]:
    yield from _within("titles", [_worded("datacite:title", line) for line in one.having("title", "")])
    yield from _within("creators", [_creator(line, one) for line in one.having("contributor", "author")])
    yield Node("datacite:contributors", [*_advisors(one), _host(one)])
    yield from _within("relatedIdentifiers", list(_related(one)))
    yield from _within("dates", list(_dates(one)))
    yield from (Node("dc:language", _LANGUAGES.get(text, text)) for text in one.texts("language"))
    yield from (Node("dc:publisher", text) for text in one.texts("publisher"))
    yield from (_type(text.lower()) for text in one.texts("type"))
    yield from (_worded("dc:description", line) for line in one.having("description", "abstract"))
    yield from (
        Node("datacite:identifier", text, {"identifierType": "URL"})
        for text in one.texts("identifier", "uri")
    )
    closed = {"rightsURI": f"{_COAR}/access_right/c_14cb"}
    yield Node("datacite:rights", "metadata only access", closed)
    yield from _within("subjects", [Node("datacite:subject", text) for text in one.texts("subject")])


def _within(name: str, content: Sequence[Node]) -> Iterator[Node]:
    if content:
        yield Node(f"datacite:{name}", content)


def _worded(name: str, line: Line) -> Node:
    return Node(name, line.text, {"xml:lang": line.value.language} if line.value.language else {})


def _creator(line: Line, one: Exposed) -> Node:
    """The name, and the iD of the related item that it comes from (its virtual values have one authority)."""
    authority = line.value.authority or ""
    scheme = {"nameIdentifierScheme": "ORCID", "schemeURI": "http://orcid.org"}
    ids = [
        Node("datacite:nameIdentifier", each.text, scheme)
        for each in one.having("identifier", "orcid", schema="person")
        if authority.startswith("virtual::") and each.value.authority == authority
    ]
    return Node("datacite:creator", [Node("datacite:creatorName", line.text), *ids])


def _advisors(one: Exposed) -> Iterator[Node]:
    for text in one.texts("contributor", "advisor"):
        yield Node("datacite:contributor", [Node("datacite:contributorName", text)])


def _host(one: Exposed) -> Node:
    mail = {"nameIdentifierScheme": "e-mail", "schemeURI": f"mailto:{_MAIL}"}
    said = [
        Node("datacite:contributorName", one.repository, {"nameType": "Organizational"}),
        Node("datacite:nameIdentifier", _MAIL, mail),
    ]
    return Node("datacite:contributor", said, {"contributorType": "HostingInstitution"})


def _related(one: Exposed) -> Iterator[Node]:
    for text in one.texts("identifier", "other"):
        attributes = {"relatedIdentifierType": "URN", "relationType": "IsPartOf"}
        yield Node("datacite:relatedIdentifier", text, attributes)


def _dates(one: Exposed) -> Iterator[Node]:
    for kind, qualifier in (("Available", "available"), ("Accepted", "issued"), ("Issued", "issued")):
        for text in one.texts("date", qualifier):
            yield Node("datacite:date", text, {"dateType": kind})


def _type(text: str) -> Node:
    uri = f"{_COAR}/resource_type/{_TYPES.get(text, 'c_1843')}"
    return Node("oaire:resourceType", text, {"resourceTypeGeneral": "literature", "uri": uri})
