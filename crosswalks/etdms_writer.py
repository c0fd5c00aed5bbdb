"""Thesis → ETD-MS 1.0 and 1.1, for re-exposure by OAI-PMH with the authenticated iDs at the names.

What the format has no place for is left out: series and other related identifiers, the end of an embargo, the record's
own citation; in 1.0 also the country. Everything else comes back when the record is read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml import etree

from crosswalks.decide.languages import language_tag
from crosswalks.decide.split import split_title
from crosswalks.decide.text import one_line, paragraphs
from crosswalks.thesis import (
    Access,
    Decided,
    Decision,
    Degree,
    Identifier,
    Level,
    Person,
    Role,
    Thesis,
    Title,
)
from crosswalks.work import authenticated_id
from schemas.finding import Finding

Version = Literal["1.0", "1.1"]

_NDLTD = "http://www.ndltd.org/standards/metadata/etdms"
_DC, _DCTERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_XSI, _LANG = "http://www.w3.org/2001/XMLSchema-instance", "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMAS: dict[Version, str] = {
    "1.0": f"{_NDLTD}/1.0/ {_NDLTD}/1.0/etdms.xsd",
    "1.1": f"{_NDLTD}/1.1/ {_NDLTD}/1.1/etdms11.xsd "
    f"{_DC} {_NDLTD}/1.1/etdmsdc.xsd {_DCTERMS} {_NDLTD}/1.1/etdmsdcterms.xsd",
}
_DEGREE = frozenset(("degree", "name", "level", "discipline", "grantor"))
_MANDATORY: dict[Version, tuple[str, ...]] = {
    "1.0": ("title", "creator", "subject", "date", "identifier"),
    "1.1": ("title", "creator", "date", "identifier"),
}
_TYPE = "Electronic Thesis or Dissertation"  # the standard's own recommendation
_ROLES: dict[Role, str] = {"advisor": "advisor", "committee": "committee member", "other": "other"}
# 1.1 numbers three levels; what has no number of its own keeps its word, or it could not be told apart again.
_LEVELS: dict[Version, dict[Level, str]] = {
    "1.0": {"doctoral": "doctoral", "master": "masters", "bachelor": "bachelors"},
    "1.1": {"doctoral": "2", "master": "1", "bachelor": "0"},
}
_EU_REPO = "info:eu-repo/semantics"
_ACCESS: dict[Version, dict[Access, str]] = {
    "1.0": {
        "open": f"{_EU_REPO}/openAccess",
        "embargoed": f"{_EU_REPO}/embargoedAccess",
        "restricted": f"{_EU_REPO}/restrictedAccess",
    },
    "1.1": {
        "open": "2 Publicly accessible",
        "embargoed": f"{_EU_REPO}/embargoedAccess",
        "restricted": "0 Not publicly accessible",
    },
}


class _Element(NamedTuple):
    name: str
    text: str
    attributes: dict[str, str]


def etdms(
    thesis: Thesis,
    *,
    version: Version = "1.1",
    authenticated: Mapping[str, str],
    id_uris: str = "https://orcid.org/",
) -> Decided[str | None]:
    """The thesis as one ETD-MS element, without XML declaration; None where a mandatory element has no value.

    `creator@resource` and `contributor@resource` are authenticated iDs (`authenticated`: `Person.stated` → bare iD)
    and nothing else: an iD that a record states is a hint, and is not passed on as if somebody had confirmed it.
    """
    findings: list[Finding] = []
    elements = list(_elements(thesis, version, authenticated, id_uris, findings))
    there = {element.name for element in elements}
    missing = [_missing(name, version) for name in _MANDATORY[version] if name not in there]
    if missing:
        return Decided(None, (Decision("etdms", "", "", "etdms.incomplete"),), (*findings, *missing))
    text = str(etree.tostring(_document(elements, thesis.degree, version), encoding="unicode"))
    return Decided(text, (Decision("etdms", version, "", "etdms.written"),), tuple(findings))


def _missing(name: str, version: Version) -> Finding:
    return Finding(
        "etdms-element-missing",
        "error",
        name,
        f"ETD-MS {version} demands the element {name}, and the record has nothing to put there.",
        f"Enter the {name} in the repository; nothing is invented to fill the place.",
    )


def _document(elements: list[_Element], degree: Degree, version: Version) -> etree._Element:
    namespace = f"{_NDLTD}/{version}/"
    nsmap: dict[str | None, str] = {None: namespace, "xsi": _XSI}
    if version == "1.1":
        nsmap |= {"dc": _DC, "dcterms": _DCTERMS}
    root = etree.Element(
        f"{{{namespace}}}thesis", {f"{{{_XSI}}}schemaLocation": _SCHEMAS[version]}, nsmap=nsmap
    )
    for element in elements:
        _add(root, element, version)
    parts = [_Element(name, text, {}) for name, text in _degree(degree, version) if text]
    if parts:
        parent = etree.SubElement(root, f"{{{namespace}}}degree")
        for part in parts:
            _add(parent, part, version)
    return root


def _add(parent: etree._Element, element: _Element, version: Version) -> None:
    etree.SubElement(parent, _tag(element.name, version), element.attributes).text = element.text


def _tag(name: str, version: Version) -> str:
    if version == "1.1" and name == "alternativeTitle":
        return f"{{{_DCTERMS}}}alternative"
    if version == "1.1" and name not in _DEGREE:
        return f"{{{_DC}}}{name}"
    return f"{{{_NDLTD}/{version}/}}{name}"


# The elements, in the order of the schema of 1.0


def _elements(
    thesis: Thesis,
    version: Version,
    authenticated: Mapping[str, str],
    id_uris: str,
    findings: list[Finding],
) -> Iterator[_Element]:
    people = _people(thesis.people, authenticated, id_uris, findings)
    yield from _titles(thesis)
    yield from (element for element in people if element.name == "creator")
    yield from (_Element("subject", text, {}) for text in map(one_line, thesis.subjects) if text)
    if thesis.abstract:
        role = {"role": "abstract"} if version == "1.1" else {}  # in 1.0 the one without role is the abstract
        yield _Element(
            "description", paragraphs(thesis.abstract.text), role | _language(thesis.abstract.language)
        )
    if thesis.publisher:
        country = _country(thesis.country) if version == "1.1" else {}
        yield _Element("publisher", one_line(thesis.publisher), country)
    yield from (element for element in people if element.name == "contributor")
    if thesis.date:
        yield _Element("date", str(thesis.date), {})
    yield _Element("type", _TYPE, {})
    yield from (_Element("identifier", text, {}) for text in identifiers_of(thesis))
    yield from (_stated_language(tag, version) for tag in thesis.languages)
    if thesis.access in _ACCESS[version]:
        yield _Element("rights", _ACCESS[version][thesis.access], {})


def _language(tag: str) -> dict[str, str]:
    return {_LANG: tag} if tag else {}


def _titles(thesis: Thesis) -> Iterator[_Element]:
    yield _Element("title", whole_title(thesis.title), _language(thesis.title.language))
    if translated := thesis.translated_title:
        # An alternative title may be anything; only beside a title of known language does it read as a translation.
        name = "alternativeTitle" if thesis.title.language else "title"
        yield _Element(name, whole_title(translated), _language(translated.language))


def whole_title(title: Title) -> str:
    """Title and subtitle in one, with the colon that parts them again: ISBD's " : " where ": " would not."""
    text, subtitle = one_line(title.text), one_line(title.subtitle)
    if not subtitle:
        return text
    plain = f"{text}: {subtitle}"
    return plain if split_title(plain) == (text, subtitle) else f"{text} : {subtitle}"


