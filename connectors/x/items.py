"""A post of somebody else as an item of the inbox; one of ours as an answer."""

from collections.abc import Container

from connectors.x.views import XPost
from domain.items import Item, ItemKind, OwnAnswer, RemoteReference


def item_of(post: XPost, us: str, ours: Container[str]) -> Item | None:
    """Return what somebody said to us; None if it is nothing of the kind.

    Args:
        post: As X tells it.
        us: Our id.
        ours: Ids of our own posts, as far as they are known.
    """
    if post.author.remote_id == us or post.is_repost:
        return None
    is_top = post.conversation in {post.id, post.version}
    return Item(
        remote_id=post.id,
        kind=_kind(post, us, ours),
        author=post.author,
        text=post.text,
        created_at=post.created_at,
        url=post.url,
        revision=post.version,
        parent=RemoteReference(post.parent) if post.parent else None,
        root=None if is_top else RemoteReference(post.conversation),
        quoted=RemoteReference(post.quoted) if post.quoted else None,
        mentions_us=us in post.mentions,
        declared_languages=() if post.language in _NO_LANGUAGE else (post.language,),
        links=tuple(one.whole for one in post.links if not one.is_media),
        attachments=post.attachments,
    )


#: What X says where it does not know.
_NO_LANGUAGE = frozenset({"", "und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})


def _kind(post: XPost, us: str, ours: Container[str]) -> ItemKind:
    if post.quoted and post.quoted in ours:
        return ItemKind.QUOTE
    if post.parent_author == us or (post.parent and post.conversation in ours):
        return ItemKind.REPLY
    return ItemKind.MENTION


def answer_of(post: XPost, us: str) -> OwnAnswer | None:
    """Return a post of ours as an answer to somebody; None if it is none."""
    if not post.parent or post.parent_author in {"", us}:
        return None
    return OwnAnswer(post.id, post.parent, post.created_at, post.url)
