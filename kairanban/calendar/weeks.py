"""Weeks with their days, and what stands on each. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kairanban.calendar.entries import Entry

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the community's calendar."""

    date: date
    entries: tuple[Entry, ...] = ()
    is_today: bool = False
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, from Monday on."""

    days: tuple[Day, ...]

    @property
    def is_empty(self) -> bool:
        """Does nothing stand on any of its days?"""
        return not any(day.entries for day in self.days)


def weeks(
    entries: Sequence[Entry], now: datetime, zone: ZoneInfo, count: int
) -> tuple[Week, ...]:
    """Return this week and the next ones, *count* in all, in the zone *zone*.

    Weeks behind the last one on which something stands are left out.
    """
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.at.astimezone(zone).date()].append(entry)
    today = now.astimezone(zone).date()
    monday = today - _DAY * today.weekday()
    last = max(by_day, default=today)
    return tuple(
        _week(monday + _WEEK * number, today, by_day)
        for number in range(count)
        if number == 0 or monday + _WEEK * number <= last
    )


def _week(monday: date, today: date, by_day: dict[date, list[Entry]]) -> Week:
    days = [monday + _DAY * number for number in range(7)]
    return Week(
        tuple(
            Day(day, tuple(by_day.get(day, ())), day == today, day < today)
            for day in days
        )
    )


def beyond(
    entries: Sequence[Entry], shown: Sequence[Week], zone: ZoneInfo
) -> tuple[Entry, ...]:
    """Return what stands outside of the weeks that are *shown*."""
    days = {day.date for week in shown for day in week.days}
    return tuple(
        entry for entry in entries if entry.at.astimezone(zone).date() not in days
    )
