"""What is wrong with an answer that is no OAI-PMH page, in words: the code, what, and what to do."""

from __future__ import annotations

import re

from lxml import etree

from orcid_sync.oai.errors import PageError, shown
from schemas.finding import Finding

_TITLE = re.compile(rb"<title\b[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(rb"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_IDENTIFIER = re.compile(rb"<(?:\w+:)?identifier>\s*([^<]{1,200}?)\s*</(?:\w+:)?identifier>")

_CHECK_BASE_URL = "Open the base URL with ?verb=Identify in a browser: it should show the repository's name."
# Where people start is the home page; where OAI-PMH lives depends on the platform.
_ASK_TO_LET_US_THROUGH = (
    "Check the base URL (DSpace: …/server/oai/request or …/oai/request, EPrints: …/cgi/oai2, OJS: …/oai, "
    "Invenio: …/oai2d); if it is right, maintenance or a bot shield may stand before it: "
    "ask the people who run the repository to let OAI-PMH through."
)
_RUN_AGAIN = (
    "Run again to go on from the page before; if it stays so, tell the people who run the repository."
)

NO_LIST = ("no-list", "It answers in OAI-PMH, but holds neither records nor an error.", _RUN_AGAIN)

_REMEDIES = {
    "cannotDisseminateFormat": "Choose another format; `orcid-sync sources probe` lists those really served.",
    "badArgument": "Check format, set and dates; `orcid-sync sources probe` shows what is on offer.",
    "badResumptionToken": "Run again: the list is read from its beginning, and nothing is lost.",
    "badVerb": _CHECK_BASE_URL,
    "idDoesNotExist": "The record is not (or no longer) offered there.",
}


def refusal(code: str, text: str) -> tuple[str, str, str]:
    """An OAI-PMH error in words."""
    name = code or "an error without a code"
    return (
        code or "error",
        f"It refuses with {name}{f': {text}' if text else ''}.",
        _REMEDIES.get(code, _RUN_AGAIN),
    )


def oai_root(root: etree._Element, body: bytes, url: str) -> etree._Element:
    """`root`, if it is the root of an OAI-PMH answer; else raises PageError."""
    name = etree.QName(root).localname
    if name == "OAI-PMH":
        return root
    if name.lower() == "html" or _is_html(body):
        raise _web_page(body, url)
    raise PageError(
        "not-oai", f"It answers with another kind of XML (its root is <{name}>).", _CHECK_BASE_URL, url
    )


def refuse_what_is_not_oai(body: bytes, url: str) -> None:
    """Raise PageError where ill-formed `body` does not even try to be OAI-PMH."""
    start = body[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start:
        raise PageError("empty", "It answers with an empty page.", _RUN_AGAIN, url)
    if start[:9].lower() == b"<!doctype" and _is_html(start):
        raise _web_page(body, url)  # which may well speak of OAI-PMH
    if b"OAI-PMH" in start:
        return
    if _is_html(start):
        raise _web_page(body, url)
    if start[:1] in b"{[":
        raise PageError(
            "not-oai", f"It answers with JSON, not OAI-PMH ({_words(start)}).", _CHECK_BASE_URL, url
        )
    if start[:1] != b"<":
        raise PageError("not-oai", f"It answers with no XML at all ({_words(start)}).", _CHECK_BASE_URL, url)


def invalid_xml(body: bytes, url: str, error: etree.XMLSyntaxError) -> PageError:
    """What nobody can mend without guessing."""
    place = f"line {error.lineno}{_near(body, error)}"
    if b"OAI-PMH>" not in body[-1024:].replace(b"\0", b""):
        return PageError("cut-off", f"It sent a page that breaks off, {place}.", _RUN_AGAIN, url)
    what = f"It sent a page that is not well-formed XML, {place}: {_reason(error)}."
    return PageError("invalid-xml", what, _RUN_AGAIN, url)


def repaired_page(body: bytes, url: str, error: etree.XMLSyntaxError, steps: list[str]) -> Finding:
    """What was wrong with a page that could be mended, and how it was mended."""
    message = (
        f"A page of {shown(url)} was not well-formed XML, line {error.lineno}{_near(body, error)}: "
        f"{_reason(error)}. To read it, {' and '.join(steps) or 'its text was written anew'}."
    )
    remedy = "Look at the record named here, and tell the people who run the repository."
    return Finding("page-repaired", "warning", "page", message, remedy, line=error.lineno)


def words_of(body: bytes) -> str:
    """The title of a web page, or its first words, to recognise it by."""
    title = _TITLE.search(body[:65536])
    return _words(title[1] if title else body[:65536])


def _is_html(body: bytes) -> bool:
    start = body[:4096].lower()
    return b"<html" in start or b"<!doctype html" in start


def _web_page(body: bytes, url: str) -> PageError:
    what = f"It answers with a web page ({words_of(body)}) instead of OAI-PMH."
    return PageError("html", what, _ASK_TO_LET_US_THROUGH, url)


def _words(body: bytes) -> str:
    text = " ".join(_UNPRINTABLE.sub("", _TAG.sub(b" ", body).decode("utf-8", "replace")).split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _reason(error: etree.XMLSyntaxError) -> str:
    return (error.msg or "not well-formed").split(", line ")[0].strip()


def _near(body: bytes, error: etree.XMLSyntaxError) -> str:
    """Which record the broken place belongs to: the last identifier before it."""
    line, column = error.position
    lines = body.split(b"\n", max(line, 0))[: max(line, 0)]
    before = b"\n".join([*lines[:-1], *(part[: max(column, 0)] for part in lines[-1:])])
    found = _IDENTIFIER.findall(before)
    return f" (in or after {found[-1].decode('utf-8', 'replace')})" if found else ""
