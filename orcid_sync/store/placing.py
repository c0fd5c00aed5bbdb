"""Which thesis each record of a page belongs to: a known one, a new one, or two that turn out to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from crosswalks.thesis import Thesis
from orcid_sync.store.contributors import read_people
from orcid_sync.store.identity import Evidence, Key, contradict, evidence, permanent_keys, titles_alike
from orcid_sync.store.merging import merge_theses
from orcid_sync.store.view import Transaction


class Arrival(NamedTuple):
    """A record with a thesis, to be placed.

    `thesis_id` is where it belonged so far, `namesakes` are the theses of other sources' records with the same
    OAI identifier.
    """

    identifier: str
    thesis: Thesis
    thesis_id: int | None = None
    namesakes: Sequence[int] = ()

    @property
    def is_unknown(self) -> bool:
        return self.thesis_id is None and not self.namesakes

    @property
    def evidence(self) -> Evidence:
        return evidence(self.thesis.title.text, self.thesis.people)


class Placed(NamedTuple):
    """Where the records of a page belong."""

    thesis_of: Mapping[str, int]  # identifier → thesis
    new: frozenset[int]  # theses made for this page
    merged: Mapping[int, int]  # thesis → the one it became part of


def place(transaction: Transaction, arrivals: Sequence[Arrival]) -> Placed:
    """Find or make the thesis of each of `arrivals`, and write theses, keys and mergers."""
    keys = [permanent_keys(arrival.thesis) for arrival in arrivals]
    placing = _Placing(transaction, arrivals, _holders(transaction, keys))
    for arrival, permanent in zip(arrivals, keys, strict=True):
        placing.place(arrival, permanent)
    return placing.written()


def _holders(transaction: Transaction, keys: Sequence[Sequence[Key]]) -> dict[Key, int]:
    values = [key.value for each in keys for key in each]
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
        self._merged: dict[int, int] = {}
        self._members: dict[int, list[str]] = defaultdict(list)

    def place(self, arrival: Arrival, permanent: Sequence[Key]) -> None:
        """Settle where one record belongs."""
        chosen = self._settled(arrival, permanent)
        self._thesis_of[arrival.identifier] = chosen
        self._members[chosen].append(arrival.identifier)
        for key in permanent:
            if key not in self._holders:
                self._holders[key] = self._keys[key] = chosen

    def _settled(self, arrival: Arrival, permanent: Sequence[Key]) -> int:
        if arrival.is_unknown and self._holders.keys().isdisjoint(permanent):
            return self._new_thesis()  # as for nearly every record of a first harvest
        before = None if arrival.thesis_id is None else self._now(arrival.thesis_id)
        hits = {holder for key in permanent if (holder := self._holder(key)) is not None}
        theses = {each for each in hits if each == before or not self._contradicts(each, arrival)}
        became_another = before is not None and before not in theses and self._contradicts(before, arrival)
        if before is not None and not became_another:
            theses.add(before)
        alike = (each for each in map(self._now, arrival.namesakes) if self._is_like(each, arrival))
        return self._one_of(theses.union(islice(alike, 1)))

    def written(self) -> Placed:
        """Write theses, mergers and keys down."""
        now = self._now
        new = frozenset(each for each in self._new if each not in self._merged)
        self._transaction.many(_ADD_THESIS, [(each,) for each in sorted(new)])
        stored = {loser: now(loser) for loser in self._merged if loser not in self._new}
        merge_theses(self._transaction, stored)
        self._transaction.many(_ADD_KEY, ((now(thesis), *key) for key, thesis in self._keys.items()))
        return Placed({name: now(thesis) for name, thesis in self._thesis_of.items()}, new, stored)

    def _one_of(self, theses: set[int]) -> int:
        """The oldest of `theses`, which the others become part of; a new one when there is none."""
        if not theses:
            return self._new_thesis()
        oldest, *others = sorted(theses)
        for other in others:
            self._merged[other] = oldest
            self._members[oldest] += self._members.pop(other, [])
            self._evidence[oldest] = self._known_of(oldest).joined(self._known_of(other))
        return oldest

    def _new_thesis(self) -> int:
        made = next(self._ids)
        self._new.add(made)
        return made

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

    @cached_property
    def _evidence(self) -> dict[int, Evidence]:
        """What stored records say of the theses in question. Most pages need not know."""
        known: dict[int, Evidence] = defaultdict(Evidence)
        for row in self._transaction.rows(_STATED, theses=self._in_question()):
            stated = evidence(row.title, read_people(row.people))
            known[row.thesis_id] = known[row.thesis_id].joined(stated)
        return known

    def _in_question(self) -> list[int]:
        theses = set(self._holders.values())
        for arrival in self._arrivals.values():
            theses.update(arrival.namesakes, (arrival.thesis_id or 0,))
        return sorted(theses - self._new)

    def _known_of(self, thesis: int) -> Evidence:
        """What stored records and this page's records so far say of `thesis`."""
        known = self._evidence.get(thesis, Evidence())
        for identifier in self._members.get(thesis, ()):
            known = known.joined(self._arrivals[identifier].evidence)
        return known


_KNOWN_BY = """
    SELECT kind, value, thesis_id FROM thesis_key
    WHERE institution_id = :institution AND value IN :values
    ORDER BY value, kind
    /* for change */
"""
_STATED = "SELECT thesis_id, title, people FROM record WHERE thesis_id IN :theses"
_ADD_THESIS = "INSERT INTO thesis (id, institution_id, made_at) VALUES (:id, :institution, :now)"
_ADD_KEY = """
    INSERT INTO thesis_key (institution_id, thesis_id, kind, value)
    VALUES (:institution, :thesis, :kind, :value)
"""