def _people(
    people: tuple[Person, ...], authenticated: Mapping[str, str], id_uris: str, findings: list[Finding]
) -> list[_Element]:
    elements = []
    for person in people:
        orcid_id = authenticated_id(person, people, authenticated, findings) if authenticated else ""
        resource = {"resource": id_uris + orcid_id} if orcid_id else {}
        is_author = person.role == "author"
        role = {} if is_author else {"role": _ROLES[person.role]}
        elements.append(
            _Element("creator" if is_author else "contributor", stated_name(person), role | resource)
        )
    return elements


def stated_name(person: Person) -> str:
    """ "Family, Given", "Family, Given, Jr.", or the name as it stands where its parts are not stated."""
    if not (person.family and person.given):
        return one_line(person.name)
    suffix = person.name.removeprefix(f"{person.given} {person.family}")
    suffix = suffix.strip() if suffix != person.name else ""
    return one_line(", ".join(filter(None, (person.family, person.given, suffix))))


def identifiers_of(thesis: Thesis) -> list[str]:
    """The page first, then the identifiers in the form that a reader can follow; each once."""
    own = [_followable(i) for i in thesis.identifiers if i.relationship == "self"]
    page = [thesis.url] if thesis.url and thesis.url not in own else []
    return list(dict.fromkeys([*page, *own])) or ([thesis.identifier] if thesis.identifier else [])


def _followable(identifier: Identifier) -> str:
    if identifier.kind == "isbn":
        return f"urn:isbn:{identifier.value}"
    return identifier.value if identifier.kind == "urn" else identifier.url or identifier.value


@lru_cache(maxsize=256)
def _stated_language(tag: str, version: Version) -> _Element:
    """1.0 takes RFC 1766 tags, 1.1 wants ISO 639-3; what that cannot say (zh-Hant) stays a tag."""
    if version == "1.0":
        return _Element("language", tag, {})
    from langcodes import Language

    code = Language.get(tag).to_alpha3()
    if language_tag(code) != tag:
        return _Element("language", tag, {})
    return _Element("language", code, {f"{{{_XSI}}}type": "dcterms:ISO639-3"})


@lru_cache(maxsize=256)
def _country(code: str) -> dict[str, str]:
    if not code:
        return {}
    from langcodes import Language

    return {"country": Language.make(territory=code).territory_name()}


def _degree(degree: Degree, version: Version) -> Iterator[tuple[str, str]]:
    yield "name", one_line(degree.name)
    yield "level", _LEVELS[version].get(degree.level, degree.level)
    yield "discipline", one_line(degree.discipline)
    yield "grantor", one_line(degree.grantor)
