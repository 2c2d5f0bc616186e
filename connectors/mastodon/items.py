"""What a status is to us: decided by the status itself, not by how we heard of it."""

from collections.abc import Mapping

from connectors.mastodon.views import Status
from domain.items import Item, ItemKind, OwnAnswer, RemoteReference


def kind_for(status: Status, us: str) -> ItemKind | None:
    """Return what *status* is to us; None if it does not speak to us by itself."""
    if status.parent_author == us and status.parent:
        return ItemKind.REPLY
    if status.quoted_author == us and status.quoted:
        return ItemKind.QUOTE
    if status.names(us):
        return ItemKind.MENTION
    return None


def item_of(
    status: Status, us: str, kind: ItemKind, roots: Mapping[str, str]
) -> Item | None:
    """Return *status* as an item; None if it is our own.

    Args:
        status: As the server tells it.
        us: Our id.
        kind: What it is to us.
        roots: The top of the thread, by the ids of statuses; where it is not known,
            what a status answers stands for it.
    """
    if status.author.remote_id == us:
        return None
    root = roots.get(status.id) or status.parent
    return Item(
        remote_id=status.id,
        kind=kind,
        author=status.author,
        text=status.text,
        created_at=status.created_at,
        url=status.url,
        revision=status.revision,
        parent=status.parent_reference,
        root=RemoteReference(root) if root else None,
        quoted=RemoteReference(status.quoted) if status.quoted else None,
        mentions_us=status.names(us),
        declared_languages=(status.language,) if status.language else (),
        links=status.links,
        attachments=status.attachments,
    )


def answer_of(status: Status, us: str) -> OwnAnswer | None:
    """Return *status* as our answer to somebody; None if it is none."""
    if status.author.remote_id != us or not status.parent:
        return None
    if status.parent_author == us:
        return None
    return OwnAnswer(
        remote_id=status.id,
        answers=status.parent,
        created_at=status.created_at,
        url=status.url,
    )
