"""What a person has silenced, as rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select

from domain.deliveries import JournalEntry
from domain.pauses import Pause, PauseScope
from domain.phrases import Phrase, phrase
from storage.engine import Database
from storage.journal import add_lines
from storage.tables import literal, pause
from storage.upserts import insert_or_leave

_ALL = select(pause).order_by(pause.c.since, pause.c.scope, pause.c.name)


def is_paused(
    account: ColumnElement[str], campaign: ColumnElement[str]
) -> ColumnElement[bool]:
    """Return the condition that a pause covers a post of *campaign* on *account*.

    It is `Pause.covers`, as SQL.
    """
    scope, name = pause.c.scope, pause.c.name
    return exists().where(
        or_(
            scope == literal(PauseScope.EVERYTHING),
            and_(scope == literal(PauseScope.ACCOUNT), name == account),
            and_(scope == literal(PauseScope.CAMPAIGN), name == campaign),
        )
    )


class Pauses:
    """The pauses that hold."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self) -> Sequence[Pause]:
        """Return the pauses that hold, oldest first."""
        with self._database.reading() as connection:
            return _read(connection)

    def begin(self, pause_: Pause) -> bool:
        """Write down a pause; False if the very same thing is paused already."""
        told = (pause.c.scope,)
        with self._database.writing() as connection:
            statement = insert_or_leave(connection, pause, returning=told)
            is_new = connection.execute(statement, [_row(pause_)]).first() is not None
            if is_new:
                line = _line("paused", pause_.words, pause_, pause_.by, pause_.since)
                add_lines(connection, [line])
            return is_new

    def end(self, scope: PauseScope, name: str, by: str, now: datetime) -> bool:
        """Lift a pause; False if there is none."""
        is_it = and_(pause.c.scope == scope, pause.c.name == name)
        with self._database.writing() as connection:
            found = [
                one
                for one in _read(connection)
                if (one.scope, one.name) == (scope, name)
            ]
            connection.execute(delete(pause).where(is_it))
            lines = [
                _line("resumed", phrase("Lifted: {what}", what=one.words), one, by, now)
                for one in found
            ]
            add_lines(connection, lines)
            return bool(found)


def _read(connection: Connection) -> Sequence[Pause]:
    return tuple(
        Pause(PauseScope(row.scope), row.name, row.reason, row.done_by, row.since)
        for row in connection.execute(_ALL)
    )


def _row(one: Pause) -> dict[str, object]:
    return {
        "scope": one.scope,
        "name": one.name,
        "reason": one.reason,
        "done_by": one.by,
        "since": one.since,
    }


def _line(event: str, words: Phrase, one: Pause, by: str, at: datetime) -> JournalEntry:
    account = one.name if one.scope is PauseScope.ACCOUNT else ""
    return JournalEntry(at, event, words, account=account, by=by)
