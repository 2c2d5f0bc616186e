"""Where a memory may lie in tests: a SQLite file, or a database of a real PostgreSQL.

A test file that imports the fixtures below runs each of its tests in both; those with
the server are run by `make test-real`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

from storage.memory import Memory
from storage.tables import metadata
from tests.clocks import ManualClock
from tests.memories import a_memory, lay_database
from tests.servers.postgres import PostgresServer

#: Nobody waits for a lock in tests, but where one is held for a moment.
PATIENCE = timedelta(seconds=5)
IMPATIENCE = timedelta(milliseconds=20)


class Place(Protocol):
    """An empty database with an up-to-date schema, and ways to harm it."""

    @property
    def url(self) -> str:
        """What `Memory.open` is given."""
        ...

    @property
    def folder(self) -> Path:
        """The state folder."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Hold everything, as another program might."""
        ...

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Do something behind the memory's back."""
        ...


def open_memory(place: Place, patience: timedelta = PATIENCE) -> Memory:
    """Open the memory that lies at *place*."""
    return Memory.open(place.url, place.folder, ManualClock(), patience=patience)


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """A file."""

    folder: Path
    url: str = ""

    @property
    def file(self) -> Path:
        """The database itself."""
        return self.folder / "kairanban.sqlite3"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the file against readers too, which only works if nobody has it open."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as holder:
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
            holder.execute("BEGIN EXCLUSIVE")
            holder.execute("CREATE TABLE held (by_us)")
            yield

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement on a connection of its own."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            return connection.execute(statement).fetchall()


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A database on a server."""

    folder: Path
    url: str

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold every table against readers too."""
        with psycopg.connect(self._dsn) as holder:
            tables = ", ".join([*metadata.tables, "alembic_version"])
            holder.execute(f"LOCK TABLE {tables}".encode())
            yield

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement on a connection of its own."""
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    @property
    def _dsn(self) -> str:
        return self.url.replace("+psycopg", "")


@pytest.fixture(scope="module")
def postgres_place(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> PostgresPlace:
    """Make the schema once; each test empties the tables."""
    folder = tmp_path_factory.mktemp("state")
    place = PostgresPlace(folder, postgres.create_database(folder.name))
    open_memory(place).close()
    return place


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def kind(request: pytest.FixtureRequest) -> str:
    """Run each test once for each kind of database."""
    return str(request.param)


@pytest.fixture
def place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Give each test an empty memory of its own."""
    folder = tmp_path / "state"
    folder.mkdir()
    if kind == "sqlite":
        lay_database(folder)
        return SqlitePlace(folder)
    place: PostgresPlace = request.getfixturevalue("postgres_place")
    tables = reversed(metadata.sorted_tables)  # a tenth of what a new database takes
    place.execute("; ".join(f"DELETE FROM {table.name}" for table in tables))
    return replace(place, folder=folder)


@pytest.fixture
def new_place(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Place:
    """Give each test a database in which there is nothing yet."""
    folder = tmp_path_factory.mktemp("new")
    if kind == "sqlite":
        return SqlitePlace(folder)
    server: PostgresServer = request.getfixturevalue("postgres")
    return PostgresPlace(folder, server.create_database(folder.name))


@pytest.fixture(scope="module")
def postgres_memory(postgres_place: PostgresPlace) -> Iterator[Memory]:
    """Open the memory once: what an engine has compiled serves every test."""
    opened = open_memory(postgres_place)
    yield opened
    opened.close()


@pytest.fixture
def memory(place: Place, request: pytest.FixtureRequest) -> Iterator[Memory]:
    """Open the memory, and close it afterwards."""
    if isinstance(place, PostgresPlace):
        yield request.getfixturevalue("postgres_memory")
        return
    opened = a_memory(place.folder)
    yield opened
    opened.close()
