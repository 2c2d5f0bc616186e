"""Writers that come at the same moment wait for the disk together."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from domain.errors import StorageBlockedError, StorageBusyError, StorageRefusedError
from storage.engine import Database
from tests.waiting import until

Write = Callable[[Connection], object]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database("", tmp_path, timedelta(milliseconds=200))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE word (word TEXT UNIQUE)"))
    yield database
    database.close()


def saying(word: str) -> Write:
    return lambda connection: (
        connection.execute(
            text("INSERT INTO word VALUES (:word)"), {"word": word}
        ).rowcount
    )


def words(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.scalars(text("SELECT word FROM word")))


def together(database: Database, *works: Write) -> list[Future[object]]:
    """Let all of *works* wait on the bank while another crossing is under way."""
    is_out, may_land = threading.Event(), threading.Event()

    def slow(_connection: Connection) -> None:
        is_out.set()
        may_land.wait(5)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        first = pool.submit(database.write, slow)
        is_out.wait(5)
        others = [pool.submit(database.write, work) for work in works]
        until(lambda: len(database._ferry._bank) == len(works))
        may_land.set()
    assert first.result() is None
    return others


def test_one_alone_crosses_at_once(database: Database) -> None:
    """It is told what its work told."""
    assert database.write(saying("a")) == 1
    assert words(database) == {"a"}


def test_who_waits_crosses_with_the_others(database: Database) -> None:
    """Three writers, one commit."""
    commits: list[Connection] = []
    event.listen(database.engine, "commit", commits.append)
    futures = together(database, saying("a"), saying("b"), saying("c"))

    assert [one.result() for one in futures] == [1, 1, 1]
    assert words(database) == {"a", "b", "c"}
    assert len(commits) == 2  # the slow one, and theirs


def test_one_that_fails_sinks_alone(database: Database) -> None:
    """What it had written is undone; the others do not notice."""

    def stumble(connection: Connection) -> None:
        saying("half")(connection)
        raise ZeroDivisionError

    good, bad, other = together(database, saying("a"), stumble, saying("b"))

    assert (good.result(), other.result()) == (1, 1)
    assert isinstance(bad.exception(), ZeroDivisionError)
    assert words(database) == {"a", "b"}


def test_what_the_database_complains_of_is_put_into_words(database: Database) -> None:
    """Whoever wrote what cannot be is told so, as without a ferry."""
    good, bad = together(database, saying("a"), saying("a"))

    assert good.result() == 1
    assert isinstance(bad.exception(), StorageRefusedError)


def test_a_full_disk_sinks_all_and_is_told_as_such(database: Database) -> None:
    """SQLite gives up the whole crossing: what the others wrote is undone with it."""

    def too_much(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        try:
            saying("x" * 100_000)(connection)
        finally:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    good, bad = together(database, saying("a"), too_much)

    assert isinstance(bad.exception(), StorageBlockedError)
    assert isinstance(good.exception(), StorageBlockedError)
    assert words(database) == set()
    assert database.write(saying("a")) == 1


def test_nobody_crosses_while_somebody_else_holds_the_database(
    database: Database, tmp_path: Path
) -> None:
    """All are told to come again, and the next ones are taken as ever."""
    other = Database("", tmp_path, timedelta(seconds=5))
    with other.writing():
        futures = [database.write] * 2
        with ThreadPoolExecutor(2) as pool:
            told = [pool.submit(write, saying("a")) for write in futures]
            errors = [one.exception() for one in told]
    other.close()

    assert [type(one) for one in errors] == [StorageBusyError] * 2
    assert database.write(saying("b")) == 1
    assert words(database) == {"b"}


def test_a_crowd_is_taken_across_whole(database: Database) -> None:
    """Whoever rows, nobody is left on the bank, and nobody crosses twice."""
    names = [f"word-{number}" for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda name: database.write(saying(name)), names))

    assert told == [1] * 200
    assert words(database) == set(names)
