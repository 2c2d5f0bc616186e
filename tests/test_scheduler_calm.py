"""Quiet hours and distances when it comes to publishing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.accounts import Account
from domain.deliveries import Release
from domain.items import RemoteReference
from domain.late import LatePolicy
from domain.phrases import phrase
from domain.ports import ReplyWish
from domain.posts import Post, ReplyTarget
from domain.timing import QuietHours
from scheduler.calm import too_close
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import Hand, a_hand
from tests.projects import a_project

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
#: Noon in Tokyo.
AT_NOON = NOON.replace(hour=3)
PATIENT = LatePolicy(within=3 * HOUR, spacing=timedelta(0))
LUNCH = QuietHours(
    frozenset(range(7)),
    (AT_NOON + 9 * HOUR + 30 * MINUTE).time(),
    (AT_NOON + 10 * HOUR).time(),
)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def plan(hand: Hand, *posts: Post, **habits: Any) -> None:
    """Let the files say *posts*, on an account with these habits."""
    account = Account("box", "scripted", handle="us", **habits)
    project = replace(a_project(*posts), accounts={"box": account})
    hand.project.swap(project)
    hand.crew().planner.apply(project)


def test_what_is_late_waits_for_the_end_of_quiet_hours(hand: Hand) -> None:
    """It goes out right after, if it is not too late by then."""
    plan(hand, a_post(late=PATIENT), quiet_hours=(LUNCH,))
    hand.pass_time(45 * MINUTE)

    assert hand.box.ledger == []
    assert "quiet hours" in str(hand.only().reason)
    hand.pass_time(20 * MINUTE)
    assert hand.box.ledger == ["Hello, everybody!"]


def test_what_is_meant_for_quiet_hours_goes_out_in_them(hand: Hand) -> None:
    """Somebody wrote so: of this post, or of this one time."""
    plan(hand, a_post(at=NOON + 40 * MINUTE, late=PATIENT), quiet_hours=(LUNCH,))
    hand.pass_time(45 * MINUTE)

    assert hand.box.ledger == ["Hello, everybody!"]


def test_posts_keep_their_distance(hand: Hand) -> None:
    """The second one waits, and then goes out."""
    first, second = (a_post(key, text=key, late=PATIENT) for key in "ab")
    plan(hand, first, second, spacing=HOUR)
    hand.attend()

    assert hand.box.ledger == ["a"]
    hand.pass_time(59 * MINUTE)
    assert hand.box.ledger == ["a"]
    hand.pass_time(MINUTE)
    assert hand.box.ledger == ["a", "b"]


def test_replies_and_threads_wait_for_nobody(hand: Hand) -> None:
    """Somebody asked; and a thread is one thing."""
    plan(hand, a_post(thread=a_post().messages), spacing=HOUR, quiet_hours=(LUNCH,))
    hand.attend()
    hand.attend()
    hand.clock.turn(45 * MINUTE)
    target = ReplyTarget(1, RemoteReference("item-1"), RemoteReference("item-1"))
    hand.memory.outbox.add_reply(
        "box", target, ReplyWish("Yes", "Aiko"), hand.clock.now()
    )
    hand.attend()

    assert hand.box.ledger == ["Hello, everybody!", "Hello, everybody!", "Yes"]


def test_what_a_person_releases_goes_out_at_once(hand: Hand) -> None:
    """A person's word is worth more than a habit."""
    plan(hand, a_post(late=PATIENT), quiet_hours=(LUNCH,))
    hand.pass_time(45 * MINUTE)
    now = hand.clock.now()
    released = Release(now, phrase("sent again"), "Aiko")
    hand.memory.outbox.release(hand.only(), released, now)
    hand.attend()

    assert hand.box.ledger == ["Hello, everybody!"]


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    """What was sent in the future is no reason."""
    account = Account("box", "scripted", spacing=HOUR)

    assert too_close(account, NOON + MINUTE, NOON) is None
    assert too_close(account, None, NOON) is None
    assert too_close(account, NOON - HOUR, NOON) is None
    calm = too_close(account, NOON - MINUTE, NOON)
    assert calm is not None
    assert calm.until == NOON + 59 * MINUTE
