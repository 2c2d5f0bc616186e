"""The first tables: accounts, people, inbox, outbox, journal, notes, sessions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORDS = sa.Text()
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL = sa.Double().with_variant(sa.REAL(), "sqlite")
MOMENT = sa.TIMESTAMP(timezone=True).with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()


def where(condition: str) -> dict[str, Any]:
    """Return the options of an index that holds only some of the rows."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account_status",
        sa.Column("account", WORDS, nullable=False),
        sa.Column("health", WORDS, nullable=False),
        sa.Column("problem", WORDS),
        sa.Column("last_good_at", MOMENT),
        sa.Column("not_before", MOMENT),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("rate_limit", NUMBER),
        sa.Column("rate_remaining", NUMBER),
        sa.Column("rate_resets_at", MOMENT),
        sa.Column("rate_policy", WORDS),
        sa.PrimaryKeyConstraint("account", name="account_status_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "cursor",
        sa.Column("account", WORDS, nullable=False),
        sa.Column("position", WORDS, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", name="cursor_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "journal",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("event", WORDS, nullable=False),
        sa.Column("phrase", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("delivery_id", NUMBER),
        sa.Column("entry_id", NUMBER),
        sa.Column("done_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="journal_key"),
        sqlite_strict=True,
    )
    op.create_index("journal_by_time", "journal", ["happened_at", "id"])
    op.create_index(
        "journal_of_delivery",
        "journal",
        ["delivery_id", "happened_at"],
        **where("delivery_id IS NOT NULL"),
    )
    op.create_index(
        "journal_of_entry",
        "journal",
        ["entry_id", "happened_at"],
        **where("entry_id IS NOT NULL"),
    )
    op.create_table(
        "note",
        sa.Column("name", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="note_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "own_answer",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("remote_id", WORDS, nullable=False),
        sa.Column("answers", WORDS, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("url", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="own_answer_key"),
        sa.UniqueConstraint("account", "remote_id", name="own_answer_unique"),
        sqlite_strict=True,
    )
    op.create_index("own_answer_to", "own_answer", ["account", "answers"])
    op.create_table(
        "person",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="person_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "post",
        sa.Column("key", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("accounts", WORDS, nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("media", WORDS, nullable=False),
        sa.Column("origin", WORDS, nullable=False),
        sa.Column("reply_entry_id", NUMBER),
        sa.Column("reply_parent_id", WORDS),
        sa.Column("reply_parent_revision", WORDS),
        sa.Column("reply_root_id", WORDS),
        sa.Column("reply_root_revision", WORDS),
        sa.Column("source_file", WORDS),
        sa.Column("source_line", NUMBER),
        sa.Column("written_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("key", name="post_key"),
        sqlite_strict=True,
    )
    op.create_index(
        "post_replying",
        "post",
        ["reply_entry_id"],
        **where("reply_entry_id IS NOT NULL"),
    )
    op.create_table(
        "session",
        sa.Column("account", WORDS, nullable=False),
        sa.Column("salt", BYTES, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", name="session_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "delivery",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("post_key", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("attempt", NUMBER, nullable=False),
        sa.Column("not_before", MOMENT),
        sa.Column("wanted_at", MOMENT),
        sa.Column("payload", BYTES),
        sa.Column("payload_hash", WORDS),
        sa.Column("idempotency_key", WORDS),
        sa.Column("frozen_media", WORDS),
        sa.Column("frozen_at", MOMENT),
        sa.Column("lease_boot_id", WORDS),
        sa.Column("lease_pid", NUMBER),
        sa.Column("lease_started", NUMBER),
        sa.Column("lease_until", REAL),
        sa.Column("receipt_id", WORDS),
        sa.Column("receipt_revision", WORDS),
        sa.Column("receipt_url", WORDS),
        sa.Column("sent_at", MOMENT),
        sa.Column("looks", NUMBER, nullable=False),
        sa.Column("reason", WORDS),
        sa.Column("cancelled_by", WORDS, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('awaiting_approval', 'queued', 'sending', 'sent', 'failed', "
            "'uncertain', 'review', 'missed', 'cancelled')",
            name=op.f("delivery_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('sending', 'uncertain') OR payload IS NOT NULL",
            name=op.f("delivery_payload_known"),
        ),
        sa.ForeignKeyConstraint(
            ["post_key"], ["post.key"], name="delivery_post_key_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="delivery_key"),
        sa.UniqueConstraint("post_key", "account", "due_at", name="delivery_unique"),
        sqlite_strict=True,
    )
    op.create_index("delivery_by_account", "delivery", ["account", "due_at", "id"])
    op.create_index("delivery_by_state", "delivery", ["state", "due_at", "id"])
    op.create_index("delivery_by_time", "delivery", ["due_at", "id"])
    op.create_index(
        "delivery_queued",
        "delivery",
        ["account", "due_at", "id"],
        **where("state = 'queued'"),
    )
    op.create_index(
        "delivery_sent", "delivery", ["account", "sent_at"], **where("state = 'sent'")
    )
    op.create_index(
        "delivery_speaking",
        "delivery",
        ["account"],
        unique=True,
        **where("state IN ('sending', 'uncertain')"),
    )
    op.create_index(
        "delivery_wanted",
        "delivery",
        ["wanted_at", "state", "account"],
        **where("wanted_at IS NOT NULL"),
    )
    op.create_table(
        "identity",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("platform", WORDS, nullable=False),
        sa.Column("remote_id", WORDS, nullable=False),
        sa.Column("handle", WORDS, nullable=False),
        sa.Column("display_name", WORDS, nullable=False),
        sa.Column("url", WORDS, nullable=False),
        sa.Column("joined_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="identity_person_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="identity_key"),
        sa.UniqueConstraint("platform", "remote_id", name="identity_unique"),
        sqlite_strict=True,
    )
    op.create_index("identity_of_person", "identity", ["person_id"])
    op.create_table(
        "item",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("remote_id", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("identity_id", NUMBER, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("url", WORDS, nullable=False),
        sa.Column("revision", WORDS, nullable=False),
        sa.Column("parent_id", WORDS),
        sa.Column("parent_revision", WORDS),
        sa.Column("root_id", WORDS),
        sa.Column("root_revision", WORDS),
        sa.Column("quoted_id", WORDS),
        sa.Column("quoted_revision", WORDS),
        sa.Column("thread_id", WORDS, nullable=False),
        sa.Column("mentions_us", FLAG, nullable=False),
        sa.Column("declared_languages", WORDS, nullable=False),
        sa.Column("links", WORDS, nullable=False),
        sa.Column("attachments", WORDS, nullable=False),
        sa.Column("is_newcomer", FLAG, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT),
        sa.Column("deleted_at", MOMENT),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by", WORDS, nullable=False),
        sa.Column("judged_at", MOMENT),
        sa.Column("reply_priority", NUMBER),
        sa.CheckConstraint(
            "status IN ('open', 'answered', 'done')",
            name=op.f("item_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="item_identity_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="item_key"),
        sa.UniqueConstraint("account", "remote_id", name="item_unique"),
        sqlite_strict=True,
    )
    op.create_index("item_by_account", "item", ["account", "created_at", "id"])
    op.create_index("item_by_thread", "item", ["account", "thread_id", "created_at"])
    op.create_index("item_by_time", "item", ["created_at", "id"])
    op.create_index("item_of_identity", "item", ["identity_id"])
    op.create_index(
        "item_unjudged", "item", ["created_at", "id"], **where("judged_at IS NULL")
    )
    op.create_index(
        "item_waiting",
        "item",
        [sa.text("reply_priority DESC"), "created_at", "id"],
        **where(
            "status = 'open' AND deleted_at IS NULL AND reply_priority IS NOT NULL"
        ),
    )
    op.create_index(
        "item_waiting_by_account",
        "item",
        ["account", sa.text("reply_priority DESC"), "created_at", "id"],
        **where(
            "status = 'open' AND deleted_at IS NULL AND reply_priority IS NOT NULL"
        ),
    )
    op.create_table(
        "item_version",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("item_id", NUMBER, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("revision", WORDS, nullable=False),
        sa.Column("attachments", WORDS, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.Column("deleted", FLAG, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name="item_version_item_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="item_version_key"),
        sqlite_strict=True,
    )
    op.create_index("item_version_of_item", "item_version", ["item_id"])
    op.create_table(
        "judgement",
        sa.Column("item_id", NUMBER, nullable=False),
        sa.Column("language", WORDS, nullable=False),
        sa.Column("tone_score", REAL),
        sa.Column("tone_label", WORDS),
        sa.Column("is_question", FLAG, nullable=False),
        sa.Column("is_addressed_to_us", FLAG, nullable=False),
        sa.Column("needs_reply", FLAG, nullable=False),
        sa.Column("priority", NUMBER, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("reasons", WORDS, nullable=False),
        sa.Column("judged_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name="judgement_item_id_exists"
        ),
        sa.PrimaryKeyConstraint("item_id", name="judgement_key"),
        sqlite_strict=True,
    )
