from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import NoReturn

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging a document opens no connection, whatever the document says."""

    def refuse(*_: object) -> NoReturn:
        pytest.fail("schemas opened a network connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
