"""What is to come, and what it will use of the budgets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.budgets import Counted, Tariff
from domain.deliveries import Delivery, DeliveryState, Move
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Origin
from scheduler.coming import Coming, coming, next_parts
from scheduler.forecast import cost, forecast
from tests.builders import a_post
from tests.clocks import NOON
from tests.papers import DAY, a_delivery, a_reading, a_thread

S = DeliveryState
WHY = phrase("because")


def keys(found: tuple[Coming, ...]) -> list[tuple[str, int, bool]]:
    """Return the post, the part, and whether it needs a yes, of each."""
    return [(one.post.key, one.part, one.awaits_approval) for one in found]


def a_step(
    delivery: Delivery | None, to: DeliveryState | None = None, **more: bool
) -> PlanStep:
    """Return a step of a plan: a new post, or a change of *delivery*."""
    move = Move(to, WHY) if to else None
    post = delivery.post if delivery else a_post("new", NOON + DAY)
    return PlanStep(delivery, "box", post, move, **more)  # type: ignore[arg-type]  # needs_approval only


def test_what_is_to_come_is_what_waits_and_what_is_new() -> None:
    """By due time; what is out, missed or an answer to somebody is not planned."""
    existing = [
        a_delivery(S.QUEUED, NOON + 2 * DAY, id=1, post=a_post("queued")),
        a_delivery(S.AWAITING_APPROVAL, NOON, id=2, post=a_post("asking")),
        a_delivery(S.SENT, id=3),
        a_delivery(S.MISSED, id=4),
        a_delivery(S.QUEUED, id=5, origin=Origin.REPLY),
    ]

    found = coming(existing, [a_step(None), a_step(None, S.MISSED)])
    assert keys(found) == [("asking", 0, True), ("new", 0, False), ("queued", 0, False)]


@pytest.mark.parametrize(
    ("state", "to", "stands"),
    [
        (S.QUEUED, S.CANCELLED, []),
        (S.QUEUED, S.AWAITING_APPROVAL, [("hello", 0, True)]),
        (S.QUEUED, None, [("hello", 0, False)]),
        (S.CANCELLED, S.QUEUED, [("hello", 0, False)]),
        (S.AWAITING_APPROVAL, None, [("hello", 0, True)]),
        (S.MISSED, None, []),
    ],
)
def test_a_step_decides_whether_it_is_to_come(
    state: DeliveryState,
    to: DeliveryState | None,
    stands: list[tuple[str, int, bool]],
) -> None:
    """Taken back, brought back, sent back for approval, rewritten."""
    delivery = a_delivery(state)

    assert keys(coming([delivery], [a_step(delivery, to)])) == stands


def test_a_new_post_that_needs_a_yes_is_marked() -> None:
    """Before it ever stood in the outbox."""
    assert keys(coming([], [a_step(None, needs_approval=True)])) == [("new", 0, True)]


def test_a_thread_stands_for_each_of_its_times_once() -> None:
    """With the part that comes next: the first one is out already."""
    post = a_thread(3)
    parts = [a_delivery(part=n, id=n, post=post) for n in (1, 2)]
    later = [a_delivery(due_at=NOON + DAY, part=n, id=9 + n, post=post) for n in (0, 1)]

    found = next_parts(coming([*parts, *later], []))
    assert [(one.due_at, one.part) for one in found] == [(NOON, 1), (NOON + DAY, 0)]
    assert found[0].message.text == "part 2"


def planned(*hours: float, account: str = "box", text: str = "Hello") -> list[Coming]:
    """Return posts that are to go out so long after noon."""
    return [
        Coming(account, a_post(text=text), NOON + timedelta(hours=h), 0) for h in hours
    ]


def test_the_busiest_day_is_found() -> None:
    """Days are UTC's; what is used already counts for today only."""
    reading = a_reading(used=2, limit=3)
    found = forecast(reading, planned(1, 24, 25, 26, 27), NOON)

    assert found.used == 4
    assert found.busiest == datetime(2026, 11, 25, tzinfo=UTC)
    assert found.is_exceeded


def test_today_is_the_busiest_when_no_day_is_busier() -> None:
    """Three of three is all that may be, and no more."""
    found = forecast(a_reading(used=2, limit=3), planned(1, 24), NOON)

    assert (found.used, found.busiest.day) == (3, 24)
    assert not found.is_exceeded


def test_what_is_overdue_counts_as_now() -> None:
    """It goes out as soon as it can."""
    found = forecast(a_reading(used=1), planned(-30, -31), NOON)

    assert (found.used, found.busiest.day) == (3, 24)


def test_other_accounts_use_up_only_what_they_share() -> None:
    """An account's own limit is its own."""
    posts = planned(1) + planned(1, account="other")

    assert forecast(a_reading(), posts, NOON).used == 1
    assert forecast(a_reading(accounts=("box", "other")), posts, NOON).used == 2


def test_money_is_forecast_at_the_price_list() -> None:
    """A post with a link may cost twenty times as much as one without."""
    prices = Tariff(date(2026, 11, 22), write=10_000, write_with_link=200_000)
    reading = a_reading(Counted.MONEY, 50_000, 200_000, tariff=prices)
    posts = planned(1) + planned(2, text="See https://example.test")

    assert forecast(reading, posts, NOON).used == 260_000
    assert forecast(a_reading(Counted.MONEY, tariff=None), posts, NOON).used == 0


def test_a_month_costs_what_was_spent_and_what_is_planned_in_it() -> None:
    """December is another bill."""
    prices = Tariff(date(2026, 11, 22), write=10_000)
    posts = planned(1, 2, 24 * 10) + planned(3, account="other")
    found = cost("box", prices, 30_000, posts, NOON)

    assert (found.spent, found.planned) == (30_000, 20_000)
