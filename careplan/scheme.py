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

from careplan.authority import Authority, Meeting, RoleName
from careplan.employment import EmployerRates
from careplan.wire import NAME, Incoming, ShortText, Text

EDITION = r"^[a-z][a-z_]{1,39}@[0-9]{4}-[0-9]{2}-[0-9]{2}$"
Count = Annotated[int, Field(ge=0, le=500, strict=True, description="How many, of what the table counts in.")]


class StepKind(StrEnum):
    """What happens at one rung of a ladder (TIME-2)."""

    REMIND = "remind"
    ESCALATE = "escalate"
    OVERDUE = "overdue"
    MISSED = "missed"
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
    `meeting`: from a panel or call until what it decided has come; its last step finds that it was missed (ROUTE-3).
    `first_payment`: until the first payment is put into practice, where the scheme waits for that (ROUTE-5).
    """

    awaiting_decision: Ladder
    returned: Ladder
    agreed: Ladder
    sign_off: Ladder
    information: Ladder
    question: Ladder
    tidy_up: Ladder
    meeting: Ladder
    first_payment: Ladder

    @model_validator(mode="after")
    def _ends_in_an_interim_decision(self) -> "Clocks":
        if self.sign_off.steps[-1].do is not StepKind.INTERIM_DECISION:
            raise ValueError("the last step of sign_off, the outer limit, must be interim_decision")
        if not any(step.do is StepKind.OVERDUE for step in self.awaiting_decision.steps):
            raise ValueError("awaiting_decision must have a step that does overdue")
        if self.meeting.steps[-1].do is not StepKind.MISSED:
            raise ValueError("the last step of meeting must be missed: a meeting that fails is not met with silence")
        return self

    @model_validator(mode="after")
    def _nobody_holds_a_date_that_passed(self) -> "Clocks":
        for name in ("awaiting_decision", "returned", "agreed", "first_payment"):
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
            if StepKind.MISSED in kinds and name != "meeting":
                raise ValueError(f"{name} cannot have a step that does missed: meeting has")
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


class SignOffPolicy(Incoming):
    """ROUTE-5: when a plan is signed off: once the record was given, or, with a direct payment, after the first one.

    `arranged_by`: the team that is asked at once to arrange the payment; wanted for `first_payment`, and only then.
    """

    after: Literal["record_given", "first_payment"]
    arranged_by: Duty | None = None
    source: Text

    @model_validator(mode="after")
    def _somebody_arranges_it(self) -> "SignOffPolicy":
        if (self.after == "first_payment") != (self.arranged_by is not None):
            raise ValueError("arranged_by names the team that arranges the payment, for first_payment and only then")
        return self


class DirectPaymentPolicy(Incoming):
    """DP-3, DP-6: figures about direct payments.

    `near_the_edge`: so many days to either side of the four-week limits, a stay is put to the authoriser. A condition's
    reminder comes `remind_before` working days before it is due, and again every `repeat_every` until it is met.
    """

    near_the_edge: Count
    remind_before: Count
    repeat_every: Annotated[int, Field(ge=1, le=250, strict=True)]
    source: Text


class Consistency(Incoming):
    """DEC-7: how many signed plans are enough to compare with, and how far back they are looked for."""

    at_least: Annotated[int, Field(ge=2, le=500, strict=True)]
    within_months: Annotated[int, Field(ge=1, le=240, strict=True)]
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
    based_on: Annotated[str, Field(pattern=EDITION)] | None = Field(
        default=None,
        description="The edition whose tables stand where this file has none, such as procedure@2023-05-23.",
    )
    source: Text


class Scheme(Incoming):
    """A council's scheme, whole."""

    scheme: SchemeHead
    authority: tuple[Authority, ...] = Field(min_length=1)
    meeting: tuple[Meeting, ...] = ()
    sign_off: SignOffPolicy
    direct_payments: DirectPaymentPolicy
    employer_rates: tuple[EmployerRates, ...] = Field(min_length=1)
    consistency: Consistency
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

    @model_validator(mode="after")
    def _each_meeting_has_its_row(self) -> "Scheme":
        names = [one.name for one in self.meeting]
        if len(set(names)) != len(names):
            raise ValueError("meeting: each name stands once only")
        sits = [row.in_meeting for row in self.authority if row.in_meeting is not None]
        if sorted(sits) != sorted(names):
            raise ValueError("meeting: each has one row of authority that is in_meeting of that name, and no row more")
        if names and self.authority[-1].in_meeting:
            raise ValueError("authority: above a meeting stands a row that decides what the meeting did not, or missed")
        if not names and any(row.once_missed for row in self.authority):
            raise ValueError("authority: once_missed means nothing without a meeting")
        return self

    @model_validator(mode="after")
    def _a_panel_is_the_exception(self) -> "Scheme":
        alone = {kind for row in self.authority if not (row.in_meeting or row.once_missed) for kind in row.kinds}
        only_there = {kind for row in self.authority for kind in row.kinds} - alone
        if only_there:
            raise ValueError(
                "authority: a panel is the exception, so some role decides without one for each kind "
                f"({', '.join(sorted(only_there))}) [ROUTE-3]"
            )
        return self

    @model_validator(mode="after")
    def _meets_before_a_decision_is_due(self) -> "Scheme":
        for one in self.meeting:
            longest = one.papers_by + 5 * one.every_weeks + self.clocks.meeting.due_after
            if longest > self.clocks.awaiting_decision.due_after:
                raise ValueError(
                    f"meeting {one.name}: a plan may wait {longest} working days for it and for its decision, and "
                    f"clocks.awaiting_decision promises one in {self.clocks.awaiting_decision.due_after}"
                )
        return self

    @model_validator(mode="after")
    def _rates_in_order(self) -> "Scheme":
        days = [rates.in_force_from for rates in self.employer_rates]
        if days != sorted(set(days)):
            raise ValueError("employer_rates: must stand in the order of their dates, each once")
        return self

    @property
    def edition(self) -> str:
        """The edition, as it is stored with a decision (ROUTE-10): name and the day it came into force."""
        return f"{self.scheme.name}@{self.scheme.in_force_from.isoformat()}"

    def title_of(self, role: str) -> str:
        """What people call a role; the role's own name if the scheme does not have it."""
        titles = {row.role: row.title for row in self.authority} | {self.duty.role: self.duty.title}
        arranges = self.sign_off.arranged_by
        titles |= {arranges.role: arranges.title} if arranges else {}
        return titles.get(role, role.replace("_", " "))

    def roles_from(self, role: str) -> tuple[str, ...]:
        """The roles above `role`, lowest first; none if the scheme does not have the role."""
        roles = [row.role for row in self.authority]
        return tuple(roles[roles.index(role) + 1 :]) if role in roles else ()

    def meeting_of(self, role: str) -> Meeting | None:
        """ROUTE-3: the panel or call at which a role decides; None if it decides alone."""
        name = next((row.in_meeting for row in self.authority if row.role == role), None)
        return next((one for one in self.meeting if one.name == name), None)

    def rates(self, on: date) -> EmployerRates:
        """DP-7: the rates in force on a day; before the first of them, the first."""
        in_force = [rates for rates in self.employer_rates if rates.in_force_from <= on]
        return in_force[-1] if in_force else self.employer_rates[0]


class SchemeError(Exception):
    """A scheme that cannot be used. The text names the file, each place in it, and what was expected there."""

    def __init__(self, file: str, problems: list[str]) -> None:
        """Keep the problems apart as well, for whoever prints them."""
        super().__init__(f"{file}: " + "; ".join(problems))
        self.file = file
        self.problems = problems


BY_PART = ("clocks", "interim")
"""The tables of which a scheme may have some parts and leave the others to the one that it is based on."""


def completed(data: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """ROUTE-1: a scheme's document, with the tables of the edition that it is based on where it has none itself."""
    whole = {**base, **data}
    for table in BY_PART:
        own, theirs = data.get(table), base.get(table)
        if isinstance(own, Mapping) and isinstance(theirs, Mapping):
            whole[table] = {**theirs, **own}
    return whole


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
