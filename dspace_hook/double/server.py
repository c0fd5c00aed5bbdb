"""The double as a running HTTP server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from dspace_hook.double import offers, seeds
from dspace_hook.double import quirks as versions
from dspace_hook.double.app import application
from dspace_hook.double.items import Item
from dspace_hook.double.oai import Provider
from dspace_hook.double.quirks import Quirks
from dspace_hook.double.seeds import Seed
from dspace_hook.double.world import World

HOST = "127.0.0.1"


class DoubleServer:
    """A running stand-in for DSpace: `with DoubleServer("8.1") as dspace: dspace.url …`.

    `url` is its REST root (`…/server`, in 6 `…/rest`), `oai_url` the OAI-PMH base URL, `control_url` where it is
    told what to do, `world` holds all state. `version` may be any from 6.0 on; `quirks` replaces what it implies.
    `seed` are the things in it at the start, `controlled` the fields that keep authorities, `registered` those that
    the site has added to the registry. `oai` is the module `orcid_sync.oai.provider`; without it there is no OAI
    half. `port` 0 takes a free one.
    """

    def __init__(
        self,
        version: str = "8.1",
        *,
        port: int = 0,
        quirks: Quirks | None = None,
        seed: Callable[[Quirks], Seed] = seeds.invented,
        controlled: Iterable[str] = (),
        registered: Iterable[str] = seeds.REGISTERED,
        oai: Provider | None = None,
    ) -> None:
        registered, controlled = tuple(registered), tuple(controlled)
        behaviour = quirks or versions.of(version)
        self.world = World(behaviour, "", controlled=set(controlled))
        self._fill: Callable[[], None] = lambda: seeds.fill(
            self.world, seed(behaviour), registered, controlled
        )
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            application(self.world, {"reset": self.reset}, oai),
            map=self._sockets,
            host=HOST,
            port=port,
            threads=8,
            ident="dspace-double",
        )
        here = f"http://{HOST}:{self._server.effective_port}"
        self.url = self.world.base = here + behaviour.rest_root
        self.oai_url = f"{here}{behaviour.oai_root}/oai/request"
        self.control_url = f"{here}/__rehearsal__"
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._courier = threading.Thread(target=self._deliver, name="dspace-double-offers", daemon=True)
        self._fill()

    @property
    def items(self) -> dict[str, Item]:
        """The items by handle."""
        return {item.handle: item for item in self.world.items.values()}

    def __enter__(self) -> DoubleServer:
        self._thread = threading.Thread(target=self._server.run, name="dspace-double", daemon=True)
        self._thread.start()
        self._courier.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def serve_forever(self) -> None:
        """Answer in this thread until interrupted."""
        self._courier.start()
        try:
            self._server.run()
        finally:
            self.stop()

    def reset(self) -> None:
        """Make everything as it was at the start."""
        with self.world.lock:
            self._fill()

    def stop(self) -> None:
        """Close every connection, and wait until nothing runs any more."""
        self._stopping.set()
        if self._courier.is_alive():
            self._courier.join(timeout=2)
        # The thunk runs in the thread that owns the sockets, so that none is closed while in use.
        if self._thread and self._thread.is_alive():
            # A request that ends at this moment wakes it before we do, and then there is nothing left to wake.
            with suppress(OSError):
                self._server.trigger.pull_trigger(self._close)
            self._thread.join(timeout=10)
        else:
            self._close()
        self._server.task_dispatcher.shutdown()

    def _deliver(self) -> None:
        while not self._stopping.wait(1):
            offers.deliver(self.world, self.world.now())

    def _close(self) -> None:
        wasyncore.close_all(self._sockets, ignore_all=True)
