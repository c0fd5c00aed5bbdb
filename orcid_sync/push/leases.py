"""Whose lease it is, so that a run that was killed holds nobody up."""

from __future__ import annotations

import os
import socket
import uuid

from orcid_sync.store import Store


def lease_owner() -> str:
    """A name for this run that no other has: host, process, and a mark of its own."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def free_leases_of_the_dead(store: Store) -> None:
    """Give back at once what a process of this host held when it died; elsewhere a lease has to run out."""
    for push in store.pushes.leased():
        if _is_dead(push.lease_owner):
            store.pushes.release(push)


def _is_dead(owner: str) -> bool:
    host, _, rest = owner.partition(":")
    process = rest.partition(":")[0]
    # Elsewhere than on POSIX, signal 0 is no harmless question.
    if os.name != "posix" or host != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
