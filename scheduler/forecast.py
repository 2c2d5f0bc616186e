"""What a plan will use of the budgets, and what it will cost. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.budgets import Counted, Reading, Span, Tariff, beginning
from rules.prices import price_of_text
from scheduler.coming import Coming


@dataclass(frozen=True, slots=True)
class Forecast:
    """How far a plan will use up one limit, in the busiest of its spans."""

    reading: Reading
    #: When the busiest span begins; aware UTC.
    busiest: datetime
    #: What will be used in it, with what was used already.
    used: int

    @property
    def is_exceeded(self) -> bool:
        """Does more want to go out than may?"""
        return self.used > self.reading.allowance.budget.limit


@dataclass(frozen=True, slots=True)
class Cost:
    """What an account costs in this month, in micros of the tariff's currency."""

    account: str
    tariff: Tariff
    spent: int
    planned: int


def forecast(reading: Reading, planned: Iterable[Coming], now: datetime) -> Forecast:
    """Return what *planned* makes of a limit on posts or money.

    What is overdue counts as now. Of the spans that are equally busy, the first
    counts.
    """
    allowance = reading.allowance
    per = allowance.budget.per
    used: dict[datetime, int] = defaultdict(int, {beginning(per, now): reading.used})
    for one in planned:
        if one.account in allowance.accounts:
            used[beginning(per, max(one.due_at, now))] += _amount(one, reading)
    busiest = min(used, key=lambda start: (-used[start], start))
    return Forecast(reading, busiest, used[busiest])


def cost(
    account: str, tariff: Tariff, spent: int, planned: Sequence[Coming], now: datetime
) -> Cost:
    """Return what *account* costs in the month of *now*; *spent* is in micros."""
    month = beginning(Span.MONTH, now)
    still = [
        _price(one, tariff)
        for one in planned
        if one.account == account
        and beginning(Span.MONTH, max(one.due_at, now)) == month
    ]
    return Cost(account, tariff, spent, sum(still))


def _amount(one: Coming, reading: Reading) -> int:
    if reading.allowance.budget.counted is Counted.WRITES:
        return 1
    return _price(one, reading.tariff) if reading.tariff else 0


def _price(one: Coming, tariff: Tariff) -> int:
    return price_of_text(one.message.text, tariff)
