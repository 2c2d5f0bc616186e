"""The life of a delivery: one post, on one account, at one time.

`MOVES` is the whole law on states. It is checked when this module is imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from domain.errors import IllegalMoveError
from domain.phrases import Phrase
from domain.posts import Frozen, Message, Origin, Post, Receipt


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    #: Written, but a person must say yes first.
    AWAITING_APPROVAL = "awaiting_approval"
    #: Will be sent when its time comes.
    QUEUED = "queued"
    #: Frozen and committed; the request may have left.
    SENDING = "sending"
    #: It is out; the platform said so.
    SENT = "sent"
    #: The platform (or our own check) refused it for good.
    FAILED = "failed"
    #: It may or may not be out; we are finding out.
    UNCERTAIN = "uncertain"
    #: It may or may not be out; a person must look.
    REVIEW = "review"
    #: Its time went by; a person must say what now.
    MISSED = "missed"
    #: A person, or the removal from YAML, took it back.
    CANCELLED = "cancelled"


_S = DeliveryState

MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = MappingProxyType(
    {
        _S.AWAITING_APPROVAL: frozenset({_S.QUEUED, _S.MISSED, _S.CANCELLED}),
        _S.QUEUED: frozenset(
            {_S.AWAITING_APPROVAL, _S.SENDING, _S.FAILED, _S.MISSED, _S.CANCELLED}
        ),
        _S.SENDING: frozenset({_S.SENT, _S.QUEUED, _S.FAILED, _S.UNCERTAIN}),
        _S.UNCERTAIN: frozenset({_S.SENDING, _S.SENT, _S.QUEUED, _S.FAILED, _S.REVIEW}),
        _S.REVIEW: frozenset({_S.SENT, _S.QUEUED, _S.CANCELLED}),
        _S.FAILED: frozenset({_S.SENT, _S.QUEUED, _S.AWAITING_APPROVAL, _S.CANCELLED}),
        _S.MISSED: frozenset({_S.SENT, _S.QUEUED, _S.AWAITING_APPROVAL, _S.CANCELLED}),
        _S.CANCELLED: frozenset({_S.QUEUED, _S.AWAITING_APPROVAL}),
        _S.SENT: frozenset(),
    }
)

#: States in which the words may be, or are, before the public.
MAYBE_OUT = frozenset({_S.SENDING, _S.UNCERTAIN, _S.REVIEW, _S.SENT})

#: States that wait for a person.
NEEDS_PERSON = frozenset({_S.AWAITING_APPROVAL, _S.REVIEW, _S.FAILED, _S.MISSED})


def _check_table(
    moves: Mapping[DeliveryState, frozenset[DeliveryState]],
) -> None:
    if set(moves) != set(DeliveryState):
        raise AssertionError("every state must be in the table of moves")
    reachable = {_S.QUEUED, _S.AWAITING_APPROVAL}.union(*moves.values())
    if reachable != set(DeliveryState):
        raise AssertionError("every state must be reachable")
    if any(state in after for state, after in moves.items()):
        raise AssertionError("a move must lead somewhere else")


_check_table(MOVES)


def require_legal(start: DeliveryState, end: DeliveryState) -> None:
    """Do nothing if the move is in the table.

    Raises:
        IllegalMoveError: It is not.
    """
    if end not in MOVES[start]:
        raise IllegalMoveError(f"a delivery cannot go from {start} to {end}")


class CancelledBy(StrEnum):
    """Who took a delivery back; decides whether YAML may bring it back."""

    NOBODY = ""
    #: It vanished from YAML, or moved to another time: coming back revives it.
    PLAN = "plan"
    #: A person said so: only a person revives it.
    PERSON = "person"
    #: It came too late, and its policy says to leave it out; it stays out.
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that is sending a delivery."""

    #: Kernel's boot id: another one means the machine was restarted since.
    boot_id: str
    pid: int
    #: The process's start in clock ticks since boot: tells a reused pid apart.
    started: int
    #: The machine, and what of it the process sees; "" where that cannot be told.
    machine: str = ""


