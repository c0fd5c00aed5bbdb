"""A harvest in a process of its own that kills itself after so many SQL statements.

    python dying_harvest.py URL STATEMENTS

Goes on where the last one stopped; ends with 0 when it saved all pages before its time.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from store.invented import deleted, record, source

from orcid_sync.store import Checkpoint, HarvestedRecord, Store
from orcid_sync.store.view import Transaction

PAGES: list[list[HarvestedRecord]] = [
    [
        record(f"oai:x:{number}", title=f"Treatise {number * 7919}", ids=[f"10.1000/{number}"])
        for number in page
    ]
    for page in (range(5), range(5, 10))
] + [
    # Two theses that turn out to be one, one that changed, one that is gone.
    [
        record("oai:x:0", title="Treatise 0, revised", ids=["10.1000/0", "10.1000/1"]),
        record("oai:x:2", title="Treatise 15838, revised", ids=["10.1000/2"], people=["Roe, Jane"]),
        deleted("oai:x:3"),
        record("oai:x:10", title="Treatise on ten", ids=["20.500.14999/10"]),
    ],
]


def harvest_all(store: Store) -> None:
    """Save the pages, from the one that the checkpoint names to the last."""
    harvest = store.harvests.begin(source(store))
    for number in range(int(harvest.resumption_token or 0), len(PAGES)):
        store.records.save_page(harvest, PAGES[number], Checkpoint(str(number + 1), "2026-01-05T12:00:00Z"))


def main(url: str, statements: int) -> None:
    executed = count(1)

    def dying_in_time(execute: Callable[..., Any]) -> Callable[..., Any]:
        def executes(*statement: Any, **values: Any) -> Any:
            answer = execute(*statement, **values)
            if next(executed) == statements:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return executes

    for name in ("rows", "change", "many"):
        setattr(Transaction, name, dying_in_time(getattr(Transaction, name)))
    with Store.open(url, environment="sandbox") as store:
        harvest_all(store)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
