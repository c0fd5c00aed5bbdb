"""Sign-in and tokens: `/oauth/*` and discovery, as ORCID answers them (orcid.md §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Request, Response, jsonify, redirect, render_template, request

from orcid_sync.rehearsal.grants import FOR_CLIENTS, FOR_PEOPLE, TWENTY_YEARS, Grant
from orcid_sync.rehearsal.people import MEMBERS, Member, Person
from orcid_sync.rehearsal.world import World

FORM: Final = "application/x-www-form-urlencoded"
SIGNED_IN: Final = "rehearsal_signed_in"
# Both members have registered every address on this machine, as ORCID's sandbox cannot.
_LOOPBACK: Final = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?([/?].*)?")


class TokenError(Exception):
    """The token endpoint refuses: `error` and `description` of the OAuth answer, and its HTTP status."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(error)
        self.status, self.error, self.description = status, error, description


@dataclass(frozen=True, slots=True)
class Wish:
    """What the client asks the person for, as the authorize address states it."""

    member: Member
    redirect_uri: str
    scopes: tuple[str, ...]
    parameters: Mapping[str, str]

    def granted(self, code: str) -> str:
        """Where the browser goes with the code."""
        return self._back({"code": code})

    def denied(self) -> str:
        """Where the browser goes after a no: the error stands in the query."""
        return self._back({"error": "access_denied", "error_description": "User denied access"})

    def impossible(self, error: str) -> str:
        """Where the browser goes with any other error: in the fragment and without state (orcid.md §5.3)."""
        return f"{self.redirect_uri}#{urlencode({'error': error})}"

    def _back(self, answer: dict[str, str]) -> str:
        if state := self.parameters.get("state"):
            answer["state"] = state
        query = urlencode(answer).replace("+", "%20")
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{query}"


def routes(world: World) -> Blueprint:
    """The routes of the OAuth server."""
    oauth = Blueprint("oauth", __name__, template_folder="templates")

    @oauth.get("/oauth/authorize")
    def authorize() -> Any:
        wish = _wish(request.args)
        if isinstance(wish, str):
            return render_template("problem.html", problem=wish), 400
        with world.lock:
            return _first_page(world, wish)

    @oauth.post("/oauth/authorize")
    def decide() -> Any:
        wish = _wish(request.form)
        if isinstance(wish, str):
            return render_template("problem.html", problem=wish), 400
        with world.lock:
            return _decided(world, wish)

    @oauth.post("/oauth/token")
    def token() -> Response:
        with world.lock:
            try:
                return _no_store(jsonify(_token(world, request)))
            except TokenError as error:
                return _token_error(error)

    @oauth.post("/oauth/revoke")
    def revoke() -> Response:
        with world.lock:
            try:
                member = _client(request)
            except TokenError as error:
                return _token_error(error)
            grant = world.grants.by_any_token(request.form.get("token", ""))
            if grant and grant.client_id == member.client_id and grant.state == "active":
                grant.state = "client-revoked"
            return Response(status=200)

    @oauth.route("/oauth/userinfo", methods=["GET", "POST"])
    def userinfo() -> Any:
        bearer = re.fullmatch(r"Bearer +(\S+)", request.headers.get("Authorization", ""))
        with world.lock:
            grant = world.grants.by_access_token(bearer[1]) if bearer else None
            if grant is None or grant.state != "active" or not grant.orcid_id:
                # ORCID writes this key with a hyphen (orcid.md §5.7).
                return {"error": "access_denied", "error-description": "access_token is invalid"}, 403
            person = world.records[grant.orcid_id].person
        return _who(person)

    @oauth.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        base = request.host_url.rstrip("/")
        return {
            "issuer": base,
            "authorization_endpoint": f"{base}/oauth/authorize",
            "token_endpoint": f"{base}/oauth/token",
            "userinfo_endpoint": f"{base}/oauth/userinfo",
            "revocation_endpoint": f"{base}/oauth/revoke",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid"],
            "subject_types_supported": ["public"],
            "claims_supported": ["family_name", "given_name", "name", "iss", "sub"],
        }

    return oauth


