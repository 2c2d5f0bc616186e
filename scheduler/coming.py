"""What is to go out, once a plan is carried out. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.deliveries import Delivery, DeliveryState
from domain.ports import PlanStep
from domain.posts import Message, Origin, Post

#: In these a delivery is still to go out by itself, or once somebody says yes.
TO_COME = frozenset({DeliveryState.QUEUED, DeliveryState.AWAITING_APPROVAL})


@dataclass(frozen=True, slots=True)
class Coming:
    """One message that is to go out."""

    account: str
    post: Post
    #: Aware UTC.
    due_at: datetime
    #: Which message of the post, from 0 on.
    part: int
    awaits_approval: bool = False

    @property
    def message(self) -> Message:
        """Return what it says."""
        return self.post.messages_for(self.account)[self.part]


def coming(
    existing: Iterable[Delivery], steps: Iterable[PlanStep]
) -> tuple[Coming, ...]:
    """Return what of the queue's YAML is to go out after *steps*, by due time."""
    known = {
        one.id: _of_delivery(one)
        for one in existing
        if one.state in TO_COME and one.origin is Origin.QUEUE
    }
    new: list[Coming] = []
    for step in steps:
        if step.delivery is None:
            new += [_of_step(step)] if _is_to_come(step) else []
        elif not _is_to_come(step):
            known.pop(step.delivery.id, None)
        else:
            known[step.delivery.id] = _of_step(step)
    return tuple(sorted([*known.values(), *new], key=_in_order))


def next_parts(found: Sequence[Coming]) -> tuple[Coming, ...]:
    """Return of each thread, at each of its times, the first part that is to come."""
    firsts: dict[tuple[str, str, datetime], Coming] = {}
    for one in found:
        firsts.setdefault((one.post.key, one.account, one.due_at), one)
    return tuple(firsts.values())


def _is_to_come(step: PlanStep) -> bool:
    if step.move is not None:
        return step.move.to in TO_COME
    return step.delivery is None or step.delivery.state in TO_COME


def _of_delivery(one: Delivery) -> Coming:
    awaits = one.state is DeliveryState.AWAITING_APPROVAL
    return Coming(one.account, one.post, one.due_at, one.part, awaits)


def _of_step(step: PlanStep) -> Coming:
    if step.move is not None:
        awaits = step.move.to is DeliveryState.AWAITING_APPROVAL
    elif step.delivery is not None:
        awaits = step.delivery.state is DeliveryState.AWAITING_APPROVAL
    else:
        awaits = step.needs_approval
    due_at = step.delivery.due_at if step.delivery else step.moment
    part = step.delivery.part if step.delivery else step.part
    return Coming(step.account, step.post, due_at, part, awaits)


def _in_order(one: Coming) -> tuple[datetime, str, str, int]:
    return one.due_at, one.account, one.post.key, one.part
