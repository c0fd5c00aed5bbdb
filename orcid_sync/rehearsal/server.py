"""The rehearsal as a running HTTP server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from waitress import wasyncore
from waitress.server import create_server

from orcid_sync.rehearsal import deposits
from orcid_sync.rehearsal.app import application
from orcid_sync.rehearsal.deposits import Deposit
from orcid_sync.rehearsal.limits import AS_ORCID, GENEROUS, Limit
from orcid_sync.rehearsal.people import Person, invented_people
from orcid_sync.rehearsal.webhooks import deliver
from orcid_sync.rehearsal.world import FIRST_MEMBER, World

HOST = "127.0.0.1"
LARGEST_BODY = 64 * 1024 * 1024  # ORCID's own proxy allows as much (orcid.md §4.5)


class Rehearsal:
    """A running rehearsal: `with Rehearsal() as rehearsal: rehearsal.url …`.

    `port` 0 takes a free one. `world` holds all state; `url` is the base without a trailing slash, `oai_url`
    the OAI-PMH base URL. `deposits_at_start` and `people` replace the invented theses and people, `page_size`
    is records per OAI page, `limit` the Member API's rate limit (`AS_ORCID` is the true one, None lifts it).
    """

    def __init__(
        self,
        port: int = 0,
        *,
        deposits_at_start: Callable[[], Iterable[Deposit]] = deposits.invented,
        people: Callable[[], Iterable[Person]] = invented_people,
        page_size: int = 10,
        limit: Limit | None = GENEROUS,
    ) -> None:
        self.world = World(deposits_at_start, people, page_size=page_size)
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            application(self.world, limit),
            map=self._sockets,
            host=HOST,
            port=port,
            threads=8,
            max_request_body_size=LARGEST_BODY,
            ident="rehearsal",
        )
        self.url = f"http://{HOST}:{self._server.effective_port}"
        self.oai_url = f"{self.url}/oai"
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._courier = threading.Thread(target=self._deliver, name="rehearsal-webhooks", daemon=True)

    def __enter__(self) -> Rehearsal:
        self._thread = threading.Thread(target=self._server.run, name="rehearsal", daemon=True)
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

    def sign_in(self, authorize_url: str, orcid_id: str, *, deny: bool = False) -> str:
        """Act as the person before the browser: where it is sent after she says yes, or no.

        Raises ValueError with the page's text when ORCID would send nobody anywhere.
        """
        import requests

        wishes = dict(parse_qsl(urlsplit(authorize_url).query))
        wishes |= {"person": orcid_id, "decision": "deny" if deny else "authorize"}
        page = requests.post(f"{self.url}/oauth/authorize", wishes, allow_redirects=False, timeout=10)
        if page.status_code != 302:
            raise ValueError(page.text)
        return page.headers["Location"]

    def register(self, authorize_url: str, **typed: str) -> str:
        """Act as somebody who has no iD yet: register with the form as it is filled in, then say yes.

        `typed` replaces what the form says (`given_names`, `family_names`, `email`, `visibility`). Returns
        where the browser is sent; raises ValueError with the page's text when the form is not taken.
        """
        import requests
        from lxml import html

        wishes = dict(parse_qsl(urlsplit(authorize_url).query)) | typed | {"decision": "register"}
        page = requests.post(f"{self.url}/oauth/authorize", wishes, allow_redirects=False, timeout=10)
        person = html.fromstring(page.text).xpath("string(//input[@name='person' and @type='hidden']/@value)")
        if not person:
            raise ValueError(page.text)
        return self.sign_in(authorize_url, str(person))

    def ready_token(self, orcid_id: str, client_id: str = FIRST_MEMBER) -> str:
        """The access token, good for every scope, that a person has granted to a member from the start."""
        return self.world.ready_token(orcid_id, client_id)

    def reset(self) -> None:
        """Make everything as it was at the start, the clock and the scripts included."""
        self.world.reset()

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
            deliver(self.world)

    def _close(self) -> None:
        wasyncore.close_all(self._sockets, ignore_all=True)


def serve(port: int, *, page_size: int = 10, started: Callable[[Rehearsal], None] | None = None) -> None:
    """Run a rehearsal on `port` until interrupted; `started` is told once it answers."""
    rehearsal = Rehearsal(port, page_size=page_size, limit=AS_ORCID)
    if started:
        started(rehearsal)
    rehearsal.serve_forever()
