"""Works and affiliations: added, read, changed, deleted as ORCID's managers do (orcid.md §3.2-3.5, §12)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, cast

from flask import Response
from lxml import etree

from orcid_sync.rehearsal import documents, json_documents, summary
from orcid_sync.rehearsal.asked import JSON, Asked
from orcid_sync.rehearsal.records import Activity, ExternalId, OrcidRecord, external_ids
from orcid_sync.rehearsal.refused import RefusedError
from orcid_sync.rehearsal.shapes import AFFILIATIONS, COMMON, WORK, canonical, remove
from schemas.rules import ItemKind, Refusal, bulk_items, put_effect, refusals
from schemas.rules.vocabularies import COUNTRIES, LANGUAGE_CODES, WORK_TYPE_ALIASES

MOST_WORKS: Final = 10_000
MOST_READ: Final = 100
# Answered while the body is read, before anything is known about the record (orcid.md §3, §12.1-2).
BINDING: Final = (9001, 9006, 9012, 9051)
_ORGANIZATION: Final = f"{{{COMMON}}}organization/{{{COMMON}}}disambiguated-organization"
# Our organization table: everything that is written as its registry writes it.
_REGISTRIES: Final = {
    "ROR": r"https://ror\.org/0[a-z0-9]{6}[0-9]{2}",
    "GRID": r"grid\.[0-9]+\.[0-9a-f]+",
    "RINGGOLD": r"[0-9]{1,7}",
    "FUNDREF": r"https?://(dx\.)?doi\.org/10\.13039/[0-9]+",
    "LEI": r"[A-Z0-9]{20}",
}

# A bulk passes no schema: what is no word of these lists is dropped without a sound (orcid.md §12.9).
_DROPPED: Final = {
    f"{{{COMMON}}}language-code": LANGUAGE_CODES,
    f"{{{COMMON}}}country": COUNTRIES,
    f".//{{{WORK}}}contributor-sequence": frozenset({"first", "additional"}),
}


def check_binding(asked: Asked) -> None:
    """Refuse a body that does not even become an item; in JSON every such fault is 9047."""
    first = next(iter(_refusals(asked)), None)
    if first and first.code in BINDING:
        raise RefusedError(9047, first.message) if asked.sent_json else _refused(first)


def add(asked: Asked) -> Response:
    """Add a work or affiliation: 201 and where it is."""
    late = _checked(_refusals(asked))
    if asked.kind == "work":
        _check_room(asked.record, 1)
    _check_duplicate(asked, asked.sent)
    _check_late(asked, late)
    activity = _stored(asked, asked.sent)
    location = f"{asked.url.rstrip('/')}/{activity.put_code}"
    return Response(status=201, headers={"Location": location}, content_type=None)


def read(asked: Asked) -> Response:
    """One work or affiliation in full."""
    return document(asked, documents.full(asked.record, _visible(asked)))


def read_summary(asked: Asked) -> Response:
    """The summary of one work or affiliation."""
    return document(asked, documents.summary(asked.record, _visible(asked)))


def update(asked: Asked) -> Response:
    """Replace an activity, or, where ORCID sees no change, answer 200 with the old one."""
    activity = _matching(asked, asked.sent)
    own = activity.client_id == asked.grant.client_id
    if asked.kind == "work" and _no_change(activity, asked.sent):
        if not own:
            raise RefusedError(9014)
        return document(asked, documents.full(asked.record, activity))
    if asked.kind in AFFILIATIONS and not own:
        raise RefusedError(9010)
    late = _checked(_refusals(asked), visibility_changes=_visibility_changes(activity, asked.sent))
    _check_duplicate(asked, asked.sent, besides=activity.put_code)
    if not own:
        raise RefusedError(9010)
    _check_late(asked, late)
    now = asked.world.clock.now()
    activity.replace(_content(asked.sent, asked.kind), now)
    asked.record.changed(now)
    return document(asked, documents.full(asked.record, activity))


def delete(asked: Asked) -> Response:
    """Delete an activity of one's own."""
    activity = asked.activity()
    if activity.client_id != asked.grant.client_id:
        raise RefusedError(9010)
    del asked.record.activities[activity.put_code]
    asked.record.changed(asked.world.clock.now())
    return Response(status=204, content_type=None)


