"""What is kept about a plan: written once by key, so that telling it again changes nothing; and read back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Insert, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from careplan.budget import cost_to_council
from careplan.deciding import Condition, LineOtherwise, ReturnReason
from careplan.determinations import Determination, Workflow
from careplan.messages import Decide
from careplan.plan import Plan, SharingDecision
from careplan.routing import AuthorityUsed
from careplan.wire import read_stored
from store.tables import (
    ConsentRow,
    CopyRow,
    DecisionRow,
    DocumentRow,
    MessageRow,
    NoticeDocumentRow,
    NoticeRow,
    PlanRow,
    PlanVersionRow,
    RecordRow,
    Table,
    TaskRow,
)


def sha256(content: bytes) -> str:
    """The content's name: 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def insert_once(session: Session, table: type[Table], **values: Any) -> bool:  # noqa: ANN401  # a row's own columns
    """Insert a row unless its key is there already. Returns whether it was new."""
    # What the session still holds goes first: the row may refer to it.
    session.flush()
    result = session.connection().execute(_insert_once(table, session.get_bind().dialect.name), values)
    return result.rowcount > 0


def insert_all_once(session: Session, table: type[Table], rows: list[dict[str, Any]]) -> None:
    """Insert those rows whose keys are not there already, with one statement."""
    session.flush()
    session.connection().execute(_insert_once(table, session.get_bind().dialect.name), rows)


