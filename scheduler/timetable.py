"""Arithmetic with time: pure, and told what "now" is.

Jitter is an argument between 0 and 1, so that the same call gives the same answer.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from zoneinfo import ZoneInfo

from domain.accounts import RateLeft
from domain.clock import require_aware
from domain.late import LatePolicy

#: The first wait after a failure; it doubles with every further one.
FIRST_WAIT = timedelta(seconds=5)
#: No wait of our own making is longer.
LONGEST_WAIT = timedelta(minutes=15)
#: A platform may ask for more than we would wait by ourselves, but not for ever.
LONGEST_ASKED_WAIT = timedelta(days=1)
#: Jitter makes a wait longer by up to this share, never shorter.
JITTER_SHARE = 0.2

#: A post that starts within this time of its moment needs no excuse.
ON_TIME_WITHIN = timedelta(minutes=1)

#: Below this share of a rate limit, polling leaves the rest to what is being said.
LOW_RATE_SHARE = 0.25

_ONE_DAY = timedelta(days=1)


def wall_time(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which clocks in *zone* show *at* on *day*.

    A time that the clocks jump over comes later by the length of the jump; of a
    time that they show twice, the first counts.
    """
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    return require_aware(local, "local")


def next_wall_time(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return the first moment after *after* at which a day's *at* has come, in UTC."""
    start = after.astimezone(zone).date() - _ONE_DAY
    moments = (wall_time(start + _ONE_DAY * days, at, zone) for days in count())
    return next(moment for moment in moments if moment > after)


def last_wall_time(until: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return the last moment up to *until* at which a day's *at* had come, in UTC."""
    start = until.astimezone(zone).date() + _ONE_DAY
    moments = (wall_time(start - _ONE_DAY * days, at, zone) for days in count())
    return next(moment for moment in moments if moment <= until)


def backoff(
    failures: int, jitter: float = 0.0, retry_after: timedelta | None = None
) -> timedelta:
    """Return how long to wait after so many failures in a row (at least one).

    Never shorter than *retry_after*, what the platform asked for, up to a day.
    """
    doublings = min(max(failures, 1) - 1, 16)
    own = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    asked = min(retry_after or timedelta(0), LONGEST_ASKED_WAIT)
    return max(own, asked) * (1 + JITTER_SHARE * jitter)


def next_poll(
    now: datetime,
    every: timedelta,
    *,
    rate: RateLeft | None = None,
    failures: int = 0,
    jitter: float = 0.0,
) -> datetime:
    """Return when to poll an account again.

    When little is left of its rate limit, the rest is spread over the window.
    """
    wait = every * (1 + JITTER_SHARE * jitter)
    if failures:
        wait = max(wait, backoff(failures, jitter))
    if rate is not None and now < rate.resets_at and _is_low(rate):
        wait = max(wait, (rate.resets_at - now) / (rate.remaining + 1))
    return now + wait


def _is_low(rate: RateLeft) -> bool:
    return rate.remaining < rate.limit * LOW_RATE_SHARE


#: Clocks of two machines may differ by so much; a time that lies further ahead was
#: noted before the clock was set back.
CLOCKS_DIFFER_BY = timedelta(minutes=5)


class Lateness(StrEnum):
    """How late a post is."""

    ON_TIME = "on_time"
    LATE_BUT_ALLOWED = "late_but_allowed"
    TOO_LATE = "too_late"


def lateness(due_at: datetime, now: datetime, policy: LatePolicy) -> Lateness:
    """Return the verdict on a post that was due at *due_at* and could go out now."""
    late = now - due_at
    if late > policy.within:
        return Lateness.TOO_LATE
    return Lateness.ON_TIME if late <= ON_TIME_WITHIN else Lateness.LATE_BUT_ALLOWED


def next_belated(
    last_sent_at: datetime | None, now: datetime, policy: LatePolicy
) -> datetime:
    """Return when an account that is catching up may send a belated post.

    What is said to have been sent later than now keeps nobody waiting: the clock was
    set back since.
    """
    if last_sent_at is None or last_sent_at > now:
        return now
    return max(now, last_sent_at + policy.spacing)
