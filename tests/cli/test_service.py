"""`run --every` as a service: rounds, signals, and trouble that ends a round but not the service."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cli.running import run
from cli.test_signals import started, wait_for

from orcid_sync.errors import Stopped
from orcid_sync.rehearsal import Rehearsal, Script
from orcid_sync.rounds import go_round, pause


def rounds(rehearsal: Rehearsal) -> int:
    return sum("verb=ListRecords" in call.query for call in rehearsal.world.calls.all())


def ended(service: subprocess.Popen[str], number: int) -> tuple[int, str]:
    os.killpg(service.pid, number)
    _, err = service.communicate(timeout=20)
    return service.returncode, err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_service_goes_round_until_a_signal_ends_it_cleanly(
    number: int, claimed: Path, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    rehearsal.world.calls.clear()
    service = started("-c", claimed, "run", "--every", "1s", "--quiet", "--report", tmp_path / "report.html")
    wait_for(lambda: rounds(rehearsal) >= 2)

    assert ended(service, number) == (
        0,
        "orcid-sync: ending after what is at hand; once more (Ctrl-C) ends at once.\n",
    )
    assert "the last run" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert run("-c", claimed, "status", "--json").lines[0]["done"] == 1


@pytest.mark.slow
def test_a_signal_ends_a_service_while_it_waits(claimed: Path, rehearsal: Rehearsal) -> None:
    service = started("-c", claimed, "run", "--every", "1h", "--quiet")
    wait_for(
        lambda: any(call.method == "POST" and "/work" in call.path for call in rehearsal.world.calls.all())
    )

    assert ended(service, signal.SIGTERM)[0] == 0


@pytest.mark.slow
def test_a_source_that_is_down_does_not_end_the_service(harvested: Path, rehearsal: Rehearsal) -> None:
    rehearsal.world.calls.clear()
    rehearsal.world.scripts.add(Script("oai", "500", times=1))
    service = started("-c", harvested, "run", "--every", "1s", "--quiet")
    wait_for(lambda: rounds(rehearsal) >= 3)

    assert ended(service, signal.SIGTERM)[0] == 0


def test_a_service_without_a_source_ends_at_once(site: Path) -> None:
    ran = run("-c", site, "run", "--every", "15m")
    assert ran.exit_code == 2
    assert "There is no source yet" in ran.sentence


@pytest.mark.parametrize("said", ["", "15", "0m", "m15", "15 minutes", "-1m"])
def test_a_duration_that_is_none(said: str, site: Path) -> None:
    ran = run("-c", site, "run", "--every", said)
    assert ran.exit_code == 2
    assert "is no duration; say 90s, 15m, 6h or 1d." in ran.err


def test_a_run_writes_its_report(claimed: Path, tmp_path: Path) -> None:
    run("-c", claimed, "run", "--report", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "University of Example: the last run" in page
    assert "works brought to ORCID" in page


class Time:
    """A clock that passes by being waited for."""

    def __init__(self) -> None:
        self.now = 0.0
        self.begun: list[float] = []
        self.said: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def go(self, every: timedelta, until: float, one_round: Callable[[], object]) -> None:
        def begin() -> None:
            self.begun.append(round(self.now))
            one_round()

        go_round(
            begin,
            every,
            stopped=lambda: self.now >= until,
            say=self.said.append,
            clock=lambda: self.now,
            sleep=self.sleep,
        )


def test_rounds_begin_at_the_interval_and_a_long_one_is_followed_at_once() -> None:
    time = Time()
    time.go(timedelta(minutes=15), 3600, lambda: time.sleep(1200 if len(time.begun) == 2 else 60))
    assert time.begun == [0, 900, 2100, 3000]


def test_trouble_is_said_and_tried_again_ever_later() -> None:
    time = Time()

    def trouble() -> None:
        if len(time.begun) < 6:
            raise Stopped("The server cannot be reached.")

    time.go(timedelta(minutes=10), 4000, trouble)
    assert time.begun == [0, 60, 180, 420, 900, 1500, 2100, 2700, 3300, 3900]
    assert time.said == ["The server cannot be reached. The next round tries again."] * 5


@pytest.mark.parametrize(
    ("troubles", "seconds"), [(0, 900), (1, 60), (2, 120), (4, 480), (5, 900), (999, 900)]
)
def test_the_pause_grows_up_to_the_interval(troubles: int, seconds: float) -> None:
    assert pause(timedelta(minutes=15), troubles) == seconds