def list_works(asked: Asked) -> Response:
    """All works that this client may see, grouped."""
    return document(asked, documents.works(asked.record, _listed(asked), asked.path))


def list_affiliations(asked: Asked) -> Response:
    """All affiliations of one kind that this client may see."""
    return document(asked, documents.affiliations(asked.record, asked.kind, _listed(asked), asked.path))


def read_bulk(asked: Asked) -> Response:
    """Several works by put-code, an error in the place of each that cannot be had."""
    codes = asked.put_code.split(",")
    if len(codes) > MOST_READ:
        raise RefusedError(9042)
    return document(asked, documents.bulk(_bulk_item(asked, code) for code in codes))


def add_bulk(asked: Asked) -> Response:
    """Add up to 100 works: each succeeds or fails alone, and the status is 200 all the same."""
    reading = bulk_items(asked.sent)
    if reading.refused:
        raise _refused(reading.refused)
    _check_room(asked.record, len(reading.items))
    own = _own_ids(asked)
    answers = [
        _add_one(asked, item.element, item.refusals, own) if item.is_work else item.element
        for item in reading.items
    ]
    return document(asked, documents.bulk(answers))


def person(asked: Asked) -> Response:
    """The person as others see her."""
    return document(asked, documents.person(asked.record))


def person_section(asked: Asked) -> Response:
    """One list of the person's; the kind of the route is its name."""
    return document(asked, documents.person_section(asked.record, asked.kind))


def record(asked: Asked) -> Response:
    """The whole record as far as this client may see it."""
    visible = [one for one in asked.record.activities.values() if asked.sees(one)]
    return document(asked, documents.whole_record(asked.record, visible))


def every_activity(asked: Asked) -> Response:
    """All works and affiliations that this client may see."""
    visible = [one for one in asked.record.activities.values() if asked.sees(one)]
    return document(asked, documents.all_activities(asked.record, visible))


def record_summary(asked: Asked) -> Response:
    """How much this client may see, and who vouches for it."""
    visible = [one for one in asked.record.activities.values() if asked.sees(one)]
    return document(asked, summary.summary(asked.record, visible))


def document(asked: Asked, root: etree._Element) -> Response:
    """The document in the media type that was asked for."""
    if asked.media_type in JSON:
        body = json_documents.written(root)
    else:
        body = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return Response(body, content_type=f"{asked.media_type};charset=UTF-8")


def _refusals(asked: Asked) -> list[Refusal]:
    return refusals(asked.sent, cast(ItemKind, asked.kind), method="PUT" if asked.method == "PUT" else "POST")


def _checked(found: Iterable[Refusal], *, visibility_changes: bool = False) -> list[Refusal]:
    """Refuse by the first rule broken; what ORCID finds only while storing (9058) is handed back."""
    for refusal in found:
        if visibility_changes and refusal.code in (9023, 9058):
            break
        if refusal.code != 9058:
            raise _refused(refusal)
    if visibility_changes:
        raise RefusedError(9035)
    return [refusal for refusal in found if refusal.code == 9058]


def _check_late(asked: Asked, late: list[Refusal]) -> None:
    if late:
        raise _refused(late[0])
    if asked.kind in AFFILIATIONS and not _organization_known(asked.sent):
        raise RefusedError(9045, "The disambiguated organization is not in ORCID's table")


def _organization_known(body: etree._Element) -> bool:
    organization = body.find(_ORGANIZATION)
    if organization is None:
        return True
    identifier = organization.findtext(f"{{{COMMON}}}disambiguated-organization-identifier") or ""
    source = organization.findtext(f"{{{COMMON}}}disambiguation-source") or ""
    return re.fullmatch(_REGISTRIES.get(source, r"(?!)"), identifier) is not None


def _refused(refusal: Refusal) -> RefusedError:
    return RefusedError(refusal.code, refusal.message, status=refusal.status)


