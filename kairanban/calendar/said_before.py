"""Warns of a post without an id that is out already, and gets a new time now."""

from collections.abc import Iterator

from domain.deliveries import DeliveryState
from domain.errors import Problem
from domain.phrases import phrase
from domain.posts import Post
from kairanban.bootstrap import House
from scheduler.plan import ChangeKind, Plan

#: So many of the posts that are out are looked through.
_LIMIT = 100_000


def said_before(house: House, plan: Plan) -> Iterator[Problem]:
    """Return a warning for each such post on each account.

    It goes by its time, so with a new time it is a new post: its words would go out
    once more.
    """
    posts = {post.key: post for post in house.project.posts if not post.has_own_id}
    added = {
        (_hash(posts[one.post_key], one.account), one.account): one.post_key
        for one in plan.changes
        if one.kind is ChangeKind.ADDED and one.post_key in posts
    }
    if not added:
        return
    sent = house.memory.outbox.deliveries([DeliveryState.SENT], limit=_LIMIT)
    known = {post.key for post in house.project.posts}
    for row in sent:
        key = added.pop((row.message.content_hash, row.account), None)
        if key is None or row.part or row.post_key in known:
            continue
        source = posts[key].source
        what = phrase(
            "the same words are out on {account} already, as {post}; without an id, a "
            "new time makes a new post, and they would go out again",
            account=row.account,
            post=row.post_key,
        )
        place = (source.file, source.line) if source else ("", 0)
        yield Problem(*place, 0, key, what)


def _hash(post: Post, account: str) -> str:
    return post.messages_for(account)[0].content_hash
