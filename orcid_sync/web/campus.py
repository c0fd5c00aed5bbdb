"""The detour over the university's own sign-in, which proves an address that the office knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, request

from orcid_sync.asking.campus import CampusSignIn, fresh_sign_in
from orcid_sync.asking.id_tokens import IdTokenError
from orcid_sync.asking.links import hashed
from orcid_sync.asking.purposes import scopes_of
from orcid_sync.orcid.errors import OrcidError
from orcid_sync.web.answering import desk, language, limit, ours, tell, to, visit
from orcid_sync.web.views import Problem

routes = Blueprint("campus", __name__)
_LENGTH: Final = timedelta(minutes=30)


def go_to_campus(wish: dict[str, Any]) -> Response:
    """First to the university, then, when that is proved, to ORCID with the same wish."""
    limit("sign-in")
    state, sign_in = fresh_sign_in({"for": "campus", "then": wish})
    desk().store.visits.begin_sign_in(hashed(state), visit().key_hash, sign_in, _LENGTH)
    try:
        return to(_campus().address(state, sign_in))
    except (IdTokenError, OrcidError):
        raise tell(Problem.ORCID_REFUSED, 502, code="campus", again_url=ours(wish["again"])) from None


@routes.get("/campus/callback")
def callback() -> Response:
    limit("answer")
    state = request.args.get("state", "")
    sign_in = desk().store.visits.use_sign_in(hashed(state), visit().key_hash) if state else None
    if sign_in is None or sign_in.wish["for"] != "campus":
        raise tell(Problem.SIGN_IN_LOST, 400, again_url=ours("/claim"))
    wish = sign_in.wish["then"]
    if not request.args.get("code"):
        raise tell(Problem.ORCID_REFUSED, 403, code="campus", again_url=ours(wish["again"]))
    try:
        email = _campus().email(sign_in, request.args["code"])
    except (IdTokenError, OrcidError):
        raise tell(Problem.ORCID_REFUSED, 502, code="campus", again_url=ours(wish["again"])) from None
    proved = wish | {"campus_email": email}
    return to(
        desk().signing_in.begin(visit().key_hash, proved, scopes_of(wish["purposes"]), language=language())
    )


def _campus() -> CampusSignIn:
    campus = desk().campus
    if campus is None:
        raise tell(Problem.NOT_FOUND, 404)
    return campus
