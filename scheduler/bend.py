"""Bends a post's time: off public holidays and quiet hours, and by its jitter. Pure.

A time is only ever moved on, never back.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from domain.posts import Post
from domain.timing import Habits, HolidayAction, QuietHours
from scheduler.days_off import name_of
from scheduler.timetable import wall_time

#: Nothing is moved on by more; what would be stays where it is.
FURTHEST = timedelta(days=45)

_ONE_DAY = timedelta(days=1)


def bent(post: Post, account: str, moment: datetime) -> datetime | None:
    """Return when *post* goes out on *account*, of which YAML says *moment*.

    None means not at all: it is a holiday, and holidays are left out. Aware UTC.
    """
    habits = post.timing.habits.get(account)
    settled = _settled(post, habits, moment)
    if settled is None or habits is None or not habits.jitter:
        return settled
    late = settled + jitter(post, account, moment)
    return late if _settled(post, habits, late) == late else settled


def jitter(post: Post, account: str, moment: datetime) -> timedelta:
    """Return by how much a post comes later: the same whenever it is asked."""
    habits = post.timing.habits.get(account)
    if habits is None or not habits.jitter:
        return timedelta(0)
    seed = f"{post.key}\0{account}\0{moment.isoformat()}"
    share = int.from_bytes(sha256(seed.encode()).digest()[:4]) / 2**32
    return timedelta(seconds=int(habits.jitter.total_seconds() * share))


def furthest(post: Post, account: str) -> timedelta:
    """Return by how much at most a time of *post* is moved on."""
    habits = post.timing.habits.get(account)
    is_moved_on = post.timing.holidays is not None or bool(habits and habits.quiet)
    by_jitter = habits.jitter if habits else timedelta(0)
    return by_jitter + (FURTHEST if is_moved_on else timedelta(0))


def quiet_until(habits: Habits, moment: datetime) -> datetime | None:
    """Return when the quiet hours end in which *moment* lies; None if it does not."""
    zone = ZoneInfo(habits.zone)
    today = moment.astimezone(zone).date()
    for day in (today - _ONE_DAY, today):
        for quiet in habits.quiet:
            if day.weekday() in quiet.days:
                begin = wall_time(day, quiet.begins, zone)
                end = wall_time(day + _over_night(quiet), quiet.ends, zone)
                if begin <= moment < end:
                    return end
    return None


def _over_night(quiet: QuietHours) -> timedelta:
    return _ONE_DAY if quiet.ends <= quiet.begins else timedelta(0)


def _settled(post: Post, habits: Habits | None, moment: datetime) -> datetime | None:
    """Return the next moment that is neither quiet nor on a holiday."""
    now: datetime | None = moment
    while now is not None and now - moment <= FURTHEST:
        after = _after_holidays(post, now)
        if after is not None and habits is not None and habits.quiet:
            after = quiet_until(habits, after) or after
        if after == now:
            return now
        now = after
    return moment if now is not None else None


def _after_holidays(post: Post, moment: datetime) -> datetime | None:
    holidays = post.timing.holidays
    if holidays is None:
        return moment
    zone = ZoneInfo(post.timing.zone)
    wall = moment.astimezone(zone)
    day = wall.date()
    if name_of(day, holidays) is None:
        return moment
    if holidays.then is HolidayAction.SKIP:
        return None
    while name_of(day, holidays) is not None:
        day += _ONE_DAY
    return wall_time(day, wall.time(), zone)
