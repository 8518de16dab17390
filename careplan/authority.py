"""ROUTE-1..6 · Who may agree what, as a council's scheme states it: rows of authority, and its panels and calls.

Source: the article on the TLAP guidance: panels are for "exceptional cases", such as where "the personal budget
allocation is larger than usual, or the plan is particularly distinctive"; councils say "how they will involve service
users in meetings". Figures are the scheme's; a limit that is missing authorises nothing (fail closed).
"""

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from careplan.plan import PlanKind
from careplan.wire import NAME, Flag, Incoming, Money, ShortText, Text

RoleName = Annotated[str, Field(pattern=NAME)]


class Authority(Incoming):
    """One row: a role, and what it may agree. A limit that is missing authorises nothing (fail closed).

    `agrees_up_to` covers its own amount, `agrees_under` does not: what happens at exactly £1,000.00 is stated, never
    guessed (ROUTE-4). `in_meeting`: the role decides at that panel or call, for which it speaks. `once_missed`: it
    decides alone what was for a panel or call only when that did not decide it.
    """

    role: RoleName
    title: ShortText
    kinds: tuple[PlanKind, ...] = Field(min_length=1)
    agrees_up_to: Money | None = None
    agrees_under: Money | None = None
    one_off_up_to: Money | None = None
    agrees_any_amount: Flag = False
    in_meeting: RoleName | None = None
    once_missed: Flag = False
    source: Text

    @model_validator(mode="after")
    def _one_way_of_saying_it(self) -> Self:
        if sum((self.agrees_up_to is not None, self.agrees_under is not None, self.agrees_any_amount)) > 1:
            raise ValueError("a row says one of agrees_up_to, agrees_under and agrees_any_amount")
        if self.in_meeting and self.once_missed:
            raise ValueError("a row decides in_meeting or once_missed, not both")
        return self

    def covers(self, kind: PlanKind, weekly: Decimal, one_off: Decimal) -> bool:
        """ROUTE-1: whether this role may agree a plan of this kind and cost."""
        if kind not in self.kinds:
            return False
        if self.agrees_any_amount:
            return True
        within_weekly = (self.agrees_up_to is not None and weekly <= self.agrees_up_to) or (
            self.agrees_under is not None and weekly < self.agrees_under
        )
        within_one_off = one_off == 0 or (self.one_off_up_to is not None and one_off <= self.one_off_up_to)
        return within_weekly and within_one_off

    @property
    def limit_in_words(self) -> str:
        """The weekly limit as people say it."""
        if self.agrees_any_amount:
            return "any amount"
        if self.agrees_up_to is not None:
            return f"up to £{self.agrees_up_to:,.2f} a week"
        return "nothing" if self.agrees_under is None else f"under £{self.agrees_under:,.2f} a week"


class Exceptional(StrEnum):
    """ROUTE-3: why a plan goes to a panel or call. There is no other reason."""

    LARGER_THAN_USUAL = "larger_than_usual"
    VERY_COMPLEX = "very_complex"
    DISTINCTIVE = "particularly_distinctive"


class MeetingKind(StrEnum):
    """What a meeting is, as the person is told."""

    PANEL = "panel"
    CALL = "call"


class Meeting(Incoming):
    """ROUTE-3, ROUTE-4, ROUTE-6, ROUTE-11: a panel or call: what goes there, when it meets, and who has to be there.

    `considers`: the reasons for which a plan goes there. A budget is larger than usual over, or from, so much a week
    (a scheme states one of the two), or over so much once. It meets on `first_on` and every so many weeks after, `at` a
    time in London; a meeting that falls on a day off is held on the next working day. `papers_by`: working days before
    it, by the end of which a plan has to have come. `quorum`: how many members, who between them bring all `skills`.
    """

    name: RoleName
    title: ShortText
    kind: MeetingKind
    considers: tuple[Exceptional, ...] = Field(min_length=1)
    larger_than_usual_over: Money | None = None
    larger_than_usual_from: Money | None = None
    one_off_over: Money | None = None
    first_on: date
    every_weeks: Annotated[int, Field(ge=1, le=26, strict=True)]
    at: time
    papers_by: Annotated[int, Field(ge=0, le=20, strict=True)]
    quorum: Annotated[int, Field(ge=1, le=30, strict=True)]
    skills: tuple[ShortText, ...] = ()
    how_the_person_is_involved: Text = Field(description="ROUTE-6: told to the person, as the invitation has it.")
    source: Text

    @model_validator(mode="after")
    def _says_what_larger_is(self) -> Self:
        stated = sum(one is not None for one in (self.larger_than_usual_over, self.larger_than_usual_from))
        if (Exceptional.LARGER_THAN_USUAL in self.considers) != (stated == 1):
            raise ValueError(
                "a meeting that considers larger_than_usual says one of larger_than_usual_over and "
                "larger_than_usual_from, and no other does"
            )
        return self

    def is_larger_than_usual(self, weekly: Decimal, one_off: Decimal) -> bool:
        """ROUTE-3: whether a budget is larger than usual for the scheme."""
        over, begins = self.larger_than_usual_over, self.larger_than_usual_from
        return (
            (over is not None and weekly > over)
            or (begins is not None and weekly >= begins)
            or (self.one_off_over is not None and one_off > self.one_off_over)
        )
