"""How accounts stand, what was used and done, and what is only noted."""

from sqlalchemy import Column, Index, LargeBinary, Table

from storage.columns import Moment, Number, Packed, Words
from storage.packing import PHRASE
from storage.tables.shared import metadata, number, partial

account_status = Table(
    "account_status",
    metadata,
    Column("account", Words, primary_key=True),
    Column("health", Words, nullable=False),
    Column("problem", Packed(PHRASE)),
    Column("last_good_at", Moment),
    Column("not_before", Moment),
    Column("failures", Number, nullable=False),
    Column("rate_limit", Number),
    Column("rate_remaining", Number),
    Column("rate_resets_at", Moment),
    Column("rate_policy", Words),
    sqlite_strict=True,
)

pause = Table(
    "pause",
    metadata,
    Column("scope", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("reason", Words, nullable=False),
    Column("done_by", Words, nullable=False),
    Column("since", Moment, nullable=False),
    sqlite_strict=True,
)

usage = Table(
    "usage",
    metadata,
    Column("account", Words, primary_key=True),
    #: The hour in which it was used.
    Column("hour", Moment, primary_key=True),
    Column("writes", Number, nullable=False),
    Column("reads", Number, nullable=False),
    Column("micros", Number, nullable=False),
    sqlite_strict=True,
)

journal = Table(
    "journal",
    metadata,
    number(),
    Column("happened_at", Moment, nullable=False),
    Column("event", Words, nullable=False),
    Column("phrase", Packed(PHRASE), nullable=False),
    Column("account", Words, nullable=False),
    #: Not foreign keys: history outlives what it tells of.
    Column("delivery_id", Number),
    Column("entry_id", Number),
    Column("done_by", Words, nullable=False),
    sqlite_strict=True,
)
Index("journal_by_time", journal.c.happened_at, journal.c.id)
partial(
    "journal_of_delivery",
    journal.c.delivery_id,
    journal.c.happened_at,
    where=journal.c.delivery_id.is_not(None),
)
partial(
    "journal_of_entry",
    journal.c.entry_id,
    journal.c.happened_at,
    where=journal.c.entry_id.is_not(None),
)

note = Table(
    "note",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    Column("noted_at", Moment, nullable=False),
    sqlite_strict=True,
)

#: Entries of feeds that were seen: of each is told at most once.
feed_entry = Table(
    "feed_entry",
    metadata,
    Column("feed", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("seen_at", Moment, nullable=False),
    #: When what is told of it is due; none where it was passed over.
    Column("due_at", Moment),
    sqlite_strict=True,
)

session = Table(
    "session",
    metadata,
    Column("account", Words, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Moment, nullable=False),
    sqlite_strict=True,
)
