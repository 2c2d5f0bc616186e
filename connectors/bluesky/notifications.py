"""The walk through notifications: from the newest back to where we know all.

The list is in the order of times that authors may choose: a post that says it is
old stands far down although it has just come. So a walk never stops at the first
thing it knows; it goes back over a window, and once an hour over a long one. What
comes twice is stored once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.bluesky.cursor import Cursor, Walk
from connectors.bluesky.views import PostView, read_post
from connectors.bluesky.wire import Wire
from connectors.json_paths import Json, objects_at, text_at

#: How far back the first pull of an account reads.
HISTORY = timedelta(days=14)
#: How far back every pull reads again, and how far one in `DEEP_EVERY` does.
OVERLAP = timedelta(hours=1)
DEEP_OVERLAP = timedelta(days=3)
DEEP_EVERY = timedelta(hours=1)

PAGES_PER_PULL = 5
_PAGE_LIMIT = 100
# A reply that names us is told as a "mention", so none of the three may be missing.
_REASONS = ("mention", "reply", "quote")


@dataclass(frozen=True, slots=True)
class Notification:
    """A post that the network told us of, and why it did."""

    post: PostView
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a part of a walk brought, and where the walk stands."""

    notifications: tuple[Notification, ...]
    cursor: Cursor

    @property
    def is_over(self) -> bool:
        """Did the walk reach its end?"""
        return self.cursor.walk is None


def walk_on(wire: Wire, cursor: Cursor, now: datetime) -> Told:
    """Begin a walk, or go on with one; read a few pages at most."""
    walk, cursor = _begun(cursor, now)
    found: list[Notification] = []
    for _ in range(PAGES_PER_PULL):
        answer = wire.ask(
            "app.bsky.notification.listNotifications",
            reasons=_REASONS,
            limit=_PAGE_LIMIT,
            cursor=walk.page or None,
        )
        page = _read(objects_at(answer, "notifications"))
        found += page
        walk = _advanced(walk, page, text_at(answer, "cursor"))
        if not walk.page or _reached(walk, page):
            cursor = _finished(cursor, walk)
            break
    else:
        cursor = replace(cursor, walk=walk)
    return Told(_above_floor(found, cursor), cursor)


def _begun(cursor: Cursor, now: datetime) -> tuple[Walk, Cursor]:
    """Return the walk to go on with, and the cursor that knows of it."""
    if cursor.walk is not None:
        return cursor.walk, cursor
    if cursor.seen is None:
        floor = now - HISTORY
        return Walk("", floor, None), replace(cursor, floor=floor, deep_at=now)
    if cursor.deep_at is None or now - cursor.deep_at >= DEEP_EVERY:
        return Walk("", cursor.seen - DEEP_OVERLAP, None), replace(cursor, deep_at=now)
    return Walk("", cursor.seen - OVERLAP, None), cursor


def _advanced(walk: Walk, page: Sequence[Notification], next_page: str) -> Walk:
    moments = [told.post.indexed_at for told in page]
    newest = max([*moments, *([walk.newest] if walk.newest else [])], default=None)
    # A server that hands out the same page for ever would keep us walking.
    onward = next_page if next_page != walk.page else ""
    return replace(walk, page=onward, newest=newest)


def _reached(walk: Walk, page: Sequence[Notification]) -> bool:
    return bool(page) and min(told.post.indexed_at for told in page) < walk.until


def _above_floor(
    found: Sequence[Notification], cursor: Cursor
) -> tuple[Notification, ...]:
    """Leave out what is older than the account's history with us."""
    floor = cursor.floor
    return tuple(t for t in found if floor is None or t.post.indexed_at >= floor)


def _finished(cursor: Cursor, walk: Walk) -> Cursor:
    seen = max(filter(None, (cursor.seen, walk.newest)), default=walk.until)
    return replace(cursor, walk=None, seen=seen)


def _read(views: Sequence[Json]) -> list[Notification]:
    posts = ((read_post(view), text_at(view, "reason")) for view in views)
    return [Notification(post, reason) for post, reason in posts if post is not None]
