"""A fault at every single write of a day: nothing is lost, nothing is said twice."""

import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from subprocess import run
from typing import Any, Self

import pytest
from sqlalchemy import Connection, event

from domain.errors import StorageError
from domain.items import RemoteReference
from domain.phrases import ENGLISH
from domain.ports import EntryFilter, ReplyWish
from domain.posts import Message, ReplyTarget
from storage.engine import FILE_NAME
from storage.memory import Memory
from tests.builders import a_page, a_post, an_item
from tests.clocks import NOON
from tests.crews import A, Hand, a_hand
from tests.memories import a_memory

#: As many writes as a day has, and one more, which strikes nothing.
WRITES = 13


_BEGIN = "begin"


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

    def _hear(self, connection: Connection) -> None:
        """Count those who are about to begin as writers."""
        if not connection.get_execution_options().get("is_writing", False):
            return
        self.seen += 1
        if self.seen == self._number:
            self.strike(_raw(connection))

    def __enter__(self) -> Self:
        begin = list(self._engine.dispatch.begin)
        for one in begin:  # ours says BEGIN: we are to hear before it does
            event.remove(self._engine, _BEGIN, one)
        for one in (self._hear, *begin):
            event.listen(self._engine, _BEGIN, one)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, _BEGIN, self._hear)


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


class Failing(Striker):
    """The disk refuses what is to be made durable: at the very end, the COMMIT."""

    def __init__(self, memory: Memory, number: int) -> None:
        super().__init__(memory, number)
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def strike(self, connection: sqlite3.Connection) -> None:
        event.listen(self._engine, "commit", self._refuse, once=True)

    def _refuse(self, _connection: Connection) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, self._limits[1]))

    def release(self) -> None:
        """Take everything again."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)


class Full(Striker):
    """Something else takes all the room that the disk had."""

    def __init__(self, memory: Memory, number: int) -> None:
        super().__init__(memory, number)
        self._filler = Path(memory._database.place).with_name("filler")

    def strike(self, connection: sqlite3.Connection) -> None:
        with suppress(OSError), self._filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass

    def release(self) -> None:
        """Make room."""
        self._filler.unlink(missing_ok=True)


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
    with a_hand(folder, A) as hand:
        hand.memory.close()
        hand.memory = a_memory(folder, hand.clock, timedelta(milliseconds=10))
        yield hand
        hand.memory.close()


def live(hand: Hand, striker: Striker) -> None:
    """Plan, hear, judge, answer, publish, write the paper: again until it works."""
    crew, paper = hand.crew(), hand.project()
    outbox, entry = hand.memory.outbox, RemoteReference("item-1")
    target = ReplyTarget(1, entry, entry)
    page = a_page(an_item(remote_id="item-1"))
    wish = ReplyWish("Thank you")
    deeds: list[Callable[[], object]] = [
        lambda: hand.plan(a_post(thread=(Message("Part two"),))),
        lambda: hand.memory.inbox.take_in("box", page, NOON),
        crew.triage.judge_all,
        lambda: outbox.add_reply("box", target, wish, hand.clock.now()),
        *[lambda: hand.pass_time(timedelta(seconds=20), crew)] * 4,
        lambda: crew.reporter.write_due(paper, ENGLISH),
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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of two megabytes; only root may."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    run(["mount", "-t", "tmpfs", "-o", "size=2m", "small", str(disk)], check=True)
    yield disk
    run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize(
    "fault", [Locked, Failing, pytest.param(ReadOnly, marks=pytest.mark.real)]
)
def test_a_fault_at_any_write_loses_and_doubles_nothing(
    tmp_path: Path, fault: type[Striker]
) -> None:
    """The judge is what the public saw."""
    struck = 0
    for number in range(1, WRITES + 1):
        struck += survives(tmp_path / str(number), fault, number)

    assert struck == WRITES - 1


@pytest.mark.real
def test_a_disk_that_is_full_at_any_write_loses_and_doubles_nothing(
    small_disk: Path,
) -> None:
    """A real one: what fits in is written, what does not is waited for."""
    for number in range(1, WRITES):
        folder = small_disk / str(number)

        assert survives(folder, Full, number)

        shutil.rmtree(folder)


def survives(folder: Path, fault: type[Striker], number: int) -> bool:
    """Live a day with a fault at a write of it; was there such a write?"""
    with a_day(folder) as hand, fault(hand.memory, number) as striker:
        hand.pauses = Pauses(striker)
        live(hand, striker)
        said = sorted(hand.box.ledger)

        assert said == ["Hello, everybody!", "Part two", "Thank you"], number
        assert set(hand.states()) == {"sent"}, number
        assert hand.memory.inbox.unjudged() == (), number
        assert len(hand.memory.inbox.entries(EntryFilter())) == 1, number
        assert hand.memory.notes.get("digest/last") is not None, number
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return striker.seen >= number


class Pauses(list[timedelta]):
    """While the speaker waits for the database, the fault ends."""

    def __init__(self, striker: Striker) -> None:
        super().__init__()
        self._striker = striker

    def append(self, wait: timedelta) -> None:
        """Wait: by then it is over."""
        super().append(wait)
        self._striker.release()
