from __future__ import annotations

from orcid_sync.orcid.limiter import SteadyPace


def test_turns_are_spread_evenly_and_a_pause_earns_no_burst() -> None:
    now = [100.0]
    turns: list[float] = []

    def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = SteadyPace(4, clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        pace.wait()
        turns.append(now[0])
    now[0] = 200.0
    for _ in range(2):
        pace.wait()
        turns.append(now[0])

    assert turns == [100.0, 100.25, 100.5, 200.0, 200.25]
