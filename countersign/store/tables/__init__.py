"""Every table. The same on SQLite and PostgreSQL.

There are two kinds. Some tables must never change, and the database itself protects them (see the first migration):
`plan_versions`, `routes`, `decisions`, `record`, `steps_taken`, `consents`, `about_copies`, `documents`,
`register_changes`. The others change: `plans`, `messages`, `waits`, `questions`, `interim_support`, `notices`, `tasks`,
`signed_budgets`, `register`, `absences`, `standings`, `said_to_interim`, `waiting_messages`, `sendings`, `receipts`,
`way_pauses`, `way_rates`, `leases`.
"""

from countersign.store.tables.columns import Code, Coded, Moment, Table
from countersign.store.tables.papers import (
    AboutCopiesRow,
    ConsentRow,
    CopyRow,
    DigestRow,
    DocumentRow,
    LeaseRow,
    NoticeDocumentRow,
    NoticeRow,
    ReceiptRow,
    SendingRow,
    TaskRow,
    WayPauseRow,
    WayRateRow,
)
from countersign.store.tables.plans import (
    DecisionRow,
    MessageRow,
    PlanRow,
    PlanVersionRow,
    RecordRow,
    RouteRow,
    SignedBudgetRow,
)
from countersign.store.tables.register import AbsenceRow, HoldingRow, RegisterChangeRow
from countersign.store.tables.runs import SaidToInterimRow, StandingRow, WaitingMessageRow
from countersign.store.tables.waits import InterimRow, QuestionRow, StepTakenRow, WaitRow

__all__ = [
    "AboutCopiesRow",
    "AbsenceRow",
    "Code",
    "Coded",
    "ConsentRow",
    "CopyRow",
    "DecisionRow",
    "DigestRow",
    "DocumentRow",
    "HoldingRow",
    "InterimRow",
    "LeaseRow",
    "MessageRow",
    "Moment",
    "NoticeDocumentRow",
    "NoticeRow",
    "PlanRow",
    "PlanVersionRow",
    "QuestionRow",
    "ReceiptRow",
    "RecordRow",
    "RegisterChangeRow",
    "RouteRow",
    "SaidToInterimRow",
    "SendingRow",
    "SignedBudgetRow",
    "StandingRow",
    "StepTakenRow",
    "Table",
    "TaskRow",
    "WaitRow",
    "WaitingMessageRow",
    "WayPauseRow",
    "WayRateRow",
]
