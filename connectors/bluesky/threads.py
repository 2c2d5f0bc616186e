"""Our own threads, read again: notifications alone lose nested replies.

A thread is read again as soon as something moved in it, and every ten minutes if
it has replies at all. What moved is seen in one look at our own recent posts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.bluesky.cursor import Cursor
from connectors.bluesky.trouble import BlueskyAnswerError, Trouble, after_read
from connectors.bluesky.views import PostView, owner_of, read_posts, thread_posts
from connectors.bluesky.wire import Wire
from connectors.json_paths import object_at, objects_at

#: Threads in which we wrote something in this time are watched.
WATCHED = timedelta(days=7)
ROUND_EVERY = timedelta(minutes=10)
THREADS_PER_PULL = 10
_FEED_LIMIT = 50
# Deeper answers nest so deeply in JSON that no parser would read them.
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """What our own threads brought."""

    posts: tuple[PostView, ...]
    cursor: Cursor
    #: Threads that moved are still unread.
    more: bool


def own_posts(wire: Wire, now: datetime) -> tuple[PostView, ...]:
    """Return our own recent posts and replies, newest first."""
    answer = wire.ask(
        "app.bsky.feed.getAuthorFeed",
        actor=wire.did,
        filter="posts_with_replies",
        limit=_FEED_LIMIT,
    )
    views = (object_at(entry, "post") for entry in objects_at(answer, "feed"))
    return tuple(
        post
        for post in read_posts(views)
        if post.author.remote_id == wire.did  # else it is a repost
        and now - post.indexed_at <= WATCHED
    )


def thread_of(post: PostView, us: str) -> str:
    """Return the address under which everything is said to us: the top, if ours.

    In a stranger's thread that is our own reply: what stands beside it is not to us.
    """
    if post.root is not None and owner_of(post.root.remote_id) == us:
        return post.root.remote_id
    return post.uri


def reply_counts(posts: Iterable[PostView], us: str) -> dict[str, int]:
    """Return how many direct replies our own posts in each thread have."""
    counts: dict[str, int] = {}
    for post in posts:
        thread = thread_of(post, us)
        counts[thread] = counts.get(thread, 0) + post.reply_count
    return counts


def moved(
    counts: Mapping[str, int], read: Mapping[str, int], touched: Iterable[str]
) -> list[str]:
    """Return the threads that are not as they were when we last read them."""
    changed = [uri for uri, count in counts.items() if count != read.get(uri, 0)]
    return list(dict.fromkeys([*touched, *changed]))


def read_threads(
    wire: Wire, cursor: Cursor, changed: Sequence[str], counts: Mapping[str, int]
) -> Heard:
    """Read the threads that *changed*, then those on the list, a few at a time."""
    waiting = list(dict.fromkeys([*changed, *cursor.threads]))
    now_read, later = waiting[:THREADS_PER_PULL], waiting[THREADS_PER_PULL:]
    posts = [post for uri in now_read for post in _read_thread(wire, uri)]
    unread = {uri for uri in later if uri in changed}
    known = {
        uri: cursor.replies.get(uri, 0) if uri in unread else count
        for uri, count in counts.items()
    }
    return Heard(
        posts=tuple(posts),
        cursor=replace(cursor, threads=tuple(later), replies=known),
        more=bool(unread),
    )


def with_round(cursor: Cursor, counts: Mapping[str, int], now: datetime) -> Cursor:
    """Put every thread that has replies on the list, if it is time to."""
    if cursor.round_at is not None and now - cursor.round_at < ROUND_EVERY:
        return cursor
    busy = (uri for uri, count in counts.items() if count)
    listed = tuple(dict.fromkeys([*cursor.threads, *busy]))
    return replace(cursor, threads=listed, round_at=now)


def _read_thread(wire: Wire, uri: str) -> tuple[PostView, ...]:
    answer = wire.try_ask(
        "app.bsky.feed.getPostThread", uri=uri, depth=_DEPTH, parentHeight=0
    )
    if not isinstance(answer, Trouble):
        return tuple(thread_posts(object_at(answer, "thread")))
    if answer.is_about_request:
        return ()  # gone, or too much to read: the other threads still count
    raise after_read(answer) from BlueskyAnswerError(str(answer))
