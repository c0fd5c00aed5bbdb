"""Processes that can be killed: children of one that has imported what they need, and has no threads."""

from __future__ import annotations

import multiprocessing
from multiprocessing.util import get_temp_dir
from typing import Final

FORKS: Final = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["push.fault_cells", "push.test_many_people"])
get_temp_dir()  # now: the server of PostgreSQL has a TMPDIR of its own, which goes before this one does
