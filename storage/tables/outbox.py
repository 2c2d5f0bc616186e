"""Posts, and what became of each on each account."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    and_,
)

from domain.deliveries import NEEDS_PERSON, DeliveryState
from storage.columns import Flag, Moment, Number, Packed, Real, Words
from storage.packing import (
    KEPT_MEDIA,
    LATE,
    MANNER,
    MEDIA_FILES,
    MESSAGES,
    PHRASE,
    VARIANTS,
    WORDS,
)
from storage.tables.shared import literal, metadata, number, one_of, partial

#: Each row is one version of a post: what went out keeps the words it went out with.
post = Table(
    "post",
    metadata,
    number(),
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
partial(
    "post_replying", post.c.reply_entry_id, where=post.c.reply_entry_id.is_not(None)
)

delivery = Table(
    "delivery",
    metadata,
    number(),
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
    one_of("state", DeliveryState),
    # Commit before you speak: what may have left is written down.
    CheckConstraint(
        "state NOT IN ('sending', 'uncertain') OR payload IS NOT NULL", name="payload"
    ),
    UniqueConstraint("post_key", "account", "due_at", "part"),
    sqlite_strict=True,
)
Index("delivery_of_post", delivery.c.post_id)

IS_QUEUED = delivery.c.state == literal(DeliveryState.QUEUED)


def speaking(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that an account speaks, or may have spoken."""
    words = [literal(DeliveryState.SENDING), literal(DeliveryState.UNCERTAIN)]
    return table.c.state.in_(words)


#: While this is so, nothing else of the account may begin.
IS_SPEAKING = speaking(delivery)
IS_SENT = delivery.c.state == literal(DeliveryState.SENT)
IS_WANTED = delivery.c.wanted_at.is_not(None)
#: It waits for a person, and nobody was told.
IS_UNTOLD = and_(
    delivery.c.state.in_([literal(state) for state in sorted(NEEDS_PERSON)]),
    delivery.c.told_at.is_(None),
)

Index("delivery_by_time", delivery.c.due_at, delivery.c.id)
Index("delivery_by_account", delivery.c.account, delivery.c.due_at, delivery.c.id)
Index("delivery_by_state", delivery.c.state, delivery.c.due_at, delivery.c.id)
partial(
    "delivery_wanted",
    delivery.c.wanted_at,
    delivery.c.state,
    delivery.c.account,
    where=IS_WANTED,
)
partial(
    "delivery_queued",
    delivery.c.account,
    delivery.c.due_at,
    delivery.c.id,
    where=IS_QUEUED,
)
# One attempt at a time on an account, whatever the code above believes.
partial("delivery_speaking", delivery.c.account, where=IS_SPEAKING, unique=True)
partial(
    "delivery_sent",
    delivery.c.account,
    delivery.c.sent_at,
    where=IS_SENT,
)

partial("delivery_untold", delivery.c.id, where=IS_UNTOLD)
