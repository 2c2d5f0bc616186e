"""Keeps an account calm when it comes to publishing: quiet hours, and posts apart.

Planning gives posts times that are no trouble. This is for what comes otherwise: what
is late, what was retried, what stands too close in the files. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.accounts import Account
from domain.deliveries import Delivery
from domain.phrases import Phrase, phrase
from domain.posts import Origin
from domain.timing import Habits
from scheduler.bend import quiet_until


@dataclass(frozen=True, slots=True)
class Calm:
    """Why something waits, and until when."""

    #: Aware UTC.
    until: datetime
    why: Phrase


def must_keep(delivery: Delivery) -> bool:
    """Does it keep to quiet hours and distances?

    Replies go to somebody who asked, a thread is one thing, and what a person releases
    goes out when the person says so.
    """
    is_post = delivery.origin is Origin.QUEUE and not delivery.part
    return is_post and delivery.released_at is None


def in_quiet_hours(
    account: Account, zone: str, due_at: datetime, now: datetime
) -> Calm | None:
    """Return until when quiet hours last; None if there are none now.

    What was meant for quiet hours in the first place does not mind them.
    """
    habits = Habits(zone, account.quiet_hours)
    end = quiet_until(habits, now) if account.quiet_hours else None
    if end is None or quiet_until(habits, due_at) is not None:
        return None
    return Calm(end, phrase("It is late, and these are quiet hours"))


def too_close(
    account: Account, last_post_at: datetime | None, now: datetime
) -> Calm | None:
    """Return until when the account keeps its distance from its last post.

    What is said to have been sent later than now keeps nobody waiting: the clock was
    set back since.
    """
    if not account.spacing or last_post_at is None or last_post_at > now:
        return None
    free_at = last_post_at + account.spacing
    if free_at <= now:
        return None
    minutes = account.spacing // timedelta(minutes=1)
    why = phrase("Posts on this account keep {minutes} minutes apart", minutes=minutes)
    return Calm(free_at, why)
