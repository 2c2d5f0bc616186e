"""Lanes: at most one piece of work each, and none holds up another."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from scheduler.lanes import Lanes
from tests.waiting import until

SOON = timedelta(seconds=5)


@pytest.fixture
def errors() -> list[tuple[str, Exception]]:
    return []


def test_a_lane_runs_one_piece_of_work_at_a_time() -> None:
    """However often it is called; and it runs once more for calls in between."""
    runs: Counter[str] = Counter()
    inside, most = [0], [0]
    gate = threading.Event()

    def work(lane: str) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        gate.wait(5)
        inside[0] -= 1
        runs[lane] += 1

    lanes = Lanes("test", work, lambda _lane, _error: None, 4)
    for _ in range(10):
        lanes.call(["box"])
    gate.set()
    until(lambda: runs["box"] == 2)

    assert lanes.drain(SOON)
    assert runs["box"] == 2
    assert most == [1]


def test_a_slow_lane_holds_up_no_other() -> None:
    """One platform hangs; the others go on."""
    gate, done = threading.Event(), threading.Event()

    def work(lane: str) -> None:
        if lane == "slow":
            gate.wait(5)
        else:
            done.set()

    lanes = Lanes("test", work, lambda _lane, _error: None, 2)
    lanes.call(["slow", "quick"])

    assert done.wait(5)

    gate.set()

    assert lanes.drain(SOON)


def test_an_error_is_told_and_the_lane_lives_on(
    errors: list[tuple[str, Exception]],
) -> None:
    """What one run raises does not stop the next one."""
    runs: list[str] = []

    def work(lane: str) -> None:
        runs.append(lane)
        if len(runs) == 1:
            raise ZeroDivisionError

    lanes = Lanes("test", work, lambda lane, error: errors.append((lane, error)), 1)
    lanes.call(["box"])
    until(lambda: len(errors) == 1)
    lanes.call(["box"])
    until(lambda: len(runs) == 2)

    assert lanes.drain(SOON)
    assert errors[0][0] == "box"


def test_after_closing_nothing_begins() -> None:
    """What waits for a thread is not begun; what is called is not heard."""
    gate, begun = threading.Event(), threading.Event()
    runs: list[str] = []

    def work(lane: str) -> None:
        begun.set()
        gate.wait(5)
        runs.append(lane)

    lanes = Lanes("test", work, lambda _lane, _error: None, 1)
    lanes.call(["first", "waiting"])
    begun.wait(5)
    lanes.call(["first"])
    lanes.close()
    lanes.call(["late"])

    assert not lanes.is_open()
    assert not lanes.drain(timedelta(milliseconds=10))

    gate.set()

    assert lanes.drain(SOON)
    assert runs == ["first"]
