"""The repository half over HTTP: `/oai`, by GET and POST, gzip where asked, broken where scripted."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

from flask import Blueprint, Request, Response, request

from orcid_sync.oai import provider
from orcid_sync.rehearsal.scripts import SCRIPTED
from orcid_sync.rehearsal.world import World

FORM = "application/x-www-form-urlencoded"


def routes(world: World) -> Blueprint:
    """The routes of the repository half."""
    oai = Blueprint("oai", __name__)

    @oai.route("/oai", methods=["GET", "POST"])
    def answer() -> Response:
        body = provider.respond(
            _arguments(request), world.repository, base_url=request.base_url, now=world.clock.now()
        )
        body = SPOILED.get(request.environ.get(SCRIPTED, ""), _as_it_is)(body)
        response = Response(body, content_type="text/xml; charset=UTF-8")
        if request.accept_encodings["gzip"] > 0:
            response.data = gzip.compress(body, compresslevel=1)
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    return oai


def _arguments(asked: Request) -> list[tuple[str, str]]:
    raw = asked.query_string
    if asked.mimetype == FORM:
        raw += b"&" + asked.get_data()
    return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)


def _as_it_is(body: bytes) -> bytes:
    return body


def _broken(body: bytes) -> bytes:
    return re.sub(rb"</(dc:)?title>|</Identify>|</setName>", rb" AT&T <b>\g<0>", body, count=1)


def _without_metadata(body: bytes) -> bytes:
    return re.sub(rb"<metadata>.*?</metadata>", b"<metadata/>", body, count=1, flags=re.S)


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "broken-xml": _broken,
    "truncated": lambda body: body[: len(body) * 6 // 10],
    "empty-metadata": _without_metadata,
}
