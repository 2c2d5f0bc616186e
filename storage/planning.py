"""Carrying out a plan: new deliveries all at once, changes one by one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

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
from storage.thread_chain import release
from storage.upserts import insert_or_leave

_Key = tuple[str, str, datetime, int]

#: By a post's key and version.
_Numbers = Mapping[tuple[str, str], int]

#: So many rows in one statement.
_HELPING = 500

#: States in which a delivery will say what its post says by then.
_WILL_SPEAK = frozenset({DeliveryState.QUEUED, DeliveryState.AWAITING_APPROVAL})

_NUMBERS = select(post.c.id, post.c.key, post.c.version).where(
    post.c.key.in_(bindparam("keys_", expanding=True))
)
_POINT = (
    update(delivery)
    .where(delivery.c.id == bindparam("id_"))
    .values(post_id=bindparam("post_id_"), needs_approval=bindparam("needs_approval_"))
)


def carry_out(connection: Connection, steps: Sequence[PlanStep], now: datetime) -> int:
    """Make a plan's changes; return how many took effect.

    Raises:
        IllegalMoveError: A step's move is forbidden by the table of states.
    """
    numbers = write_posts(connection, (step.post for step in steps if _speaks(step)))
    new = [step for step in steps if step.delivery is None]
    done = _add(connection, new, numbers, now)
    for step in steps:
        if step.delivery is not None:
            done += _change(connection, step.delivery, step, numbers, now)
    return done


def write_posts(connection: Connection, posts: Iterable[Post]) -> _Numbers:
    """Write versions of posts that are not there yet; return the numbers of all."""
    rows = [post_row(one) for one in {one.version: one for one in posts}.values()]
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(rows), _HELPING):
        helping = rows[start : start + _HELPING]
        connection.execute(insert_or_leave(connection, post), helping)
        keys = sorted({clean(row["key"]) for row in helping})
        for row in connection.execute(_NUMBERS, {"keys_": keys}):
            found[row.key, row.version] = row.id
    return found


def _speaks(step: PlanStep) -> bool:
    return step.move is None or step.delivery is None or step.move.to in _WILL_SPEAK


def _number(step: PlanStep, numbers: _Numbers) -> int:
    return numbers[clean(step.post.key), step.post.version]


def _add(
    connection: Connection,
    steps: Sequence[PlanStep],
    numbers: _Numbers,
    now: datetime,
) -> int:
    """Add deliveries that are not there yet; return how many."""
    if not steps:
        return 0
    inserted = _insert(connection, steps, numbers, now)
    added = {number: step for step in steps if (number := inserted.get(_key(step)))}
    add_lines(connection, [_line(number, step, now) for number, step in added.items()])
    for number, step in added.items():
        if step.move and (new := read(connection, number)):
            make_move(connection, new, step.move, now)
        if step.part and (new := read(connection, number)):
            release(connection, new, now)
    return len(added)


def _insert(
    connection: Connection,
    steps: Sequence[PlanStep],
    numbers: _Numbers,
    now: datetime,
) -> Mapping[_Key, int]:
    """Insert the deliveries that are not there yet, and return their numbers."""
    columns = delivery.c
    told = (columns.id, columns.post_key, columns.account, columns.due_at, columns.part)
    rows = connection.execute(
        insert_or_leave(connection, delivery, returning=told),
        [new_row(step, _number(step, numbers), now) for step in steps],
    )
    return {(row.post_key, row.account, row.due_at, row.part): row.id for row in rows}


def _change(
    connection: Connection,
    seen: Delivery,
    step: PlanStep,
    numbers: _Numbers,
    now: datetime,
) -> bool:
    """Move a delivery, or let it say something else; False if it moved meanwhile."""
    if step.move is None:
        number = _number(step, numbers)
        is_same = seen.message == step.post.messages_for(seen.account)[seen.part]
        done = rewrite(connection, seen, number, now, quietly=is_same)
    else:
        done = make_move(connection, seen, step.move, now) is not None
    if done and _speaks(step):
        known = {
            "id_": seen.id,
            "post_id_": _number(step, numbers),
            "needs_approval_": step.needs_approval,
        }
        connection.execute(_POINT, known)
    return done


def _key(step: PlanStep) -> _Key:
    return clean(step.post.key), clean(step.account), step.moment, step.part


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
