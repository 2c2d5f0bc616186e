"""Late policies, approval, pauses and budgets, as the publisher keeps them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.budgets import Budget, Counted, Span, Tariff
from domain.deliveries import CancelledBy, DeliveryState, Move
from domain.late import LateAction, LatePolicy
from domain.pauses import Pause, PauseScope
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Message, Post, Repeat
from tests.builders import a_post
from tests.clocks import NOON
from tests.crews import A, B, C, Hand, a_hand

HOUR = timedelta(hours=1)
SKIP = LatePolicy(otherwise=LateAction.SKIP)
POST = LatePolicy(otherwise=LateAction.POST)
EVERYTHING = Pause(PauseScope.EVERYTHING, "", "an earthquake", "Aiko", NOON)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with a_hand(tmp_path) as hand:
        yield hand


def plan(hand: Hand, post: Post, *, needs_approval: bool = False) -> None:
    """Put all parts of a post into the outbox, as planning does."""
    steps = [
        PlanStep(None, "box", post, part=part, needs_approval=needs_approval)
        for part in range(len(post.messages))
    ]
    hand.memory.outbox.apply(steps, hand.clock.now())


def allow(hand: Hand, *budgets: Budget, tariff: Tariff | None = None) -> None:
    """Let the account "box" have these limits and prices."""
    project = hand.project()
    box = replace(project.accounts["box"], budgets=budgets)
    tariffs = {"scripted": tariff} if tariff else {}
    hand.project.swap(replace(project, accounts={"box": box}, tariffs=tariffs))


def test_what_is_too_late_may_be_left_out(hand: Hand) -> None:
    """`late: skip` takes it back, for everybody to see."""
    plan(hand, a_post(late=SKIP))
    hand.pass_time(HOUR)

    assert hand.only().state is DeliveryState.CANCELLED
    assert hand.only().cancelled_by is CancelledBy.POLICY
    assert hand.box.ledger == []


def test_with_a_thread_its_rest_is_left_out(hand: Hand) -> None:
    """No part waits for one that never comes."""
    plan(hand, a_post(late=SKIP, thread=(Message("two"), Message("three"))))
    hand.pass_time(HOUR)

    assert hand.states() == ["cancelled", "cancelled", "cancelled"]


def test_what_is_too_late_may_go_out_all_the_same(hand: Hand) -> None:
    """`late: post`, however late; but one by one."""
    plan(hand, a_post("a", late=POST, text="one"))
    plan(hand, a_post("b", late=POST, text="two"))
    hand.pass_time(24 * HOUR)
    at_once = list(hand.box.ledger)
    hand.pass_time(timedelta(minutes=10))

    assert at_once == ["one"]
    assert hand.box.ledger == ["one", "two"]


def test_overdue_occurrences_become_one(hand: Hand) -> None:
    """Nobody wants three Monday greetings on a Wednesday."""
    weekly = a_post(late=POST, repeat=Repeat("FREQ=DAILY", "Asia/Tokyo"))
    steps = [
        PlanStep(None, "box", weekly, due_at=NOON + timedelta(days=day))
        for day in range(3)
    ]
    hand.memory.outbox.apply(steps, NOON)
    hand.pass_time(timedelta(days=2, hours=1))

    assert hand.states() == ["cancelled", "cancelled", "sent"]
    assert len(hand.box.ledger) == 1


def test_what_is_due_without_a_yes_is_missed(hand: Hand) -> None:
    """And says so."""
    plan(hand, a_post(), needs_approval=True)
    hand.pass_time(timedelta(seconds=1))

    assert hand.states() == ["missed"]
    assert "approved" in str(hand.only().reason)
    assert hand.box.ledger == []


def test_a_pause_holds_what_is_due_until_it_is_lifted(hand: Hand) -> None:
    """Nothing is lost by it, and nothing is said."""
    plan(hand, a_post())
    hand.memory.pauses.begin(EVERYTHING)
    hand.pass_time(timedelta(minutes=5))
    held = hand.states()
    hand.memory.pauses.end(PauseScope.EVERYTHING, "", "Aiko", hand.clock.now())
    hand.attend()

    assert held == ["queued"]
    assert hand.states() == ["sent"]


@pytest.mark.parametrize("kind", [A, B, C], ids="ABC")
def test_a_pause_lets_nobody_repeat_a_request(tmp_path: Path, kind: object) -> None:
    """The first one may never have arrived: repeating it would publish now."""
    with a_hand(tmp_path, kind) as hand:  # type: ignore[arg-type]  # parametrised
        plan(hand, a_post())
        hand.box.will("hang-up-before")
        hand.attend()
        hand.memory.pauses.begin(EVERYTHING)
        for _ in range(5):
            hand.pass_time(timedelta(minutes=2))

        assert len(hand.box.requests) == 1
        assert hand.box.ledger == []


def test_a_budget_is_kept_and_said(hand: Hand) -> None:
    """The second post waits for the next hour."""
    allow(hand, Budget(Counted.WRITES, 1, Span.HOUR))
    plan(hand, a_post("a", text="one", late=POST))
    plan(hand, a_post("b", text="two", late=POST))
    hand.attend()
    waiting = hand.memory.outbox.deliveries({DeliveryState.QUEUED})
    first = list(hand.box.ledger)
    hand.pass_time(HOUR)

    assert first == ["one"]
    assert "used up (per hour)" in str(waiting[0].reason)
    assert hand.box.ledger == ["one", "two"]


def test_a_link_costs_what_a_link_costs(hand: Hand) -> None:
    """The price list knows two kinds of posts."""
    tariff = Tariff(NOON.date(), write=15_000, write_with_link=200_000)
    allow(hand, Budget(Counted.MONEY, 200_000, Span.MONTH), tariff=tariff)
    plan(hand, a_post("a", text="plain"))
    plan(hand, a_post("b", text="see https://a.example"))
    hand.attend()

    assert hand.box.ledger == ["plain"]
    assert hand.memory.usages.used(["box"], NOON).micros == 15_000


def test_a_thread_goes_out_in_order_and_at_once(hand: Hand) -> None:
    """Each part answers the part before it."""
    plan(hand, a_post(thread=(Message("two"), Message("three"))))
    hand.attend()

    assert hand.box.ledger == ["Hello, everybody!", "two", "three"]
    posts = hand.box.own_posts(NOON).posts
    assert [one.parent for one in posts] == ["", "post-1", "post-2"]


def test_a_thread_broken_in_the_middle_goes_on_from_the_break(hand: Hand) -> None:
    """Never from the start."""
    plan(hand, a_post(thread=(Message("two"), Message("three"))))
    hand.box.will("refuse")  # answers to the second request, see below
    hand.box._scripts.appendleft("")
    hand.attend()
    broken = hand.states()
    failed = hand.memory.outbox.deliveries({DeliveryState.FAILED})[0]
    again = Move(DeliveryState.QUEUED, phrase("Again"), thaw=True, released=True)
    hand.memory.outbox.move(failed, again, hand.clock.now())
    hand.attend()

    assert broken == ["sent", "failed", "queued"]
    assert hand.box.ledger == ["Hello, everybody!", "two", "three"]


def test_long_after_the_break_a_person_is_asked(hand: Hand) -> None:
    """A thread that stops for hours does not go on as if nothing had been."""
    plan(hand, a_post(thread=(Message("two"),)))
    hand.box.will("rate-limit")
    hand.box._scripts.appendleft("")
    hand.attend()
    hand.pass_time(2 * HOUR)

    assert hand.states() == ["sent", "missed"]


def test_of_a_recurring_post_that_nobody_approved_only_the_newest_asks(
    hand: Hand,
) -> None:
    """Away for days, one question; what it stands for is left out, in the open."""
    daily = a_post(repeat=Repeat("FREQ=DAILY", "UTC"))
    days = [NOON + timedelta(days=number) for number in range(3)]
    steps = [
        PlanStep(None, "box", daily, due_at=day, needs_approval=True) for day in days
    ]
    hand.memory.outbox.apply(steps, NOON)
    hand.pass_time(timedelta(days=2, minutes=1))

    assert hand.states() == ["cancelled", "cancelled", "missed"]
