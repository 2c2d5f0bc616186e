"""The law of publishing as statements: every change names the state and fence it saw.

If a row has another state or fence by now, somebody else moved it, and nothing is
written. All of it happens within the caller's transaction.
"""

from datetime import datetime

from sqlalchemy import Connection, Dialect, bindparam, exists, update

from domain.deliveries import (
    MAYBE_OUT,
    CancelledBy,
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
from storage.columns import Words
from storage.deliveries import (
    DELIVERIES,
    changes,
    claimed,
    delivery_of,
    moved,
    put_off,
    released,
    rewritten,
)
from storage.engine import alone
from storage.ferry import Work
from storage.journal import add_lines, bind_line
from storage.pauses import is_paused
from storage.prepared import Bound, Prepared
from storage.tables import delivery, speaking
from storage.thread_chain import hold_back, release_next, waiting_next
from storage.usages import give_back, has_room, prepare_booking

_STANDS_AS_SEEN = update(delivery).where(
    delivery.c.id == bindparam("id_"),
    delivery.c.state == bindparam("state_"),
    delivery.c.fence == bindparam("fence_"),
)
_POINT = (
    update(delivery)
    .where(delivery.c.id == bindparam("id_"))
    .values(post_id=bindparam("post_id_"))
)
_ONE = DELIVERIES.where(delivery.c.id == bindparam("id_"))
_other = delivery.alias("other")
#: Changes a row that stands where it was seen; what it writes comes with the values.
_SHIFT = Prepared(_STANDS_AS_SEEN)
#: The same, while no pause covers it and nothing else of the account is being sent or
#: is uncertain.
_CLAIM = Prepared(
    _STANDS_AS_SEEN.where(
        ~is_paused(
            bindparam("account_", type_=Words()), bindparam("campaign_", type_=Words())
        ),
        ~exists().where(
            speaking(_other),
            _other.c.account == bindparam("account_"),
            _other.c.id != bindparam("id_"),
        ),
    )
)


def read(connection: Connection, delivery_id: int) -> Delivery | None:
    """Return a delivery as it stands in this transaction."""
    row = connection.execute(_ONE, {"id_": delivery_id}).one_or_none()
    return None if row is None else delivery_of(row)


def make_move(
    connection: Connection, seen: Delivery, move: Move, now: datetime
) -> Delivery | None:
    """Make a move, with everything that belongs to it; None if somebody was faster.

    Raises:
        IllegalMoveError: The table of states forbids it, or a claim is needed.
    """
    return prepare_move(connection.dialect, seen, move, now)(connection)


def prepare_move(
    dialect: Dialect, seen: Delivery, move: Move, now: datetime
) -> Work[Delivery | None]:
    """Return the work that `make_move` is, with all done that needs no connection.

    Raises:
        IllegalMoveError: The table of states forbids it, or a claim is needed.
    """
    _require_allowed(seen, move)
    after = moved(seen, move, now)
    shift = _bind_shift(dialect, seen, after)
    line = _line(seen, "delivery_moved", move.reason, now, move.by)
    telling = bind_line(dialect, line)

    def work(connection: Connection) -> Delivery | None:
        if shift.run(connection) == 0:
            return None
        telling.run(connection)
        _follow(connection, seen, move, now)
        return after

    return work


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
    if move.cancelled_by is CancelledBy.POLICY:
        _leave_out_next(connection, seen, move, now)


def _leave_out_next(
    connection: Connection, seen: Delivery, move: Move, now: datetime
) -> None:
    """Leave out the rest of a thread, too: it would wait for ever, unseen."""
    number = waiting_next(connection, seen)
    part = None if number is None else read(connection, number)
    if part is not None:
        make_move(connection, part, move, now)


def prepare_claim(
    dialect: Dialect,
    seen: Delivery,
    frozen: Frozen,
    lease: Lease,
    charge: Charge,
    now: datetime,
) -> Work[Delivery | None]:
    """Return the work that freezes a delivery as SENDING.

    It tells None if the delivery was moved, or may not speak now.
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
    reason = phrase("Being sent (try {number})", number=seen.attempt + 1)
    after = claimed(seen, frozen, lease, charge.usage.micros, reason, now)
    shift = _bind_shift(dialect, seen, after, _CLAIM)
    booking = prepare_booking(dialect, seen.account, charge.usage, now)
    line = _line(seen, "delivery_moved", reason, now)
    telling = bind_line(dialect, line)
    lacks_yes = seen.state is DeliveryState.QUEUED and not seen.is_approved

    def work(connection: Connection) -> Delivery | None:
        alone(connection, f"account/{seen.account}")
        if lacks_yes or not has_room(connection, charge, now):
            return None
        if shift.run(connection) == 0:
            return None
        booking(connection)
        telling.run(connection)
        return after

    return work


def leave(
    connection: Connection,
    seen: Delivery,
    until: datetime,
    reason: Phrase,
    now: datetime,
    *,
    looked: bool,
) -> Delivery | None:
    """Leave a delivery where it stands until later; None if somebody moved it.

    Raises:
        IllegalMoveError: It is neither queued nor uncertain.
    """
    if seen.state not in {DeliveryState.QUEUED, DeliveryState.UNCERTAIN}:
        raise IllegalMoveError(f"a delivery that is {seen.state} cannot be put off")
    left = put_off(seen, until, reason, now, looked=looked)
    after = _shift(connection, seen, left)
    if after and reason != seen.reason:  # told once, however often it is put off
        tell(connection, seen, "delivery_put_off", reason, now)
    return after


def release(
    connection: Connection, seen: Delivery, wish: Release, now: datetime
) -> Delivery | None:
    """Let a queued delivery be timely on a person's word; None if it was moved.

    Raises:
        IllegalMoveError: It is not queued.
    """
    if seen.state is not DeliveryState.QUEUED:
        raise IllegalMoveError(f"a delivery that is {seen.state} cannot be released")
    after = _shift(connection, seen, released(seen, wish, now))
    if after:
        hold_back(connection, seen)
        tell(connection, seen, "delivery_released", wish.reason, now, by=wish.by)
    return after


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
    if seen.state in MAYBE_OUT or not _shift(connection, seen, rewritten(seen, now)):
        return False
    connection.execute(_POINT, {"id_": seen.id, "post_id_": post_id})
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
    add_lines(connection, [_line(seen, event, reason, now, by)])


def _line(
    seen: Delivery, event: str, reason: Phrase, now: datetime, by: str = ""
) -> JournalEntry:
    reply_to = seen.post.reply_to
    return JournalEntry(
        at=now,
        event=event,
        phrase=reason,
        account=seen.account,
        delivery_id=seen.id,
        entry_id=reply_to.entry_id if reply_to else None,
        by=by,
    )


def _require_allowed(seen: Delivery, move: Move) -> None:
    require_legal(seen.state, move.to)
    if move.to is DeliveryState.SENDING:
        raise IllegalMoveError("only a claim leads to sending")
    if move.thaw and move.to in MAYBE_OUT:
        raise IllegalMoveError("what may be out must stay frozen")


def _shift(connection: Connection, seen: Delivery, after: Delivery) -> Delivery | None:
    """Write *after* if the row still stands where it was seen; None if it does not."""
    is_done = _bind_shift(connection.dialect, seen, after).run(connection) == 1
    return after if is_done else None


def _bind_shift(
    dialect: Dialect, seen: Delivery, after: Delivery, how: Prepared = _SHIFT
) -> Bound:
    """Return the statement that changes one row, if it stands where it was seen."""
    seen_as = {"id_": seen.id, "state_": seen.state, "fence_": seen.fence}
    spoken = {"account_": seen.account, "campaign_": seen.post.campaign}
    beside = spoken if how is _CLAIM else {}
    fresh = {"told_at": None} if after.state is not seen.state else {}
    return how.bind(dialect, {**changes(seen, after), **fresh, **seen_as, **beside})