def _check_room(record: OrcidRecord, more: int) -> None:
    if len(record.of_kind("work")) + more > MOST_WORKS:
        raise RefusedError(9048)


def _check_duplicate(asked: Asked, body: etree._Element, *, besides: int = 0) -> None:
    found = asked.record.duplicate(asked.kind, external_ids(body), asked.grant.client_id, besides=besides)
    if found:
        raise RefusedError(9021, put_code=str(found.put_code))


def _stored(asked: Asked, body: etree._Element) -> Activity:
    return asked.world.add_activity(
        asked.record, asked.kind, _content(body, asked.kind), asked.grant.client_id
    )


def _content(body: etree._Element, kind: str) -> etree._Element:
    content = canonical(body, kind)
    for path, words in _DROPPED.items():
        for word in [one for one in content.iterfind(path) if one.text not in words]:
            remove(word)
    for kind_of_work in content.iterfind(f"{{{WORK}}}type"):
        kind_of_work.text = WORK_TYPE_ALIASES.get(kind_of_work.text or "", kind_of_work.text)
    for empty in content.iterfind(".//{*}citation-type"):
        empty.text = empty.text or "formatted-unspecified"
    for one in content.iterfind(f"{{{COMMON}}}external-ids/{{{COMMON}}}external-id"):
        # A missing relationship is taken on PUT, and becomes `self` (orcid.md §3.4).
        if kind == "work" and one.find(f"{{{COMMON}}}external-id-relationship") is None:
            etree.SubElement(one, f"{{{COMMON}}}external-id-relationship").text = "self"
    return content


def _visible(asked: Asked) -> Activity:
    activity = asked.activity()
    if hidden := asked.hidden(activity):
        raise RefusedError(hidden)
    return activity


def _listed(asked: Asked) -> list[Activity]:
    return [one for one in asked.record.of_kind(asked.kind) if asked.sees(one)]


def _matching(asked: Asked, body: etree._Element) -> Activity:
    stated = (body.get("put-code") or "").strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", asked.put_code):
        raise RefusedError(9034, f"'{asked.put_code}' is not a valid put code")
    if not stated or int(stated) != int(asked.put_code):
        raise RefusedError(9019, url_put_code=asked.put_code, body_put_code=stated or "null")
    return asked.activity()


def _visibility_changes(activity: Activity, body: etree._Element) -> bool:
    return body.get("visibility", activity.visibility) != activity.visibility


def _no_change(activity: Activity, body: etree._Element) -> bool:
    if _visibility_changes(activity, body):
        return False
    return put_effect(activity.with_attributes(), body) == "no change"


def _bulk_item(asked: Asked, code: str) -> etree._Element:
    one = replace(asked, put_code=code)
    try:
        return documents.full(asked.record, _visible(one))
    except RefusedError as error:
        if error.code != 9016:
            return error.element()
        return RefusedError(9034, f"'{code}' is not a valid put code").element()


Own = dict[tuple[str, str], int]


def _own_ids(asked: Asked) -> Own:
    """The ids that make a work of a bulk a duplicate: own ones, `version-of` among them (orcid.md §3.3)."""
    own: Own = {}
    for work in asked.record.of_kind("work"):
        if work.client_id == asked.grant.client_id:
            own |= _keys(work.ids, work.put_code)
    return own


def _keys(ids: Iterable[ExternalId], put_code: int) -> Own:
    return {(one.kind, one.value): put_code for one in ids if one.relationship in ("self", "version-of")}


def _add_one(asked: Asked, work: etree._Element, found: tuple[Refusal, ...], own: Own) -> etree._Element:
    try:
        late = _checked(found)
        for one in external_ids(work):
            if one.relationship == "self" and (one.kind, one.value) in own:
                raise RefusedError(9021, put_code=str(own[one.kind, one.value]))
        _check_late(asked, late)
    except RefusedError as error:
        return error.element()
    activity = _stored(asked, work)
    own |= _keys(activity.ids, activity.put_code)
    return documents.full(asked.record, activity)
