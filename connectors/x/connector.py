"""The connector itself: one account's ears, pen and voice behind the port."""

from collections.abc import Sequence
from datetime import datetime

from connectors.exchange import Timeouts
from connectors.setup import ConnectorSetup
from connectors.x.ears import Ears
from connectors.x.limits import CAPABILITIES
from connectors.x.own import own_posts
from connectors.x.pen import Pen
from connectors.x.places import Places
from connectors.x.uploads import Uploads
from connectors.x.voice import Voice
from connectors.x.wire import Wire
from domain.accounts import Profile, RateLeft
from domain.capabilities import Capabilities
from domain.errors import RefusedError
from domain.items import Page, RemoteReference, Reread
from domain.likeness import OwnPosts
from domain.phrases import phrase
from domain.posts import Draft, Frozen, Receipt


class XConnector:
    """Ears and voice on one account; see `domain.ports.Connector`."""

    def __init__(self, setup: ConnectorSetup, timeouts: Timeouts | None = None) -> None:
        self._wire = Wire(setup, timeouts or Timeouts())
        self._places = Places(self._wire)
        self._ears = Ears(self._wire, setup.clock)
        self._pen = Pen(self._wire, self._places)
        self._voice = Voice(self._wire, Uploads(self._wire, setup.clock), setup.clock)
        self._handle = setup.account.handle

    @property
    def capabilities(self) -> Capabilities:
        """Tell what X can do."""
        return CAPABILITIES

    @property
    def rate(self) -> RateLeft | None:
        """Tell what X last said of its rate limit."""
        return self._wire.rate

    def sign_in(self) -> Profile:
        """Ask who we are."""
        us = self._wire.meet()
        return Profile(us.remote_id, us.handle, us.display_name, self.page)

    def pull(self, cursor: str) -> Page:
        """Return what is new since *cursor*."""
        return self._ears.pull(cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at posts seen before."""
        return self._ears.reread(remote_ids)

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the exact request that will publish *draft*; *now* is not in it."""
        del now
        return self._pen.freeze(draft)

    def publish(self, frozen: Frozen) -> Receipt:
        """Send *frozen*, once."""
        return self._voice.publish(frozen)

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Refuse: X knows no keys; see `own_posts`."""
        del frozen
        raise RefusedError(phrase("X does not tell what became of a request."))

    def own_posts(self, since: datetime) -> OwnPosts:
        """Return our own posts since *since*, newest first."""
        return own_posts(self._wire, since)

    def identify(self, address: str) -> Receipt:
        """Return the receipt of one of our own posts, by its address."""
        return self._places.own(address)

    def find(self, address: str) -> RemoteReference:
        """Return the post of anybody, by its address."""
        return self._places.anybody(address)

    @property
    def page(self) -> str:
        """Return where a person sees our own posts."""
        return f"https://x.com/{self._handle}"

    def delete(self, remote_id: str) -> None:
        """Take down one of our own posts."""
        self._voice.delete(remote_id)

    def close(self) -> None:
        """Let go of connections."""
        self._wire.close()
