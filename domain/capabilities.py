"""What a platform can do and how much of it; a connector declares it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.items import ItemKind


class IdempotencyClass(StrEnum):
    """What may be done after an unknown outcome."""

    #: The platform takes a key of ours: the same request may be sent again.
    SERVER_KEY = "A"
    #: No key, but our own posts can be listed: look first.
    LOOK_UP = "B"
    #: Neither: a person must look.
    NEITHER = "C"


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
    can_look_up: bool = True
    #: How long a server-side key is honoured; None means for ever.
    key_valid_for: timedelta | None = None
    #: Wait this long before believing that a post is not there (class B).
    settle: timedelta = timedelta(seconds=90)
    #: Longest time one write may take, so how long a lease must at least be.
    write_timeout: timedelta = timedelta(seconds=30)
