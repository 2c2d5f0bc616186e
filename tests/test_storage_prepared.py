"""Statements said to the driver store what SQLAlchemy would have stored."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select, update

from domain.errors import StorageRefusedError
from domain.phrases import phrase
from storage.engine import Database
from storage.migrate import bring_up_to_date
from storage.prepared import Prepared
from storage.tables import journal, note
from tests.clocks import NOON

LINE = {
    "happened_at": NOON,
    "event": "a\0b",  # NUL cannot be stored
    "phrase": phrase("{count} of {what}", count=3, what="日本語"),
    "account": "box",
    "delivery_id": None,
    "entry_id": 7,
    "done_by": "",
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database("", tmp_path, timedelta(seconds=1))
    bring_up_to_date(database)
    yield database
    database.close()


def test_every_kind_of_column_is_stored_as_ever(database: Database) -> None:
    """The same line, once this way and once the other, reads the same."""
    with database.writing() as connection:
        assert Prepared(insert(journal)).run(connection, LINE) == 1
        connection.execute(insert(journal), LINE)
    with database.reading() as connection:
        ours, theirs = connection.execute(select(journal)).all()

    assert ours[1:] == theirs[1:]


def test_an_update_sets_what_it_is_told_and_counts_its_rows(database: Database) -> None:
    """Which columns those are may differ from call to call."""
    moving = Prepared(update(note).where(note.c.name == bindparam("name_")))
    with database.writing() as connection:
        connection.execute(insert(note), {"name": "a", "value": "1", "noted_at": NOON})
        later = NOON + timedelta(hours=1)

        assert moving.run(connection, {"name_": "a", "value": "2"}) == 1
        assert moving.run(connection, {"name_": "a", "noted_at": later}) == 1
        assert moving.run(connection, {"name_": "b", "value": "3"}) == 0
        assert connection.execute(select(note)).all() == [("a", "2", later)]


def test_what_the_driver_complains_of_is_put_into_words(database: Database) -> None:
    """Nothing of SQLite's own leaves the storage."""
    adding = Prepared(insert(note))
    with pytest.raises(StorageRefusedError), database.writing() as connection:
        adding.run(connection, {"name": "a", "value": None, "noted_at": NOON})
