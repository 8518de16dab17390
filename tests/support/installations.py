"""Where the tests of case work keep plans: in memory, on SQLite or on PostgreSQL, each looked at in the same way.

A case reads its file by `countersign.casework.ports.CaseFile`. A test sees everything that is kept of a plan at once,
also what no case ever reads, as one `Kept`: whatever keeps it, equal stories leave equal ones.
"""

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, select

from countersign.careplan.register import Register
from countersign.careplan.ways import Heard
from countersign.casework.changes import Changes
from countersign.casework.determinations import PlanSays, Standing
from countersign.casework.in_memory import FilesInMemory, Kept
from countersign.casework.kept import RecordEntry, SignedBudget, StepTaken
from countersign.casework.ports import Files
from countersign.store import rows
from countersign.store.case_files import SqlCaseFile, SqlFiles
from countersign.store.database import Database, open_engine
from countersign.store.receipts import take_receipt
from countersign.store.register import replace_absences, replace_register
from countersign.store.statements import table_of
from countersign.store.tables import (
    AboutCopiesRow,
    ConsentRow,
    CopyRow,
    DecisionRow,
    InterimRow,
    MessageRow,
    NoticeDocumentRow,
    NoticeRow,
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

PUT_IN_FORCE_AT = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


class Installation(Protocol):
    """Plans' files, the register that they ask, and everything that is kept of one plan."""

    @property
    def files(self) -> Files:
        """The files, as case work opens them."""
        ...

    def put_in_force(self, register: Register) -> None:
        """From now on this is the council's register."""
        ...

    def kept(self, plan_id: str) -> Kept:
        """Everything that is kept of one plan, its record in order."""
        ...

    def hear(self, plan_id: str, heard: Heard) -> None:
        """Something is heard of a sending: it is written down, and nobody has considered it."""
        ...


class InMemory:
    """Plans that are gone when the process is."""

    def __init__(self, register: Register) -> None:
        """Nothing is kept yet."""
        self.files = FilesInMemory(register)

    def put_in_force(self, register: Register) -> None:
        """From now on this is the council's register."""
        self.files.register = register

    def hear(self, plan_id: str, heard: Heard) -> None:
        """Something is heard of a sending."""
        with self.files.open(plan_id) as file:
            file.keep(Changes(heard=[heard]))

    def kept(self, plan_id: str) -> Kept:
        """Everything that is kept of one plan. A later determination does not change what was returned."""
        return replace(self.files.kept.get(plan_id, Kept()))


class InDatabase:
    """Plans in a database. Tests share it: each has plans of its own."""

    def __init__(self, database: Database) -> None:
        """Take a migrated database."""
        self.database = database
        self.files = SqlFiles(database)
        self._register = Register()

    def put_in_force(self, register: Register) -> None:
        """From now on this is the council's register. What is in force already is not written again."""
        if register == self._register:
            return
        with self.database.transaction() as session:
            replace_register(session, register.holdings, by="HS-1", at=PUT_IN_FORCE_AT)
            replace_absences(session, register.absences, by="HS-1", at=PUT_IN_FORCE_AT)
        self._register = register

    def hear(self, plan_id: str, heard: Heard) -> None:
        """Something is heard of a sending."""
        assert take_receipt(self.database, heard).plan_id == plan_id

    def kept(self, plan_id: str) -> Kept:
        """Everything that is kept of one plan, from every table."""
        with self.database.begin() as connection:
            return _kept(connection, plan_id)


@contextmanager
def in_database(url: str) -> Generator[InDatabase]:
    """An installation on a migrated database."""
    with closing(Database(open_engine(url))) as database:
        yield InDatabase(database)


def _kept(connection: Connection, plan_id: str) -> Kept:
    file = SqlCaseFile(connection, plan_id)

    def rows_of(model: type[Table]) -> list[Row[Any]]:
        table = table_of(model)
        query = select(table).where(table.c.plan_id == plan_id).order_by(*table.primary_key.columns)
        return list(connection.execute(query))

    signed = [_signed_of(row) for row in rows_of(SignedBudgetRow)]
    notices = {row.key: rows.notice_of(row) for row in rows_of(NoticeRow)}
    of_the_plan = select(SendingRow.reference).where(SendingRow.plan_id == plan_id)
    receipts = list(connection.execute(select(table_of(ReceiptRow)).where(ReceiptRow.reference.in_(of_the_plan))))
    parts = connection.execute(select(NoticeDocumentRow.notice).where(NoticeDocumentRow.notice.in_(notices)))
    return Kept(
        state=file.state(),
        versions={row.version: (rows.version_of(row), rows.plan_of(row.content)) for row in rows_of(PlanVersionRow)},
        routes={(row.version, row.cause): rows.route_of(row) for row in rows_of(RouteRow)},
        decisions={row.version: rows.decision_of(row) for row in rows_of(DecisionRow) if not row.after_start},
        after_start={row.version: rows.decision_of(row) for row in rows_of(DecisionRow) if row.after_start},
        messages={row.message_id: rows.message_of(row) for row in rows_of(MessageRow)},
        record={row.key: _entry_of(row) for row in rows_of(RecordRow)},
        waits={(row.name, row.cause): rows.wait_of(row) for row in rows_of(WaitRow)},
        steps={row.cause: _step_of(row) for row in rows_of(StepTakenRow)},
        questions={row.question: rows.question_of(row) for row in rows_of(QuestionRow)},
        arrangements={row.number: rows.arrangement_of(row) for row in rows_of(InterimRow)},
        consents={row.key: rows.consent_of(row) for row in rows_of(ConsentRow)},
        about_copies={row.key: rows.about_copies_of(row) for row in rows_of(AboutCopiesRow)},
        notices=notices,
        enclosed={notice: file.enclosed(notice) for notice in set(parts.scalars())},
        sendings={row.reference: rows.sending_of(row) for row in rows_of(SendingRow)},
        receipts={(row.reference, row.what): rows.heard_of(row) for row in receipts},
        considered={(row.reference, row.what): row.considered_at for row in receipts if row.considered_at},
        copies={(row.version, row.recipient, row.scope): rows.copy_of(row) for row in rows_of(CopyRow)},
        tasks={row.name: rows.task_of(row) for row in rows_of(TaskRow)},
        signed=signed[0] if signed else None,
        standings={row.workflow: Standing.model_validate_json(row.content) for row in rows_of(StandingRow)},
        said={says.key: says for row in rows_of(SaidToInterimRow) for says in [_said(row)]},
        followed={_said(row).key: row.followed_at for row in rows_of(SaidToInterimRow) if row.followed_at},
        waiting={(row.workflow, row.number): rows.waiting_of(row) for row in rows_of(WaitingMessageRow)},
    )


# What no case ever reads back


def _said(row: Row[Any]) -> PlanSays:
    return PlanSays.model_validate_json(row.content)


def _entry_of(row: Row[Any]) -> RecordEntry:
    return RecordEntry(
        key=row.key,
        event=row.event,
        version=row.version,
        at=row.at,
        what=row.what,
        actor=row.actor,
        rule=row.rule,
        message_id=row.message_id,
        detail=row.detail,
    )


def _step_of(row: Row[Any]) -> StepTaken:
    return StepTaken(
        cause=row.cause,
        wait=row.wait,
        kind=row.kind,
        due_at=row.due_at,
        taken_at=row.taken_at,
        told=row.told,
        people=tuple(row.people),
        empty=tuple(row.empty),
    )


def _signed_of(row: Row[Any]) -> SignedBudget:
    return SignedBudget(
        version=row.version,
        kind=row.kind,
        setting=row.setting,
        needs=row.needs,
        weekly=rows.in_pounds(row.weekly),
        signed_on=row.signed_on,
    )
