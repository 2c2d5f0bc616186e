"""Slots: every post its own, for as long as the slot is there."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.accounts import Account
from domain.deliveries import CancelledBy, DeliveryState
from domain.posts import Post, Repeat
from domain.project import Project
from domain.timing import (
    UNPLACED,
    Habits,
    HolidayAction,
    Holidays,
    QuietHours,
    Slot,
    Timing,
)
from scheduler.due import time_on
from scheduler.plan import Planner
from scheduler.seats import Given, given_by, seated, waiting
from tests.builders import a_post
from tests.clocks import NOON
from tests.contracts.storage_deliveries import a_move, claimed
from tests.crews import Hand, a_hand
from tests.machine_settings import examples
from tests.plans import a_delivery, taken_back
from tests.projects import a_project

TOKYO = ZoneInfo("Asia/Tokyo")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WORK = frozenset(range(5))
MORNING = Slot("morning", WORK, time(9))
EVENING = Slot("evening", frozenset({0, 3}), time(18))
_S = DeliveryState

Places = Mapping[tuple[str, str], Given]


def waits(key: str, slot: str = "", **timing: Any) -> Post:
    """Return a post that waits for a slot."""
    accounts = timing.pop("accounts", ("box",))
    timing_ = Timing(zone="Asia/Tokyo", slot=slot, **timing)
    return a_post(key, UNPLACED, accounts=accounts, timing=timing_)


def a_board(
    *posts: Post, slots: tuple[Slot, ...] = (MORNING,), **known: Any
) -> Project:
    """Return a project whose account "box" has slots."""
    account = Account("box", "scripted", handle="us", slots=slots, **known)
    other = replace(account, key="other")
    return replace(a_project(*posts), accounts={"box": account, "other": other})


def walls(project: Project, given: Places | None = None) -> dict[str, str]:
    """Return what clocks in Tokyo show where each post has its place on "box"."""
    posts = seated(project, given or {}, NOON).project.posts
    found = {post.key: time_on(post, "box") for post in posts if "box" in post.accounts}
    return {k: f"{at.astimezone(TOKYO):%a %d %H:%M}" for k, at in found.items() if at}


def at(words: str) -> datetime:
    """Return a wall time in Tokyo."""
    return datetime.fromisoformat(words).replace(tzinfo=TOKYO)


def test_posts_take_the_next_free_slots_in_the_order_of_the_files() -> None:
    """It is Tuesday noon: the first one is on Wednesday."""
    project = a_board(waits("a"), waits("b"), waits("c"))

    assert walls(project) == {
        "a": "Wed 25 09:00",
        "b": "Thu 26 09:00",
        "c": "Fri 27 09:00",
    }


def test_a_named_slot_is_waited_for() -> None:
    """Others are passed over, and stay free."""
    project = a_board(
        waits("a", "evening"), waits("b"), waits("c"), slots=(MORNING, EVENING)
    )

    assert walls(project) == {
        "a": "Thu 26 18:00",
        "b": "Wed 25 09:00",
        "c": "Thu 26 09:00",
    }


def test_a_post_keeps_the_slot_that_it_was_given() -> None:
    """Whatever stands before it now."""
    given = {("b", "box"): Given(at("2026-11-26 09:00"))}

    assert walls(a_board(waits("a"), waits("b"), waits("c")), given) == {
        "a": "Wed 25 09:00",
        "b": "Thu 26 09:00",
        "c": "Fri 27 09:00",
    }


def test_a_slot_that_is_gone_is_given_up() -> None:
    """The post takes the next one that is free."""
    given = {("a", "box"): Given(at("2026-11-26 10:00"))}

    assert walls(a_board(waits("a")), given) == {"a": "Wed 25 09:00"}
    evening = {("a", "box"): Given(at("2026-11-26 18:00"))}
    both = a_board(waits("a", "morning"), slots=(MORNING, EVENING))
    assert walls(both, evening) == {"a": "Wed 25 09:00"}


def test_what_is_out_or_over_stays_where_it_was() -> None:
    """History needs no slot."""
    given = {
        ("a", "box"): Given(at("2026-11-26 10:00"), is_out=True),
        ("b", "box"): Given(NOON - 30 * DAY),
    }

    assert walls(a_board(waits("a"), waits("b")), given) == {
        "a": "Thu 26 10:00",
        "b": "Sun 25 12:00",
    }


def test_what_a_person_took_back_keeps_nobody_waiting() -> None:
    """Its slot is free for others, and it stays where it was cancelled."""
    given = {("a", "box"): Given(at("2026-11-25 09:00"), is_given_up=True)}

    assert walls(a_board(waits("a"), waits("b")), given) == {
        "a": "Wed 25 09:00",
        "b": "Wed 25 09:00",
    }


def test_posts_with_times_of_their_own_take_their_slots() -> None:
    """Once or again and again; at the minute, or within the account's spacing."""
    fixed = a_post("fixed", at("2026-11-25 09:00"))
    weekly = a_post(
        "weekly", at("2026-11-19 09:20"), repeat=Repeat("FREQ=WEEKLY", "Asia/Tokyo")
    )
    project = a_board(waits("a"), waits("b"), fixed, weekly)

    assert walls(project)["a"] == "Thu 26 09:00"
    spaced = a_board(waits("a"), waits("b"), fixed, weekly, spacing=timedelta(hours=1))
    assert walls(spaced)["a"] == "Fri 27 09:00"


