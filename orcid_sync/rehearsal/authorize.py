"""`/oauth/authorize`: what the person sees between the member's page and its callback (orcid.md §5.2, §5.3)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request

from orcid_sync.rehearsal.grants import FOR_PEOPLE, TWENTY_YEARS, Asking
from orcid_sync.rehearsal.identity import id_token
from orcid_sync.rehearsal.people import MEMBERS, Member, Person
from orcid_sync.rehearsal.world import SignedIn, World

SIGNED_IN: Final = "rehearsal_signed_in"
ONE_HOUR: Final = 3600
IMPLICIT_LIFE: Final = 600
# ORCID's implicit flow says who somebody is, and nothing more.
IMPLICIT: Final = frozenset({"token", "id_token"})
FOR_IMPLICIT: Final = frozenset({"openid", "/authenticate"})
# Both members have registered every address on this machine, as ORCID's sandbox cannot.
_LOOPBACK: Final = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?([/?].*)?")
_KEPT: Final = (
    "client_id", "redirect_uri", "scope", "state", "response_type", "nonce", "prompt", "max_age", "show_login",
    "lang", "given_names", "family_names", "email", "orcid",
)  # fmt: skip
_REGISTRATION: Final = ("given_names", "family_names", "email")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the client asks the person for, as the authorize address states it."""

    member: Member
    redirect_uri: str
    scopes: tuple[str, ...]
    parameters: Mapping[str, str]

    @property
    def wants_code(self) -> bool:
        return self.parameters.get("response_type") == "code"

    @property
    def response_types(self) -> frozenset[str]:
        return frozenset(self.parameters.get("response_type", "").split())

    def granted(self, code: str) -> str:
        """Where the browser goes with the code."""
        return self._back({"code": code})

    def denied(self) -> str:
        """Where the browser goes after a no: the error stands in the query."""
        return self._back({"error": "access_denied", "error_description": "User denied access"})

    def impossible(self, error: str) -> str:
        """Where the browser goes with any other error: in the fragment and without state (orcid.md §5.3)."""
        return f"{self.redirect_uri}#{urlencode({'error': error})}"

    def implicit(self, answer: Mapping[str, Any]) -> str:
        """Where the browser goes with a token: it stands in the fragment."""
        state = {"state": self.parameters["state"]} if self.parameters.get("state") else {}
        return f"{self.redirect_uri}#{urlencode({**answer, **state})}"

    def _back(self, answer: dict[str, str]) -> str:
        if state := self.parameters.get("state"):
            answer["state"] = state
        query = urlencode(answer).replace("+", "%20")
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{query}"


def routes(world: World) -> Blueprint:
    """The pages of sign-in, registration and consent."""
    authorize = Blueprint("authorize", __name__, template_folder="templates")

    @authorize.route("/oauth/authorize", methods=["GET", "POST"])
    def pages() -> Any:
        form = request.form if request.method == "POST" else request.args
        with world.lock:
            wish = _wish(world, form)
            if isinstance(wish, str):
                return render_template("problem.html", problem=wish), 400
            if error := _error_of(wish):
                return redirect(wish.impossible(error))
            return _decided(world, wish) if request.method == "POST" else _first_page(world, wish)

    return authorize


def _wish(world: World, asked: Mapping[str, str]) -> Wish | str:
    """What is asked for; a sentence when nobody may be sent back to where it came from."""
    member = MEMBERS.get(asked.get("client_id", ""))
    if member is None:
        return "There is no client with this client_id."
    if member.client_id in world.locked_members:
        return f"Client {member.client_id} is locked."
    redirect_uri = asked.get("redirect_uri", "")
    if not _LOOPBACK.fullmatch(redirect_uri) or "#" in redirect_uri:
        return "This redirect_uri is not registered. The rehearsal knows every http address on this machine."
    scopes = tuple(dict.fromkeys(asked.get("scope", "").split()))
    return Wish(member, redirect_uri, scopes, {name: value for name, value in asked.items() if name in _KEPT})


def _error_of(wish: Wish) -> str:
    implicit = wish.response_types and wish.response_types <= IMPLICIT and set(wish.scopes) <= FOR_IMPLICIT
    if not wish.wants_code and not implicit:
        return "unsupported_response_type"
    if not wish.scopes or not set(wish.scopes) <= set(FOR_PEOPLE):
        return "invalid_scope"
    if "id_token" in wish.response_types and "openid" not in wish.scopes:
        return "invalid_scope"
    return ""


def _first_page(world: World, wish: Wish) -> Any:
    # ORCID honours prompt and max_age with openid only (orcid.md §5.2).
    openid = "openid" in wish.scopes
    prompt = wish.parameters.get("prompt", "") if openid else ""
    signed_in = _signed_in(world) if prompt != "login" else None
    if signed_in and openid and _too_old(world, wish, signed_in):
        signed_in = None
    if signed_in and prompt != "confirm" and _granted_before(world, wish, signed_in.orcid_id):
        return _back_with_grant(world, wish, signed_in)
    if prompt == "none":
        return redirect(wish.impossible("interaction_required" if signed_in else "login_required"))
    return _consent(world, wish, signed_in) if signed_in else _choose(world, wish)


def _too_old(world: World, wish: Wish, signed_in: SignedIn) -> bool:
    max_age = wish.parameters.get("max_age", "")
    if not re.fullmatch(r"[0-9]{1,9}", max_age):
        return False
    return world.clock.now() - signed_in.at > timedelta(seconds=int(max_age))


