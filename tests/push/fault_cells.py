"""The cells of the fault matrix: what is done, which of its calls fails and how, and what must be true afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from push import faulty_proxy as on_the_way
from push.fault_bench import FORMER, PATIENT, SCOPES, TITLE, Bench, push_through
from push.fault_kinds import CODES, GONE, NETWORK, OWN_WORK_STATES, STATES, WRITE_STATES, State
from push.faulty_proxy import Exchange, Fault, FaultyProxy
from push.forks import FORKS
from push.office import CLIENT_ID, Clock

from orcid_sync.orcid.wire import Timeouts
from orcid_sync.outcomes import NEEDS_A_PERSON
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.people import MEMBERS, Person
from orcid_sync.store import Store

_MOST_RUNS = 8
_HASTY = Timeouts(0.3, 0.3)


@dataclass(frozen=True)
class Operation:
    """What is done: how it begins, the calls it makes, and the works of ours that stand at ORCID in the end."""

    name: str
    begin: Callable[[Bench], None]
    calls: tuple[str, ...]
    titles: tuple[str, ...]
    after: Callable[[Bench], None] = lambda bench: None


def _add(bench: Bench) -> None:
    bench.ready()


def _update(bench: Bench) -> None:
    bench.ready(FORMER)
    assert bench.run() == ["added"]
    bench.arrive(TITLE)


def _adopt(bench: Bench) -> None:
    bench.add_at_orcid(FORMER)
    bench.ready()


def _owner_deleted(bench: Bench) -> None:
    _update(bench)
    bench.rehearsal.world.records[bench.orcid_id].activities.clear()


def _remove(bench: Bench) -> None:
    claim = bench.ready()
    assert bench.run() == ["added"]
    bench.store.pushes.ask_removal(claim)


def _remove_lost(bench: Bench) -> None:
    """ORCID said 201, nobody heard it, and then a person wants the work gone."""
    claim = bench.ready()
    bench.proxy.arm(on_the_way.cut_after_send, 1)
    assert bench.run() == ["postponed"]
    bench.proxy.heal()
    bench.store.pushes.ask_removal(claim)


def _unused(bench: Bench) -> None:
    bench.permit()
    bench.clock.advance(days=31)


def _refresh(bench: Bench) -> None:
    """A token that ORCID no longer knows, refused once already; its refresh token is good."""
    bench.ready()
    bench.grant.access_token = "unknown-from-now-on"
    assert bench.run() == ["postponed"]
    bench.clock.advance(minutes=11)


def _revoke(bench: Bench) -> None:
    bench.permit()
    bench.store.permissions.withdrawn(bench.orcid_id)


def _is_ended(bench: Bench) -> None:
    assert bench.grant.state == "client-revoked"
    assert all(one.revoked_at for one in bench.store.permissions.of_person(bench.orcid_id))


def _is_usable(bench: Bench) -> None:
    assert bench.store.permissions.usable(bench.orcid_id)


OPERATIONS: Final = {
    one.name: one
    for one in (
        Operation("add", _add, ("GET works", "POST work"), (TITLE,)),
        Operation("adopt", _adopt, ("GET works", "GET work", "PUT work"), (TITLE,)),
        Operation("update", _update, ("PUT work",), (TITLE,)),
        Operation("find deleted", _owner_deleted, ("PUT work", "GET works"), ()),
        Operation("delete", _remove, ("DELETE work",), ()),
        Operation("delete a lost one", _remove_lost, ("GET works", "DELETE work"), ()),
        Operation("look after", _unused, ("GET keywords",), (), _is_usable),
        Operation("refresh", _refresh, ("GET works", "POST token"), (TITLE,), _is_usable),
        Operation("revoke", _revoke, ("POST revoke",), (), _is_ended),
    )
}


@dataclass(frozen=True)
class Cell:
    """One operation of which one call meets one fault."""

    operation: Operation
    at: int
    name: str
    fault: Fault | None = None
    state: State | None = None

    @property
    def call(self) -> str:
        return self.operation.calls[self.at]

    def __str__(self) -> str:
        return f"{self.operation.name}: {self.call}: {self.name}"


def cells_of(operation: Operation) -> Iterator[Cell]:
    """Every fault at every call."""
    for at, call in enumerate(operation.calls):
        cell = Cell(operation, at, "")
        for name, fault in (NETWORK | CODES[call]).items():
            yield replace(cell, name=name, fault=fault)
        if call in ("POST token", "POST revoke") or operation.name == "refresh":
            continue
        states = STATES if call.startswith("GET") else WRITE_STATES
        if operation.name != "find deleted" and call in ("PUT work", "DELETE work"):
            states = states | OWN_WORK_STATES
        if call == "DELETE work":
            states = states | GONE
        for name, state in states.items():
            yield replace(cell, name=name, state=state)


@dataclass(frozen=True)
class Place:
    """Where cells are tried: a database, ORCID, and the file that children write into."""

    database_url: str
    rehearsal: Rehearsal
    key: str
    output: str


def passed(cell: Cell, place: Place) -> str:
    """The way to the right end, in words; AssertionError when it does not lead there."""
    clock = Clock()
    with (
        FaultyProxy(place.rehearsal.url) as proxy,
        _opened(place.database_url, place.key, str(cell), clock.now) as store,
    ):
        return _passed(cell, _bench(cell, store, place, proxy, clock), place)


def _opened(database_url: str, key: str, institution: str, clock: Callable[[], datetime]) -> Store:
    return Store.open(
        database_url,
        environment="rehearsal",
        client_id=CLIENT_ID,
        institution=institution,
        keys=[key],
        clock=clock,
    )


def _passed(cell: Cell, bench: Bench, place: Place) -> str:
    proxy, store = bench.proxy, bench.store
    cell.operation.begin(bench)
    undo = _fail(cell, bench)
    runs = [_killed(bench, place) if "killed" in cell.name else bench.run()]
    assert cell.call in proxy.calls or cell.name in ("refused", "reset before send"), proxy.calls
    bench.timeouts = PATIENT
    proxy.heal()
    for step in undo:
        step()
    runs += _until_nothing_is_left(bench, runs[0])
    assert tuple(bench.titles()) == cell.operation.titles, (bench.titles(), runs)
    cell.operation.after(bench)
    assert "without" not in str(runs)
    bench.secrets_in(repr(store.log.read()) + repr(store.calls.read()))
    return " → ".join(", ".join(words) or "nothing" for words in runs)


def _bench(cell: Cell, store: Store, place: Place, proxy: FaultyProxy, clock: Clock) -> Bench:
    """A person of its own for each cell."""
    world = place.rehearsal.world
    with world.lock:
        orcid_id, elsewhere = world.new_orcid_id(), world.new_orcid_id()
        for one in (orcid_id, elsewhere):
            world.add_person(Person(one, "Ada", "Invented", ""))
        grant = world.grants.issue(CLIENT_ID, orcid_id, SCOPES, world.clock.now())
    secrets = [place.key, MEMBERS[CLIENT_ID].secret]
    institution = str(cell)
    return Bench(
        store,
        place.rehearsal,
        proxy,
        clock,
        place.key,
        institution,
        orcid_id,
        elsewhere,
        grant,
        secrets=secrets,
    )


def _fail(cell: Cell, bench: Bench) -> list[Callable[[], None]]:
    undo: list[Callable[[], None]] = []
    fault = cell.fault
    if cell.state is not None:
        happens = cell.state

        def fault(exchange: Exchange) -> None:
            if not undo:
                with bench.rehearsal.world.lock:
                    undo.append(happens(bench))
            exchange.answer(exchange.forward())

    if cell.name == "time-out":
        bench.timeouts = _HASTY
    bench.proxy.arm(fault, cell.at)
    return undo


def _until_nothing_is_left(bench: Bench, first: list[str]) -> list[list[str]]:
    """Run after run, days apart, with a person who does what she is asked; it has to end."""
    runs, last = list[list[str]](), first
    while len(runs) < _MOST_RUNS:
        if any(word in NEEDS_A_PERSON for word in last):
            bench.person_acts()
        bench.clock.advance(days=4)
        bench.proxy.calls.clear()
        last = bench.run()
        runs.append(last)
        if not last:
            assert bench.proxy.calls in ([], ["GET keywords"])  # and nothing was sent for it
            return runs
    raise AssertionError(f"It goes on for ever: {first}, {runs}")


def _killed(bench: Bench, place: Place) -> list[str]:
    """Run in a process that the proxy kills."""
    child = FORKS.Process(
        target=_in_a_child,
        args=(
            place.database_url,
            bench.key,
            bench.institution,
            bench.proxy.url,
            bench.clock.now().isoformat(),
            place.output,
        ),
    )
    child.start()
    bench.proxy.killable = child.pid
    child.join(120)
    assert child.exitcode == -9, child.exitcode
    return ["killed"]


def _in_a_child(database_url: str, key: str, institution: str, url: str, now: str, output: str) -> None:
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    moment = datetime.fromisoformat(now)
    with _opened(database_url, key, institution, lambda: moment) as store:
        for outcome in push_through(store, url, moment, PATIENT):
            print(outcome, file=sys.stderr)
