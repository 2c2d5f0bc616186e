"""Planning recurring posts: what is to come, what is past, and rules that change."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.deliveries import CancelledBy, Delivery, DeliveryState
from domain.posts import Post, Repeat
from scheduler.plan import ChangeKind, Plan, decide
from tests.builders import a_post
from tests.clocks import NOON
from tests.plans import INSERT, TAKE_OVER, a_delivery, kinds, steps, taken_back
from tests.projects import a_project

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
_S, _K = DeliveryState, ChangeKind


def recurring(rule: str, at: datetime, **changes: Any) -> Post:
    """Return a post that recurs in Tokyo, where no clock is ever changed."""
    return a_post(at=at, repeat=Repeat(rule, "Asia/Tokyo"), **changes)


#: Since ten weeks ago, and next in an hour.
WEEKLY = recurring("FREQ=WEEKLY", NOON + HOUR - 10 * WEEK)
COMING = [NOON + HOUR + WEEK * number for number in range(5)]
LAST = COMING[0] - WEEK


def rows(
    post: Post, *times: datetime, state: DeliveryState = _S.QUEUED
) -> list[Delivery]:
    """Return deliveries of *post* at these times."""
    return [a_delivery(post, state, due_at=time) for time in times]


def planned(wanted: Post | None, *existing: Delivery, now: datetime = NOON) -> Plan:
    """Return the plan at noon."""
    return decide(a_project(*([wanted] if wanted else [])), existing, now)


def test_a_new_series_is_planned_ahead() -> None:
    """Five weeks of it, and nothing of the past."""
    plan = planned(WEEKLY)

    assert steps(plan) == [(INSERT, time) for time in COMING]
    assert [change.new_at for change in plan.changes] == COMING
    assert plan.warnings == ()


def test_a_new_series_that_is_hardly_late_begins_at_once() -> None:
    """As any post would."""
    now = LAST + timedelta(minutes=20)

    assert steps(planned(WEEKLY, now=now))[0] == (INSERT, LAST)
    assert steps(planned(WEEKLY, now=now + HOUR))[0] == (INSERT, COMING[0])


def test_the_next_time_is_planned_however_far_it_is() -> None:
    """Once a year is once a year."""
    yearly = recurring("FREQ=YEARLY", NOON - DAY)

    assert steps(planned(yearly)) == [(INSERT, yearly.at + 365 * DAY)]


def test_a_series_that_is_over_is_not_planned() -> None:
    """Three times were three times."""
    assert planned(recurring("FREQ=DAILY;COUNT=3", NOON - 9 * DAY)) == Plan()


def test_what_is_planned_is_planned_once() -> None:
    """The clock may go on, or back."""
    existing = rows(WEEKLY, *COMING)
    earlier = planned(WEEKLY, *existing, now=NOON - 2 * HOUR)

    assert planned(WEEKLY, *existing).steps == ()
    assert kinds(planned(WEEKLY, *existing)) == [_K.KEPT] * 5
    assert earlier.steps == ()
    assert steps(planned(WEEKLY, *existing, now=NOON - 15 * DAY)) == [
        (INSERT, COMING[0] - 2 * WEEK),
        (INSERT, COMING[0] - WEEK),
    ]


def test_time_that_passes_extends_what_is_planned() -> None:
    """Week by week."""
    existing = rows(WEEKLY, *COMING)
    plan = planned(WEEKLY, *existing, now=COMING[0] - HOUR + WEEK)

    assert steps(plan) == [(INSERT, COMING[-1] + WEEK)]


def test_what_went_out_keeps_nothing_from_going_out() -> None:
    """Last week's is last week's, in last week's words."""
    old = replace(WEEKLY, text="Good old words")
    plan = planned(WEEKLY, *rows(old, LAST, state=_S.SENT), *rows(WEEKLY, *COMING))

    assert plan.steps == ()
    assert plan.warnings == ()
    assert kinds(plan) == [_K.KEPT] * 5


def test_new_words_are_said_from_now_on() -> None:
    """By all that is to come."""
    new = replace(WEEKLY, text="New words")
    plan = planned(new, *rows(WEEKLY, LAST, state=_S.SENT), *rows(WEEKLY, *COMING))

    assert steps(plan) == [(TAKE_OVER, time) for time in COMING]
    assert kinds(plan) == [_K.CHANGED] * 5


def test_a_changed_rule_takes_back_what_it_does_not_name() -> None:
    """And keeps what both name."""
    second = replace(WEEKLY, repeat=Repeat("FREQ=WEEKLY;INTERVAL=2", "Asia/Tokyo"))
    plan = planned(second, *rows(WEEKLY, LAST, state=_S.SENT), *rows(WEEKLY, *COMING))

    assert steps(plan) == [
        (TAKE_OVER, COMING[0]),
        ("cancelled", COMING[1]),
        (TAKE_OVER, COMING[2]),
        ("cancelled", COMING[3]),
        (TAKE_OVER, COMING[4]),
    ]


