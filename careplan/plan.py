"""The care and support plan as it is submitted: one person, their needs, what meets them, and what it costs.

Amounts are pounds and pence per week unless the field says `one_off`. References (N1, O1, S1, P1, C1) tie the
parts together; nothing is tied by a name. Almost every list may be empty here: an incomplete plan is a *finding*
(`careplan.readiness`), so that all its gaps can be named at once, not a parsing error that stops at the first.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from careplan.payment import (
    CareHomeStay,
    Commissioned,
    DirectPayment,
    EmployerCost,
    ManagedBy,
    ManagedOtherwise,
    PaidRelative,
    PersonalAssistants,
)
from careplan.wire import EMAIL, NAME, Day, Flag, Incoming, ItemId, Money, PlanId, ShortText, StaffId, Text


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


class Channel(StrEnum):
    """How a recipient wants to be reached."""

    POST = "post"
    EMAIL = "email"


class Format(StrEnum):
    """The form in which a recipient can read. The last four are made elsewhere, by people."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    PLAIN_TEXT = "plain_text"
    EASY_READ = "easy_read"
    BRAILLE = "braille"
    AUDIO = "audio"
    BSL = "bsl"


MADE_HERE = frozenset({Format.STANDARD, Format.LARGE_PRINT, Format.PLAIN_TEXT})


class Contact(Incoming):
    """Where and how to reach someone."""

    channel: Channel = Channel.POST
    format: Format = Format.STANDARD
    address: tuple[ShortText, ...] = Field(default=(), max_length=8, description="Postal address, a line each.")
    email: Annotated[str, Field(pattern=EMAIL, max_length=254)] | None = None

    @property
    def format_made_here(self) -> Format:
        """The format in which we make what people then make into the one that is wanted, or that one itself."""
        return self.format if self.format in MADE_HERE else Format.STANDARD

    def reachable(self) -> bool:
        """Whether the details needed for the preferred channel are here."""
        return bool(self.email) if self.channel is Channel.EMAIL else bool(self.address)


class Person(Incoming):
    """Whose plan it is."""

    name: ShortText
    preferred_name: ShortText | None = None
    date_of_birth: Day | None = None
    contact: Contact
    has_capacity_about_sharing: Flag = Field(
        default=True, description="Whether the person has capacity to decide who sees the plan."
    )

    @property
    def greeting(self) -> str:
        """The name to greet the person by in a letter."""
        return self.preferred_name or self.name


class Representative(Incoming):
    """Someone who acts for the person, and is told in their place."""

    name: ShortText
    relationship: ShortText
    contact: Contact


class Practitioner(Incoming):
    """The social care practitioner who submits the plan and answers for it (SUB-3)."""

    id: StaffId
    name: ShortText
    telephone: ShortText | None = None
    line_manager: StaffId | None = None


class DelegatedPlanner(Incoming):
    """SUB-3: someone else who did the planning. The named practitioner still answers for it."""

    id: StaffId
    organisation: ShortText


class Need(Incoming):
    """One assessed need, under the outcome it stops the person achieving."""

    id: ItemId
    area: OutcomeArea
    description: Text
    eligible: Flag = True


class DesiredOutcome(Incoming):
    """What the person wants to achieve, and how anyone will be able to tell (SUB-5)."""

    id: ItemId
    description: Text
    needs: tuple[ItemId, ...] = ()
    how_we_will_know: str = Field(default="", max_length=4000, description="What a review will look for.")


class ServiceLine(Incoming):
    """One priced line: what will be done, by whom, for which needs, and what it costs a week.

    Where `units_a_week` and `unit_cost` are given, `weekly_cost` must be their product to the penny. A line that
    somebody else pays for (a health service, a family, a charity) names them in `paid_by_other`; every other line is
    part of the personal budget.
    """

    id: ItemId
    service: ShortText
    description: Text
    needs: tuple[ItemId, ...] = ()
    managed_by: ManagedBy
    provider: ItemId | None = Field(default=None, description="A provider of this plan, such as P1.")
    units_a_week: Annotated[Decimal, Field(ge=0, le=10000, decimal_places=2)] | None = None
    unit: ShortText | None = None
    unit_cost: Money | None = None
    weekly_cost: Money = Decimal("0.00")
    one_off_cost: Money = Decimal("0.00")
    paid_by_other: ShortText | None = None
    paid_relative: PaidRelative | None = None
    care_home_stays: tuple[CareHomeStay, ...] = Field(
        default=(), max_length=60, description="DP-3: if it pays for any."
    )
    personal_assistants: PersonalAssistants | None = Field(default=None, description="DP-7: if the line is wages.")
    employer_cost: EmployerCost | None = Field(default=None, description="DP-7: if it is a cost of employing them.")
    commissioned: Commissioned | None = Field(default=None, description="DP-8: as the council could commission it.")
    otherwise: ManagedOtherwise | None = Field(
        default=None, description="DP-5: how it would be managed if not by direct payment."
    )


