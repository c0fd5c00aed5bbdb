"""Permission notifications: a member asks a person for her permission, in her ORCID inbox (orcid.md §6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response
from lxml import etree

from orcid_sync.rehearsal.activities import document
from orcid_sync.rehearsal.asked import Asked
from orcid_sync.rehearsal.documents import source, stamp
from orcid_sync.rehearsal.json_shapes import NS, clark
from orcid_sync.rehearsal.refused import RefusedError
from orcid_sync.rehearsal.shapes import COMMON
from orcid_sync.rehearsal.webhooks import is_java_uri
from schemas import validate
from schemas.rules.vocabularies import EXTERNAL_ID_TYPES

KIND: Final = "notification"
_SENT_BY_ORCID = (
    *(
        f"{{{COMMON}}}{name}"
        for name in ("created-date", "sent-date", "read-date", "archived-date", "source")
    ),
    clark("notification:actioned-date"),
)


@dataclass(slots=True)
class Notification:
    """One question in a person's inbox; `content` is what the member sent."""

    put_code: int
    client_id: str
    content: etree._Element
    created: datetime
    read: datetime | None = None
    actioned: datetime | None = None
    archived: datetime | None = None


def check(asked: Asked) -> None:
    """Refuse what is not valid by the schema."""
    for finding in validate(asked.sent, KIND):
        raise RefusedError(9047 if asked.sent_json else 9001, finding.message)


def add(asked: Asked) -> Response:
    """Ask the person: 201 and where the question is."""
    _check_merged(asked)
    uri = asked.sent.findtext(f"{clark('notification:authorization-url')}/{clark('notification:uri')}") or ""
    if uri.strip() and not is_java_uri(uri):
        raise RefusedError(9020, "Bad authorization uri")
    _check_items(asked.sent)
    _check_known(asked)
    if not asked.record.wants_notifications:
        raise RefusedError(9032)
    notification = Notification(
        asked.world.new_put_code(), asked.grant.client_id, _cleared(asked.sent), asked.world.clock.now()
    )
    asked.record.notifications[notification.put_code] = notification
    location = f"{asked.url.rstrip('/')}/{notification.put_code}"
    return Response(status=201, headers={"Location": location}, content_type=None)


def read(asked: Asked) -> Response:
    """One question, to the member that asked it."""
    _check_merged(asked)
    notification = _named(asked)
    if notification.client_id != asked.grant.client_id:
        raise RefusedError(9004, f"Client {asked.grant.client_id} is not the source of this notification")
    return document(asked, _element(asked, notification))


def list_own(asked: Asked) -> Response:
    """Every question of this member to this person."""
    prefixes = {"notification": f"{NS}notification", "common": COMMON}
    root = etree.Element(clark("notification:notifications"), nsmap=prefixes)
    root.extend(
        _element(asked, one)
        for one in asked.record.notifications.values()
        if one.client_id == asked.grant.client_id
    )
    return document(asked, root)


def archive(asked: Asked) -> Response:
    """Take a question back that the person has not read."""
    _check_merged(asked)
    notification = _named(asked)
    if notification.client_id != asked.grant.client_id:
        raise RefusedError(9010)
    if notification.read:
        raise RefusedError(9009)
    notification.archived = notification.archived or asked.world.clock.now()
    return document(asked, _element(asked, notification))


def _check_merged(asked: Asked) -> None:
    """The only state of a record that counts here; as everywhere, 301 for reading and 409 for writing."""
    person = asked.record.person
    if person.state == "deprecated":
        status = 301 if asked.method == "GET" else 409
        location = asked.url.replace(person.orcid_id, person.primary)
        raise RefusedError(
            9007, status=status, location=location, orcid=person.primary, deprecated=person.orcid_id
        )


def _check_known(asked: Asked) -> None:
    if asked.orcid_id not in asked.world.records:
        raise RefusedError(9011)


def _check_items(sent: etree._Element) -> None:
    wrong: list[str] = []
    for one in sent.iter(f"{{{COMMON}}}external-id"):
        kind, value = (one.findtext(f"{{{COMMON}}}external-id-{part}") or "" for part in ("type", "value"))
        if kind not in EXTERNAL_ID_TYPES:
            wrong.append(kind)
        if not value:
            wrong.append("value")
        if one.find(f"{{{COMMON}}}external-id-relationship") is None:
            wrong.append("relationship")
    if wrong:
        raise RefusedError(9023, f"Invalid external-id  {' '.join(wrong)}")


def _named(asked: Asked) -> Notification:
    if not asked.put_code.isascii() or not asked.put_code.isdecimal():
        raise RefusedError(9034, f"'{asked.put_code}' is not a valid put code")
    found = asked.record.notifications.get(int(asked.put_code[:20]))
    if found is None:
        raise RefusedError(9029, id=asked.put_code, orcid=asked.orcid_id)
    return found


def _cleared(sent: etree._Element) -> etree._Element:
    content = etree.fromstring(etree.tostring(sent))
    for child in content.findall("*"):
        if child.tag in _SENT_BY_ORCID:
            content.remove(child)
    return content


def _element(asked: Asked, notification: Notification) -> etree._Element:
    root = etree.fromstring(etree.tostring(notification.content))
    moments = {
        f"{{{COMMON}}}created-date": notification.created,
        f"{{{COMMON}}}sent-date": notification.created,
        f"{{{COMMON}}}read-date": notification.read,
        clark("notification:actioned-date"): notification.actioned,
        f"{{{COMMON}}}archived-date": notification.archived,
    }
    for tag, moment in moments.items():
        if moment:
            etree.SubElement(root, tag).text = stamp(moment)
    root.append(source(asked.record, notification.client_id))
    root.set("put-code", str(notification.put_code))
    return root
