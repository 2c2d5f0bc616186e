"""When a post is due on an account: all that bears on it, put together. Pure.

The rule says when it recurs; then what is left out is taken away, what is otherwise is
put in its place, and each time is bent to the holidays and habits that hold.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from heapq import heappop, heappush, merge
from itertools import islice
from zoneinfo import ZoneInfo

from domain.posts import Post
from domain.timing import AS_WRITTEN, Timing
from scheduler.bend import bent, furthest
from scheduler.recurrence import NEVER, occurrences

_ONE_DAY = timedelta(days=1)


def time_on(post: Post, account: str) -> datetime | None:
    """Return when a post that does not recur goes out on *account*; aware UTC.

    None means never: it has no slot (yet), or its day is a holiday to be left out.
    """
    if post.timing.slot is not None:
        return post.timing.seats.get(account)
    return bent(post, account, post.at)


def times(
    post: Post, account: str, after: datetime, until: datetime
) -> Iterator[datetime]:
    """Return when *post* is due on *account* in ``(after, until]``, in order."""
    if post.repeat is None:
        once = time_on(post, account)
        return iter(() if once is None or not after < once <= until else (once,))
    if post.timing is AS_WRITTEN:
        return occurrences(post, after, until)
    by_rule = occurrences(post, after - furthest(post, account), until)
    regular = (one for one in by_rule if is_regular(post.timing, one))
    bent_ = _in_order(post, account, regular)
    found = _each_once(merge(bent_, sorted(post.timing.moved.values())))
    return (one for one in found if after < one <= until)


def upcoming(
    post: Post, account: str, now: datetime, horizon: timedelta
) -> tuple[datetime, ...]:
    """Return when *post* is due within *horizon* from now; at least its next time.

    None at all means that it is over.
    """
    found = tuple(times(post, account, now, now + horizon))
    if found:
        return found
    later = max(now, post.at) + NEVER
    return tuple(islice(times(post, account, now + horizon, later), 1))


def newest(
    post: Post, account: str, after: datetime, until: datetime
) -> datetime | None:
    """Return the last time that *post* is due in ``(after, until]``."""
    last = deque(times(post, account, after, until), maxlen=1)
    return last[0] if last else None


def falls_on(post: Post, account: str, moment: datetime) -> bool:
    """Is *post* due on *account* at exactly that moment?"""
    before = moment - timedelta.resolution
    return any(True for _ in times(post, account, before, moment))


def is_left_out(timing: Timing, moment: datetime) -> bool:
    """Does the writer leave out what the rule has at *moment*?"""
    if moment in timing.free_moments:
        return True
    if not timing.free_days:
        return False
    return moment.astimezone(ZoneInfo(timing.zone)).date() in timing.free_days


def left_out(post: Post) -> Iterator[datetime]:
    """Give the moments of its rule that a post's writer leaves out, in order."""
    days = sorted(post.timing.free_days)
    begins = [datetime.combine(day, time(), ZoneInfo(post.timing.zone)) for day in days]
    of_days = (
        moment
        for begin in begins
        for moment in occurrences(
            post, begin - timedelta.resolution, begin + _ONE_DAY - timedelta.resolution
        )
    )
    return _each_once(merge(of_days, sorted(post.timing.free_moments)))


def is_regular(timing: Timing, moment: datetime) -> bool:
    """Does what the rule has at *moment* take place, and at its own time?"""
    return moment not in timing.moved and not is_left_out(timing, moment)


def versions_by_time(post: Post, account: str) -> Mapping[datetime, Post]:
    """Return the versions that *post* has for once on *account*, by due time."""
    moved = post.timing.moved
    due = (
        (moved.get(moment) or bent(post, account, moment), version)
        for moment, version in post.reworded.items()
    )
    return {at: version for at, version in due if at is not None}


def versions_at(post: Post, account: str, at: datetime) -> tuple[Post, ...]:
    """Return what *post* may be at one of its times: any of these."""
    once = versions_by_time(post, account).get(at) if post.reworded else None
    if once is not None:
        return (once,)
    return post.pool.versions if post.pool else (post,)


def versions(post: Post) -> tuple[Post, ...]:
    """Return all that *post* ever is."""
    usual = post.pool.versions if post.pool else (post,)
    return (*usual, *post.reworded.values())


def _in_order(
    post: Post, account: str, moments: Iterable[datetime]
) -> Iterator[datetime]:
    """Bend *moments*, which are in order; they are moved on, never back."""
    waiting: list[datetime] = []
    for moment in moments:
        while waiting and waiting[0] <= moment:
            yield heappop(waiting)
        if (after := bent(post, account, moment)) is not None:
            heappush(waiting, after)
    while waiting:
        yield heappop(waiting)


def _each_once(moments: Iterable[datetime]) -> Iterator[datetime]:
    last: datetime | None = None
    for moment in moments:
        if moment != last:
            yield moment
        last = moment
