"""The whole law: versions of posts, threads, approval, pauses, usage."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WORDS = sa.Text()
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REAL = sa.Double().with_variant(sa.REAL(), "sqlite")
MOMENT = sa.TIMESTAMP(timezone=True).with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")
BYTES = sa.LargeBinary()

KEPT = (
    "id, post_key, account, due_at, state, fence, attempt, not_before, wanted_at, "
    "payload, payload_hash, idempotency_key, frozen_media, frozen_at, lease_boot_id, "
    "lease_pid, lease_started, lease_until, receipt_id, receipt_revision, "
    "receipt_url, sent_at, looks, reason, cancelled_by, changed_at"
)
KEPT_OF_POST = (
    "key, text, accounts, planned_at, media, origin, reply_entry_id, "
    "reply_parent_id, reply_parent_revision, reply_root_id, reply_root_revision, "
    "source_file, source_line, written_by"
)


def where(condition: str) -> dict[str, Any]:
    """Return the options of an index that holds only some of the rows."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Make posts and deliveries anew, for they hang together differently now."""
    for table in ("post", "delivery"):
        op.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")
    op.drop_table("delivery")
    op.drop_table("post")
    make_posts()
    make_deliveries()
    make_the_rest()
    take_over()
    for table in ("post", "delivery"):
        op.drop_table(f"{table}_before")


def make_posts() -> None:
    """Make the table of posts: a row for each version."""
    op.create_table(
        "post",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("version", WORDS, nullable=False),
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
        sa.Column("thread", WORDS, nullable=False),
        sa.Column("campaign", WORDS, nullable=False),
        sa.Column("late", WORDS, nullable=False),
        sa.Column("needs_approval", FLAG, nullable=False),
        sa.Column("repeat_rule", WORDS),
        sa.Column("repeat_zone", WORDS),
        sa.PrimaryKeyConstraint("id", name="post_key"),
        sa.UniqueConstraint("key", "version", name="post_unique"),
        sqlite_strict=True,
    )
    op.create_index(
        "post_replying",
        "post",
        ["reply_entry_id"],
        **where("reply_entry_id IS NOT NULL"),
    )


def make_deliveries() -> None:
    """Make the table of deliveries and its indexes."""
    op.create_table(
        "delivery",
        sa.Column("id", NUMBER, sa.Identity(), nullable=False),
        sa.Column("post_id", NUMBER, nullable=False),
        sa.Column("post_key", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("part", NUMBER, nullable=False),
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
        sa.Column("likeness_text", WORDS),
        sa.Column("likeness_media", NUMBER),
        sa.Column("likeness_parent", WORDS),
        sa.Column("lease_machine", WORDS),
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
        sa.Column("released_at", MOMENT),
        sa.Column("needs_approval", FLAG, nullable=False),
        sa.Column("approved_by", WORDS),
        sa.Column("approved_at", MOMENT),
        sa.Column("approved_hash", WORDS),
        sa.Column("doubted_since", MOMENT),
        sa.Column("said_duplicate", FLAG, nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.Column("told_at", MOMENT),
        sa.Column("charge", NUMBER, nullable=False),
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
            ["post_id"], ["post.id"], name="delivery_post_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="delivery_key"),
        sa.UniqueConstraint(
            "post_key", "account", "due_at", "part", name="delivery_unique"
        ),
        sqlite_strict=True,
    )
    op.create_index("delivery_of_post", "delivery", ["post_id"])
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
    op.create_index(
        "delivery_untold",
        "delivery",
        ["id"],
        **where(
            "state IN ('awaiting_approval', 'failed', 'missed', 'review') "
            "AND told_at IS NULL"
        ),
    )


def make_the_rest() -> None:
    """Make the tables of pauses and usage."""
    op.create_table(
        "pause",
        sa.Column("scope", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("done_by", WORDS, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("scope", "name", name="pause_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "usage",
        sa.Column("account", WORDS, nullable=False),
        sa.Column("hour", MOMENT, nullable=False),
        sa.Column("writes", NUMBER, nullable=False),
        sa.Column("reads", NUMBER, nullable=False),
        sa.Column("micros", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("account", "hour", name="usage_key"),
        sqlite_strict=True,
    )


def take_over() -> None:
    """Bring every post and delivery over, under its own number."""
    no = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    op.execute(
        f"INSERT INTO post ({KEPT_OF_POST}, version, thread, campaign, late, "
        f"needs_approval) SELECT {KEPT_OF_POST}, '', '[]', '', "
        f"'[1800.0,600.0,\"ask\"]', {no} FROM post_before ORDER BY key"
    )
    kept = ", ".join(f"d.{name.strip()}" for name in KEPT.split(","))
    op.execute(
        f"INSERT INTO delivery ({KEPT}, post_id, part, needs_approval, "
        f"said_duplicate, charge, lease_machine) SELECT {kept}, p.id, 0, {no}, {no}, "
        "0, '' FROM delivery_before d JOIN post p ON p.key = d.post_key"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('delivery', 'id'), "
            "coalesce((SELECT max(id) FROM delivery), 1))"
        )
