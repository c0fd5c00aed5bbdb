"""Where answers fail on the wire: the WSGI layer that follows the scripts and notes every call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from waitress.channel import ClientDisconnected
from werkzeug.wrappers import Response

from orcid_sync.rehearsal.calls import Call
from orcid_sync.rehearsal.limits import Limiter
from orcid_sync.rehearsal.scripts import SCRIPTED, Script
from orcid_sync.rehearsal.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HTML = (
    "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n"
    "<hr><center>Rehearsal - not ORCID</center>\r\n</body>\r\n</html>\r\n"
)
_FAILURES = {
    "500": "500 Internal Server Error",
    "502": "502 Bad Gateway",
    "503": "503 Service Temporarily Unavailable",
    "403": "403 Forbidden",
    "html": "200 OK",
}


class Wire:
    """Stands before the application; answers by script where one waits, else lets the application answer."""

    def __init__(self, application: WSGIApplication, world: World, limiter: Limiter | None) -> None:
        self._application = application
        self._world = world
        self._limiter = limiter

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        script = self._script(environ)
        answer = script.answer if script else ("" if self._lets_in(environ) else "503")
        if answer == "cut-before":
            raise self._cut(environ)
        if answer in _FAILURES:
            response = failure(answer, script.retry_after if script else None)
        else:
            environ[SCRIPTED] = answer
            response = Response.from_app(self._application, environ, buffered=True)
        if answer == "cut":
            raise self._cut(environ)
        self._note(environ, response.status_code)
        return response(environ, start_response)

    def _lets_in(self, environ: WSGIEnvironment) -> bool:
        path = environ.get("PATH_INFO", "")
        if self._limiter is None or not (path.startswith("/v3.0/") or "/webhook/" in path):
            return True
        return self._limiter.lets_in()

    def _script(self, environ: WSGIEnvironment) -> Script | None:
        path = environ.get("PATH_INFO", "")
        half = half_of(path)
        return self._world.scripts.take(half, environ["REQUEST_METHOD"], path) if half else None

    def _cut(self, environ: WSGIEnvironment) -> ClientDisconnected:
        # waitress closes the connection without a word when the client is said to have gone.
        self._note(environ, 0)
        return ClientDisconnected()

    def _note(self, environ: WSGIEnvironment, status: int) -> None:
        path = environ.get("PATH_INFO", "")
        half = half_of(path)
        if half:
            query = environ.get("QUERY_STRING", "") if half == "oai" else ""
            now = self._world.clock.now()
            self._world.calls.add(Call(now, environ["REQUEST_METHOD"], path, query, status))


def half_of(path: str) -> str:
    """ "oai", "orcid", or "" for the pages and controls of the rehearsal itself."""
    if path == "/oai" or path.startswith("/oai/"):
        return "oai"
    if path.startswith(("/v3.0/", "/oauth/", "/.well-known/")) or "/webhook/" in path:
        return "orcid"
    return ""


def failure(name: str, retry_after: int | None = None) -> Response:
    """The HTML page that a proxy sends instead of an answer."""
    status = _FAILURES[name]
    response = Response(_HTML.format(status=status), status, content_type="text/html")
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
