"""What a post is to us: decided by the post itself, not by how we heard of it.

The network tells of a reply that also names us as a "mention", and of a post that
comes by two ways only once; so the reason it gives is the last thing we look at.
"""

from connectors.bluesky.views import PostView, owner_of
from domain.items import Item, ItemKind, OwnAnswer

_BY_REASON = {
    "mention": ItemKind.MENTION,
    "reply": ItemKind.REPLY,
    "quote": ItemKind.QUOTE,
}


def kind_for(post: PostView, us: str) -> ItemKind | None:
    """Return what *post* is to the account *us*; None if it does not speak to us."""
    above = [ref.remote_id for ref in (post.parent, post.root) if ref is not None]
    if any(owner_of(uri) == us for uri in above):
        return ItemKind.REPLY
    if post.quoted is not None and owner_of(post.quoted.remote_id) == us:
        return ItemKind.QUOTE
    if us in post.names:
        return ItemKind.MENTION
    return None


def notified_kind(post: PostView, us: str, reason: str) -> ItemKind | None:
    """Return what a post is that the network told us of."""
    return kind_for(post, us) or _BY_REASON.get(reason)


def item_of(post: PostView, us: str, kind: ItemKind) -> Item | None:
    """Return *post* as an item; None if it is our own, or of somebody we muted."""
    if post.author.remote_id == us or post.is_muted:
        return None
    return Item(
        remote_id=post.uri,
        kind=kind,
        author=post.author,
        text=post.text,
        created_at=post.created_at,
        url=post.url,
        revision=post.cid,
        parent=post.parent,
        root=post.root,
        quoted=post.quoted,
        mentions_us=us in post.names,
        declared_languages=post.languages,
        links=post.links,
        attachments=post.attachments,
    )


def answer_of(post: PostView, us: str) -> OwnAnswer | None:
    """Return *post* as our answer to somebody; None if it is none."""
    if post.author.remote_id != us or post.parent is None:
        return None
    if owner_of(post.parent.remote_id) == us:
        return None
    return OwnAnswer(
        remote_id=post.uri,
        answers=post.parent.remote_id,
        created_at=post.created_at,
        url=post.url,
    )
