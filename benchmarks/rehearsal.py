"""The rehearsal under a whole university: python -m benchmarks.rehearsal [people] [works each].

Prints how long the works of one person take beside an answer that needs none of them, and the memory of the
process, each beside its limit.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.people import Person, TypedWork

LONGEST_MS, MOST_MB = 50, 300


def people(number: int, works: int) -> list[Person]:
    """So many invented people, each with so many works of two sources."""
    return [_person(one, works) for one in range(number)]


def _person(number: int, works: int) -> Person:
    sources = ("", "APP-REHEARSAL0000002")
    typed = tuple(
        TypedWork(
            f"On the {place} invented properties of rehearsed pots, part {number}",
            "journal-article",
            2000 + place % 25,
            "doi",
            f"10.99999/{number}.{place // 2}",
            f"https://doi.org/10.99999/{number}.{place // 2}",
            sources[place % 2],
        )
        for place in range(works)
    )
    return Person(
        f"0009-9999-{number // 1000:04d}-{number % 1000:03d}0", "Ada", f"Number {number}", "", works=typed
    )


def memory() -> int:
    """The memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]) // 1024


def median_ms(ask: Callable[[], object], times: int = 30) -> float:
    """How long an answer takes as a rule."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds)


def main(number: int = 1000, works: int = 100) -> int:
    """Measure, print, and say by the exit code whether both limits hold."""
    invented = people(number, works)
    with Rehearsal(people=lambda: invented, limit=None) as rehearsal, requests.Session() as session:
        middle = invented[number // 2].orcid_id

        def get(path: str, media_type: str = "application/vnd.orcid+xml") -> requests.Response:
            headers = {"Authorization": f"Bearer {rehearsal.ready_token(middle)}", "Accept": media_type}
            answer = session.get(f"{rehearsal.url}/v3.0/{path}", headers=headers, timeout=60)
            answer.raise_for_status()
            return answer

        base = median_ms(lambda: get(f"{middle}/person"))
        in_xml = median_ms(lambda: get(f"{middle}/works"))
        in_json = median_ms(lambda: get(f"{middle}/works", "application/vnd.orcid+json"))
        used = memory()
    print(f"{number} people with {works} works each")
    print(f"works in XML   {in_xml:6.1f} ms   {in_xml / base:5.1f} × /person   limit {LONGEST_MS} ms")
    print(f"works in JSON  {in_json:6.1f} ms   {in_json / base:5.1f} × /person")
    print(f"memory         {used:6d} MB   limit {MOST_MB} MB   (with the client in the same process)")
    return 0 if in_xml < LONGEST_MS and used < MOST_MB else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
