"""TELL-5, TELL-6: each handing over of a notice, what was heard of it, what every worker keeps to; and digests."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sendings",
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("notice", sa.String(400), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("begun_at", _moment(), nullable=False),
        sa.Column("stands", sa.String(10), nullable=False),
        sa.Column("went_at", _moment(), nullable=True),
        sa.Column("their_reference", sa.String(1000), nullable=False),
        sa.Column("stood_at", _moment(), nullable=True),
        sa.Column("why", sa.String(60), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("reference", name="pk_sendings"),
    )
    op.create_index("ix_sendings_plan_id", "sendings", ["plan_id"])
    op.create_index("ix_sendings_open", "sendings", ["way", "stands"])
    op.create_index("ix_sendings_begun_at", "sendings", ["begun_at"])
    op.create_index("ix_notices_status", "notices", ["status", "queued_at"])
    op.create_table(
        "receipts",
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("why", sa.String(60), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=True),
        sa.Column("came_at", _moment(), nullable=False),
        sa.Column("considered_at", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("reference", "what", name="pk_receipts"),
        sa.ForeignKeyConstraint(["reference"], ["sendings.reference"], name="fk_receipts_reference_sendings"),
    )
    op.create_index("ix_receipts_considered_at", "receipts", ["considered_at"])
    op.create_table(
        "way_pauses",
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("until", _moment(), nullable=False),
        sa.Column("why", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("way", name="pk_way_pauses"),
    )
    op.create_table(
        "way_rates",
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("minute", _moment(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("way", "minute", name="pk_way_rates"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "digests",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scheme", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("stands", sa.String(10), nullable=False),
        sa.Column("begun_at", _moment(), nullable=False),
        sa.Column("went_at", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("person", "day", "scheme", name="pk_digests"),
    )


def downgrade() -> None:
    """Remove them. What was heard is lost with them: only for an installation that is given up."""
    op.drop_index("ix_notices_status", "notices")
    for table in ("digests", "leases", "way_rates", "way_pauses", "receipts", "sendings"):
        op.drop_table(table)


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)
