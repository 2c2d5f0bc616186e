"""The bell of one process."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from domain.ports import Bell
from scheduler.engines.apscheduler_bell import ApschedulerBell
from tests.clocks import ManualClock
from tests.waiting import until

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def errors() -> list[tuple[str, Exception]]:
    return []


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def bell(
    errors: list[tuple[str, Exception]], clock: ManualClock
) -> Iterator[ApschedulerBell]:
    bell = ApschedulerBell(lambda name, error: errors.append((name, error)), clock)
    yield bell
    bell.stop()


def now() -> datetime:
    return datetime.now(UTC)


def test_it_is_a_bell(bell: ApschedulerBell) -> None:
    """The type checker holds it to the port; here it is only named."""
    port: Bell = bell

    assert port.names() == []


def test_it_rings_on_time(bell: ApschedulerBell) -> None:
    """A due post starts within tens of milliseconds."""
    rung: list[datetime] = []
    moment = now() + timedelta(milliseconds=150)
    bell.start()
    bell.ring_at("due", moment, lambda: rung.append(now()))
    until(lambda: bool(rung))

    assert timedelta(0) <= rung[0] - moment < timedelta(milliseconds=50)


def test_a_time_that_has_passed_rings_at_once(bell: ApschedulerBell) -> None:
    """However late: being late is better than never."""
    rung: list[datetime] = []
    bell.start()
    bell.ring_at("due", now() - timedelta(days=400), lambda: rung.append(now()))

    until(lambda: bool(rung))


def test_bells_set_before_the_start_ring_after_it(bell: ApschedulerBell) -> None:
    """The house is furnished before it opens."""
    rung: list[str] = []
    bell.ring_at("due", now(), lambda: rung.append("first"))
    bell.ring_at("due", now(), lambda: rung.append("second"))

    assert bell.names() == ["due"]
    assert rung == []

    bell.start()
    until(lambda: rung == ["second"])


def test_the_same_name_again_replaces(bell: ApschedulerBell) -> None:
    """There is one wake-up for the next due post, not a heap of old ones."""
    rung: list[str] = []
    bell.start()
    bell.ring_at("due", now() + AN_HOUR, lambda: rung.append("old"))
    bell.ring_at("due", now(), lambda: rung.append("new"))
    until(lambda: bool(rung))

    assert rung == ["new"]
    assert bell.names() == []


def test_an_action_may_set_its_own_bell_again(bell: ApschedulerBell) -> None:
    """A ring that comes while the last one still runs is not lost."""
    rung: list[int] = []

    def ring() -> None:
        if len(rung) < 20:
            bell.ring_at("due", now(), ring)
        rung.append(len(rung))

    bell.start()
    bell.ring_at("due", now(), ring)

    until(lambda: len(rung) == 21)


def test_it_rings_every_so_often(bell: ApschedulerBell) -> None:
    """At once (or after the first wait), and then again and again."""
    rung: list[datetime] = []
    bell.start()
    bell.ring_every("look", timedelta(milliseconds=20), lambda: rung.append(now()))

    until(lambda: len(rung) > 3)


def test_a_periodic_bell_never_rings_twice_at_once(bell: ApschedulerBell) -> None:
    """A slow action is let end; the ring it missed is not made up for."""
    inside, most = threading.Semaphore(0), [0]
    running, ended = [0], [0]

    def slow() -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        inside.acquire(timeout=0.1)
        running[0] -= 1
        ended[0] += 1

    bell.start()
    bell.ring_every("look", timedelta(milliseconds=10), slow)
    until(lambda: ended[0] >= 3)

    assert most == [1]


def test_a_silenced_bell_rings_no_more(bell: ApschedulerBell) -> None:
    """Silencing what was never set is fine."""
    bell.start()
    bell.ring_every("look", AN_HOUR, lambda: None, first_after=AN_HOUR)
    bell.silence("look")
    bell.silence("nothing")

    assert bell.names() == []


def test_an_error_is_told_and_the_bell_lives_on(
    bell: ApschedulerBell, errors: list[tuple[str, Exception]]
) -> None:
    """Errors in actions are never lost, and never stop the bell."""
    rung: list[int] = []

    def stumble() -> None:
        rung.append(1)
        raise ZeroDivisionError

    bell.start()
    bell.ring_every("look", timedelta(milliseconds=20), stumble)
    until(lambda: len(rung) > 2)

    assert errors[0][0] == "look"
    assert isinstance(errors[0][1], ZeroDivisionError)


@pytest.mark.parametrize("by", [-AN_HOUR, AN_HOUR], ids=["back", "forward"])
def test_when_the_clock_is_set_periodic_bells_ring(
    bell: ApschedulerBell, clock: ManualClock, by: timedelta
) -> None:
    """An hour back must not mean an hour of silence."""
    rung: list[int] = []
    bell.start()
    bell.ring_every("look", AN_HOUR, lambda: rung.append(1), first_after=AN_HOUR)
    clock.turn(AN_HOUR)

    assert not bell.check_clock()
    assert rung == []

    clock.set(clock.now() + by)
    bell.check_clock()

    until(lambda: bool(rung))


def _threads_of(action: Callable[[], None]) -> set[threading.Thread]:
    before = set(threading.enumerate())
    action()
    return set(threading.enumerate()) - before


def test_stopping_leaves_no_thread() -> None:
    """The process can end."""

    def live() -> None:
        rung: list[int] = []
        bell = ApschedulerBell(lambda _name, _error: None)
        bell.start()
        bell.ring_at("due", now(), lambda: rung.append(1))
        until(lambda: bool(rung))
        bell.stop()

    assert _threads_of(live) == set()


def test_an_action_may_set_bells_while_the_bell_is_stopped() -> None:
    """Stopping waits for the action, which waits for no lock of the bell."""
    errors: list[Exception] = []
    bell = ApschedulerBell(lambda _name, error: errors.append(error))
    begun, stopping = threading.Event(), threading.Event()

    def set_bells() -> None:
        begun.set()
        stopping.wait(5)
        for number in range(50):
            bell.ring_at(f"bell {number}", now() + AN_HOUR, set_bells)
            bell.ring_every(f"every {number}", AN_HOUR, set_bells)

    bell.start()
    bell.ring_at("due", now(), set_bells)
    begun.wait(5)
    stopper = threading.Thread(target=bell.stop)
    stopper.start()
    until(lambda: not bell._scheduler.running)
    stopping.set()
    stopper.join(5)

    assert not stopper.is_alive()
    assert errors == []


def test_a_bell_that_never_rang_can_be_stopped() -> None:
    """A start that failed half way is undone."""
    bell = ApschedulerBell(lambda _name, _error: None)

    bell.stop()
