"""What we want to say: posts from YAML, replies from people, and their media."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
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
    #: Of an entry of somebody's feed, which is told once.
    FEED = "feed"


class Visibility(StrEnum):
    """Who gets to see a post."""

    PUBLIC = "public"
    #: Everybody who has its address; it is not shown in public lists.
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    #: Only those whom it mentions.
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Poll:
    """A question that people answer by choosing."""

    options: tuple[str, ...]
    #: From its being published on.
    open_for: timedelta
    #: May somebody choose more than one?
    several: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How a message is shown, beside its text and media."""

    content_warning: str = ""
    #: None means the account's usual.
    visibility: Visibility | None = None
    #: BCP 47, such as "pt-BR"; "" where nobody said.
    language: str = ""
    #: Address of a post that is shown inside; "" for none.
    quote: str = ""
    #: Address whose card is shown: None means as the platform does by itself, "" none.
    card: str | None = None
    poll: Poll | None = None

    @property
    def wishes(self) -> str:
        """Return everything in it that is not as usual, in words for a hash."""
        said = [(f.name, getattr(self, f.name), f.default) for f in fields(self)]
        return "\0".join(f"{n}={value!r}" for n, value, usual in said if value != usual)


#: As a message is shown when nobody wishes anything else.
AS_USUAL = Manner()


@dataclass(frozen=True, slots=True)
class Focus:
    """What must stay in sight where a picture is cropped, as shares of its size."""

    #: 0 is the left edge, 1 the right one.
    across: float
    #: 0 is the upper edge, 1 the lower one.
    down: float


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file in the project that a post shows."""

    #: Absolute.
    path: Path
    #: What a person who cannot see it is told; "" says "decoration only".
    alt: str
    #: None where nobody said; platforms that do not crop know nothing of it.
    focus: Focus | None = None

    @property
    def looks(self) -> str:
        """Return everything of it that is seen, for a hash."""
        seen = f"{self.path}\0{self.alt}"
        return f"{seen}\0{self.focus}" if self.focus else seen


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
    #: Was it found by its address? Then `root` stands for itself only: in which thread
    #: it stands, and whether that takes an answer, is the connector's to look up.
    by_address: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a post, or one part of a thread."""

    text: str
    media: tuple[MediaFile, ...] = ()
    manner: Manner = AS_USUAL

    @property
    def content_hash(self) -> str:
        """Return a hash of what will be seen: text, media by path and alt, manner."""
        parts = [self.text, *(file.looks for file in self.media)]
        if self.manner != AS_USUAL:
            parts.append(self.manner.wishes)
        return sha256("\0\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Variant:
    """What a post says on one account, where it says something else there."""

    account: str
    #: The message itself and what follows in its thread.
    messages: tuple[Message, ...]
    #: Address of somebody's post that it replies to there; "" for none.
    answers: str = ""


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

    #: The post as it is when it says one of them, in the order of their turns.
    versions: tuple["Post", ...]
    #: None of them comes again within this time.
    rest: timedelta


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be said on one or more accounts."""

    #: The `id` in YAML, or what stands for it; unique in the project.
    #: Replies: "reply/<entry>/<number>", of feeds: "feed/<feed>/<entry>".
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
    manner: Manner = AS_USUAL
    #: Accounts on which it says something else; at most one for each.
    variants: tuple[Variant, ...] = ()
    #: Address of somebody's post that it replies to; "" for none.
    answers: str = ""
    #: What else bears on its times. A delivery goes by the time it was given and needs
    #: nothing of it: it is no part of a version, and not kept.
    timing: Timing = field(default=AS_WRITTEN, compare=False, repr=False)
    #: What it says by turns: each delivery points to one of these versions.
    pool: Pool | None = field(default=None, compare=False, repr=False)
    #: The versions that it has for once, by when the rule has them (aware UTC).
    reworded: Mapping[datetime, "Post"] = field(
        default_factory=dict, compare=False, repr=False
    )
    #: False where YAML gives no `id`, so that the key was made from its time.
    has_own_id: bool = field(default=True, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a time without a zone."""
        object.__setattr__(self, "at", require_aware(self.at, "at"))

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return the message itself and what follows in its thread, as usual."""
        return (Message(self.text, self.media, self.manner), *self.thread)

    def messages_for(self, account: str) -> tuple[Message, ...]:
        """Return what it says on *account*: the variant for it, else the usual."""
        for variant in self.variants:
            if variant.account == account:
                return variant.messages
        return self.messages

    def answers_on(self, account: str) -> str:
        """Return the address of what it replies to on *account*; "" for nothing."""
        for variant in self.variants:
            if variant.account == account:
                return variant.answers
        return self.answers

    @property
    def content_hash(self) -> str:
        """Return a hash of what will be seen: all of a thread, on every account."""
        parts = [message.content_hash for message in self.messages]
        for variant in self.variants:
            parts += [variant.account, variant.answers]
            parts += [message.content_hash for message in variant.messages]
        parts += [self.answers] if self.answers else []
        return sha256("".join(parts).encode()).hexdigest()

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
    focus: Focus | None = None

    def __post_init__(self) -> None:
        """Let it have a name in any case."""
        object.__setattr__(self, "name", self.name or self.path.name)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a connector is asked to freeze for one account."""

    text: str
    media: tuple[KeptMedia, ...] = ()
    reply_to: ReplyTarget | None = None
    manner: Manner = AS_USUAL


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
