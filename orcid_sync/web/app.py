"""The pages of one institution as a Flask application, and those of several behind one door."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, jsonify, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from orcid_sync.errors import ConfigError
from orcid_sync.exposure import Exposure, ExposureApplication
from orcid_sync.orcid.errors import OrcidError
from orcid_sync.store import StoreError
from orcid_sync.web import (
    answers_of_orcid,
    api,
    campus,
    claiming,
    doors,
    invitations,
    my_page,
    my_way_out,
    staff,
)
from orcid_sync.web.answering import DESK, ToldError, page
from orcid_sync.web.desk import Desk
from orcid_sync.web.sessions import StoredSessions
from orcid_sync.web.views import Notice, Problem
from orcid_sync.web_settings import origin_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

_LARGEST_FORM: Final = 64 * 1024
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_STATUS: Final = {403: Problem.NOT_ALLOWED, 404: Problem.NOT_FOUND, 405: Problem.NOT_FOUND}


class _Id(IntegerConverter):
    """A number that a row can have: SQLite knows no larger ones."""

    regex = r"\d{1,18}"


def office_application(desk: Desk) -> Flask:
    """The pages of one institution, without the path before them."""
    app = Flask("orcid_sync.web", static_folder="static", static_url_path="/static")
    app.config |= {
        "SECRET_KEY": secrets.token_bytes(
            32
        ),  # signs nothing that outlives a form; sessions are in the store
        "MAX_CONTENT_LENGTH": _LARGEST_FORM,
        "SESSION_COOKIE_NAME": "__Secure-orcid-sync" if desk.is_https else "orcid-sync",
        "SESSION_COOKIE_PATH": f"{desk.root}/",
        "SESSION_COOKIE_SECURE": desk.is_https,
        "WTF_CSRF_TIME_LIMIT": None,  # a form is good as long as the session
        "WTF_CSRF_SSL_STRICT": False,  # browsers may keep the referrer to themselves
        "WTF_CSRF_SECRET_KEY": desk.attempts_key,
    }
    app.extensions[DESK] = desk
    app.url_map.converters["int"] = _Id
    app.session_interface = StoredSessions(desk.store, desk.clock)
    CSRFProtect(app)
    for module in (
        doors,
        invitations,
        answers_of_orcid,
        campus,
        claiming,
        my_page,
        my_way_out,
        staff,
        api,
    ):
        app.register_blueprint(module.routes)
    _protect(app, desk)
    _explain_errors(app)
    return app


def application(desks: Sequence[Desk], *, proxies: int = 0) -> WSGIApplication:
    """The pages of all institutions, each under its own path. Raises ConfigError when two want the same one.

    `proxies` is how many reverse proxies stand before us; what they say of the browser's address is believed.
    """
    offices = {desk.root: office_application(desk) for desk in desks}
    if len(offices) < len(desks):
        raise ConfigError(
            "Two sites have the same address.", what_to_do="Give each its path in orcid.redirect_uri."
        )
    exposures = {f"{desk.root}/oai": _exposure(desk) for desk in desks if desk.settings.oai}
    door: Any = _Door(offices, exposures)
    if proxies:
        door = ProxyFix(door, x_for=proxies, x_proto=proxies, x_host=proxies)
    return door  # type: ignore[no-any-return]  # ProxyFix is a WSGI application, typed loosely


def _exposure(desk: Desk) -> ExposureApplication:
    """What aggregators harvest: no session, no form, no person."""
    return ExposureApplication(
        Exposure(
            desk.store,
            f"{desk.address}/oai",
            desk.config.institution.name,
            desk.config.institution.contact,
            desk.profile_of,
            desk.clock,
            desk.config.formats,
        )
    )


class _Door:
    """Finds the institution by the beginning of the path."""

    def __init__(self, offices: dict[str, Flask], exposures: dict[str, ExposureApplication]) -> None:
        self._anybody = next(iter(offices.values()))
        inside: dict[str, WSGIApplication] = {**offices, **exposures}
        self._inside = sorted(inside.items(), key=lambda one: -len(one[0]))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        for root, application in self._inside:
            if path == root or path.startswith(f"{root}/"):
                inside = {
                    "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + root,
                    "PATH_INFO": path[len(root) :],
                }
                return application(environ | inside, start_response)
        if path in ("/health", "/ready"):  # of any of them: the process is one
            return self._anybody(environ, start_response)
        answer = Response("There is nothing here.\n", 404, mimetype="text/plain", headers=_HEADERS)
        return answer(environ, start_response)


def _protect(app: Flask, desk: Desk) -> None:
    # A form may lead on to ORCID: browsers ask this policy about redirects after a post too.
    targets = {origin_of(desk.config.environment.web)}
    if desk.settings.campus:
        targets.add(origin_of(desk.settings.campus.issuer))
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        f"form-action 'self' {' '.join(sorted(targets))}; frame-ancestors 'none'; base-uri 'none'"
    )

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = policy
        if desk.is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in ("static", "doors.theme"):
            response.headers["Cache-Control"] = "no-store"
        return response


def _explain_errors(app: Flask) -> None:
    @app.errorhandler(ToldError)
    def told(error: ToldError) -> Response:
        if request.path.startswith("/api/"):
            response = jsonify({"error": error.notice.what.value})
            response.status_code = error.status
        else:
            response = page(error.notice, error.status)
        if error.notice.wait_seconds:
            response.headers["Retry-After"] = str(error.notice.wait_seconds)
        return response

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Response:
        return page(Notice(Problem.FORM_TOO_OLD), 400)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        status = error.code or 500
        if status < 400:
            return error
        if request.path.startswith("/api/"):
            return {"error": error.name}, status
        return page(Notice(_STATUS.get(status, Problem.NOT_FOUND)), status)

    @app.errorhandler(OrcidError)
    def no_orcid(error: OrcidError) -> Response:
        return page(Notice(Problem.ORCID_DOWN), 503)

    @app.errorhandler(StoreError)
    @app.errorhandler(Exception)
    def broken(error: Exception) -> Any:
        code = secrets.token_hex(4)
        # Never the path: it may hold the token of an invitation.
        log.error("%s: %s failed", code, request.endpoint, exc_info=error)
        if request.path.startswith("/api/"):
            return {"error": "Internal Server Error", "code": code}, 500
        return page(Notice(Problem.OUT_OF_ORDER, code=code), 500)
