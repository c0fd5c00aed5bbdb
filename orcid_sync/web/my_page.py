"""My page: everything a person may see and do about her theses, after sign-in."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from flask import Blueprint, Response, request

from orcid_sync.asking.leaving import data_of
from orcid_sync.asking.profile import PersonProfile, profile_of_record
from orcid_sync.asking.purposes import THESIS, scopes_of
from orcid_sync.orcid.errors import OrcidError
from orcid_sync.store import Claim
from orcid_sync.web.answering import (
    desk,
    language,
    limit,
    name_of,
    ours,
    page,
    person,
    signed_in,
    tell,
    to,
    visit,
)
from orcid_sync.web.my_theses import as_stated, is_her_name, my_theses
from orcid_sync.web.views import PURPOSES, Affiliation, MyPage, Problem, Profile, Purpose

routes = Blueprint("my_page", __name__)
_SAID: Final = ("sent-soon", "held", "name-kept", "same-kept")


@routes.get("/me")
def me() -> Response:
    orcid_id = signed_in()
    profile = profile_of(orcid_id)
    mine = my_theses(desk(), orcid_id, _names(orcid_id, profile))
    consents = [one for one in desk().store.consents.of_person(orcid_id) if one.ended_at is None]
    granted = _granted(orcid_id)
    said = request.args.get("said", "")
    return page(
        MyPage(
            person=person(orcid_id, name_of(orcid_id)),
            theses=tuple(one for one in mine if one.thesis.role == "author"),
            advised=tuple(one for one in mine if one.thesis.role == "advisor"),
            granted=granted,
            granted_at=consents[0].given_at if consents and granted else None,
            profile=_profile_shown(profile) if profile else None,
            said=cast(Any, said if said in _SAID else ""),
            grant_url="" if THESIS in granted else ours("/me/grant"),
            claim_url=ours("/claim"),
            disconnect_url=ours("/me/disconnect"),
            data_url=ours("/me/data"),
            erase_url=ours("/me/erase"),
            orcid_url=f"{desk().config.environment.web}/{orcid_id}",
        )
    )


@routes.post("/me/grant")
def grant() -> Response:
    """Yes (again) to what she agreed to, and to sending at least."""
    limit("sign-in")
    orcid_id = signed_in()
    agreed = desk().store.consents.purposes(orcid_id) or frozenset()
    purposes = [one for one in PURPOSES if one in agreed | {THESIS}]
    text = desk().text(language())
    wish = {"for": "grant", "purposes": purposes, "version": text.version, "language": text.language}
    asked = scopes_of(purposes)
    return to(
        desk().signing_in.begin(
            visit().key_hash, wish | {"again": "/me"}, asked, language=language(), orcid=orcid_id
        )
    )


@routes.post("/me/theses/<int:claim_id>/send")
def send(claim_id: int) -> Response:
    """She wants it sent: also what she held back, what only looks like it, and what she had removed."""
    claim, store = _mine(claim_id), desk().store
    if claim.suspended_at:
        raise tell(Problem.NOT_FOUND, 404)
    if claim.ended_at:
        store.claims.make(claim.contributor_id, claim.orcid_id, proof=cast(Any, claim.proof), again=True)
    store.claims.release(claim.id)
    if not store.pushes.decide_duplicate(claim.id, same=False):
        store.pushes.try_again(claim.id)
    return to(ours("/me?said=sent-soon"))


@routes.post("/me/theses/<int:claim_id>/hold")
def hold(claim_id: int) -> Response:
    desk().store.claims.hold(_mine(claim_id).id)
    return to(ours("/me?said=held"))


@routes.post("/me/theses/<int:claim_id>/name")
def name(claim_id: int) -> Response:
    claim = _mine(claim_id)
    chosen = request.form.get("name", "")
    if chosen and not is_her_name(claim, _names(claim.orcid_id, profile_of(claim.orcid_id)), chosen):
        raise tell(Problem.NOT_ALLOWED, 403)
    desk().store.claims.show_name(claim.id, None if chosen and as_stated(claim, chosen) else chosen)
    return to(ours("/me?said=name-kept"))


@routes.post("/me/theses/<int:claim_id>/same")
def same(claim_id: int) -> Response:
    desk().store.pushes.decide_duplicate(_mine(claim_id).id, same=True)
    return to(ours("/me?said=same-kept"))


@routes.get("/me/data")
def data() -> Response:
    held = data_of(desk().store, signed_in())
    text = json.dumps(held, ensure_ascii=False, indent=2, default=str)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="orcid-sync-my-data.json"'
    return response


def profile_of(orcid_id: str) -> PersonProfile | None:
    """What her record says, as far as she lets us see it; None without a permission or an answer."""
    store = desk().store
    permission = store.permissions.usable(orcid_id, "/read-limited")
    permission = permission or store.permissions.usable(orcid_id, "openid")
    if permission is None:
        return None
    try:
        return profile_of_record(desk().client_for(permission).read_record())
    except OrcidError:
        return None


def _names(orcid_id: str, profile: PersonProfile | None) -> tuple[str, ...]:
    at_orcid = name_of(orcid_id)
    return tuple(dict.fromkeys(filter(None, (at_orcid, *(profile.names if profile else ())))))


def _mine(claim_id: int) -> Claim:
    """Her claim; everybody else's is simply not there. Raises ToldError."""
    orcid_id = signed_in()
    found = [one for one in desk().store.claims.all(orcid_id=orcid_id) if one.id == claim_id]
    if not found or found[0].ended_why in ("merged", "disconnected"):
        raise tell(Problem.NOT_FOUND, 404)
    return found[0]


def _granted(orcid_id: str) -> tuple[Purpose, ...]:
    """What she agrees to, as far as her permission still carries it."""
    store = desk().store
    agreed = store.consents.purposes(orcid_id)
    if agreed is None:
        agreed = frozenset({THESIS})
    can_write = store.permissions.usable(orcid_id) is not None
    return tuple(one for one in PURPOSES if one in agreed and (one != THESIS or can_write))


def _profile_shown(profile: PersonProfile) -> Profile:
    return Profile(
        profile.names,
        profile.emails,
        tuple(_affiliation(one) for one in profile.educations),
        tuple(_affiliation(one) for one in profile.employments),
    )


def _affiliation(one: Any) -> Affiliation:
    return Affiliation(one.organization, one.role, one.department, one.start, one.end)
