"""Our own posts, as our server stores them: a list of them, or one by its address."""

import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from connectors.bluesky.record import COLLECTION
from connectors.bluesky.trouble import BlueskyAnswerError, Trouble, after_read
from connectors.bluesky.views import key_of, owner_of, post_url
from connectors.bluesky.wire import Wire
from connectors.json_paths import (
    Json,
    moment_at,
    object_at,
    objects_at,
    text_at,
)
from domain.errors import GoneError, RefusedError
from domain.likeness import OwnPost, OwnPosts
from domain.phrases import phrase
from domain.posts import Receipt

#: As many as one answer holds (com.atproto.repo.listRecords).
_PAGE_LIMIT = 100
#: More than so many answers nobody waits for.
_PAGES = 20

_WEB = re.compile(r"https?://[^/]+/profile/([^/?#]+)/post/([^/?#]+)")


class OwnRecords:
    """Reads our own posts from our own server: no index lags behind there."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def since(self, since: datetime) -> OwnPosts:
        """Return our posts since *since*, newest first.

        Raises:
            PlatformError: As `after_read` sorts it.
        """
        found: list[OwnPost] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            answer = self._page(cursor)
            posts = list(self._posts(answer))
            found += [post for post in posts if post.created_at >= since]
            cursor = text_at(answer, "cursor") or None
            if cursor is None or any(post.created_at < since for post in posts):
                return OwnPosts(tuple(found))
        return OwnPosts(tuple(found), is_complete=False)

    def by_address(self, address: str) -> Receipt:
        """Return the receipt of a post of ours, by its page or its at:// address.

        Raises:
            RefusedError: It is no address of a post of ours.
            GoneError: There is no such post.
            PlatformError: As `after_read` sorts it.
        """
        key = self._key(address.strip())
        answer = self._wire.try_ask(
            "com.atproto.repo.getRecord",
            repo=self._wire.did,
            collection=COLLECTION,
            rkey=key,
        )
        if not isinstance(answer, Trouble):
            return self._receipt(answer)
        if answer.error == "RecordNotFound" or answer.status == HTTPStatus.NOT_FOUND:
            raise GoneError(phrase("There is no post at {address}", address=address))
        raise after_read(answer) from BlueskyAnswerError(str(answer))

    def _key(self, address: str) -> str:
        web = _WEB.fullmatch(address)
        owner = web[1] if web else owner_of(address)
        key = web[2] if web else key_of(address)
        is_post = web is not None or f"/{COLLECTION}/" in address
        if not is_post or owner not in {self._wire.did, self._wire.handle}:
            raise RefusedError(
                phrase(
                    "{address} is no post of {handle}; its address looks like {like}",
                    address=address,
                    handle=self._wire.handle,
                    like=f"https://bsky.app/profile/{self._wire.handle}/post/…",
                )
            )
        return key

    def _page(self, cursor: str | None) -> Json:
        return self._wire.ask(
            "com.atproto.repo.listRecords",
            repo=self._wire.did,
            collection=COLLECTION,
            limit=_PAGE_LIMIT,
            cursor=cursor,
        )

    def _posts(self, answer: Json) -> Iterator[OwnPost]:
        for record in objects_at(answer, "records"):
            value = object_at(record, "value")
            created_at = moment_at(value, "createdAt")
            if created_at is not None:
                yield OwnPost(
                    receipt=self._receipt(record),
                    text=text_at(value, "text"),
                    media=_count_media(value),
                    created_at=created_at,
                    parent=text_at(value, "reply", "parent", "uri"),
                )

    def _receipt(self, record: Json) -> Receipt:
        uri = text_at(record, "uri")
        url = post_url(uri, self._wire.handle)
        return Receipt(remote_id=uri, revision=text_at(record, "cid"), url=url)


def _count_media(record: Json) -> int:
    """Return how many pictures or films a post shows."""
    embed = object_at(record, "embed")
    media = object_at(embed, "media") or embed  # a quote may carry media too
    pictures = [*objects_at(media, "images"), *objects_at(media, "items")]
    return len(pictures) or int(bool(object_at(media, "video")))
