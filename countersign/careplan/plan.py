"""The care and support plan as it is submitted: one person, their needs, what meets them, and what it costs.

Amounts are pounds and pence per week unless the field says `one_off`. References (N1, O1, S1, P1, C1) tie the
parts together; names tie nothing. Almost every list may be empty here. An incomplete plan is not a parsing error, which
stops at the first gap, but a *finding* (`careplan.readiness`), so that all gaps can be named at once.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.careplan.consent import SharingDecision
from countersign.careplan.payment import (
    CareHomeStay,
    Commissioned,
    DirectPayment,
    EmployerCost,
    ManagedBy,
    ManagedOtherwise,
    PaidRelative,
    PersonalAssistants,
)
from countersign.careplan.people import (
    Carer,
    DelegatedPlanner,
    ExpertAssessor,
    Person,
    Practitioner,
    Provider,
    Representative,
)
from countersign.careplan.wire import NAME, Day, Flag, Incoming, ItemId, Money, PlanId, ShortText, Text


class PlanKind(StrEnum):
    """SUB-7: whose plan it is. A carer's own plan follows a sister procedure."""

    ADULT = "adult"
    CARER = "carer"


class Team(StrEnum):
    """SUB-6: the nine teams and services that use the procedure."""

    VISUAL_IMPAIRMENT = "visual_impairment"
    HOSPITAL = "hospital_social_work"
    HOME_ASSESSMENT = "home_assessment"
    COMMUNITY = "community"
    LEARNING_DISABILITY = "learning_disability"
    COMPLEX_CARE_AND_REVIEW = "complex_care_and_review"
    MENTAL_HEALTH = "mental_health"
    CHC_SOCIAL_WORK = "chc_social_work"
    TRANSITION = "transition"


class OutcomeArea(StrEnum):
    """The eligibility outcomes: ten for an adult, eight for a carer, three of them in both lists.

    Source: Care and Support (Eligibility Criteria) Regulations 2015, regs 2(2) and 3(2) (check).
    """

    NUTRITION = "nutrition"
    PERSONAL_HYGIENE = "personal_hygiene"
    TOILET = "toilet_needs"
    CLOTHED = "being_appropriately_clothed"
    SAFE_AT_HOME = "using_the_home_safely"
    HABITABLE_HOME = "habitable_home"
    RELATIONSHIPS = "relationships"
    WORK_AND_LEARNING = "work_training_education_volunteering"
    COMMUNITY_FACILITIES = "community_facilities"
    CARING_FOR_A_CHILD = "caring_for_a_child"
    CARING_FOR_OTHERS = "caring_for_others"
    RECREATION = "recreation"


CARER_AREAS = frozenset(OutcomeArea) - {
    OutcomeArea.PERSONAL_HYGIENE,
    OutcomeArea.TOILET,
    OutcomeArea.CLOTHED,
    OutcomeArea.SAFE_AT_HOME,
}
ADULT_AREAS = frozenset(OutcomeArea) - {OutcomeArea.CARING_FOR_OTHERS, OutcomeArea.RECREATION}


class Need(Incoming):
    """One assessed need, under the outcome it stops the person achieving."""

    id: ItemId

    area: OutcomeArea

    description: Text
    """The need, in words."""

    eligible: Flag = True
    """Whether it is an eligible need, which the plan must meet."""


class DesiredOutcome(Incoming):
    """What the person wants to achieve, and how anyone will be able to tell (SUB-5)."""

    id: ItemId

    description: Text
    """What the person wants to achieve."""

    needs: tuple[ItemId, ...] = ()
    """The needs that it is about."""

    how_we_will_know: str = Field(default="", max_length=4000)
    """What a review will look for."""


class ServiceLine(Incoming):
    """One priced line: what will be done, by whom, for which needs, and what it costs a week.

    Where `units_a_week` and `unit_cost` are given, `weekly_cost` must be their product to the penny. A line that
    somebody else pays for (a health service, a family, a charity) names them in `paid_by_other`; every other line is
    part of the personal budget.
    """

    id: ItemId

    service: ShortText
    """The service, in a few words."""

    description: Text
    """What will be done, when and how often."""

    needs: tuple[ItemId, ...] = ()
    """The needs that it meets."""

    managed_by: ManagedBy

    provider: ItemId | None = None
    """A provider of this plan, such as P1."""

    units_a_week: Annotated[Decimal, Field(ge=0, le=10000, decimal_places=2)] | None = None
    """How many units a week, with at most two decimal places."""

    unit: ShortText | None = None
    """What a unit is, such as hour or day."""

    unit_cost: Money | None = None
    """What a unit costs."""

    weekly_cost: Money = Decimal("0.00")

    one_off_cost: Money = Decimal("0.00")

    paid_by_other: ShortText | None = None
    """Who else pays for this line, if somebody does (BUD-2)."""

    paid_relative: PaidRelative | None = None

    care_home_stays: tuple[CareHomeStay, ...] = Field(default=(), max_length=60)
    """DP-3: if it pays for any."""

    personal_assistants: PersonalAssistants | None = None
    """DP-7: if the line is wages."""

    employer_cost: EmployerCost | None = None
    """DP-7: if it is a cost of employing them."""

    commissioned: Commissioned | None = None
    """DP-8: as the council could commission it."""

    otherwise: ManagedOtherwise | None = None
    """DP-5: how it would be managed if not by direct payment."""


