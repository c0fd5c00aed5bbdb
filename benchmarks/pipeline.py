"""Harvest → crosswalk → validate → store over loopback, next to the naive stack in the same run.

    python -m benchmarks.pipeline [--records 20000] [--rounds 3]

Bars: one process at least 4.5 times the naive stack, two workers (`--jobs 2`) at least 7 times, memory flat.

The runs take turns, and the clock on the wall counts, as it does for whoever waits. Beside it stands what the processor
did, on which other work on the machine hardly shows; but the naive stack waits for the disk after each record, and that
is not in it. With two workers it is the time of the process that had most to do, or half of all, whichever is more.
"""

from __future__ import annotations

import argparse
import datetime
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from benchmarks import naive
from benchmarks.server import repository
from crosswalks import Profile
from orcid_sync.harvest import harvest
from orcid_sync.oai.client import OaiClient
from orcid_sync.store import Store

CORES = 2
BARS = {"one process": 4.5, "two processes": 7.0}


class Measured(NamedTuple):
    """Records per second by the wall's and by the processor's clock, and the peak of memory in MB, of one run."""

    speed: float
    processor_speed: float
    megabytes: float


def ours(base_url: str, folder: Path, jobs: int) -> int:
    """Every record through our harvest, into a fresh store; how many pages."""
    with Store.open(folder / "ours.db", environment="rehearsal") as store:
        source = store.sources.add("bench", base_url, "oai_etdms")
        with OaiClient(base_url) as client:
            pages = harvest(
                store, source, client=client, profile=Profile(), today=datetime.date(2026, 1, 1), jobs=jobs
            )
            return sum(1 for _ in pages)


def _one(base_url: str, folder: Path) -> int:
    return ours(base_url, folder, 1)


def _two(base_url: str, folder: Path) -> int:
    return ours(base_url, folder, 2)


def _naive(base_url: str, folder: Path) -> int:
    return naive.harvest(base_url, folder / "naive.db")


RUNS: dict[str, Callable[[str, Path], int]] = {"naive": _naive, "one process": _one, "two processes": _two}


def measure(name: str, base_url: str, records: int) -> Measured:
    """One run in a process of its own, timed from inside, so that starting Python does not count."""
    ours_end, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(name, base_url, theirs))
    process.start()
    seconds, processor_seconds, megabytes = ours_end.recv()
    process.join()
    return Measured(records / seconds, records / processor_seconds, megabytes)


def _run(name: str, base_url: str, tell: Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        began, began_here = time.perf_counter(), _processor(resource.RUSAGE_SELF)
        RUNS[name](base_url, Path(folder))
        here, workers = _processor(resource.RUSAGE_SELF) - began_here, _processor(resource.RUSAGE_CHILDREN)
        seconds = time.perf_counter() - began
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        busiest = max(here, workers / 2, (here + workers) / CORES if workers else 0)
        tell.send((seconds, busiest, megabytes))


def _processor(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """0 when every bar is held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    runs: dict[str, list[Measured]] = {name: [] for name in RUNS}
    with repository(asked.records) as base_url:
        for _ in range(asked.rounds):
            for name, measured in runs.items():
                measured.append(measure(name, base_url, asked.records))
    with repository(asked.records // 5) as base_url:
        small = measure("one process", base_url, asked.records // 5)
    held = True
    for name, measured in runs.items():
        pairs = list(zip(measured, runs["naive"], strict=True))
        ratio = statistics.median(run.speed / base.speed for run, base in pairs)
        processor = statistics.median(run.processor_speed / base.processor_speed for run, base in pairs)
        held &= ratio >= BARS.get(name, 0)
        print(
            json.dumps(
                {
                    "run": name,
                    "records_per_second": round(statistics.median(run.speed for run in measured)),
                    "times_naive": round(ratio, 2),
                    "bar": BARS.get(name),
                    "times_naive_on_the_processor": round(processor, 2),
                    "peak_mb": round(max(run.megabytes for run in measured)),
                }
            )
        )
    growth = max(run.megabytes for run in runs["one process"]) / small.megabytes
    print(
        json.dumps(
            {"memory": "of all records against a fifth of them", "times": round(growth, 2), "bar": 1.15}
        )
    )
    return 0 if held and growth <= 1.15 else 1


if __name__ == "__main__":
    raise SystemExit(main())
