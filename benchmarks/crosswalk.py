"""The crosswalk and its judge, next to the bare minimum in the same run.

    python -m benchmarks.crosswalk [--slices 60] [--records 1000000] [--jobs 2]

The bare minimum is what no crosswalk of this design can do without: the same stylesheet applied to the same page, and
the official schema's verdict on works that are there already. Parsing the page is in neither.

Bars: at least 40 % of that speed in one process; two processes at least 1.6 times one; a record costs the same in a
page of 100 and in one of 3,000, and in the second and the last tenth of a million records; memory flat.

Baseline and ours take turns page by page, and what is compared is CPU time, so that other work on the machine hardly
shows. Only for two processes the clock on the wall counts, and the best of many slices of each.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from copy import deepcopy
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar, get_args

from lxml import etree

from benchmarks.records import PAGE_SIZE, Prefix, pages
from crosswalks import Profile, registry
from crosswalks.crosswalk import Crosswalked, crosswalk_page
from crosswalks.records import SourceRecord, parse, records_in
from orcid_sync.harvest.crosswalking import Settings, rare_collections
from orcid_sync.harvest.workers import reader
from orcid_sync.oai.transport import Fetched
from schemas.judge import schema

T = TypeVar("T")
TODAY = datetime.date(2026, 1, 1)
PREFIXES: tuple[Prefix, ...] = get_args(Prefix)
SHARE, TIMES_ONE, SAME, FLAT = 0.40, 1.6, 1.15, 1.10
_WARM_UP = 5  # pages


class Turn(NamedTuple):
    """CPU seconds of one page: the bare minimum's and ours."""

    bare: float
    ours: float


def main() -> int:
    """0 when every bar is held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--slices", type=int, default=60, help="pages of 100 records of each format")
    parser.add_argument("--records", type=int, default=1_000_000, help="for cost and memory in the long run")
    parser.add_argument("--jobs", type=int, default=2, help="processes, compared with one")
    asked = parser.parse_args()
    with rare_collections():  # as in a harvest
        held = [
            against_the_bare_minimum(asked.slices),
            in_processes(asked.jobs, asked.slices),
            in_long_pages(),
            through_many(asked.records),
        ]
    return 0 if all(held) else 1


def against_the_bare_minimum(slices: int) -> bool:
    """Whether one process reaches its share, a page of each format together."""
    turns = {
        prefix: [_turn(body) for body in _bodies(prefix, slices + _WARM_UP)][_WARM_UP:] for prefix in PREFIXES
    }
    for prefix, of_one in turns.items():
        _say(run=prefix, share=_share(of_one), **_microseconds(of_one))
    together = [
        Turn(sum(t.bare for t in row), sum(t.ours for t in row)) for row in zip(*turns.values(), strict=True)
    ]
    share = _share(together)
    _say(run="one process", share=share, bar=SHARE)
    return share >= SHARE


def _turn(body: bytes) -> Turn:
    records = _records(body)
    made, ours = _timed(lambda: _crosswalked(records))
    works = [etree.fromstring(one.work_xml.encode()) for one in made if one.work_xml]
    page = etree.Element("page")
    page.extend([deepcopy(r.metadata) for r in _records(body) if r.metadata is not None])
    stylesheet, judge = _stylesheet(page[0]), schema("work")
    _, bare = _timed(lambda: (stylesheet(page), [judge.validate(work) for work in works]))
    return Turn(bare, ours)


def _stylesheet(payload: etree._Element) -> etree.XSLT:
    found = registry.format_of(payload)
    if found is None:
        raise LookupError(payload.tag)
    return found.stylesheet()


def in_processes(jobs: int, slices: int) -> bool:
    """Whether the harvest's workers are so many times as fast as one process."""
    settings = Settings(Profile(), TODAY)
    bodies = [Fetched(body, "", "http://127.0.0.1/oai") for body in _mixed(3 * slices)]
    parts = [bodies[start : start + 20] for start in range(0, len(bodies), 20)]
    with reader(settings, 1) as one, reader(settings, jobs) as many:
        time.sleep(3)  # until the workers are there
        took = [(_read_all(one, part), _read_all(many, part)) for part in parts]
    times = round(min(alone for alone, _ in took) / min(together for _, together in took), 2)
    median = round(statistics.median(alone / together for alone, together in took), 2)
    _say(run=f"{jobs} processes", times_one=times, bar=TIMES_ONE, median_of_slices=median)
    return times >= TIMES_ONE


def _read_all(read: Callable[[Fetched], Future[T]], bodies: Sequence[Fetched]) -> float:
    began = time.perf_counter()
    for page in [read(body) for body in bodies]:
        page.result()
    return time.perf_counter() - began


def in_long_pages() -> bool:
    """Whether a record costs the same in a page of 100 and in one of 3,000, what is made being kept in both."""
    growths = [_growth(list(_bodies(prefix, 30))) for _ in range(3) for prefix in PREFIXES]
    growth = round(statistics.median(growths), 2)
    _say(run="a page of 3,000 against pages of 100", times=growth, bar=SAME)
    return growth <= SAME


def _growth(bodies: Sequence[bytes]) -> float:
    short = [_timed(partial(_crosswalked, _records(body))) for body in bodies]
    whole = [record for body in bodies for record in _records(body)]
    _, long = _timed(partial(_crosswalked, whole))
    return long / sum(seconds for _, seconds in short)


def through_many(records: int) -> bool:
    """Whether cost and memory of the last tenth are those of the second; the first one warms up."""
    tenth = max(1, records // 10 // PAGE_SIZE)
    bodies = _mixed(10 * tenth)
    costs, memory = [], []
    for _ in range(10):
        costs.append(statistics.median(map(_cost, islice(bodies, tenth))))
        memory.append(_megabytes())
    cost, growth = costs[-1] / costs[1], memory[-1] / memory[1]
    _say(run=f"{records:,} records", cost=round(cost, 2), cost_bar=SAME)
    _say(run=f"{records:,} records", memory=round(growth, 2), memory_bar=FLAT, mb=memory[-1])
    return cost <= SAME and growth <= FLAT


def _bodies(prefix: Prefix, number: int) -> Iterator[bytes]:
    return pages(number * PAGE_SIZE, prefix=prefix)


def _mixed(number: int) -> Iterator[bytes]:
    """Pages of all formats, one after the other."""
    of_each = [_bodies(prefix, -(-number // len(PREFIXES))) for prefix in PREFIXES]
    return islice((body for row in zip(*of_each, strict=True) for body in row), number)


def _records(body: bytes) -> list[SourceRecord]:
    return list(records_in(parse(body)))


def _crosswalked(records: Sequence[SourceRecord]) -> list[Crosswalked]:
    return crosswalk_page(records, profile=Profile(), today=TODAY)


def _cost(body: bytes) -> float:
    records = _records(body)
    return _timed(lambda: _crosswalked(records))[1]


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    return call(), time.process_time() - began


def _share(turns: Iterable[Turn]) -> float:
    return round(statistics.median(turn.bare / turn.ours for turn in turns), 3)


def _microseconds(turns: Sequence[Turn]) -> dict[str, float]:
    scale = 1e6 / PAGE_SIZE
    bare, ours = zip(*turns, strict=True)
    return {
        "bare_us": round(scale * statistics.median(bare)),
        "ours_us": round(scale * statistics.median(ours)),
    }


def _megabytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) // 1024


def _say(**said: object) -> None:
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
