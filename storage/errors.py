"""What a database's complaint means for the person who runs Kairanban."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.errors import (
    StorageBlockedError,
    StorageBrokenError,
    StorageBusyError,
    StorageError,
    StorageRefusedError,
)
from domain.phrases import phrase

_Meaning = Callable[[str], StorageError]


@contextmanager
def in_words(place: str) -> Iterator[None]:
    """Turn what the database raises into an error that says what to do.

    Args:
        place: The file or server, without its password.

    Raises:
        StorageBusyError: The same call may work later.
        StorageBlockedError: The same call works once a person has made room.
        StorageRefusedError: The values are at fault.
        StorageBrokenError: A person must look.
        ValueError: A time without a zone was to be stored.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise busy(place) from error
    except DBAPIError as error:
        raise _meaning_of(error)(place) from error
    except sqlite3.Error as error:  # `engine` speaks to the driver itself, too
        raise of_sqlite(error)(place) from error
    except StatementError as error:  # `columns` refused a value: the caller's bug
        raise (error.orig or error) from None


def _meaning_of(error: DBAPIError) -> _Meaning:
    if isinstance(error, DataError | IntegrityError):
        return _refused
    if isinstance(error.orig, sqlite3.Error):
        return of_sqlite(error.orig)
    return _of_postgresql(error)


def busy(place: str) -> StorageBusyError:
    """Return the error for a database that somebody else holds."""
    return StorageBusyError(
        phrase(
            "The database {place} is busy: another program or thread holds it; "
            "the same may work in a moment",
            place=place,
        )
    )


def of_sqlite(error: sqlite3.Error) -> _Meaning:
    """Return what SQLite's complaint means, by its primary code (the lower byte)."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return _SQLITE.get(code & 0xFF, _unexpected)


def _of_postgresql(error: DBAPIError) -> _Meaning:
    code: str = getattr(error.orig, "sqlstate", None) or ""
    if code:
        found = (_POSTGRESQL.get(code[:length]) for length in (5, 2))
        return next(filter(None, found), _unexpected)
    # Without a code it is libpq that speaks: it reached nobody, was hung up on, or
    # was turned away at the door. Only its words tell the last one apart.
    said = str(error.orig)
    if any(words in said for words in _TURNED_AWAY):
        return _turned_away
    return _out_of_reach if _is_about_connection(error) else _unexpected


def _is_about_connection(error: DBAPIError) -> bool:
    return error.connection_invalidated or isinstance(
        error, OperationalError | InterfaceError
    )


def _out_of_reach(place: str) -> StorageError:
    return StorageBusyError(
        phrase(
            "The database {place} cannot be reached just now; check that PostgreSQL "
            "runs there and that `database:` is right",
            place=place,
        )
    )


def _turned_away(place: str) -> StorageError:
    return StorageBrokenError(
        phrase(
            "The database {place} turned us away; check user, password and name of "
            "the database in `database:`, and that the database exists",
            place=place,
        )
    )


def _unexpected(place: str) -> StorageError:
    return StorageBrokenError(
        phrase(
            "The database {place} gave an answer that Kairanban does not know; "
            "please report it with the log",
            place=place,
        )
    )


def _refused(place: str) -> StorageError:
    return StorageRefusedError(
        phrase(
            "The database {place} will not take what was to be written; please report "
            "it with the log",
            place=place,
        )
    )


def _full(place: str) -> StorageError:
    return StorageBlockedError(
        phrase("There is no room left for the database {place}; make room", place=place)
    )


def _read_only(place: str) -> StorageError:
    return StorageBlockedError(
        phrase(
            "The database {place} can be read but not written; let the user who runs "
            "Kairanban write it (and its folder)",
            place=place,
        )
    )


def damaged(place: str) -> StorageError:
    """Return the error for a database that is damaged."""
    return StorageBrokenError(
        phrase(
            "The database {place} is damaged, or is no database; restore it from a "
            "backup, or move it away to begin anew",
            place=place,
        )
    )


def cannot_open(place: str) -> StorageBrokenError:
    """Return the error for a file or folder that cannot be opened or made."""
    return StorageBrokenError(
        phrase(
            "The database {place} cannot be opened; check that its folder exists and "
            "that the user who runs Kairanban may write there",
            place=place,
        )
    )


def _not_opened(place: str) -> StorageError:
    """Return the error for a file that SQLite cannot open.

    If there is one, whoever may open it can do so; that is waited for.
    """
    error = cannot_open(place)
    return StorageBlockedError(error.phrase) if Path(place).is_file() else error


def not_made(place: str, error: OSError) -> StorageError:
    """Return the error for a database that could not be made."""
    meaning = _NOT_MADE.get(error.errno or 0, cannot_open)
    return meaning(place)


def _disk_failed(place: str) -> StorageError:
    return StorageBlockedError(
        phrase(
            "The disk failed to read or write the database {place}; check the disk",
            place=place,
        )
    )


def _not_allowed(place: str) -> StorageError:
    return StorageBrokenError(
        phrase(
            "The database {place} does not let us do what we must; give its user the "
            "right to create and change tables",
            place=place,
        )
    )


def not_a_database() -> StorageBrokenError:
    """Return the error for a `database:` that we cannot use."""
    return StorageBrokenError(
        phrase(
            "`database:` must be an address such as postgresql://user@host/name, "
            "or be left out (then SQLite in the state folder is used)"
        )
    )


_SQLITE: dict[int, _Meaning] = {
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_PROTOCOL: busy,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_READONLY: _read_only,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: damaged,
    sqlite3.SQLITE_CANTOPEN: _not_opened,
    sqlite3.SQLITE_PERM: _not_opened,
    sqlite3.SQLITE_AUTH: _not_opened,
    sqlite3.SQLITE_TOOBIG: _refused,
    sqlite3.SQLITE_MISMATCH: _refused,
    sqlite3.SQLITE_CONSTRAINT: _refused,
    sqlite3.SQLITE_IOERR: _disk_failed,
}

_NOT_MADE: dict[int, _Meaning] = {
    errno.ENOSPC: _full,
    errno.EDQUOT: _full,
    errno.EFBIG: _full,
    errno.EIO: _disk_failed,
}

#: By SQLSTATE, or by its class (two letters).
_POSTGRESQL: dict[str, _Meaning] = {
    "08": _out_of_reach,
    "57P01": _out_of_reach,  # shut down by a person
    "57P02": _out_of_reach,  # shut down by a crash
    "57P03": _out_of_reach,  # starting up
    "53300": busy,  # too many connections
    "40": busy,  # rolled back: deadlock, serialization
    "55P03": busy,  # lock_timeout
    "57014": busy,  # cancelled by a time limit
    "53": _full,  # disk or memory
    "25006": _read_only,
    "28": _turned_away,
    "3D": _turned_away,
    "42501": _not_allowed,
    "22": _refused,  # a value
    "23": _refused,  # a constraint
    "54": _refused,  # too large
    "XX001": damaged,
    "XX002": damaged,
    "58": _disk_failed,
}

#: libpq's words for a server that was reached and said no (in English; of any
#: other language we say what may be wrong with the way there).
_TURNED_AWAY = (
    "authentication failed",
    "does not exist",
    "no pg_hba.conf entry",
    "no password supplied",
    "permission denied",
)
