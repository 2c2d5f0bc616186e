"""Insert, or else: the statement that both databases know and SQL's standard does not.

SQLite took it from PostgreSQL, word for word, but SQLAlchemy has a class for each.
"""

from collections.abc import Iterable

from sqlalchemy import Column, Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_or_update(connection: Connection, table: Table) -> Executable:
    """Return an insert that writes over the row with the same key."""
    insert = _insert(connection, table)
    others = {
        column.name: insert.excluded[column.name]
        for column in table.columns
        if not column.primary_key
    }
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_=others
    )


def insert_or_leave(
    connection: Connection, table: Table, returning: Iterable[Column[object]] = ()
) -> Executable:
    """Return an insert that passes over rows whose like is there already.

    Args:
        connection: Tells which database it is for.
        table: Where to.
        returning: What to tell of the rows that were new.
    """
    insert = _insert(connection, table).on_conflict_do_nothing()
    columns = list(returning)
    return insert.returning(*columns) if columns else insert


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
