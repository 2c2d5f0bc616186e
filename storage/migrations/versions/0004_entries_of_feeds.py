"""Which entries of feeds were seen, so that of each is told once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WORDS = sa.Text()
MOMENT = sa.TIMESTAMP(timezone=True).with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table of entries."""
    op.create_table(
        "feed_entry",
        sa.Column("feed", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.PrimaryKeyConstraint("feed", "key", name="feed_entry_key"),
        sqlite_strict=True,
    )
