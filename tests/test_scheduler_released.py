"""What a person has let out is neither missed for want of a yes nor overtaken."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.deliveries import DeliveryState, Move, Release
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Repeat
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import Hand, a_hand

HOUR = timedelta(hours=1)
SAID = phrase("A person said so")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def test_what_a_person_asked_for_waits_for_its_yes(hand: Hand) -> None:
    """What was never asked for is missed; this is not missed again."""
    step = PlanStep(None, "box", a_post(), needs_approval=True)
    hand.memory.outbox.apply([step], NOON)
    hand.pass_time(timedelta(minutes=1))
    missed = hand.only()
    back = Move(DeliveryState.AWAITING_APPROVAL, SAID, released=True)
    hand.memory.outbox.move(missed, back, hand.clock.now())
    hand.pass_time(HOUR)

    assert missed.state is DeliveryState.MISSED
    assert hand.only().state is DeliveryState.AWAITING_APPROVAL


def test_an_occurrence_that_a_person_let_out_is_not_left_out(hand: Hand) -> None:
    """A later one is due as well; both were wanted."""
    weekly = a_post(repeat=Repeat("FREQ=HOURLY", "UTC"))
    later = NOON + HOUR
    steps = [PlanStep(None, "box", weekly, due_at=at) for at in (NOON, later)]
    hand.memory.outbox.apply(steps, NOON)
    hand.clock.turn(HOUR)
    first = hand.memory.outbox.deliveries()[0]
    hand.memory.outbox.release(first, Release(later, SAID), hand.clock.now())
    hand.pass_time(timedelta(minutes=5))
    hand.pass_time(timedelta(minutes=10))

    assert hand.states() == ["sent", "sent"]
