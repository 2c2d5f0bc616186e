"""When a post is due on an account: all that bears on it, put together. Pure.

The rule says when it recurs; then what is left out is taken away, what is otherwise is
put in its place, and each time is bent to the holidays and habits that hold.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush, merge
from itertools import islice
from zoneinfo import ZoneInfo

from domain.posts import Message, Post
from domain.timing import AS_WRITTEN, Timing
from scheduler.bend import bent, furthest
from scheduler.recurrence import NEVER, occurrences


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
    moved = sorted(one.at for one in post.timing.edits if one.at is not None)
    found = _each_once(merge(bent_, moved))
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


def is_regular(timing: Timing, moment: datetime) -> bool:
    """Does what the rule has at *moment* take place, and at its own time?"""
    is_moved = any(one.at and one.moment == moment for one in timing.edits)
    return not is_moved and not is_left_out(timing, moment)


def words_by_time(post: Post, account: str) -> Mapping[datetime, Message]:
    """Return what single occurrences say that say something else, by due time."""
    due = (
        (one.at or bent(post, account, one.moment), one.text)
        for one in post.timing.edits
        if one.text
    )
    usual = post.messages[0]
    return {at: replace(usual, text=text) for at, text in due if at is not None}


def says_at(post: Post, account: str, at: datetime, part: int) -> tuple[Message, ...]:
    """Return what a part of *post* may say at one of its times: any of these."""
    if part == 0 and (said := words_by_time(post, account).get(at)) is not None:
        return (said,)
    if post.pool is not None:
        return post.pool.sayings
    return post.messages_for(account)[part : part + 1]


def sayings(post: Post, account: str) -> tuple[Message, ...]:
    """Return all that *post* ever says on *account*."""
    by_turns = post.pool.sayings if post.pool else ()
    usual = post.messages_for(account)
    return (*usual, *by_turns, *words_by_time(post, account).values())


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
