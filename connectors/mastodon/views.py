"""A status as a server of this API tells it, read into a plain value."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors.json_paths import (
    Json,
    at,
    moment_at,
    number_at,
    object_at,
    objects_at,
    text_at,
)
from connectors.mastodon.html_text import plain
from domain.items import Attachment, Identity, MediaKind, RemoteReference

_KINDS = {
    "image": MediaKind.IMAGE,
    "gifv": MediaKind.VIDEO,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody whom a status names."""

    remote_id: str
    #: With their server, unless it is ours.
    acct: str


@dataclass(frozen=True, slots=True)
class Status:
    """A status. Times are aware UTC; ids are opaque."""

    id: str
    author: Identity
    #: What a reader sees, the content warning above it.
    text: str
    created_at: datetime
    url: str
    #: When it was last edited, in the server's words; "" if it never was.
    revision: str
    #: "" at the top of a thread.
    parent: str
    #: Whose the parent is; "" if that is not said.
    parent_author: str
    quoted: str
    quoted_author: str
    mentions: tuple[Mention, ...]
    visibility: str
    content_warning: str
    language: str
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    reply_count: int

    def names(self, account: str) -> bool:
        """Does it name that account?"""
        return any(mention.remote_id == account for mention in self.mentions)

    @property
    def parent_reference(self) -> RemoteReference | None:
        """Point at what it answers."""
        return RemoteReference(self.parent) if self.parent else None


def read_statuses(answers: Iterable[Json]) -> Iterator[Status]:
    """Return the statuses among *answers*; what cannot be read is passed over."""
    for answer in answers:
        status = read_status(answer)
        if status is not None:
            yield status


def read_status(answer: object) -> Status | None:
    """Return a status of a server's answer; None if it is none."""
    created_at, author = moment_at(answer, "created_at"), object_at(answer, "account")
    if not id_at(answer, "id") or not id_at(author, "id") or created_at is None:
        return None
    if at(answer, "reblog"):
        return None  # somebody else's words
    seen = plain(text_at(answer, "content"))
    warning = text_at(answer, "spoiler_text")
    quoted = _quoted(answer)
    return Status(
        id=id_at(answer, "id"),
        author=read_author(author),
        text="\n\n".join(part for part in (warning, seen.text) if part),
        created_at=created_at,
        url=text_at(answer, "url") or text_at(answer, "uri"),
        revision=text_at(answer, "edited_at"),
        parent=id_at(answer, "in_reply_to_id"),
        parent_author=id_at(answer, "in_reply_to_account_id"),
        quoted=id_at(quoted, "id"),
        quoted_author=id_at(quoted, "account", "id"),
        mentions=tuple(_mentions(answer)),
        visibility=text_at(answer, "visibility"),
        content_warning=warning,
        language=text_at(answer, "language"),
        links=_links(seen.links, text_at(answer, "card", "url")),
        attachments=tuple(_attachments(answer)),
        reply_count=number_at(answer, "replies_count"),
    )


def read_author(account: Json) -> Identity:
    """Return the person of an account."""
    handle = text_at(account, "acct") or text_at(account, "username")
    return Identity(
        platform="mastodon",
        remote_id=id_at(account, "id"),
        handle=handle,
        display_name=text_at(account, "display_name"),
        url=text_at(account, "url"),
        joined_at=moment_at(account, "created_at"),
    )


def id_at(value: object, *path: str) -> str:
    """Return the id at *path*; some servers give numbers. "" if there is none."""
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def mention_names(answer: Json) -> dict[str, str]:
    """Return how people are named in a status, by the addresses of their links."""
    return {
        text_at(one, "url"): f"@{text_at(one, 'acct')}"
        for one in objects_at(answer, "mentions")
        if text_at(one, "url")
    }


def media_count(answer: Json) -> int:
    """Return how many pictures or films a status shows."""
    return len(objects_at(answer, "media_attachments"))


def _mentions(answer: object) -> Iterator[Mention]:
    for one in objects_at(answer, "mentions"):
        if id_at(one, "id"):
            yield Mention(id_at(one, "id"), text_at(one, "acct"))


def _quoted(answer: object) -> Json:
    """Return the quoted status: Mastodon's way, or that of Pleroma and others."""
    ways = (
        ("quote", "quoted_status"),
        ("quote",),
        ("pleroma", "quote"),
    )
    found = (object_at(answer, *way) for way in ways)
    return next((one for one in found if id_at(one, "id")), {})


def _links(seen: Iterable[str], card: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*seen, *([card] if card else [])]))


def _attachments(answer: object) -> Iterator[Attachment]:
    for one in objects_at(answer, "media_attachments"):
        kind = _KINDS.get(text_at(one, "type"), MediaKind.OTHER)
        url = text_at(one, "url") or text_at(one, "remote_url")
        yield Attachment(kind, url, text_at(one, "description"))
