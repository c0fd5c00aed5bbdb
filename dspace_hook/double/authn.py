"""`/api`, `/api/security`, `/api/authn` and `/api/eperson`: the root, signing in, and people."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

from flask import Blueprint, Response, request

from dspace_hook.double import hal, refused, sessions
from dspace_hook.double.accounts import Account
from dspace_hook.double.asking import Desk, answer, empty, metadata_in, own_json
from dspace_hook.double.values import first
from dspace_hook.double.world import precise

REALM: Final = 'password realm="DSpace REST API"'


def routes(desk: Desk) -> Blueprint:
    """The routes; everybody may ask them, but new people are made by the administrator."""
    authn = Blueprint("authn", __name__)
    world, quirks = desk.world, desk.world.quirks

    @authn.get("/api")
    def root() -> Response:
        described = {
            "dspaceUI": world.base.removesuffix("/server"),
            "dspaceName": world.name,
            "dspaceServer": world.base,
            "dspaceVersion": f"DSpace {quirks.version}",
            "type": "root",
        }
        return answer(described | {"_links": _endpoints(world.base, quirks.major)})

    @authn.get("/api/security/csrf")
    def csrf() -> Response:
        if not quirks.csrf_endpoint:
            raise refused.not_found()
        response = empty()
        token = request.cookies.get(sessions.COOKIE, "")
        sessions.give_csrf(response, token)
        if quirks.csrf_cookie_twice:
            sessions.give_csrf(response, response.headers[sessions.SAID])
        return response

    @authn.get("/api/authn/status")
    def status() -> Response:
        account = desk.who()
        response = answer(_status(world.base, account))
        if account is None:
            response.headers["WWW-Authenticate"] = REALM
        return response

    @authn.post("/api/authn/login")
    def login() -> Response:
        account = _by_password(desk) if request.form.get("user") else desk.who()
        if account is None:
            return _not_recognized(desk)
        response = empty(200)
        sessions.renew_csrf(response, quirks)
        response.headers["Authorization"] = f"Bearer {desk.sessions.begin(account, world.now())}"
        return response

    @authn.post("/api/authn/logout")
    def logout() -> Response:
        account = desk.who()
        if account:
            desk.sessions.end(account)
        response = empty()
        sessions.renew_csrf(response, quirks)
        sessions.clear_csrf(response, quirks)
        return response

    @authn.post("/api/eperson/epersons")
    def new_account() -> Response:
        desk.administrator()
        wished = own_json()
        names = metadata_in(wished)
        email = str(wished.get("email") or "").lower()
        if not email or any(one.email == email for one in world.accounts.values()):
            raise refused.unprocessable()
        new = Account(
            email,
            str(wished.get("password") or ""),
            first(names.get("eperson.firstname", ())) or "",
            first(names.get("eperson.lastname", ())) or "",
        )
        world.accounts[new.uuid] = new
        return answer(hal.account(world, new), 201)

    @authn.get("/api/eperson/epersons/<uuid>")
    def one_account(uuid: str) -> Response:
        account = desk.who()
        if account is None or not (account.admin or account.uuid == uuid):
            raise refused.denied(signed_in=account is not None)
        if uuid not in world.accounts:
            raise refused.not_found()
        return answer(hal.account(world, world.accounts[uuid]))

    return authn


def _by_password(desk: Desk) -> Account | None:
    user, password = request.form.get("user", "").lower(), request.form.get("password", "")
    accounts = desk.world.accounts.values()
    return next((one for one in accounts if (one.email, one.password) == (user, password) and password), None)


def _not_recognized(desk: Desk) -> Response:
    error = refused.RefusedError(401, "Authentication failed!")
    response = answer(refused.body(error, request.path, precise(desk.world.now())), 401)
    response.headers["WWW-Authenticate"] = REALM
    return response


def _status(base: str, account: Account | None) -> dict[str, Any]:
    mine = f"{base}/api/authn/status"
    person = f"{base}/api/eperson/epersons/{account.uuid}" if account else f"{mine}/eperson"
    return {
        "id": None,
        "okay": True,
        "authenticated": account is not None,
        "authenticationMethod": "password" if account else None,
        "type": "status",
        "_links": {"eperson": {"href": person}} | hal.links(mine, "specialGroups"),
    }


def _endpoints(base: str, major: int) -> dict[str, Any]:
    table = files("dspace_hook.double").joinpath("tables", "endpoints.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in table.splitlines() if line and not line.startswith("#"))
    linked: dict[str, Any] = {}
    for name, path, *since in rows:
        if int(since[0] if since else 7) <= major:
            href = {"href": base + path}
            linked[name] = href | {"templated": True} if "{" in path else href
    return linked
