"""Our own posts, as the server lists them, with the words as we wrote them."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from connectors.json_paths import Json, at, moment_at, objects_at, text_at
from connectors.mastodon.html_text import plain
from connectors.mastodon.mentions import without_mentions
from connectors.mastodon.verdict import is_no_such
from connectors.mastodon.views import id_at, media_count, mention_names
from connectors.mastodon.wire import Wire
from connectors.trouble import Trouble
from domain.likeness import OwnPost, OwnPosts
from domain.posts import Receipt

_PAGE_LIMIT = 40
#: More than so many answers nobody waits for.
_PAGES = 10


class OwnStatuses:
    """Reads our own statuses; their HTML is not what we wrote, their source is."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def since(self, since: datetime) -> OwnPosts:
        """Return our posts since *since*, newest first.

        What begins with mentions is listed twice: as it stands there, and without
        them, since a reply of ours gets its mentions only when it is sent.

        Raises:
            PlatformError: As `after_read` sorts it.
        """
        found: list[OwnPost] = []
        before: str | None = None
        is_complete = True
        for _ in range(_PAGES):
            page = self._page(before)
            recent = [one for one in page if self._created(one) >= since]
            for status in recent:
                text, is_source = self._words(status)
                is_complete = is_complete and is_source
                found += _posts(status, text, self._created(status))
            last = id_at(page[-1], "id") if page else ""
            # Not the oldest but all of a page: a pinned or backdated one may be first.
            if last in {"", before} or not recent:
                return OwnPosts(tuple(found), is_complete)
            before = last
        return OwnPosts(tuple(found), is_complete=False)

    def _page(self, before: str | None) -> list[Json]:
        us = self._wire.us.remote_id
        answer = self._wire.ask(
            f"/api/v1/accounts/{quote(us, safe='')}/statuses",
            limit=_PAGE_LIMIT,
            exclude_reblogs="true",
            max_id=before,
        )
        return [
            one
            for one in objects_at(answer)
            if id_at(one, "account", "id") == us
            and not at(one, "reblog")
            and id_at(one, "id")
            and moment_at(one, "created_at")
        ]

    def _created(self, status: Json) -> datetime:
        """Return when a status was made, by our own clock.

        Evidence goes by the time: on a server whose clock is wrong, nothing would be
        found that is there.
        """
        created = moment_at(status, "created_at")
        if created is None:
            raise AssertionError("statuses without a time were left out")
        return created - self._wire.lead

    def _words(self, status: Json) -> tuple[str, bool]:
        """Return a status's text, and whether it is surely as we wrote it."""
        path = f"/api/v1/statuses/{quote(id_at(status, 'id'), safe='')}/source"
        answer = self._wire.try_ask(path)
        if not isinstance(answer, Trouble) and isinstance(at(answer, "text"), str):
            return text_at(answer, "text"), True
        if isinstance(answer, Trouble) and not is_no_such(answer):
            self._wire.require(answer)
        # No such page on this server: what it shows must do. Names in it may differ.
        names = mention_names(status)
        told = text_at(status, "pleroma", "content", "text/plain")
        if told and not names:
            return told, True
        return plain(text_at(status, "content"), names).text, not names


def receipt_of(status: object) -> Receipt:
    """Return the server's word that a status is out."""
    return Receipt(
        remote_id=id_at(status, "id"),
        revision=text_at(status, "edited_at"),
        url=text_at(status, "url") or text_at(status, "uri"),
    )


def _posts(status: Json, text: str, created_at: datetime) -> Iterator[OwnPost]:
    bare = without_mentions(text) if id_at(status, "in_reply_to_id") else text
    for words in dict.fromkeys([text, bare]):
        yield OwnPost(
            receipt=receipt_of(status),
            text=words,
            media=media_count(status),
            created_at=created_at,
            parent=id_at(status, "in_reply_to_id"),
        )
