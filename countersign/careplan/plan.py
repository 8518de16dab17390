"""The care and support plan as it is submitted: one person, their needs, what meets them, and what it costs.

Amounts are pounds and pence per week unless the field says `one_off`. References (N1, O1, S1, P1, C1) tie the
parts together; names tie nothing. Almost every list may be empty here. An incomplete plan is not a parsing error, which
stops at the first gap, but a *finding* (`careplan.readiness`), so that all gaps can be named at once.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.careplan.charging import Charging
from countersign.careplan.circumstances import Agreement, SafeguardingMark, Setting, WrittenTo
from countersign.careplan.consent import SharingDecision
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.payment import DirectPayment, ManagedBy
from countersign.careplan.people import (
    Advocate,
    Carer,
    DelegatedPlanner,
    ExpertAssessor,
    Person,
    Practitioner,
    Provider,
    Representative,
)
from countersign.careplan.service_line import Alternative, ServiceLine
from countersign.careplan.statements import OverIndicativeEvidence, Readiness
from countersign.careplan.understanding import Understanding
from countersign.careplan.wire import NAME, Answered, Day, Incoming, Money, PlanId, TeamName


class PlanKind(StrEnum):
    """SUB-7: whose plan it is. A carer's own plan follows a sister procedure."""

    ADULT = "adult"
    CARER = "carer"


class Plan(Incoming):
    """One version of a care and support plan, whole, as a practitioner submits it."""

    plan_id: PlanId

    kind: PlanKind = PlanKind.ADULT

    team: TeamName
    """SUB-6: the team, as the council's scheme names it."""

    scheme: Annotated[str, Field(pattern=NAME)] = "procedure"
    """The name of the council's scheme, under which the plan is signed off."""

    person: Person

    representative: Representative | None = None

    advocate: Advocate | None = None
    """The independent advocate whom the person has, if there is one."""

    understanding: Understanding | None = None
    """REC-3: whether the person has substantial difficulty in understanding, retaining or weighing what they are told,
    or in communicating; none where it is not stated."""

    written_to: WrittenTo | None = None
    """Who is written to; none: both the person and the representative, where there is one."""

    practitioner: Practitioner

    planned_by: DelegatedPlanner | None = None

    needs: tuple[Need, ...] = Field(default=(), max_length=60)

    outcomes: tuple[DesiredOutcome, ...] = Field(default=(), max_length=60)

    services: tuple[ServiceLine, ...] = Field(default=(), max_length=100)

    setting: Setting = Setting.NOT_STATED

    very_complex: Answered | None = None
    """ROUTE-3: whether the plan is very complex, and why; none where it is not stated."""

    distinctive: Answered | None = None
    """ROUTE-3: whether it is particularly distinctive, and why; none where it is not stated."""

    expert_assessor: ExpertAssessor | None = None

    alternatives: tuple[Alternative, ...] = Field(default=(), max_length=30)

    direct_payment: DirectPayment | None = None

    indicative_budget: Money
    """The indicative budget a week."""

    indicative_one_off: Money = Decimal("0.00")
    """The indicative amount for one-off costs; not stated is nil (SUB-4)."""

    indicative_budget_told_on: Day | None = None
    """DEC-8: the day on which the person was told their indicative budget: before planning."""

    planning_began_on: Day | None = None
    """DEC-8: the day on which planning with the person began; none where it is not stated."""

    person_pays: Money
    """What the person must pay a week, of what it costs the council to meet their needs."""

    person_pays_once: Money = Decimal("0.00")
    """What the person must pay once, of the one-off costs; not stated is nil, and the council pays them (BUD-1)."""

    charging: Charging | None = None
    """BUD-1: whether a financial assessment was made, or why the person is not charged, or that they pay in full.
    None: who pays a part pays it from a financial assessment, and nobody else is told of one."""

    how_budget_was_worked_out: str = Field(default="", max_length=8000)
    """In words the person can follow."""

    contingency_plan: str = Field(default="", max_length=8000)
    """What happens if the plan fails on the day (SUB-1)."""

    preferences: str = Field(default="", max_length=8000)
    """What the person prefers, in their own terms."""

    how_to_talk: str = Field(default="", max_length=8000)
    """How to talk with the person, in words to them: what helps them to understand and to be understood."""

    readiness: Readiness = Readiness()

    over_indicative: OverIndicativeEvidence | None = None

    urgent_needs: Answered | None = None
    """TIME-3: whether urgent needs are known at submission, and which; none where it is not stated."""

    agreement: Agreement | None = None
    """Whether the person agrees with the plan; none where it is not stated."""

    advice: str = Field(default="", max_length=8000)
    """What was told as information and advice on what can reduce, prevent or delay needs (Care Act s.25(1)(f))."""

    safeguarding: tuple[SafeguardingMark, ...] = Field(default=(), max_length=20)
    """What has to be thought of before anything is sent or anybody has a copy."""

    providers: tuple[Provider, ...] = Field(default=(), max_length=30)

    carers: tuple[Carer, ...] = Field(default=(), max_length=10)

    sharing: tuple[SharingDecision, ...] = Field(default=(), max_length=40)

    @property
    def uses_direct_payment(self) -> bool:
        """Whether any line is managed by direct payment, so that the third limb of DEC-1 applies."""
        return any(line.managed_by is ManagedBy.DIRECT_PAYMENT for line in self.services)
