"""One OAI-PMH answer, read strictly: bytes in, a `Page` or a `PageError` out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from crosswalks.records import SourceRecord, source_record, strict_parser
from orcid_sync.oai import diagnosis
from orcid_sync.oai.errors import OaiError, PageError
from orcid_sync.oai.repair import repaired
from schemas.finding import Finding

# Errors that say "there is nothing", which is an answer and not a failure.
NOTHING_THERE = frozenset({"noRecordsMatch", "noSetHierarchy", "noMetadataFormats"})
_LISTS = ("ListRecords", "GetRecord")


class Record(NamedTuple):
    """One `<record>`: what the crosswalk needs, its bytes for the archive, and what is wrong with it."""

    source: SourceRecord
    raw: bytes  # its metadata in UTF-8 with all namespaces, to be crosswalked again; b"" without any
    findings: tuple[Finding, ...] = ()


class ProtocolError(NamedTuple):
    """An `<error>` as the source wrote it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole OAI-PMH answer to any verb; `findings` says what had to be mended in it."""

    root: etree._Element
    url: str
    findings: tuple[Finding, ...] = ()

    @property
    def namespace(self) -> str:
        """The root's namespace in Clark form: children are found whatever the server calls it."""
        namespace = etree.QName(self.root).namespace
        return f"{{{namespace}}}" if namespace else ""

    @property
    def errors(self) -> tuple[ProtocolError, ...]:
        found = self.root.findall(f"{self.namespace}error")
        return tuple(ProtocolError(e.get("code", ""), " ".join((e.text or "").split())) for e in found)

    @property
    def response_date(self) -> str:
        return (self.root.findtext(f"{self.namespace}responseDate") or "").strip()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records. `token` is "" on the last page of a list."""

    records: tuple[Record, ...]
    token: str
    complete_list_size: int | None
    cursor: int | None
    response_date: str
    errors: tuple[ProtocolError, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last identifier, both "" on an empty page."""
        if not self.records:
            return "", ""
        return self.records[0].source.identifier, self.records[-1].source.identifier

    @property
    def is_repaired(self) -> bool:
        return bool(self.findings)


def read_page(body: bytes, *, url: str, charset: str = "") -> Page:
    """The records of one ListRecords or GetRecord answer; broken records never hide the others.

    Raises PageError where the answer is no whole OAI-PMH page, OaiError where it is an error other than
    "nothing there".
    """
    return page_of(read_answer(body, url=url, charset=charset))


def read_answer(body: bytes, *, url: str, charset: str = "") -> Answer:
    """Any OAI-PMH answer, parsed strictly; a broken one is mended once, without losing text, and says so."""
    try:
        root = etree.fromstring(body, strict_parser())
    except etree.XMLSyntaxError as error:
        diagnosis.refuse_what_is_not_oai(body, url)
        root, finding = _mended(body, url, charset, error)
        return Answer(diagnosis.oai_root(root, body, url), url, (finding,))
    return Answer(diagnosis.oai_root(root, body, url), url)


def accepted_errors(answer: Answer) -> tuple[ProtocolError, ...]:
    """The errors of `answer` that only say "nothing there"; any other is raised as OaiError."""
    errors = answer.errors
    for error in errors:
        if error.code not in NOTHING_THERE:
            raise OaiError(*diagnosis.refusal(error.code, error.text), answer.url)
    return errors


def page_of(answer: Answer) -> Page:
    """The page that `answer` is."""
    errors, ns = accepted_errors(answer), answer.namespace
    lists = [child for verb in _LISTS for child in answer.root.iterchildren(ns + verb)]
    if not lists and not errors:
        raise PageError(*diagnosis.NO_LIST, answer.url)
    # Direct children only: a record may hold records in its metadata.
    elements = [element for list_ in lists for element in list_.iterchildren(ns + "record")]
    tokens = [
        token for parent in (*lists, answer.root) for token in parent.iterchildren(ns + "resumptionToken")
    ]
    token = tokens[0] if tokens else etree.Element("none")
    return Page(
        records=tuple(_record(element, number) for number, element in enumerate(elements, start=1)),
        token=(token.text or "").strip(),
        complete_list_size=_number(token.get("completeListSize", "")),
        cursor=_number(token.get("cursor", "")),
        response_date=answer.response_date,
        errors=errors,
        findings=answer.findings,
    )


def _mended(
    body: bytes, url: str, charset: str, broken: etree.XMLSyntaxError
) -> tuple[etree._Element, Finding]:
    # Who declares entities has to have them right: to mend them would be to guess what they stand for.
    if b"<!ENTITY" in body:
        raise diagnosis.invalid_xml(body, url, broken)
    try:
        mended, steps = repaired(body, charset)
        return etree.fromstring(mended, strict_parser()), diagnosis.repaired_page(body, url, broken, steps)
    except UnicodeError:
        raise diagnosis.invalid_xml(body, url, broken) from None
    except etree.XMLSyntaxError as error:
        raise diagnosis.invalid_xml(body, url, error) from None


def _record(element: etree._Element, number: int) -> Record:
    source = source_record(element)
    raw = (
        b"" if source.metadata is None else etree.tostring(source.metadata, encoding="UTF-8", with_tail=False)
    )
    if source.identifier:
        return Record(source, raw)
    message = f"Record {number} of the page has no identifier in its header, so nobody can say which it is."
    remedy = "Tell the people who run the repository; the record is read again at the next full harvest."
    return Record(source, raw, (Finding("header-without-identifier", "error", "header", message, remedy),))


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\s*[0-9]{1,12}\s*", text, re.ASCII) else None