@cache
def _insert_once(table: type[Table], dialect: str) -> Insert:
    """The statement, made once for each table: making it costs more than running it."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table.metadata.tables[table.__tablename__]).on_conflict_do_nothing()
    # Without it PostgreSQL's driver says -1, whether or not there was a row to insert.
    return statement.execution_options(preserve_rowcount=True)


def plan_row(session: Session, plan_id: str) -> PlanRow | None:
    """Where a plan is, or None if no plan of that id was ever accepted."""
    return session.get(PlanRow, plan_id)


def save_version(
    session: Session,
    plan: Plan,
    version: int,
    *,
    submitted_by: str,
    submitted_at: datetime,
    responses: list[dict[str, Any]],
    route_role: str,
    revisiting_agreed: str = "",
    why_it_costs_less: str = "",
) -> None:
    """Keep one version of a plan, for ever as it was submitted. `route_role`: the role that it goes to."""
    content = plan.model_dump_json()
    practitioners = {plan.practitioner.id, submitted_by}
    if plan.planned_by is not None:
        practitioners.add(plan.planned_by.id)
    weekly, one_off = map(in_pence, cost_to_council(plan.services))
    insert_once(
        session,
        PlanVersionRow,
        plan_id=plan.plan_id,
        version=version,
        content=content,
        content_sha256=sha256(content.encode()),
        submitted_by=submitted_by,
        submitted_at=submitted_at,
        practitioners=sorted(practitioners),
        responses=responses,
        revisiting_agreed=revisiting_agreed,
        why_it_costs_less=why_it_costs_less,
        route_role=route_role,
        weekly=weekly,
        one_off=one_off,
    )


def routes_of_dearer_versions(session: Session, plan: Plan) -> tuple[str, ...]:
    """DEC-9: the roles to which every earlier version went that cost more than this one, a week or once.

    Where a new edition of the scheme has sent one on, that is where it went last, as the record has it.
    """
    weekly, one_off = map(in_pence, cost_to_council(plan.services))
    dearer = or_(PlanVersionRow.weekly > weekly, PlanVersionRow.one_off > one_off)
    versions = select(PlanVersionRow.version).where(PlanVersionRow.plan_id == plan.plan_id, dearer)
    of_those = (RecordRow.plan_id == plan.plan_id, RecordRow.version.in_(versions))
    rows = session.execute(select(RecordRow.version, RecordRow.detail).where(*of_those).order_by(RecordRow.number))
    last = {version: str(detail["sent_to"]) for version, detail in rows if "sent_to" in detail}
    return tuple(last.values())


def in_pence(amount: Decimal) -> int:
    """Pounds and pence as a number of pence: the same on every database."""
    return int(amount * 100)


def in_pounds(pence: int) -> Decimal:
    """Pence as pounds and pence."""
    return Decimal(pence) / 100


def load_plan(session: Session, plan_id: str, version: int) -> Plan:
    """One version of a plan. Raises LookupError if there is none."""
    content = session.scalar(
        select(PlanVersionRow.content).where(PlanVersionRow.plan_id == plan_id, PlanVersionRow.version == version)
    )
    if content is None:
        raise LookupError(f"plan {plan_id} has no version {version}")
    return read_stored(Plan, content)


def practitioners(session: Session, plan_id: str) -> frozenset[str]:
    """ROUTE-9: everyone who submitted, resubmitted or planned any version of a plan."""
    rows = session.scalars(select(PlanVersionRow.practitioners).where(PlanVersionRow.plan_id == plan_id))
    return frozenset(person for people in rows for person in people)


def stored_determination(session: Session, plan_id: str, message_id: str) -> Determination | None:
    """What was determined when this message was first considered: a retry gives the same, and does nothing again."""
    row = session.get(MessageRow, (plan_id, message_id))
    return None if row is None else Determination.model_validate_json(row.determination)


def save_decision(session: Session, plan_id: str, decide: Decide, authority: AuthorityUsed, at: datetime) -> None:
    """Keep a decision that takes effect, with the authority it was made under (ROUTE-10)."""
    session.add(
        DecisionRow(
            plan_id=plan_id,
            version=decide.version,
            message_id=decide.message_id,
            outcome=decide.outcome.value,
            decided_by=decide.sent_by.id,
            decided_at=at,
            authority=authority.model_dump(mode="json"),
            content=decide.model_dump(mode="json"),
        )
    )


@dataclass(frozen=True)
class Decision:
    """A decision as it was kept. `reasons` is empty for an agreement, the last two for a return."""

    outcome: str
    decided_by: str
    decided_at: datetime
    authority: AuthorityUsed
    reasons: tuple[ReturnReason, ...]
    managed_otherwise: tuple[LineOtherwise, ...]
    conditions: tuple[Condition, ...]


def load_decision(session: Session, plan_id: str, version: int) -> Decision | None:
    """The decision about one version, if there is one."""
    row = session.get(DecisionRow, (plan_id, version))
    if row is None:
        return None
    return Decision(
        outcome=row.outcome,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        authority=AuthorityUsed.model_validate(row.authority),
        reasons=tuple(ReturnReason.model_validate(reason) for reason in row.content["reasons"]),
        managed_otherwise=tuple(LineOtherwise.model_validate(one) for one in row.content.get("managed_otherwise", ())),
        conditions=tuple(Condition.model_validate(one) for one in row.content.get("conditions", ())),
    )


def save_consent(session: Session, plan_id: str, key: str, *, decision: SharingDecision, by: str, at: datetime) -> None:
    """Keep a decision about sharing (SHARE-6)."""
    content = decision.model_dump(mode="json")
    insert_once(session, ConsentRow, key=key, plan_id=plan_id, recorded_at=at, recorded_by=by, content=content)


def sharing_decisions(session: Session, plan: Plan) -> tuple[SharingDecision, ...]:
    """Every sharing decision about a plan, earliest first: those submitted with it, then those recorded since.

    A decision recorded by itself counts over one that only repeats in a later version what was so when it was
    written; a version's own decision counts if it was made after that day.
    """
    rows = session.scalars(select(ConsentRow).where(ConsentRow.plan_id == plan.plan_id).order_by(ConsentRow.number))
    recorded = [SharingDecision.model_validate(row.content) for row in rows]
    last = {one.recipient: one.decided_on for one in recorded}
    newer = [one for one in plan.sharing if one.recipient in last and one.decided_on > last[one.recipient]]
    return (*plan.sharing, *recorded, *newer)


@dataclass(frozen=True)
class Enclosure:
    """One file of a notice: the name its recipient sees, its type, and its hash in `documents`."""

    name: str
    sha256: str


def save_files(session: Session, *files: tuple[str, str, bytes]) -> tuple[Enclosure, ...]:
    """Keep files, each (name, media type, content), under the hashes of their contents; once, however often told."""
    kept = [(Enclosure(name, sha256(content)), media_type, content) for name, media_type, content in files]
    rows = [{"sha256": one.sha256, "media_type": kind, "content": content} for one, kind, content in kept]
    insert_all_once(session, DocumentRow, rows)
    return tuple(one for one, _, _ in kept)


def queue_notice(session: Session, *, key: str, files: tuple[Enclosure, ...], **columns: Any) -> bool:  # noqa: ANN401
    """Queue a notice unless one of that key exists. Returns whether it is new. `columns`: those of `NoticeRow`."""
    if not insert_once(session, NoticeRow, key=key, attempts=0, sent_at=None, reference="", **columns):
        # A copy that was withheld because consent was withdrawn may go once there is consent again.
        withheld = update(NoticeRow).where(NoticeRow.key == key, NoticeRow.status == "withheld")
        session.execute(withheld.values(status=columns["status"], cause=columns["cause"], attempts=0))
        return False
    parts = [
        {"notice": key, "position": position, "name": file.name, "sha256": file.sha256}
        for position, file in enumerate(files)
    ]
    insert_all_once(session, NoticeDocumentRow, parts)
    return True


def notice_files(session: Session, key: str) -> list[tuple[str, str, bytes]]:
    """The files of a notice in order: (name, media type, content)."""
    rows = session.execute(
        select(NoticeDocumentRow.name, DocumentRow.media_type, DocumentRow.content)
        .join(DocumentRow, DocumentRow.sha256 == NoticeDocumentRow.sha256)
        .where(NoticeDocumentRow.notice == key)
        .order_by(NoticeDocumentRow.position)
    )
    return [(name, media_type, content) for name, media_type, content in rows]


UNSENT = ("queued", "sending")


def unsent(session: Session, plan_id: str, workflow: Workflow | None = None) -> list[NoticeRow]:
    """The notices of a plan that still wait to be sent, or those that one of its workflows sends; in order of key."""
    query = select(NoticeRow).where(NoticeRow.plan_id == plan_id, NoticeRow.status.in_(UNSENT)).order_by(NoticeRow.key)
    return list(session.scalars(query if workflow is None else query.where(NoticeRow.workflow == workflow.value)))


def count_unsent(session: Session, plan_id: str, workflow: Workflow) -> int:
    """How many notices of a plan one of its workflows has still to send."""
    mine = (NoticeRow.plan_id == plan_id, NoticeRow.workflow == workflow.value)
    return session.scalar(select(func.count()).where(*mine, NoticeRow.status.in_(UNSENT))) or 0


def save_copy(session: Session, **columns: Any) -> None:  # noqa: ANN401  # a row's own columns
    """Keep who was to have which copy. Once for each plan, version, recipient and scope."""
    insert_once(session, CopyRow, **columns)


def note(session: Session, **columns: Any) -> bool:  # noqa: ANN401  # a row's own columns
    """Append one happening to the record, once for its key."""
    return insert_once(session, RecordRow, **columns)


def raise_task(session: Session, **columns: Any) -> None:  # noqa: ANN401  # a row's own columns
    """Ask a person to do something, once for a plan and a task's name. `columns`: all but what its being done fills."""
    insert_once(session, TaskRow, **columns, done_at=None, done_by="", what_was_done="")


