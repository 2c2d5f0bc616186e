"""How a post is shown, what it says where, and whom it answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; None says that nothing is said of it."""
    for name in ("manner", "variants", "answers"):
        op.add_column("post", sa.Column(name, sa.Text()))
