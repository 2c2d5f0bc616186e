"""Taking things into the inbox: what is new, what reads otherwise, what is answered."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import Connection, insert, select, update

from domain.items import Intake, Item, Page, Reread
from storage.answers import close_answered, take_answers
from storage.edits import edited_ones, known_items, rewrite, take_down
from storage.entries import item_row
from storage.people import heard_from, meet
from storage.tables import item, note
from storage.upserts import insert_or_leave

#: Rows in one statement; databases limit the values that a statement may have.
_SLICE: Final = 500

#: Who writes so soon after joining a platform is new to us, too.
JUST_JOINED: Final = timedelta(days=14)

_Value = TypeVar("_Value")


def take_page(
    connection: Connection, account: str, page: Page, now: datetime
) -> Intake:
    """Store a page's items and answers; repeats change nothing."""
    intake = Intake()
    began = _listening_since(connection, account, now)
    # The older first, so that rows are numbered in the order in which people spoke
    # and only somebody's very first words are a newcomer's.
    latest = {one.remote_id: one for one in page.items}  # a page may repeat itself
    for items in _slices(sorted(latest.values(), key=lambda one: one.created_at)):
        intake = _sum(intake, _take_items(connection, account, items, began, now))
    for answers in _slices(page.answers):
        taken = take_answers(connection, account, answers, now)
        intake = _sum(intake, Intake(answered=taken))
    return intake


def take_reread(
    connection: Connection, account: str, reread: Reread, now: datetime
) -> Intake:
    """Store what became of items seen before; strangers among them are passed over."""
    intake = Intake()
    for items in _slices(reread.items):
        intake = _sum(intake, _see_again(connection, account, items, now))
    for gone in _slices(reread.gone):
        known = known_items(connection, account, gone)
        there = [row for row in known.values() if row.deleted_at is None]
        take_down(connection, there, now)
        intake = _sum(intake, Intake(gone=len(there)))
    return intake


def _take_items(
    connection: Connection,
    account: str,
    items: Sequence[Item],
    began: datetime,
    now: datetime,
) -> Intake:
    known = known_items(connection, account, [one.remote_id for one in items])
    new = [one for one in items if one.remote_id not in known]
    edited = edited_ones(known, items)
    _add(connection, account, new, items, began, now)
    rewrite(connection, edited, now)
    new_ids = [one.remote_id for one in new]
    answered = close_answered(connection, account, new_ids, now)
    return Intake(new=len(new), changed=len(edited), answered=answered)


def _add(
    connection: Connection,
    account: str,
    new: Sequence[Item],
    items: Sequence[Item],
    began: datetime,
    now: datetime,
) -> None:
    """Add new items; meet the authors of all, for they may bear new names."""
    met = meet(connection, [one.author for one in items], now)
    rows, strangers = [], {who for who, one in met.items() if one.is_new}
    for one in new:
        who = one.author.platform, one.author.remote_id
        row = item_row(one, met[who].identity_id, now)
        is_newcomer = who in strangers and _may_be_new(one, began)
        rows.append(row | {"account": account, "is_newcomer": is_newcomer})
        strangers.discard(who)
    if rows:
        # Asked for something in return, psycopg sends one statement, not hundreds.
        connection.execute(insert(item).returning(item.c.id), rows)
    authors = {(one.author.platform, one.author.remote_id) for one in new}
    heard_from(connection, [met[who].person_id for who in authors], now)


def _listening_since(connection: Connection, account: str, now: datetime) -> datetime:
    """Return when we first took something in on *account*; now, if never before."""
    name = f"listening/{account}"
    row = {"name": name, "value": now.isoformat(), "noted_at": now}
    connection.execute(insert_or_leave(connection, note), row)
    noted = connection.scalars(select(note.c.value).where(note.c.name == name)).one()
    return datetime.fromisoformat(noted)


def _may_be_new(one: Item, began: datetime) -> bool:
    """Can somebody's first words that we know of be their first words at all?

    What was said before we listened we do not know; there, only who had just joined
    the platform is surely new.
    """
    if one.created_at >= began:
        return True
    joined = one.author.joined_at
    return joined is not None and one.created_at - joined <= JUST_JOINED


def _see_again(
    connection: Connection, account: str, items: Sequence[Item], now: datetime
) -> Intake:
    known = known_items(connection, account, [one.remote_id for one in items])
    edited = edited_ones(known, items)
    untouched = known.keys() - {row.remote_id for row, _ in edited}
    back = [
        row for row in known.values() if row.deleted_at and row.remote_id in untouched
    ]
    rewrite(connection, edited, now)
    numbers = [row.id for row in known.values()]
    shown = {"read_at": now, "deleted_at": None}
    connection.execute(update(item).where(item.c.id.in_(numbers)).values(shown))
    return Intake(changed=len(edited) + len(back))


def _sum(one: Intake, other: Intake) -> Intake:
    return Intake(
        new=one.new + other.new,
        changed=one.changed + other.changed,
        answered=one.answered + other.answered,
        gone=one.gone + other.gone,
    )


def _slices(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    for start in range(0, len(values), _SLICE):
        yield values[start : start + _SLICE]
