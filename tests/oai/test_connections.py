"""Connections that break, lead nowhere, or pass through a proxy."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from oai.scripted import Make, Scripted, a_page, harvested
from pytest_httpserver import HTTPServer

from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.errors import SourceError


def test_a_connection_that_breaks_is_tried_again(oai_client: Make) -> None:
    url, attempts = _server_that_hangs_up(times=2, then=a_page(1).encode())

    with OaiClient(url, retries=oai_client().retry_config) as client:
        assert harvested(client) == ["oai:x:1"]
    assert attempts() == 3


def test_a_body_shorter_than_announced_is_tried_again_and_never_read(oai_client: Make) -> None:
    url, attempts = _server_that_hangs_up(
        times=99, then=b"", start=b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<OAI"
    )

    with OaiClient(url, retries=oai_client().retry_config) as client, pytest.raises(SourceError) as raised:
        harvested(client)
    assert raised.value.code == "unreachable"
    assert attempts() == 4


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://no-such-host.invalid/oai", "no-such-host"),
        ("http://127.0.0.1:1/oai", "unreachable"),
        ("repository.example/oai", "bad-url"),
        ("ftp://repository.example/oai", "bad-url"),
        ("https://", "bad-url"),
    ],
)
def test_an_address_that_leads_nowhere_is_named(url: str, code: str, oai_client: Make) -> None:
    with pytest.raises(SourceError) as raised:
        harvested(OaiClient(url, retries=oai_client().retry_config))
    assert raised.value.code == code
    assert str(raised.value).startswith(url)


def test_plain_http_where_tls_was_expected_is_named(httpserver: HTTPServer, oai_client: Make) -> None:
    url = httpserver.url_for("/oai").replace("http:", "https:")
    with pytest.raises(SourceError) as raised:
        harvested(OaiClient(url, retries=oai_client().retry_config))
    assert raised.value.code == "tls"


def test_proxies_of_the_environment_are_used(scripted: Scripted, httpserver: HTTPServer) -> None:
    script = scripted(a_page(1))
    program = (
        "from orcid_sync.oai.client import OaiClient\n"
        "print(sum(len(p.records) for p in OaiClient('http://repository.invalid/oai').list_records()))"
    )
    environment = {**os.environ, "http_proxy": httpserver.url_for("/"), "no_proxy": ""}

    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )

    assert (ran.stdout.strip(), ran.stderr) == ("1", "")
    assert script.asked[0].host == "repository.invalid"


def _server_that_hangs_up(*, times: int, then: bytes, start: bytes = b"") -> tuple[str, Callable[[], int]]:
    """A server that sends `start` and closes the connection `times` times before it answers with `then`."""
    listener = socket.create_server(("127.0.0.1", 0))
    attempts: list[int] = []

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                attempts.append(1)
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(then)
                connection.sendall(start if len(attempts) <= times else head + then)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/oai", lambda: len(attempts)