def test_what_was_missed_of_the_old_rule_is_taken_back() -> None:
    """A later time of the new rule stands in its place."""
    daily = replace(WEEKLY, at=WEEKLY.at + 2 * HOUR)
    plan = planned(daily, *rows(WEEKLY, LAST, state=_S.MISSED))

    assert steps(plan)[0] == ("cancelled", LAST)


def test_a_rule_changed_right_after_it_spoke_does_not_speak_again() -> None:
    """Moved by ten minutes when it was just out: next week, then."""
    now = LAST + timedelta(minutes=15)
    moved = replace(WEEKLY, at=WEEKLY.at + timedelta(minutes=10))
    plan = planned(moved, *rows(WEEKLY, LAST, state=_S.SENT), now=now)

    assert steps(plan)[0] == (INSERT, COMING[0] + timedelta(minutes=10))


def test_of_what_nobody_was_there_to_plan_the_newest_is_minded() -> None:
    """Off for months: one question, not ten, and not none."""
    now = NOON + 20 * WEEK
    plan = planned(WEEKLY, *rows(WEEKLY, *COMING), now=now)

    assert steps(plan)[0] == (INSERT, COMING[0] + 19 * WEEK)
    assert plan.steps[0].move is None
    assert steps(plan)[1] == (INSERT, COMING[0] + 20 * WEEK)


def test_a_series_that_was_gone_for_a_time_owes_nothing() -> None:
    """It is as if it were new; what lies ahead comes back."""
    gone = [taken_back(WEEKLY, CancelledBy.PLAN, due_at=time) for time in COMING]
    sent = rows(WEEKLY, LAST, state=_S.SENT)

    assert steps(planned(WEEKLY, *sent, *gone)) == [("queued", one) for one in COMING]
    assert steps(planned(WEEKLY, *sent, *gone, now=COMING[1] + HOUR)) == [
        *(("queued", one) for one in COMING[2:]),
        (INSERT, COMING[4] + WEEK),
        (INSERT, COMING[4] + 2 * WEEK),
    ]


@pytest.mark.parametrize("by", [CancelledBy.PERSON, CancelledBy.POLICY])
def test_one_time_that_was_left_out_is_only_that_one(by: CancelledBy) -> None:
    """The next ones come all the same, with new words if there are any."""
    out = taken_back(WEEKLY, by, due_at=COMING[0])
    new = replace(WEEKLY, text="New words")
    plan = planned(new, out, *rows(WEEKLY, *COMING[1:]))

    assert steps(plan) == [(TAKE_OVER, time) for time in COMING[1:]]
    assert plan.warnings == ()


def test_a_series_that_vanishes_is_taken_back() -> None:
    """All that was to come, and what waits for a person."""
    missed = rows(WEEKLY, LAST, state=_S.MISSED)
    plan = planned(None, *missed, *rows(WEEKLY, *COMING))

    assert steps(plan) == [("cancelled", time) for time in [LAST, *COMING]]


def test_a_post_may_begin_to_recur() -> None:
    """What it said once is its first time."""
    once = replace(WEEKLY, repeat=None)
    plan = planned(WEEKLY, a_delivery(once, _S.SENT))

    assert steps(plan) == [(INSERT, time) for time in COMING]


def test_a_post_may_cease_to_recur() -> None:
    """What it said is said; it goes out no more."""
    once = replace(WEEKLY, repeat=None)
    first = a_delivery(WEEKLY, _S.SENT)
    plan = planned(once, first, *rows(WEEKLY, *COMING))

    assert steps(plan) == [("cancelled", time) for time in COMING]


def test_a_thread_recurs_whole() -> None:
    """And what went out half goes on in its new words, without a second beginning."""
    post = replace(WEEKLY, text="one", thread=(a_post(text="two").messages[0],))
    new = replace(post, thread=(a_post(text="2").messages[0],))
    half = [
        a_delivery(post, _S.SENT, due_at=LAST),
        a_delivery(post, _S.FAILED, due_at=LAST, part=1),
    ]
    plan = planned(new, *half)

    assert steps(plan)[0] == ("queued", LAST)
    assert [step.part for step in plan.steps] == [1, *[0, 1] * 5]


def test_what_is_under_way_is_looked_at_again() -> None:
    """It may come back to the queue; then YAML has its say."""
    daily = recurring("FREQ=DAILY", NOON - 9 * DAY)
    sending = a_delivery(daily, _S.SENDING, due_at=NOON - HOUR)
    plan = planned(daily, sending)

    assert all(step.delivery is None for step in plan.steps)
