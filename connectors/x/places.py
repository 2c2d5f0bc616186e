"""Finds posts by the addresses that a person sees: our own, and anybody's."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from connectors.json_paths import objects_at
from connectors.trouble import AnswerError, Trouble, TroubleKind
from connectors.x.own import receipt_of
from connectors.x.snowflakes import is_id
from connectors.x.verdict import after_read
from connectors.x.views import FIELDS, XPost, read_posts
from connectors.x.wire import Wire
from domain.errors import GoneError, RefusedError
from domain.items import RemoteReference
from domain.phrases import phrase
from domain.posts import Receipt

_HOSTS = frozenset(
    f"{front}{host}"
    for host in ("x.com", "twitter.com")
    for front in ("", "www.", "mobile.")
)


class Places:
    """Knows which post an address names."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def own(self, address: str) -> Receipt:
        """Return the receipt of a post of ours, by its address.

        Raises:
            RefusedError: It is no address of a post of ours.
            GoneError: There is no such post.
            PlatformError: As `after_read` sorts it.
        """
        handle, remote_id = _read(address)
        us = self._wire.us
        if not remote_id or handle.casefold() not in {us.handle.casefold(), "i"}:
            raise self._not_ours(address)
        post = self.post(remote_id)
        if post is None:
            raise _no_such(address)
        if post.author.remote_id != us.remote_id:
            raise self._not_ours(address)
        return receipt_of(post)

    def anybody(self, address: str) -> RemoteReference:
        """Return the post at an address.

        Raises:
            RefusedError: It is no address of a post on X.
            GoneError: There is no such post, or we may not see it.
            PlatformError: As `after_read` sorts it.
        """
        _, remote_id = _read(address)
        if not remote_id:
            raise RefusedError(
                phrase(
                    "{address} is no post on X; its address looks like "
                    "https://x.com/somebody/status/1234567890",
                    address=address,
                )
            )
        post = self.post(remote_id)
        if post is None:
            raise _no_such(address)
        return RemoteReference(post.id, post.version)

    def post(self, remote_id: str) -> XPost | None:
        """Return a post as it is now; None if it is gone, or hidden from us.

        Raises:
            PlatformError: As `after_read` sorts it.
        """
        answer = self._wire.attempt(
            lambda client: client.get_tweet(remote_id, **FIELDS)
        )
        if isinstance(answer, Trouble):
            error = after_read(answer)
            if isinstance(error, GoneError):
                return None
            raise error from AnswerError(str(answer))
        posts = read_posts(answer)
        if not posts and not objects_at(answer, "errors"):
            raise after_read(
                Trouble(TroubleKind.UNREADABLE, what="no post in the answer")
            )
        return posts[0] if posts else None

    def _not_ours(self, address: str) -> RefusedError:
        return RefusedError(
            phrase(
                "{address} is no post of {handle}; its address looks like {like}",
                address=address,
                handle=self._wire.us.handle,
                like=f"https://x.com/{self._wire.us.handle}/status/…",
            )
        )


def _read(address: str) -> tuple[str, str]:
    """Return whose post an address names, and its id; both "" if it names none."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "", ""
    words = parts.path.strip("/").split("/")
    if parts.scheme not in {"http", "https"} or parts.netloc.lower() not in _HOSTS:
        return "", ""
    if words[:3] == ["i", "web", "status"]:
        words = ["i", *words[2:]]
    return _named(words)


def _named(words: Sequence[str]) -> tuple[str, str]:
    match words:
        case [handle, "status" | "statuses", remote_id, *_] if is_id(remote_id):
            return handle, remote_id
    return "", ""


def _no_such(address: str) -> GoneError:
    return GoneError(phrase("There is no post at {address}", address=address))
