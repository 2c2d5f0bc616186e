"""The ports to what others publish on the web."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from domain.feeds import FeedPage
from domain.ports.outbox import PlanStep
from domain.web import Fetched, Request


class Web(Protocol):
    """The web at large; nothing of our own network is reached through it."""

    def ask(self, request: Request) -> Fetched:
        """Return what was asked for, in bounded time and size.

        Raises:
            NotFetchedError: Nothing came; says why.
        """
        ...


class FeedReader(Protocol):
    """Reads feeds."""

    def __call__(self, found: Fetched) -> FeedPage:
        """Return what a feed says.

        Raises:
            NotFetchedError: It is no feed.
        """
        ...


class CalendarCheck(Protocol):
    """Looks whether something is a calendar."""

    def __call__(self, found: Fetched) -> None:
        """Let a whole calendar pass.

        Raises:
            NotFetchedError: It is none.
        """
        ...


class Feeds(Protocol):
    """Which entries of feeds we know."""

    def known(self, feed: str, keys: Collection[str]) -> frozenset[str]:
        """Return which of these entries were seen before."""
        ...

    def is_known(self, feed: str) -> bool:
        """Was anything of this feed ever seen?"""
        ...

    def take_in(
        self,
        feed: str,
        keys: Sequence[str],
        steps: Sequence[PlanStep],
        now: datetime,
    ) -> int:
        """Remember entries, and queue what is told of them, in one transaction.

        Nothing is queued if one of *keys* was remembered meanwhile: then somebody
        else tells of it. Return how many deliveries were queued.
        """
        ...

    def last_due(self, feed: str) -> datetime | None:
        """Return when the last post of this feed is, or was, due."""
        ...
