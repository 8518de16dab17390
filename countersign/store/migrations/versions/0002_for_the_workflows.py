"""What the workflows of a plan know, and what waits outside them: a run can be brought back from the database."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "standings",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("workflow", sa.String(10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "workflow", name="pk_standings"),
    )
    op.create_table(
        "said_to_interim",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("followed_at", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_said_to_interim"),
        sa.UniqueConstraint("key", name="uq_said_to_interim_key"),
    )
    op.create_index("ix_said_to_interim_plan_id", "said_to_interim", ["plan_id"])
    op.create_table(
        "waiting_messages",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("workflow", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("problem", sa.String(200), nullable=False),
        sa.Column("by_signal", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("came_at", _moment(), nullable=False),
        sa.Column("done_at", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("plan_id", "workflow", "number", name="pk_waiting_messages"),
    )
    op.create_index("ix_waiting_messages_state", "waiting_messages", ["plan_id", "workflow", "state", "number"])


def downgrade() -> None:
    """Remove them. What a run knows is lost with them: only for an installation that is given up."""
    for table in ("waiting_messages", "said_to_interim", "standings"):
        op.drop_table(table)


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
