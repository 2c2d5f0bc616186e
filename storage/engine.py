"""The way to the database: connections, transactions, and who may write when."""

import sqlite3
from collections.abc import Iterator
from contextlib import (
    AbstractContextManager,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Final, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    create_engine,
    event,
    func,
    make_url,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql import select

from storage.errors import (
    busy,
    cannot_open,
    damaged,
    in_words,
    not_a_database,
    not_made,
    of_sqlite,
)
from storage.ferry import Ferry, Work
from storage.kept import KeptConnection

_Told = TypeVar("_Told")

FILE_NAME: Final = "kairanban.sqlite3"

#: How long a call waits for somebody else's lock before it gives up.
PATIENCE: Final = timedelta(seconds=5)

_CONNECTIONS: Final = 20

#: Notices a PostgreSQL that fell silent, instead of waiting for ever.
_KEEP_IN_TOUCH: Final = {
    "connect_timeout": 10,  # seconds
    "keepalives_idle": 30,  # seconds
    "tcp_user_timeout": 30_000,  # milliseconds
}


class Database:
    """A SQLite file or a PostgreSQL database; every other file here goes through it."""

    def __init__(self, url: str, state_folder: Path, patience: timedelta) -> None:
        """Prepare the way; SQLite's file is made if there is none.

        Raises:
            StorageBrokenError: *url* is none of ours, or the file cannot be made.
        """
        self._url = _read_url(url, state_folder)
        self._patience = patience
        #: The database as a person may see it: no password.
        self.place: str = _place(self._url)
        if self._url.drivername == "sqlite":
            _make_file(Path(self._url.database or ""))
        #: One writer at a time: threads of ours queue here, rather than polling
        #: SQLite's lock with growing pauses.
        self._turn = Lock()
        self._for_writing = KeptConnection(self._writer)
        self._for_reading = KeptConnection(self._connect)
        #: Who reads a little takes turns, too.
        self._reader = Lock()
        self._ferry = Ferry(self._crossing)
        self.engine: Engine = self._make_engine()

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the embedded database."""
        return self.dialect.name == "sqlite"

    @property
    def dialect(self) -> Dialect:
        """What statements are prepared for."""
        return self.engine.dialect

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database.

        Raises:
            StorageBusyError: The same call may work later.
            StorageBlockedError: The same call works once a person has made room.
            StorageBrokenError: A person must look.
        """
        with in_words(self.place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are all durable afterwards, or none is made.

        Raises:
            StorageBusyError: The same call may work later. (When the connection broke
                at the very end, it may have been done: look before doing it again.)
            StorageBlockedError: The same call works once a person has made room.
            StorageRefusedError: The database will never take these values.
            StorageBrokenError: A person must look.
        """
        with (
            in_words(self.place),
            self._my_turn(),
            self._writer() as connection,
            connection.begin(),
        ):
            yield connection

    def require_sound(self, at_most_bytes: int | None = None) -> None:
        """Look through SQLite's file for damage, if it is no larger.

        `quick_check` would take a sixth of the time, but does not see two databases
        mixed: SQLite takes in a write-ahead log that was left beside another file.

        Raises:
            StorageBrokenError: It is damaged.
        """
        if not self.is_sqlite or self._is_larger_than(at_most_bytes):
            return
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if found != "ok":
            raise damaged(self.place)

    def read(self, work: Work[_Told]) -> _Told:
        """Do *work*, which reads a little, and return what it tells.

        It is meant for what many threads read at the same second: on SQLite they take
        turns on one connection that knows the statements already, for a new one reads
        the whole schema first. It must not read on another one meanwhile.

        Raises:
            StorageError: As `reading` does.
        """
        if not self.is_sqlite:
            with self.reading() as connection:
                return work(connection)
        with (
            in_words(self.place),
            self._reader,
            self._for_reading.transaction() as connection,
        ):
            return work(connection)

    def write(self, work: Work[_Told]) -> _Told:
        """Do *work* in a transaction of its own, or of several; return what it tells.

        When this returns, it is durable; when it raises, nothing of it was stored. It
        is meant for what many threads do at the same second: on SQLite they wait for
        the disk together.

        Raises:
            StorageError: As `writing` does.
        """
        if self.is_sqlite:
            with in_words(self.place):
                return self._ferry.cross(work)
        with self.writing() as connection:
            return work(connection)

    def close(self) -> None:
        """Let go of all connections."""
        for kept in (self._for_writing, self._for_reading):
            kept.close()
        self.engine.dispose()

    @contextmanager
    def _crossing(self) -> Iterator[Connection]:
        """Give what `writing` gives, on a connection that is kept while all is well."""
        with (
            in_words(self.place),
            self._my_turn(),
            self._for_writing.transaction() as connection,
        ):
            yield connection

    def _connect(self) -> Connection:
        return self.engine.connect()

    def _writer(self) -> Connection:
        return self._connect().execution_options(is_writing=True)

    def _is_larger_than(self, limit_bytes: int | None) -> bool:
        if limit_bytes is None:
            return False
        try:
            return Path(self.place).stat().st_size > limit_bytes
        except OSError as error:
            raise cannot_open(self.place) from error

    def _make_engine(self) -> Engine:
        seconds = self._patience.total_seconds()
        engine = create_engine(
            self._url,
            pool_size=_CONNECTIONS,
            max_overflow=_CONNECTIONS,
            pool_timeout=seconds,
            pool_use_lifo=True,  # few connections stay warm rather than all lukewarm
            pool_pre_ping=self._url.drivername != "sqlite",
            connect_args={} if self._url.drivername == "sqlite" else _KEEP_IN_TOUCH,
            hide_parameters=True,  # people's words have no place in a log
        )
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine, seconds)
        else:
            _prepare_postgresql(engine, seconds)
        return engine

    def _my_turn(self) -> AbstractContextManager[None]:
        return self._queue() if self.is_sqlite else nullcontext()

    @contextmanager
    def _queue(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self._patience.total_seconds()):
            raise busy(self.place)
        try:
            yield
        finally:
            self._turn.release()


def alone(connection: Connection, what: str) -> None:
    """Let nobody else do *what* until this transaction ends.

    On SQLite a writing transaction is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_lock_number(what))))


