"""Which thesis each record of a page belongs to: a known one, a new one, or two that turn out to be one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crosswalks.thesis import Thesis
from orcid_sync.store.identity import (
    Evidence,
    Key,
    Named,
    contradict,
    evidence,
    permanent_keys,
    titles_alike,
)
from orcid_sync.store.merging import merge_theses
from orcid_sync.store.view import Transaction


class Arrival(NamedTuple):
    """A record with a thesis, to be placed. `thesis_id` is where it belonged so far."""

    identifier: str
    thesis: Thesis
    people: tuple[Named, ...]
    thesis_id: int | None

    @property
    def permanent(self) -> list[Key]:
        return permanent_keys(self.thesis)

    @property
    def evidence(self) -> Evidence:
        return evidence(self.thesis.title.text, self.people)


class Placed(NamedTuple):
    """Where the records of a page belong."""

    thesis_of: Mapping[str, int]  # identifier → thesis
    new: frozenset[int]  # theses made for this page
    merged: Mapping[int, int]  # thesis → the one it became part of


def place(transaction: Transaction, arrivals: Sequence[Arrival]) -> Placed:
    """Find or make the thesis of each of `arrivals`, and write theses, keys and mergers."""
    keys = {arrival.identifier: arrival.permanent for arrival in arrivals}
    holders = _holders(transaction, arrivals, keys)
    placing = _Placing(transaction, arrivals, holders)
    for arrival in arrivals:
        placing.place(arrival, keys[arrival.identifier])
    return placing.written()


def _holders(
    transaction: Transaction, arrivals: Sequence[Arrival], keys: Mapping[str, list[Key]]
) -> dict[Key, int]:
    values = [key.value for each in keys.values() for key in each] + [each.identifier for each in arrivals]
    found = transaction.rows(_KNOWN_BY, values=values) if values else []
    return {Key(row.kind, row.value): row.thesis_id for row in found}


class _Placing:
    """The work on one page. Theses are numbered at once and written at the end."""

    def __init__(
        self, transaction: Transaction, arrivals: Sequence[Arrival], holders: Mapping[Key, int]
    ) -> None:
        self._transaction = transaction
        self._holders = dict(holders)
        self._arrivals = {arrival.identifier: arrival for arrival in arrivals}
        self._ids = transaction.new_ids("thesis", len(arrivals))
        self._thesis_of: dict[str, int] = {}
        self._new: set[int] = set()
        self._keys: dict[Key, int] = {}
        self._taken_over: dict[Key, int] = {}
        self._merged: dict[int, int] = {}
        self._members: dict[int, list[str]] = defaultdict(list)
        before = {arrival.thesis_id for arrival in arrivals if arrival.thesis_id is not None}
        self._evidence = _evidence(transaction, sorted(before | set(holders.values())))

    def place(self, arrival: Arrival, permanent: Sequence[Key]) -> None:
        """Settle where one record belongs."""
        by_identifier = Key("oai", arrival.identifier)
        before = None if arrival.thesis_id is None else self._now(arrival.thesis_id)
        hits = {holder for key in permanent if (holder := self._holder(key)) is not None}
        theses = {each for each in hits if each == before or not self._contradicts(each, arrival)}
        became_another = before is not None and before not in theses and self._contradicts(before, arrival)
        if before is not None and not became_another:
            theses.add(before)
        holder = self._holder(by_identifier)
        if holder is not None and holder not in theses and self._is_like(holder, arrival):
            theses.add(holder)
        chosen = self._one_of(theses)
        self._thesis_of[arrival.identifier] = chosen
        self._members[chosen].append(arrival.identifier)
        for key in (*permanent, by_identifier):
            if key not in self._holders:
                self._holders[key] = self._keys[key] = chosen
            elif became_another and key == by_identifier:
                self._holders[key] = self._taken_over[key] = chosen

    def written(self) -> Placed:
        """Write theses, mergers and keys down."""
        now = self._now
        new = frozenset(each for each in self._new if each not in self._merged)
        self._transaction.many(_ADD_THESIS, [{"id": each} for each in sorted(new)])
        stored = {loser: now(loser) for loser in self._merged if loser not in self._new}
        merge_theses(self._transaction, stored)
        for sql, keys in ((_ADD_KEY, self._keys), (_TAKE_OVER, self._taken_over)):
            rows = [{**key._asdict(), "thesis": now(thesis)} for key, thesis in keys.items()]
            self._transaction.many(sql, rows)
        return Placed({name: now(thesis) for name, thesis in self._thesis_of.items()}, new, stored)

    def _one_of(self, theses: set[int]) -> int:
        """The oldest of `theses`, which the others become part of; a new one when there is none."""
        if not theses:
            made = next(self._ids)
            self._new.add(made)
            return made
        oldest, *others = sorted(theses)
        for other in others:
            self._merged[other] = oldest
            self._members[oldest] += self._members.pop(other, [])
            self._evidence[oldest] = self._known_of(oldest).joined(self._known_of(other))
        return oldest

    def _now(self, thesis: int) -> int:
        while thesis in self._merged:
            thesis = self._merged[thesis]
        return thesis

    def _holder(self, key: Key) -> int | None:
        thesis = self._holders.get(key)
        return None if thesis is None else self._now(thesis)

    def _contradicts(self, thesis: int, arrival: Arrival) -> bool:
        return contradict(self._known_of(thesis), arrival.evidence)

    def _is_like(self, thesis: int, arrival: Arrival) -> bool:
        return titles_alike(self._known_of(thesis), arrival.evidence)

    def _known_of(self, thesis: int) -> Evidence:
        """What stored records and this page's records so far say of `thesis`."""
        known = self._evidence.get(thesis, Evidence())
        for identifier in self._members.get(thesis, ()):
            known = known.joined(self._arrivals[identifier].evidence)
        return known


def _evidence(transaction: Transaction, theses: list[int]) -> dict[int, Evidence]:
    known: dict[int, Evidence] = defaultdict(Evidence)
    for row in transaction.rows(_STATED, theses=theses) if theses else ():
        people = [Named(*each) for each in json.loads(row.people)]
        known[row.thesis_id] = known[row.thesis_id].joined(evidence(row.title, people))
    return known


_KNOWN_BY = """
    SELECT kind, value, thesis_id FROM thesis_key
    WHERE institution_id = :institution AND value IN :values
    ORDER BY value, kind
    /* for change */
"""
_STATED = "SELECT thesis_id, title, people FROM record WHERE thesis_id IN :theses"
_ADD_THESIS = "INSERT INTO thesis (id, institution_id, made_at) VALUES (:id, :institution, :now)"
# No ON CONFLICT: when another process knows the key by now, the whole page is placed again.
_ADD_KEY = """
    INSERT INTO thesis_key (institution_id, value, kind, thesis_id)
    VALUES (:institution, :value, :kind, :thesis)
"""
_TAKE_OVER = """
    UPDATE thesis_key SET thesis_id = :thesis
    WHERE institution_id = :institution AND value = :value AND kind = :kind
"""
