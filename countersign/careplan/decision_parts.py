"""The parts of an authoriser's decision: the answers, the limbs, the reasons, the conditions, the meeting.

No part of a decision can edit a plan, its services or its budget (ROUTE-7). A line can only be agreed as the plan has
it, or as the plan itself says that it would be managed otherwise (DP-5).
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from countersign.careplan.evidence import Name
from countersign.careplan.wire import Day, Flag, Incoming, ItemId, ShortText, StaffId, Text


class Question(StrEnum):
    """DEC-2: the eleven questions that an authoriser answers. Wording: the procedure's list, shortened."""

    INVOLVEMENT = "involvement_maximised"
    WELLBEING = "promotes_wellbeing"
    OUTCOMES_CLEAR = "outcomes_clear_and_realistic"
    HOW_ACHIEVED = "clear_how_outcomes_are_achieved"
    INDEPENDENCE = "promotes_independence_choice_control"
    PREVENTION = "prevents_reduces_delays_needs"
    STRENGTHS = "strengths_approach_used"
    RESOURCES = "best_use_of_available_resources"
    INTENSITY = "level_proportionate_to_needs_and_risk"
    TYPE = "type_appropriate_and_proportionate"
    CONTINGENCY = "contingency_proportionate"


class Reply(StrEnum):
    """An answer to one of the eleven questions."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class QuestionAnswer(Incoming):
    """One question answered."""

    question: Question

    reply: Reply

    comment: str = Field(default="", max_length=4000)
    """Words; wanted for any answer but yes with which the plan is agreed: why it can be agreed even so (DEC-2)."""


class Limbs(Incoming):
    """DEC-1: the test. The third limb is answered where, and only where, the plan uses a direct payment."""

    appropriate_and_proportionate: Flag
    """The plan is appropriate, and proportionate to the needs."""

    best_use_of_resources: Flag
    """The plan makes the best use of the resources available."""

    direct_payment_appropriate_and_cost_effective: Flag | None = None
    """The direct payment is appropriate and cost-effective; left out where the plan uses none."""


class Regard(Incoming):
    """DEC-3: how wellbeing, outcomes and reasonable preferences were taken into account."""

    wellbeing: Text
    """How the person's wellbeing was taken into account."""

    outcomes: Text
    """How the person's outcomes were taken into account."""

    preferences: Text
    """How the person's reasonable preferences were taken into account."""


class Ground(StrEnum):
    """RET-1: the only two grounds on which a plan may be returned."""

    NOT_APPROPRIATE = "not_appropriate_or_proportionate"
    NOT_BEST_USE = "not_effective_use_of_resources"


class Limb(StrEnum):
    """The limb of the test that failed."""

    APPROPRIATE = "appropriate_and_proportionate"
    BEST_USE = "best_use_of_resources"
    DIRECT_PAYMENT = "direct_payment_appropriate_and_cost_effective"


class PaymentCriterion(StrEnum):
    """RET-2: what a direct payment fails, where the third limb does: the procedure's four criteria, and its cost."""

    CAPACITY = "arrangements_to_manage_it"
    RELATIVE = "relative_in_the_same_household"
    CARE_HOME = "care_home_beyond_four_weeks"
    REQUIREMENT = "requirement_or_order"
    COST = "most_effective_use_of_resources"


class NamedAlternative(Incoming):
    """DEC-6: a better use that whoever decides knows of, and the plan does not name.

    It counts only if it could meet the needs, and was available when required. It has no price: a return edits none.
    """

    what: Name
    """What it is, in a few words."""

    needs: tuple[ItemId, ...] = Field(min_length=1, max_length=60)
    """The needs of the plan that it would meet."""

    could_meet_needs: Flag
    """Whether it could meet those needs."""

    available_when_required: Flag
    """Whether it was available at the point when it is required."""

    why: str = Field(default="", max_length=4000)
    """How that is known, and why it would be the better use: wanted."""

    @property
    def counts(self) -> bool:
        """DEC-6: whether best use may be compared with it."""
        return self.could_meet_needs and self.available_when_required


class ReturnReason(Incoming):
    """RET-2: one reason, tied to a ground, a limb and a criterion, with at least one suggested step.

    Lists may be empty here so that the rule, not the parser, can name everything that is missing.
    """

    id: ItemId

    ground: Ground

    limb: Limb

    criterion: Question | None = None
    """The question whose criterion is not met."""

    payment_criterion: PaymentCriterion | None = None
    """For the direct-payment limb: the criterion of a direct payment that is not met."""

    compared_with: ItemId | None = None
    """DEC-6: the plan's alternative that would be the better use, if the reason is that."""

    alternative: NamedAlternative | None = None
    """DEC-6: the better use, where the plan does not name it. A revision on best use wants one or the other."""

    facts: str = Field(default="", max_length=4000)
    """RET-1: for the direct-payment limb: what is known, and from where; wanted where no finding bears it out."""

    reason: str = Field(default="", max_length=4000)
    """Why, for the practitioner and whoever decides again. The person reads `to_the_person` instead."""

    steps: tuple[Text, ...] = Field(default=(), max_length=20)
    """The steps suggested to the practitioner, at least one (RET-2)."""

    to_the_person: str = Field(default="", max_length=4000)
    """TELL-2: what is missing, or does not fit yet, in words to the person: "you" is the person, and nobody is "I".
    Wanted; their letter has it as it stands here."""

    what_happens_next: str = Field(default="", max_length=4000)
    """TELL-2: what their practitioner will do about it, and with whom, in words to the person. Wanted, as that is."""


