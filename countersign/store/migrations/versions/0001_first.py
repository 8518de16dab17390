"""The first tables, and the triggers by which the database itself protects the record (REC-4).

They are written out here and not taken from `countersign.store.tables`, because a migration must not change when the
tables do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NEVER_CHANGED = (
    "plan_versions",
    "routes",
    "decisions",
    "record",
    "steps_taken",
    "consents",
    "about_copies",
    "documents",
    "notice_documents",
    "copies",
    "register_changes",
)


def upgrade() -> None:
    """Make every table. Then make the database refuse to change or remove what must be kept."""
    _plans()
    _messages_and_record()
    _waits_and_questions()
    _notices_and_copies()
    _tasks_and_register()
    if op.get_bind().dialect.name == "postgresql":
        _protect_on_postgresql()
    else:
        _protect_on_sqlite()


def downgrade() -> None:
    """Remove everything, including the record. Only for an installation that is given up."""
    for table in (
        "register_changes",
        "absences",
        "register",
        "signed_budgets",
        "tasks",
        "copies",
        "notice_documents",
        "notices",
        "documents",
        "about_copies",
        "consents",
        "interim_support",
        "questions",
        "steps_taken",
        "waits",
        "record",
        "decisions",
        "routes",
        "messages",
        "plan_versions",
        "plans",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change()")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("scheme", sa.String(40), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", _moment(), nullable=False),
        sa.Column("route_role", sa.String(40), nullable=False),
        sa.Column("due_at", _moment(), nullable=True),
        sa.Column("urgent_needs_known", sa.Boolean(), nullable=False),
        sa.Column("practitioner", sa.String(64), nullable=False),
        sa.Column("reassigned_to", sa.JSON(), nullable=False),
        sa.Column("has_died", sa.Boolean(), nullable=False),
        sa.Column("ends", sa.JSON(), nullable=True),
        sa.Column("meeting", sa.String(40), nullable=False),
        sa.Column("meeting_at", _moment(), nullable=True),
        sa.Column("meetings_missed", sa.Integer(), nullable=False),
        sa.Column("exceptional", sa.JSON(), nullable=False),
        sa.Column("first_payment", sa.String(20), nullable=False),
        sa.Column("first_paid_on", sa.Date, nullable=True),
        sa.Column("person_reference", sa.String(64), nullable=False),
        sa.Column("people_since", sa.JSON(), nullable=True),
        sa.Column("in_force", sa.Integer(), nullable=False),
        sa.Column("amended_from", sa.Integer(), nullable=False),
        sa.Column("amendments", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plans"),
    )
    op.create_index("ix_plans_meeting", "plans", ["meeting", "meeting_at"])
    op.create_table(
        "plan_versions",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("submitted_by", sa.String(64), nullable=False),
        sa.Column("submitted_at", _moment(), nullable=False),
        sa.Column("practitioners", sa.JSON(), nullable=False),
        sa.Column("responses", sa.JSON(), nullable=False),
        sa.Column("revisiting_agreed", sa.Text(), nullable=False),
        sa.Column("why_it_costs_less", sa.Text(), nullable=False),
        sa.Column("gathered", sa.JSON(), nullable=True),
        sa.Column("weekly", sa.Integer(), nullable=False),
        sa.Column("one_off", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", name="pk_plan_versions"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.plan_id"], name="fk_plan_versions_plan_id_plans"),
    )
    op.create_table(
        "routes",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("meeting", sa.String(40), nullable=False),
        sa.Column("exceptional", sa.JSON(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("referred", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", "cause", name="pk_routes"),
    )
    op.create_table(
        "decisions",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("after_start", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.String(100), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_at", _moment(), nullable=False),
        sa.Column("authority", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", "after_start", name="pk_decisions"),
        sa.ForeignKeyConstraint(
            ["plan_id", "version"],
            ["plan_versions.plan_id", "plan_versions.version"],
            name="fk_decisions_plan_id_plan_versions",
        ),
    )


def _messages_and_record() -> None:
    op.create_table(
        "messages",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("sent_by", sa.String(64), nullable=False),
        sa.Column("sent_at", _moment(), nullable=False),
        sa.Column("received_at", _moment(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("determination", sa.Text(), nullable=False),
        sa.Column("proof", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("plan_id", "message_id", name="pk_messages"),
    )
    op.create_table(
        "record",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("what", sa.String(1000), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("message_id", sa.String(100), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_record"),
        sa.UniqueConstraint("key", name="uq_record_key"),
    )
    op.create_index("ix_record_plan_id", "record", ["plan_id"])
    _recorded("consents")
    _recorded("about_copies", sa.Column("kind", sa.String(20), nullable=False))


def _recorded(table: str, *more: sa.Column[str]) -> None:
    """A table of what messages say of copies, in the order in which it was recorded."""
    op.create_table(
        table,
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("recorded_at", _moment(), nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *more,
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=f"pk_{table}"),
        sa.UniqueConstraint("key", name=f"uq_{table}_key"),
    )
    op.create_index(f"ix_{table}_plan_id", table, ["plan_id"])


def _waits_and_questions() -> None:
    op.create_table(
        "waits",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("cause", sa.String(200), nullable=False),
        sa.Column("since", _moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("edition", sa.String(60), nullable=False),
        sa.Column("first_due", _moment(), nullable=False),
        sa.Column("due", _moment(), nullable=False),
        sa.Column("next_step", sa.String(20), nullable=False),
        sa.Column("next_step_at", _moment(), nullable=True),
        sa.Column("climbed", sa.Integer(), nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("ended_by", sa.String(200), nullable=False),
        sa.Column("ran_for", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("plan_id", "name", "cause", name="pk_waits"),
    )
    op.create_index("ix_waits_open", "waits", ["ended_at", "due"])
    op.create_table(
        "steps_taken",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("cause", sa.String(400), nullable=False),
        sa.Column("wait", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("due_at", _moment(), nullable=False),
        sa.Column("taken_at", _moment(), nullable=False),
        sa.Column("told", sa.String(200), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("empty", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "cause", name="pk_steps_taken"),
    )
    op.create_table(
        "questions",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("question", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_of", sa.String(40), nullable=False),
        sa.Column("asked_at", _moment(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("about", sa.String(100), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("answered_by", sa.String(64), nullable=False),
        sa.Column("answered_at", _moment(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "question", name="pk_questions"),
    )
    op.create_table(
        "interim_support",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("because", sa.String(200), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("asked_at", _moment(), nullable=False),
        sa.Column("acknowledged_at", _moment(), nullable=True),
        sa.Column("acknowledged_by", sa.String(64), nullable=False),
        sa.Column("arranged_at", _moment(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("in_place_at", _moment(), nullable=True),
        sa.Column("reviewed_at", _moment(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("ended_because", sa.String(200), nullable=False),
        sa.Column("ended_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "number", name="pk_interim_support"),
    )


def _notices_and_copies() -> None:
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_documents"),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("recipient", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(400), nullable=False),
        sa.Column("cause", sa.String(400), nullable=False),
        sa.Column("workflow", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", _moment(), nullable=False),
        sa.Column("sent_at", _moment(), nullable=True),
        sa.Column("reference", sa.String(1000), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("first_document", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(20), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("next_try", _moment(), nullable=True),
        sa.Column("waits_since", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_notices"),
    )
    op.create_index("ix_notices_plan_id", "notices", ["plan_id"])
    op.create_table(
        "notice_documents",
        sa.Column("notice", sa.String(400), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("notice", "position", name="pk_notice_documents"),
        sa.ForeignKeyConstraint(["notice"], ["notices.key"], name="fk_notice_documents_notice_notices"),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_notice_documents_sha256_documents"),
    )
    op.create_table(
        "copies",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(10), nullable=False),
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("decided_at", _moment(), nullable=False),
        sa.Column("notice", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", "recipient", "scope", name="pk_copies"),
    )


def _tasks_and_register() -> None:
    op.create_table(
        "tasks",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("workflow", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("owner_role", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("why", sa.String(1000), nullable=False),
        sa.Column("raised_at", _moment(), nullable=False),
        sa.Column("due_at", _moment(), nullable=False),
        sa.Column("done_at", _moment(), nullable=True),
        sa.Column("done_by", sa.String(64), nullable=False),
        sa.Column("what_was_done", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "name", name="pk_tasks"),
    )
    op.create_index("ix_tasks_open", "tasks", ["done_at", "due_at"])
    op.create_table(
        "register",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("acting_for", sa.String(64), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("agrees_up_to", sa.Integer(), nullable=True),
        sa.Column("one_off_up_to", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("telephone", sa.String(40), nullable=False),
        sa.Column("line_manager", sa.String(64), nullable=False),
        sa.Column("submits_for", sa.JSON(), nullable=False),
        sa.Column("granted_by", sa.String(64), nullable=False),
        sa.Column("to_confirm", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", "role", "team", "starts", "acting_for", name="pk_register"),
    )
    op.create_table(
        "absences",
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("person", "starts", name="pk_absences"),
    )
    op.create_table(
        "register_changes",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_register_changes"),
    )
    op.create_index("ix_register_changes_person", "register_changes", ["person"])
    op.create_table(
        "signed_budgets",
        sa.Column("plan_id", sa.String(36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("setting", sa.String(20), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("weekly", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name="pk_signed_budgets"),
    )
    op.create_index(
        "ix_signed_budgets_alike",
        "signed_budgets",
        ["kind", "setting", "needs", "weekly", "signed_on", "plan_id", "version"],
    )


def _protect_on_postgresql() -> None:
    # An error of class 23 is an integrity violation, as on SQLite: the caller gets the same exception from both.
    op.execute(
        """
        CREATE FUNCTION refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: rows are never changed or removed', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END
        $$
        """
    )
    for table in NEVER_CHANGED:
        # TRUNCATE fires no row trigger.
        for name, act, each in (("changed", "UPDATE OR DELETE", "ROW"), ("emptied", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_never_{name} BEFORE {act} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_to_change()"
            )


def _protect_on_sqlite() -> None:
    for table in NEVER_CHANGED:
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: rows are never changed or removed'); END"
            )
