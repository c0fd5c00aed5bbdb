"""A tiny WSGI application that shows every page of `shown_pages`, for looking at them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from threading import Thread
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

from web.shown_pages import PAGES, frame

from orcid_sync.web.rendering import render
from orcid_sync.web.theme import theme_css

# As strict as the real one.
CSP = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'"
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """`/<page>?lang=<language>`, the static files, and the theme."""
    path = environ["PATH_INFO"].strip("/")
    language = parse_qs(environ["QUERY_STRING"]).get("lang", ["en"])[0]
    if environ["REQUEST_METHOD"] == "POST":
        start_response("204 No Content", [])
        return []
    if path == "theme.css":
        content_type, body = "text/css", theme_css().encode()
    elif path.startswith("static/"):
        content_type = _TYPES[path.rpartition(".")[2]]
        body = (files("orcid_sync.web") / path).read_bytes()
    elif path in PAGES:
        signed_in = path.startswith(("me", "staff", "disconnect", "erase"))
        around = frame(
            language, path=f"/{path}", signed_in_as="Josiah" if signed_in else "", is_staff=signed_in
        )
        content_type, body = "text/html; charset=utf-8", render(PAGES[path](language), around).encode()
    else:
        start_response("404 Not Found", [])
        return []
    start_response("200 OK", [("Content-Type", content_type), ("Content-Security-Policy", CSP)])
    return [body]


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The base address of the running application."""
    server = make_server("127.0.0.1", 0, application, handler_class=_Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
