"""What we want to say: posts from YAML, replies from people, and their media."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from domain.clock import require_aware
from domain.items import RemoteReference
from domain.late import USUAL, LatePolicy
from domain.timing import AS_WRITTEN, Timing


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

    #: Our inbox entry; None where a part of a thread answers the part before it.
    entry_id: int | None
    parent: RemoteReference
    #: The top of the thread: the parent itself when that stands at the top.
    root: RemoteReference


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a post, or one part of a thread."""

    text: str
    media: tuple[MediaFile, ...] = ()

    @property
    def content_hash(self) -> str:
        """Return a hash of what will be seen: the text, and media by path and alt."""
        parts = [self.text, *(f"{m.path}\0{m.alt}" for m in self.media)]
        return sha256("\0\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a post recurs, from its first time on."""

    #: RFC 5545, such as "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10".
    rule: str
    #: IANA zone whose wall clock it follows.
    zone: str


@dataclass(frozen=True, slots=True)
class Pool:
    """What a recurring post says by turns."""

    #: In the order of their turns.
    sayings: tuple[Message, ...]
    #: None of them comes again within this time.
    rest: timedelta


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be said on one or more accounts."""

    #: The `id` in YAML; unique in the project. Replies: "reply/<entry>/<number>".
    key: str
    text: str
    accounts: tuple[str, ...]
    #: Due time, of a recurring post the first one; aware UTC.
    at: datetime
    media: tuple[MediaFile, ...] = ()
    origin: Origin = Origin.QUEUE
    reply_to: ReplyTarget | None = None
    source: SourceLine | None = field(default=None, compare=False)
    #: Who wrote it, where a person did so at the keyboard.
    by: str = ""
    #: What follows in the same thread, in order.
    thread: tuple[Message, ...] = ()
    #: The campaign that it belongs to; "" for none.
    campaign: str = ""
    #: Its own, else its campaign's, else the project's.
    late: LatePolicy = USUAL
    #: Must somebody say yes first, because it, its campaign or the project says so?
    #: An account may ask for it, too.
    needs_approval: bool = False
    repeat: Repeat | None = None
    #: What else bears on its times. A delivery goes by the time it was given and needs
    #: nothing of it: it is no part of a version, and not kept.
    timing: Timing = field(default=AS_WRITTEN, compare=False, repr=False)
    #: What it says by turns: each delivery points to a version that says one of them.
    pool: Pool | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a time without a zone."""
        object.__setattr__(self, "at", require_aware(self.at, "at"))

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return the message itself and what follows in its thread."""
        return (Message(self.text, self.media), *self.thread)

    def saying(self, message: Message) -> "Post":
        """Return the post as it is when it says *message* for once."""
        return replace(self, text=message.text, media=message.media)

    @property
    def content_hash(self) -> str:
        """Return a hash of what will be seen, of a thread all of it."""
        return sha256(
            "".join(m.content_hash for m in self.messages).encode()
        ).hexdigest()

    @property
    def version(self) -> str:
        """Return a hash of everything that a delivery of it goes by."""
        plain = replace(self, source=None)
        return sha256(repr(plain).encode("utf-8", "surrogatepass")).hexdigest()


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
class Likeness:
    """What a post of ours looks like, as far as it can be told from outside."""

    #: Normalised; see `domain.likeness`.
    text: str
    media: int
    #: Remote id of what it answers; "" at the top of a thread.
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A request as it will leave, byte for byte, every time it is tried."""

    #: The platform's business; opaque to everybody else.
    payload: bytes
    #: What makes the platform see two tries as one; "" where it has no such thing.
    idempotency_key: str
    media: tuple[KeptMedia, ...] = ()
    #: What it will look like among our own posts; see `domain.likeness`.
    likeness: Likeness | None = None

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
