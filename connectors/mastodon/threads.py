"""Our own threads, read again: not everybody who answers there names us.

A thread is read again as soon as something moved in it, and every ten minutes if it
has replies at all. What moved is seen in one look at our own recent statuses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from connectors.json_paths import objects_at
from connectors.mastodon.cursor import Cursor
from connectors.mastodon.views import Status, read_statuses
from connectors.mastodon.wire import Wire
from connectors.trouble import Trouble
from domain.errors import GoneError, RefusedError

#: Threads in which we wrote something in this time are watched.
WATCHED = timedelta(days=7)
ROUND_EVERY = timedelta(minutes=10)
#: Some servers count no replies: in its first day a thread is read all the same.
YOUNG = timedelta(days=1)
THREADS_PER_PULL = 10
_FEED_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Heard:
    """What our own threads brought."""

    statuses: tuple[Status, ...]
    cursor: Cursor
    #: Threads that moved are still unread.
    more: bool
    #: The tops of the threads, by the ids of what stands in them.
    roots: Mapping[str, str]


def own_statuses(wire: Wire, now: datetime) -> tuple[Status, ...]:
    """Return our own recent statuses and replies, newest first."""
    us = wire.us.remote_id
    answer = wire.ask(
        f"/api/v1/accounts/{quote(us, safe='')}/statuses",
        limit=_FEED_LIMIT,
        exclude_reblogs="true",
    )
    return tuple(
        status
        for status in read_statuses(objects_at(answer))
        if status.author.remote_id == us and now - status.created_at <= WATCHED
    )


def known_roots(ours: Sequence[Status]) -> dict[str, str]:
    """Return the tops of our own statuses' threads, as far as these tell them."""
    by_id = {status.id: status for status in ours}
    roots: dict[str, str] = {}
    for status in reversed(ours):
        top, passed = status, {status.id}
        while top.parent in by_id and top.parent not in passed:
            top = by_id[top.parent]
            passed.add(top.id)
        if not top.parent:
            roots[status.id] = top.id
    return roots


def thread_of(status: Status, roots: Mapping[str, str]) -> str:
    """Return the id under which everything is said to us: the top, if it is ours.

    In a stranger's thread that is our own reply: what stands beside it is not to us.
    """
    return roots.get(status.id, status.id)


def reply_counts(ours: Iterable[Status], roots: Mapping[str, str]) -> dict[str, int]:
    """Return how many direct replies our own statuses in each thread have."""
    counts: dict[str, int] = {}
    for status in ours:
        thread = thread_of(status, roots)
        counts[thread] = counts.get(thread, 0) + status.reply_count
    return counts


def moved(
    counts: Mapping[str, int], read: Mapping[str, int], touched: Iterable[str]
) -> list[str]:
    """Return the threads that are not as they were when we last read them."""
    changed = [one for one, count in counts.items() if count != read.get(one, 0)]
    return list(dict.fromkeys([*touched, *changed]))


def with_round(
    cursor: Cursor, ours: Iterable[Status], roots: Mapping[str, str], now: datetime
) -> Cursor:
    """Put every thread that has replies, or is young, on the list, if it is time to."""
    if cursor.round_at is not None and abs(now - cursor.round_at) < ROUND_EVERY:
        return cursor
    busy = [
        thread_of(status, roots)
        for status in ours
        if status.reply_count or now - status.created_at <= YOUNG
    ]
    listed = tuple(dict.fromkeys([*cursor.threads, *busy]))
    return replace(cursor, threads=listed, round_at=now)


def read_threads(
    wire: Wire, cursor: Cursor, changed: Sequence[str], counts: Mapping[str, int]
) -> Heard:
    """Read the threads that *changed*, then those on the list, a few at a time."""
    waiting = list(dict.fromkeys([*changed, *cursor.threads]))
    now_read, later = waiting[:THREADS_PER_PULL], waiting[THREADS_PER_PULL:]
    found: list[Status] = []
    roots: dict[str, str] = {}
    for top in now_read:
        context = read_context(wire, top)
        above = context.ancestors[0].id if context.ancestors else top
        found += context.descendants
        roots |= {status.id: above for status in context.descendants}
    unread = {one for one in later if one in changed}
    known = {
        one: cursor.replies.get(one, 0) if one in unread else count
        for one, count in counts.items()
    }
    cursor = replace(cursor, threads=tuple(later), replies=known)
    return Heard(tuple(found), cursor, bool(unread), roots)


@dataclass(frozen=True, slots=True)
class Context:
    """What stands above and below a status; top first."""

    ancestors: tuple[Status, ...] = ()
    descendants: tuple[Status, ...] = ()


def read_context(wire: Wire, status_id: str) -> Context:
    """Return what stands around a status; nothing, if it is gone.

    Raises:
        PlatformError: As `after_read` sorts it.
    """
    answer = wire.try_ask(f"/api/v1/statuses/{quote(status_id, safe='')}/context")
    if isinstance(answer, Trouble):
        error = wire.error_of(answer)
        if isinstance(error, GoneError | RefusedError) or answer.is_too_long:
            return Context()  # the other threads still count
        wire.require(answer)
    return Context(
        tuple(read_statuses(objects_at(answer, "ancestors"))),
        tuple(read_statuses(objects_at(answer, "descendants"))),
    )
