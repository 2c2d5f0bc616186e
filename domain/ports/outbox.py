"""The port to what we mean to say, and what became of it."""

from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.budgets import ONE_WRITE, Allowance, Usage
from domain.deliveries import (
    Delivery,
    DeliveryState,
    Lease,
    Liveness,
    Move,
    Owner,
    Release,
)
from domain.phrases import Phrase
from domain.posts import Frozen, Post, ReplyTarget


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One change that planning makes to the outbox."""

    #: None means: insert a new delivery of *post* on *account*.
    delivery: Delivery | None
    account: str
    post: Post
    #: None means: keep the state, take over the post's new content.
    move: Move | None = None
    #: When it is due; None means the post's own time.
    due_at: datetime | None = None
    #: Which message of the post.
    part: int = 0
    needs_approval: bool = False

    @property
    def moment(self) -> datetime:
        """Return when it is due; aware UTC."""
        return self.due_at or self.post.at


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is on for one account, as of one moment; each by due time."""

    #: It is due and has no yes. What waits for its yes as long as it takes is none of
    #: it: a reply, or what a person released.
    unapproved: Sequence[Delivery]
    #: The first that may be sent, as `Outbox.due_for` tells.
    due: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class Charge:
    """What one try costs, and the limits that it must keep to."""

    usage: Usage = ONE_WRITE
    allowances: tuple[Allowance, ...] = ()


NO_CHARGE = Charge()


@dataclass(frozen=True, slots=True)
class ReplyWish:
    """What a person wants to answer."""

    text: str
    by: str = ""
    needs_approval: bool = False


class Outbox(Protocol):
    """What we mean to say, and what became of it. The law of publishing lives here.

    Every write is durable when the call returns.
    """

    def apply(self, steps: Sequence[PlanStep], now: datetime) -> int:
        """Make a plan's changes in one transaction; return how many took effect.

        A step whose delivery has moved meanwhile, or whose new row exists already,
        is passed over.
        """
        ...

    def add_reply(
        self, account: str, target: ReplyTarget, wish: ReplyWish, now: datetime
    ) -> Delivery:
        """Queue a reply, due at once; or let it wait for somebody's yes."""
        ...

    def planned(
        self,
        keys: Collection[str] | None = None,
        after: tuple[str, str] | None = None,
    ) -> Generator[Delivery, None, None]:
        """Give every delivery that came from the queue's YAML, one after the other.

        Those of one post stand together, then those of one account, then by due time
        and part. Nothing of it is held in memory; no write may happen in the same
        thread until the generator is closed.

        Args:
            keys: Only of these posts, some hundreds at most; None means of all.
            after: A post and an account; begin behind them. None means at the front.
        """
        ...

    def thread(self, delivery: Delivery) -> Sequence[Delivery]:
        """Return all parts of the thread that *delivery* belongs to, in order."""
        ...

    def receipts(self, account: str, since: datetime) -> frozenset[str]:
        """Return the remote ids of what the account published since *since*."""
        ...

    def due_before(self, moment: datetime) -> frozenset[str]:
        """Return the keys of all posts that were to go out before *moment*."""
        ...

    def has_later_due(self, delivery: Delivery, now: datetime) -> bool:
        """Is a later occurrence of the same post, on the same account, due too?"""
        ...

    def untold(self, limit: int = 100) -> Sequence[Delivery]:
        """Return what needs a person and nobody was alerted to yet, oldest first."""
        ...

    def mark_told(self, deliveries: Sequence[Delivery], now: datetime) -> None:
        """Remember that somebody was alerted to these, as they stand."""
        ...

    def mark_deleted(self, delivery: Delivery, by: str, now: datetime) -> None:
        """Remember, and journal, that something sent was taken down again."""
        ...

    def delivery(self, delivery_id: int) -> Delivery | None:
        """Return one delivery."""
        ...

    def deliveries(
        self,
        states: Iterable[DeliveryState] | None = None,
        *,
        account: str | None = None,
        campaign: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> Sequence[Delivery]:
        """Return deliveries due in ``[since, until)``, by due time."""
        ...

    def next_due(self, after: datetime | None = None) -> datetime | None:
        """Return when the next delivery wants attention by itself.

        With *after*, the first such moment after it.
        """
        ...

    def speaking(self) -> Sequence[Delivery]:
        """Return what is being sent or uncertain: at most one on each account."""
        ...

    def due_accounts(self, now: datetime) -> Sequence[str]:
        """Return the accounts that have something due: queued, or awaiting a yes."""
        ...

    def agenda(self, account: str, now: datetime, *, limit: int) -> Agenda:
        """Return what is due without a yes, and the first *limit* that may be sent."""
        ...

    def due_for(self, account: str, now: datetime, *, limit: int) -> Sequence[Delivery]:
        """Return the account's first queued deliveries that are due, by due time.

        None while another delivery of the account is being sent or is uncertain: one
        attempt at a time, in order. What is paused is passed over, and so is a part of
        a thread whose part before is not out.
        """
        ...

    def claim(
        self,
        delivery: Delivery,
        frozen: Frozen,
        lease: Lease,
        now: datetime,
        charge: Charge = NO_CHARGE,
    ) -> Delivery | None:
        """Freeze and commit a queued or uncertain delivery as SENDING.

        The charge is booked in the same step, and given back when the try surely
        sent nothing.

        Returns:
            The delivery as it stands now, or None: somebody else moved it, another
            delivery of the account speaks, it is paused, it lacks its yes, or a
            limit is reached.
        """
        ...

    def move(self, delivery: Delivery, move: Move, now: datetime) -> Delivery | None:
        """Make a legal move and journal it; None if somebody else moved it.

        Raises:
            IllegalMoveError: The table of states forbids it.
        """
        ...

    def put_off(
        self,
        delivery: Delivery,
        until: datetime,
        reason: Phrase,
        now: datetime,
        *,
        looked: bool = False,
    ) -> Delivery | None:
        """Leave a queued or uncertain delivery where it stands, untouched till *until*.

        No move of the table: only `not_before`, `reason`, the fence and, with
        *looked*, the count of looks change.

        Returns:
            The delivery as it stands now, or None if somebody else moved it.
        """
        ...

    def release(
        self, delivery: Delivery, wish: Release, now: datetime
    ) -> Delivery | None:
        """Let a queued delivery be timely on a person's word; journal it.

        No move of the table: only `released_at`, `not_before`, `reason` and the
        fence change.

        Returns:
            The delivery as it stands now, or None if somebody else moved it.
        """
        ...

    def last_sent_at(self, account: str) -> datetime | None:
        """Return when the account last published anything."""
        ...

    def last_post_at(self, account: str) -> datetime | None:
        """Return when the account last published what stands in the queue's YAML."""
        ...


#: Does the process that owned a delivery still live?
LivenessOf = Callable[[Owner], Liveness]
