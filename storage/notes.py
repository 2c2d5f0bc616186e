"""Small things to remember between two runs, by name."""

from sqlalchemy import select

from domain.clock import Clock
from storage.engine import Database
from storage.tables import note
from storage.upserts import insert_or_update


class Notes:
    """The notes, as rows."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, name: str) -> str | None:
        """Return what was noted."""
        query = select(note.c.value).where(note.c.name == name)
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def put(self, name: str, value: str) -> None:
        """Note something, over what was noted before."""
        row = {"name": name, "value": value, "noted_at": self._clock.now()}
        with self._database.writing() as connection:
            connection.execute(insert_or_update(connection, note), row)
