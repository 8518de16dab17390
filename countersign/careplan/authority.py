"""ROUTE-1..6 · Who may agree what, as a council's scheme states it: rows of authority, and its panels and calls.

Source: the article on the TLAP guidance: panels are for "exceptional cases", such as where "the personal budget
allocation is larger than usual, or the plan is particularly distinctive"; councils say "how they will involve service
users in meetings". The figures are the scheme's. A missing limit authorises nothing (fail closed).
"""

from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from countersign.careplan.evidence import Said
from countersign.careplan.faults import none_of
from countersign.careplan.plan import PlanKind
from countersign.careplan.wire import NAME, Flag, Incoming, Money, ShortText, Text

RoleName = Annotated[str, Field(pattern=NAME)]


class Authority(Incoming):
    """One row of the scheme's table: a role, and what it may agree. A missing limit authorises nothing (fail closed).

    A row has a weekly limit of one kind, so that it states what happens at exactly £1,000.00 (ROUTE-4).
    """

    role: RoleName
    """The role's name, as the register has it."""

    title: ShortText
    """What people call the role."""

    kinds: tuple[PlanKind, ...] = Field(min_length=1)
    """The kinds of plan that the role may agree."""

    agrees_up_to: Money | None = None
    """The weekly limit, where the limit itself may still be agreed."""

    agrees_under: Money | None = None
    """The weekly limit, where only less than the limit may be agreed."""

    one_off_up_to: Money | None = None
    """The limit for one-off costs, which may itself be agreed; without it nothing one-off may be."""

    agrees_any_amount: Flag = False
    """Whether the role may agree any amount, weekly and one-off."""

    in_meeting: RoleName | None = None
    """The panel or call at which the role decides, and for which it speaks."""

    once_missed: Flag = False
    """Whether the role decides alone, and only once the plan's panel or call did not decide it."""

    source: Text
    """Where the row comes from."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        none_of(self._contradictions())
        return self

    def _contradictions(self) -> Iterator[str]:
        if sum((self.agrees_up_to is not None, self.agrees_under is not None, self.agrees_any_amount)) > 1:
            yield "a row says one of agrees_up_to, agrees_under and agrees_any_amount"
        if self.in_meeting and self.once_missed:
            yield "a row decides in_meeting or once_missed, not both"

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
        """The weekly limit in words, such as "up to £500.00 a week"."""
        if self.agrees_any_amount:
            return "any amount"
        if self.agrees_up_to is not None:
            return f"up to £{self.agrees_up_to:,.2f} a week"
        return "nothing" if self.agrees_under is None else f"under £{self.agrees_under:,.2f} a week"


class Exceptional(StrEnum):
    """ROUTE-3: why a plan goes to a panel or call. There is no other reason."""

    LARGER_THAN_USUAL = "larger_than_usual"
    """Its budget is over the meeting's own figure."""

    VERY_COMPLEX = "very_complex"
    DISTINCTIVE = "particularly_distinctive"

    NOBODY_ALONE = "nobody_may_decide_alone"
    """Its budget is not larger than usual, and yet no role of the scheme may decide it alone."""

    REFERRED = "referred_as_too_complex"
    """Whoever was to decide it referred it there. No scheme lists this."""


WHY_THERE: dict[Exceptional, str] = {
    Exceptional.LARGER_THAN_USUAL: "its budget is larger than usual",
    Exceptional.VERY_COMPLEX: "it is very complex",
    Exceptional.DISTINCTIVE: "it is particularly distinctive",
    Exceptional.NOBODY_ALONE: "nobody may decide it alone",
    Exceptional.REFERRED: "it was found too complex to be decided by one person",
}
"""ROUTE-3: each reason, in the words of the record, the brief, and a scheme explained."""


def why_there(reasons: Iterable[Exceptional]) -> str:
    """The reasons in one phrase: "its budget is larger than usual, and it is very complex"."""
    return ", and ".join(WHY_THERE[reason] for reason in reasons)


class MeetingKind(StrEnum):
    """What kind of meeting it is. The person is told this word."""

    PANEL = "panel"
    CALL = "call"


