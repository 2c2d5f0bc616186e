"""What was due while we were away is looked for before it is sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.deliveries import DeliveryState, Move
from domain.errors import TryLaterError
from domain.likeness import OwnPosts
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Draft, Message
from scheduler.crew import Crew
from scheduler.presence import Presence
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
    publisher = replace(crew.publisher, presence=Presence(hand.clock.now()))
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
    crew.__dict__["publisher"] = replace(crew.publisher, presence=Presence(began))
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


def test_a_list_that_is_too_short_proves_nothing(hand: Hand) -> None:
    """A busy account's list may end before the time in question: a person looks."""
    plan(hand)
    hand.box.own_posts = lambda _since: OwnPosts((), is_complete=False)  # type: ignore[method-assign,assignment]  # a short list
    hand.pass_time(5 * MINUTE, woken_later(hand))

    assert hand.box.ledger == []
    assert hand.states() == ["missed"]
    assert "does not list your posts back to then" in str(hand.only().reason)


def test_where_nothing_is_listed_it_goes_out(tmp_path: Path) -> None:
    """Class C offers no way to look; the marks must do."""
    with a_hand(tmp_path, C) as hand:
        plan(hand)
        hand.pass_time(5 * MINUTE, woken_later(hand))

        assert hand.states() == ["sent"]


def test_a_thread_that_is_out_is_found_whole(hand: Hand) -> None:
    """Its later parts were released just now, but may be out as long as the first."""
    post = a_post(thread=(Message("Part two"), Message("Part three")))
    hand.plan(post)
    hand.attend()
    seen = list(hand.box.ledger)
    forget(hand)
    hand.plan(post)
    crew = woken_later(hand)
    for _ in range(4):
        hand.pass_time(5 * MINUTE, crew)

    assert len(seen) == 3
    assert hand.box.ledger == seen
    assert hand.states() == ["sent"] * 3


def forget(hand: Hand) -> None:
    """Set the memory back to before anything was planned."""
    with hand.memory._database.writing() as connection:
        for table in ("delivery", "post", "journal"):
            connection.exec_driver_sql(f"DELETE FROM {table}")


def test_a_try_that_we_know_of_was_perhaps_not_the_last(hand: Hand) -> None:
    """The machine was set back to between two tries; the second one worked."""
    hand.plan(a_post())
    hand.box.will("refuse-connection")
    hand.attend()
    publish_unknown_to_us(hand)
    hand.pass_time(5 * MINUTE, woken_later(hand))

    assert hand.only().attempt == 1
    assert hand.box.ledger == ["Hello, everybody!"]
    assert hand.states() == ["sent"]


def test_what_a_person_asks_for_goes_out(hand: Hand) -> None:
    """Who says "send it now" has looked, and may want to say it again."""
    plan(hand)
    publish_unknown_to_us(hand)
    hand.clock.turn(timedelta(hours=2))
    hand.attend()
    missed = Move(DeliveryState.QUEUED, phrase("Send it"), released=True)
    hand.memory.outbox.move(hand.only(), missed, hand.clock.now())
    hand.attend(woken(hand))

    assert hand.box.ledger == ["Hello, everybody!"] * 2


def test_whoever_did_not_look_for_a_while_was_away() -> None:
    """A computer asleep, or set back while it ran, is as one switched off."""
    presence = Presence(NOON)
    since = []
    for minutes in (0, 0.5, 1, 1.5, 60, 60.5):
        presence.look(NOON + minutes * MINUTE)
        since.append(presence.since - NOON)

    assert since == [timedelta(0)] * 4 + [timedelta(hours=1)] * 2
