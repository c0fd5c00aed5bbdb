"""Ctrl-C and SIGTERM end a run after what is at hand."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from orcid_sync.interrupts import Ended, ending_cleanly


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_only_asks(number: signal.Signals, capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(number)
    answers: list[bool] = []

    def run() -> None:
        with ending_cleanly() as stopped:
            answers.append(stopped())
            os.kill(os.getpid(), number)
            answers.append(stopped())

    with pytest.raises(Ended):
        run()
    assert answers == [False, True]
    assert signal.getsignal(number) is before
    assert "ending after what is at hand" in capfd.readouterr().err


def test_the_second_one_ends_at_once() -> None:
    def run() -> None:
        with ending_cleanly():
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        run()


def test_an_error_of_the_run_comes_before_the_ending() -> None:
    def run() -> None:
        with ending_cleanly():
            os.kill(os.getpid(), signal.SIGINT)
            raise ValueError("the run's own")

    with pytest.raises(ValueError, match="the run's own"):
        run()


def test_outside_the_main_thread_nothing_is_caught() -> None:
    answers: list[bool] = []

    def run() -> None:
        with ending_cleanly() as stopped:
            answers.append(stopped())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert answers == [False]
