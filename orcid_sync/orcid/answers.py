"""Reads what ORCID answers: works, summaries, and complaints in XML, JSON, HTML or nothing at all."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from orcid_sync.orcid.errors import Complaint, TryLaterError
from orcid_sync.orcid.wire import Reply, retry_after

NS = {
    "activities": "http://www.orcid.org/ns/activities",
    "common": "http://www.orcid.org/ns/common",
    "error": "http://www.orcid.org/ns/error",
    "work": "http://www.orcid.org/ns/work",
}
_LONGEST_QUOTE = 500
_NUMBER = re.compile(r"\d{1,6}")
_TAG = re.compile(r"<[^>]*>")


class ExternalId(NamedTuple):
    """An external-id as it stands at ORCID."""

    kind: str
    value: str
    relationship: str


class WorkSummary(NamedTuple):
    """One work of an ORCID record, as the list of works shows it ("" for what it does not say).

    `source_client_id` is the client that added it ("" when the owner did), `on_behalf_of` the member in whose
    name a client acted: such a work is not that client's own (orcid.md §3.3).
    """

    put_code: str
    title: str
    year: str
    external_ids: tuple[ExternalId, ...]
    source_client_id: str
    on_behalf_of: str = ""
    subtitle: str = ""
    translated_title: str = ""
    url: str = ""
    source_name: str = ""
    visibility: str = ""
    modified: str = ""


def parsed(reply: Reply) -> etree._Element:
    """The XML of a successful answer. What is no XML is not ORCID's answer: TryLaterError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root: etree._Element | None = None
    with contextlib.suppress(etree.XMLSyntaxError, ValueError):
        root = etree.fromstring(reply.body, parser)
    if root is None:
        raise TryLaterError(
            Complaint(reply.status, text=_quoted(reply.body)),
            "The answer is no XML, so it is not ORCID's.",
            "Check the address of ORCID with `orcid-sync doctor`.",
        )
    return root


def summaries(works: etree._Element) -> Iterator[WorkSummary]:
    """Every work of an `activities:works`, each version of a group by itself."""
    for summary in works.iter(etree.QName(NS["work"], "work-summary")):
        yield _summary(summary)


def _summary(work: etree._Element) -> WorkSummary:
    return WorkSummary(
        put_code=work.get("put-code", ""),
        title=text_at(work, "work:title/common:title"),
        year=text_at(work, "common:publication-date/common:year"),
        external_ids=tuple(external_ids(work)),
        source_client_id=text_at(work, "common:source/common:source-client-id/common:path"),
        on_behalf_of=text_at(work, "common:source/common:assertion-origin-client-id/common:path")
        or text_at(work, "common:source/common:assertion-origin-orcid/common:path"),
        subtitle=text_at(work, "work:title/common:subtitle"),
        translated_title=text_at(work, "work:title/common:translated-title"),
        url=text_at(work, "common:url"),
        source_name=text_at(work, "common:source/common:source-name"),
        visibility=work.get("visibility", ""),
        modified=text_at(work, "common:last-modified-date"),
    )


def external_ids(work: etree._Element) -> Iterator[ExternalId]:
    """The external-ids of a work or a summary."""
    for external_id in work.iterfind("common:external-ids/common:external-id", NS):
        yield ExternalId(
            text_at(external_id, "common:external-id-type"),
            text_at(external_id, "common:external-id-value"),
            text_at(external_id, "common:external-id-relationship"),
        )


def text_at(element: etree._Element, path: str) -> str:
    """The trimmed text at a path of `common:` and `work:` names, "" when there is none."""
    return (element.findtext(path, "", NS) or "").strip()


def complaint(reply: Reply) -> Complaint:
    """What ORCID says is wrong, whatever shape the body has (orcid.md §3.6). The reply is redacted."""
    code, text = _from_xml(reply.body) or _from_json(reply.body) or (None, _quoted(reply.body))
    location = reply.headers.get("location", "")
    return Complaint(reply.status, code, text, location, retry_after(reply.headers))


def _from_xml(body: bytes) -> tuple[int | None, str] | None:
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or etree.QName(root).localname != "error":
        return None
    code = (root.findtext("{*}error-code") or "").strip()
    text = root.findtext("{*}developer-message") or root.findtext("{*}user-message") or ""
    return _number(code), _shortened(text)


def _from_json(body: bytes) -> tuple[int | None, str] | None:
    try:
        stated = json.loads(body)
    except ValueError:
        return None
    if not isinstance(stated, dict):
        return None
    parts = (stated.get(key) for key in ("error", "error_description", "developer-message"))
    text = ": ".join(part for part in parts if isinstance(part, str) and part)
    return _number(str(stated.get("error-code", ""))), _shortened(text)


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _quoted(body: bytes) -> str:
    """The words of an unexpected page, without its tags."""
    return _shortened(_TAG.sub(" ", body[: 20 * _LONGEST_QUOTE].decode("utf-8", "replace")))


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"
