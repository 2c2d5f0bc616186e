"""The law of publishing as statements: every change names the state and fence it saw.

If a row has another state or fence by now, somebody else moved it, and nothing is
written. All of it happens within the caller's transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from domain.deliveries import (
    MAYBE_OUT,
    Delivery,
    DeliveryState,
    JournalEntry,
    Lease,
    Move,
    Release,
    require_legal,
)
from domain.errors import IllegalMoveError
from domain.items import EntryStatus
from domain.phrases import Phrase, phrase
from domain.ports import Charge
from domain.posts import Frozen
from storage.closing import close_entries
from storage.deliveries import (
    DELIVERIES,
    THAWED,
    claimed,
    delivery_of,
    moved,
    put_off,
    released,
)
from storage.engine import alone
from storage.journal import add_lines
from storage.pauses import is_paused
from storage.tables import IS_SPEAKING, delivery
from storage.thread_chain import hold_back, release_next
from storage.usages import book, give_back, has_room

#: Changes a row that stands where it was seen; what it writes comes with the values.
_SHIFT = update(delivery).where(
    delivery.c.id == bindparam("id_"),
    delivery.c.state == bindparam("state_"),
    delivery.c.fence == bindparam("fence_"),
)
_ONE = DELIVERIES.where(delivery.c.id == bindparam("id_"))
_ANOTHER_SPEAKS = (
    select(delivery.c.id)
    .where(
        IS_SPEAKING,
        delivery.c.account == bindparam("account_"),
        delivery.c.id != bindparam("id_"),
    )
    .limit(1)
)


def read(connection: Connection, delivery_id: int) -> Delivery | None:
    """Return a delivery as it stands in this transaction."""
    row = connection.execute(_ONE, {"id_": delivery_id}).one_or_none()
    return None if row is None else delivery_of(row)


def make_move(
    connection: Connection, seen: Delivery, move: Move, now: datetime
) -> bool:
    """Make a move, with everything that belongs to it; False if somebody was faster.

    Raises:
        IllegalMoveError: The table of states forbids it, or a claim is needed.
    """
    _require_allowed(seen, move)
    if not _shift(connection, seen, move.to, moved(seen, move, now), now):
        return False
    tell(connection, seen, "delivery_moved", move.reason, now, by=move.by)
    _follow(connection, seen, move, now)
    return True


def _follow(connection: Connection, seen: Delivery, move: Move, now: datetime) -> None:
    """Do what a move brings with it in the same step."""
    if move.to is DeliveryState.QUEUED:
        hold_back(connection, seen)
        if seen.state is DeliveryState.SENDING:
            give_back(connection, seen, now)
    if move.to is DeliveryState.SENT:
        release_next(connection, seen, now)
        target = seen.post.reply_to
        if target is not None and target.entry_id is not None:
            answered = {target.entry_id: now}
            by = seen.post.by
            close_entries(connection, answered, EntryStatus.ANSWERED, by, now)


def make_claim(
    connection: Connection,
    seen: Delivery,
    frozen: Frozen,
    lease: Lease,
    charge: Charge,
    now: datetime,
) -> bool:
    """Freeze a delivery as SENDING; False if it was moved, or may not speak now.

    It may not while its account speaks or is paused, before somebody's yes where one
    is needed, and when a limit is reached. A repeated request is nothing new: it needs
    no yes again.

    Raises:
        IllegalMoveError: It is neither queued nor uncertain; or it is uncertain, and
            *frozen* is not the request that may be out.
    """
    require_legal(seen.state, DeliveryState.SENDING)
    if seen.state is DeliveryState.UNCERTAIN and seen.frozen != frozen:
        raise IllegalMoveError("an uncertain delivery may only be repeated as it was")
    alone(connection, f"account/{seen.account}")
    if not _may_speak(connection, seen, charge, now):
        return False
    changes = claimed(seen, frozen, lease, charge.usage.micros, now)
    reason = phrase("Being sent (try {number})", number=seen.attempt + 1)
    changes["reason"] = reason
    if not _shift(connection, seen, DeliveryState.SENDING, changes, now):
        return False
    book(connection, seen.account, charge.usage, now)
    tell(connection, seen, "delivery_moved", reason, now)
    return True


def _may_speak(
    connection: Connection, seen: Delivery, charge: Charge, now: datetime
) -> bool:
    if seen.state is DeliveryState.QUEUED and not seen.is_approved:
        return False
    who = {"account_": seen.account, "id_": seen.id}
    if connection.scalar(_ANOTHER_SPEAKS, who) is not None:
        return False
    if is_paused(connection, seen.account, seen.post.campaign):
        return False
    return has_room(connection, charge, now)


def leave(
    connection: Connection,
    seen: Delivery,
    until: datetime,
    reason: Phrase,
    now: datetime,
    *,
    looked: bool,
) -> bool:
    """Leave a delivery where it stands until later; False if somebody moved it.

    Raises:
        IllegalMoveError: It is neither queued nor uncertain.
    """
    if seen.state not in {DeliveryState.QUEUED, DeliveryState.UNCERTAIN}:
        raise IllegalMoveError(f"a delivery that is {seen.state} cannot be put off")
    changes = put_off(seen, until, looked=looked, now=now) | {"reason": reason}
    if not _shift(connection, seen, seen.state, changes, now):
        return False
    if reason != seen.reason:  # why it waits is told once, however often it is put off
        tell(connection, seen, "delivery_put_off", reason, now)
    return True


def release(
    connection: Connection,
    seen: Delivery,
    wish: Release,
    now: datetime,
) -> bool:
    """Let a queued delivery be timely on a person's word; False if it was moved.

    Raises:
        IllegalMoveError: It is not queued.
    """
    if seen.state is not DeliveryState.QUEUED:
        raise IllegalMoveError(f"a delivery that is {seen.state} cannot be released")
    changes = released(seen, wish.at, now) | {"reason": wish.reason}
    if not _shift(connection, seen, seen.state, changes, now):
        return False
    hold_back(connection, seen)
    tell(connection, seen, "delivery_released", wish.reason, now, by=wish.by)
    return True


def rewrite(
    connection: Connection,
    seen: Delivery,
    post_id: int,
    now: datetime,
    *,
    quietly: bool,
) -> bool:
    """Let it say what another version says; False if it moved, or may be out.

    A publisher that has just read the old words finds another fence and reads again.
    """
    changes = THAWED | {"post_id": post_id}
    if seen.state in MAYBE_OUT or not _shift(
        connection, seen, seen.state, changes, now
    ):
        return False
    if not quietly:
        reason = phrase("It was changed in the queue's files")
        tell(connection, seen, "delivery_rewritten", reason, now)
    return True


def tell(
    connection: Connection,
    seen: Delivery,
    event: str,
    reason: Phrase,
    now: datetime,
    *,
    by: str = "",
) -> None:
    """Write a delivery's line into the journal."""
    reply_to = seen.post.reply_to
    line = JournalEntry(
        at=now,
        event=event,
        phrase=reason,
        account=seen.account,
        delivery_id=seen.id,
        entry_id=reply_to.entry_id if reply_to else None,
        by=by,
    )
    add_lines(connection, [line])


def _require_allowed(seen: Delivery, move: Move) -> None:
    require_legal(seen.state, move.to)
    if move.to is DeliveryState.SENDING:
        raise IllegalMoveError("only a claim leads to sending")
    if move.thaw and move.to in MAYBE_OUT:
        raise IllegalMoveError("what may be out must stay frozen")


def _shift(
    connection: Connection,
    seen: Delivery,
    to: DeliveryState,
    changes: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Write *changes* if the row still stands where it was seen."""
    seen_as = {"id_": seen.id, "state_": seen.state, "fence_": seen.fence}
    beside = {"state": to, "fence": seen.fence + 1, "changed_at": now}
    return connection.execute(_SHIFT, {**changes, **beside, **seen_as}).rowcount == 1
