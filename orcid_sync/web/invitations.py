"""The page behind an invitation's link: what would be written, and yes or no."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, request

from orcid_sync.asking.inviting import answerable, find_invitation
from orcid_sync.asking.inviting import deny as refuse
from orcid_sync.asking.purposes import PURPOSES, scopes_of
from orcid_sync.secret import Secret
from orcid_sync.store import Invitation
from orcid_sync.web import views
from orcid_sync.web.answering import desk, language, limit, ours, page, person, tell, to, visit
from orcid_sync.web.theses_shown import invited_for, role_shown
from orcid_sync.web.views import Denied, Problem, Purpose

routes = Blueprint("invitations", __name__, url_prefix="/i")


@routes.get("/<token>")
def show(token: str) -> Response:
    invitation = _open_invitation(token)
    desk().store.invitations.opened(invitation.id)
    return page(_view(invitation, token))


@routes.post("/<token>/accept")
def accept(token: str) -> Response:
    limit("sign-in")
    invitation = _open_invitation(token)
    purposes = chosen_purposes()
    if not purposes:
        return page(_view(invitation, token, lacks_purpose=True), 422)
    text = desk().text(language())
    wish = {
        "for": "invitation",
        "invitation": invitation.id,
        "purposes": purposes,
        "version": text.version,
        "language": text.language,
    }
    return to(
        desk().signing_in.begin(
            visit().key_hash,
            wish,
            scopes_of(purposes),
            link=Secret(token),
            language=language(),
            **_hints(invitation),
        )
    )


@routes.post("/<token>/deny")
def deny(token: str) -> Response:
    invitation = _open_invitation(token)
    refuse(desk().store, invitation)
    return page(Denied(again_url=ours(f"/i/{token}")))


def chosen_purposes() -> list[Purpose]:
    """What she ticked, in our order."""
    ticked = request.form.getlist("purpose")
    return [cast(Purpose, one) for one in PURPOSES if one in ticked]


def _open_invitation(token: str) -> Invitation:
    """The invitation, if it can be answered. Raises ToldError."""
    invitation = find_invitation(desk().store, desk().links, token)
    if invitation is None:
        limit("link")  # only guesses are counted: a class may open its links behind one address
        raise tell(Problem.LINK_UNKNOWN, 404)
    match answerable(invitation):
        case "used":
            raise tell(Problem.LINK_USED, 410, me_url=ours("/me"))
        case "expired":
            raise tell(Problem.LINK_EXPIRED, 410)
    return invitation


def _view(invitation: Invitation, token: str, *, lacks_purpose: bool = False) -> views.Invitation:
    office = desk()
    theses = office.store.invitations.theses(invitation.id)
    return views.Invitation(
        name=invitation.name,
        role=role_shown(invitation.role),
        theses=tuple(invited_for(office, one, invitation.role) for one in theses),
        consent=office.text(language()),
        accept_url=ours(f"/i/{token}/accept"),
        deny_url=ours(f"/i/{token}/deny"),
        expires=invitation.expires_at.date(),
        hint=person(invitation.orcid_hint, authenticated=False) if invitation.orcid_hint else None,
        lacks_purpose=lacks_purpose,
    )


def _hints(invitation: Invitation) -> dict[str, str]:
    """What ORCID's form is filled in with: for who registers what the office knows, else the iD alone."""
    if not request.form.get("register"):
        return {"orcid": invitation.orcid_hint}
    family, comma, given = (part.strip() for part in invitation.name.partition(","))
    if not comma:
        given, _, family = (part.strip() for part in invitation.name.rpartition(" "))
    return {
        "show_login": "false",
        "given_names": given or family,
        "family_names": family if given else "",
        "email": invitation.email,
    }
