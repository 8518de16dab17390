"""What has happened to a plan, from its database; and what is new since the last look."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from countersign.careplan.messages.answers import Answer
from countersign.careplan.notices import PERSON
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays
from countersign.casework.status import PlanStatus
from countersign.store.case_files import SqlFiles
from countersign.store.tables import MessageRow, NoticeRow, RecordRow, StepTakenRow, TaskRow
from countersign.testkit.office import PlanUnderTest

Happened = StepTakenRow | NoticeRow | TaskRow | RecordRow | MessageRow
"""One thing that has happened, as its row."""


def name_of(row: Happened) -> str:
    """A name that is different for each row. A notice has another name once it is sent."""
    match row:
        case StepTakenRow():
            return f"step {row.cause}"
        case NoticeRow():
            return f"notice {row.key} {row.status}"
        case TaskRow():
            return f"task {row.name}"
        case RecordRow():
            return f"record {row.number}"
        case MessageRow():
            return f"message {row.message_id}"


def everything(plan: PlanUnderTest) -> list[Happened]:
    """Everything that has happened to a plan: steps taken, notices, tasks, the record, and refused messages."""
    return [
        *plan.rows(StepTakenRow),
        *plan.rows(NoticeRow),
        *plan.rows(TaskRow),
        *plan.rows(RecordRow),
        *(row for row in plan.rows(MessageRow) if row.outcome == "refused"),
    ]


@dataclass
class Seen:
    """What an expectation looks at: what is new, where the plan stands, and its scheme, which explains names.

    `status`: None if nothing ever started. `answers`: every refusal that a sender was given since the last look.
    """

    plan: PlanUnderTest
    new: list[Happened]
    status: PlanStatus | None
    scheme: Scheme
    days: WorkingDays
    submitted_at: datetime
    answers: list[tuple[str, Answer]] = field(default_factory=list[tuple[str, Answer]])

    @property
    def steps(self) -> list[StepTakenRow]:
        """The steps of clocks that were taken, in order."""
        steps = (row for row in self.new if isinstance(row, StepTakenRow))
        return sorted(steps, key=lambda step: (step.taken_at, step.due_at))

    @property
    def notices(self) -> list[NoticeRow]:
        """Every notice to anybody."""
        return sorted((row for row in self.new if isinstance(row, NoticeRow)), key=lambda notice: notice.queued_at)

    @property
    def letters(self) -> list[NoticeRow]:
        """The letters to the person."""
        return [notice for notice in self.notices if notice.recipient == PERSON]

    @property
    def tasks(self) -> list[TaskRow]:
        """The tasks that were raised."""
        return [row for row in self.new if isinstance(row, TaskRow)]

    @property
    def record(self) -> list[RecordRow]:
        """What went on the record."""
        return [row for row in self.new if isinstance(row, RecordRow)]

    @property
    def refusals(self) -> list[str]:
        """The code of every message that was refused."""
        answered = [answer.code.value for _, answer in self.answers if answer.code]
        kept = [row.code for row in self.new if isinstance(row, MessageRow)]
        return answered or kept

    def text_of(self, letter: NoticeRow) -> str:
        """What a letter says."""
        with SqlFiles(self.plan.desk.database).open(self.plan.plan_id) as file:
            contents = {document.name: document.content for document in file.enclosed(letter.key)}
        return contents.get("letter.txt", b"").decode()

    def working_days_after_submission(self, count: int) -> datetime:
        """The moment that is `count` working days after the submission."""
        return self.days.after(self.submitted_at, count)


def new_since(names: Iterable[str], happened: list[Happened]) -> list[Happened]:
    """Everything that has none of these names, so was not there before."""
    known = frozenset(names)
    return [row for row in happened if name_of(row) not in known]


def same_minute(one: datetime, other: datetime) -> bool:
    """Whether two moments lie in the same minute."""
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)
