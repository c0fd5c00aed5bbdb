"""ORCID's answers: in the query, in the fragment, or none at all (orcid.md §5.3)."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import Blueprint, Response, request

from orcid_sync.asking.accepting import Accepted, accept_claim, accept_invitation, keep_sign_in
from orcid_sync.asking.id_tokens import IdTokenError
from orcid_sync.asking.inviting import deny
from orcid_sync.consent import WrongPersonError
from orcid_sync.orcid.errors import OrcidError, TryLaterError, UnreachableError
from orcid_sync.orcid.oauth import Granted
from orcid_sync.store import Evidence, SignIn, UsedInvitationError
from orcid_sync.web.answering import desk, limit, name_of, ours, page, person, tell, to, visit
from orcid_sync.web.theses_shown import invited_for
from orcid_sync.web.views import (
    PURPOSES,
    Denied,
    Done,
    FragmentLanding,
    Note,
    Notice,
    Problem,
    Purpose,
    ThesisShown,
)

routes = Blueprint("answers_of_orcid", __name__)
_DONE = "done"


@routes.get("/orcid/callback")
def callback() -> Response:
    limit("answer")
    answer = request.args
    if answer.get("error"):
        return _refused(_begun(answer.get("state", "")), answer["error"])
    if not answer.get("code"):
        return page(FragmentLanding(ours("/orcid/fragment")))
    sign_in = desk().signing_in.take(visit().key_hash, answer.get("state", ""))
    if sign_in is None:
        raise _lost()
    return _go_on(sign_in, answer["code"])


@routes.get("/orcid/fragment")
def landing() -> Response:
    return page(FragmentLanding(ours("/orcid/fragment")))


@routes.post("/orcid/fragment")
def fragment() -> Response:
    limit("answer")
    answer = parse_qs(request.form.get("fragment", ""))
    error = answer.get("error", [""])[0]
    if not error:  # nothing, or tokens that we never ask for in this way
        raise _lost()
    return _refused(_begun(answer.get("state", [""])[0]), error)


@routes.get("/done")
def done() -> Response:
    """What the last sign-in came to; on a page of its own, so that no code stays in the address."""
    told = visit().get(_DONE)
    if not told or not visit().orcid_id:
        return to(ours("/"))
    if told.get("note"):
        leads_back = desk().allowed_return(told["return"])
        return page(
            Notice(Note(told["note"]), title=told["title"], me_url=ours("/me"), return_url=leads_back)
        )
    return page(
        Done(
            person=person(visit().orcid_id, name_of(visit().orcid_id)),
            granted=_purposes(told["granted"]),
            lacking=_purposes(told["lacking"]),
            theses=tuple(_theses(told["invitation"])),
            staff_asked=told["staff_asked"],
            me_url=ours("/me"),
        )
    )


def _begun(state: str) -> SignIn:
    """What was asked for, of an answer that refuses. Raises ToldError when nothing was."""
    signing_in, here = desk().signing_in, visit().key_hash
    sign_in = signing_in.take(here, state) if state else signing_in.given_up(here)
    if sign_in is None:
        raise _lost()
    return sign_in


def _refused(sign_in: SignIn, error: str) -> Response:
    if error != "access_denied":
        raise tell(Problem.ORCID_REFUSED, 502, code=_word(error), again_url=_again(sign_in))
    store = desk().store
    if sign_in.wish["for"] == "invitation" and (asked := store.invitations.get(sign_in.wish["invitation"])):
        deny(store, asked)
    leads_back = desk().allowed_return(sign_in.wish.get("return", ""))
    return page(Denied(at_orcid=True, again_url=_again(sign_in), return_url=leads_back))


def _go_on(sign_in: SignIn, code: str) -> Response:
    try:
        granted = desk().signing_in.exchange(sign_in, code)
    except (UnreachableError, TryLaterError):
        raise tell(Problem.ORCID_DOWN, 503, again_url=_again(sign_in)) from None
    except OrcidError as error:
        raise tell(Problem.ORCID_REFUSED, 502, code=type(error).__name__, again_url=_again(sign_in)) from None
    except IdTokenError:
        raise tell(Problem.ORCID_REFUSED, 502, code="id_token", again_url=_again(sign_in)) from None
    match sign_in.wish["for"]:
        case "invitation":
            return _invitation_accepted(sign_in, granted)
        case "claim":
            return _claim_asked(sign_in, granted)
    agreed = _evidence(sign_in) if sign_in.wish["for"] == "grant" else None
    keep_sign_in(desk().store, granted, agreed)
    visit().sign_in(granted.orcid_id, desk().clock())
    return to(ours("/me"))


def _invitation_accepted(sign_in: SignIn, granted: Granted) -> Response:
    office = desk()
    invitation = office.store.invitations.get(sign_in.wish["invitation"])
    if invitation is None:
        raise tell(Problem.LINK_UNKNOWN, 404)
    try:
        accepted = accept_invitation(office.store, office.oauth, invitation, granted, _evidence(sign_in))
    except WrongPersonError:
        whom = person(granted.orcid_id, granted.name)
        raise tell(Problem.WRONG_PERSON, 403, person=whom, again_url=_again(sign_in)) from None
    except UsedInvitationError:
        raise tell(Problem.LINK_USED, 410) from None
    visit().sign_in(granted.orcid_id, office.clock())
    visit()[_DONE] = _told(accepted) | {"invitation": invitation.id}
    return to(ours("/done"))


def _claim_asked(sign_in: SignIn, granted: Granted) -> Response:
    store, wish = desk().store, sign_in.wish
    thesis = store.theses.of_contributor(wish["contributor"])
    hers = [one for one in thesis.contributors if one.id == wish["contributor"]] if thesis else []
    if thesis is None or not hers:
        raise tell(Problem.NOT_FOUND, 404)
    accepted = accept_claim(
        store, granted, _evidence(sign_in), hers[0], campus_email=wish.get("campus_email", "")
    )
    visit().sign_in(granted.orcid_id, desk().clock())
    note = Note.CLAIM_ASKED if accepted.staff_asked else Note.CLAIM_PROVED
    visit()[_DONE] = {"note": note.value, "title": thesis.title, "return": wish.get("return", "")}
    return to(ours("/done"))


def _evidence(sign_in: SignIn) -> Evidence:
    wish = sign_in.wish
    return Evidence(tuple(wish["purposes"]), wish["version"], wish["language"])


def _told(accepted: Accepted) -> dict[str, object]:
    return {
        "granted": list(accepted.granted),
        "lacking": list(accepted.lacking),
        "staff_asked": accepted.staff_asked,
    }


def _purposes(words: list[str]) -> tuple[Purpose, ...]:
    return tuple(one for one in PURPOSES if one in words)


def _theses(invitation_id: int) -> list[ThesisShown]:
    invitation = desk().store.invitations.get(invitation_id)
    if invitation is None:
        return []
    theses = desk().store.invitations.theses(invitation_id)
    return [invited_for(desk(), one, invitation.role) for one in theses]


def _again(sign_in: SignIn) -> str:
    """Where she can begin once more."""
    if sign_in.link:
        return ours(f"/i/{sign_in.link.reveal()}")
    return ours(str(sign_in.wish.get("again", "/")))


def _word(error: str) -> str:
    """An error's word, to be quoted; never more than a word."""
    return "".join(
        letter for letter in error[:40] if letter.isascii() and (letter.isalnum() or letter in "_-")
    )


def _lost() -> Exception:
    return tell(Problem.SIGN_IN_LOST, 400, again_url=ours("/"))
