"""What the program's own database says of its deliveries, read over its shoulder."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import psycopg

from storage.engine import FILE_NAME

#: States that want nothing of the program any more.
_AT_REST = frozenset({"sent", "failed", "missed", "review", "cancelled"})

#: SQLite counts microseconds since then.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_COLUMNS = "d.id, d.post_key, d.due_at, d.part, d.state, d.receipt_id, d.attempt"
_ROWS = f"SELECT {_COLUMNS} FROM delivery AS d ORDER BY d.due_at, d.id"


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as it stands in the database."""

    id: int
    post: str
    #: Aware UTC.
    due_at: datetime
    part: int
    state: str
    receipt: str | None
    attempt: int


class Books(Protocol):
    """A database that another process works with."""

    def rows(self) -> list[Row]:
        """Return all deliveries, by due time."""
        ...

    def close(self) -> None:
        """Read no more."""
        ...


class SqliteBooks:
    """A file."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)

    def rows(self) -> list[Row]:
        """Return all deliveries, by due time."""
        with closing(self._connection.execute(_ROWS)) as found:
            return list(map(_row, found))

    def close(self) -> None:
        """Read no more."""
        self._connection.close()


class PostgresBooks:
    """A database on a server."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)

    def rows(self) -> list[Row]:
        """Return all deliveries, by due time."""
        return [Row(*values) for values in self._connection.execute(_ROWS)]

    def close(self) -> None:
        """Read no more."""
        self._connection.close()


def open_books(database: str, state_folder: Path) -> Books:
    """Open the books in *database*; "" means the file in the state folder."""
    if database:
        return PostgresBooks(database)
    return SqliteBooks(state_folder / FILE_NAME)


def _row(values: Sequence[Any]) -> Row:
    number, post, due_at, *others = values
    return Row(number, post, _EPOCH + timedelta(microseconds=due_at), *others)


def waiting(rows: Sequence[Row], until: datetime) -> list[Row]:
    """Return what was due by then, is not at rest, and waits for no person."""
    by_place = {(one.post, one.due_at, one.part): one for one in rows}
    due = [one for one in rows if one.due_at <= until]
    return [one for one in due if not _rests(one, by_place)]


def _rests(row: Row, by_place: dict[tuple[str, datetime, int], Row]) -> bool:
    """Is it at rest, or a part of a thread that stands still before it?"""
    if row.state in _AT_REST:
        return True
    if row.state != "queued" or row.part == 0:
        return False
    before = by_place.get((row.post, row.due_at, row.part - 1))
    return before is not None and before.state != "sent" and _rests(before, by_place)
