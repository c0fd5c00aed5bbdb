"""The pages a person looks at: what this is, and each invented ORCID record as a visitor sees it."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, render_template, request
from lxml import etree

from orcid_sync.rehearsal.documents import source_name
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.rehearsal.records import Activity, OrcidRecord, groups
from orcid_sync.rehearsal.shapes import AFFILIATIONS, COMMON, WORK
from orcid_sync.rehearsal.world import World

_SAFE: Final = ("http://", "https://")


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
            return render_template("record.html", **_shown(found))

    return pages


def _shown(record: OrcidRecord) -> dict[str, Any]:
    public = [one for one in record.activities.values() if one.visibility == "public"]
    return {
        "person": record.person,
        "hidden": len(record.activities) - len(public),
        "groups": [
            [_work(record, one) for one in members]
            for members in groups(one for one in public if one.kind == "work")
        ],
        "affiliations": [_affiliation(record, one) for one in public if one.kind in AFFILIATIONS],
    }


def _work(record: OrcidRecord, work: Activity) -> dict[str, Any]:
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
    }


def _affiliation(record: OrcidRecord, one: Activity) -> dict[str, Any]:
    content = one.content
    return {
        "kind": one.kind,
        "organization": content.findtext(f"{{{COMMON}}}organization/{{{COMMON}}}name") or "",
        "role": content.findtext(f"{{{COMMON}}}role-title") or "",
        "department": content.findtext(f"{{{COMMON}}}department-name") or "",
        "dates": " to ".join(filter(None, (_date(content, "start-date"), _date(content, "end-date")))),
        "source": source_name(record, one.client_id) or "the person",
    }


def _date(content: etree._Element, name: str) -> str:
    date = content.find(f"{{{COMMON}}}{name}")
    return "-".join(part.text or "" for part in date) if date is not None else ""
