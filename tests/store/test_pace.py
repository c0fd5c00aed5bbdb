"""Turns at ORCID that several processes take from one row."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from store.conftest import Opener

from orcid_sync.orcid.errors import TryLaterError
from orcid_sync.orcid.limiter import SharedPace
from orcid_sync.store import Store


class StoppedClock:
    """Time that passes by sleeping alone."""

    def __init__(self) -> None:
        self.moment = 1000.0

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += seconds


def test_nobody_gets_a_turn_that_another_has(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        turns = list(pool.map(lambda _: store.pace.next_turn(1000.0, 0.5), range(40)))

    assert sorted(turns) == [1000 + 0.5 * number for number in range(40)]


def test_a_pause_earns_no_burst(store: Store) -> None:
    store.pace.next_turn(1000.0, 0.5)

    assert [store.pace.next_turn(2000.0, 0.5) for _ in range(2)] == [2000.0, 2000.5]


def test_each_client_id_has_its_own_turns_whatever_the_institution(opened: Opener) -> None:
    ours, same, other = (
        opened(institution="Ours", client_id="APP-1"),
        opened(institution="Theirs", client_id="APP-1"),
        opened(institution="Ours", client_id="APP-2"),
    )

    assert [one.pace.next_turn(1000.0, 0.5) for one in (ours, same, other)] == [1000.0, 1000.5, 1000.0]


def test_a_clock_that_was_set_back_stops_nobody(store: Store) -> None:
    store.pace.next_turn(9000.0, 0.5)

    assert store.pace.next_turn(1000.0, 0.5) == 1000.0


def test_what_orcid_asks_of_one_holds_for_all(store: Store) -> None:
    time = StoppedClock()
    told, other = (SharedPace(store.pace, 10, clock=time.now, sleep=time.sleep) for _ in range(2))

    told.hold(30)
    other.wait()

    assert time.moment == pytest.approx(1030)


def test_a_long_pause_is_not_waited_for(store: Store) -> None:
    time = StoppedClock()
    pace = SharedPace(store.pace, 10, clock=time.now, sleep=time.sleep)
    pace.hold(3600)

    with pytest.raises(TryLaterError, match="asked us to wait") as asked:
        pace.wait()

    assert asked.value.retry_after == pytest.approx(3600)
    assert time.moment == 1000.0
