"""Which entries of feeds we know: of each is told at most once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from domain.ports import PlanStep
from storage.engine import Database
from storage.planning import carry_out
from storage.tables import feed_entry
from storage.upserts import insert_or_leave

#: So many keys in one statement.
_HELPING = 500


class Feeds:
    """The entries, as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, feed: str, keys: Collection[str]) -> frozenset[str]:
        """Return which of these entries were seen before."""
        wanted, found = list(keys), set[str]()
        query = select(feed_entry.c.key).where(feed_entry.c.feed == feed)
        with self._database.reading() as connection:
            for start in range(0, len(wanted), _HELPING):
                some = wanted[start : start + _HELPING]
                found |= set(
                    connection.scalars(query.where(feed_entry.c.key.in_(some)))
                )
        return frozenset(found)

    def is_known(self, feed: str) -> bool:
        """Was anything of this feed ever seen?"""
        query = select(feed_entry.c.key).where(feed_entry.c.feed == feed).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def take_in(
        self,
        feed: str,
        keys: Sequence[str],
        steps: Sequence[PlanStep],
        now: datetime,
    ) -> int:
        """Remember entries, and queue what is told of them, in one transaction.

        Nothing is queued if one of *keys* was remembered meanwhile: then somebody
        else tells of it. Return how many deliveries were queued.
        """
        due_at = max((step.moment for step in steps), default=None)
        rows = [
            {"feed": feed, "key": key, "seen_at": now, "due_at": due_at} for key in keys
        ]
        with self._database.writing() as connection:
            insert = insert_or_leave(connection, feed_entry, [feed_entry.c.key])
            new = [connection.scalar(insert, row) for row in rows]
            if None in new:
                connection.rollback()
                return 0
            return carry_out(connection, steps, now) if steps else 0

    def last_due(self, feed: str) -> datetime | None:
        """Return when the last post of this feed is, or was, due."""
        query = select(func.max(feed_entry.c.due_at)).where(feed_entry.c.feed == feed)
        with self._database.reading() as connection:
            found: datetime | None = connection.scalar(query)
            return found
