"""Kinds of columns that mean the same on SQLite and on PostgreSQL.

SQLite's tables are STRICT, so each kind is one of its five storage classes there.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    REAL,
    TIMESTAMP,
    BigInteger,
    Boolean,
    Dialect,
    Double,
    Integer,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from domain.clock import require_aware
from storage.packing import Packing
from storage.texts import clean

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

#: Whole numbers of any size; also the rows' own numbers.
Number: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
#: Numbers with a fraction.
Real: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


class Words(TypeDecorator[str]):
    """Text, cleaned of what a database cannot hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is stored."""
        del dialect
        return None if value is None else clean(value)


class Moment(TypeDecorator[datetime]):
    """A time: aware UTC, in and out.

    PostgreSQL has a type for it; on SQLite it is a count of microseconds since
    1970, which sorts rightly and takes 8 bytes.
    """

    impl = TIMESTAMP
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Integer())
        return dialect.type_descriptor(TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return what is stored.

        Raises:
            ValueError: The time has no zone.
        """
        if value is None:
            return None
        moment = require_aware(value, "a time to be stored")
        return (moment - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return what was stored."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + cast("int", value) * _MICROSECOND
        return cast("datetime", value).astimezone(UTC)


class Flag(TypeDecorator[bool]):
    """Yes or no."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        is_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(Integer() if is_sqlite else Boolean())

    def process_bind_param(
        self,
        value: bool | None,  # noqa: FBT001 - SQLAlchemy passes it by place
        dialect: Dialect,
    ) -> Any:
        """Return what is stored."""
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Return what was stored."""
        del dialect
        return None if value is None else bool(value)


class Packed(TypeDecorator[Any]):
    """A value that fills a column by itself, as JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, packing: Packing[Any]) -> None:
        super().__init__()
        #: The way there and back.
        self.packing = packing

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return what is stored."""
        del dialect
        return None if value is None else clean(self.packing.pack(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return what was stored."""
        del dialect
        return None if value is None else self.packing.unpack(value)
