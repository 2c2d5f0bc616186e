"""Posts as the network shows them, read with care: anybody may have written them."""

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
    texts_at,
)
from domain.items import Attachment, Identity, MediaKind, RemoteReference

_PROFILE = "https://bsky.app/profile"
#: Where the public app serves a post's pictures and films from.
_PICTURES = "https://cdn.bsky.app/img/feed_fullsize/plain"
_FILMS = "https://video.bsky.app/watch"
_INVALID_HANDLE = "handle.invalid"


@dataclass(frozen=True, slots=True)
class PostView:
    """One post, and what the network says around it."""

    uri: str
    cid: str
    author: Identity
    text: str
    #: Aware UTC; never later than when the network first saw it.
    created_at: datetime
    #: Aware UTC.
    indexed_at: datetime
    parent: RemoteReference | None
    root: RemoteReference | None
    quoted: RemoteReference | None
    #: DIDs of everybody it names.
    names: frozenset[str]
    languages: tuple[str, ...]
    links: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    reply_count: int = 0
    #: We may not answer it: its author wants no replies, or not ours.
    is_closed: bool = False
    #: It may not be shown inside of another: its author does not want that.
    is_unquotable: bool = False
    #: We chose not to hear its author.
    is_muted: bool = False

    @property
    def url(self) -> str:
        """Return where a person can look at it."""
        return post_url(self.uri, self.author.handle)


def owner_of(uri: str) -> str:
    """Return whose record an address names: its DID."""
    return uri.removeprefix("at://").split("/", maxsplit=1)[0]


def key_of(uri: str) -> str:
    """Return the last part of an address: the record's key."""
    return uri.rsplit("/", maxsplit=1)[-1]


def profile_url(handle: str, did: str) -> str:
    """Return where a person's page is; by DID where the handle is broken."""
    return f"{_PROFILE}/{handle if handle not in ('', _INVALID_HANDLE) else did}"


def post_url(uri: str, handle: str) -> str:
    """Return where a post's page is."""
    return f"{profile_url(handle, owner_of(uri))}/post/{key_of(uri)}"


def read_posts(views: Iterable[Json]) -> Iterator[PostView]:
    """Return the posts among *views*; what cannot be read is passed over."""
    for view in views:
        post = read_post(view)
        if post is not None:
            yield post


def read_post(view: Json) -> PostView | None:
    """Return the post of a post view or a notification; None if it is no post."""
    record = object_at(view, "record")
    uri, did = text_at(view, "uri"), text_at(view, "author", "did")
    indexed_at = moment_at(view, "indexedAt")
    if not uri.startswith("at://") or not did or indexed_at is None:
        return None
    if not isinstance(at(record, "text"), str):
        return None  # a like, a follow, or nothing we know
    embed = object_at(record, "embed")
    return PostView(
        uri=uri,
        cid=text_at(view, "cid"),
        author=read_author(object_at(view, "author")),
        # PostgreSQL cannot store NUL; a stranger must not be able to stop the inbox.
        text=text_at(record, "text").replace("\0", "\N{REPLACEMENT CHARACTER}"),
        created_at=min(moment_at(record, "createdAt") or indexed_at, indexed_at),
        indexed_at=indexed_at,
        parent=_reference(record, "reply", "parent"),
        root=_reference(record, "reply", "root"),
        quoted=_reference(embed, "record", "record") or _reference(embed, "record"),
        names=frozenset(_features(record, "mention", "did")),
        languages=texts_at(record, "langs"),
        links=_links(record, embed),
        attachments=tuple(_attachments(did, embed)),
        reply_count=number_at(view, "replyCount"),
        is_closed=_is_closed(view),
        is_unquotable=at(view, "viewer", "embeddingDisabled") is True,
        is_muted=at(view, "author", "viewer", "muted") is True,
    )


def read_author(author: Json) -> Identity:
    """Return the person of an author's view."""
    did, handle = text_at(author, "did"), text_at(author, "handle")
    return Identity(
        platform="bluesky",
        remote_id=did,
        handle=handle,
        display_name=text_at(author, "displayName"),
        url=profile_url(handle, did),
        joined_at=moment_at(author, "createdAt"),
    )


def thread_posts(thread: Json) -> Iterator[PostView]:
    """Return every post of a thread's view, top first; gaps in it are passed over."""
    waiting = [thread]
    while waiting:
        node = waiting.pop()
        post = read_post(object_at(node, "post"))
        if post is not None:
            yield post
        waiting += reversed(objects_at(node, "replies"))


def _reference(value: object, *path: str) -> RemoteReference | None:
    uri = text_at(value, *path, "uri")
    return RemoteReference(uri, text_at(value, *path, "cid")) if uri else None


def _features(record: Json, kind: str, field: str) -> Iterator[str]:
    for facet in objects_at(record, "facets"):
        for feature in objects_at(facet, "features"):
            if text_at(feature, "$type") == f"app.bsky.richtext.facet#{kind}":
                yield text_at(feature, field)


def _links(record: Json, embed: Json) -> tuple[str, ...]:
    card = text_at(embed, "external", "uri")
    links = [*_features(record, "link", "uri"), card]
    return tuple(dict.fromkeys(link for link in links if link))


def _attachments(did: str, embed: Json) -> Iterator[Attachment]:
    media = object_at(embed, "media") or embed  # a quote may carry media too
    for image in [*objects_at(media, "images"), *objects_at(media, "items")]:
        cid = text_at(image, "image", "ref", "$link")
        url = f"{_PICTURES}/{did}/{cid}" if cid else ""
        yield Attachment(MediaKind.IMAGE, url, text_at(image, "alt"))
    film = text_at(media, "video", "ref", "$link")
    if film:
        url = f"{_FILMS}/{did}/{film}/playlist.m3u8"
        yield Attachment(MediaKind.VIDEO, url, text_at(media, "alt"))


def _is_closed(view: Json) -> bool:
    viewer = object_at(view, "viewer")
    author = object_at(view, "author", "viewer")
    return (
        at(viewer, "replyDisabled") is True
        or at(author, "blockedBy") is True
        or bool(text_at(author, "blocking"))
    )
