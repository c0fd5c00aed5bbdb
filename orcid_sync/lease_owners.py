"""Whose lease it is, so that a run that was killed holds nobody up."""

from __future__ import annotations

import os
import socket
import uuid


def lease_owner() -> str:
    """A name for this run that no other has: host, process, and a mark of its own."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def is_dead(owner: str) -> bool:
    """Whether the process that held a lease has died; only known of this host."""
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
