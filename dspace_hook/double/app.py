"""The double's routes put together, what stands before all of them, and the last word on whatever goes wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from dspace_hook.double import (
    around,
    asking,
    authn,
    control,
    core,
    discover,
    ldn,
    oai,
    pages,
    processes,
    refused,
    registry_api,
    rest6,
    sessions,
    system,
)
from dspace_hook.double.asking import Desk
from dspace_hook.double.oai import Provider
from dspace_hook.double.quirks import ROOT
from dspace_hook.double.refused import RefusedError
from dspace_hook.double.wire import Wire
from dspace_hook.double.world import World, precise

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)
_READING = ("GET", "HEAD", "OPTIONS", "TRACE")


def application(
    world: World, control_acts: control.Acts, provider: Provider | None = None
) -> WSGIApplication:
    """One DSpace as a WSGI application; `provider` is that of OAI-PMH, without which there is no OAI half."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider, which Flask types loosely
    if world.quirks.major == 6:
        app.register_blueprint(rest6.routes(world))
    else:
        _offer(app, Desk(world))
    if provider:
        app.register_blueprint(oai.routes(world, provider), url_prefix=world.quirks.oai_root)
    app.register_blueprint(pages.routes(world, with_oai=provider is not None))
    app.register_blueprint(control.routes(world, control_acts))
    _guard(app, world)
    return Wire(app, world)


def _offer(app: Flask, desk: Desk) -> None:
    for routes in (
        around.routes,
        authn.routes,
        core.routes,
        registry_api.routes,
        discover.routes,
        processes.routes,
        system.routes,
        ldn.routes,
    ):
        app.register_blueprint(routes(desk), url_prefix=ROOT)


def _guard(app: Flask, world: World) -> None:
    @app.before_request
    def check_csrf() -> Response | None:
        api = request.path.startswith(f"{ROOT}/api")
        if api and request.method not in _READING and not sessions.csrf_fits(request):
            response = _refuse(RefusedError(403, "Access is denied. Invalid CSRF token."))
            sessions.renew_csrf(response, world.quirks)
            return response
        return None

    @app.after_request
    def with_csrf(response: Response) -> Response:
        wanted = world.quirks.any_request_gives_csrf and request.path.startswith(f"{ROOT}/api")
        if wanted and sessions.COOKIE not in request.cookies and sessions.SAID not in response.headers:
            sessions.give_csrf(response)
        return response

    @app.errorhandler(RefusedError)
    def _refuse(error: RefusedError) -> Response:
        return asking.refusal(error, precise(world.now()))

    @app.errorhandler(HTTPException)
    def _explain(error: HTTPException) -> Any:
        if request.path.startswith("/__rehearsal__"):
            return {"error": error.name}, error.code or 500
        if error.code == 405:
            detail = f"Method '{request.method}' is not supported."
            return _refuse(RefusedError(405, detail, plain=not world.quirks.problem_json))
        below_api = request.path.startswith(f"{ROOT}/api")
        return _refuse(
            RefusedError(error.code or 500, refused.GENERIC if below_api else "No message available")
        )

    @app.errorhandler(Exception)
    def _last_word(error: Exception) -> Response:
        log.exception("the double failed at %s %s", request.method, request.path)
        return _refuse(refused.broken())
