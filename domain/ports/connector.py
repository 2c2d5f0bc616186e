"""The port to a platform."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from domain.accounts import Profile, RateLeft
from domain.capabilities import Capabilities
from domain.items import Page, RemoteReference, Reread
from domain.likeness import OwnPosts
from domain.posts import Draft, Frozen, Receipt


class Connector(Protocol):
    """Ears and voice on one account. Asks once; never retries, never sleeps."""

    @property
    def capabilities(self) -> Capabilities:
        """Tell what the platform can do; needs no network."""
        ...

    @property
    def rate(self) -> RateLeft | None:
        """Tell what the platform last said of its rate limit."""
        ...

    def sign_in(self) -> Profile:
        """Sign in (or use the saved session) and tell who we are."""
        ...

    def pull(self, cursor: str) -> Page:
        """Return what is new since *cursor*; "" means from the beginning.

        A page may repeat what an earlier one brought (overlap), never skip.
        """
        ...

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Look again at items seen before: which changed, which are gone."""
        ...

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the exact request that will publish *draft*. Publishes nothing.

        Raises:
            RefusedError: The platform would never take it (too long, too large).
            TryLaterError: A name could not be looked up just now.
        """
        ...

    def publish(self, frozen: Frozen) -> Receipt:
        """Send *frozen*, once; for class A, as often as asked, to the same effect.

        Raises:
            TryLaterError: Surely not published.
            SignInAgainError: Surely not published; a person must sign in.
            DuplicateError: Surely not published now, for it is out already.
            RefusedError: Surely not published, and never will be.
            OutcomeUnknownError: Everything else.
        """
        ...

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Tell whether *frozen* is out; None means it was not found."""
        ...

    def own_posts(self, since: datetime) -> OwnPosts:
        """Return our own posts since *since*, newest first; needs `lists_own_posts`.

        Raises:
            TryLaterError: The platform does not answer just now.
            SignInAgainError: A person must sign in.
        """
        ...

    def identify(self, address: str) -> Receipt:
        """Return the receipt of one of our own posts, by the address a person sees.

        Raises:
            RefusedError: It is no address of a post of ours on this account.
            GoneError: There is no such post.
            TryLaterError: The platform does not answer just now.
        """
        ...

    def find(self, address: str) -> RemoteReference:
        """Return the post of anybody, by the address a person sees.

        It is to be answered or quoted; needs `finds_addresses`.

        Raises:
            RefusedError: It is no address of a post here, or may not be seen by us.
            GoneError: There is no such post.
            TryLaterError: The platform does not answer just now.
        """
        ...

    @property
    def page(self) -> str:
        """Return where a person sees our own posts; "" where there is no such page.

        Needs no network.
        """
        ...

    def delete(self, remote_id: str) -> None:
        """Take down one of our own posts; fine if it is gone already."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


#: Builds (or returns) the connector of an account; raises RequestError, KeyError.
ConnectorOf = Callable[[str], Connector]