class Wanted(StrEnum):
    """RET-3: what a return asks of the practitioner."""

    INFORMATION = "information"
    REVISION = "revision"


class DecisionOutcome(StrEnum):
    """The two things an authoriser can decide. There is no third, and none that changes the plan."""

    AGREE = "agree"
    RETURN = "return"


class Considered(Incoming):
    """DP-3, DP-6: one finding about a direct payment that was put to the authoriser, and what they made of it."""

    rule: Annotated[str, Field(pattern=r"^DP-[1-9]$")]
    """The rule of the finding, such as DP-3."""

    line: ItemId | None = None
    """The line that it is about; left out where it is about all."""

    what: Text
    """What was found out or discussed with the practitioner, and why it may be agreed."""


class LineOtherwise(Incoming):
    """DP-5, DP-8: a line that is not to be paid for by direct payment: it is agreed as its `otherwise` has it."""

    line: ItemId

    rule: Annotated[str, Field(pattern=r"^DP-[1-8]$", description="The rule that bars it, or DP-8.")]

    why: Text
    """Why, in words that the person will read; letters and the record add how the plan has it arranged instead."""


class ConditionKind(StrEnum):
    """DP-6: the three kinds of condition that the procedure names as examples, and any other in words."""

    PERSON_BARRED = "named_person_may_not_provide_care"
    MORE_REVIEWS = "more_frequent_reviews"
    INFORMATION = "information_at_stated_times"
    OTHER = "other"


class Condition(Incoming):
    """DP-6: one condition on the direct payment. One with a date has reminders of its own."""

    id: ItemId

    kind: ConditionKind

    what: Text
    """What is asked, in words that can stand in letters and the written record; those add the dates themselves."""

    name: Name | None = None
    """The name of whoever may not provide care; for a barred person, and for nothing else."""

    relationship: Name | None = None
    """What they are to the person, such as brother; for a barred person, if they are anything."""

    first_on: Day | None = None
    """The day by which it is first due; not for a barred person. Another condition in words may have none."""

    every_months: Annotated[int, Field(ge=1, le=24, strict=True)] | None = None
    """How often it is due again, if it is."""

    @model_validator(mode="after")
    def _dated_where_something_is_due(self) -> Self:
        barred = self.kind is ConditionKind.PERSON_BARRED
        if barred and (self.first_on or self.every_months):
            raise ValueError("a named person stays barred: leave out first_on and every_months")
        if self.kind in {ConditionKind.MORE_REVIEWS, ConditionKind.INFORMATION} and self.first_on is None:
            raise ValueError("first_on must say when it is first due")
        if self.kind is ConditionKind.MORE_REVIEWS and self.every_months is None:
            raise ValueError("every_months must say how often the direct payment is reviewed")
        if self.every_months is not None and self.first_on is None:
            raise ValueError("first_on must say when it is first due, where every_months says how often")
        return self

    @model_validator(mode="after")
    def _names_whom_it_bars(self) -> Self:
        barred = self.kind is ConditionKind.PERSON_BARRED
        if barred and self.name is None:
            raise ValueError("name must say who may not provide care")
        if not barred and (self.name or self.relationship):
            raise ValueError("name and relationship are for a person who may not provide care: leave them out")
        return self


class Member(Incoming):
    """One who took part in a panel or call, and which of the skills that it needs they brought."""

    id: StaffId

    skills: tuple[ShortText, ...] = Field(default=(), max_length=10)
    """The skills that they brought, in the scheme's own words."""


class MeetingRecord(Incoming):
    """ROUTE-3, ROUTE-6, ROUTE-11: the panel or call at which a plan was decided: who was there, and how."""

    held_on: Day
    """The day on which it was held: one to which the person was invited."""

    members: tuple[Member, ...] = Field(min_length=1, max_length=30)

    expert: StaffId | None = None
    """The expert assessor, or a member of like expertise, where one was involved."""

    like_expertise: str = Field(default="", max_length=1000)
    """If not the assessor: why it is like theirs."""

    how_the_person_took_part: Text
    """How the person, or somebody for them, took part; or that they did not wish to (ROUTE-6)."""
