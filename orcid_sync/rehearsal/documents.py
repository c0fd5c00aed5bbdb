"""What the Member API answers: works, affiliations, groups, the person and the record, as XML."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.rehearsal.records import GROUPING, Activity, OrcidRecord, groups
from orcid_sync.rehearsal.shapes import (
    ACTIVITIES,
    AFFILIATIONS,
    COMMON,
    NAMESPACE,
    SUMMARY,
    WORK,
    clark,
    remove,
)
from schemas.rules.normalise import normalised

HOST: Final = "orcid.org"
_NS: Final = "http://www.orcid.org/ns/"
PERSON: Final = f"{_NS}person"
PERSONAL: Final = f"{_NS}personal-details"
RECORD: Final = f"{_NS}record"
HISTORY: Final = f"{_NS}history"
# Empty lists that every person element holds: name and namespace, in the order of person-3.0.xsd.
PERSON_SECTIONS: Final = {
    "other-names": "other-name",
    "researcher-urls": "researcher-url",
    "emails": "email",
    "addresses": "address",
    "keywords": "keyword",
    "external-identifiers": "external-identifier",
}
SECTION_PATHS: Final = {"emails": "email", "addresses": "address"}
# In the order of activities-3.0.xsd.
_ACTIVITIES: Final = (
    "distinctions", "educations", "employments", "fundings", "invited-positions", "memberships",
    "peer-reviews", "qualifications", "research-resources", "services", "works",
)  # fmt: skip


def full(record: OrcidRecord, activity: Activity) -> etree._Element:
    """A work or affiliation as its source and the person's other clients read it."""
    root = activity.with_attributes()
    for mail in root.iterfind(f".//{{{WORK}}}contributor-email"):
        remove(mail)
    return _finished(root, record, activity)


def summary(record: OrcidRecord, activity: Activity) -> etree._Element:
    """The summary of an activity, whose order differs from the full element's."""
    whole = activity.with_attributes()
    namespace = NAMESPACE[activity.kind]
    root = etree.Element(
        f"{{{namespace}}}{activity.kind}-summary", nsmap={activity.kind: namespace, "common": COMMON}
    )
    for name in SUMMARY[activity.kind]:
        root.extend(whole.findall(clark(name)))
    return _finished(root, record, activity)


def works(record: OrcidRecord, visible: Iterable[Activity], path: str) -> etree._Element:
    """The works of a record, grouped (`activities:works`)."""
    root = etree.Element(f"{{{ACTIVITIES}}}works", nsmap=_prefixes("activities", "common", "work"))
    listed = list(visible)
    _dated(root, listed)
    for members in groups(listed):
        group = etree.SubElement(root, f"{{{ACTIVITIES}}}group")
        _dated(group, members)
        summaries = [summary(record, member) for member in members]
        group.append(_group_ids(summaries, GROUPING))
        group.extend(summaries)
    root.set("path", path)
    return root


def affiliations(record: OrcidRecord, kind: str, visible: Iterable[Activity], path: str) -> etree._Element:
    """The affiliations of one kind (`activities:educations` …), each in a group of its own."""
    root = etree.Element(f"{{{ACTIVITIES}}}{kind}s", nsmap=_prefixes("activities", "common", kind))
    listed = list(visible)
    _dated(root, listed)
    for activity in listed:
        group = etree.SubElement(root, f"{{{ACTIVITIES}}}affiliation-group")
        _dated(group, [activity])
        only = summary(record, activity)
        group.append(_group_ids([only]))
        group.append(only)
    root.set("path", path)
    return root


def person(record: OrcidRecord) -> etree._Element:
    """The person as others see her (`person:person`)."""
    who = record.person
    root = etree.Element(
        f"{{{PERSON}}}person",
        nsmap=_prefixes("person", "personal-details", "common", *PERSON_SECTIONS.values()),
    )
    if who.public_name:
        name = etree.SubElement(root, f"{{{PERSON}}}name", visibility="public", path=who.orcid_id)
        text(name, COMMON, "created-date", stamp(record.created))
        text(name, COMMON, "last-modified-date", stamp(record.created))
        text(name, PERSONAL, "given-names", who.given_names)
        text(name, PERSONAL, "family-name", who.family_name)
    root.extend(person_section(record, section) for section in PERSON_SECTIONS)
    root.set("path", f"/{who.orcid_id}/person")
    return root


def person_section(record: OrcidRecord, section: str) -> etree._Element:
    """One list of the person's, such as `email:emails`; the invented people keep all of them empty."""
    namespace = f"{_NS}{PERSON_SECTIONS[section]}"
    path = f"/{record.person.orcid_id}/{SECTION_PATHS.get(section, section)}"
    return etree.Element(
        f"{{{namespace}}}{section}", nsmap=_prefixes(PERSON_SECTIONS[section], "common"), path=path
    )


def whole_record(record: OrcidRecord, visible: Iterable[Activity]) -> etree._Element:
    """The whole ORCID record (`record:record`) as far as `visible` goes."""
    orcid_id, listed = record.person.orcid_id, list(visible)
    root = etree.Element(f"{{{RECORD}}}record", nsmap=_prefixes("record", "common", "person", "activities"))
    identifier = etree.SubElement(root, f"{{{COMMON}}}orcid-identifier")
    reference(identifier, f"https://{HOST}/{orcid_id}", orcid_id)
    preferences = etree.SubElement(root, f"{{{_NS}preferences}}preferences", nsmap=_prefixes("preferences"))
    text(preferences, f"{_NS}preferences", "locale", "en")
    root.append(_history(record))
    root.append(person(record))
    root.append(all_activities(record, listed))
    root.set("path", f"/{orcid_id}")
    return root


