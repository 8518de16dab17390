"""What the parts of one case share: the plan, the time, the cause, the scheme and the register."""

from datetime import date, datetime
from functools import cached_property

from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.register import Register
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays, london_day
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.determinations import Situation
from countersign.casework.ports import CaseFile, Office


class Matter:
    """The message or step that a case is about. Only `changes` changes here: every part of the case adds to it."""

    def __init__(self, file: CaseFile, office: Office, situation: Situation, cause: Cause) -> None:
        """`cause`: the message or step that brings everything about."""
        self.file = file
        self.office = office
        self.situation = situation
        self.cause = cause
        self.changes = Changes()

    @property
    def plan_id(self) -> str:
        """The plan's id."""
        return self.situation.plan_id

    @property
    def workflow(self) -> Workflow:
        """Which of the plan's workflows asks."""
        return self.situation.workflow

    @property
    def now(self) -> datetime:
        """The workflow's own time."""
        return self.situation.now

    @cached_property
    def today(self) -> date:
        """The day in London."""
        return london_day(self.now)

    @cached_property
    def scheme(self) -> Scheme:
        """The edition of the council's scheme in force today. Raises LookupError if no such plan is kept."""
        state = self.changes.new_plan or self.file.state()
        if state is None:
            raise LookupError("the plan is not kept here")
        return self.office.editions.in_force(state.scheme, self.today)

    @cached_property
    def days(self) -> WorkingDays:
        """The council's working days."""
        return self.office.editions.days(self.scheme)

    @cached_property
    def register(self) -> Register:
        """The register of staff. Nothing here changes it."""
        return self.file.register()
