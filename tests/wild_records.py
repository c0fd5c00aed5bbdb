"""Whole records of values that nobody foresaw, written as oai_dc, ETD-MS and DIM."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st
from lxml import etree

from crosswalks import SourceRecord

DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
ETDMS = "http://www.ndltd.org/standards/metadata/etdms/1.0/"
DIM = "http://www.dspace.org/xmlns/dspace/dim"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Value(NamedTuple):
    """One value of a record; `kind` is its qualifier or role, "" without."""

    text: str
    lang: str = ""
    kind: str = ""


class WildRecord(NamedTuple):
    """The values of a thesis, whatever format they are written in."""

    titles: list[Value]
    creators: list[Value]
    contributors: list[Value]
    descriptions: list[Value]
    dates: list[Value]
    identifiers: list[Value]
    languages: list[Value]
    types: list[Value]


# Any character that XML 1.0 allows: no surrogates, no control characters but tab and line ends, no U+FFFE or U+FFFF.
XML_CHARACTERS = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[chr(n) for n in range(32) if n not in (9, 10, 13)] + ["\ufffe", "\uffff"],
)
ANY_TEXT = st.text(XML_CHARACTERS, max_size=60)


def _joined(fragments: list[str], most: int = 5) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(fragments), min_size=1, max_size=most).map("".join)


_NAMES = [
    "Carberry", "Josiah", ", ", ",", " ", "-", "Toklas", "Ferro", "Dr. ", "Prof. Dr. ", ", Jr.", " III", "O’Neill",
    "van der ", "(Department of Pottery)", " (Supervisor)", ", Faculty of Clay", "; ", " and ", "1963-", "مثال", "،",
    "山田", "太郎", "김", "Ångström", "d'Év\u0065\u0301que", "&amp;", "&#233;", "\u00ad", "\u200d", "𝔄",
    "virtual::1::600",
    "https://orcid.org/0000-0002-1825-0097", ", 1980-2020", "PEI", "et al.", "University", "N/A", "\u202e",
]  # fmt: skip
_DATES = [
    "2014", "2014-05", "2014-05-12", "2014-05-12T08:00:00Z", "2014-01-01T08:00:00Z", "May", " ", "Mai 2016", "2016",
    "1999",
    "[1998?]", "c1987", "12/05/2013", "26.09.2013", "NO_RESTRICTION", "10000-01-01", "2003-2005", "1440 هـ", "٢٠١٨",
    "令和3年", "2021年3月", "2562", "Spring 2011", "1850", "2099-12-31", "-", "/", "12", "31", "juin", "2015-02-30",
    "info:eu-repo/date/embargoEnd/2030-01-01",
]  # fmt: skip
_IDENTIFIERS = [
    "10.99999/Pots.1", "doi:", "https://doi.org/", "http://dx.doi.org/10.1000/182",
    "http://hdl.handle.net/20.500.14999/1",
    "hdl:1234/5", "urn:nbn:de:gbv:830-1", "ISBN ", "978-0-306-40615-7", "0-306-40615-2", "91-7656-524-X",
    "https://repository.example/1", "/bitstream/1/thesis.pdf", " ", ";", "ark:/12345/x1", "uk.bl.ethos.1",
    "tel-00000001",
    "N/A", "https://orcid.org/0000-0002-1825-0097", "%2F", "&amp;", "(", ").", "a@b.example", "NNT: 2018AAAA0001", "v2",
    "123456789/7", "http://[", "https://repository.example/söö?x=1&y=2", "ISSN 0345-7524",
]  # fmt: skip
_WORDS = [
    "The ", "mills ", "of ", "the valley", ": ", " : ", " = ", " / ", "<i>", "</i>", "&lt;p&gt;", "$x^2$", "\\alpha ",
    ". ",
    "une étude de la ", "Eine Untersuchung ", "über die ", "«", "»", "(", ")", "水車の", "研究", "الأنهار", "מים ",
    "Abstract: ",
    "谷的与水", "穀與水", "방앗간 ", "«мельницы» ", "[electronic resource]", "[pt] ", "N/A", "A", "\u200f",
    "🏺", "e\u0301",
    "a thesis of some length that says what was done and why it was done, ",
]  # fmt: skip
_LANGS = [
    "",
    "",
    "en",
    "eng",
    "en_US",
    "fr",
    "ger",
    "Deutsch",
    "he",
    "iw",
    "zh-Hant",
    "zh",
    "chi",
    "ar",
    "fa",
    "xx",
    "mul",
    "Čeština",
]
_ROLES = ["", "advisor", "Supervisor", "committeemember", "author", "vedoucí", "dean", "N/A"]
_DATE_KINDS = ["", "issued", "created", "accessioned", "available", "submitted", "embargo"]
_TYPES = ["Thesis", "doctoralThesis", "text", "Dissertation", "أطروحة", "博士論文"]


def _values(
    fragments: list[str], *, most: int = 3, least: int = 0, kinds: list[str] | None = None, length: int = 5
) -> st.SearchStrategy[list[Value]]:
    return st.lists(
        st.builds(
            Value,
            st.one_of(_joined(fragments, length), _joined(fragments, length), ANY_TEXT),
            st.sampled_from(_LANGS),
            st.sampled_from(kinds or [""]),
        ),
        min_size=least,
        max_size=most,
    )


WILD_RECORDS = st.builds(
    WildRecord,
    titles=_values(_WORDS, least=1, kinds=["", "", "alternative", "translated"], length=9),
    creators=_values(_NAMES),
    contributors=_values(_NAMES, kinds=_ROLES),
    descriptions=_values(_WORDS, kinds=["", "abstract", "note"], length=20),
    dates=_values(_DATES, most=4, kinds=_DATE_KINDS, length=2),
    identifiers=_values(_IDENTIFIERS, most=4, length=3),
    languages=st.lists(st.one_of(st.sampled_from(_LANGS), ANY_TEXT).map(Value), max_size=2),
    types=st.lists(st.sampled_from(_TYPES).map(Value), max_size=2).map(
        lambda types: [Value("Thesis"), *types]
    ),
)


def as_oai_dc(record: WildRecord) -> etree._Element:
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC})
    for name, value in _all(record):
        _add(root, f"{{{DC}}}{name}", value)
    return root


def as_etdms(record: WildRecord) -> etree._Element:
    root = etree.Element(f"{{{ETDMS}}}thesis", nsmap={None: ETDMS})
    for name, value in _all(record):
        alternative = name == "title" and value.kind == "alternative"
        element = _add(root, f"{{{ETDMS}}}{'alternativeTitle' if alternative else name}", value)
        if value.kind and name in ("contributor", "description"):
            element.set("role", value.kind)
    return root


def as_dim(record: WildRecord) -> etree._Element:
    root = etree.Element(f"{{{DIM}}}dim", nsmap={"dim": DIM})
    for name, value in _all(record):
        field = etree.SubElement(root, f"{{{DIM}}}field", mdschema="dc", element=name)
        field.text = value.text
        qualifier = "author" if name == "creator" else value.kind
        if name == "creator":
            field.set("element", "contributor")
        if qualifier:
            field.set("qualifier", qualifier)
        if value.lang:
            field.set("lang", value.lang)
    return root


FORMATS = {"oai_dc": as_oai_dc, "etdms": as_etdms, "dim": as_dim}


def source_record(metadata: etree._Element) -> SourceRecord:
    """As a harvest hands it in: read back from its bytes, so that it holds what XML keeps."""
    read = etree.fromstring(etree.tostring(metadata, encoding="utf-8"))
    return SourceRecord("oai:repository.example:1", "2020-01-02T03:04:05Z", (), False, read)


def _all(record: WildRecord) -> list[tuple[str, Value]]:
    names = ("title", "creator", "contributor", "description", "date", "identifier", "language", "type")
    return [(name, value) for name, values in zip(names, record, strict=True) for value in values]


def _add(root: etree._Element, tag: str, value: Value) -> etree._Element:
    element = etree.SubElement(root, tag)
    element.text = value.text
    if value.lang:
        element.set(_XML_LANG, value.lang)
    return element
