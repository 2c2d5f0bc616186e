"""The port to what we mean to say, and what became of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.deliveries import Delivery, DeliveryState, Lease, Move, Owner
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
        self, account: str, target: ReplyTarget, text: str, by: str, now: datetime
    ) -> Delivery:
        """Queue a reply, due at once."""
        ...

    def planned(self) -> Sequence[Delivery]:
        """Return every delivery that came from the queue's YAML, oldest first."""
        ...

    def delivery(self, delivery_id: int) -> Delivery | None:
        """Return one delivery."""
        ...

    def deliveries(
        self,
        states: Iterable[DeliveryState] | None = None,
        *,
        account: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> Sequence[Delivery]:
        """Return deliveries due in ``[since, until)``, by due time."""
        ...

    def next_due(self) -> datetime | None:
        """Return when the next queued or uncertain delivery wants attention."""
        ...

    def due_accounts(self, now: datetime) -> Sequence[str]:
        """Return the accounts that have something queued and due."""
        ...

    def next_for(self, account: str, now: datetime) -> Delivery | None:
        """Return the account's first queued delivery that is due, by due time.

        None while another delivery of the account is being sent or is uncertain:
        one attempt at a time, in order.
        """
        ...

    def claim(
        self, delivery: Delivery, frozen: Frozen, lease: Lease, now: datetime
    ) -> Delivery | None:
        """Freeze and commit a queued or uncertain delivery as SENDING.

        Returns:
            The delivery as it stands now, or None if somebody else moved it.
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

    def last_sent_at(self, account: str) -> datetime | None:
        """Return when the account last published anything."""
        ...


#: Is the process that owned a delivery still alive on this machine?
IsAlive = Callable[[Owner], bool]
