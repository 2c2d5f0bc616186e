"""Carrying out a plan: new deliveries all at once, changes one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from domain.deliveries import Delivery, DeliveryState, JournalEntry
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Post
from storage.deliveries import new_row
from storage.journal import add_lines
from storage.moves import make_move, read, rewrite
from storage.posts import post_row
from storage.tables import delivery, post
from storage.texts import clean
from storage.upserts import insert_or_leave, insert_or_update

_Key = tuple[str, str, datetime]

#: States in which a delivery will say what its post says by then.
_WILL_SPEAK = frozenset({DeliveryState.QUEUED, DeliveryState.AWAITING_APPROVAL})


def carry_out(connection: Connection, steps: Sequence[PlanStep], now: datetime) -> int:
    """Make a plan's changes; return how many took effect.

    Raises:
        IllegalMoveError: A step's move is forbidden by the table of states.
    """
    done = _add(connection, [step for step in steps if step.delivery is None], now)
    for step in steps:
        if step.delivery is not None:
            done += _change(connection, step.delivery, step, now)
    return done


def _add(connection: Connection, steps: Sequence[PlanStep], now: datetime) -> int:
    """Add deliveries that are not there yet, with their posts; return how many."""
    if not steps:
        return 0
    _write_posts(connection, [step.post for step in steps], over=False)
    numbers = _insert(connection, steps, now)
    added = {number: step for step in steps if (number := numbers.get(_key(step)))}
    _write_posts(connection, [step.post for step in added.values()])
    add_lines(connection, [_line(number, step, now) for number, step in added.items()])
    for number, step in added.items():
        if step.move and (new := read(connection, number)):
            make_move(connection, new, step.move, now)
    return len(added)


def _insert(
    connection: Connection, steps: Sequence[PlanStep], now: datetime
) -> Mapping[_Key, int]:
    """Insert the deliveries that are not there yet, and return their numbers."""
    columns = delivery.c
    told = (columns.id, columns.post_key, columns.account, columns.due_at)
    rows = connection.execute(
        insert_or_leave(connection, delivery, returning=told),
        [new_row(step.post, step.account, step.post.at, now) for step in steps],
    )
    return {(row.post_key, row.account, row.due_at): row.id for row in rows}


def _change(
    connection: Connection, seen: Delivery, step: PlanStep, now: datetime
) -> bool:
    """Move a delivery, or let it say something else; False if it moved meanwhile."""
    if step.move is None:
        done = rewrite(connection, seen, now)
        says_new = True
    else:
        done = make_move(connection, seen, step.move, now)
        says_new = step.move.to in _WILL_SPEAK
    if done and says_new:
        _write_posts(connection, [step.post])
    return done


def _write_posts(
    connection: Connection, posts: Sequence[Post], *, over: bool = True
) -> None:
    """Write posts, over what they said before or only where there is none."""
    rows = [post_row(one) for one in {one.key: one for one in posts}.values()]
    statement = insert_or_update if over else insert_or_leave
    if rows:
        connection.execute(statement(connection, post), rows)


def _key(step: PlanStep) -> _Key:
    return clean(step.post.key), clean(step.account), step.post.at


def _line(number: int, step: PlanStep, now: datetime) -> JournalEntry:
    words = phrase("It was planned for {account}", account=step.account)
    return JournalEntry(
        now,
        "delivery_planned",
        words,
        step.account,
        delivery_id=number,
        by=step.post.by,
    )
