"""Pages crosswalked in processes of their own: the decisions hold the GIL, so threads would not help."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial

from orcid_sync.errors import Stopped
from orcid_sync.harvest.crosswalking import ReadyPage, Settings, ready_page
from orcid_sync.oai.transport import Fetched
from orcid_sync.oai.walk import Read, read_now


class WorkerDiedError(Stopped):
    """A worker process ended before its page was ready."""

    def __init__(self) -> None:
        super().__init__(
            "A worker process died while it read a page.",
            "harvest",
            "Run again to go on; if it happens again, use --jobs 1 (memory may be short).",
        )


@contextmanager
def reader(settings: Settings, jobs: int) -> Iterator[Read[ReadyPage]]:
    """What reads pages in `jobs` processes; 1 means in this one."""
    if jobs <= 1:
        yield read_now(partial(ready_page, settings=settings))
        return
    # Spawned: a fork would copy our threads' locks, and the store's open connections.
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin_worker, (settings,))

    def read(fetched: Fetched) -> Future[ReadyPage]:
        try:
            return pool.submit(_work, fetched)
        except BrokenProcessPool as error:
            raise WorkerDiedError from error

    try:
        yield read
    except BrokenProcessPool as error:
        raise WorkerDiedError from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_settings: Settings


def _begin_worker(settings: Settings) -> None:
    global _settings  # the one thing that a worker keeps between pages
    _settings = settings
    # Ctrl-C reaches the whole process group; the harvest itself decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Without this, a worker whose harvest was killed waits for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _work(fetched: Fetched) -> ReadyPage:
    return ready_page(fetched, _settings)