def _lock_number(what: str) -> int:
    """Return a 64-bit number that only we would use for *what*."""
    digest = sha256(f"kairanban/{what}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _read_url(url: str, state_folder: Path) -> URL:
    if not url:
        return URL.create("sqlite", database=str(state_folder / FILE_NAME))
    try:
        known = make_url(url)
    except (ArgumentError, ValueError):
        # Not chained: an error about the URL may show it, and a password with it.
        raise not_a_database() from None
    match known.drivername, known.database:
        case "sqlite", str(file) if file != ":memory:":
            return known
        case "postgresql" | "postgresql+psycopg", _:
            return known.set(drivername="postgresql+psycopg")
    raise not_a_database()


def _place(url: URL) -> str:
    if url.drivername == "sqlite":
        return url.database or ""
    return f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or ''}"


def _make_file(file: Path) -> None:
    """Make an empty database that only its owner can read, where there is none.

    It is made aside and then given its name, for SQLite cannot be brought into WAL
    mode by two processes at once. A file that is there is not even opened: closing it
    would take away the locks that SQLite has on it in this process.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.exists():
            _require_content(file)
            return
        with TemporaryDirectory(dir=file.parent) as aside:  # 0700
            draft = Path(aside) / file.name
            draft.touch(mode=0o600)
            with closing(sqlite3.connect(draft)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            with suppress(FileExistsError):  # somebody was faster: theirs is as good
                file.hardlink_to(draft)
    except OSError as error:
        raise not_made(str(file), error) from error
    except sqlite3.Error as error:
        raise of_sqlite(error)(str(file)) from error


def _require_content(file: Path) -> None:
    """Refuse an empty file: we never leave one, and SQLite would begin anew in it."""
    if file.is_file() and not file.stat().st_size:
        raise damaged(str(file))


def _prepare_sqlite(engine: Engine, patience: float) -> None:
    @event.listens_for(engine, "connect")
    def connected(raw: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        del entry
        raw.isolation_level = None  # the driver leaves BEGIN to us
        for wish in (
            f"busy_timeout = {int(patience * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a commit survives a power cut
            "foreign_keys = ON",
        ):
            raw.execute(f"PRAGMA {wish}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later may find that somebody
        # wrote in between, and no patience helps: so writers begin as writers.
        is_writing = connection.get_execution_options().get("is_writing", False)
        # Said to the driver itself: SQLAlchemy's own way costs as much as a query.
        raw: Any = connection.connection.dbapi_connection
        raw.execute("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _prepare_postgresql(engine: Engine, patience: float) -> None:
    wishes: dict[str, Any] = {
        "TimeZone": "'UTC'",
        "synchronous_commit": "on",
        "lock_timeout": int(patience * 1000),
    }
    wanted = "; ".join(f"SET {name} TO {value}" for name, value in wishes.items())

    @event.listens_for(engine, "connect")
    def connected(raw: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        del entry
        cursor = raw.cursor()
        cursor.execute(wanted)
        cursor.close()
        raw.commit()
