"""Every zone of the world on the nights when its clocks change.

The judge looks at the clock itself: it searches for the moments at which a zone shows
a wall time, and knows nothing of folds. (dateutil is none: for Dublin, whose summer
time is the usual one, it finds moments at which clocks there show another time.)
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from config.every import every
from domain.posts import Repeat
from scheduler.recurrence import occurrences
from tests.builders import a_post

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
#: A span in which every zone that changes its clocks does so at least twice.
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 3, 1, tzinfo=UTC)


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """Return when the clocks of a zone change, to the quarter of an hour; UTC."""
    zone = ZoneInfo(name)

    def offset(number: int) -> timedelta | None:
        return (BEGIN + number * QUARTER).astimezone(zone).utcoffset()

    def between(low: int, high: int) -> Iterator[datetime]:
        if offset(low) == offset(high):
            return
        if high - low == 1:
            yield BEGIN + high * QUARTER
            return
        middle = (low + high) // 2
        yield from between(low, middle)
        yield from between(middle, high)

    weeks = range(0, (END - BEGIN) // QUARTER, 7 * 96)
    return tuple(at for week in weeks for at in between(week, week + 7 * 96))


def walls_around(change: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Return wall times before, in and behind what the clocks jump over or repeat."""
    before = (change - QUARTER).astimezone(zone).replace(tzinfo=None)
    after = change.astimezone(zone).replace(tzinfo=None)
    for edge in {before, after}:
        for minutes in (-15, 0, 15, 45):
            yield edge + timedelta(minutes=minutes)


def moment_of(wall: datetime, change: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at which clocks show *wall*; found by looking at them.

    Where they never do, it is read as if they had not been changed (RFC 5545, 3.3.5).
    """
    old, new = (at.astimezone(zone).utcoffset() for at in (change - QUARTER, change))
    moments = sorted(
        (wall - (offset or timedelta(0))).replace(tzinfo=UTC) for offset in (old, new)
    )
    for moment in moments:
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
    return (wall - (old or timedelta(0))).replace(tzinfo=UTC)


def oracle(wall: datetime, change: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return when what is daily comes on four days."""
    return sorted({moment_of(wall + n * DAY, change, zone) for n in range(4)})


@pytest.mark.parametrize("part", range(4))
def test_what_is_daily_comes_once_on_the_night_when_clocks_change(part: int) -> None:
    """At the time that RFC 5545 gives, in every zone, written in plain words."""
    looked_at = 0
    for name in ZONES[part::4]:
        zone = ZoneInfo(name)
        for change in changes(name):
            for wall in walls_around(change, zone):
                begin = wall - 2 * DAY
                rhythm = every(f"day {wall:%H:%M}")
                at = begin.replace(tzinfo=zone).astimezone(UTC)
                post = a_post(at=at, repeat=Repeat(rhythm.rule, name))
                found = list(occurrences(post, at - DAY, at + 3.6 * DAY))

                assert rhythm.first(begin) == begin
                assert found == oracle(begin, change, zone), (name, wall)
                looked_at += 1

    assert looked_at > 50


def test_zones_that_change_their_clocks_are_really_found() -> None:
    """The test above would be worth nothing if it found no such nights."""
    assert len(changes("Europe/Berlin")) == 2
    assert len(changes("Australia/Lord_Howe")) == 2
    assert len(changes("Asia/Tokyo")) == 0
    assert sum(bool(changes(name)) for name in ZONES) > 100
