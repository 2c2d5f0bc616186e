"""Parts of a thread: each waits until the part before it is out."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select, update

from domain.deliveries import Delivery, DeliveryState
from storage.tables import delivery

_before = delivery.alias("before")

_OF_THREAD = (
    delivery.c.post_key == bindparam("key_"),
    delivery.c.account == bindparam("account_"),
    delivery.c.due_at == bindparam("due_"),
    delivery.c.part == bindparam("part_"),
)
_IS_LINKED = exists().where(
    _before.c.post_key == delivery.c.post_key,
    _before.c.account == delivery.c.account,
    _before.c.due_at == delivery.c.due_at,
    _before.c.part == delivery.c.part - 1,
    _before.c.state == DeliveryState.SENT,
)
_HOLD = update(delivery).where(*_OF_THREAD, ~_IS_LINKED).values(wanted_at=None)
_RELEASE = update(delivery).where(*_OF_THREAD, delivery.c.state == bindparam("queued_"))
_WAITING_NEXT = select(delivery.c.id).where(
    *_OF_THREAD,
    delivery.c.state.in_([DeliveryState.QUEUED, DeliveryState.AWAITING_APPROVAL]),
)


def hold_back(connection: Connection, seen: Delivery) -> None:
    """Let a part that was just queued wait for the part before it."""
    if seen.part:
        connection.execute(_HOLD, _named(seen, seen.part))


def release_next(connection: Connection, seen: Delivery, now: datetime) -> None:
    """Let the part after one that is out now follow; it is timely from now on."""
    if seen.part + 1 < len(seen.post.messages_for(seen.account)):
        known = _named(seen, seen.part + 1) | {"queued_": DeliveryState.QUEUED}
        connection.execute(_RELEASE, known | {"wanted_at": now, "released_at": now})


def release(connection: Connection, new: Delivery, now: datetime) -> None:
    """Let a part that was just added follow at once if the part before it is out."""
    known = _named(new, new.part) | {"queued_": DeliveryState.QUEUED}
    statement = _RELEASE.where(_IS_LINKED)
    connection.execute(statement, known | {"wanted_at": now, "released_at": now})


def waiting_next(connection: Connection, seen: Delivery) -> int | None:
    """Return the number of the part that waits behind *seen*; None if none does."""
    number: int | None = connection.scalar(_WAITING_NEXT, _named(seen, seen.part + 1))
    return number


def _named(seen: Delivery, part: int) -> dict[str, object]:
    return {
        "key_": seen.post_key,
        "account_": seen.account,
        "due_": seen.due_at,
        "part_": part,
    }
