"""What people say to us, and who they are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.accounts import RateLeft
from domain.clock import require_aware
from domain.judgements import Judgement


class ItemKind(StrEnum):
    """How something reached us."""

    MENTION = "mention"
    REPLY = "reply"
    QUOTE = "quote"
    COMMENT = "comment"


class MediaKind(StrEnum):
    """What hangs on a post."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as one platform knows them."""

    platform: str
    #: Never changes on the platform: a DID, a numeric id.
    remote_id: str
    #: Without "@"; may change.
    handle: str
    display_name: str = ""
    url: str = ""
    #: When the platform says they joined; aware UTC, None if it does not say.
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we meet, with every identity we know of them."""

    id: int
    name: str
    identities: tuple[Identity, ...]
    #: When we first and last heard from them; aware UTC.
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class RemoteReference:
    """Points at one thing on a platform."""

    remote_id: str
    #: The platform's mark of this very version (Bluesky: the cid); may be empty.
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or film on somebody's item."""

    kind: MediaKind
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """Something a person said to us, as the platform tells it."""

    remote_id: str
    kind: ItemKind
    author: Identity
    text: str
    #: When it was written, by the platform's word; aware UTC.
    created_at: datetime
    #: Where a person can look at it.
    url: str = ""
    revision: str = ""
    #: What it answers, directly; None at the top of a thread.
    parent: RemoteReference | None = None
    #: The top of its thread; None when the item is the top itself.
    root: RemoteReference | None = None
    #: What it quotes; None when it quotes nothing.
    quoted: RemoteReference | None = None
    #: It names our account itself (not only stands in our thread).
    mentions_us: bool = False
    #: Languages by the platform's word, such as ("ja",); often empty, often wrong.
    declared_languages: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a time without a zone."""
        object.__setattr__(
            self, "created_at", require_aware(self.created_at, "created_at")
        )

    @property
    def reference(self) -> RemoteReference:
        """Point at this item."""
        return RemoteReference(self.remote_id, self.revision)


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One of our own posts that answers somebody: written by us, or in the app."""

    remote_id: str
    #: Remote id of what it answers.
    answers: str
    #: Aware UTC.
    created_at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One helping of what is new on an account."""

    items: tuple[Item, ...]
    #: Give it back to get what comes after; opaque, stored with the items.
    next_cursor: str
    #: There is more to be had at once.
    more: bool = False
    answers: tuple[OwnAnswer, ...] = ()
    rate: RateLeft | None = None
    #: How many things the platform counts as read; None means the items.
    reads: int | None = None


@dataclass(frozen=True, slots=True)
class Reread:
    """What became of items that we had seen before."""

    #: As they are now, whether changed or not.
    items: tuple[Item, ...]
    #: Remote ids of those that are there no more.
    gone: tuple[str, ...]


class EntryStatus(StrEnum):
    """Where an inbox entry stands."""

    #: Nobody has dealt with it yet (whether it needs a reply is the judgement's).
    OPEN = "open"
    ANSWERED = "answered"
    #: A person said: this is dealt with.
    DONE = "done"


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """An item in our inbox. Times are aware UTC."""

    id: int
    account: str
    platform: str
    item: Item
    person_id: int
    seen_at: datetime
    status: EntryStatus = EntryStatus.OPEN
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    #: When it was answered or marked done.
    closed_at: datetime | None = None
    #: Who closed it: a person's name, or "" for what we saw on the platform.
    closed_by: str = ""
    #: None until triage has looked at it (or again, after an edit).
    judgement: Judgement | None = None
    #: True when the author had never said anything to us before this, as far as can
    #: be known: what was said before we listened is not.
    is_newcomer: bool = False

    @property
    def is_waiting(self) -> bool:
        """Is somebody waiting for our reply?"""
        return (
            self.status is EntryStatus.OPEN
            and self.deleted_at is None
            and self.judgement is not None
            and self.judgement.needs_reply
        )


@dataclass(frozen=True, slots=True)
class Version:
    """How an item read before it was edited or deleted. Times are aware UTC."""

    text: str
    revision: str
    #: When we noticed that this version had given way to another, or to nothing.
    replaced_at: datetime
    #: True when it gave way to nothing.
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking a page into the inbox changed, in numbers of entries."""

    new: int = 0
    changed: int = 0
    answered: int = 0
    gone: int = 0
