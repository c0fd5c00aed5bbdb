"""`/summary`: how much stands on an ORCID record, and how much of it others vouch for (summary-3.0.xsd)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lxml import etree

from orcid_sync.rehearsal.documents import reference, stamp, text
from orcid_sync.rehearsal.json_shapes import NS, clark
from orcid_sync.rehearsal.records import Activity, OrcidRecord
from orcid_sync.rehearsal.shapes import COMMON

SUMMARY: Final = f"{NS}summary"
_SHOWN: Final = 3  # ORCID lists the newest few of each kind
_PROFESSIONAL: Final = ("distinction", "invited-position", "membership", "service")


def summary(record: OrcidRecord, visible: Iterable[Activity]) -> etree._Element:
    """The record summary, as far as `visible` goes."""
    listed = list(visible)
    root = etree.Element(clark("summary:record-summary"), nsmap={"summary": SUMMARY, "common": COMMON})
    text(root, COMMON, "created-date", stamp(record.created))
    text(root, COMMON, "last-modified-date", stamp(record.modified))
    if record.person.public_name:
        text(root, SUMMARY, "credit-name", record.person.name)
    identifier = etree.SubElement(root, f"{{{COMMON}}}orcid-identifier")
    reference(identifier, f"https://orcid.org/{record.person.orcid_id}", record.person.orcid_id)
    _places(root, "employments", "employment", listed, ("employment",))
    _places(root, "professional-activities", "professional-activity", listed, _PROFESSIONAL)
    _counts(root, "fundings", ())
    _counts(root, "works", [one for one in listed if one.kind == "work"])
    reviews = etree.SubElement(root, clark("summary:peer-reviews"))
    for name in ("peer-review-publication-grants", "self-asserted-count", "total"):
        text(reviews, SUMMARY, name, "0")
    _places(
        root, "education-qualifications", "education-qualification", listed, ("education", "qualification")
    )
    _counts(root, "research-resources", ())
    return root


def _counts(root: etree._Element, name: str, listed: Iterable[Activity]) -> None:
    counted = etree.SubElement(root, clark(f"summary:{name}"))
    by_others = [bool(one.client_id) for one in listed]
    text(counted, SUMMARY, "self-asserted-count", str(by_others.count(False)))
    text(counted, SUMMARY, "validated-count", str(by_others.count(True)))


def _places(
    root: etree._Element, name: str, item: str, listed: Iterable[Activity], kinds: tuple[str, ...]
) -> None:
    of_kinds = sorted(
        (one for one in listed if one.kind in kinds), key=lambda one: one.modified, reverse=True
    )
    if not of_kinds:  # an empty list would not be valid
        return
    section = etree.SubElement(root, clark(f"summary:{name}"))
    text(section, SUMMARY, "count", str(len(of_kinds)))
    for one in of_kinds[:_SHOWN]:
        _place(etree.SubElement(section, clark(f"summary:{item}")), one)


def _place(place: etree._Element, one: Activity) -> None:
    content = one.content
    text(place, SUMMARY, "put-code", str(one.put_code))
    text(place, SUMMARY, "type", one.kind)
    found = {
        "organization-name": content.findtext(f"{{{COMMON}}}organization/{{{COMMON}}}name"),
        "role": content.findtext(f"{{{COMMON}}}role-title"),
        "url": content.findtext(f"{{{COMMON}}}url"),
    }
    for name, value in found.items():
        if value:
            text(place, SUMMARY, name, value)
    place.extend(content.findall(f"{{{COMMON}}}start-date") + content.findall(f"{{{COMMON}}}end-date"))
    text(place, SUMMARY, "validated", str(bool(one.client_id)).lower())
