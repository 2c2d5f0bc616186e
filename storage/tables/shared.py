"""What all tables share: their names, their kinds of columns and of indexes."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Identity,
    Index,
    MetaData,
    literal_column,
)

from domain.deliveries import DeliveryState
from domain.items import EntryStatus
from storage.columns import Number

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "uq": "%(table_name)s_unique",
        "fk": "%(table_name)s_%(column_0_name)s_exists",
        "ck": "%(table_name)s_%(constraint_name)s_known",
    }
)


def number() -> Column[int]:
    """Return a row's own number; the database counts."""
    return Column("id", Number, Identity(), primary_key=True)


def literal(word: str) -> ColumnElement[str]:
    """Return a word of ours as SQL; never one that came from outside."""
    return literal_column(f"'{word}'")


def one_of(column: str, words: type[DeliveryState | EntryStatus]) -> CheckConstraint:
    """Return the condition that a column holds one of our words."""
    known = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({known})", name=column)


def partial(
    name: str,
    *columns: ColumnElement[object],
    where: ColumnElement[bool],
    unique: bool = False,
) -> Index:
    """Return an index of the rows for which *where* is true."""
    return Index(
        name, *columns, unique=unique, sqlite_where=where, postgresql_where=where
    )
