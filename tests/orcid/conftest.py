from __future__ import annotations

from collections.abc import Iterator

import pytest
from orcid.bodies import CLIENT_ID, CLIENT_SECRET, SAMPLE_ID, TOKEN
from pytest_httpserver import HTTPServer

from orcid_sync import environments
from orcid_sync.environments import Environment
from orcid_sync.orcid.client import OrcidClient
from orcid_sync.orcid.limiter import SteadyPace
from orcid_sync.orcid.oauth import OAuth
from orcid_sync.orcid.wire import Timeouts, Wire
from orcid_sync.secret import Secret


@pytest.fixture
def environment(httpserver: HTTPServer) -> Environment:
    return environments.rehearsal(httpserver.url_for(""))


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire(SteadyPace(1000), timeouts=Timeouts(0.5, 0.5), sleep=lambda _: None)
    yield wire
    wire.close()


@pytest.fixture
def client(environment: Environment, wire: Wire) -> OrcidClient:
    return OrcidClient(environment, CLIENT_ID, SAMPLE_ID, Secret(TOKEN), wire=wire)


@pytest.fixture
def oauth(environment: Environment, wire: Wire) -> OAuth:
    return OAuth(environment, CLIENT_ID, Secret(CLIENT_SECRET), wire=wire)
