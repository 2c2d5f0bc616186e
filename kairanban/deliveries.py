"""Deliveries as a person at the keyboard names and moves them."""

from domain.deliveries import Delivery, DeliveryState, Move
from domain.errors import RequestError
from domain.pauses import Pause, covering
from domain.phrases import phrase
from domain.ports import Memory
from kairanban.bootstrap import House

#: More than anybody reads; a database that was restored may hold as many.
MANY = 10_000


def find_delivery(memory: Memory, number: int) -> Delivery:
    """Return delivery *number*.

    Raises:
        RequestError: There is none.
    """
    delivery = memory.outbox.delivery(number)
    if delivery is None:
        raise RequestError(
            phrase("there is no number {number} in the queue", number=number)
        )
    return delivery


def title(delivery: Delivery) -> str:
    """Return what people call it: "spring", or "spring 2/5" for part of a thread."""
    parts = len(delivery.post.messages_for(delivery.account))
    if parts == 1:
        return delivery.post_key
    return f"{delivery.post_key} {delivery.part + 1}/{parts}"


def names(delivery: Delivery) -> dict[str, str]:
    """Return the values of a sentence about it: what, and where."""
    return {"post": title(delivery), "account": delivery.account}


def make_move(house: House, delivery: Delivery, move: Move) -> Delivery:
    """Make a move on a person's word, and return how the delivery stands.

    Raises:
        RequestError: Somebody else moved it meanwhile.
    """
    after = house.memory.outbox.move(delivery, move, house.clock.now())
    if after is None:
        raise RequestError(
            phrase(
                "{post} on {account} moved while we looked; look again",
                **names(delivery),
            )
        )
    return after


def is_next(memory: Memory, delivery: Delivery) -> bool:
    """Is it its turn: the first of a thread, or the part after one that is out?"""
    if not delivery.part:
        return True
    parts = {one.part: one for one in memory.outbox.thread(delivery)}
    before = parts.get(delivery.part - 1)
    return before is not None and before.state is DeliveryState.SENT


def pause_of(memory: Memory, delivery: Delivery) -> Pause | None:
    """Return the pause that holds it; None if none does."""
    pauses = memory.pauses.active()
    return covering(pauses, delivery.account, delivery.post.campaign)
