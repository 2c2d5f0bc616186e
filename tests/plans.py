"""Deliveries as planning finds them, and plans in short words."""

from datetime import datetime
from itertools import count
from typing import Any

from domain.deliveries import Approval, CancelledBy, Delivery, DeliveryState
from domain.posts import Message, Origin, Post
from scheduler.plan import ChangeKind, Plan
from tests.clocks import NOON

_numbers = count(1)

INSERT = "insert"
TAKE_OVER = "take over"


def a_delivery(
    post: Post, state: DeliveryState = DeliveryState.QUEUED, **changes: Any
) -> Delivery:
    """Return a planned delivery of *post* on "box"."""
    known: dict[str, Any] = {
        "id": next(_numbers),
        "post_key": post.key,
        "account": "box",
        "due_at": post.at,
        "state": state,
        "fence": 1,
        "origin": Origin.QUEUE,
        "post": post,
    }
    return Delivery(**known | changes)


def a_thread(post: Post, *states: DeliveryState, **changes: Any) -> list[Delivery]:
    """Return the parts of *post*, each in its state."""
    return [
        a_delivery(post, state, part=part, **changes)
        for part, state in enumerate(states)
    ]


def taken_back(post: Post, by: CancelledBy, **changes: Any) -> Delivery:
    """Return a cancelled delivery of *post*."""
    return a_delivery(post, DeliveryState.CANCELLED, cancelled_by=by, **changes)


def a_yes_to(text: str) -> Approval:
    """Return Aiko's yes to a text."""
    return Approval("Aiko", NOON, Message(text).content_hash)


def steps(plan: Plan) -> list[tuple[str, datetime]]:
    """Return what each step does, and to the delivery of which time."""
    return [
        (INSERT, step.moment)
        if step.delivery is None
        else (str(step.move.to) if step.move else TAKE_OVER, step.delivery.due_at)
        for step in plan.steps
    ]


def part_steps(plan: Plan) -> list[tuple[str, int]]:
    """Return what each step does, and to which part."""
    return [
        (INSERT, step.part)
        if step.delivery is None
        else (str(step.move.to) if step.move else TAKE_OVER, step.delivery.part)
        for step in plan.steps
    ]


def kinds(plan: Plan) -> list[ChangeKind]:
    """Return the words of a plan."""
    return [change.kind for change in plan.changes]
