"""What has happened to a plan, as its database keeps it; and what of it is new since one last looked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from careplan.messages import Answer
from careplan.notices import PERSON
from careplan.scheme import Scheme
from careplan.working_time import WorkingDays
from store import plans
from store.tables import MessageRow, NoticeRow, RecordRow, RungRow, TaskRow
from testkit.office import PlanUnderTest
from workflows.state import PlanStatus

Happening = RungRow | NoticeRow | TaskRow | RecordRow | MessageRow


def name_of(one: Happening) -> str:
    """What makes one happening that very one; a notice that was sent is another than the one that was queued."""
    match one:
        case RungRow():
            return f"rung {one.cause}"
        case NoticeRow():
            return f"notice {one.key} {one.status}"
        case TaskRow():
            return f"task {one.name}"
        case RecordRow():
            return f"record {one.number}"
        case MessageRow():
            return f"message {one.message_id}"


def everything(plan: PlanUnderTest) -> list[Happening]:
    """All that is kept about a plan: rungs, notices, tasks, the record, and messages."""
    return [
        *plan.rows(RungRow),
        *plan.rows(NoticeRow),
        *plan.rows(TaskRow),
        *plan.rows(RecordRow),
        *(row for row in plan.rows(MessageRow) if row.outcome == "refused"),
    ]


@dataclass
class Seen:
    """What an expectation looks at: what is new, where the plan stands, and what words mean in its scheme.

    `status`: None if nothing ever started. `answers`: every refusal that a sender was given since then.
    """

    plan: PlanUnderTest
    new: list[Happening]
    status: PlanStatus | None
    scheme: Scheme
    days: WorkingDays
    submitted_at: datetime
    answers: list[tuple[str, Answer]] = field(default_factory=list[tuple[str, Answer]])

    @property
    def rungs(self) -> list[RungRow]:
        """The rungs that were taken, in order."""
        return sorted((one for one in self.new if isinstance(one, RungRow)), key=lambda one: (one.taken_at, one.due_at))

    @property
    def notices(self) -> list[NoticeRow]:
        """Every notice, to whomever."""
        return sorted((one for one in self.new if isinstance(one, NoticeRow)), key=lambda one: one.queued_at)

    @property
    def letters(self) -> list[NoticeRow]:
        """The letters to the person."""
        return [one for one in self.notices if one.recipient == PERSON]

    @property
    def tasks(self) -> list[TaskRow]:
        """The tasks that were raised."""
        return [one for one in self.new if isinstance(one, TaskRow)]

    @property
    def record(self) -> list[RecordRow]:
        """What went on the record."""
        return [one for one in self.new if isinstance(one, RecordRow)]

    @property
    def refusals(self) -> list[str]:
        """The code of every message that was refused."""
        answered = [answer.code.value for _, answer in self.answers if answer.code]
        kept = [one.code for one in self.new if isinstance(one, MessageRow)]
        return answered or kept

    def text_of(self, letter: NoticeRow) -> str:
        """What a letter says."""
        with self.plan.desk.database.transaction() as session:
            files = {name: content for name, _, content in plans.notice_files(session, letter.key)}
        return files.get("letter.txt", b"").decode()

    def working_days_after_submission(self, count: int) -> datetime:
        """The moment so many working days after the submission."""
        return self.days.after(self.submitted_at, count)


def new_since(names: Iterable[str], happened: list[Happening]) -> list[Happening]:
    """What was not there before."""
    known = frozenset(names)
    return [one for one in happened if name_of(one) not in known]


def same_minute(one: datetime, other: datetime) -> bool:
    """Whether two moments lie in the same minute."""
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)
