"""The last step: the official schema, then ORCID's server rules, then our own caution."""

from __future__ import annotations

from lxml import etree

from crosswalks.caution import cautions
from crosswalks.plain_work import is_plain
from crosswalks.work import Work
from schemas import validate
from schemas.finding import Finding
from schemas.judge import schema
from schemas.rules import refusals


def judge(work: Work, work_xml: str) -> tuple[Finding, ...]:
    """Why this work must not be sent; empty when it may. `work_xml` is its document as it would leave us."""
    element = etree.fromstring(work_xml.encode())
    # Where all characters count once and all URLs are plain, libxml2 and Xerces judge alike.
    counts_once = work_xml.isascii() or len(work_xml.encode("utf-16-le")) == 2 * len(work_xml)
    if counts_once and is_plain(work) and schema("work").validate(element):
        return ()
    return judge_element(element)


def judge_element(work: etree._Element) -> tuple[Finding, ...]:
    """As `judge`, for any `work:work`. The schema speaks first, and alone when it has something to say."""
    findings = validate(work, "work")
    if findings:
        return tuple(findings)
    return (*(refusal.as_finding() for refusal in refusals(work, "work")), *cautions(work))
