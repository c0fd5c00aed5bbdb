"""Pages crosswalked in processes of their own: the decisions hold the GIL, so threads would not help.

Not a ProcessPoolExecutor: that one waits for ever when a worker is killed in the middle of an answer, because all
workers share one pipe. Here each has its own, so its death is an end of file.
"""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Event, Thread

from orcid_sync.errors import Stopped
from orcid_sync.harvest.crosswalking import ReadyPage, Settings, rare_collections, ready_page
from orcid_sync.harvest.travelling import packed, unpacked
from orcid_sync.oai.transport import Fetched
from orcid_sync.oai.walk import Read, read_now

_HERE = b"here"
_Waiting = SimpleQueue[tuple[Future[ReadyPage], Fetched] | None]


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
    """What reads pages in `jobs` processes; 1 means in this one, and so are pages read until a process is ready."""
    read_here = read_now(partial(ready_page, settings=settings))
    if jobs <= 1:
        yield read_here
        return
    waiting: _Waiting = SimpleQueue()
    ready = Event()
    workers = [_started(settings, waiting, ready) for _ in range(jobs)]

    def read(fetched: Fetched) -> Future[ReadyPage]:
        if not ready.is_set() and all(worker.is_alive() for worker in workers):
            return read_here(fetched)
        future: Future[ReadyPage] = Future()
        waiting.put((future, fetched))
        return future

    try:
        yield read
    finally:
        for worker in workers:
            waiting.put(None)
            worker.kill()
        for worker in workers:
            worker.join()


def _started(settings: Settings, waiting: _Waiting, ready: Event) -> multiprocessing.process.BaseProcess:
    # Spawned: a fork would copy the locks of our threads, and the open connections of the store.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    worker = context.Process(target=_work, args=(theirs, settings), name="harvest-worker", daemon=True)
    with _undisturbed():
        worker.start()
    theirs.close()  # so that the worker's copy is the only one, and its death is noticed
    Thread(target=_hand_over, args=(ours, waiting, ready), name="harvest-worker", daemon=True).start()
    return worker


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Whatever is started in the block is born deaf to Ctrl-C; ours is heard after it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # its start would undo the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hand_over(connection: Connection, waiting: _Waiting, ready: Event) -> None:
    """Give one worker its pages, one after the other, once it says that it is there."""
    with suppress(EOFError, OSError):  # that it died is told with its first page
        connection.recv_bytes()
    ready.set()
    while task := waiting.get():
        future, fetched = task
        answer = _answered(connection, fetched)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)


def _answered(connection: Connection, fetched: Fetched) -> ReadyPage | Exception:
    try:
        connection.send(fetched)
        body = connection.recv_bytes()
        if body:
            return unpacked(body)
        error: Exception = connection.recv()
    except (EOFError, OSError):
        return WorkerDiedError()
    except Exception as unreadable:  # carried to the harvest, which would wait for ever otherwise
        return unreadable
    return error


def _work(connection: Connection, settings: Settings) -> None:
    """The worker: it ends when the harvest closes the pipe, or dies."""
    # Signals reach the whole group; whether to end, and after which page, is decided by the harvest itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with rare_collections(), suppress(EOFError, OSError):
        connection.send_bytes(_HERE)
        while True:
            _answer(connection, connection.recv(), settings)


def _answer(connection: Connection, fetched: Fetched, settings: Settings) -> None:
    """The page in bytes; or none, and then the error."""
    try:
        body = packed(ready_page(fetched, settings))
    except Exception as error:  # carried to the harvest, with the place where it happened
        error.add_note(traceback.format_exc())
        connection.send_bytes(b"")
        connection.send(error)
    else:
        connection.send_bytes(body)
