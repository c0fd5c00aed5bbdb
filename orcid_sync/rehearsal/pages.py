"""The pages a person looks at: what this is, and each invented ORCID record as a visitor sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from flask import Blueprint, render_template, request
from lxml import etree

from orcid_sync.rehearsal.documents import source_name
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.rehearsal.records import Activity, OrcidRecord, groups
from orcid_sync.rehearsal.shapes import COMMON, WORK
from orcid_sync.rehearsal.world import World

_SAFE: Final = ("http://", "https://")
_NEW: Final = timedelta(minutes=1)
# As a visitor finds them at ORCID.
_SECTIONS: Final = {
    "Employment": ("employment",),
    "Education and qualifications": ("education", "qualification"),
    "Professional activities": ("distinction", "invited-position", "membership", "service"),
}


def routes(world: World) -> Blueprint:
    """The pages."""
    pages = Blueprint("pages", __name__, template_folder="templates")

    @pages.get("/")
    def overview() -> str:
        with world.lock:
            people = [(record.person, len(record.activities)) for record in world.records.values()]
        return render_template(
            "overview.html",
            people=people,
            members=MEMBERS.values(),
            base=request.host_url.rstrip("/"),
            theses=len(world.repository.all()),
        )

    @pages.get("/<orcid_id>")
    def record(orcid_id: str) -> Any:
        with world.lock:
            found = world.records.get(orcid_id)
            if found is None:
                return render_template("problem.html", problem="There is no such ORCID record here."), 404
            return render_template("record.html", **_shown(found, world.clock.now()))

    @pages.get("/<orcid_id>/changes")
    def changes(orcid_id: str) -> Any:
        with world.lock:
            found = world.records.get(orcid_id)
            return {"changes": found.changes} if found else ({"error": "no such record"}, 404)

    return pages


def _shown(record: OrcidRecord, now: datetime) -> dict[str, Any]:
    """What a visitor sees; the newest stand first, and what is new this minute is marked."""
    public = [one for one in record.activities.values() if one.visibility == "public"]
    public.sort(key=lambda one: one.modified, reverse=True)
    return {
        "person": record.person,
        "hidden": len(record.activities) - len(public),
        "groups": [
            [_work(record, one, now) for one in members]
            for members in groups(one for one in public if one.kind == "work")
        ],
        "affiliations": [
            (title, [_affiliation(record, one, now) for one in public if one.kind in kinds])
            for title, kinds in _SECTIONS.items()
            if any(one.kind in kinds for one in public)
        ],
        "changes": record.changes,
        "seen": "Visible to everyone",
    }


def _work(record: OrcidRecord, work: Activity, now: datetime) -> dict[str, Any]:
    content = work.content
    return {
        "title": content.findtext(f"{{{WORK}}}title/{{{COMMON}}}title") or "",
        "subtitle": content.findtext(f"{{{WORK}}}title/{{{COMMON}}}subtitle") or "",
        "type": content.findtext(f"{{{WORK}}}type") or "",
        "journal": content.findtext(f"{{{WORK}}}journal-title") or "",
        "date": _date(content, "publication-date"),
        "description": content.findtext(f"{{{WORK}}}short-description") or "",
        "people": [
            name.text or "" for name in content.iterfind(f"{{{WORK}}}contributors//{{{WORK}}}credit-name")
        ],
        "ids": [
            {
                part: one.findtext(f"{{{COMMON}}}external-id-{part}") or ""
                for part in ("type", "value", "url", "relationship")
            }
            for one in content.iterfind(f"{{{COMMON}}}external-ids/{{{COMMON}}}external-id")
        ],
        "source": source_name(record, work.client_id) or "the person",
        "put_code": work.put_code,
        "modified": work.modified,
        "safe": _SAFE,
        "new": _is_new(work, now),
    }


def _is_new(activity: Activity, now: datetime) -> bool:
    return bool(activity.client_id) and now - activity.modified < _NEW


def _affiliation(record: OrcidRecord, one: Activity, now: datetime) -> dict[str, Any]:
    content = one.content
    address = content.find(f"{{{COMMON}}}organization/{{{COMMON}}}address")
    place = (
        [address.findtext(f"{{{COMMON}}}{part}") for part in ("city", "country")]
        if address is not None
        else []
    )
    return {
        "kind": one.kind,
        "organization": content.findtext(f"{{{COMMON}}}organization/{{{COMMON}}}name") or "",
        "role": content.findtext(f"{{{COMMON}}}role-title") or "",
        "department": content.findtext(f"{{{COMMON}}}department-name") or "",
        "dates": " to ".join(filter(None, (_date(content, "start-date"), _date(content, "end-date")))),
        "source": source_name(record, one.client_id) or "the person",
        "place": ", ".join(filter(None, place)),
        "put_code": one.put_code,
        "new": _is_new(one, now),
    }


def _date(content: etree._Element, name: str) -> str:
    date = content.find(f"{{{COMMON}}}{name}")
    return "-".join(part.text or "" for part in date) if date is not None else ""
