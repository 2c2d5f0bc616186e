"""Hearing what people say to us: who mentions us, answers us, quotes us.

A pull in which nothing is new costs nothing: X charges for what it returns. First our
own newest posts are read, then those who mention us, then, by search, what is said in
our own threads and who quotes us.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from connectors import own_answers
from connectors.json_paths import objects_at, text_at
from connectors.x.client import XClient
from connectors.x.cursor import Cursor, OwnThread, Source, Walk
from connectors.x.items import answer_of, item_of
from connectors.x.limits import POSTS_PER_PAGE, POSTS_PER_PERSON
from connectors.x.searches import queries
from connectors.x.snowflakes import first_id_at, is_id, moment_of
from connectors.x.timeline import oldest
from connectors.x.views import FIELDS, XPost, read_posts, things_read
from connectors.x.wire import Wire
from domain.clock import Clock
from domain.items import Item, Page, Reread

#: The search looks back no further; a little less, for clocks differ.
HISTORY = timedelta(days=7) - timedelta(minutes=10)
#: What may be listed late is read again; X charges once a day for the same post.
OVERLAP = timedelta(minutes=10)
#: Requests in one pull, as long as they bring nothing.
REQUESTS = 20
#: Of our own posts so many are listened round.
THREADS = 100
_IDS_PER_QUESTION = 100


@dataclass(slots=True)
class _Reads:
    """Counts what is charged."""

    count: int = 0

    def note(self, answer: object) -> None:
        """Count the posts and the people of an answer."""
        posts, people = things_read(answer)
        self.count += posts + POSTS_PER_PERSON * people


@dataclass(frozen=True, slots=True)
class Ears:
    """Listens on one account."""

    wire: Wire
    clock: Clock

    def pull(self, text: str) -> Page:
        """Return what is new since the cursor *text*: one page that is not empty."""
        cursor, reads = Cursor.decode(text, self.wire.us.remote_id), _Reads()
        posts: list[XPost] = []
        if not cursor.walks:
            cursor = self._begun(cursor)
        for _ in range(REQUESTS):
            posts, cursor = self._step(cursor, reads)
            if posts or not cursor.walks:
                break
        return self._page(posts, cursor, reads)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at posts seen before."""
        found: dict[str, XPost] = {}
        gone: set[str] = set()
        for start in range(0, len(remote_ids), _IDS_PER_QUESTION):
            wanted = remote_ids[start : start + _IDS_PER_QUESTION]
            posts, missing = self._look(wanted)
            gone |= missing & set(wanted)
            found |= {post.id: post for post in posts}
        # An edit gives a post another id: what is newest is asked for by that.
        edited = [one.newest for one in found.values() if one.newest != one.version]
        if edited:
            found |= {post.id: post for post in self._look(edited)[0]}
        return Reread(
            items=tuple(self._items(found.values(), ())),
            gone=tuple(one for one in remote_ids if one in gone and one not in found),
        )

    def _look(self, remote_ids: Sequence[str]) -> tuple[list[XPost], set[str]]:
        """Return posts by their ids, and the ids of those that are not to be seen."""
        wanted = [one for one in remote_ids if is_id(one)]
        if not wanted:
            return [], set(remote_ids)
        answer = self.wire.ask(lambda client: client.get_tweets(wanted, **FIELDS))
        troubles = objects_at(answer, "errors")
        missing = {
            text_at(one, "resource_id") or text_at(one, "value") for one in troubles
        }
        return read_posts(answer), missing | (set(remote_ids) - set(wanted))

    def _begun(self, cursor: Cursor) -> Cursor:
        """Return the cursor at the beginning of a round: our own posts come first."""
        now = self._now()
        since = cursor.own or first_id_at(now - HISTORY)
        return replace(cursor, begun_at=now, walks=(Walk(Source.OWN, since),))

    def _step(self, cursor: Cursor, reads: _Reads) -> tuple[list[XPost], Cursor]:
        """Read one page of the first walk; return its posts, and what is left."""
        walk, *others = cursor.walks
        answer = self.wire.ask(partial(_asked, walk, self.wire.us.remote_id))
        reads.note(answer)
        posts = read_posts(answer)
        is_over = not posts or not text_at(answer, "meta", "next_token")
        if walk.source is Source.OWN:
            cursor = self._knowing(cursor, posts)
            others = self._round(cursor) if is_over else others
        if walk.source is Source.OWN and is_over:
            cursor = replace(cursor, read_at=cursor.begun_at)
        left = () if is_over else (replace(walk, until=oldest(posts)),)
        return posts, replace(cursor, walks=(*left, *others))

    def _knowing(self, cursor: Cursor, posts: Sequence[XPost]) -> Cursor:
        """Return the cursor with our own *posts* in it."""
        ours = [post for post in posts if not post.is_repost]
        fresh = [_thread_of(post, ours, cursor) for post in ours]
        known = {one.id: one for one in [*cursor.threads, *fresh]}
        newest = sorted(known.values(), key=lambda one: int(one.id), reverse=True)
        first = self._now() - HISTORY
        recent = [one for one in newest if moment_of(one.id) > first][:THREADS]
        own = max([*(post.version for post in posts), cursor.own or "0"], key=int)
        return replace(cursor, own="" if own == "0" else own, threads=tuple(recent))

    def _round(self, cursor: Cursor) -> list[Walk]:
        """Return the walks that follow on that through our own posts."""
        first = self._now() - HISTORY
        since = first_id_at(max((cursor.read_at or first) - OVERLAP, first))
        return [
            Walk(Source.MENTIONS, since),
            *(
                Walk(Source.SEARCH, since, query=query)
                for query in queries(cursor.threads, self.wire.us.handle)
            ),
        ]

    def _page(self, posts: Sequence[XPost], cursor: Cursor, reads: _Reads) -> Page:
        """Return a page on which nothing stands twice."""
        us = self.wire.us.remote_id
        mine = [post for post in posts if post.author.remote_id == us]
        answers = own_answers.since(
            cursor.answered, (answer_of(post, us) for post in mine)
        )
        cursor = replace(cursor, answered=own_answers.newest(cursor.answered, answers))
        items = self._items(posts, [one.id for one in cursor.threads])
        return Page(
            items=tuple({item.remote_id: item for item in items}.values()),
            next_cursor=cursor.encode(),
            more=bool(cursor.walks),
            answers=tuple({one.remote_id: one for one in answers}.values()),
            rate=self.wire.rate,
            reads=reads.count,
        )

    def _items(self, posts: Iterable[XPost], ours: Sequence[str]) -> Iterable[Item]:
        us = self.wire.us.remote_id
        for post in sorted(posts, key=lambda one: int(one.version)):
            item = item_of(post, us, set(ours))
            if item is not None:
                yield item

    def _now(self) -> datetime:
        return self.clock.now() + self.wire.lead


def _thread_of(post: XPost, ours: Iterable[XPost], cursor: Cursor) -> OwnThread:
    """Return where to listen for what is said round a post of ours."""
    tops = {one.id for one in ours} | {one.id for one in cursor.threads}
    is_ours = post.conversation in {*tops, post.id, post.version}
    return OwnThread(post.id, post.conversation if is_ours else "")


def _asked(walk: Walk, us: str, client: XClient) -> object:
    """Ask for one page of a walk."""
    asked = {"since_id": walk.since, "max_results": POSTS_PER_PAGE, **FIELDS}
    if walk.until:
        asked["until_id"] = walk.until
    match walk.source:
        case Source.OWN:
            return client.get_users_tweets(us, **asked)
        case Source.MENTIONS:
            return client.get_users_mentions(us, **asked)
        case Source.SEARCH:
            return client.search_recent_tweets(walk.query, **asked)
