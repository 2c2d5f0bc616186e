"""Evergreen posts and single occurrences: what a recurring post says, and when."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.deliveries import Approval, DeliveryState
from domain.posts import Message, Pool, Post, Repeat
from domain.project import Campaign
from domain.timing import Timing
from scheduler.evergreen import Rotation
from scheduler.plan import Planner, decide
from tests.builders import a_post
from tests.clocks import NOON
from tests.contracts.storage_deliveries import a_move, claimed
from tests.crews import Hand, a_hand
from tests.machine_settings import examples
from tests.memories import next_for
from tests.plans import INSERT, a_delivery, steps
from tests.projects import a_project

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
_S = DeliveryState


def by_turns(*texts: str, rest: timedelta = 3 * DAY, **changes: Any) -> Post:
    """Return a post that says these by turns, each day in Tokyo."""
    post = a_post(
        text=texts[0],
        at=NOON + HOUR,
        repeat=Repeat("FREQ=DAILY", "Asia/Tokyo"),
        **changes,
    )
    versions = tuple(replace(post, text=text) for text in texts)
    return replace(post, pool=Pool(versions, rest))


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def planned(hand: Hand, post: Post) -> list[str]:
    """Plan *post*; return what it will say, day by day."""
    Planner(hand.memory, hand.clock).apply(a_project(post))
    with closing(hand.memory.outbox.planned()) as rows:
        return [r.message.text for r in rows if r.state is not _S.CANCELLED]


def publish(hand: Hand) -> None:
    """Let what is due go out."""
    now = hand.clock.now()
    while row := next_for(hand.memory, "box", now):
        hand.memory.outbox.move(claimed(hand.memory, row), a_move(_S.SENT), now)


def test_texts_take_their_turns(hand: Hand) -> None:
    """In the order of the file; and a plan that was made is made."""
    post = by_turns("a", "b", "c", "d")

    assert "".join(planned(hand, post))[:9] == "abcdabcda"
    project = a_project(post)
    assert Planner(hand.memory, hand.clock).apply(project).count == 0
    assert Planner(hand.memory, hand.clock).preview(project).steps == ()


def test_a_new_text_takes_its_turn_when_one_is_free(hand: Hand) -> None:
    """What was planned stays as it is."""
    before = planned(hand, by_turns("a", "b", "c"))
    hand.clock.turn(5 * DAY)
    after = planned(hand, by_turns("a", "b", "c", "d"))

    assert after[: len(before)] == before
    assert after[len(before)] == "d"


def test_a_text_that_is_gone_makes_room_for_others(hand: Hand) -> None:
    """And none comes again too soon for it."""
    planned(hand, by_turns("a", "b", "c", "d", "e"))
    after = planned(hand, by_turns("a", "b", "d", "e"))

    assert "c" not in after
    assert _closest(after) >= 3


def test_what_was_said_is_remembered(hand: Hand) -> None:
    """What is out says what it said, and is not said again too soon."""
    planned(hand, by_turns("a", "b", "c", "d"))
    hand.clock.turn(2 * HOUR)
    publish(hand)
    hand.clock.turn(DAY)
    publish(hand)
    after = planned(hand, by_turns("z", "b", "a", "y", "x"))

    assert after[:2] == ["a", "b"]
    assert _closest(after) >= 3


def test_too_few_texts_still_take_turns(hand: Hand) -> None:
    """The check has warned."""
    post = by_turns("a", "b", rest=30 * DAY)

    assert planned(hand, post)[:4] == ["a", "b", "a", "b"]
    assert Planner(hand.memory, hand.clock).apply(a_project(post)).count == 0


def _closest(texts: list[str]) -> int:
    """Return after how many days at least a text comes again."""
    places: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        places.setdefault(text, []).append(number)
    return min(b - a for found in places.values() for a, b in pairwise(found))


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(1, 9), st.integers(1, 12), st.integers(5, 40))
def test_no_text_comes_again_within_its_rest(count: int, rest: int, days: int) -> None:
    """If there are enough of them; and all are said equally often."""
    pool = by_turns(*map(str, range(count)), rest=rest * DAY).pool
    rotation = Rotation.of(pool, "box", NOON)
    assert rotation is not None
    said = [rotation.turn(NOON + number * DAY).text for number in range(days)]
    counts = [said.count(text) for text in set(said)]

    assert max(counts) - min(counts) <= 1 or count < rest
    if count >= rest:
        assert all(b not in said[max(0, n - rest + 1) : n] for n, b in enumerate(said))


def test_a_yes_to_a_text_is_a_yes_on_each_of_its_turns() -> None:
    """Other texts need their own."""
    post = by_turns("a", "b", needs_approval=True)
    yes = Approval("Aiko", NOON, Message("a").content_hash)
    row = a_delivery(post, _S.SENT, approval=yes, needs_approval=True)
    plan = decide(a_project(post), [row], NOON + 2 * HOUR)
    approved = {step.post.text: step.move is not None for step in plan.steps}

    assert approved == {"a": True, "b": False}


MONDAYS = a_post(
    text="Good morning", at=NOON + HOUR, repeat=Repeat("FREQ=WEEKLY", "Asia/Tokyo")
)


def test_a_single_occurrence_says_something_else(hand: Hand) -> None:
    """At its time or at another one; the others say what they always do."""
    second, third = MONDAYS.at + 7 * DAY, MONDAYS.at + 14 * DAY
    post = replace(
        MONDAYS,
        timing=Timing(zone="Asia/Tokyo", moved={third: third + HOUR}),
        reworded={
            second: replace(MONDAYS, text="Good evening"),
            third: replace(MONDAYS, text="Good night"),
        },
    )

    assert planned(hand, MONDAYS) == ["Good morning"] * 5
    assert planned(hand, post)[:4] == [
        "Good morning",
        "Good evening",
        "Good night",
        "Good morning",
    ]
    assert Planner(hand.memory, hand.clock).apply(a_project(post)).count == 0
    assert planned(hand, MONDAYS) == ["Good morning"] * 5


def test_what_went_out_for_once_needs_no_second_look(hand: Hand) -> None:
    """It says what its time wants."""
    post = replace(MONDAYS, reworded={MONDAYS.at: replace(MONDAYS, text="Once")})
    planner, project = Planner(hand.memory, hand.clock), a_project(post)
    planner.apply(project)
    hand.clock.turn(2 * HOUR)
    publish(hand)
    sent = hand.memory.outbox.deliveries([_S.SENT])

    assert [one.message.text for one in sent] == ["Once"]
    assert planner.follow_up(project, sent).count == 0
    assert planner.preview(project).warnings == ()


def test_a_campaign_that_is_cancelled_takes_its_posts_back() -> None:
    """And says why."""
    post = a_post(campaign="fair")
    campaign = Campaign("fair", is_cancelled=True, reason="Rain")
    project = replace(a_project(), campaigns={"fair": campaign})
    (step,) = decide(project, [a_delivery(post)], NOON).steps

    assert step.move is not None
    assert str(step.move.reason) == "Its campaign is cancelled: Rain"


def test_what_has_no_time_left_is_taken_back() -> None:
    """A post that waits for a slot, and there is none."""
    post = a_post(timing=Timing(slot=""))
    (step,) = decide(a_project(post), [a_delivery(post)], NOON).steps

    assert step.move is not None
    assert "no time left" in str(step.move.reason)
    assert steps(decide(a_project(a_post()), [], NOON)) == [(INSERT, NOON)]
