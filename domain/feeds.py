"""Feeds: what others publish, of which we tell once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

from domain.phrases import Phrase
from domain.posts import Post


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed."""

    #: By which we know it again; does not change while its address stays.
    key: str
    title: str
    link: str = ""
    #: Without mark-up.
    summary: str = ""
    author: str = ""
    #: Aware UTC; None where the feed does not say.
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What a feed says."""

    title: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True)
class News:
    """An entry, and when we tell of it."""

    feed_title: str
    entry: FeedEntry
    #: Aware UTC.
    at: datetime


#: Makes a post of an entry; says why it cannot.
Write: TypeAlias = Callable[[News], Post | Phrase]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that we tell of."""

    #: As it is called in `kairanban.yaml`.
    key: str
    url: str
    #: Entries published on earlier days, by the community's clock, are passed over.
    since: date
    poll_every: timedelta
    #: Two of its posts are at least so far apart.
    spacing: timedelta
    #: How its entries become posts, as the files say.
    write: Write = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.key


@dataclass(frozen=True, slots=True)
class SourceTrouble:
    """A feed or a calendar that gives us nothing."""

    name: str
    problem: Phrase
    #: Aware UTC.
    since: datetime
