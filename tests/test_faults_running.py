"""The daemon's rounds while the memory is in trouble, and after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.errors import StorageBlockedError
from domain.phrases import ENGLISH
from domain.ports import EntryFilter
from scheduler.engines.apscheduler_bell import ApschedulerBell
from scheduler.loop import Rounds
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.crews import Hand, a_hand
from tests.waiting import until

SECOND = timedelta(seconds=1)


class House:
    """Rounds that are walked by hand: no bell rings by itself."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.errors: list[tuple[str, Exception]] = []
        self.bell = ApschedulerBell(lambda *_: None)
        self.rounds = Rounds(
            self.bell,
            hand.crew(),
            hand.project,
            lambda _language: ENGLISH,
            lambda *error: self.errors.append(error),
        )

    @contextmanager
    def unwritable(self) -> Iterator[None]:
        """Let nothing be written, though all can be read."""
        always = "PRAGMA query_only = ON"
        with self.connections(always):
            yield

    @contextmanager
    def connections(self, statement: str) -> Iterator[None]:
        """Say *statement* on every connection, and take it back."""
        engine = self.hand.memory._database.engine
        for word, end in ((statement, False), (statement.replace("ON", "OFF"), True)):
            held = [engine.raw_connection() for _ in range(4)]
            for one in held:
                one.driver_connection.execute(word)  # type: ignore[union-attr]  # it is open
            for one in held:
                one.close()
            if not end:
                yield

    def walk(self, seconds: int) -> None:
        """Look every two seconds."""
        for _ in range(0, seconds, 2):
            self.hand.clock.turn(2 * SECOND)
            self.rounds.look()
            until(lambda: not self.rounds._door._lanes._again)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_hand(tmp_path) as hand:
        house = House(hand)
        yield house
        house.rounds.stop(10 * SECOND)


def test_what_waited_for_the_memory_goes_out_when_it_can_be_written(
    house: House,
) -> None:
    """One line when it begins, one when it ends; the daemon is well all the time."""
    house.hand.plan(a_post(at=NOON + SECOND))
    with capture_logs() as logs:
        with house.unwritable():
            house.walk(40)
            during = (house.rounds.is_well(), house.rounds.trouble.problem)
            told = [line["event"] for line in logs]
        house.walk(10)

    assert during[0]
    assert "not written" in str(during[1])
    assert told == ["memory_in_trouble"]
    assert [line["event"] for line in logs].count("memory_answers_again") == 1
    assert house.rounds.trouble.problem is None
    assert house.hand.box.ledger == ["Hello, everybody!"]
    assert house.errors == []


def test_what_came_to_nothing_is_done_after_it(house: House) -> None:
    """Judging, planning and listening, without waiting for their next turn."""
    house.hand.memory.inbox.take_in("box", a_page(an_item("When?")), NOON)
    late = a_post(at=NOON + timedelta(hours=1))
    house.hand.project.swap(replace(house.hand.project(), posts=(late,)))
    house.rounds.trouble("triage", StorageBlockedError("full"))
    house.walk(6)

    assert "catch-up" in house.bell.names()

    house.rounds._catch_up()
    until(lambda: bool(house.hand.box.cursors))

    assert house.hand.memory.inbox.entries(EntryFilter(waiting_only=True))
    assert house.hand.states() == ["queued"]


def test_a_reload_in_trouble_is_done_when_it_is_tried_again(house: House) -> None:
    """A changed account is not forgotten over it."""
    project = house.hand.project()
    changed = replace(project.accounts["box"], handle="them")
    project = replace(project, accounts={"box": changed}, posts=(a_post(),))
    with house.unwritable(), pytest.raises(StorageBlockedError):
        house.rounds.reload(project)

    assert house.rounds.reload(project).count == 1
    until(lambda: bool(house.hand.box.cursors))


@pytest.mark.parametrize(
    ("error", "is_well"),
    [(StorageBlockedError("full"), True), (ZeroDivisionError(), False)],
    ids=["the database says no", "a bug of ours"],
)
def test_the_watchdog_is_content_with_who_is_only_told_no(
    house: House, error: Exception, *, is_well: bool
) -> None:
    """Starting anew mends no disk; it may mend us."""

    def due_accounts(_now: object) -> tuple[str, ...]:
        raise error

    house.hand.memory.outbox.due_accounts = due_accounts  # type: ignore[method-assign,assignment]  # in trouble
    for _ in range(20):
        house.hand.clock.turn(2 * SECOND)
        bearing(house.rounds.look)

    assert house.rounds.is_well() is is_well


def bearing(look: Callable[[], None]) -> None:
    """Look, as the bell does: it lives on."""
    try:
        look()
    except ZeroDivisionError:
        return
