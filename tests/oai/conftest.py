"""A source that answers what a test tells it to, over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from oai.scripted import Script
from oaipmh_scythe.config import RetryConfig
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from orcid_sync.oai.client import OaiClient
from orcid_sync.oai.transport import Limits

QUICK = RetryConfig(
    max_retries=3,
    retry_status_codes=(429, 500, 502, 503, 504),
    retry_on_transport_error=True,
    initial_backoff=0.01,
    default_retry_after=0.05,
)


@pytest.fixture
def oai_client(httpserver: HTTPServer) -> Iterator[Callable[..., OaiClient]]:
    """Makes clients of the test's server; they wait milliseconds where a real one waits seconds."""
    clients: list[OaiClient] = []

    def make(path: str = "/oai", **settings: object) -> OaiClient:
        settings = {"retries": QUICK, "timeout": 2, "limits": Limits(pause=0.2, seconds=20), **settings}
        clients.append(OaiClient(httpserver.url_for(path), **settings))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
    # A page fetched ahead may still be on its way, and would eat the next test's first answer.
    for thread in threading.enumerate():
        if thread.name == "oai-fetch":
            thread.join(timeout=10)


@pytest.fixture
def scripted(httpserver: HTTPServer) -> Callable[..., Script]:
    def script(*answers: str | bytes | Response | Callable[[Request], Response]) -> Script:
        made = Script(*answers)
        httpserver.expect_request("/oai").respond_with_handler(made)
        return made

    return script
