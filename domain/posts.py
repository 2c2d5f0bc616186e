"""What we want to say: posts from YAML, replies from people, and their media."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from domain.clock import require_aware
from domain.items import RemoteReference


class Origin(StrEnum):
    """Where a post comes from."""

    QUEUE = "queue"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file in the project that a post shows."""

    #: Absolute.
    path: Path
    #: What a person who cannot see it is told; "" says "decoration only".
    alt: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where in the project's files something was written."""

    #: Relative to the project.
    file: str
    #: 1-based.
    line: int

    def __str__(self) -> str:
        """Return ``file:line``."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """What a reply answers."""

    #: Our inbox entry.
    entry_id: int
    parent: RemoteReference
    #: The top of the thread: the parent itself when that stands at the top.
    root: RemoteReference


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be said on one or more accounts."""

    #: The `id` in YAML; unique in the project. Replies: "reply/<entry>/<number>".
    key: str
    text: str
    accounts: tuple[str, ...]
    #: Due time; aware UTC.
    at: datetime
    media: tuple[MediaFile, ...] = ()
    origin: Origin = Origin.QUEUE
    reply_to: ReplyTarget | None = None
    source: SourceLine | None = field(default=None, compare=False)
    #: Who wrote it, where a person did so at the keyboard.
    by: str = ""

    def __post_init__(self) -> None:
        """Refuse a time without a zone."""
        object.__setattr__(self, "at", require_aware(self.at, "at"))

    @property
    def content_hash(self) -> str:
        """Return a hash of what will be seen: the text, and media by path and alt."""
        parts = [self.text, *(f"{m.path}\0{m.alt}" for m in self.media)]
        return sha256("\0\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptMedia:
    """A media file as it was when its post was frozen: a copy nobody edits."""

    path: Path
    alt: str
    #: Hex digest of the bytes.
    sha256: str
    #: As read from the bytes themselves, such as "image/png".
    mime_type: str
    size_bytes: int
    #: Pixels; 0 where unknown.
    width: int = 0
    height: int = 0
    #: What people call the file; the copy's own name where nobody says.
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Let it have a name in any case."""
        object.__setattr__(self, "name", self.name or self.path.name)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a connector is asked to freeze for one account."""

    text: str
    media: tuple[KeptMedia, ...] = ()
    reply_to: ReplyTarget | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """A request as it will leave, byte for byte, every time it is tried."""

    #: The platform's business; opaque to everybody else.
    payload: bytes
    #: What makes the platform see two tries as one; "" where it has no such thing.
    idempotency_key: str
    media: tuple[KeptMedia, ...] = ()

    @property
    def payload_hash(self) -> str:
        """Return the payload's SHA-256 as hex."""
        return sha256(self.payload).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """A platform's word that something is out."""

    remote_id: str
    revision: str = ""
    url: str = ""
