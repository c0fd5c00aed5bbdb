"""Serves the pages, and does in between what cannot wait for the next harvest."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from waitress import wasyncore
from waitress.server import create_server

from orcid_sync.asking.settling import follow_harvest
from orcid_sync.config import KEY_VARIABLE, SECRET_VARIABLE
from orcid_sync.errors import ConfigError, Stopped
from orcid_sync.orcid.errors import OrcidError
from orcid_sync.push import push_due
from orcid_sync.site import Site
from orcid_sync.web.app import application
from orcid_sync.web.desk import Desk, open_desk

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
_A_MINUTE: Final = 60.0
_THREADS: Final = 8
_LARGEST_BODY: Final = 1024 * 1024


@contextmanager
def open_desks(sites: Sequence[str | None]) -> Iterator[list[Desk]]:
    """The desks of these site folders, and their databases until the block ends. Raises ConfigError, StoreError."""
    refuse_shared_secrets(sites)
    with ExitStack() as open_stores:
        desks = [open_desk(Site.open(site)) for site in sites]
        for desk in desks:
            open_stores.enter_context(desk.store)
        yield desks


def refuse_shared_secrets(sites: Sequence[str | None]) -> None:
    """Raise ConfigError when several sites would take the same secret from the environment."""
    shared = [name for name in (SECRET_VARIABLE, KEY_VARIABLE) if os.environ.get(name)]
    if len(sites) > 1 and shared:
        raise ConfigError(
            f"{shared[0]} is set, and would count for {len(sites)} institutions.",
            what_to_do="Unset it, and give each site its own file.",
        )


def small_work(desk: Desk, stopped: Callable[[], bool] = lambda: False) -> None:
    """What people wait for: joined submissions, claims that can be made, works they asked for, departures."""
    follow_harvest(desk.store)
    for departure, is_done in desk.leaving.go_on():
        log.info("departure %s: %s", departure.id, "done" if is_done else "goes on")
    if desk.store.switches.is_live() and desk.store.pushes.due(1):
        site = desk.site
        for _ in push_due(
            desk.store,
            site.clients(desk.store),
            profile_of=site.profile,
            policies=site.policies,
            look=site.look,
            clock=desk.clock,
        ):
            if stopped():
                break
    desk.store.visits.forget_old()


class Server:
    """The pages on one address, in a thread of their own; `work` is called every minute for each desk."""

    def __init__(
        self,
        desks: Sequence[Desk],
        *,
        host: str = "127.0.0.1",
        port: int = 8080,
        proxies: int = 0,
        works: bool = True,
    ) -> None:
        self._desks, self._works = desks, works
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            application(desks, proxies=proxies),
            map=self._sockets,
            host=host,
            port=port,
            threads=_THREADS,
            ident="",
            max_request_body_size=_LARGEST_BODY,
            # waitress itself takes no such header from anybody; what proxies say is ProxyFix's business
            clear_untrusted_proxy_headers=not proxies,
        )
        self.port = int(self._server.effective_port)
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._server.run, name="pages", daemon=True)]
        if works:
            self._threads.append(threading.Thread(target=self._work, name="small-work", daemon=True))

    def __enter__(self) -> Server:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._sockets, ignore_all=True))
        for thread in self._threads:
            thread.join(timeout=30)
        self._server.task_dispatcher.shutdown()

    def wait(self, stopped: Callable[[], bool]) -> None:
        """Serve until somebody says that it is enough."""
        while not stopped():
            self._stopping.wait(0.5)

    def _work(self) -> None:
        while not self._stopping.is_set():
            for desk in self._desks:
                _tried(desk, self._stopping.is_set)
            self._stopping.wait(_A_MINUTE)


def _tried(desk: Desk, stopped: Callable[[], bool]) -> None:
    """Trouble ends one round of one institution, never the service."""
    try:
        small_work(desk, stopped)
    except (Stopped, OrcidError) as trouble:
        log.warning("%s: %s", desk.config.institution.name, trouble)
    except Exception:
        log.exception("%s: the small work failed", desk.config.institution.name)


def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
    """The pages for another WSGI server: ORCID_SYNC_CONFIG names the site, or several separated by `:`.

    The periodic work is that of `orcid-sync run`, which knows nothing of browsers.
    """
    return _wsgi()(environ, start_response)


@cache
def _wsgi() -> WSGIApplication:
    named = os.environ.get("ORCID_SYNC_CONFIG", "")
    paths: list[str | None] = [one for one in named.split(os.pathsep) if one] or [None]
    refuse_shared_secrets(paths)
    desks = [open_desk(Site.open(path)) for path in paths]
    proxies = max(desk.settings.proxies for desk in desks)
    return application(desks, proxies=proxies)
