"""What was due while we were away is looked for before it is sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import TryLaterError
from domain.ports import PlanStep
from domain.posts import Draft
from scheduler.crew import Crew
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import A, B, C, Hand, a_hand

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=[A, B], ids="AB")
def hand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path, request.param) as hand:
        yield hand


def woken(hand: Hand) -> Crew:
    """Return the crew of a process that begins now."""
    crew = hand.crew()
    publisher = replace(crew.publisher, began=hand.clock.now())
    crew.__dict__["publisher"] = publisher
    return crew


def plan(hand: Hand) -> None:
    """Let a post be due at noon."""
    hand.memory.outbox.apply([PlanStep(None, "box", a_post())], NOON)


def publish_unknown_to_us(hand: Hand) -> None:
    """Let our words go out as they would have before the disk was set back."""
    frozen = hand.box.freeze(Draft("Hello, everybody!"), hand.clock.now())
    hand.box.publish(frozen)


def test_what_is_out_already_is_not_sent_again(hand: Hand) -> None:
    """A snapshot of the whole machine was put back: no mark could tell."""
    plan(hand)
    publish_unknown_to_us(hand)
    hand.pass_time(5 * MINUTE, woken_later(hand))

    assert hand.box.ledger == ["Hello, everybody!"]
    assert hand.states() == ["sent"]
    assert "found on the platform" in str(hand.only().reason)
    assert hand.only().receipt is not None


def woken_later(hand: Hand) -> Crew:
    """Return the crew of a process that begins five minutes from now."""
    crew = hand.crew()
    began = hand.clock.now() + 5 * MINUTE
    crew.__dict__["publisher"] = replace(crew.publisher, began=began)
    return crew


def test_what_is_not_out_goes_out(hand: Hand) -> None:
    """An ordinary restart loses nothing."""
    plan(hand)
    hand.pass_time(5 * MINUTE, woken_later(hand))

    assert hand.box.ledger == ["Hello, everybody!"]
    assert hand.states() == ["sent"]
    assert hand.box.looks == 1


def test_what_is_due_from_now_on_needs_no_look(hand: Hand) -> None:
    """We would know of it."""
    crew = woken(hand)
    plan(hand)
    hand.attend(crew)

    assert hand.states() == ["sent"]
    assert hand.box.looks == 0


def test_while_the_platform_does_not_tell_it_waits(hand: Hand) -> None:
    """Rather late than twice."""
    plan(hand)
    hand.box.look_up_error = TryLaterError("too many requests")
    hand.pass_time(5 * MINUTE, woken_later(hand))

    assert hand.states() == ["queued"]
    assert hand.box.ledger == []


def test_where_nothing_is_listed_it_goes_out(tmp_path: Path) -> None:
    """Class C offers no way to look; the marks must do."""
    with a_hand(tmp_path, C) as hand:
        plan(hand)
        hand.pass_time(5 * MINUTE, woken_later(hand))

        assert hand.states() == ["sent"]
