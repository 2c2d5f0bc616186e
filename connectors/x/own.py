"""Our own posts, as X lists them, with the words as we may have written them."""

from collections.abc import Iterator
from datetime import datetime

import regex

from connectors.x.snowflakes import first_id_at
from connectors.x.timeline import own_pages
from connectors.x.views import XPost
from connectors.x.wire import Wire
from domain.likeness import OwnPost, OwnPosts
from domain.posts import Receipt

#: X puts the names of those who are answered before the words.
_NAMES = regex.compile(r"\A(?:@\w{1,15}\s+)+")


def own_posts(wire: Wire, since: datetime) -> OwnPosts:
    """Return our posts since *since*, newest first.

    A post is listed with each of the texts that it may have had: links whole or as
    they are shown (we may have written "main.py", and X made a link of it), and
    without the names that X puts before an answer.

    Raises:
        PlatformError: As `after_read` sorts it.
    """
    found: list[OwnPost] = []
    is_complete = False
    for page in own_pages(wire, first_id_at(since + wire.lead)):
        for post in page.posts:
            found += _ways(post, wire)
        is_complete = page.is_last
    return OwnPosts(tuple(found), is_complete)


def receipt_of(post: XPost) -> Receipt:
    """Return X's word that a post of ours is out."""
    return Receipt(post.id, url=post.url)


def _ways(post: XPost, wire: Wire) -> Iterator[OwnPost]:
    texts = [post.text, post.worded(lambda link: link.shown or link.whole)]
    if post.parent:
        texts += [_NAMES.sub("", text) for text in texts]
    for text in dict.fromkeys(texts):
        yield OwnPost(
            receipt=receipt_of(post),
            text=text,
            media=post.media_count,
            created_at=post.created_at - wire.lead,
            parent=post.parent,
        )
