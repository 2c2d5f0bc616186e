"""The door: many accounts at a time, each in single file."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.errors import StorageBusyError
from scheduler.boundaries import Boundary
from scheduler.door import Door
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import B, Hand, a_hand
from tests.platforms.scripted import ScriptedConnector
from tests.projects import a_project
from tests.waiting import until

SOON = timedelta(seconds=10)
ACCOUNTS = ("box", "other", "third")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        hand.connectors |= {key: ScriptedConnector() for key in ACCOUNTS}
        yield hand


@pytest.fixture
def errors() -> list[tuple[str, Exception]]:
    return []


@pytest.fixture
def door(hand: Hand, errors: list[tuple[str, Exception]]) -> Iterator[Door]:
    crew = hand.crew()
    door = Door(
        crew.publisher,
        crew.recovery,
        crew.planner,
        lambda lane, error: errors.append((lane, error)),
    )
    yield door

    assert door.drain(SOON)
    assert errors == []


def ledger(hand: Hand, account: str) -> list[str]:
    return hand.connectors[account].ledger


def test_every_account_that_has_something_due_is_served(hand: Hand, door: Door) -> None:
    """One look, all accounts."""
    hand.plan(a_post(accounts=ACCOUNTS))
    door.dispatch_due()

    until(lambda: all(ledger(hand, key) for key in ACCOUNTS))


def test_a_slow_account_does_not_delay_the_others(hand: Hand, door: Door) -> None:
    """It hangs in the middle of a request; theirs go out."""
    gate = threading.Event()
    hand.box.meanwhile = lambda: gate.wait(5)
    hand.plan(a_post(accounts=ACCOUNTS))
    door.dispatch_due()
    until(lambda: bool(ledger(hand, "other") and ledger(hand, "third")))

    assert ledger(hand, "box") == []

    gate.set()
    until(lambda: bool(ledger(hand, "box")))


def test_looking_often_publishes_once(hand: Hand, door: Door) -> None:
    """A trigger that rings ten times means no more than once."""
    hand.plan(a_post(accounts=ACCOUNTS))
    for _ in range(10):
        door.dispatch_due()
    until(lambda: hand.states() == ["sent"] * 3)

    assert [ledger(hand, key) for key in ACCOUNTS] == [["Hello, everybody!"]] * 3


def test_what_is_uncertain_is_served_before_what_is_due(hand: Hand, door: Door) -> None:
    """Recovery and publishing never meet on an account: one thread does both."""
    hand.plan(a_post("a", text="one"), a_post("b", at=NOON + SOON, text="two"))
    hand.box.will("hang-up-after-storing")
    door.dispatch_due()
    # The books are kept last: from then on the thread has nothing more to do.
    until(lambda: hand.memory.accounts.status("box").failures == 1)
    before = hand.states()
    hand.clock.turn(SOON)
    door.dispatch_due()
    until(lambda: hand.states() == ["sent", "sent"])

    assert before == ["uncertain", "queued"]
    assert ledger(hand, "box") == ["one", "two"]


def test_yaml_has_its_say_on_what_comes_back_to_the_queue(tmp_path: Path) -> None:
    """Removed from YAML while its outcome was unknown: found unsent, so not sent."""
    with a_hand(tmp_path, B) as hand:
        crew = hand.crew()
        door = Door(crew.publisher, crew.recovery, crew.planner, lambda *_: None)
        hand.plan(a_post())
        hand.box.will("hang-up-before")
        door.dispatch_due()
        until(lambda: hand.memory.accounts.status("box").failures == 1)
        hand.project.swap(a_project())
        for _look in range(2):
            before = hand.memory.outbox.deliveries()
            hand.clock.turn(timedelta(seconds=90))
            door.dispatch_due()
            until(lambda seen=before: hand.memory.outbox.deliveries() != seen)  # type: ignore[misc]  # a default value
        until(lambda: hand.states() != ["queued"])
        door.drain(SOON)

        assert hand.states() == ["cancelled"]
        assert hand.box.ledger == []


def test_closing_lets_what_is_being_sent_end(hand: Hand) -> None:
    """SIGTERM in the middle of a request: its receipt is still written down."""
    crew = hand.crew()
    door = Door(crew.publisher, crew.recovery, crew.planner, lambda *_: None)
    begun, gate = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        gate.wait(5)

    hand.box.meanwhile = hang
    hand.plan(a_post("a", text="one"), a_post("b", text="two"))
    door.dispatch_due()
    begun.wait(5)

    assert not door.drain(timedelta(milliseconds=10))

    gate.set()

    assert door.drain(SOON)
    assert hand.states() == ["sent", "queued"]
    assert hand.box.ledger == ["one"]


def test_what_went_out_before_an_error_is_logged(hand: Hand) -> None:
    """The database failed at the second post: the first one is out all the same."""
    crew = hand.crew()
    door = Door(crew.publisher, crew.recovery, crew.planner, lambda *_: None)
    hand.plan(a_post("a", text="one"), a_post("b", text="two"))
    seen = count()

    def observe(boundary: Boundary, _delivery_id: int) -> None:
        if boundary is Boundary.CLAIM and next(seen):
            raise StorageBusyError("busy")

    crew.speaker.observe = observe
    with capture_logs() as logs, pytest.raises(StorageBusyError):
        door.attend("box")
    door.drain(SOON)

    assert hand.states() == ["sent", "queued"]
    assert [(one["event"], one["post"]) for one in logs] == [("post_sent", "a")]


def test_what_came_back_before_an_error_is_followed_up(hand: Hand) -> None:
    """The database failed after a try that sent nothing: YAML still has its say."""
    crew = hand.crew()
    door = Door(crew.publisher, crew.recovery, crew.planner, lambda *_: None)
    hand.plan(a_post("a", text="one"), a_post("b", text="two"))
    hand.box.will("rate-limit")
    claims = count()

    def observe(boundary: Boundary, _delivery_id: int) -> None:
        if boundary is Boundary.CLAIM and next(claims):
            hand.project.swap(a_project())
            raise StorageBusyError("busy")

    crew.speaker.observe = observe
    with pytest.raises(StorageBusyError):
        door.attend("box")
    door.drain(SOON)

    assert hand.states() == ["cancelled"] * 2
    assert hand.box.ledger == []
