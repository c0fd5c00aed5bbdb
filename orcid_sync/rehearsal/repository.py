"""The invented repository: deposits in memory that can be changed while somebody harvests them."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from orcid_sync.oai.provider import Format, Identity, Page, Record, Selection, Set
from orcid_sync.rehearsal.deposits import SETS, Deposit, deposit, values
from orcid_sync.rehearsal.metadata import WRITERS

Position = tuple[datetime, str]


class Repository:
    """A `RecordSource` over deposits in memory. Every change moves the datestamp to `now()`."""

    def __init__(
        self, deposits: Iterable[Deposit], *, now: Callable[[], datetime], page_size: int = 10
    ) -> None:
        self.page_size = page_size
        # Whole seconds, as OAI-PMH writes them: a resumptionToken has to come back to the same place.
        self._now: Callable[[], datetime] = lambda: now().replace(microsecond=0)
        self._lock = threading.RLock()
        self._deposits = {one.identifier: one for one in deposits}
        self._earliest = min((one.datestamp for one in self._deposits.values()), default=now())
        self._lists: dict[Selection, tuple[list[Position], list[Deposit]]] = {}

    def identity(self) -> Identity:
        return Identity(
            "Rehearsal repository (invented theses)",
            "rehearsal@repository.example",
            self._earliest,
            self.page_size,
            compression=("gzip",),
        )

    def formats(self, identifier: str = "") -> Sequence[Format] | None:
        if identifier and identifier not in self._deposits:
            return None
        return [one for one, _ in WRITERS.values()]

    def sets(self) -> Sequence[Set]:
        return [Set(spec, name) for spec, name in SETS.items()]

    def record(self, identifier: str, prefix: str) -> Record | None:
        one = self._deposits.get(identifier)
        return _record(one, prefix, with_metadata=True) if one else None

    def page(self, selection: Selection, limit: int) -> Page:
        with self._lock:
            positions, deposits = self._selected(replace(selection, after=None, with_metadata=False))
        start = bisect_right(positions, selection.after) if selection.after else 0
        found = deposits[start : start + limit]
        records = [_record(one, selection.prefix, with_metadata=selection.with_metadata) for one in found]
        return Page(records, len(deposits), more=start + limit < len(deposits))

    def retitle(self, identifier: str, title: str) -> None:
        """Give a deposit another title; KeyError when there is none."""
        with self._lock:
            old = self._deposits[identifier]
            self._put(replace(old, fields={**old.fields, "title": values(title)}))

    def delete(self, identifier: str) -> None:
        """Leave a deleted record behind (`deletedRecord` is persistent); KeyError when there is none."""
        with self._lock:
            self._put(replace(self._deposits[identifier], deleted=True))

    def add(self, entry: Mapping[str, Any]) -> str:
        """Add a deposit described as in theses.toml; its identifier."""
        with self._lock:
            new = deposit({"number": len(self._deposits) + 1, **entry}, self._now())
            self._put(new)
            return new.identifier

    def all(self) -> list[Deposit]:
        """Every deposit, deleted ones included."""
        with self._lock:
            return list(self._deposits.values())

    def _put(self, changed: Deposit) -> None:
        self._deposits[changed.identifier] = replace(changed, datestamp=self._now())
        self._lists.clear()

    def _selected(self, selection: Selection) -> tuple[list[Position], list[Deposit]]:
        # Kept per selection: 20,000 records in pages of 100 are then sorted once, not 200 times.
        if selection not in self._lists:
            if len(self._lists) > 20:
                self._lists.clear()
            chosen = sorted(
                (one for one in self._deposits.values() if _matches(one, selection)), key=_position
            )
            self._lists[selection] = [_position(one) for one in chosen], chosen
        return self._lists[selection]


def _position(one: Deposit) -> Position:
    return one.datestamp, one.identifier


def _matches(one: Deposit, selection: Selection) -> bool:
    return (
        (selection.since is None or one.datestamp >= selection.since)
        and (selection.until is None or one.datestamp <= selection.until)
        and (not selection.set_spec or selection.set_spec in one.sets)
    )


def _record(one: Deposit, prefix: str, *, with_metadata: bool) -> Record:
    _, write = WRITERS[prefix]
    metadata = write(one) if with_metadata and not one.deleted else None
    return Record(one.identifier, one.datestamp, one.sets, one.deleted, metadata)
