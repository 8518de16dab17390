"""DEC-7, DP-6, RET-5, AMEND-2 · What a brief shows: its parts, as `countersign.queries.brief` fills them."""

from datetime import date, datetime

from countersign.careplan.authority import Exceptional
from countersign.careplan.best_use import Compared
from countersign.careplan.budget import OtherPayer
from countersign.careplan.consistency import Among
from countersign.careplan.employment import EmployerCostLine
from countersign.careplan.lifecycle import Status
from countersign.careplan.payment_terms import PaymentTerms
from countersign.careplan.wire import Money
from countersign.queries.amendments import AmendmentSeen
from countersign.queries.as_agreed import AsItWouldBeAgreed
from countersign.queries.bearing import BearingSeen
from countersign.queries.earlier_versions import EarlierVersion
from countersign.queries.payment_report import PaymentReport
from countersign.queries.people import ReachedSeen
from countersign.queries.plan_seen import LimbSeen, PlanSeen, QuestionSeen
from countersign.queries.requests import Asked, OpenRequest
from countersign.queries.understanding import UnderstandingSeen
from countersign.queries.urgency import Urgency
from countersign.queries.view import View
from countersign.queries.whose_work import WhoseWork
from countersign.wording.briefing import BothWays, ToSettle


class RouteTaken(View):
    """ROUTE-2, ROUTE-3, DEC-9: whose decision it is, and why."""

    role: str
    """The role; empty if no role may agree the plan."""

    title: str

    why: str

    because: tuple[Exceptional, ...]
    """Why it goes to a panel or call, if it does."""

    lighter: str
    """If it went to a heavier role than its own cost asks for: the title of the lighter one."""

    meeting: str
    """The panel or call that it waits for; empty if it waits for none."""

    meeting_at: datetime | None

    meetings_missed: int


class MayDecide(View):
    """One role that may decide the plan today, and the people in it who may."""

    role: str

    title: str

    limit: str
    """Its limit, in words."""

    meeting: str
    """The panel or call at which it decides; empty if it decides alone."""

    people: tuple[str, ...]
    """Staff references, each with the person they act for, and whether they are away."""


class EmployerCost(EmployerCostLine):
    """DP-7: one cost of being an employer, beside what the rates give."""

    is_below_rates: bool


class EmployerCosts(View):
    """DP-7: every cost of being an employer."""

    rates_from: date
    """The day since when the rates are in force."""

    lines: tuple[EmployerCost, ...]

    out_of_date: str
    """A sentence where the latest rates at hand are of an earlier tax year; empty where they are not."""


class AlternativeSeen(Compared):
    """DEC-6: one alternative beside the plan's own lines for the same needs."""

    service: str

    why: str
    """Why it was not chosen."""


class FindingSeen(View):
    """DEC-8, SUB-5, DEC-2: one finding on the three principles, or one that is worth a look."""

    met: bool

    what: str

    where: str

    rule: str


class BudgetSeen(View):
    """BUD-1, SUB-4: what the plan costs, who pays, and how that compares with the indicative budget."""

    cost_to_council: Money

    person_pays: Money

    council_pays: Money

    one_off: Money

    person_pays_once: Money

    council_pays_once: Money

    who_pays: str
    """BUD-1: who pays what, in words that fit the case."""

    others: tuple[OtherPayer, ...]
    """BUD-2: who else pays, and how much, on top of what it costs the council."""

    total_cost: Money

    total_one_off: Money

    indicative: Money

    above_indicative: Money

    indicative_one_off: Money

    above_indicative_one_off: Money

    asks_further_evidence: str
    """SUB-4: which cost asks for it, as submitted or as lines would be managed otherwise; empty where none does."""

    further_evidence: tuple[str, ...]
    """SUB-4: the kinds of further evidence that the plan has."""

    reminder: str


class AmongSeen(Among):
    """DEC-7: where the budget lies among signed plans with similar needs, in words and as a chart."""

    in_words: str

    chart: tuple[str, ...]


class LightBrief(View):
    """What to know before any plan is decided; and all of it, where that is a light amendment (AMEND-2).

    Whoever decides that has agreed the rest of the plan already: it is shown what changed, beside what was agreed.
    """

    plan: str

    version: int

    content_sha256: str
    """WHO-2: the hash of its content, which the decision names."""

    status: Status

    kind: str

    team: str

    scheme: str
    """The edition of the scheme that is in force."""

    on: date

    urgency: Urgency

    route: RouteTaken

    may_decide: tuple[MayDecide, ...]
    """The lowest role first."""

    may_not: tuple[WhoseWork, ...]
    """ROUTE-9: whose work it is: they may not decide it, whatever their role."""

    amendment: AmendmentSeen | None
    """AMEND-2: what it changes of the plan in force; none where the version in hand is no amendment."""

    bearing: BearingSeen
    """SHARE-5, TELL-8, AMEND-1: marks that stand, concerns and requests that are open."""

    open_requests: tuple[OpenRequest, ...]
    """DEC-4: the requests for information that are open."""

    payment_report: PaymentReport | None
    """ROUTE-5: how the arrangement works, if the first payment was reported."""

    how_to_decide: tuple[str, ...]
    """DEC-1..5, RET-1..3: what a decision has to say, and how it is sent."""


class Brief(LightBrief):
    """What to know before a plan is decided as a whole."""

    may_agree_otherwise: tuple[MayDecide, ...]
    """ROUTE-10, DP-5: the same for the plan as it would be agreed, if another cost then needs others; else empty."""

    direct_payment: tuple[ToSettle, ...]
    """DP-1..9: what the decision has to say about the direct payment."""

    payment: PaymentTerms | None
    """DP-9: the direct payment as the plan states it; none where it has none."""

    employer_costs: EmployerCosts | None

    commissioned: tuple[BothWays, ...]

    alternatives: tuple[AlternativeSeen, ...]

    principles: tuple[FindingSeen, ...]

    worth_a_look: tuple[FindingSeen, ...]
    """What bars nothing, and should be looked at: needs met under a power, conflicts of interest, and the like."""

    how_budget_was_worked_out: str

    indicative_budget_told_on: date | None

    budget: BudgetSeen

    as_it_would_be_agreed: AsItWouldBeAgreed | None
    """DP-5: the budget with the lines that a direct payment cannot pay managed otherwise; none without such lines."""

    consistency: AmongSeen

    earlier_versions: tuple[EarlierVersion, ...]

    the_plan: PlanSeen
    """The plan itself."""

    understanding: UnderstandingSeen

    people: tuple[ReachedSeen, ...]
    """TELL-8: who is written to now, and how."""

    limbs: tuple[LimbSeen, ...]
    """DEC-1: the test."""

    questions: tuple[QuestionSeen, ...]
    """DEC-2: the eleven questions, each with what serves it."""

    not_met: tuple[FindingSeen, ...]
    """What the plan lacks by the rules as they are now, though it was accepted."""

    asked: tuple[Asked, ...]
    """DEC-4, RET-4: all that was asked about the plan, and the answers, the earliest first."""
