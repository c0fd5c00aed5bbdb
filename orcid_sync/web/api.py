"""What the institution's other systems may ask, with a key: a person's iD as a badge, and her profile."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crosswalks.decide.orcid_ids import checked_orcid, orcid_uri
from orcid_sync.store import Permission
from orcid_sync.web.answering import desk, has_key, limit, page, person
from orcid_sync.web.my_page import profile_of
from orcid_sync.web.openapi import document
from orcid_sync.web.views import Badge

routes = Blueprint("api", __name__)
Answer = Response | tuple[dict[str, Any], int] | tuple[dict[str, Any], int, dict[str, str]]


@routes.get("/openapi.json")
def openapi() -> Response:
    return jsonify(document(desk().config.institution.name, desk().address))


@routes.get("/api/people/<orcid_id>/badge")
def badge(orcid_id: str) -> Answer:
    """The iD as ORCID wants it shown: HTML to put into a page, or JSON for `Accept: application/json`."""
    known = _asked(orcid_id)
    if not isinstance(known, Permission):
        return known
    wants_html = request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    if wants_html:
        return page(Badge(person(known.orcid_id, known.name)))
    return jsonify(_person(known))


@routes.get("/api/people/<orcid_id>/profile")
def profile(orcid_id: str) -> Answer:
    """What her record shows us now, for prefilling a form; `profile` is null when ORCID does not answer."""
    known = _asked(orcid_id)
    if not isinstance(known, Permission):
        return known
    read = profile_of(known.orcid_id)
    return jsonify(_person(known) | {"profile": asdict(read) if read else None})


def _asked(typed: str) -> Permission | Answer:
    """Her standing permission, or the refusal: the same for whoever is unknown here and whoever left."""
    if not has_key():
        limit("key")
        return {"error": "Unauthorized"}, 401, {"WWW-Authenticate": "Bearer"}
    orcid_id = checked_orcid(typed)
    standing = [
        one
        for one in (desk().store.permissions.of_person(orcid_id) if orcid_id else ())
        if one.withdrawn_at is None and one.revoked_at is None
    ]
    return standing[-1] if standing else ({"error": "Not Found"}, 404)


def _person(permission: Permission) -> dict[str, Any]:
    return {
        "orcid": permission.orcid_id,
        "uri": orcid_uri(permission.orcid_id, desk().config.environment.ids),
        "name": permission.name or None,
        "authenticated": True,
        "authenticated_at": permission.granted_at.isoformat(),
    }
