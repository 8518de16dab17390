"""REC-3: what is stated of the person's understanding of the plan, and the support that was given."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Of plans that are known nothing is stated."""
    op.add_column("plans", sa.Column("understanding", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Remove it, with what was recorded in it."""
    op.drop_column("plans", "understanding")
