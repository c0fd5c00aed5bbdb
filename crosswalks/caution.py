"""What nobody should send although ORCID takes it (orcid.md §12.3, §12.7): the last look at a finished work."""

from __future__ import annotations

from lxml import etree

from crosswalks.decide.orcid_ids import checked_orcid
from schemas.finding import Finding

_COMMON = "{http://www.orcid.org/ns/common}"
_PATH, _URI, _URL, _ID_URL = (f"{_COMMON}{name}" for name in ("path", "uri", "url", "external-id-url"))
_UNSAFE_IN_URL = frozenset(' <>"{}|\\^`')


def cautions(work: etree._Element) -> list[Finding]:
    """What a careful sender finds wrong with a work that the schema and ORCID's server would accept."""
    findings: list[Finding] = []
    for element in work.iter(_URL, _ID_URL, _PATH, _URI):
        text = element.text or ""
        if element.tag in (_URL, _ID_URL):
            if text and not _is_safe_url(text):
                findings.append(_unsafe_url(element, text))
        elif not checked_orcid(text.rsplit("/", 1)[-1]):
            findings.append(_bad_orcid_id(element, text))
    return findings


def _is_safe_url(url: str) -> bool:
    return (
        url.startswith(("http://", "https://"))
        and _UNSAFE_IN_URL.isdisjoint(url)
        and len(url) > len("https://")
    )


def _unsafe_url(element: etree._Element, url: str) -> Finding:
    return Finding(
        "url-unsafe",
        "error",
        etree.QName(element).localname,
        f"“{url[:200]}” is no web address that a reader can follow safely, though ORCID would take it.",
        "Give an address that starts with http:// or https:// and holds no blanks, quotes or brackets.",
        url,
        element.sourceline,
    )


def _bad_orcid_id(element: etree._Element, text: str) -> Finding:
    return Finding(
        "orcid-bad-checksum",
        "error",
        "contributor-orcid",
        f"“{text[:100]}” is not an ORCID iD: its check digit is wrong. ORCID's server does not look.",
        "Take the iD from the person's own sign-in with ORCID.",
        text,
        element.sourceline,
    )