class Statement(Incoming):
    """A confirmation with its evidence: 'each is a statement with evidence, not a bare tick' (SUB-1)."""

    confirmed: Flag
    """Whether the practitioner confirms it."""

    evidence: str = Field(default="", max_length=8000)
    """The evidence: a sentence or more, never a bare yes."""


class Readiness(Incoming):
    """SUB-1: the eight things of which the practitioner is satisfied before submitting. Absent means not confirmed."""

    involvement_maximised: Statement | None = None

    promotes_wellbeing: Statement | None = None

    outcomes_explored: Statement | None = None

    methods_explored: Statement | None = None

    appropriate_and_proportionate: Statement | None = None

    risks_and_contingency: Statement | None = None

    information_advice_prevention: Statement | None = None

    budget_management_agreed: Statement | None = None


class OverIndicativeEvidence(Incoming):
    """SUB-4: what is further needed where the plan costs more than the indicative budget."""

    strengths_based_approach: str = Field(default="", max_length=8000)
    """How a strengths-based approach was taken."""

    options_explored: str = Field(default="", max_length=8000)
    """The options that were explored."""

    rationale: str = Field(default="", max_length=8000)
    """Why the alternatives were not appropriate, with regard to outcomes, wellbeing and positive risk-taking."""

    prevent_reduce_delay: str = Field(default="", max_length=8000)
    """The options to prevent, reduce or delay needs that were explored."""


class Setting(StrEnum):
    """DEC-7: where the person lives, by which plans with similar needs are compared."""

    OWN_HOME = "own_home"
    WITH_FAMILY = "with_family"
    SHARED_LIVES = "shared_lives"
    SUPPORTED_LIVING = "supported_living"
    EXTRA_CARE = "extra_care"
    CARE_HOME = "care_home"
    NOT_STATED = "not_stated"


class Alternative(Incoming):
    """DEC-6: another way of meeting needs that was looked at, and whether it was a real one.

    Only what could meet the needs, and was available when it was required, is compared.
    """

    id: ItemId

    service: ShortText
    """The other way that was looked at, in a few words."""

    needs: tuple[ItemId, ...] = Field(min_length=1)
    """The needs that it was to meet."""

    weekly_cost: Money

    one_off_cost: Money = Decimal("0.00")

    could_meet_needs: Flag
    """Whether it could meet those needs."""

    available_when_required: Flag
    """Whether it was available at the point when it is required."""

    why: Text
    """Why it could or could not, and why it was not chosen."""

    @property
    def counts(self) -> bool:
        """DEC-6: whether best use may be compared with it."""
        return self.could_meet_needs and self.available_when_required


class Plan(Incoming):
    """One version of a care and support plan, whole, as a practitioner submits it."""

    plan_id: PlanId

    kind: PlanKind = PlanKind.ADULT

    team: Team

    scheme: Annotated[str, Field(pattern=NAME)] = "procedure"
    """The name of the council's scheme, under which the plan is signed off."""

    person: Person

    representative: Representative | None = None

    practitioner: Practitioner

    planned_by: DelegatedPlanner | None = None

    needs: tuple[Need, ...] = Field(default=(), max_length=60)

    outcomes: tuple[DesiredOutcome, ...] = Field(default=(), max_length=60)

    services: tuple[ServiceLine, ...] = Field(default=(), max_length=100)

    setting: Setting = Setting.NOT_STATED

    very_complex: str = Field(default="", max_length=4000)
    """ROUTE-3: why the plan is very complex, if so."""

    distinctive: str = Field(default="", max_length=4000)
    """ROUTE-3: why it is particularly distinctive."""

    expert_assessor: ExpertAssessor | None = None

    alternatives: tuple[Alternative, ...] = Field(default=(), max_length=30)

    direct_payment: DirectPayment | None = None

    indicative_budget: Money
    """The indicative budget a week."""

    indicative_budget_told_on: Day | None = None
    """DEC-8: the day on which the person was told their indicative budget."""

    person_pays: Money
    """What the person must pay a week, from the financial assessment."""

    how_budget_was_worked_out: str = Field(default="", max_length=8000)
    """In words the person can follow."""

    contingency_plan: str = Field(default="", max_length=8000)
    """What happens if the plan fails on the day (SUB-1)."""

    preferences: str = Field(default="", max_length=8000)
    """What the person prefers, in their own terms."""

    readiness: Readiness = Readiness()

    over_indicative: OverIndicativeEvidence | None = None

    urgent_needs: str = Field(default="", max_length=8000)
    """Urgent needs known at submission, if any."""

    providers: tuple[Provider, ...] = Field(default=(), max_length=30)

    carers: tuple[Carer, ...] = Field(default=(), max_length=10)

    sharing: tuple[SharingDecision, ...] = Field(default=(), max_length=40)

    @property
    def addressee(self) -> "Person | Representative":
        """Who is told: the representative where there is one, otherwise the person (TELL-1)."""
        return self.representative or self.person

    @property
    def uses_direct_payment(self) -> bool:
        """Whether any line is managed by direct payment, so that the third limb of DEC-1 applies."""
        return any(line.managed_by is ManagedBy.DIRECT_PAYMENT for line in self.services)
