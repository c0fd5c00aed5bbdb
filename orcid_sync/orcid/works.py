"""Compares works: is it the same as last time, is it ours, and did ORCID store what was sent?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from lxml import etree

from orcid_sync.orcid.answers import NS, ExternalId, WorkSummary, external_ids, text_at
from schemas.rules.normalise import normalised

# What a person calls each value, and where it stands in a work.
TEXTS = {
    "title": "work:title/common:title",
    "subtitle": "work:title/common:subtitle",
    "translated title": "work:title/common:translated-title",
    "journal title": "work:journal-title",
    "description": "work:short-description",
    "citation": "work:citation/work:citation-value",
    "type": "work:type",
    "link": "common:url",
    "language": "common:language-code",
    "country": "common:country",
}
_DATE = ("year", "month", "day")


def canonical_digest(work: str) -> str:
    """The same for every way of writing the same work: prefixes, indentation, attribute order are nothing."""
    canonical = etree.canonicalize(work, strip_text=True, rewrite_prefixes=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def text_digest(work: str) -> str:
    """The same for the same letters only: at a hundredth of the cost, where nothing is compared yet."""
    return hashlib.sha256(work.encode()).hexdigest()


def self_identifiers(ids: Iterable[ExternalId]) -> frozenset[tuple[str, str]]:
    """What ORCID compares to find duplicates: type and normalised value of the `self` identifiers (§3.3)."""
    return frozenset(
        (one.kind, normalised(one.kind, one.value) or one.value)
        for one in ids
        if one.relationship.lower() == "self"
    )


def shares_identifier(work: etree._Element, other: WorkSummary) -> bool:
    """Whether ORCID would take the two for the same work."""
    return bool(self_identifiers(external_ids(work)) & self_identifiers(other.external_ids))


def added_by(summary: WorkSummary, client_id: str) -> bool:
    """Whether this client itself added the work, in nobody else's name."""
    return summary.source_client_id == client_id and not summary.on_behalf_of


def differences(sent: etree._Element, stored: etree._Element) -> tuple[str, ...]:
    """The fields, in words, in which the work at ORCID is not what was sent.

    What ORCID adds by itself (source, dates, visibility, normalised identifiers) and the letter case of
    addresses and roles do not count, nor the name of a contributor whose iD it shows: ORCID has its own.
    """
    ours, theirs = _fields(sent), _fields(stored)
    return tuple(name for name in ours if ours[name] != theirs[name])


def _fields(work: etree._Element) -> dict[str, object]:
    fields: dict[str, object] = {name: _words(text_at(work, path)) for name, path in TEXTS.items()}
    fields["publication date"] = tuple(
        text_at(work, f"common:publication-date/common:{part}") for part in _DATE
    )
    fields["identifiers"] = frozenset(_identifiers(work))
    fields["contributors"] = tuple(_contributors(work))
    return fields


def _identifiers(work: etree._Element) -> Iterator[tuple[str, str, str, str]]:
    for one in work.iterfind("common:external-ids/common:external-id", NS):
        kind, value = text_at(one, "common:external-id-type"), text_at(one, "common:external-id-value")
        url = text_at(one, "common:external-id-url").casefold()
        yield kind, value, url, text_at(one, "common:external-id-relationship").lower()


def _contributors(work: etree._Element) -> Iterator[tuple[str, str, str]]:
    for one in work.iterfind("work:contributors/work:contributor", NS):
        who = text_at(one, "common:contributor-orcid/common:path") or _words(text_at(one, "work:credit-name"))
        attributes = "work:contributor-attributes/work:contributor-"
        yield who, text_at(one, f"{attributes}sequence").lower(), text_at(one, f"{attributes}role").casefold()


def _words(text: str) -> str:
    return " ".join(text.split())
