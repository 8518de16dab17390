"""A plan's file in the database: implements `countersign.casework.ports.CaseFile` over the tables' rows.

Every statement is built once, when the module is imported. Changes are written at the end, in one transaction.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, func, or_, select, type_coerce

from countersign.careplan.clocks import Wait as WaitFor
from countersign.careplan.consistency import Among
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.submission import Submission
from countersign.careplan.notices import UNSENT, NoticeStatus
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.scheme import Scheme
from countersign.careplan.ways import Heard
from countersign.casework.changes import Changes
from countersign.casework.determinations import PlanSays, Standing
from countersign.casework.kept import (
    Arrangement,
    Consent,
    CopyGiven,
    Decision,
    Document,
    KeptMessage,
    Notice,
    PlanState,
    Question,
    RecordEntry,
    Routed,
    SaidAboutCopies,
    Sending,
    Task,
    Version,
    Wait,
    WaitingMessage,
    Waits,
)
from countersign.casework.ports import LeftToDo
from countersign.store import post_statements, rows, run_statements
from countersign.store.consistency import among
from countersign.store.database import Database
from countersign.store.register import register_of
from countersign.store.statements import (
    PLAN,
    by_key,
    insert_once,
    insert_or_update,
    of_plan,
    one_of,
    table_of,
    update_by_key,
)
from countersign.store.tables import (
    AboutCopiesRow,
    ConsentRow,
    CopyRow,
    DecisionRow,
    DocumentRow,
    InterimRow,
    MessageRow,
    Moment,
    NoticeDocumentRow,
    NoticeRow,
    PlanRow,
    PlanVersionRow,
    QuestionRow,
    ReceiptRow,
    RecordRow,
    RouteRow,
    SaidToInterimRow,
    SendingRow,
    SignedBudgetRow,
    StandingRow,
    StepTakenRow,
    Table,
    TaskRow,
    WaitingMessageRow,
    WaitRow,
)

NOTICE_MAY_CHANGE = (
    *("status", "cause", "attempts", "sent_at", "reference"),
    *("channel", "format", "address", "subject", "letter", "first_document"),
    *("way", "number", "next_try", "waits_since"),
)
"""The columns of a notice that may change after it was queued."""

_VERSIONS = (
    select(*(column for column in table_of(PlanVersionRow).columns if column.name != "content"))
    .where(PlanVersionRow.plan_id == PLAN)
    .order_by(PlanVersionRow.version)
)
_STATE = of_plan(PlanRow)
_CONTENT = one_of(PlanVersionRow, "version").with_only_columns(table_of(PlanVersionRow).c.content)
_ROUTES = of_plan(RouteRow).order_by(RouteRow.at, RouteRow.version)
_DECISION = one_of(DecisionRow, "version").order_by(DecisionRow.after_start.desc())
_DECISIONS = of_plan(DecisionRow).order_by(DecisionRow.version, DecisionRow.after_start)
_MESSAGE = one_of(MessageRow, "message_id")
_SUBMISSION = one_of(MessageRow, "name")
_WAIT = one_of(WaitRow, "name", "cause")
_MEETINGS = (
    select(WaitRow.since)
    .where(
        WaitRow.plan_id == PLAN,
        WaitRow.name == WaitFor.MEETING.value,
        or_(WaitRow.ended_at.is_(None), WaitRow.ended_at > WaitRow.since),
    )
    .order_by(WaitRow.since)
)
_QUESTION = one_of(QuestionRow, "question")
_QUESTIONS = of_plan(QuestionRow)
_ARRANGEMENT = of_plan(InterimRow).order_by(InterimRow.number.desc()).limit(1)
_CONSENTS = of_plan(ConsentRow).order_by(ConsentRow.number)
_ABOUT_COPIES = of_plan(AboutCopiesRow).order_by(AboutCopiesRow.number)
_COPIES = (
    of_plan(CopyRow)
    .join(table_of(NoticeRow), NoticeRow.key == CopyRow.notice)
    .where(NoticeRow.status != NoticeStatus.WITHHELD)
)
_NOTICE = one_of(NoticeRow, "key")
# Where several may write at once, whoever reads these holds them until they are kept: no two senders take one notice.
_UNSENT = of_plan(NoticeRow).where(NoticeRow.status.in_(UNSENT)).with_for_update()
_UNSENT_OF_ONE = _UNSENT.where(NoticeRow.workflow == bindparam("workflow"))
_ENCLOSED = (
    select(NoticeDocumentRow.name, DocumentRow.media_type, DocumentRow.sha256, DocumentRow.content)
    .join(DocumentRow, DocumentRow.sha256 == NoticeDocumentRow.sha256)
    .join(NoticeRow, NoticeRow.key == NoticeDocumentRow.notice)
    .where(NoticeDocumentRow.notice == bindparam("key"), NoticeDocumentRow.position >= NoticeRow.first_document)
    .order_by(NoticeDocumentRow.position)
)
_TASK = one_of(TaskRow, "name")
_OPEN_TASKS = of_plan(TaskRow).where(TaskRow.done_at.is_(None))
_LEFT_TO_DO = select(
    select(func.count())
    .where(NoticeRow.plan_id == PLAN, NoticeRow.workflow == bindparam("workflow"), NoticeRow.status.in_(UNSENT))
    .scalar_subquery(),
    select(func.count())
    .where(TaskRow.plan_id == PLAN, TaskRow.workflow == bindparam("workflow"), TaskRow.done_at.is_(None))
    .scalar_subquery(),
    # None where one may be tried at once.
    select(case((func.count() == func.count(NoticeRow.next_try), type_coerce(func.min(NoticeRow.next_try), Moment))))
    .where(NoticeRow.plan_id == PLAN, NoticeRow.workflow == bindparam("workflow"), NoticeRow.status.in_(UNSENT))
    .scalar_subquery(),
)

_LATELY = of_plan(RecordRow).order_by(RecordRow.number.desc()).limit(bindparam("most"))


class SqlFiles:
    """Every plan's file, in the database."""

    def __init__(self, database: Database) -> None:
        """Take a database whose tables are up to date."""
        self._database = database

    @contextmanager
    def open(self, plan_id: str) -> Generator["SqlCaseFile"]:
        """A plan's file for one transaction."""
        with self._database.begin() as connection:
            yield SqlCaseFile(connection, plan_id)


