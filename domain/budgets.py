"""How much an account may write, read and spend: limits, prices and what was used.

Money is counted in millionths of the tariff's currency, so that no sum is rounded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

#: One unit of currency in the whole numbers that are stored.
MICROS = 1_000_000


class Counted(StrEnum):
    """What a budget limits."""

    WRITES = "writes"
    READS = "reads"
    #: In micros of the tariff's currency.
    MONEY = "money"


class Span(StrEnum):
    """The stretch of time that a budget is for; each begins anew, in UTC."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so much in each span."""

    counted: Counted
    #: Writes, reads, or micros.
    limit: int
    per: Span


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a platform charges; a published price list, or the user's own."""

    #: Of the price list: prices change.
    as_of: date
    #: ISO 4217.
    currency: str = "USD"
    #: Micros for one post; for one post with a link; for one thing read.
    write: int = 0
    write_with_link: int = 0
    read: int = 0
    #: Where the list was published; "" for the user's own.
    source: str = ""
    #: Is a word such as "main.py" a link, too?
    bare_domains_are_links: bool = False

    def price_of_write(self, *, has_link: bool) -> int:
        """Return what one post costs, in micros."""
        return self.write_with_link if has_link else self.write


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used in some time."""

    writes: int = 0
    reads: int = 0
    #: In millionths of the currency.
    micros: int = 0

    def of(self, counted: Counted) -> int:
        """Return the figure that a budget compares."""
        return {
            Counted.WRITES: self.writes,
            Counted.READS: self.reads,
            Counted.MONEY: self.micros,
        }[counted]

    def plus(self, other: "Usage") -> "Usage":
        """Return both together."""
        return Usage(
            self.writes + other.writes,
            self.reads + other.reads,
            self.micros + other.micros,
        )


ONE_WRITE = Usage(writes=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """One budget over the accounts that share it, as it is to be kept."""

    budget: Budget
    #: An account's own budget names one; a platform's names all on it.
    accounts: tuple[str, ...]
    #: The platform's name where the budget is the platform's; else "".
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far one limit is used up in its present span."""

    allowance: Allowance
    #: Writes, reads, or micros.
    used: int
    #: The least that anything more would take: one, or the lowest price.
    step: int
    #: When the next span begins; aware UTC.
    until: datetime
    #: The prices that money was counted by; None where nothing costs anything.
    tariff: Tariff | None = None

    @property
    def is_reached(self) -> bool:
        """Is there no room for anything more?"""
        return self.used + self.step > self.allowance.budget.limit

    @property
    def is_close(self) -> bool:
        """Is it reached, or used to more than four fifths?"""
        return self.is_reached or self.used * 5 > self.allowance.budget.limit * 4


def beginning(span: Span, now: datetime) -> datetime:
    """Return when the span that *now* is in began; aware UTC."""
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    match span:
        case Span.HOUR:
            return hour
        case Span.DAY:
            return hour.replace(hour=0)
        case Span.MONTH:
            return hour.replace(hour=0, day=1)


def end(span: Span, now: datetime) -> datetime:
    """Return when the span that *now* is in ends and the next begins; aware UTC."""
    start = beginning(span, now)
    match span:
        case Span.HOUR:
            return start + timedelta(hours=1)
        case Span.DAY:
            return start + timedelta(days=1)
        case Span.MONTH:
            return (start + timedelta(days=32)).replace(day=1)


def exceeded(used: Usage, more: Usage, budget: Budget) -> bool:
    """Would *more* on top of *used* be over *budget*? Nothing more never is."""
    wanted = more.of(budget.counted)
    return wanted > 0 and used.of(budget.counted) + wanted > budget.limit


def total(usages: Iterable[Usage]) -> Usage:
    """Return the sum of *usages*."""
    result = Usage()
    for one in usages:
        result = result.plus(one)
    return result
