"""Every table and index. The schema moves only by numbered steps in `migrations`.

A partial index serves a query only if the query says the same condition literally:
a bound parameter in it makes both databases scan (measured: 0.08 ms against 90).
So the conditions are written once, here, and the queries use them.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    and_,
    literal_column,
)

from domain.deliveries import NEEDS_PERSON, DeliveryState
from domain.items import EntryStatus
from storage.columns import Flag, Moment, Number, Packed, Real, Words
from storage.packing import (
    ATTACHMENTS,
    KEPT_MEDIA,
    LATE,
    MANNER,
    MEDIA_FILES,
    MESSAGES,
    PHRASE,
    REASONS,
    VARIANTS,
    WORDS,
)

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "uq": "%(table_name)s_unique",
        "fk": "%(table_name)s_%(column_0_name)s_exists",
        "ck": "%(table_name)s_%(constraint_name)s_known",
    }
)


def _number() -> Column[int]:
    """Return a row's own number; the database counts."""
    return Column("id", Number, Identity(), primary_key=True)


def _literal(word: str) -> ColumnElement[str]:
    """Return a word of ours as SQL; never one that came from outside."""
    return literal_column(f"'{word}'")


def _one_of(column: str, words: type[DeliveryState | EntryStatus]) -> CheckConstraint:
    known = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({known})", name=column)


def _partial(
    name: str,
    *columns: ColumnElement[object],
    where: ColumnElement[bool],
    unique: bool = False,
) -> Index:
    return Index(
        name, *columns, unique=unique, sqlite_where=where, postgresql_where=where
    )


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

