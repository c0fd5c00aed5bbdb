"""The last step: the official schema, then ORCID's server rules, then our own caution."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from crosswalks.caution import cautions
from crosswalks.plain_work import is_plain
from crosswalks.work import XML_DECLARATION, Work
from schemas import validate
from schemas.finding import Finding
from schemas.judge import schema
from schemas.rules import refusals

_TOGETHER = 100  # works in one document
_BULK = '<bulk:bulk xmlns:bulk="http://www.orcid.org/ns/bulk">', "</bulk:bulk>"


def judge(work: Work, work_xml: str) -> tuple[Finding, ...]:
    """Why this work must not be sent; empty when it may. `work_xml` is its document as it would leave us."""
    return judge_all([(work, work_xml)])[0]


def judge_all(works: Sequence[tuple[Work, str]]) -> list[tuple[Finding, ...]]:
    """As `judge`, for many works, at the cost of one reading of them all while nothing is wrong with any."""
    # Where all characters count once and all URLs are plain, libxml2 and Xerces judge alike.
    plain = [xml for work, xml in works if is_plain(work) and _counts_once(xml)]
    accepted = set[str]()
    for start in range(0, len(plain), _TOGETHER):
        accepted.update(_accepted(plain[start : start + _TOGETHER]))
    return [() if xml in accepted else judge_element(etree.fromstring(xml.encode())) for _, xml in works]


def judge_element(work: etree._Element) -> tuple[Finding, ...]:
    """As `judge`, for any `work:work`. The schema speaks first, and alone when it has something to say."""
    findings = validate(work, "work")
    if findings:
        return tuple(findings)
    return (*(refusal.as_finding() for refusal in refusals(work, "work")), *cautions(work))


def _counts_once(xml: str) -> bool:
    return xml.isascii() or len(xml.encode("utf-16-le")) == 2 * len(xml)


def _accepted(documents: list[str]) -> list[str]:
    """Those that the schema accepts. A bulk is valid exactly when each work in it is."""
    opened, closed = _BULK
    bulk = etree.fromstring(
        "".join([opened, *(d.removeprefix(XML_DECLARATION) for d in documents), closed]).encode()
    )
    if schema("bulk").validate(bulk):
        return documents
    judge_one = schema("work").validate
    return [document for document, work in zip(documents, bulk, strict=True) if judge_one(work)]
