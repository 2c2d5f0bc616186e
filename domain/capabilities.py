"""What a platform can do and how much of it; a connector declares it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.budgets import Budget, Tariff
from domain.items import ItemKind


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
class MediaLimit:
    """What media a post may show."""

    limit_count: int
    limit_bytes: int
    mime_types: frozenset[str]
    #: Characters of alternative text; 0 means none is stored.
    limit_alt: int


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
    #: What the platform publishes as its prices; None where it is free.
    tariff: Tariff | None = None
