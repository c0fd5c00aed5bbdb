"""Where answers fail on the wire: the WSGI layer that follows the scripts and notes every call."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import nullcontext
from http import HTTPStatus
from typing import TYPE_CHECKING

from waitress.channel import ClientDisconnected
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from dspace_hook.double.scripts import Script
from dspace_hook.double.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CALLING_OUT = ("/curate/processes", "/__rehearsal__/advance")
_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<h1>{0}</h1>\r\n</body>\r\n</html>\r\n"


class Wire:
    """Stands before the application; answers by script where one waits, else lets the application answer."""

    def __init__(self, application: WSGIApplication, world: World) -> None:
        self._application = application
        self._world = world

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path.startswith("/__rehearsal__"):
            return self._done(environ)(environ, start_response)
        script = self._world.scripts.take(method, path)
        response = self._answer(environ, script)
        self._world.calls.add(method, path, response.status_code if response else 0)
        if response is None:
            # waitress closes the connection without a word when the client is said to have gone.
            raise ClientDisconnected
        return response(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, script: Script | None) -> Response | None:
        answer = script.answer if script else ""
        if script and (answer == "html" or answer.isdecimal()):
            return failure(script)
        response = None
        if not answer.endswith("-before"):
            response = self._done(environ)
        if script and answer.startswith("stall"):
            time.sleep(script.seconds)
        return None if script else response

    def _done(self, environ: WSGIEnvironment) -> Response:
        # Whoever is asked meanwhile may want to look at the item before answering.
        with nullcontext() if environ.get("PATH_INFO", "").endswith(CALLING_OUT) else self._world.lock:
            body, status, headers = run_wsgi_app(self._application, environ, buffered=True)
        named = "Content-Type" in headers
        response = Response(body, status, headers)
        if not named:
            # An empty answer has none, and werkzeug would name one.
            del response.headers["Content-Type"]
        return response


def failure(script: Script) -> Response:
    """The page that a proxy sends instead of an answer."""
    status = HTTPStatus(200 if script.answer == "html" else int(script.answer))
    response = Response(_PAGE.format(f"{status.value} {status.phrase}"), status, content_type="text/html")
    if script.retry_after is not None:
        response.headers["Retry-After"] = str(script.retry_after)
    return response
