"""Closing entries: a person says so, our reply went out, or an answer was seen."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.deliveries import JournalEntry
from domain.items import EntryStatus
from domain.phrases import Phrase, phrase
from storage.journal import add_lines
from storage.tables import item


def close_entries(
    connection: Connection,
    moments: Mapping[int, datetime],
    status: EntryStatus,
    by: str,
    now: datetime,
) -> int:
    """Close those entries that are open, journal it, and return how many there were.

    Args:
        connection: In a writing transaction.
        moments: When each entry (by its id) was dealt with.
        status: ANSWERED or DONE.
        by: A person's name; "" for what we saw on the platform.
        now: When we noticed.
    """
    query = select(item.c.id, item.c.account).where(
        item.c.id.in_(moments), item.c.status == EntryStatus.OPEN
    )
    rows = connection.execute(query.with_for_update()).all()
    if rows:
        connection.execute(
            update(item)
            .where(item.c.id == bindparam("id_"))
            .values(status=status, closed_by=by, closed_at=bindparam("moment")),
            [{"id_": row.id, "moment": moments[row.id]} for row in rows],
        )
    words = _in_words(status, by)
    event = f"item_{status}"
    add_lines(
        connection,
        [
            JournalEntry(now, event, words, row.account, entry_id=row.id, by=by)
            for row in rows
        ],
    )
    return len(rows)


def reopen_entry(connection: Connection, entry_id: int, by: str, now: datetime) -> bool:
    """Open a closed entry again and journal it; False if it was not closed."""
    account = connection.scalar(
        update(item)
        .where(item.c.id == entry_id, item.c.status != EntryStatus.OPEN)
        .values(status=EntryStatus.OPEN, closed_at=None, closed_by="")
        .returning(item.c.account)
    )
    if account is None:
        return False
    words = phrase("It was opened again")
    add_lines(
        connection,
        [JournalEntry(now, "item_reopened", words, account, entry_id=entry_id, by=by)],
    )
    return True


def _in_words(status: EntryStatus, by: str) -> Phrase:
    if status is EntryStatus.DONE:
        return phrase("It was marked as done")
    if by:
        return phrase("{name} answered it", name=by)
    return phrase("It was answered on the platform")
