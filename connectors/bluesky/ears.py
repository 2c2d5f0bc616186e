"""Hearing what people say to us: notifications first, then our own threads.

A pull that finds nothing new costs two requests, one that finds a lot at most 16:
5 pages of notifications, our own recent posts, 10 threads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from connectors import own_answers
from connectors.bluesky.cursor import Cursor
from connectors.bluesky.items import answer_of, item_of, kind_for, notified_kind
from connectors.bluesky.notifications import Notification, walk_on
from connectors.bluesky.threads import (
    moved,
    own_posts,
    read_threads,
    reply_counts,
    thread_of,
    with_round,
)
from connectors.bluesky.views import PostView, owner_of, read_posts
from connectors.bluesky.wire import Wire
from connectors.json_paths import objects_at
from domain.clock import Clock
from domain.items import Item, ItemKind, OwnAnswer, Page, Reread

#: Posts that one question may name.
_POSTS_PER_QUESTION = 25


class Ears:
    """Listens on one account."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock

    def pull(self, text: str) -> Page:
        """Return what is new since the cursor *text*."""
        before = Cursor.decode(text)
        told = walk_on(self._wire, before, self._clock.now())
        items = list(self._items_told(told.notifications))
        if not told.is_over:
            return self._page(items, (), told.cursor, more=True)
        fresh = _fresh(told.notifications, before)
        return self._with_threads(items, fresh, told.cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at posts seen before."""
        posts: dict[str, PostView] = {}
        for start in range(0, len(remote_ids), _POSTS_PER_QUESTION):
            uris = remote_ids[start : start + _POSTS_PER_QUESTION]
            answer = self._wire.ask("app.bsky.feed.getPosts", uris=uris)
            posts |= {p.uri: p for p in read_posts(objects_at(answer, "posts"))}
        items = (self._said_to_us(post) for post in posts.values())
        return Reread(
            items=tuple(item for item in items if item is not None),
            gone=tuple(uri for uri in remote_ids if uri not in posts),
        )

    def _with_threads(
        self, items: list[Item], fresh: Iterable[PostView], cursor: Cursor
    ) -> Page:
        us, now = self._wire.did, self._clock.now()
        ours = own_posts(self._wire, now)
        answers = own_answers.since(
            cursor.answered, (answer_of(post, us) for post in ours)
        )
        counts = reply_counts(ours, us)
        touched = [*_touched(fresh, us), *_answered(ours, cursor, us)]
        changed = moved(counts, cursor.replies, touched)
        heard = read_threads(
            self._wire, with_round(cursor, counts, now), changed, counts
        )
        items += (item for item in map(self._said_to_us, heard.posts) if item)
        more = [answer_of(post, us) for post in heard.posts]
        cursor = replace(
            heard.cursor, answered=own_answers.newest(cursor.answered, answers)
        )
        return self._page(items, (*answers, *more), cursor, more=heard.more)

    def _items_told(self, told: Iterable[Notification]) -> Iterable[Item]:
        us = self._wire.did
        for one in told:
            kind = notified_kind(one.post, us, one.reason)
            item = item_of(one.post, us, kind) if kind else None
            if item is not None:
                yield item

    def _said_to_us(self, post: PostView) -> Item | None:
        """Return a post of which we know that it speaks to us, as an item."""
        us = self._wire.did
        return item_of(post, us, kind_for(post, us) or ItemKind.REPLY)

    def _page(
        self,
        items: Iterable[Item],
        answers: Iterable[OwnAnswer | None],
        cursor: Cursor,
        *,
        more: bool,
    ) -> Page:
        """Return a page on which nothing stands twice."""
        return Page(
            items=tuple({item.remote_id: item for item in items}.values()),
            next_cursor=cursor.encode(),
            more=more,
            answers=tuple({a.remote_id: a for a in answers if a}.values()),
            rate=self._wire.rate,
        )


def _fresh(told: Iterable[Notification], before: Cursor) -> list[PostView]:
    """Return the posts that an earlier walk did not bring."""
    seen = before.seen
    return [t.post for t in told if seen is None or t.post.indexed_at > seen]


def _touched(posts: Iterable[PostView], us: str) -> Iterable[str]:
    """Return the threads of ours in which somebody just spoke."""
    for post in posts:
        for reference in (post.root, post.parent):
            if reference is not None and owner_of(reference.remote_id) == us:
                yield reference.remote_id
                break


def _answered(ours: Iterable[PostView], cursor: Cursor, us: str) -> Iterable[str]:
    """Return the threads of ours in which we answered somebody since last time."""
    for post in ours:
        answer, thread = answer_of(post, us), thread_of(post, us)
        if answer is None or thread == post.uri:
            continue
        if cursor.answered is None or answer.created_at > cursor.answered:
            yield thread
