"""The rehearsal's routes put together, and the last word on whatever goes wrong in them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException

from orcid_sync.rehearsal import authorize, control, member_api, oai, oauth, pages, webhooks
from orcid_sync.rehearsal.limits import Limit, Limiter
from orcid_sync.rehearsal.refused import RefusedError, error_response
from orcid_sync.rehearsal.wire import Wire, half_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from orcid_sync.rehearsal.world import World

log = logging.getLogger(__name__)


def application(world: World, limit: Limit | None) -> WSGIApplication:
    """The whole rehearsal as one WSGI application."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider, which Flask types loosely
    for routes in (
        oai.routes,
        member_api.routes,
        authorize.routes,
        oauth.routes,
        control.routes,
        pages.routes,
        webhooks.routes,
    ):
        app.register_blueprint(routes(world))
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _last_word)
    return Wire(app, world, Limiter(limit) if limit else None)


def _explain(error: HTTPException) -> Any:
    status = error.code or 500
    if half_of(request.path) == "orcid" and not request.path.startswith("/oauth/"):
        return error_response(RefusedError(9001, error.name, status=status), member_api.error_type(request))
    if request.path.startswith(("/oauth/", "/__rehearsal__")):
        return {"error": "invalid_request", "error_description": error.name}, status
    if half_of(request.path) == "oai":
        return f"{error.name}: {error.description}\n", status, {"Content-Type": "text/plain"}
    return render_template("problem.html", problem=error.description), status


def _last_word(error: Exception) -> Any:
    log.exception("the rehearsal failed at %s %s", request.method, request.path)
    if half_of(request.path) == "orcid":
        refused = RefusedError(9008, type(error).__name__)
        return error_response(refused, member_api.error_type(request))
    return "Internal Server Error\n", 500, {"Content-Type": "text/plain"}
