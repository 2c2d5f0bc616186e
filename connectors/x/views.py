"""A post as X tells it, read into a plain value; see `vocabulary` for the names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from connectors.json_paths import (
    Json,
    at,
    moment_at,
    object_at,
    objects_at,
    text_at,
    texts_at,
)
from domain.errors import TryLaterError
from domain.items import Attachment, Identity, MediaKind
from domain.phrases import phrase

#: What we ask for with every post.
FIELDS = {
    "tweet_fields": "attachments,conversation_id,created_at,entities,lang,note_post",
    "expansions": (
        "attachments.media_keys,author_id,edit_history_post_ids,in_reply_to_user_id,"
        "referenced_posts"
    ),
    "user_fields": "created_at,name,username",
    "media_fields": "alt_text,media_key,preview_image_url,type,url",
}
_KINDS = {
    "photo": MediaKind.IMAGE,
    "video": MediaKind.VIDEO,
    "animated_gif": MediaKind.VIDEO,
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a post: X shows a short one of its own."""

    short: str
    whole: str
    #: As a reader sees it, without a scheme.
    shown: str
    #: It stands for the pictures of the post itself.
    is_media: bool


@dataclass(frozen=True, slots=True)
class XPost:
    """A post. Times are aware UTC."""

    #: Of its first version: an edit gives a post another id.
    id: str
    #: Of this version.
    version: str
    #: Of its newest version, as far as this one knows.
    newest: str
    author: Identity
    #: As X holds it, links short.
    raw: str
    created_at: datetime
    #: Id of the post at the top of its thread.
    conversation: str
    #: Ids; "" where there is none.
    parent: str
    parent_author: str
    quoted: str
    is_repost: bool
    #: Ids of those whom it names.
    mentions: tuple[str, ...]
    language: str
    links: tuple[Link, ...]
    attachments: tuple[Attachment, ...]
    media_count: int

    @property
    def text(self) -> str:
        """Return what a reader sees: whole links, none for its own pictures."""
        return self.worded(lambda link: link.whole)

    def worded(self, of_link: "Callable[[Link], str]") -> str:
        """Return the text with each link as *of_link* says it."""
        text = self.raw
        for link in self.links:
            said = "" if link.is_media else of_link(link)
            text = text.replace(link.short, said)
        return unescape(text).rstrip() if self.media_count else unescape(text)

    @property
    def url(self) -> str:
        """Return where a person sees it."""
        return address(self.author.handle, self.newest)


def address(handle: str, remote_id: str) -> str:
    """Return where a person sees a post."""
    return f"https://x.com/{handle or 'i'}/status/{remote_id}"


def read_posts(answer: object) -> list[XPost]:
    """Return the posts of an answer, newest first as X lists them.

    Raises:
        TryLaterError: They lack what we asked for. X passes over names of fields that
            it does not know, without a word; without an author nothing can be done.
    """
    data = at(answer, "data")
    listed = objects_at(answer, "data") if isinstance(data, list) else [data]
    return [_read(one, answer) for one in listed if isinstance(one, dict)]


def _read(post: Json, answer: object) -> XPost:
    created_at, remote_id = moment_at(post, "created_at"), text_at(post, "id")
    whose, conversation = text_at(post, "author_id"), text_at(post, "conversation_id")
    if not (remote_id and whose and conversation and created_at):
        raise TryLaterError(
            phrase(
                "X's answer lacks what we asked for. Has its vocabulary changed? See "
                "`vocabulary` in the documentation of X."
            )
        )
    versions = _versions(post)
    long = object_at(post, "note_post")
    entities = object_at(long or post, "entities")
    attached = list(_attachments(post, answer))
    references = {
        text_at(one, "type"): _first_version(text_at(one, "id"), answer)
        for one in objects_at(post, "referenced_posts")
    }
    return XPost(
        id=versions[0] if versions else remote_id,
        version=remote_id,
        newest=versions[-1] if versions else remote_id,
        author=_author(whose, answer),
        raw=text_at(long, "text") or text_at(post, "text"),
        created_at=created_at,
        conversation=conversation,
        parent=references.get("replied_to", ""),
        parent_author=text_at(post, "in_reply_to_user_id"),
        quoted=references.get("quoted", ""),
        is_repost="retweeted" in references or "reposted" in references,
        mentions=tuple(text_at(one, "id") for one in objects_at(entities, "mentions")),
        language=text_at(post, "lang"),
        links=tuple(_links(entities, post)),
        attachments=tuple(attached),
        media_count=len(texts_at(post, "attachments", "media_keys")),
    )


def _first_version(remote_id: str, answer: object) -> str:
    """Return the id by which we know a post, whichever version of it is named."""
    for one in objects_at(answer, "includes", "posts"):
        if text_at(one, "id") == remote_id:
            return next(iter(_versions(one)), remote_id)
    return remote_id


def _versions(post: Json) -> list[str]:
    """Return the ids of all versions of a post, oldest first; X was seen to say ""."""
    return [one for one in texts_at(post, "edit_history_post_ids") if one]


def things_read(answer: object) -> tuple[int, int]:
    """Return how many posts and how many people an answer brought: both are charged."""
    data = at(answer, "data")
    posts = len(objects_at(answer, "data")) if isinstance(data, list) else bool(data)
    posts += len(objects_at(answer, "includes", "posts"))
    return posts, len(objects_at(answer, "includes", "users"))


def _author(remote_id: str, answer: object) -> Identity:
    people = objects_at(answer, "includes", "users")
    known = next((one for one in people if text_at(one, "id") == remote_id), {})
    handle = text_at(known, "username")
    return Identity(
        platform="x",
        remote_id=remote_id,
        handle=handle or remote_id,
        display_name=text_at(known, "name"),
        url=f"https://x.com/{handle}" if handle else "",
        joined_at=moment_at(known, "created_at"),
    )


def _links(entities: Json, post: Json) -> Iterator[Link]:
    keys = set(texts_at(post, "attachments", "media_keys"))
    for one in objects_at(entities, "urls"):
        if text_at(one, "url"):
            yield Link(
                text_at(one, "url"),
                text_at(one, "expanded_url") or text_at(one, "url"),
                text_at(one, "display_url"),
                is_media=text_at(one, "media_key") in keys,
            )


def _attachments(post: Json, answer: object) -> Iterator[Attachment]:
    told = objects_at(answer, "includes", "media")
    known = {text_at(one, "media_key"): one for one in told}
    for key in texts_at(post, "attachments", "media_keys"):
        one = known.get(key, {})
        kind = _KINDS.get(text_at(one, "type"), MediaKind.OTHER)
        url = text_at(one, "url") or text_at(one, "preview_image_url")
        yield Attachment(kind, url, text_at(one, "alt_text"))