person = Table(
    "person",
    metadata,
    _number(),
    Column("name", Words, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    sqlite_strict=True,
)

identity = Table(
    "identity",
    metadata,
    _number(),
    Column("person_id", Number, ForeignKey(person.c.id), nullable=False),
    Column("platform", Words, nullable=False),
    Column("remote_id", Words, nullable=False),
    Column("handle", Words, nullable=False),
    Column("display_name", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("joined_at", Moment),
    UniqueConstraint("platform", "remote_id"),
    sqlite_strict=True,
)
Index("identity_of_person", identity.c.person_id)

item = Table(
    "item",
    metadata,
    _number(),
    Column("account", Words, nullable=False),
    Column("remote_id", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("identity_id", Number, ForeignKey(identity.c.id), nullable=False),
    Column("text", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("url", Words, nullable=False),
    Column("revision", Words, nullable=False),
    Column("parent_id", Words),
    Column("parent_revision", Words),
    Column("root_id", Words),
    Column("root_revision", Words),
    Column("quoted_id", Words),
    Column("quoted_revision", Words),
    #: Remote id of the top of the thread: the item's own where it is the top.
    Column("thread_id", Words, nullable=False),
    Column("mentions_us", Flag, nullable=False),
    Column("declared_languages", Packed(WORDS), nullable=False),
    Column("links", Packed(WORDS), nullable=False),
    Column("attachments", Packed(ATTACHMENTS), nullable=False),
    Column("is_newcomer", Flag, nullable=False),
    Column("seen_at", Moment, nullable=False),
    #: When the platform last showed it to us, changed or not.
    Column("read_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("deleted_at", Moment),
    Column("status", Words, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", Words, nullable=False),
    #: Two words of the judgement, copied for the indexes. None: nobody judged yet.
    Column("judged_at", Moment),
    #: None: no reply is needed.
    Column("reply_priority", Number),
    _one_of("status", EntryStatus),
    UniqueConstraint("account", "remote_id"),
    sqlite_strict=True,
)

#: Entries that nobody has dealt with.
IS_OPEN = and_(item.c.status == _literal(EntryStatus.OPEN), item.c.deleted_at.is_(None))
#: Entries that wait for our reply.
IS_WAITING = and_(IS_OPEN, item.c.reply_priority.is_not(None))
IS_UNJUDGED = item.c.judged_at.is_(None)
#: Most urgent first, then longest waiting.
MOST_URGENT = (item.c.reply_priority.desc(), item.c.created_at, item.c.id)

Index("item_by_time", item.c.created_at, item.c.id)
Index("item_by_account", item.c.account, item.c.created_at, item.c.id)
Index("item_by_thread", item.c.account, item.c.thread_id, item.c.created_at)
Index("item_of_identity", item.c.identity_id)
_partial("item_waiting", *MOST_URGENT, where=IS_WAITING)
_partial("item_waiting_by_account", item.c.account, *MOST_URGENT, where=IS_WAITING)
_partial("item_unjudged", item.c.created_at, item.c.id, where=IS_UNJUDGED)

item_version = Table(
    "item_version",
    metadata,
    _number(),
    Column("item_id", Number, ForeignKey(item.c.id), nullable=False),
    Column("text", Words, nullable=False),
    Column("revision", Words, nullable=False),
    Column("attachments", Packed(ATTACHMENTS), nullable=False),
    Column("replaced_at", Moment, nullable=False),
    Column("deleted", Flag, nullable=False),
    sqlite_strict=True,
)
Index("item_version_of_item", item_version.c.item_id)

judgement = Table(
    "judgement",
    metadata,
    Column("item_id", Number, ForeignKey(item.c.id), primary_key=True),
    Column("language", Words, nullable=False),
    Column("tone_score", Real),
    Column("tone_label", Words),
    Column("is_question", Flag, nullable=False),
    Column("is_addressed_to_us", Flag, nullable=False),
    Column("needs_reply", Flag, nullable=False),
    Column("priority", Number, nullable=False),
    Column("due_at", Moment),
    Column("reasons", Packed(REASONS), nullable=False),
    Column("judged_at", Moment, nullable=False),
    sqlite_strict=True,
)

own_answer = Table(
    "own_answer",
    metadata,
    _number(),
    Column("account", Words, nullable=False),
    Column("remote_id", Words, nullable=False),
    #: Remote id of what it answers; that may reach us later, or never.
    Column("answers", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("url", Words, nullable=False),
    UniqueConstraint("account", "remote_id"),
    sqlite_strict=True,
)
Index("own_answer_to", own_answer.c.account, own_answer.c.answers)

cursor = Table(
    "cursor",
    metadata,
    Column("account", Words, primary_key=True),
    Column("position", Words, nullable=False),
    Column("moved_at", Moment, nullable=False),
    sqlite_strict=True,
)

#: Each row is one version of a post: what went out keeps the words it went out with.
post = Table(
    "post",
    metadata,
    _number(),
    Column("key", Words, nullable=False),
    #: `Post.version`; "" for what an earlier Kairanban wrote.
    Column("version", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("accounts", Packed(WORDS), nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("media", Packed(MEDIA_FILES), nullable=False),
    Column("origin", Words, nullable=False),
    #: Not a foreign key: an answer may outlive what it answers.
    Column("reply_entry_id", Number),
    Column("reply_parent_id", Words),
    Column("reply_parent_revision", Words),
    Column("reply_root_id", Words),
    Column("reply_root_revision", Words),
    Column("source_file", Words),
    Column("source_line", Number),
    Column("written_by", Words, nullable=False),
    Column("thread", Packed(MESSAGES), nullable=False),
    Column("campaign", Words, nullable=False),
    Column("late", Packed(LATE), nullable=False),
    Column("needs_approval", Flag, nullable=False),
    Column("repeat_rule", Words),
    Column("repeat_zone", Words),
    #: None where nothing is said of it: shown as usual, the same everywhere.
    Column("manner", Packed(MANNER)),
    Column("variants", Packed(VARIANTS)),
    Column("answers", Words),
    UniqueConstraint("key", "version"),
    sqlite_strict=True,
)
_partial(
    "post_replying", post.c.reply_entry_id, where=post.c.reply_entry_id.is_not(None)
)

delivery = Table(
    "delivery",
    metadata,
    _number(),
    Column("post_id", Number, ForeignKey(post.c.id), nullable=False),
    Column("post_key", Words, nullable=False),
    Column("account", Words, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("part", Number, nullable=False),
    Column("state", Words, nullable=False),
    Column("fence", Number, nullable=False),
    Column("attempt", Number, nullable=False),
    Column("not_before", Moment),
    #: When it next wants attention; None while it wants none (see `deliveries`).
    Column("wanted_at", Moment),
    Column("payload", LargeBinary),
    Column("payload_hash", Words),
    Column("idempotency_key", Words),
    Column("frozen_media", Packed(KEPT_MEDIA)),
    Column("frozen_at", Moment),
    Column("likeness_text", Words),
    Column("likeness_media", Number),
    Column("likeness_parent", Words),
    Column("lease_machine", Words),
    Column("lease_boot_id", Words),
    Column("lease_pid", Number),
    Column("lease_started", Number),
    Column("lease_until", Real),
    Column("receipt_id", Words),
    Column("receipt_revision", Words),
    Column("receipt_url", Words),
    Column("sent_at", Moment),
    Column("looks", Number, nullable=False),
    Column("reason", Packed(PHRASE)),
    Column("cancelled_by", Words, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("released_at", Moment),
    Column("needs_approval", Flag, nullable=False),
    Column("approved_by", Words),
    Column("approved_at", Moment),
    Column("approved_hash", Words),
    Column("doubted_since", Moment),
    Column("said_duplicate", Flag, nullable=False),
    Column("deleted_at", Moment),
    #: When somebody was alerted to it as it stands.
    Column("told_at", Moment),
    #: Micros that its last try was booked at.
    Column("charge", Number, nullable=False),
    _one_of("state", DeliveryState),
    # Commit before you speak: what may have left is written down.
    CheckConstraint(
        "state NOT IN ('sending', 'uncertain') OR payload IS NOT NULL", name="payload"
    ),
    UniqueConstraint("post_key", "account", "due_at", "part"),
    sqlite_strict=True,
)
Index("delivery_of_post", delivery.c.post_id)

IS_QUEUED = delivery.c.state == _literal(DeliveryState.QUEUED)


def speaking(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that an account speaks, or may have spoken."""
    words = [_literal(DeliveryState.SENDING), _literal(DeliveryState.UNCERTAIN)]
    return table.c.state.in_(words)


#: While this is so, nothing else of the account may begin.
IS_SPEAKING = speaking(delivery)
IS_SENT = delivery.c.state == _literal(DeliveryState.SENT)
IS_WANTED = delivery.c.wanted_at.is_not(None)
#: It waits for a person, and nobody was told.
IS_UNTOLD = and_(
    delivery.c.state.in_([_literal(state) for state in sorted(NEEDS_PERSON)]),
    delivery.c.told_at.is_(None),
)

Index("delivery_by_time", delivery.c.due_at, delivery.c.id)
Index("delivery_by_account", delivery.c.account, delivery.c.due_at, delivery.c.id)
Index("delivery_by_state", delivery.c.state, delivery.c.due_at, delivery.c.id)
_partial(
    "delivery_wanted",
    delivery.c.wanted_at,
    delivery.c.state,
    delivery.c.account,
    where=IS_WANTED,
)
_partial(
    "delivery_queued",
    delivery.c.account,
    delivery.c.due_at,
    delivery.c.id,
    where=IS_QUEUED,
)
# One attempt at a time on an account, whatever the code above believes.
_partial("delivery_speaking", delivery.c.account, where=IS_SPEAKING, unique=True)
_partial(
    "delivery_sent",
    delivery.c.account,
    delivery.c.sent_at,
    where=IS_SENT,
)

_partial("delivery_untold", delivery.c.id, where=IS_UNTOLD)

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
    _number(),
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
_partial(
    "journal_of_delivery",
    journal.c.delivery_id,
    journal.c.happened_at,
    where=journal.c.delivery_id.is_not(None),
)
_partial(
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

session = Table(
    "session",
    metadata,
    Column("account", Words, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Moment, nullable=False),
    sqlite_strict=True,
)
