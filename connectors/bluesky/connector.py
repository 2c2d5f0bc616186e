"""The connector itself: one account's ears, pen and voice behind the port."""

from collections.abc import Sequence
from datetime import datetime

from connectors.bluesky.cards import CardMaker
from connectors.bluesky.ears import Ears
from connectors.bluesky.found import find_post
from connectors.bluesky.limits import CAPABILITIES
from connectors.bluesky.own import OwnRecords
from connectors.bluesky.pen import Pen
from connectors.bluesky.tid import TidMaker
from connectors.bluesky.trouble import (
    BlueskyAnswerError,
    Trouble,
    after_read,
)
from connectors.bluesky.views import profile_url
from connectors.bluesky.voice import Voice
from connectors.bluesky.wire import Wire
from connectors.exchange import Timeouts
from connectors.json_paths import text_at
from connectors.setup import ConnectorSetup
from connectors.web.addresses import AllowedHosts
from domain.accounts import Profile, RateLeft
from domain.capabilities import Capabilities
from domain.errors import SignInAgainError
from domain.items import Page, RemoteReference, Reread
from domain.likeness import OwnPosts
from domain.posts import Draft, Frozen, Receipt


class BlueskyConnector:
    """Ears and voice on one Bluesky account; see `domain.ports.Connector`."""

    def __init__(self, setup: ConnectorSetup, timeouts: Timeouts | None = None) -> None:
        options = setup.account.options
        self._wire = Wire(setup, timeouts or Timeouts(), options["server"])
        allowed = AllowedHosts.read(options.get("card_hosts_allowed", ""))
        cards = CardMaker(setup.folder / "cards", allowed, setup.clock)
        self._ears = Ears(self._wire, setup.clock)
        self._pen = Pen(self._wire, cards, TidMaker())
        self._voice = Voice(self._wire, setup.clock)
        self._own = OwnRecords(self._wire)
        self._account = setup.account

    @property
    def capabilities(self) -> Capabilities:
        """Tell what Bluesky can do."""
        return CAPABILITIES

    @property
    def rate(self) -> RateLeft | None:
        """Tell what the server last said of its rate limit."""
        return self._wire.rate

    def sign_in(self) -> Profile:
        """Sign in (or use the saved session) and tell who we are."""
        did = self._wire.did
        answer = self._wire.try_ask("app.bsky.actor.getProfile", actor=did)
        if isinstance(answer, Trouble):
            error = after_read(answer)
            if isinstance(error, SignInAgainError) or not answer.status:
                raise error from BlueskyAnswerError(str(answer))
            # We are in; only the profile cannot be had (a new account's is late).
            answer = {}
        handle = text_at(answer, "handle") or self._wire.handle
        return Profile(
            remote_id=did,
            handle=handle,
            display_name=text_at(answer, "displayName"),
            url=profile_url(handle, did),
        )

    def pull(self, cursor: str) -> Page:
        """Return what is new since *cursor*."""
        return self._ears.pull(cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at items seen before."""
        return self._ears.reread(remote_ids)

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the exact request that will publish *draft*."""
        return self._pen.freeze(draft, now)

    def publish(self, frozen: Frozen) -> Receipt:
        """Send *frozen*; as often as asked, to the same effect."""
        return self._voice.publish(frozen)

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Tell whether *frozen* is out."""
        return self._voice.look_up(frozen)

    def own_posts(self, since: datetime) -> OwnPosts:
        """Return our own posts since *since*, newest first."""
        return self._own.since(since)

    def identify(self, address: str) -> Receipt:
        """Return the receipt of one of our own posts, by its address."""
        return self._own.by_address(address)

    def find(self, address: str) -> RemoteReference:
        """Return the post of anybody, by its address."""
        return find_post(self._wire, address)

    @property
    def page(self) -> str:
        """Return where a person sees our own posts."""
        return profile_url(self._account.handle, "")

    def delete(self, remote_id: str) -> None:
        """Take down one of our own posts."""
        self._voice.delete(remote_id)

    def close(self) -> None:
        """Let go of connections."""
        self._wire.close()
