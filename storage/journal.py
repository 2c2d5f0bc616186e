"""The history of everything; only ever added to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Dialect, Row, func, insert, select

from domain.deliveries import JournalEntry
from storage.engine import Database
from storage.prepared import Bound, Prepared
from storage.tables import journal

_REACHED = select(func.max(journal.c.id))
_INSERT = Prepared(insert(journal))


class Journal:
    """The history, as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, entry: JournalEntry) -> None:
        """Add a line."""
        with self._database.writing() as connection:
            add_lines(connection, [entry])

    def read(
        self,
        *,
        since: datetime | None = None,
        delivery_id: int | None = None,
        entry_id: int | None = None,
        limit: int = 100,
    ) -> Sequence[JournalEntry]:
        """Return lines, newest first."""
        query = select(journal)
        if since is not None:
            query = query.where(journal.c.happened_at >= since)
        if delivery_id is not None:
            query = query.where(journal.c.delivery_id == delivery_id)
        if entry_id is not None:
            query = query.where(journal.c.entry_id == entry_id)
        query = query.order_by(journal.c.happened_at.desc(), journal.c.id.desc())
        with self._database.reading() as connection:
            return tuple(map(_line, connection.execute(query.limit(limit))))

    def reached(self) -> int:
        """Return the number of the newest line; 0 when there is none."""
        with self._database.reading() as connection:
            return connection.scalar(_REACHED) or 0


def add_lines(connection: Connection, entries: Sequence[JournalEntry]) -> None:
    """Add lines within somebody else's transaction: what they tell of is in it too."""
    for entry in entries:
        bind_line(connection.dialect, entry).run(connection)


def bind_line(dialect: Dialect, entry: JournalEntry) -> Bound:
    """Return the statement that adds a line."""
    return _INSERT.bind(dialect, _row(entry))


def _row(entry: JournalEntry) -> dict[str, Any]:
    return {
        "happened_at": entry.at,
        "event": entry.event,
        "phrase": entry.phrase,
        "account": entry.account,
        "delivery_id": entry.delivery_id,
        "entry_id": entry.entry_id,
        "done_by": entry.by,
    }


def _line(row: Row[Any]) -> JournalEntry:
    return JournalEntry(
        at=row.happened_at,
        event=row.event,
        phrase=row.phrase,
        account=row.account,
        delivery_id=row.delivery_id,
        entry_id=row.entry_id,
        by=row.done_by,
    )