class Meeting(Incoming):
    """ROUTE-3, ROUTE-4, ROUTE-6, ROUTE-11: a panel or call: what goes there, when it meets, and who has to be there.

    A meeting that falls on a day off is held on the next working day. A scheme that considers larger budgets states
    either `larger_than_usual_over` or `larger_than_usual_from`.
    """

    name: RoleName
    """The meeting's name, as rows of authority refer to it."""

    title: ShortText
    """What people call the meeting."""

    kind: MeetingKind
    """Whether it is a panel or a call."""

    considers: tuple[Exceptional, ...] = Field(min_length=1)
    """The reasons for which a plan goes there."""

    larger_than_usual_over: Money | None = None
    """A weekly budget above this amount is larger than usual."""

    larger_than_usual_from: Money | None = None
    """A weekly budget of this amount or more is larger than usual."""

    one_off_over: Money | None = None
    """A one-off cost above this amount is larger than usual."""

    first_on: date
    """The day of the first meeting."""

    every_weeks: Annotated[int, Field(ge=1, le=26, strict=True)]
    """How many weeks lie between one meeting and the next."""

    at: time
    """When the meeting begins, London time."""

    papers_by: Annotated[int, Field(ge=0, le=20, strict=True)]
    """How many working days before the meeting a plan must have come, by the end of that day."""

    quorum: Annotated[int, Field(ge=1, le=30, strict=True)]
    """How many members must be there."""

    skills: tuple[ShortText, ...] = ()
    """The skills that the members must bring between them."""

    clerk: RoleName | None = None
    """WHO-1: the role of its clerk, who may report it missed and move it, as whoever speaks for it may."""

    how_the_person_is_involved: Text = Field(description="ROUTE-6: told to the person, as the invitation has it.")

    where: Said
    """ROUTE-12: where it is held, as the invitation has it."""

    how_to_join: Said
    """ROUTE-12: how to join by telephone or video, as the invitation has it."""

    who_is_there: Said
    """ROUTE-12: who will be there, as the invitation has it."""

    lasts_minutes: Annotated[int, Field(ge=5, le=480, strict=True)]
    """ROUTE-12: how many minutes it takes to talk about one plan."""

    can_be_arranged: Said
    """ROUTE-12: what can be arranged, such as an interpreter, an advocate, or fares; as the invitation has it."""

    invited_before: Annotated[int, Field(ge=0, le=20, strict=True)]
    """ROUTE-12: how many working days before the meeting the invitation is sent at the latest; reckon with the post."""

    source: Text
    """Where the meeting's rules come from."""

    @model_validator(mode="after")
    def _says_what_it_considers(self) -> Self:
        none_of(self._contradictions())
        return self

    def _contradictions(self) -> Iterator[str]:
        stated = sum(limit is not None for limit in (self.larger_than_usual_over, self.larger_than_usual_from))
        if (Exceptional.LARGER_THAN_USUAL in self.considers) != (stated == 1):
            yield (
                "a meeting that considers larger_than_usual says one of larger_than_usual_over and "
                "larger_than_usual_from, and no other does"
            )
        if Exceptional.REFERRED in self.considers:
            yield (
                f"considers cannot say {Exceptional.REFERRED.value}: a plan is referred to a meeting that considers "
                f"{Exceptional.VERY_COMPLEX.value} [ROUTE-3]"
            )

    @property
    def closes_before(self) -> int:
        """ROUTE-12: how many working days before it a plan must have come: papers and invitation are then in time."""
        return max(self.papers_by, self.invited_before)

    @property
    def takes_what_nobody_decides_alone(self) -> bool:
        """ROUTE-3: whether what no role may decide alone goes there, although its budget is not larger than usual."""
        return not {Exceptional.LARGER_THAN_USUAL, Exceptional.NOBODY_ALONE}.isdisjoint(self.considers)

    def is_larger_than_usual(self, weekly: Decimal, one_off: Decimal) -> bool:
        """ROUTE-3: whether a budget is larger than usual under the scheme."""
        over, begins = self.larger_than_usual_over, self.larger_than_usual_from
        return (
            (over is not None and weekly > over)
            or (begins is not None and weekly >= begins)
            or (self.one_off_over is not None and one_off > self.one_off_over)
        )
