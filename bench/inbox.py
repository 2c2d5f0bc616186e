"""How many items a second go into the inbox, beside SQLite's own speed."""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from domain.clock import SystemClock
from domain.items import Identity, Item, ItemKind, Page
from storage.memory import Memory

PAGES, ROWS = 10, 500

_NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def _item(number: int) -> Item:
    name = f"member{number % 97}"
    author = Identity("sandbox", f"id-{name}", name)
    return Item(
        remote_id=f"item-{number}",
        kind=ItemKind.MENTION,
        author=author,
        text=f"Hello number {number}, こんにちは",
        created_at=_NOW,
    )


def _ours(folder: Path) -> float:
    memory = Memory.open("", folder, SystemClock())
    pages = [
        Page(tuple(_item(page * ROWS + row) for row in range(ROWS)), str(page))
        for page in range(PAGES)
    ]
    start = time.perf_counter()
    for page in pages:
        memory.inbox.take_in("box", page, _NOW)
    taken = time.perf_counter() - start
    memory.close()
    return PAGES * ROWS / taken


def _floor(folder: Path) -> float:
    with sqlite3.connect(folder / "floor.sqlite3", isolation_level=None) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        columns = ", ".join(f"c{number}" for number in range(11))
        database.execute(f"CREATE TABLE item (id PRIMARY KEY, {columns})")
        marks = ", ".join("?" * 12)
        start = time.perf_counter()
        for page in range(PAGES):
            rows = [
                (f"item-{page * ROWS + row}", *(["Hello"] * 11)) for row in range(ROWS)
            ]
            database.execute("BEGIN IMMEDIATE")
            database.executemany(f"INSERT INTO item VALUES ({marks})", rows)
            database.execute("COMMIT")
        return PAGES * ROWS / (time.perf_counter() - start)


def measure() -> Iterator[str]:
    """Compare `take_in`, people and history included, with bare inserts."""
    with tempfile.TemporaryDirectory() as name:
        floor, ours = _floor(Path(name)), _ours(Path(name) / "state")
    yield f"inbox: sqlite3 inserts, {ROWS} a page  {floor:8.0f} rows/s  1.00"
    ratio = ours / floor
    yield f"inbox: take_in, {ROWS} a page          {ours:8.0f} rows/s  {ratio:.2f}"
