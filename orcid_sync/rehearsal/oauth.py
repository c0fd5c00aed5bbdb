"""Tokens: `/oauth/*` behind the browser, and discovery, as ORCID answers them (orcid.md §5.4-5.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Request, Response, jsonify, request

from orcid_sync.rehearsal.grants import FOR_CLIENTS, TWENTY_YEARS, Grant
from orcid_sync.rehearsal.identity import id_token, key_set, public_names
from orcid_sync.rehearsal.people import MEMBERS, Member, Person
from orcid_sync.rehearsal.world import World

FORM: Final = "application/x-www-form-urlencoded"


class TokenError(Exception):
    """The token endpoint refuses: `error` and `description` of the OAuth answer, and its HTTP status."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(error)
        self.status, self.error, self.description = status, error, description


def routes(world: World) -> Blueprint:
    """The routes of the OAuth server."""
    oauth = Blueprint("oauth", __name__)

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
                member = _client(world, request)
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
            "jwks_uri": f"{base}/oauth/jwks",
            "revocation_endpoint": f"{base}/oauth/revoke",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "response_types_supported": ["code", "id_token", "id_token token"],
            "scopes_supported": ["openid"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["family_name", "given_name", "name", "auth_time", "iss", "sub"],
        }

    @oauth.get("/oauth/jwks")
    def jwks() -> Any:
        return key_set()

    return oauth


def _client(world: World, asked: Request) -> Member:
    if asked.mimetype != FORM:
        raise TokenError(415, "invalid_request", "Content-Type must be application/x-www-form-urlencoded")
    member = MEMBERS.get(asked.form.get("client_id", ""))
    if member is None or asked.form.get("client_secret", "") != member.secret:
        raise TokenError(401, "invalid_client", "Client authentication failed")
    if member.client_id in world.locked_members:
        raise TokenError(400, "invalid_client", f"Client {member.client_id} is locked")
    return member


def _token(world: World, asked: Request) -> dict[str, Any]:
    member, form = _client(world, asked), asked.form
    grant_type = form.get("grant_type", "")
    if grant_type == "authorization_code":
        return _with_identity(world, _redeemed(world, member, form), asked)
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


def _with_identity(world: World, grant: Grant, asked: Request) -> dict[str, Any]:
    """The answer to a code: with `openid` also a signed statement of who she is."""
    answer = _answer(world, grant)
    if "openid" in grant.scopes:
        person = world.records[grant.orcid_id].person
        answer["id_token"] = id_token(grant, person, asked.host_url.rstrip("/"))
    return answer


def _token_error(error: TokenError) -> Response:
    response = jsonify({"error": error.error, "error_description": error.description})
    response.status_code = error.status
    return _no_store(response)


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


def _who(person: Person) -> dict[str, Any]:
    return {
        "id": f"https://orcid.org/{person.orcid_id}",
        "sub": person.orcid_id,
        **public_names(person),
    }