def _wish(asked: Mapping[str, str]) -> Wish | str:
    """What is asked for; a sentence when nobody may be sent back to where it came from."""
    member = MEMBERS.get(asked.get("client_id", ""))
    if member is None:
        return "There is no client with this client_id."
    redirect_uri = asked.get("redirect_uri", "")
    if not _LOOPBACK.fullmatch(redirect_uri) or "#" in redirect_uri:
        return "This redirect_uri is not registered. The rehearsal knows every http address on this machine."
    scopes = tuple(dict.fromkeys(asked.get("scope", "").split()))
    return Wish(member, redirect_uri, scopes, {name: value for name, value in asked.items() if name in _KEPT})


_KEPT: Final = (
    "client_id", "redirect_uri", "scope", "state", "response_type", "nonce", "prompt", "show_login", "lang",
    "given_names", "family_names", "email", "orcid",
)  # fmt: skip


def _error_of(wish: Wish) -> str:
    if wish.parameters.get("response_type") != "code":
        return "unsupported_response_type"
    if not wish.scopes or not set(wish.scopes) <= set(FOR_PEOPLE):
        return "invalid_scope"
    return ""


def _first_page(world: World, wish: Wish) -> Any:
    if error := _error_of(wish):
        return redirect(wish.impossible(error))
    # ORCID honours prompt with openid only (orcid.md §5.2).
    prompt = wish.parameters.get("prompt", "") if "openid" in wish.scopes else ""
    person = _signed_in(world) if prompt != "login" else None
    if person and prompt != "confirm" and _granted_before(world, wish, person):
        return _back_with_code(world, wish, person)
    if prompt == "none":
        return redirect(wish.impossible("interaction_required" if person else "login_required"))
    return _consent(wish, person) if person else _choose(world, wish)


def _decided(world: World, wish: Wish) -> Any:
    if error := _error_of(wish):
        return redirect(wish.impossible(error))
    decision = request.form.get("decision", "")
    if decision == "deny":
        return redirect(wish.denied())
    record = world.records.get(request.form.get("person", ""))
    if record is None or decision == "sign-out":
        return _choose(world, wish)
    if record.person.state != "active":
        problem = f"{record.person.name} cannot sign in: this record is {record.person.state}."
        return render_template("problem.html", problem=problem), 400
    if decision == "authorize":
        return _back_with_code(world, wish, record.person)
    return _consent(wish, record.person)


def _choose(world: World, wish: Wish) -> Any:
    people = [record.person for record in world.records.values()]
    response = Response(
        render_template("sign_in.html", wish=wish, people=people, asked=wish.parameters.get("orcid", ""))
    )
    response.delete_cookie(SIGNED_IN)
    return response


def _consent(wish: Wish, person: Person) -> Any:
    response = Response(render_template("consent.html", wish=wish, person=person))
    response.set_cookie(SIGNED_IN, person.orcid_id, httponly=True, samesite="Lax")
    return response


def _signed_in(world: World) -> Person | None:
    record = world.records.get(request.cookies.get(SIGNED_IN, ""))
    return record.person if record and record.person.state == "active" else None


def _granted_before(world: World, wish: Wish, person: Person) -> bool:
    """Consent is skipped when exactly these scopes were granted before (orcid.md §5.3)."""
    grants = world.grants.of(person.orcid_id, wish.member.client_id)
    return any(grant.state == "active" and grant.scopes == frozenset(wish.scopes) for grant in grants)


def _back_with_code(world: World, wish: Wish, person: Person) -> Any:
    code = world.grants.code(
        wish.member.client_id,
        person.orcid_id,
        wish.scopes,
        wish.redirect_uri,
        world.clock.now(),
        wish.parameters.get("nonce", ""),
    )
    response = redirect(wish.granted(code.code))
    response.set_cookie(SIGNED_IN, person.orcid_id, httponly=True, samesite="Lax")
    return response


