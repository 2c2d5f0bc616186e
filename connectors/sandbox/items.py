"""How the feed looks to us: which messages speak to us, and in which way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.sandbox.community import Community
from connectors.sandbox.feed import Feed, Message
from domain.items import Identity, Item, ItemKind, OwnAnswer, RemoteReference

_LINK = re.compile(r"https?://[^\s<>\"'「」（）、。]+[^\s<>\"'「」（）、。.,;:!?)]")


@dataclass(frozen=True, slots=True)
class View:
    """The feed, as one account sees it."""

    feed: Feed
    community: Community
    #: Our own handle, without "@".
    handle: str
    #: The page on which everything can be looked at.
    board: Path

    def items(self, ids: Iterable[str]) -> tuple[Item, ...]:
        """Return those of *ids* that speak to us and are still there, oldest first."""
        kinds = [(message, self._kind(message)) for message in self._theirs(ids)]
        items = [self._item(message, kind) for message, kind in kinds if kind]
        return tuple(sorted(items, key=lambda item: item.created_at))

    def items_again(self, ids: Iterable[str]) -> tuple[Item, ...]:
        """Return those of *ids* that are still there, even if they name us no more."""
        return tuple(
            self._item(message, self._kind(message) or ItemKind.MENTION)
            for message in self._theirs(ids)
        )

    def own_answers(self, ids: Iterable[str]) -> tuple[OwnAnswer, ...]:
        """Return those of *ids* in which we answered somebody."""
        return tuple(
            OwnAnswer(m.id, m.parent, m.at, self.url(m.id))
            for m in self._messages(ids)
            if m.is_ours and m.parent and not self._is_ours(m.parent)
        )

    def url(self, message_id: str) -> str:
        """Return where a person can look at a message."""
        return f"{self.board.as_uri()}#{message_id}"

    def author(self, handle: str) -> Identity:
        """Return who goes by a handle."""
        member = self.community.members.get(handle)
        return Identity(
            platform="sandbox",
            remote_id=handle,
            handle=handle,
            display_name=member.name if member else self.feed.names.get(handle, ""),
            url=self.url(f"member-{handle}") if member else "",
            joined_at=(member and member.joined_at) or self._came(handle),
        )

    def _came(self, handle: str) -> datetime | None:
        """Return when somebody whose arrival nobody noted first said something."""
        said = (one.at for one in self.feed.messages.values() if one.by == handle)
        return min(said, default=None)

    def mentions_us(self, text: str) -> bool:
        """Does *text* call us by our handle?"""
        # Japanese letters may follow a handle at once: "@kairanbanさん".
        name = re.escape(self.handle)
        pattern = rf"(?<![a-z0-9_.@-])@{name}(?![a-z0-9_-]|\.[a-z0-9])"
        return re.search(pattern, text, re.IGNORECASE) is not None

    def _messages(self, ids: Iterable[str]) -> list[Message]:
        messages = self.feed.messages
        return [messages[known] for known in ids if known in messages]

    def _theirs(self, ids: Iterable[str]) -> list[Message]:
        return [message for message in self._messages(ids) if not message.is_ours]

    def _is_ours(self, message_id: str) -> bool:
        message = self.feed.find(message_id)
        return message is not None and message.is_ours

    def _kind(self, message: Message) -> ItemKind | None:
        if self._is_ours(message.parent):
            return ItemKind.REPLY
        if self._is_ours(message.quotes):
            return ItemKind.QUOTE
        if message.parent and self._is_our_thread(message.root):
            return ItemKind.REPLY
        return ItemKind.MENTION if self.mentions_us(message.text) else None

    def _is_our_thread(self, root: str) -> bool:
        top = self.feed.find(root)
        return top is not None and (top.is_ours or self.mentions_us(top.text))

    def _item(self, message: Message, kind: ItemKind) -> Item:
        return Item(
            remote_id=message.id,
            kind=kind,
            author=self.author(message.by),
            text=message.text,
            created_at=message.at,
            url=self.url(message.id),
            revision=str(message.revision),
            parent=_reference(message.parent),
            root=_reference(message.root if message.parent else ""),
            quoted=_reference(message.quotes),
            mentions_us=self.mentions_us(message.text),
            links=tuple(_LINK.findall(message.text)),
        )


def _reference(message_id: str) -> RemoteReference | None:
    return RemoteReference(message_id) if message_id else None
