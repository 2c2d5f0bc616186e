"""What every database must do when it is opened: anew, again, by several, too late."""

import re
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from domain.errors import StorageBrokenError
from storage import migrate
from storage.tables import metadata
from tests.contracts.storage_places import Place, open_memory

#: Opens the memory and says whether that took alembic.
OPEN = """
import sys
from pathlib import Path
from domain.clock import SystemClock
from storage.memory import Memory

Memory.open(sys.argv[1], Path(sys.argv[2]), SystemClock()).close()
print("alembic" in sys.modules)
"""

#: Opens the memory in three processes, which have imported all that it takes, at once.
OPEN_AT_ONCE = """
import sys
from multiprocessing import get_context
from pathlib import Path
from alembic import command
from domain.clock import SystemClock
from storage.memory import Memory

fork = get_context("fork")
barrier = fork.Barrier(3)

def open_with_others():
    barrier.wait()
    Memory.open(sys.argv[1], Path(sys.argv[2]), SystemClock()).close()

children = [fork.Process(target=open_with_others) for _ in range(3)]
for child in children:
    child.start()
for child in children:
    child.join()
print([child.exitcode for child in children])
"""

SQLITE_WORDS = """
SELECT name, sql FROM sqlite_schema WHERE tbl_name <> 'alembic_version'
"""
PG_INDEXES = """
SELECT indexdef FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
PG_CHECKS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'
"""


def engine_of(place: Place) -> Engine:
    """Return a plain engine, without our manners."""
    return create_engine(place.url or f"sqlite:///{place.folder}/kairanban.sqlite3")


def said_by(script: str, place: Place) -> str:
    """Run *script* in a process of its own, and return what it prints."""
    command = [sys.executable, "-c", script, place.url, str(place.folder)]
    return subprocess.check_output(command, text=True, timeout=60)


class SchemaContract:
    """The schema and its steps."""

    def test_the_steps_make_the_tables_that_the_code_uses(self, place: Place) -> None:
        """Neither has anything that the other has not."""
        engine = engine_of(place)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            difference = compare_metadata(context, metadata)
        engine.dispose()

        assert difference == []

    def test_conditions_are_the_same_too(self, place: Place, new_place: Place) -> None:
        """Those of partial indexes and of states, which alembic does not compare."""
        engine = engine_of(new_place)
        metadata.create_all(engine)
        engine.dispose()

        assert conditions(place) == conditions(new_place)

    def test_the_known_steps_are_the_steps_there_are(self) -> None:
        """The list that spares us alembic must not lag behind."""
        config = Config()
        config.set_main_option("script_location", "storage:migrations")
        steps = ScriptDirectory.from_config(config).walk_revisions()

        assert tuple(step.revision for step in steps)[::-1] == migrate.STEPS

    def test_several_may_open_a_new_database_at_once(self, new_place: Place) -> None:
        """One makes the steps, the others wait for it."""
        assert said_by(OPEN_AT_ONCE, new_place) == "[0, 0, 0]\n"

    def test_an_up_to_date_schema_needs_no_alembic(self, place: Place) -> None:
        """Or each command would start a fifth of a second later."""
        assert said_by(OPEN, place) == "False\n"

    def test_a_newer_schema_is_not_touched(self, new_place: Place) -> None:
        """It says which Kairanban to install."""
        open_memory(new_place).close()
        new_place.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StorageBrokenError, match=r"newer Kairanban.*9999"):
            open_memory(new_place)

        assert new_place.execute("SELECT version_num FROM alembic_version") == [
            ("9999",)
        ]


def conditions(place: Place) -> set[tuple[object, ...]]:
    """Return the database's own words for tables, indexes and checks."""
    if place.url:
        return {
            row for query in (PG_INDEXES, PG_CHECKS) for row in place.execute(query)
        }
    return {
        # The order of constraints within a table means nothing.
        (name, *sorted(re.split(r"[\s,]+", str(words))))
        for name, words in place.execute(SQLITE_WORDS)
    }