def _client(asked: Request) -> Member:
    if asked.mimetype != FORM:
        raise TokenError(415, "invalid_request", "Content-Type must be application/x-www-form-urlencoded")
    member = MEMBERS.get(asked.form.get("client_id", ""))
    if member is None or asked.form.get("client_secret", "") != member.secret:
        raise TokenError(401, "invalid_client", "Client authentication failed")
    return member


def _token(world: World, asked: Request) -> dict[str, Any]:
    member, form = _client(asked), asked.form
    grant_type = form.get("grant_type", "")
    if grant_type == "authorization_code":
        return _answer(world, _redeemed(world, member, form))
    if grant_type == "refresh_token":
        return _answer(world, _refreshed(world, member, form))
    if grant_type == "client_credentials":
        return _answer(world, _for_client(world, member, form))
    raise TokenError(400, "unsupported_grant_type", f"Unsupported grant type: {grant_type or 'missing'}")


def _redeemed(world: World, member: Member, form: Mapping[str, str]) -> Grant:
    code, redirect_uri = form.get("code", ""), form.get("redirect_uri", "")
    grant = world.grants.redeem(code, member.client_id, redirect_uri, world.clock.now())
    if grant is None:
        raise TokenError(400, "invalid_grant", "Invalid authorization code, or redirect URI mismatch")
    return grant


def _refreshed(world: World, member: Member, form: Mapping[str, str]) -> Grant:
    parent = world.grants.by_refresh_token(form.get("refresh_token", ""))
    if parent is None or parent.client_id != member.client_id:
        raise TokenError(400, "invalid_grant", "Invalid refresh token")
    if parent.state != "active":
        raise TokenError(400, "invalid_grant", "Parent token is disabled")
    scopes = frozenset(form.get("scope", "").split()) or parent.scopes
    if not all(parent.allows(scope) or scope in parent.scopes for scope in scopes):
        raise TokenError(400, "invalid_scope", "A refreshed token may not have more scopes than its parent")
    now = world.clock.now()
    left = int((parent.expires_at - now).total_seconds())
    asked_for = form.get("expires_in", "")
    seconds = min(left, int(asked_for)) if re.fullmatch(r"[0-9]{1,9}", asked_for) else left
    if form.get("revoke_old", "true").lower() != "false":
        parent.state = "client-revoked"
    return world.grants.issue(member.client_id, parent.orcid_id, scopes, now, seconds=seconds)


def _for_client(world: World, member: Member, form: Mapping[str, str]) -> Grant:
    scopes = form.get("scope", "").split()
    if not scopes or not set(scopes) <= set(FOR_CLIENTS):
        raise TokenError(400, "invalid_scope", f"Client credentials may ask for {' '.join(FOR_CLIENTS)}")
    return world.grants.issue(member.client_id, "", scopes, world.clock.now(), seconds=TWENTY_YEARS)


def _answer(world: World, grant: Grant) -> dict[str, Any]:
    person = world.records[grant.orcid_id].person if grant.orcid_id else None
    return {
        "access_token": grant.access_token,
        "token_type": "bearer",
        "refresh_token": grant.refresh_token,
        "expires_in": int((grant.expires_at - grant.issued_at).total_seconds()),
        "scope": " ".join(sorted(grant.scopes)),
        "name": person.shown_name if person else None,
        "orcid": person.orcid_id if person else None,
    }


def _token_error(error: TokenError) -> Response:
    response = jsonify({"error": error.error, "error_description": error.description})
    response.status_code = error.status
    return _no_store(response)


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


def _who(person: Person) -> dict[str, Any]:
    names: dict[str, Any] = {"name": None, "given_name": None, "family_name": None}
    if person.public_name:
        names = {
            "name": person.name,
            "given_name": person.given_names,
            "family_name": person.family_name,
        }
    return {"id": f"https://orcid.org/{person.orcid_id}", "sub": person.orcid_id, **names}
