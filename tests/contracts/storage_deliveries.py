"""Deliveries in any state, brought there by legal moves alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from domain.deliveries import (
    CancelledBy,
    Delivery,
    DeliveryState,
    Lease,
    Move,
    Owner,
)
from domain.phrases import phrase
from domain.ports import Memory, PlanStep
from domain.posts import Frozen, Post
from tests.builders import a_post
from tests.clocks import NOON

A_LEASE = Lease(Owner("boot-1", 4711, 123_456), until=1060.5)

_S = DeliveryState

#: Moves from "queued" to each state; "sending" stands for a claim.
ROADS: dict[DeliveryState, Sequence[DeliveryState]] = {
    _S.QUEUED: (),
    _S.AWAITING_APPROVAL: (_S.AWAITING_APPROVAL,),
    _S.SENDING: (_S.SENDING,),
    _S.SENT: (_S.SENDING, _S.SENT),
    _S.FAILED: (_S.FAILED,),
    _S.UNCERTAIN: (_S.SENDING, _S.UNCERTAIN),
    _S.REVIEW: (_S.SENDING, _S.UNCERTAIN, _S.REVIEW),
    _S.MISSED: (_S.MISSED,),
    _S.CANCELLED: (_S.CANCELLED,),
}


def a_frozen(words: str = "Hello, everybody!", **changes: Any) -> Frozen:
    """Return a frozen request."""
    known: dict[str, Any] = {"payload": words.encode(), "idempotency_key": "key-1"}
    return Frozen(**known | changes)


def a_move(to: DeliveryState, **changes: Any) -> Move:
    """Return a move for a reason."""
    return Move(to, phrase("Because it is {state}", state=to), **changes)


def planned(memory: Memory, post: Post | None = None, **changes: Any) -> Delivery:
    """Plan a post and return its delivery on its first account."""
    post = post or a_post(**changes)
    account = post.accounts[0]
    memory.outbox.apply([PlanStep(None, account, post)], NOON)
    found = memory.outbox.deliveries(account=account)
    return next(one for one in found if one.post_key == post.key)


def moved(
    memory: Memory, delivery: Delivery, to: DeliveryState, **changes: Any
) -> Delivery:
    """Make a move that must succeed; "sending" means a claim."""
    if to is DeliveryState.SENDING:
        return claimed(memory, delivery)
    after = memory.outbox.move(delivery, a_move(to, **changes), NOON)
    assert after is not None
    return after


def claimed(memory: Memory, delivery: Delivery, now: datetime = NOON) -> Delivery:
    """Claim, which must succeed."""
    after = memory.outbox.claim(delivery, a_frozen(), A_LEASE, now)
    assert after is not None
    return after


def brought_to(memory: Memory, state: DeliveryState, **changes: Any) -> Delivery:
    """Return a delivery that went all the way to *state*."""
    delivery = planned(memory, **changes)
    for step in ROADS[state]:
        delivery = moved(memory, delivery, step)
    return delivery


def cancelled_by_plan(memory: Memory, delivery: Delivery) -> Delivery:
    """Take a delivery back, as planning does."""
    return moved(
        memory, delivery, DeliveryState.CANCELLED, cancelled_by=CancelledBy.PLAN
    )
