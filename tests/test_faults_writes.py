"""A fault at every single write of a day: nothing is lost, nothing is said twice."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from sqlalchemy import Connection, event

from domain.errors import StorageError
from domain.items import RemoteReference
from domain.ports import ReplyWish
from domain.posts import Message, ReplyTarget
from storage.engine import FILE_NAME
from storage.memory import Memory
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.crews import A, Hand, a_hand
from tests.memories import lay_database

#: As many writes as a day has, and some more: the last of them strike nothing.
WRITES = 13


_WISHES = "set_connection_execution_options"


def _raw(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


class Striker:
    """Lets one write of a memory, by its number, meet a fault."""

    def __init__(self, memory: Memory, number: int) -> None:
        self._engine = memory._database.engine
        self._number = number
        self.seen = 0

    def strike(self, connection: sqlite3.Connection) -> None:
        """Do the harm, on the connection that is about to write."""

    def release(self) -> None:
        """End it."""

    def _hear(self, connection: Connection, options: dict[str, Any]) -> None:
        """Count those who are about to begin as writers."""
        if not options.get("is_writing", False):
            return
        self.seen += 1
        if self.seen == self._number:
            self.strike(_raw(connection))

    def __enter__(self) -> Self:
        event.listen(self._engine, _WISHES, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, _WISHES, self._hear)


class Locked(Striker):
    """Another program holds the database while that write begins."""

    def __init__(self, memory: Memory, number: int) -> None:
        super().__init__(memory, number)
        file = memory._database.place
        self._other = sqlite3.connect(file, isolation_level=None)

    def strike(self, connection: sqlite3.Connection) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    def release(self) -> None:
        """Let go of the database."""
        if self._other.in_transaction:
            self._other.execute("ROLLBACK")

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._other.close()


class ReadOnly(Striker):
    """The database refuses every write of that transaction."""

    def strike(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA query_only = ON")

    def release(self) -> None:
        """Let it be written again."""
        for connection in _raw_connections(self._engine):
            connection.execute("PRAGMA query_only = OFF")


class Full(Striker):
    """There is no room for one more page."""

    def strike(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    def release(self) -> None:
        """Make room."""
        for connection in _raw_connections(self._engine):
            connection.execute("PRAGMA max_page_count = 1000000")


def _raw_connections(engine: Any) -> Iterator[sqlite3.Connection]:
    """Give every connection that waits in the pool."""
    pool = engine.pool
    held = [pool.connect() for _ in range(pool.checkedin())]
    try:
        for one in held:
            yield one.driver_connection
    finally:
        for one in held:
            one.close()


@contextmanager
def a_day(folder: Path) -> Iterator[Hand]:
    """Open a hand on a memory that waits for nobody's lock."""
    lay_database(folder)
    with a_hand(folder, A) as hand:
        hand.memory.close()
        hand.memory = Memory.open(
            "", folder, hand.clock, patience=timedelta(milliseconds=10)
        )
        yield hand


def live(hand: Hand, striker: Striker) -> None:
    """Plan, hear, answer, publish: each is tried again until it works."""
    outbox, entry = hand.memory.outbox, RemoteReference("item-1")
    target = ReplyTarget(1, entry, entry)
    page = a_page(an_item(remote_id="item-1"))
    wish = ReplyWish("Thank you")
    deeds: list[Callable[[], object]] = [
        lambda: hand.plan(a_post(thread=(Message("Part two"),))),
        lambda: hand.memory.inbox.take_in("box", page, NOON),
        lambda: outbox.add_reply("box", target, wish, hand.clock.now()),
        *[lambda: hand.pass_time(timedelta(seconds=20))] * 6,
    ]
    for deed in deeds:
        insist(deed, striker)


def insist(deed: Callable[[], object], striker: Striker) -> None:
    """Do it again when the fault has ended, as the daemon does."""
    try:
        deed()
    except StorageError:
        striker.release()
        deed()


@pytest.mark.parametrize("fault", [Locked, ReadOnly, Full])
def test_a_fault_at_any_write_loses_and_doubles_nothing(
    tmp_path: Path, fault: type[Striker]
) -> None:
    """The judge is what the public saw."""
    struck = 0
    for number in range(1, WRITES + 1):
        folder = tmp_path / str(number)
        with a_day(folder) as hand, fault(hand.memory, number) as striker:
            hand.pauses = Pauses(striker)
            live(hand, striker)

            said = sorted(hand.box.ledger)
            assert said == ["Hello, everybody!", "Part two", "Thank you"], number
            assert set(hand.states()) == {"sent"}, number
            struck += striker.seen >= number
        with closing(sqlite3.connect(folder / FILE_NAME)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    assert 8 <= struck < WRITES


class Pauses(list[timedelta]):
    """While the speaker waits for the database, the fault ends."""

    def __init__(self, striker: Striker) -> None:
        super().__init__()
        self._striker = striker

    def append(self, wait: timedelta) -> None:
        """Wait: by then it is over."""
        super().append(wait)
        self._striker.release()
