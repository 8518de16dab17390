"""ROUTE-1 · A council's scheme: who may agree what, and every clock, as data with a source for every figure.

A scheme is written in TOML (`schemes/`). Reading a file is the caller's work (`activities.schemes`); here is only
its shape, and what is wrong with one, in words that name the table and key and say what was expected.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from careplan.plan import PlanKind
from careplan.wire import NAME, Incoming, Money, ShortText, Text

RoleName = Annotated[str, Field(pattern=NAME)]
Count = Annotated[int, Field(ge=0, le=500, strict=True, description="How many, of what the table counts in.")]


class Authority(Incoming):
    """One row: a role, and what it may agree. A limit that is missing authorises nothing (fail closed)."""

    role: RoleName
    title: ShortText
    kinds: tuple[PlanKind, ...] = Field(min_length=1)
    agrees_up_to: Money | None = None
    one_off_up_to: Money | None = None
    agrees_any_amount: bool = False
    source: Text

    def covers(self, kind: PlanKind, weekly: Decimal, one_off: Decimal) -> bool:
        """ROUTE-1: whether this role may agree a plan of this kind and cost. A limit covers its own amount."""
        if kind not in self.kinds:
            return False
        if self.agrees_any_amount:
            return True
        within_weekly = self.agrees_up_to is not None and weekly <= self.agrees_up_to
        within_one_off = one_off == 0 or (self.one_off_up_to is not None and one_off <= self.one_off_up_to)
        return within_weekly and within_one_off


class StepKind(StrEnum):
    """What happens at one rung of a ladder (TIME-2)."""

    REMIND = "remind"
    ESCALATE = "escalate"
    OVERDUE = "overdue"
    INTERIM_DECISION = "interim_decision"
    REVIEW = "review"


class CountedIn(StrEnum):
    """What a ladder's figures are: working days of the office, or hours, which run day and night."""

    WORKING_DAYS = "working_days"
    HOURS = "hours"


class LadderStep(Incoming):
    """One rung: so long after the start of the wait, do this."""

    after: Count
    do: StepKind
    source: Text


class Ladder(Incoming):
    """The clock of one wait: when it is due, its rungs, and how often the last one repeats.

    Every figure is in `counted_in`. There may be as many rungs as a council wants; two may fall on the same day.
    """

    counted_in: CountedIn = CountedIn.WORKING_DAYS
    due_after: Count
    repeat_every: Annotated[int, Field(ge=1, le=500, strict=True)]
    steps: tuple[LadderStep, ...] = Field(min_length=1)
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "Ladder":
        days = [step.after for step in self.steps]
        if days != sorted(days):
            raise ValueError("the steps must stand in the order in which they fall due")
        return self


class Clocks(Incoming):
    """TIME-1, TIME-6, RET-4: a ladder for each thing that is waited for while a plan is signed off.

    `awaiting_decision`, `returned`, `agreed`: the states. `sign_off`: the whole of it, from the first submission, which
    nothing pauses: its rungs are the outer limit. `information`: what an authoriser asked for before deciding.
    `question`: what a practitioner asked about a return. `tidy_up`: what is left to do when a plan has left.
    """

    awaiting_decision: Ladder
    returned: Ladder
    agreed: Ladder
    sign_off: Ladder
    information: Ladder
    question: Ladder
    tidy_up: Ladder

    @model_validator(mode="after")
    def _ends_in_an_interim_decision(self) -> "Clocks":
        if self.sign_off.steps[-1].do is not StepKind.INTERIM_DECISION:
            raise ValueError("the last step of sign_off, the outer limit, must be interim_decision")
        if not any(step.do is StepKind.OVERDUE for step in self.awaiting_decision.steps):
            raise ValueError("awaiting_decision must have a step that does overdue")
        return self

    @model_validator(mode="after")
    def _nobody_holds_a_date_that_passed(self) -> "Clocks":
        for name in ("awaiting_decision", "returned", "agreed"):
            ladder: Ladder = getattr(self, name)
            if ladder.due_after not in {step.after for step in ladder.steps}:
                raise ValueError(f"{name} must have a step when it is due, so that nobody holds a date that has passed")
        return self

    @model_validator(mode="after")
    def _each_step_where_it_means_something(self) -> "Clocks":
        for name in Clocks.model_fields:
            kinds = {step.do for step in getattr(self, name).steps}
            if StepKind.REVIEW in kinds:
                raise ValueError(f"{name} cannot have a step that does review: interim.review has")
            if StepKind.OVERDUE in kinds and name != "awaiting_decision":
                raise ValueError(f"{name} cannot have a step that does overdue: awaiting_decision has")
        return self


class Review(Incoming):
    """When a plan in force is reviewed: months from sign-off; the reminder repeats every so many working days."""

    within_months: Annotated[int, Field(ge=1, le=60, strict=True)]
    repeat_every: Annotated[int, Field(ge=1, le=250, strict=True)]
    source: Text


