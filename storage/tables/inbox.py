"""People, what they said to us, what was thought of it, and what we answered."""

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint, and_

from domain.items import EntryStatus
from storage.columns import Flag, Moment, Number, Packed, Real, Words
from storage.packing import ATTACHMENTS, REASONS, WORDS
from storage.tables.shared import literal, metadata, number, one_of, partial

person = Table(
    "person",
    metadata,
    number(),
    Column("name", Words, nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    sqlite_strict=True,
)

identity = Table(
    "identity",
    metadata,
    number(),
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
    number(),
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
    one_of("status", EntryStatus),
    UniqueConstraint("account", "remote_id"),
    sqlite_strict=True,
)

#: Entries that nobody has dealt with.
IS_OPEN = and_(item.c.status == literal(EntryStatus.OPEN), item.c.deleted_at.is_(None))
#: Entries that wait for our reply.
IS_WAITING = and_(IS_OPEN, item.c.reply_priority.is_not(None))
IS_UNJUDGED = item.c.judged_at.is_(None)
#: Most urgent first, then longest waiting.
MOST_URGENT = (item.c.reply_priority.desc(), item.c.created_at, item.c.id)

Index("item_by_time", item.c.created_at, item.c.id)
Index("item_by_account", item.c.account, item.c.created_at, item.c.id)
Index("item_by_thread", item.c.account, item.c.thread_id, item.c.created_at)
Index("item_of_identity", item.c.identity_id)
partial("item_waiting", *MOST_URGENT, where=IS_WAITING)
partial("item_waiting_by_account", item.c.account, *MOST_URGENT, where=IS_WAITING)
partial("item_unjudged", item.c.created_at, item.c.id, where=IS_UNJUDGED)

item_version = Table(
    "item_version",
    metadata,
    number(),
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
    number(),
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
