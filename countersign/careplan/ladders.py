"""TIME-1, TIME-2 · The clocks of a scheme: a ladder for each wait, with its due date, its steps, and what repeats.

Every figure is the scheme's data with its source: the procedure gives no number of days.
"""

from collections.abc import Iterator
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from countersign.careplan.faults import none_of
from countersign.careplan.wire import Incoming, Text

Count = Annotated[int, Field(ge=0, le=500, strict=True, description="How many, of what the table counts in.")]


class StepKind(StrEnum):
    """What happens at one step of a ladder (TIME-2)."""

    REMIND = "remind"
    ESCALATE = "escalate"
    OVERDUE = "overdue"
    MISSED = "missed"
    INTERIM_DECISION = "interim_decision"
    REVIEW = "review"

    END = "end"
    """END: the plan leaves, as was said. No ladder of a scheme has this step."""

    LAPSE = "lapse"
    """SHARE-9: a decision about a copy is past its last day. No ladder of a scheme has this step."""


class CountedIn(StrEnum):
    """The unit of a ladder's figures: working days of the office, or hours, which run day and night."""

    WORKING_DAYS = "working_days"
    HOURS = "hours"


class LadderStep(Incoming):
    """One step: what happens, and how long after the start of the wait."""

    after: Count
    do: StepKind
    source: Text


class Ladder(Incoming):
    """The clock of one wait: when it is due, its steps, and how often the last step repeats.

    A council may have as many steps as it wants. Two steps may fall on the same day.
    """

    counted_in: CountedIn = CountedIn.WORKING_DAYS
    """The unit of every figure."""

    due_after: Count
    """How long after the start of the wait it is due."""

    repeat_every: Annotated[int, Field(ge=1, le=500, strict=True)]
    """How much time lies between one repeat of the last step and the next."""

    steps: tuple[LadderStep, ...] = Field(min_length=1)
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "Ladder":
        days = [step.after for step in self.steps]
        if days != sorted(days):
            raise ValueError("the steps must stand in the order in which they fall due")
        return self


class TopOfLadder(Incoming):
    """TIME-4: how the highest people are told of interim support that still waits, since nobody is above them."""

    repeat_every: Annotated[int, Field(ge=1, le=500, strict=True)]
    """How many hours lie, at least, between one notice to the top and the next."""

    not_before: time
    """From when in the day the top is written to, London time, on each day of the week."""

    not_after: time
    """Until when in the day the top is written to."""

    also: tuple[str, ...] = ()
    """Who else is told whenever the top is: roles of the scheme, `practitioner` or `line_manager`."""

    source: Text

    @model_validator(mode="after")
    def _has_a_day(self) -> "TopOfLadder":
        if self.not_before >= self.not_after:
            raise ValueError("not_before must come before not_after: the top is written to by day")
        return self


class Clocks(Incoming):
    """TIME-1, TIME-6, RET-4, ROUTE-3, ROUTE-5, REC-3, SHARE-5, AMEND-1: a ladder for each wait while a plan is open."""

    awaiting_decision: Ladder
    """Until the plan is decided."""

    returned: Ladder
    """Until a returned plan is resubmitted."""

    agreed: Ladder
    """Until the person was given the record of an agreed plan."""

    sign_off: Ladder
    """Until the plan is signed off, from its first submission. Nothing pauses this clock: it is the outer limit."""

    information: Ladder
    """Until the information comes that an authoriser asked for before deciding."""

    question: Ladder
    """Until a practitioner's question about a return is answered."""

    tidy_up: Ladder
    """Until everything is done that is left to do once a plan has left."""

    meeting: Ladder
    """From a panel or call until its decision comes. The last step finds that the meeting missed the plan (ROUTE-3)."""

    first_payment: Ladder
    """Until the first payment is put into practice, where the scheme waits for that (ROUTE-5)."""

    understanding: Ladder
    """Until support is recorded for somebody who has substantial difficulty in understanding (REC-3)."""

    concern: Ladder
    """Until a concern about a copy is decided (SHARE-5)."""

    amendment: Ladder
    """Until an amendment that was asked for is answered; and, once agreed to, until the amended plan comes (AMEND)."""

    @model_validator(mode="after")
    def _hold_together(self) -> "Clocks":
        none_of(
            (
                *self._ends_in_an_interim_decision(),
                *self._nobody_holds_a_date_that_passed(),
                *self._each_step_where_it_means_something(),
            )
        )
        return self

    def _ends_in_an_interim_decision(self) -> Iterator[str]:
        if self.sign_off.steps[-1].do is not StepKind.INTERIM_DECISION:
            yield "the last step of sign_off, the outer limit, must be interim_decision"
        if not any(step.do is StepKind.OVERDUE for step in self.awaiting_decision.steps):
            yield "awaiting_decision must have a step that does overdue"
        if self.meeting.steps[-1].do is not StepKind.MISSED:
            yield "the last step of meeting must be missed: a meeting that fails is not met with silence"

    def _nobody_holds_a_date_that_passed(self) -> Iterator[str]:
        for name in ("awaiting_decision", "returned", "agreed", "first_payment"):
            ladder: Ladder = getattr(self, name)
            if ladder.due_after not in {step.after for step in ladder.steps}:
                yield f"{name} must have a step when it is due, so that nobody holds a date that has passed"

    def _each_step_where_it_means_something(self) -> Iterator[str]:
        for name in Clocks.model_fields:
            kinds = {step.do for step in getattr(self, name).steps}
            if StepKind.REVIEW in kinds:
                yield f"{name} cannot have a step that does review: interim.review has"
            if StepKind.END in kinds:
                yield f"{name} cannot have a step that does end: only a message ends a plan"
            if StepKind.LAPSE in kinds:
                yield f"{name} cannot have a step that does lapse: a decision about a copy says its last day"
            if StepKind.MISSED in kinds and name != "meeting":
                yield f"{name} cannot have a step that does missed: meeting has"
            if StepKind.OVERDUE in kinds and name != "awaiting_decision":
                yield f"{name} cannot have a step that does overdue: awaiting_decision has"


class InterimClocks(Incoming):
    """TIME-3, TIME-4: a ladder for each stage of interim support."""

    urgent_needs: Ladder
    """Until the duty worker has found out whether there are urgent needs."""

    acknowledged: Ladder
    """Until the duty team has acknowledged the request."""

    arranged: Ladder
    in_place: Ladder

    review: Ladder
    """Until the next review, again and again while support is in place."""

    @model_validator(mode="after")
    def _each_step_where_it_means_something(self) -> "InterimClocks":
        if not any(step.do is StepKind.REVIEW for step in self.review.steps):
            raise ValueError("review must have a step that does review")
        for name in InterimClocks.model_fields:
            may = {StepKind.REMIND, StepKind.ESCALATE} | ({StepKind.REVIEW} if name == "review" else set[StepKind]())
            if not may.issuperset(step.do for step in getattr(self, name).steps):
                raise ValueError(f"{name} can only have steps that do {' or '.join(sorted(may))}")
        return self
