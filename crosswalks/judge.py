"""The last step: the official schema, then ORCID's server rules, then our own caution."""

from __future__ import annotations

from lxml import etree

from crosswalks.caution import cautions
from schemas import validate
from schemas.finding import Finding
from schemas.rules import refusals


def judge(work_xml: str) -> tuple[Finding, ...]:
    """Why this work must not be sent; empty when it may. `work_xml` is the document as it would leave us."""
    return judge_element(etree.fromstring(work_xml.encode()))


def judge_element(work: etree._Element) -> tuple[Finding, ...]:
    """As `judge`, for a parsed `work:work`. The schema speaks first, and alone when it has something to say."""
    findings = validate(work, "work")
    if findings:
        return tuple(findings)
    return (*(refusal.as_finding() for refusal in refusals(work, "work")), *cautions(work))