def all_activities(record: OrcidRecord, visible: Iterable[Activity]) -> etree._Element:
    """Works and affiliations of every kind (`activities:activities-summary`); what we never hold is empty."""
    orcid_id, listed = record.person.orcid_id, list(visible)
    root = etree.Element(
        f"{{{ACTIVITIES}}}activities-summary", nsmap=_prefixes("activities", "common", "work", *AFFILIATIONS)
    )
    _dated(root, listed)
    for section in _ACTIVITIES:
        kind, path = section.removesuffix("s"), f"/{orcid_id}/{section}"
        of_kind = [one for one in listed if one.kind == kind]
        if kind == "work":
            root.append(works(record, of_kind, path))
        elif kind in AFFILIATIONS:
            root.append(affiliations(record, kind, of_kind, path))
        else:
            etree.SubElement(root, f"{{{ACTIVITIES}}}{section}", path=path)
    root.set("path", f"/{orcid_id}/activities")
    return root


def bulk(items: Iterable[etree._Element]) -> etree._Element:
    """Works and errors in the order in which they were asked for or sent."""
    namespace = f"{_NS}bulk"
    root = etree.Element(f"{{{namespace}}}bulk", nsmap=_prefixes("bulk", "common", "work", "error"))
    root.extend(items)
    return root


def stamp(moment: datetime) -> str:
    """A moment as ORCID writes it, in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def source_name(record: OrcidRecord, client_id: str) -> str:
    """Who stands as the source of an activity: the member, or the person herself."""
    return MEMBERS[client_id].name if client_id else (record.person.shown_name or "")


def _finished(root: etree._Element, record: OrcidRecord, activity: Activity) -> etree._Element:
    head = etree.Element("head")
    text(head, COMMON, "created-date", stamp(activity.created))
    text(head, COMMON, "last-modified-date", stamp(activity.modified))
    head.append(source(record, activity.client_id))
    for place, element in enumerate(list(head)):
        root.insert(place, element)
    for one in root.iterfind(f"{{{COMMON}}}external-ids/{{{COMMON}}}external-id"):
        _add_normalised(one)
    root.set("put-code", str(activity.put_code))
    root.set("visibility", activity.visibility)
    root.set("path", f"/{record.person.orcid_id}/{activity.kind}/{activity.put_code}")
    root.set("display-index", "0")
    return root


def source(record: OrcidRecord, client_id: str) -> etree._Element:
    """The `common:source` of what a member, or the person herself, has added."""
    found = etree.Element(f"{{{COMMON}}}source")
    if client_id:
        place = etree.SubElement(found, f"{{{COMMON}}}source-client-id")
        reference(place, f"https://{HOST}/client/{client_id}", client_id)
    else:
        place = etree.SubElement(found, f"{{{COMMON}}}source-orcid")
        reference(place, f"https://{HOST}/{record.person.orcid_id}", record.person.orcid_id)
    text(found, COMMON, "source-name", source_name(record, client_id))
    return found


def reference(parent: etree._Element, uri: str, path: str) -> None:
    """Say who: the address of a record or client, and its iD or id."""
    text(parent, COMMON, "uri", uri)
    text(parent, COMMON, "path", path)
    text(parent, COMMON, "host", HOST)


def _add_normalised(one: etree._Element) -> None:
    kind = (one.findtext(f"{{{COMMON}}}external-id-type") or "").strip()
    value = one.find(f"{{{COMMON}}}external-id-value")
    if value is None:
        return
    normal = normalised(kind, value.text or "")
    if normal:
        added = etree.Element(f"{{{COMMON}}}external-id-normalized", transient="true")
        added.text = normal
    else:
        added = etree.Element(f"{{{COMMON}}}external-id-normalized-error", transient="true")
        text(added, COMMON, "error-code", "8001")
        message = f"Cannot normalize identifier value {kind}:{value.text or ''}"
        text(added, COMMON, "error-message", message)
    value.addnext(added)


def _group_ids(summaries: Iterable[etree._Element], relationships: tuple[str, ...] = ()) -> etree._Element:
    """The union of the ids that make a group; of these relationships only, where some are named."""
    union: dict[tuple[str | None, ...], etree._Element] = {}
    for member in summaries:
        for one in member.iterfind(f"{{{COMMON}}}external-ids/{{{COMMON}}}external-id"):
            texts = tuple(child.text for child in one)
            if not relationships or texts[-1] in relationships:
                union.setdefault(texts, one)
    ids = etree.Element(f"{{{COMMON}}}external-ids")
    ids.extend(deepcopy(one) for one in union.values())
    return ids


def _history(record: OrcidRecord) -> etree._Element:
    history = etree.Element(f"{{{HISTORY}}}history", nsmap={"history": HISTORY, "common": COMMON})
    text(history, HISTORY, "creation-method", "Direct")
    text(history, HISTORY, "submission-date", stamp(record.created))
    text(history, COMMON, "last-modified-date", stamp(record.modified))
    text(history, HISTORY, "claimed", str(record.person.state != "unclaimed").lower())
    text(history, HISTORY, "verified-email", "true")
    text(history, HISTORY, "verified-primary-email", "true")
    return history


def _dated(parent: etree._Element, listed: Iterable[Activity]) -> None:
    latest = max((one.modified for one in listed), default=None)
    if latest:
        text(parent, COMMON, "last-modified-date", stamp(latest))


def text(parent: etree._Element, namespace: str, name: str, value: str) -> None:
    """Add an element that holds a text."""
    etree.SubElement(parent, f"{{{namespace}}}{name}").text = value


def _prefixes(*names: str) -> dict[str | None, str]:
    return {name: f"{_NS}{name}" for name in names}
