"""A connector to the pretend platform: a real HTTP client, kept alive.

It is the standard library's, the one that needs least of the processor: what is to be
measured is the house, not a platform's SDK. (httpx takes 0.8 ms more a request.)
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

from domain.accounts import Profile
from domain.capabilities import (
    Capabilities,
    IdempotencyClass,
    MediaLimit,
    TextLimit,
)
from domain.errors import RefusedError
from domain.items import Page, RemoteReference, Reread
from domain.likeness import OwnPosts
from domain.phrases import phrase
from domain.posts import Draft, Frozen, Receipt

_CAPABILITIES = Capabilities(
    platform="pretend",
    title="Pretend",
    idempotency=IdempotencyClass.SERVER_KEY,
    text=TextLimit(len, 300),
    media=MediaLimit(0, 0, frozenset(), 0),
    pulls=frozenset(),
)


class Voice:
    """Implements `domain.ports.Connector`."""

    def __init__(self, url: str, on_publish: Callable[[str], None]) -> None:
        """Speak at *url*; *on_publish* is told the key of each request as it begins."""
        self._on_publish = on_publish
        self._client = HTTPConnection(urlsplit(url).netloc, timeout=10)

    capabilities = _CAPABILITIES
    rate = None

    def sign_in(self) -> Profile:
        """Tell who we are."""
        return Profile("us", "us")

    def pull(self, cursor: str) -> Page:
        """Bring nothing."""
        return Page((), cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Find nothing changed."""
        del remote_ids
        return Reread((), ())

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the request; its key is the first word of the text."""
        payload = {"text": draft.text, "at": now.isoformat()}
        return Frozen(json.dumps(payload).encode(), draft.text.partition(" ")[0])

    def publish(self, frozen: Frozen) -> Receipt:
        """Send it and wait for the answer."""
        self._on_publish(frozen.idempotency_key)
        self._client.request("POST", "/", frozen.payload)
        answer = self._client.getresponse()
        return Receipt(json.loads(answer.read())["id"])

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Find nothing."""
        del frozen
        return None

    def own_posts(self, since: datetime) -> OwnPosts:
        """List nothing; a class A platform is asked by key."""
        del since
        return OwnPosts(())

    def identify(self, address: str) -> Receipt:
        """Know no address."""
        del address
        raise RefusedError(phrase("It is no address of a post of ours"))

    def find(self, address: str) -> RemoteReference:
        """Know nobody's post."""
        del address
        raise RefusedError(phrase("It is no address of a post here"))

    page = ""

    def delete(self, remote_id: str) -> None:
        """Take nothing down."""

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()
