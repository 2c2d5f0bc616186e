"""Takes several writers across in one transaction: the disk is waited for once.

Durability costs one wait for the disk per commit, and commits queue up. When twenty
accounts speak at the same second, whoever comes while the ferry is out waits on the
bank, and the next crossing takes all of them. Alone, a writer crosses at once, on its
own thread, as before.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

_Told = TypeVar("_Told")

#: Does its part of a transaction, and returns what is to be told of it. It may be done
#: again after the transaction was given up, so it leaves no trace but in the database.
Work = Callable[[Connection], _Told]


class _StumbledError(Exception):
    """Somebody's work raised; the transaction is to be given up."""


class _Passenger(Generic[_Told]):
    """One writer's work, and what became of it."""

    def __init__(self, work: Work[_Told]) -> None:
        self._work = work
        #: Held until it has crossed, or is to row. (An Event costs thrice as much.)
        self._called = Lock()
        self._called.acquire()
        self.has_crossed = False
        self._told: list[_Told] = []
        self._error: BaseException | None = None

    def board(self, connection: Connection) -> None:
        """Do the work.

        Raises:
            _StumbledError: It raised.
        """
        try:
            self._told = [self._work(connection)]
        except Exception as error:
            raise _StumbledError from error

    def board_apart(self, connection: Connection) -> None:
        """Do the work; if it raises, the others are not concerned."""
        raw: Any = connection.connection.dbapi_connection
        raw.execute("SAVEPOINT passenger")
        try:
            self._told = [self._work(connection)]
        except Exception as error:
            if not raw.in_transaction:  # a full disk: SQLite gave up all of it
                raise
            raw.execute("ROLLBACK TO passenger")
            self._error = error
        raw.execute("RELEASE passenger")

    def call(self) -> None:
        """Wake who waits on the bank, once: it has crossed, or is to row."""
        self._called.release()

    def wait(self) -> None:
        """Wait until called."""
        self._called.acquire()

    def sink(self, error: BaseException) -> None:
        """Note that the whole crossing failed: nothing of it was stored."""
        self._error = self._error or error

    def arrive(self) -> _Told:
        """Return what the work told, or raise what it raised."""
        if self._error is not None:
            raise self._error
        (told,) = self._told
        return told


class Ferry:
    """Crosses for all who wait; one of them rows."""

    def __init__(
        self, writing: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._writing = writing
        self._lock = Lock()
        self._is_out = False
        self._bank: list[_Passenger[Any]] = []

    def cross(self, work: Work[_Told]) -> _Told:
        """Do *work* in a transaction; when this returns, it is durable.

        Raises:
            StorageBusyError: The same call may work later.
            StorageBrokenError: A person must look.
        """
        me = _Passenger(work)
        with self._lock:
            self._bank.append(me)
            rows, self._is_out = not self._is_out, True
        if not rows:
            me.wait()
        if not me.has_crossed:
            self._row(me)
        return me.arrive()

    def _row(self, rower: _Passenger[Any]) -> None:
        """Take everybody across who is on the bank now; then another one rows."""
        with self._lock:
            crew, self._bank = self._bank, []
        try:
            self._take(crew)
        except BaseException as error:  # noqa: BLE001 - raised by each of the crew
            for one in crew:
                one.sink(error)
        finally:
            self._hand_over()
            for one in crew:
                one.has_crossed = True
                if one is not rower:
                    one.call()

    def _take(self, crew: list[_Passenger[Any]]) -> None:
        """Do everybody's work in one transaction.

        That nobody stumbles is the rule, and then nobody needs a savepoint: two calls
        of SQLite less for each, and it lets go of Python's lock in every one.
        """
        try:
            with self._writing() as connection:
                for one in crew:
                    one.board(connection)
        except _StumbledError:
            with self._writing() as connection:
                for one in crew:
                    one.board_apart(connection)

    def _hand_over(self) -> None:
        with self._lock:
            self._is_out = bool(self._bank)
            if self._bank:
                self._bank[0].call()