class Liveness(StrEnum):
    """What can be told of the process that owned a delivery."""

    ALIVE = "alive"
    #: Its process is gone, or its machine was started anew since.
    DEAD = "dead"
    #: It runs, or ran, where we cannot look.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to speak until a moment on the clock that counts suspend."""

    owner: Owner
    #: Seconds since boot (`Clock.uptime`).
    until: float


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's yes to exactly these words."""

    by: str
    #: Aware UTC.
    at: datetime
    #: `Message.content_hash` of what was approved.
    content_hash: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of a post on one account at one time. Times are aware UTC.

    ``(post_key, account, due_at, part)`` is unique for ever.
    """

    id: int
    post_key: str
    account: str
    due_at: datetime
    state: DeliveryState
    #: Counts the moves; a move names the fence it saw, or it is not made.
    fence: int
    origin: Origin
    #: The post as last planned; what is frozen no longer follows it.
    post: Post
    #: Tries that have begun.
    attempt: int = 0
    #: Not to be tried (or looked up) before; None means from `due_at` on.
    not_before: datetime | None = None
    frozen: Frozen | None = None
    frozen_at: datetime | None = None
    lease: Lease | None = None
    receipt: Receipt | None = None
    sent_at: datetime | None = None
    #: Looks taken to find out an uncertain outcome (class B).
    looks: int = 0
    #: Why it stands where it stands.
    reason: Phrase | None = None
    cancelled_by: CancelledBy = CancelledBy.NOBODY
    changed_at: datetime | None = None
    #: Which message of the post: 0 for the post itself, then the parts of its thread.
    part: int = 0
    #: A person's word, or the part before it, made it timely at this moment.
    released_at: datetime | None = None
    needs_approval: bool = False
    approval: Approval | None = None
    #: When the first request left whose outcome nobody knows; None if there is none.
    doubted_since: datetime | None = None
    #: The platform called a later try a duplicate: it is probably out.
    said_duplicate: bool = False
    #: When it was taken down again on the platform.
    deleted_at: datetime | None = None
    #: What this try was booked at, in millionths of the tariff's currency.
    charge: int = 0

    @property
    def message(self) -> Message:
        """Return what it says."""
        return self.post.messages_for(self.account)[self.part]

    @property
    def is_approved(self) -> bool:
        """May it go out, as far as anybody's yes is needed?"""
        if not self.needs_approval:
            return True
        approved = self.approval.content_hash if self.approval else ""
        return approved == self.message.content_hash

    @property
    def timely_at(self) -> datetime:
        """Return the moment from which its lateness counts."""
        return max(self.due_at, self.released_at or self.due_at)


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state, with everything that is written down together with it."""

    to: DeliveryState
    reason: Phrase
    #: Aware UTC; kept as it is when None, cleared by a move to SENT or CANCELLED.
    not_before: datetime | None = None
    receipt: Receipt | None = None
    cancelled_by: CancelledBy = CancelledBy.NOBODY
    #: One more look was taken.
    looked: bool = False
    #: Forget the frozen request: the next try freezes anew (surely not sent only).
    thaw: bool = False
    by: str = ""
    #: From now (or `not_before`) on it is timely, however late it is.
    released: bool = False
    approval: Approval | None = None
    #: The platform called it a duplicate.
    said_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """A person's word that something queued goes out, however late it is."""

    #: Not before this moment, and timely from it on; aware UTC.
    at: datetime
    reason: Phrase
    by: str = ""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the history of everything. Times are aware UTC."""

    at: datetime
    #: Stable name for programs, such as "delivery_moved", "item_done".
    event: str
    #: In words.
    phrase: Phrase
    account: str = ""
    delivery_id: int | None = None
    entry_id: int | None = None
    by: str = ""