def open_task_rows(session: Session, plan_id: str, kind: str | None = None) -> list[TaskRow]:
    """The open tasks of a plan, or those of one kind, in the order of their names."""
    query = select(TaskRow).where(TaskRow.plan_id == plan_id, TaskRow.done_at.is_(None)).order_by(TaskRow.name)
    return list(session.scalars(query if kind is None else query.where(TaskRow.kind == kind)))


def open_tasks(session: Session, plan_id: str, workflow: Workflow) -> int:
    """How many tasks of a plan are open that one of its workflows has raised."""
    mine = (TaskRow.plan_id == plan_id, TaskRow.workflow == workflow.value)
    return session.scalar(select(func.count()).where(*mine, TaskRow.done_at.is_(None))) or 0


def copies_given(session: Session, plan_id: str, version: int) -> frozenset[str]:
    """The copies of one version that were given or wait to be, as "recipient/scope"; not those that were withheld."""
    rows = session.execute(
        select(CopyRow.recipient, CopyRow.scope)
        .join(NoticeRow, NoticeRow.key == CopyRow.notice)
        .where(CopyRow.plan_id == plan_id, CopyRow.version == version, NoticeRow.status != "withheld")
    )
    return frozenset(f"{recipient}/{scope}" for recipient, scope in rows)


def who_has_a_copy(session: Session, plan_id: str) -> frozenset[str]:
    """Everybody to whom a copy of any version went, or is going."""
    rows = session.scalars(
        select(CopyRow.recipient)
        .join(NoticeRow, NoticeRow.key == CopyRow.notice)
        .where(CopyRow.plan_id == plan_id, NoticeRow.status != "withheld")
    )
    return frozenset(rows)