class Provider(Incoming):
    """An organisation that will deliver care; it may be sent a copy under SHARE-2 and SHARE-3."""

    id: ItemId
    name: ShortText
    contact: Contact


class Carer(Incoming):
    """A carer of the person; normally has a full copy (SHARE-1)."""

    id: ItemId
    name: ShortText
    relationship: ShortText
    contact: Contact


class Statement(Incoming):
    """A confirmation with its evidence: 'each is a statement with evidence, not a bare tick' (SUB-1)."""

    confirmed: Flag
    evidence: str = Field(default="", max_length=8000)


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
    options_explored: str = Field(default="", max_length=8000)
    rationale: str = Field(default="", max_length=8000)
    prevent_reduce_delay: str = Field(default="", max_length=8000)


class SharingBasis(StrEnum):
    """SHARE-2: on what footing a copy may, or may not, be shared."""

    CONSENT = "consent"
    BEST_INTERESTS = "best_interests"


class SharingScope(StrEnum):
    """How much of the plan someone is to have."""

    FULL = "full"
    PART = "part"
    NONE = "none"


class Section(StrEnum):
    """The parts of the written record that can be left out of a copy."""

    NEEDS = "needs"
    OUTCOMES = "outcomes"
    SERVICES = "services"
    BUDGET = "budget"
    RISKS = "risks_and_contingency"


class SharingDecision(Incoming):
    """What was decided about one recipient's copy: by whom, when, and on what basis."""

    recipient: ItemId = Field(description="A carer or provider of this plan, such as C1 or P1.")
    scope: SharingScope
    sections: tuple[Section, ...] = Field(default=(), description="For a part copy: the sections to be shared.")
    basis: SharingBasis
    decided_by: ShortText = Field(description="The person themselves, or the role of whoever decided for them.")
    decided_on: Day


class Setting(StrEnum):
    """DEC-7: where the person lives, by which plans with similar needs are compared."""

    OWN_HOME = "own_home"
    WITH_FAMILY = "with_family"
    SHARED_LIVES = "shared_lives"
    SUPPORTED_LIVING = "supported_living"
    EXTRA_CARE = "extra_care"
    CARE_HOME = "care_home"
    NOT_STATED = "not_stated"


class ExpertAssessor(Incoming):
    """ROUTE-11: an expert assessor who was involved, such as for somebody who is deafblind."""

    id: StaffId
    expertise: ShortText


class Alternative(Incoming):
    """DEC-6: another way of meeting needs that was looked at, and whether it was a real one.

    Only what could meet the needs, and was available when it was required, is compared.
    """

    id: ItemId
    service: ShortText
    needs: tuple[ItemId, ...] = Field(min_length=1, description="The needs that it was to meet.")
    weekly_cost: Money
    one_off_cost: Money = Decimal("0.00")
    could_meet_needs: Flag
    available_when_required: Flag
    why: Text = Field(description="Why it could or could not, and why it was not chosen.")

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
    person: Person
    representative: Representative | None = None
    practitioner: Practitioner
    planned_by: DelegatedPlanner | None = None
    needs: tuple[Need, ...] = Field(default=(), max_length=60)
    outcomes: tuple[DesiredOutcome, ...] = Field(default=(), max_length=60)
    services: tuple[ServiceLine, ...] = Field(default=(), max_length=100)
    setting: Setting = Setting.NOT_STATED
    very_complex: str = Field(default="", max_length=4000, description="ROUTE-3: why the plan is very complex, if so.")
    distinctive: str = Field(default="", max_length=4000, description="ROUTE-3: why it is particularly distinctive.")
    expert_assessor: ExpertAssessor | None = None
    alternatives: tuple[Alternative, ...] = Field(default=(), max_length=30)
    direct_payment: DirectPayment | None = None
    indicative_budget: Money = Field(description="The indicative budget a week.")
    indicative_budget_told_on: Day | None = Field(
        default=None, description="DEC-8: the day on which the person was told their indicative budget."
    )
    person_pays: Money = Field(description="What the person must pay a week, from the financial assessment.")
    how_budget_was_worked_out: str = Field(default="", max_length=8000, description="In words the person can follow.")
    contingency_plan: str = Field(default="", max_length=8000)
    preferences: str = Field(default="", max_length=8000, description="What the person prefers, in their own terms.")
    readiness: Readiness = Readiness()
    over_indicative: OverIndicativeEvidence | None = None
    urgent_needs: str = Field(default="", max_length=8000, description="Urgent needs known at submission, if any.")
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
