"""What a platform can do and how much of it; a connector declares it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.budgets import Budget, Tariff
from domain.items import ItemKind
from domain.posts import Visibility


class IdempotencyClass(StrEnum):
    """What may be done after an unknown outcome."""

    #: The platform takes a key of ours: the same request may be sent again.
    SERVER_KEY = "A"
    #: No key, but our own posts can be listed: look first.
    LOOK_UP = "B"
    #: Neither: a person must look.
    NEITHER = "C"


class LookUp(StrEnum):
    """How it can be found out whether a request of ours is out."""

    #: By the key that was frozen (`Connector.look_up`).
    BY_KEY = "by_key"
    #: Among our own posts, by what they look like (`Connector.own_posts`).
    BY_LIST = "by_list"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TextLimit:
    """How long a text may be."""

    #: Counts a text as the platform does.
    count: Callable[[str], int]
    limit: int
    #: A second bound, on the UTF-8 bytes; 0 means none.
    limit_bytes: int = 0


@dataclass(frozen=True, slots=True)
class FilmLimit:
    """What films a post may show."""

    mime_types: frozenset[str]
    limit_bytes: int
    limit_count: int = 1
    #: A moving picture (GIF) that counts as a film may have its own; 0: as a film.
    limit_bytes_gif: int = 0
    #: Must pictures and films keep out of one another's posts?
    is_alone: bool = True

    def bytes_of(self, mime_type: str) -> int:
        """Return how large a film of that kind may be."""
        is_gif = mime_type == "image/gif"
        return (is_gif and self.limit_bytes_gif) or self.limit_bytes


@dataclass(frozen=True, slots=True)
class PollLimit:
    """What polls a post may hold."""

    limit_options: int
    #: Characters of one option.
    limit_option: int
    shortest: timedelta
    longest: timedelta
    takes_several: bool = True
    #: May pictures or films stand beside it?
    takes_media: bool = False


@dataclass(frozen=True, slots=True)
class MediaLimit:
    """What media a post may show: pictures, and films where they are taken."""

    limit_count: int
    limit_bytes: int
    mime_types: frozenset[str]
    #: Characters of alternative text; 0 means none is stored.
    limit_alt: int
    #: Width times height of a picture; who says more is a trap or a mistake.
    limit_pixels: int = 100_000_000
    #: None where no films are taken.
    film: FilmLimit | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a connector offers."""

    platform: str
    #: The platform's name as people write it.
    title: str
    idempotency: IdempotencyClass
    text: TextLimit
    media: MediaLimit
    #: Kinds of items that `pull` can bring.
    pulls: frozenset[ItemKind]
    can_reply: bool = True
    can_delete: bool = True
    look_up: LookUp = LookUp.BY_KEY
    #: Can our own posts be listed?
    lists_own_posts: bool = True
    #: How long a server-side key is honoured; None means for ever.
    key_valid_for: timedelta | None = None
    #: Wait this long before believing that a post is not there (class B).
    settle: timedelta = timedelta(seconds=90)
    #: Longest time one write may take, so how long a lease must at least be.
    write_timeout: timedelta = timedelta(seconds=30)
    #: What the platform publishes as its limits, for all accounts on it together.
    budgets: tuple[Budget, ...] = ()
    #: The most that one pull can count as read: with less room it is not begun.
    reads_per_pull: int = 1
    #: What the platform publishes as its prices; None where it is free.
    tariff: Tariff | None = None
    #: Whom a post can be shown to.
    visibilities: frozenset[Visibility] = frozenset({Visibility.PUBLIC})
    takes_content_warning: bool = False
    #: The only content warnings that it knows; empty where it takes any words.
    content_labels: frozenset[str] = frozenset()
    #: Does the content warning count towards the length of the text?
    counts_content_warning: bool = False
    #: Can a post be shown inside of ours?
    takes_quotes: bool = False
    #: Can a post of somebody be found by its address, to be answered or quoted?
    finds_addresses: bool = False
    #: Does it take replies only to posts that mention us or quote us?
    answers_only_who_names_us: bool = False
    #: Can we say in which language a post is?
    takes_language: bool = False
    #: Can we choose whose card is shown, or that none is?
    chooses_card: bool = False
    #: Does it make links of words such as "main.py", which nobody wrote as addresses?
    links_bare_domains: bool = False
    #: None where there are no polls.
    poll: PollLimit | None = None
