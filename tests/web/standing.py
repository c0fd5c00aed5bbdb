"""A university whose pages a real browser can open: served on loopback, with the rehearsal as its ORCID."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import web.house
from waitress import wasyncore
from waitress.server import create_server
from web.house import University

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.web.app import application


class _Later:
    """Stands at the door until the university, which has to know its own address, has been founded."""

    inside: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self.inside(environ, start_response)  # type: ignore[no-any-return]


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """The address on loopback at which a WSGI application answers."""
    sockets: dict[int, Any] = {}
    server = create_server(application, map=sockets, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@contextmanager
def standing(folder: Path, rehearsal: Rehearsal, settings: str = "") -> Iterator[tuple[str, University]]:
    """The address of its pages, and the university."""
    door = _Later()
    with serving(door) as address:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(web.house, "ADDRESS", address)
            university = University(folder, rehearsal, settings=settings)
        door.inside = application([university.desk])
        with university.store:
            yield address, university