def _decided(world: World, wish: Wish) -> Any:
    decision = request.form.get("decision", "")
    if decision == "deny":
        return redirect(wish.denied())
    if decision == "register":
        return _registered(world, wish)
    record = world.records.get(request.form.get("person", ""))
    if record is None or decision == "sign-out":
        return _choose(world, wish)
    if record.person.state != "active":
        problem = f"{record.person.name} cannot sign in: this record is {record.person.state}."
        return render_template("problem.html", problem=problem), 400
    signed_in = _signed_in(world)
    if signed_in is None or signed_in.orcid_id != record.person.orcid_id:
        signed_in = SignedIn(record.person.orcid_id, world.clock.now())
    if decision == "authorize":
        return _back_with_grant(world, wish, signed_in)
    if _granted_before(world, wish, signed_in.orcid_id) and wish.parameters.get("prompt") != "confirm":
        return _back_with_grant(world, wish, signed_in)
    return _consent(world, wish, signed_in)


def _registered(world: World, wish: Wish) -> Any:
    """A new iD for somebody who had none; the form once more when something is missing in it."""
    given_names, family_names, email = (request.form.get(name, "").strip() for name in _REGISTRATION)
    problem = ""
    if not given_names:
        problem = "Please give your first name."
    elif not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        problem = "Please give an e-mail address."
    elif world.person_with(email):
        problem = f"There is an ORCID iD with the address {email} already. Sign in with it."
    if problem:
        return _choose(world, wish, problem)
    visibility = request.form.get("visibility", "public")
    person = Person(
        world.new_orcid_id(),
        given_names,
        family_names,
        email,
        default_visibility=visibility if visibility in ("public", "limited", "private") else "public",
    )
    world.add_person(person)
    return _consent(world, wish, SignedIn(person.orcid_id, world.clock.now()))


def _choose(world: World, wish: Wish, problem: str = "") -> Any:
    known = world.person_with(wish.parameters.get("email", ""))
    show_login = wish.parameters.get("show_login", "")
    register_first = show_login != "true" and (
        show_login == "false" or bool(wish.parameters.get("email") and not known)
    )
    page = render_template(
        "sign_in.html",
        wish=wish,
        people=[record.person for record in world.records.values()],
        asked=wish.parameters.get("orcid", "") or (known.orcid_id if known else ""),
        sections=("register", "sign-in") if register_first or problem else ("sign-in", "register"),
        hidden={name: value for name, value in wish.parameters.items() if name not in _REGISTRATION},
        problem=problem,
    )
    response = Response(page)
    response.delete_cookie(SIGNED_IN)
    return response


def _consent(world: World, wish: Wish, signed_in: SignedIn) -> Any:
    person = world.records[signed_in.orcid_id].person
    response = Response(render_template("consent.html", wish=wish, person=person))
    return _remembering(world, response, signed_in)


def _signed_in(world: World) -> SignedIn | None:
    signed_in = world.sessions.get(request.cookies.get(SIGNED_IN, ""))
    if signed_in is None or world.records[signed_in.orcid_id].person.state != "active":
        return None
    return signed_in


def _remembering(world: World, response: Any, signed_in: SignedIn) -> Any:
    session = request.cookies.get(SIGNED_IN, "")
    if world.sessions.get(session) != signed_in:
        session = secrets.token_urlsafe(16)
        world.sessions[session] = signed_in
    response.set_cookie(SIGNED_IN, session, httponly=True, samesite="Lax")
    return response


def _granted_before(world: World, wish: Wish, orcid_id: str) -> bool:
    """Consent is skipped when exactly these scopes were granted before (orcid.md §5.3)."""
    grants = world.grants.of(orcid_id, wish.member.client_id)
    return any(grant.state == "active" and grant.scopes == frozenset(wish.scopes) for grant in grants)


def _back_with_grant(world: World, wish: Wish, signed_in: SignedIn) -> Any:
    once = request.form.get("lasting", "yes") == "no"
    asking = Asking(
        wish.member.client_id,
        signed_in.orcid_id,
        frozenset(wish.scopes),
        wish.redirect_uri,
        wish.parameters.get("nonce", ""),
        signed_in.at,
        ONE_HOUR if once else TWENTY_YEARS,
    )
    if wish.wants_code:
        where = wish.granted(world.grants.code(asking, world.clock.now()).code)
    else:
        where = wish.implicit(_implicit_answer(world, wish, asking))
    return _remembering(world, redirect(where), signed_in)


def _implicit_answer(world: World, wish: Wish, asking: Asking) -> dict[str, Any]:
    person = world.records[asking.orcid_id].person
    grant = world.grants.issue(
        asking.client_id, asking.orcid_id, asking.scopes, world.clock.now(), seconds=IMPLICIT_LIFE
    )
    grant.nonce, grant.signed_in_at = asking.nonce, asking.signed_in_at
    answer: dict[str, Any] = {}
    if "token" in wish.response_types:
        answer |= {
            "access_token": grant.access_token,
            "token_type": "bearer",
            "expires_in": IMPLICIT_LIFE,
            "scope": " ".join(sorted(grant.scopes)),
            "orcid": person.orcid_id,
            "name": person.shown_name or "",
        }
    if "id_token" in wish.response_types:
        answer["id_token"] = id_token(grant, person, request.host_url.rstrip("/"))
    return answer