class SqlCaseFile:
    """One plan's file, within one transaction.

    Lists in the order of their text are sorted here, character by character, because a database sorts by its locale.
    """

    def __init__(self, connection: Connection, plan_id: str) -> None:
        """`connection`: the caller begins and ends its transaction."""
        self._connection = connection
        self._dialect = connection.dialect.name
        self._plan_id = plan_id
        self._register: Register | None = None

    @property
    def plan_id(self) -> str:
        """The id of the plan whose file it is."""
        return self._plan_id

    # What is read

    def state(self) -> PlanState | None:
        """Where the plan is; None if no plan of this id was ever accepted."""
        row = self._row(_STATE)
        return rows.state_of(row) if row else None

    def state_of_another(self, plan_id: str) -> PlanState | None:
        """END: where another plan is; None if no plan of that id was ever accepted."""
        row = self._connection.execute(_STATE, {"plan": plan_id}).first()
        return rows.state_of(row) if row else None

    def born_of_another(self, plan_id: str) -> date | None:
        """END: the date of birth in another plan's version in hand; None if it gives none, or there is no such plan."""
        state = self.state_of_another(plan_id)
        if state is None:
            return None
        row = self._connection.execute(_CONTENT, {"plan": plan_id, "version": state.version}).first()
        return rows.plan_of(row.content).person.date_of_birth if row else None

    def version(self, number: int) -> Plan:
        """One version of the plan. Raises LookupError if there is none."""
        row = self._row(_CONTENT, version=number)
        if row is None:
            raise LookupError(f"plan {self._plan_id} has no version {number}")
        return rows.plan_of(row.content)

    def versions(self) -> tuple[Version, ...]:
        """Every version without its content, the earliest first."""
        return tuple(rows.version_of(row) for row in self._rows(_VERSIONS))

    def routes(self) -> tuple[Routed, ...]:
        """Every role that a version was sent to, the earliest first."""
        return tuple(rows.route_of(row) for row in self._rows(_ROUTES))

    def decision(self, version: int) -> Decision | None:
        """The latest decision about one version, if there is one."""
        row = self._row(_DECISION, version=version)
        return rows.decision_of(row) if row else None

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision about any version, the earliest first."""
        return tuple(rows.decision_of(row) for row in self._rows(_DECISIONS))

    def message(self, message_id: str) -> KeptMessage | None:
        """A message that was considered, by its cause."""
        row = self._row(_MESSAGE, message_id=message_id)
        return rows.message_of(row) if row else None

    def submission(self) -> KeptMessage | None:
        """The submission that was accepted; None if no plan of this id ever was."""
        row = self._row(_SUBMISSION, name=Submission.declared.name)
        return rows.message_of(row) if row else None

    def wait(self, name: str, cause: str) -> Wait | None:
        """One wait, by the name and the cause of its clock."""
        row = self._row(_WAIT, name=name, cause=cause)
        return rows.wait_of(row) if row else None

    def meetings(self) -> tuple[datetime, ...]:
        """When each panel or call that the plan was taken to began or begins, the earliest first."""
        return tuple(row.since for row in self._rows(_MEETINGS))

    def question(self, question: str) -> Question | None:
        """One question or request, by the id of the message that asked."""
        row = self._row(_QUESTION, question=question)
        return rows.question_of(row) if row else None

    def questions(self) -> tuple[Question, ...]:
        """Every question and request, the earliest first."""
        return tuple(
            sorted(
                (rows.question_of(row) for row in self._rows(_QUESTIONS)),
                key=lambda question: (question.asked_at, question.question),
            )
        )

    def arrangement(self) -> Arrangement | None:
        """The plan's latest arrangement of interim support, if there ever was one."""
        row = self._row(_ARRANGEMENT)
        return rows.arrangement_of(row) if row else None

    def consents(self) -> tuple[Consent, ...]:
        """Every decision about sharing that came in a message of its own, the earliest first."""
        return tuple(rows.consent_of(row) for row in self._rows(_CONSENTS))

    def about_copies(self) -> tuple[SaidAboutCopies, ...]:
        """Every request, concern, decision about one, and mark that came in a message, the earliest first."""
        return tuple(rows.about_copies_of(row) for row in self._rows(_ABOUT_COPIES))

    def copies(self) -> tuple[CopyGiven, ...]:
        """Every copy that was given or is to be given; none that was withheld."""
        copies = map(rows.copy_of, self._rows(_COPIES))
        return tuple(sorted(copies, key=lambda given: (given.version, given.recipient, given.scope)))

    def notice(self, key: str) -> Notice | None:
        """One notice."""
        row = self._row(_NOTICE, key=key)
        return rows.notice_of(row) if row else None

    def unsent(self, workflow: Workflow | None = None) -> tuple[Notice, ...]:
        """The notices that one of the plan's workflows, or both, still have to send, in the order of their keys."""
        unsent = self._rows(_UNSENT) if workflow is None else self._rows(_UNSENT_OF_ONE, workflow=workflow)
        return tuple(sorted(map(rows.notice_of, unsent), key=lambda notice: notice.key))

    def caused(self, cause: str) -> tuple[Notice, ...]:
        """The notices that have that cause, in the order of their keys."""
        caused = map(rows.notice_of, self._rows(post_statements.CAUSED, cause=cause))
        return tuple(sorted(caused, key=lambda notice: notice.key))

    def sendings(self) -> tuple[Sending, ...]:
        """Every handing over of a notice of the plan, the earliest first."""
        return tuple(map(rows.sending_of, self._rows(post_statements.SENDINGS)))

    def heard(self, workflow: Workflow) -> tuple[Heard, ...]:
        """What was heard of the notices of one of the plan's workflows and is not considered, in order."""
        return tuple(map(rows.heard_of, self._rows(post_statements.HEARD, workflow=workflow)))

    def enclosed(self, key: str) -> tuple[Document, ...]:
        """The documents that a notice consists of, in order."""
        files = self._connection.execute(_ENCLOSED, {"key": key})
        return tuple(Document(row.name, row.media_type, row.sha256, row.content) for row in files)

    def task(self, name: str) -> Task | None:
        """One task, done or not."""
        row = self._row(_TASK, name=name)
        return rows.task_of(row) if row else None

    def open_tasks(self) -> tuple[Task, ...]:
        """The tasks that are not done, in the order of their names."""
        return tuple(sorted(map(rows.task_of, self._rows(_OPEN_TASKS)), key=lambda task: task.name))

    def left_to_do(self, workflow: Workflow) -> LeftToDo:
        """How much one of the plan's workflows has still to do."""
        return LeftToDo(*self._connection.execute(_LEFT_TO_DO, {"plan": self._plan_id, "workflow": workflow}).one())

    def standing(self, workflow: Workflow) -> Standing | None:
        """Where one of the plan's workflows stands; None if it never determined anything."""
        row = self._row(run_statements.STANDING, workflow=workflow)
        return Standing.model_validate_json(row.content) if row else None

    def to_follow(self, now: datetime) -> tuple[PlanSays, ...]:
        """What the plan has said that its interim support has not followed before `now`, in order."""
        return tuple(PlanSays.model_validate_json(row.content) for row in self._rows(run_statements.TO_FOLLOW, now=now))

    def waiting(self, workflow: Workflow, *states: Waits) -> tuple[WaitingMessage, ...]:
        """The messages that wait outside a workflow in these states, in order, without their content."""
        found = self._rows(run_statements.WAITING, workflow=workflow, states=list(states))
        return tuple(rows.waiting_of(row) for row in found)

    def next_waiting(self, workflow: Workflow, now: datetime) -> WaitingMessage | None:
        """The first that waits, with its content, or the one that was considered at this very moment; None if none."""
        row = self._row(run_statements.NEXT_WAITING, workflow=workflow, now=now)
        return rows.waiting_of(row) if row else None

    def lately(self, most: int) -> tuple[RecordEntry, ...]:
        """The latest entries of the record, the earliest first."""
        return tuple(reversed([rows.entry_of(row) for row in self._rows(_LATELY, most=most)]))

    def register(self) -> Register:
        """The council's register of staff. It is read once in a transaction."""
        if self._register is None:
            self._register = register_of(self._connection)
        return self._register

    def among(self, plan: Plan, scheme: Scheme, on: date) -> Among:
        """DEC-7: where a plan's budget lies among signed plans with similar needs, without this plan."""
        return among(self._connection, plan, scheme, on)

    def _rows(self, query: Select[Any], **given: object) -> Iterable[Row[Any]]:
        return self._connection.execute(query, {"plan": self._plan_id, **given})

    def _row(self, query: Select[Any], **given: object) -> Row[Any] | None:
        return self._connection.execute(query, {"plan": self._plan_id, **given}).first()

    # What is kept

    def keep(self, changes: Changes) -> None:
        """Keep everything that changed. Raises IntegrityError if another attempt has kept the same message."""
        self._keep_plan(changes)
        plan_id = self._plan_id
        if changes.decision is not None:
            self._write(table_of(DecisionRow).insert(), [rows.decision_columns(plan_id, changes.decision)])
        if changes.message is not None:
            self._write(table_of(MessageRow).insert(), [rows.message_columns(plan_id, changes.message)])
        record = [rows.fields_of(entry) | {"plan_id": plan_id} for entry in changes.record]
        self._once(RecordRow, record)
        self._as_they_are(WaitRow, [rows.wait_columns(plan_id, wait) for wait in changes.waits])
        self._once(StepTakenRow, [rows.step_columns(plan_id, step) for step in changes.steps])
        questions = changes.questions.values()
        self._as_they_are(QuestionRow, [rows.question_columns(plan_id, question) for question in questions])
        if changes.arrangement is not None:
            self._as_they_are(InterimRow, [rows.arrangement_columns(plan_id, changes.arrangement)])
        self._once(ConsentRow, [rows.consent_columns(plan_id, consent) for consent in changes.consents])
        self._once(AboutCopiesRow, [rows.about_copies_columns(plan_id, said) for said in changes.about_copies])
        self._keep_notices(changes)
        sendings = changes.sendings.values()
        self._as_they_are(SendingRow, [rows.sending_columns(plan_id, sending) for sending in sendings])
        self._once(ReceiptRow, [rows.receipt_columns(heard, heard.at) for heard in changes.heard])
        considered = changes.considered.items()
        heard = [{"of_reference": of, "of_what": what, "moment": at} for (of, what), at in considered]
        self._write(post_statements.CONSIDERED, heard)
        self._once(CopyRow, [rows.copy_columns(plan_id, copy) for copy in changes.copies])
        tasks = changes.tasks.values()
        self._once(TaskRow, [rows.task_columns(plan_id, task) for task in tasks if task.done_at is None])
        self._as_they_are(TaskRow, [rows.task_columns(plan_id, task) for task in tasks if task.done_at is not None])
        if changes.signed is not None:
            self._as_they_are(SignedBudgetRow, [rows.signed_columns(plan_id, changes.signed)])
        self._keep_for_the_workflows(changes)

    def _keep_for_the_workflows(self, changes: Changes) -> None:
        plan_id = self._plan_id
        if changes.standing is not None:
            workflow, standing = changes.standing
            row = {"plan_id": plan_id, "workflow": workflow, "content": standing.model_dump_json()}
            self._as_they_are(StandingRow, [row])
        said = [
            {"key": f"{plan_id}/{says.key}", "plan_id": plan_id, "content": says.model_dump_json(), "followed_at": None}
            for says in changes.said
        ]
        self._once(SaidToInterimRow, said)
        followed = [{"of_key": f"{plan_id}/{key}", "moment": at} for key, at in changes.followed.items()]
        self._write(run_statements.FOLLOWED, followed)
        if changes.tries_held_again is not None:
            self._write(run_statements.HELD_AGAIN, [{"plan": plan_id, "of_workflow": changes.tries_held_again}])
        waiting = [rows.fields_of(message) | {"plan_id": plan_id} for message in changes.waiting]
        self._as_they_are(WaitingMessageRow, waiting)

    def _keep_plan(self, changes: Changes) -> None:
        if changes.new_plan is not None:
            self._write(table_of(PlanRow).insert(), [rows.state_columns(changes.new_plan)])
        if changes.plan:
            changed = rows.as_state_columns(changes.plan)
            row = changed | {"plan_id": self._plan_id}
            self._write(update_by_key(PlanRow, frozenset(changed)), [by_key(PlanRow, row, changed)])
        if changes.version is not None and changes.content is not None:
            content = changes.content.model_dump_json()
            self._once(PlanVersionRow, [rows.version_columns(self._plan_id, changes.version, content)])
        self._once(RouteRow, [rows.route_columns(self._plan_id, routed) for routed in changes.routes])

    def _keep_notices(self, changes: Changes) -> None:
        files = changes.documents.values()
        documents = [{"sha256": file.sha256, "media_type": file.media_type, "content": file.content} for file in files]
        self._once(DocumentRow, documents)
        notices = [(notice, rows.notice_columns(self._plan_id, notice)) for notice in changes.notices.values()]
        self._once(NoticeRow, [row for notice, row in notices if notice.key in changes.enclosed])
        self._once(NoticeDocumentRow, rows.enclosed_columns(changes))
        changed = [
            by_key(NoticeRow, row, NOTICE_MAY_CHANGE) for notice, row in notices if notice.key not in changes.enclosed
        ]
        self._write(update_by_key(NoticeRow, frozenset(NOTICE_MAY_CHANGE)), changed)

    def _once(self, model: type[Table], columns: list[rows.Columns]) -> None:
        self._write(insert_once(model, self._dialect), columns)

    def _as_they_are(self, model: type[Table], columns: list[rows.Columns]) -> None:
        self._write(insert_or_update(model, self._dialect), columns)

    def _write(self, statement: Any, columns: list[rows.Columns]) -> None:  # noqa: ANN401  # an insert or an update
        if columns:
            self._connection.execute(statement, columns)
