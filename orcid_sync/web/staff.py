"""The staff's pages: numbers, and the claims that a person decides. Who is staff, the configuration says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, cast

from flask import Blueprint, Response, request

from orcid_sync.asking.deciding import NothingToDecideError, WaitingClaim, approve, reject, waiting_claims
from orcid_sync.store import ClaimRequest, Store
from orcid_sync.web.answering import desk, for_staff, ours, page, person, tell, to, visit
from orcid_sync.web.texts import consent_texts
from orcid_sync.web.theses_shown import role_shown, shown
from orcid_sync.web.views import ClaimWaiting, Problem, StaffClaims, StaffHome, ThesisShown

routes = Blueprint("staff", __name__, url_prefix="/staff")
LATE: Final = timedelta(days=180)
_PAGE: Final = 20
_LONGEST_ID: Final = 18
_WHY: Final = ("no-proof", "name-differs", "id-differs")


@routes.get("")
@for_staff
def home() -> Response:
    office = desk()
    invited, granted, denied = office.store.invitations.counts()
    late = office.store.submissions.unjoined(before=office.clock() - LATE)
    config = office.config
    return page(
        StaffHome(
            invited=invited,
            granted=granted,
            denied=denied,
            at_orcid=office.store.status().done,
            claims_waiting=len(office.store.claim_requests.waiting()),
            unjoined=tuple(f"{one.number}: {one.title}" for one in late),
            texts=tuple(consent_texts(config.folder / "texts", config.institution.name)),
            claims_url=ours("/staff/claims"),
        )
    )


@routes.get("/claims")
@for_staff
def claims() -> Response:
    after = request.args.get("after", "")
    after_id = int(after) if after.isdecimal() and len(after) <= _LONGEST_ID else 0
    waiting = waiting_claims(desk().store, after=after_id, limit=_PAGE + 1)
    more = len(waiting) > _PAGE
    said = request.args.get("said", "")
    return page(
        StaffClaims(
            tuple(_shown(one) for one in waiting[:_PAGE]),
            cast(Any, said if said in ("approved", "rejected") else ""),
            ours(f"/staff/claims?after={waiting[_PAGE - 1].request.id}") if more else "",
        )
    )


@routes.post("/claims/<int:request_id>/approve")
@for_staff
def approve_claim(request_id: int) -> Response:
    return _decide(approve, request_id, "approved")


@routes.post("/claims/<int:request_id>/reject")
@for_staff
def reject_claim(request_id: int) -> Response:
    return _decide(reject, request_id, "rejected")


def _decide(decide: Callable[[Store, int, str], ClaimRequest], request_id: int, said: str) -> Response:
    try:
        decide(desk().store, request_id, visit().orcid_id)
    except NothingToDecideError:
        raise tell(Problem.CLAIMED_BY_ANOTHER, 409, again_url=ours("/staff/claims")) from None
    return to(ours(f"/staff/claims?said={said}"))


def _shown(waiting: WaitingClaim) -> ClaimWaiting:
    request_, wanted = waiting.request, waiting.request.wanted
    content = desk().store.theses.content_of(waiting.thesis.id) if waiting.thesis else None
    role = role_shown(wanted.role)
    thesis = shown(desk(), content, wanted.role) if content else ThesisShown(waiting.title, role=role)
    return ClaimWaiting(
        id=str(request_.id),
        person=person(request_.orcid_id, wanted.name),
        thesis=thesis,
        stated_name=wanted.expected,
        why=cast(Any, wanted.doubt if wanted.doubt in _WHY else "suspended"),
        asked_at=request_.made_at,
        approve_url=ours(f"/staff/claims/{request_.id}/approve"),
        reject_url=ours(f"/staff/claims/{request_.id}/reject"),
    )
