"""The connector itself: one account's ears, pen and voice behind the port."""

from collections.abc import Sequence
from datetime import datetime

from connectors.exchange import Timeouts
from connectors.mastodon.ears import Ears
from connectors.mastodon.instance import Instance
from connectors.mastodon.limits import CAPABILITIES, capabilities_by
from connectors.mastodon.own import OwnStatuses
from connectors.mastodon.pen import Pen
from connectors.mastodon.places import Places
from connectors.mastodon.uploads import Uploads
from connectors.mastodon.voice import Voice
from connectors.mastodon.wire import Wire
from connectors.setup import ConnectorSetup
from domain.accounts import Profile, RateLeft
from domain.capabilities import Capabilities
from domain.errors import RefusedError
from domain.items import Page, RemoteReference, Reread
from domain.likeness import OwnPosts
from domain.phrases import phrase
from domain.posts import Draft, Frozen, Receipt


class MastodonConnector:
    """Ears and voice on one account; see `domain.ports.Connector`."""

    def __init__(self, setup: ConnectorSetup, timeouts: Timeouts | None = None) -> None:
        self._wire = Wire(setup, timeouts or Timeouts())
        self._instance = Instance(self._wire, setup.folder, setup.clock)
        self._places = Places(self._wire)
        self._ears = Ears(self._wire, self._instance, setup.clock)
        self._pen = Pen(self._wire, self._instance, self._places)
        uploads = Uploads(self._wire, setup.clock)
        self._voice = Voice(self._wire, uploads, setup.clock)
        self._own = OwnStatuses(self._wire)
        self._handle = setup.account.handle.partition("@")[0]

    @property
    def capabilities(self) -> Capabilities:
        """Tell what our server can do, as far as it has said so."""
        facts = self._instance.facts
        return capabilities_by(facts) if facts else CAPABILITIES

    @property
    def rate(self) -> RateLeft | None:
        """Tell what the server last said of its rate limit."""
        return self._wire.rate

    def sign_in(self) -> Profile:
        """Ask who we are, and what the server takes."""
        us = self._wire.meet()
        self._instance.refresh()
        return Profile(us.remote_id, us.handle, us.display_name, us.url)

    def pull(self, cursor: str) -> Page:
        """Return what is new since *cursor*."""
        return self._ears.pull(cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at statuses seen before."""
        return self._ears.reread(remote_ids)

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the exact request that will publish *draft*; *now* is not in it."""
        del now
        return self._pen.freeze(draft)

    def publish(self, frozen: Frozen) -> Receipt:
        """Send *frozen*, once."""
        return self._voice.publish(frozen)

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Refuse: keys are forgotten too soon; see `own_posts`."""
        raise RefusedError(
            phrase(
                "Mastodon does not tell what became of a request by its key ({key}).",
                key=frozen.idempotency_key,
            )
        )

    def own_posts(self, since: datetime) -> OwnPosts:
        """Return our own posts since *since*, newest first."""
        return self._own.since(since)

    def identify(self, address: str) -> Receipt:
        """Return the receipt of one of our own posts, by its address."""
        return self._places.own(address)

    def find(self, address: str) -> RemoteReference:
        """Return the post of anybody, by its address."""
        return self._places.anybody(address)

    @property
    def page(self) -> str:
        """Return where a person sees our own posts."""
        return f"{self._wire.server}/@{self._handle}"

    def delete(self, remote_id: str) -> None:
        """Take down one of our own posts."""
        self._voice.delete(remote_id)

    def close(self) -> None:
        """Let go of connections."""
        self._wire.close()
