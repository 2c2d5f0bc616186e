"""What people said to us: the inbox, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from domain.items import EntryStatus, InboxEntry, Intake, Page, Person, Reread, Version
from domain.judgements import Judgement
from domain.ports import EntryFilter
from storage import tables
from storage.closing import close_entries, reopen_entry
from storage.engine import Database, alone
from storage.entries import ENTRIES, entry_of, judgement_row
from storage.intake import take_page, take_reread
from storage.people import find
from storage.tables import (
    IS_OPEN,
    IS_UNJUDGED,
    IS_WAITING,
    MOST_URGENT,
    cursor,
    item,
    item_version,
)
from storage.texts import cleaned
from storage.upserts import insert_or_update

_OLDEST = (item.c.created_at, item.c.id)
_NEWEST = (item.c.created_at.desc(), item.c.id.desc())


class Inbox:
    """The inbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_in(self, account: str, page: Page, now: datetime) -> Intake:
        """Store a page and its cursor in one transaction; repeats change nothing."""
        moved = {"account": account, "position": page.next_cursor, "moved_at": now}
        with self._database.writing() as connection:
            alone(connection, "intake")  # or two pages would meet the same person
            intake = take_page(connection, account, cleaned(page), now)
            connection.execute(insert_or_update(connection, cursor), moved)
            return intake

    def cursor(self, account: str) -> str:
        """Return where the last page of *account* ended; "" at the beginning."""
        query = select(cursor.c.position).where(cursor.c.account == account)
        with self._database.reading() as connection:
            return connection.scalar(query) or ""

    def take_again(self, account: str, reread: Reread, now: datetime) -> Intake:
        """Store what became of items seen before."""
        with self._database.writing() as connection:
            alone(connection, "intake")
            return take_reread(connection, account, cleaned(reread), now)

    def to_reread(
        self, account: str, since: datetime, limit: int = 25
    ) -> Sequence[str]:
        """Return remote ids of open entries written since, longest unread first."""
        query = (
            select(item.c.remote_id)
            .where(IS_OPEN, item.c.account == account, item.c.created_at >= since)
            .order_by(item.c.read_at)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def unjudged(self, limit: int = 200) -> Sequence[InboxEntry]:
        """Return entries that no rule has looked at, oldest first."""
        return self._entries(ENTRIES.where(IS_UNJUDGED).order_by(*_OLDEST).limit(limit))

    def judge(self, entry: InboxEntry, judgement: Judgement) -> None:
        """Write down what the rules say of *entry*, if it still reads as it did."""
        priority = int(judgement.priority) if judgement.needs_reply else None
        said = update(item).where(
            item.c.id == entry.id,
            item.c.edited_at.is_not_distinct_from(entry.edited_at),
        )
        said = said.values(judged_at=judgement.judged_at, reply_priority=priority)
        with self._database.writing() as connection:
            if connection.execute(said).rowcount:
                connection.execute(
                    insert_or_update(connection, tables.judgement),
                    judgement_row(entry.id, judgement),
                )

    def entry(self, entry_id: int) -> InboxEntry | None:
        """Return one entry."""
        found = self._entries(ENTRIES.where(item.c.id == entry_id))
        return found[0] if found else None

    def entries(self, wanted: EntryFilter) -> Sequence[InboxEntry]:
        """Return the entries that fit, in the filter's order."""
        query = ENTRIES
        if wanted.waiting_only:
            query = query.where(IS_WAITING).order_by(*MOST_URGENT)
        else:
            query = query.order_by(*_NEWEST)
        if wanted.account is not None:
            query = query.where(item.c.account == wanted.account)
        if wanted.status is not None:
            query = query.where(item.c.status == wanted.status)
        if wanted.since is not None:
            query = query.where(item.c.created_at >= wanted.since)
        return self._entries(query.limit(wanted.limit))

    def conversation(self, entry_id: int) -> Sequence[InboxEntry]:
        """Return every entry of the same thread, oldest first."""
        one = item.alias("one")
        same_thread = item.c.thread_id == one.c.thread_id
        query = ENTRIES.join(one, (item.c.account == one.c.account) & same_thread)
        return self._entries(query.where(one.c.id == entry_id).order_by(*_OLDEST))

    def history(self, entry_id: int) -> Sequence[Version]:
        """Return the earlier versions of an entry, oldest first."""
        query = (
            select(item_version)
            .where(item_version.c.item_id == entry_id)
            .order_by(item_version.c.replaced_at, item_version.c.id)
        )
        with self._database.reading() as connection:
            return tuple(
                Version(row.text, row.revision, row.replaced_at, row.deleted)
                for row in connection.execute(query)
            )

    def close(self, entry_id: int, status: EntryStatus, by: str, now: datetime) -> bool:
        """Mark an entry answered or done; False if it was not open.

        Raises:
            ValueError: *status* is neither; `reopen` opens.
        """
        if status is EntryStatus.OPEN:
            raise ValueError("an entry cannot be closed as open")
        with self._database.writing() as connection:
            return close_entries(connection, {entry_id: now}, status, by, now) == 1

    def reopen(self, entry_id: int, by: str, now: datetime) -> bool:
        """Open a closed entry again; False if it was open."""
        with self._database.writing() as connection:
            return reopen_entry(connection, entry_id, by, now)

    def person(self, person_id: int) -> Person | None:
        """Return one person."""
        with self._database.reading() as connection:
            return find(connection, person_id)

    def _entries(self, query: Select[Any]) -> Sequence[InboxEntry]:
        with self._database.reading() as connection:
            return tuple(map(entry_of, connection.execute(query)))