class Duty(Incoming):
    """TIME-4: the team that interim support is asked of."""

    role: RoleName
    title: ShortText
    source: Text


class InterimClocks(Incoming):
    """TIME-3, TIME-4: a ladder for each stage of interim support.

    `urgent_needs`: the duty worker finds out whether there are any. `acknowledged`, `arranged`, `in_place`: until the
    request has got so far. `review`: while support is in place, again and again.
    """

    urgent_needs: Ladder
    acknowledged: Ladder
    arranged: Ladder
    in_place: Ladder
    review: Ladder

    @model_validator(mode="after")
    def _each_step_where_it_means_something(self) -> "InterimClocks":
        if not any(step.do is StepKind.REVIEW for step in self.review.steps):
            raise ValueError("review must have a step that does review")
        for name in InterimClocks.model_fields:
            may = {StepKind.REMIND, StepKind.ESCALATE} | ({StepKind.REVIEW} if name == "review" else set[StepKind]())
            if not may.issuperset(step.do for step in getattr(self, name).steps):
                raise ValueError(f"{name} can only have steps that do {' or '.join(sorted(may))}")
        return self


class Promises(Incoming):
    """TIME-6: several changes of the promised date within so many working days make one letter."""

    quiet_for: Count
    source: Text


class Tasks(Incoming):
    """How long a person has for a task that no other clock covers, in working days."""

    within: Count
    source: Text


class SharingPolicy(Incoming):
    """SHARE-1: whether a carer has a full copy by default, or on request."""

    carers: Literal["full", "on_request"]
    source: Text


class Office(Incoming):
    """When a working day begins and ends, and the days besides bank holidays on which the council is closed.

    `oldest_message`: working days. A message says when it was sent, and its wait counts from then; one that says that
    it is older than this is counted from when it came.
    """

    opens_at: time
    closes_at: time
    closures: tuple[date, ...] = ()
    oldest_message: Count
    source: Text

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Office":
        if self.opens_at >= self.closes_at:
            raise ValueError("the office must open before it closes")
        return self


class LetterWords(Incoming):
    """The council's own words in every letter."""

    council: ShortText
    telephone: ShortText
    complaints: Text
    source: Text


class SchemeHead(Incoming):
    """Which scheme this is, and from when it is in force."""

    name: Annotated[str, Field(pattern=NAME)]
    title: ShortText
    in_force_from: date
    source: Text


class Scheme(Incoming):
    """A council's scheme, whole."""

    scheme: SchemeHead
    authority: tuple[Authority, ...] = Field(min_length=1)
    clocks: Clocks
    review: Review
    duty: Duty
    interim: InterimClocks
    promises: Promises
    tasks: Tasks
    sharing: SharingPolicy
    office: Office
    letters: LetterWords

    @model_validator(mode="after")
    def _one_row_for_each_role(self) -> "Scheme":
        roles = [row.role for row in self.authority]
        if len(set(roles)) != len(roles):
            raise ValueError("authority: each role stands in one row only")
        return self

    @property
    def edition(self) -> str:
        """The edition, as it is stored with a decision (ROUTE-10): name and the day it came into force."""
        return f"{self.scheme.name}@{self.scheme.in_force_from.isoformat()}"

    def title_of(self, role: str) -> str:
        """What people call a role; the role's own name if the scheme does not have it."""
        titles = {row.role: row.title for row in self.authority} | {self.duty.role: self.duty.title}
        return titles.get(role, role.replace("_", " "))

    def roles_from(self, role: str) -> tuple[str, ...]:
        """The roles above `role`, lowest first; none if the scheme does not have the role."""
        roles = [row.role for row in self.authority]
        return tuple(roles[roles.index(role) + 1 :]) if role in roles else ()


class SchemeError(Exception):
    """A scheme that cannot be used. The text names the file, each place in it, and what was expected there."""

    def __init__(self, file: str, problems: list[str]) -> None:
        """Keep the problems apart as well, for whoever prints them."""
        super().__init__(f"{file}: " + "; ".join(problems))
        self.file = file
        self.problems = problems


def read_scheme(data: Mapping[str, Any], file: str) -> Scheme:
    """Read a parsed TOML document as a scheme. `file` is only used to name it in errors.

    Raises SchemeError naming every wrong key at once.
    """
    try:
        return Scheme.model_validate(data)
    except ValidationError as error:
        problems: list[str] = []
        for each in error.errors(include_url=False, include_input=True):
            place = ""
            for part in each["loc"]:
                place += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if place else str(part)
            what = {"missing": "is missing", "extra_forbidden": "is not a key of a scheme"}.get(
                each["type"], re.sub(r"<\w+\.\w+: ('\w+')>", r"\1", each["msg"]).removeprefix("Value error, ")
            )
            # A scheme holds no personal data, so its own value may be shown to whoever must mend it.
            shown = f", not {each['input']!r}" if isinstance(each["input"], str | int | float | Decimal) else ""
            problems.append(f"{place or 'scheme'}: {what}{shown}")
        raise SchemeError(file, problems) from None
