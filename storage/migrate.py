"""The schema: brought up to date when the memory is opened, step by step."""

from typing import Final

from sqlalchemy import Connection, inspect, text

from domain.errors import StorageBrokenError
from domain.phrases import phrase
from storage.engine import Database, alone

#: The numbered steps in `migrations/versions`, in order. Kept here too, so that a
#: schema which is up to date is opened without importing alembic (0.2 s).
STEPS: Final = ("0001", "0002", "0003", "0004")

_VERSION_TABLE: Final = "alembic_version"


def bring_up_to_date(database: Database) -> None:
    """Make the missing steps; when several processes start at once, one makes them.

    Raises:
        StorageBusyError: Somebody else holds the database.
        StorageBrokenError: A newer Kairanban has written it; or see `Database`.
    """
    with database.reading() as connection:
        if _is_up_to_date(connection, database.place):
            return
    with database.writing() as connection:
        alone(connection, "migration")
        _upgrade(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the number of the last step made; None in an empty database."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    query = text(f"SELECT version_num FROM {_VERSION_TABLE}")  # noqa: S608 - a constant of ours
    found: str | None = connection.execute(query).scalar()
    return found


def _is_up_to_date(connection: Connection, place: str) -> bool:
    found = revision_of(connection)
    if found is not None and found not in STEPS:
        raise StorageBrokenError(
            phrase(
                "The database {place} was written by a newer Kairanban (schema "
                "{found}, this one knows {known}); install the newer one again",
                place=place,
                found=found,
                known=STEPS[-1],
            )
        )
    return found == STEPS[-1]


def _upgrade(connection: Connection) -> None:
    """Make the steps that are missing by now; perhaps none is."""
    from alembic import command  # noqa: PLC0415 - only a database to be changed needs it
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, STEPS[-1])