def test_each_account_has_slots_of_its_own() -> None:
    """One post, two boards."""
    project = a_board(waits("a", accounts=("box", "other")), waits("b"))
    posts = seated(project, {}, NOON).project.posts

    assert time_on(posts[0], "box") == time_on(posts[0], "other")
    assert posts[0].at == time_on(posts[0], "box")
    assert time_on(posts[1], "other") is None


def test_quiet_and_free_days_offer_no_slots() -> None:
    """A slot is where it is, or it is not there."""
    quiet = QuietHours(frozenset({2}), time(8), time(10))
    habits = {"box": Habits("Asia/Tokyo", (quiet,))}
    holidays = Holidays("JP", then=HolidayAction.SHIFT)
    new_year = {("a", "box"): Given(at("2027-01-01 09:00"))}
    project = a_board(waits("a", habits=habits, holidays=holidays))

    assert walls(project, new_year) == {"a": "Thu 26 09:00"}


def test_a_campaign_has_no_slots_beyond_its_end() -> None:
    """Then there is none, and somebody is told."""
    end = at("2026-11-25 12:00")
    project = a_board(waits("a", not_after=end), waits("b", not_after=end))
    found = seated(project, {}, NOON)

    assert walls(project) == {"a": "Wed 25 09:00"}
    assert "no free slot for it on box" in str(found.warnings[0].what)
    late = a_board(waits("a", not_before=at("2026-12-01 00:00")))
    assert walls(late) == {"a": "Tue 01 09:00"}
    early = {("a", "box"): Given(at("2026-11-26 09:00"))}
    assert walls(late, early) == {"a": "Tue 01 09:00"}


def test_an_account_without_slots_seats_nobody() -> None:
    """The files are refused before; but nothing hangs."""
    assert walls(a_board(waits("a"), slots=())) == {}
    assert seated(a_project(), {}, NOON).project == a_project()
    assert waiting(a_board(waits("a"), a_post())) == {"a"}


def test_places_are_read_from_the_outbox() -> None:
    """What YAML took back is nobody's; what is out counts most."""
    post = waits("a")
    rows = [
        a_delivery(post, _S.SENT, due_at=NOON - DAY),
        a_delivery(post, due_at=NOON + DAY),
        a_delivery(post, due_at=NOON + DAY, part=1),
        taken_back(waits("b"), CancelledBy.PLAN, due_at=NOON),
        taken_back(waits("c"), CancelledBy.PERSON, due_at=NOON),
        a_delivery(a_post("d")),
    ]

    assert given_by(rows, frozenset("abc")) == {
        ("a", "box"): Given(NOON - DAY, is_out=True),
        ("c", "box"): Given(NOON, is_given_up=True),
    }


slots = st.lists(
    st.builds(
        Slot,
        st.sampled_from(["a", "b"]),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=examples(60), deadline=None)
@given(slots, st.integers(1, 12), st.integers(0, 120), st.randoms())
def test_whatever_comes_and_goes_nobody_shares_a_place(
    known: list[Slot], count: int, jitter: int, chance: Any
) -> None:
    """Never twice, never in the past; and who has a place keeps it."""
    habits = {"box": Habits("Asia/Tokyo", jitter=timedelta(minutes=jitter))}
    posts = [waits(f"p{number}", habits=habits) for number in range(count)]
    first = _places(a_board(*posts, slots=tuple(known)), {})
    chance.shuffle(posts)
    posts = [waits("new", habits=habits), *posts]
    again = _places(a_board(*posts, slots=tuple(known)), first)

    for places in (first, again):
        assert len({one.at for one in places.values()}) == len(places)
        assert all(one.at > NOON for one in places.values())
    assert {place: again[place] for place in first} == first


def _places(project: Project, given_: Places) -> Places:
    posts = seated(project, given_, NOON).project.posts
    found = {(post.key, "box"): time_on(post, "box") for post in posts}
    return {place: Given(moment) for place, moment in found.items() if moment}


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def rows_of(hand: Hand) -> dict[str, str]:
    """Return what stands in the outbox: wall times and states, by post."""
    with closing(hand.memory.outbox.planned()) as rows:
        return {
            row.post_key: f"{row.due_at.astimezone(TOKYO):%a %H:%M} {row.state}"
            for row in rows
            if row.state is not _S.CANCELLED
        }


def test_a_reload_changes_no_place(hand: Hand) -> None:
    """Another planner, another order of the files, a post before and one gone."""
    a, b, c = waits("a"), waits("b"), waits("c")
    Planner(hand.memory, hand.clock).apply(a_board(a, b, c))
    count = Planner(hand.memory, hand.clock).apply(a_board(c, b, a)).count

    assert count == 0
    Planner(hand.memory, hand.clock).apply(a_board(waits("new"), c, b))
    assert rows_of(hand) == {
        "b": "Thu 09:00 queued",
        "c": "Fri 09:00 queued",
        "new": "Wed 09:00 queued",
    }


def test_what_went_out_in_a_slot_is_not_planned_again(hand: Hand) -> None:
    """However often it is planned after."""
    planner, project = Planner(hand.memory, hand.clock), a_board(waits("a"))
    planner.apply(project)
    hand.clock.set(at("2026-11-25 09:00"))
    (row,) = hand.memory.outbox.deliveries()
    sent = hand.memory.outbox.move(
        claimed(hand.memory, row), a_move(_S.SENT), hand.clock.now()
    )
    assert sent is not None
    planner.follow_up(project, [sent])
    hand.clock.turn(30 * DAY)
    again = Planner(hand.memory, hand.clock).apply(project)

    assert again.count == 0
    assert rows_of(hand) == {"a": "Wed 09:00 sent"}
    assert Planner(hand.memory, hand.clock).preview(project).steps == ()
