"""A connection that is kept: to take one out of the pool costs as much as a query."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection


class KeptConnection:
    """Used by one thread at a time; whoever uses it sees to that."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        #: While it is in use it is not here, so that a broken one is never kept.
        self._spare: Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give the connection for one transaction; after an error, never again."""
        spare, self._spare = self._spare, None
        connection = spare if spare is not None else self._connect()
        try:
            with connection.begin():
                yield connection
        except BaseException:
            connection.close()
            raise
        self._spare = connection

    def close(self) -> None:
        """Let go of it; the next transaction makes a new one."""
        if self._spare is not None:
            self._spare.close()
            self._spare = None
