from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dspace.library import Library

from dspace_hook.double import DoubleServer

MakeLibrary = Callable[..., Library]


@pytest.fixture(scope="session", params=["8.1", "7.6.2"])
def shared_dspace(request: pytest.FixtureRequest) -> Iterator[DoubleServer]:
    with DoubleServer(request.param) as dspace:
        yield dspace


@pytest.fixture
def dspace(shared_dspace: DoubleServer) -> DoubleServer:
    shared_dspace.world.scripts.clear()
    shared_dspace.reset()
    shared_dspace.world.calls.clear()
    return shared_dspace


@pytest.fixture
def library(dspace: DoubleServer) -> Library:
    return Library(dspace)


@pytest.fixture
def library_with(dspace: DoubleServer) -> MakeLibrary:
    """A library with other options, such as `targets={"author": "authority"}`."""

    def made(**options: Any) -> Library:
        return Library(dspace, options)

    return made
