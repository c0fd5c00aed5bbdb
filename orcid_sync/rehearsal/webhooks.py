"""Webhooks over HTTP: how members register them, and how ORCID's scheduler calls them (orcid.md §6.1)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote, urlsplit

import requests
from flask import Blueprint, Response, request

from orcid_sync.rehearsal.asked import JSON, XML, NoEntryError, admitted, answer_type, check_member
from orcid_sync.rehearsal.refused import RefusedError, error_response
from orcid_sync.rehearsal.webhook import Webhook
from orcid_sync.rehearsal.world import World

RUN_EVERY: Final = timedelta(minutes=5)
TIME_OUT: Final = 20
TOO_MANY: Final = 429
# What java.net.URI reads, but for the finer points of hosts.
_URI: Final = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*:)?([\w.~:/?@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2})*"
    r"(\#([\w.~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
)


def routes(world: World) -> Blueprint:
    """Registration; the address has no version, and stands percent-encoded in the path."""
    webhooks = Blueprint("webhooks", __name__)

    @webhooks.route("/<orcid_id>/webhook/<path:uri>", methods=["PUT", "DELETE"])
    def webhook(orcid_id: str, uri: str) -> Response:
        try:
            with world.lock:
                return _answer(world, orcid_id, uri)
        except NoEntryError as refused:
            return refused.response
        except RefusedError as error:
            return error_response(error, error_type())

    return webhooks


def error_type() -> str:
    """The media type in which to complain: JSON where it was asked for, else XML."""
    try:
        return answer_type(request)
    except RefusedError:
        return XML[0]


def _answer(world: World, orcid_id: str, uri: str) -> Response:
    grant = admitted(world, request)
    check_member(world, grant)
    answer_type(request)
    if request.mimetype and request.mimetype not in (*XML, *JSON):
        raise RefusedError(9001, "HTTP 415 Unsupported Media Type", status=415)
    if not grant.allows("/webhook"):
        raise RefusedError(9038)
    if request.method == "PUT" and not is_java_uri(uri):
        raise RefusedError(9012, f"The webhook {uri} is not a URI")
    if orcid_id not in world.records:
        raise RefusedError(9011)
    if request.method == "DELETE":
        world.webhooks.remove(orcid_id, uri, grant.client_id)
        return Response(status=204, content_type=None)
    if not world.webhooks.register(orcid_id, uri, grant.client_id, world.clock.now()):
        return Response(status=204, content_type=None)
    place = f"{request.host_url}{orcid_id}/webhook/{quote(uri, safe='')}"
    return Response(status=201, headers={"Location": place}, content_type=None)


def is_java_uri(text: str) -> bool:
    """Whether `new java.net.URI(text)` goes through."""
    return _URI.fullmatch(text) is not None and not text.startswith(":")


def deliver(world: World) -> None:
    """Make every run of ORCID's scheduler that is due by the rehearsal's clock."""
    with world.delivering:
        while (moment := _next_run(world)) is not None:
            _run(world, moment)


def _next_run(world: World) -> datetime | None:
    with world.lock:
        moments = [due for _, due in _waiting(world)]
        now = world.clock.now()
        if not moments:
            return None
        since = min(moments) - world.started
        run = world.started + -(-since // RUN_EVERY) * RUN_EVERY
        return run if run <= now else None


def _waiting(world: World) -> Iterator[tuple[Webhook, datetime]]:
    for webhook in world.webhooks.all():
        record = world.records.get(webhook.orcid_id)
        if record and (due := webhook.due(record.modified)):
            yield webhook, due


def _run(world: World, moment: datetime) -> None:
    """Call what is due; after a 429 the other webhooks of that member wait for the next run."""
    with world.lock:
        due = sorted(((at, one) for one, at in _waiting(world) if at <= moment), key=lambda entry: entry[0])
    tired: set[str] = set()
    for _, webhook in due:
        if webhook.client_id in tired:
            webhook.not_before = moment + RUN_EVERY
            continue
        status = _call(webhook.uri)
        with world.lock:
            webhook.called(status, moment)
        if status == TOO_MANY:
            tired.add(webhook.client_id)


def _call(uri: str) -> int:
    """The status of an empty POST; 0 when there was no answer, or the address is not on this machine."""
    address = uri if uri.lower().startswith("http") else f"http://{uri}"
    try:
        if not _is_here(urlsplit(address).hostname or ""):
            return 0
        return requests.post(address, data=b"", timeout=TIME_OUT, allow_redirects=False).status_code
    except (requests.RequestException, ValueError):
        return 0


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
