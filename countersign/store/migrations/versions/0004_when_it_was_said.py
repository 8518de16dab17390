"""SHARE-5, SHARE-6, TELL-8: when it was said that a copy may go or may not, beside when that was recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("consents", "about_copies")


def upgrade() -> None:
    """Add the columns. What was recorded before counts as said when it was recorded."""
    for table in TABLES:
        op.add_column(table, sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Remove them, with what was recorded in them."""
    for table in TABLES:
        op.drop_column(table, "said_at")
