"""DEC-7, DP-6, RET-5 · The brief: what an authoriser sees before deciding a plan. It decides nothing.

It asks `careplan.may_decide` who may decide the plan, as the decision itself does. It leaves every name that stands in
the plan out of its sentences.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from countersign.careplan import consistency
from countersign.careplan.authority import Exceptional
from countersign.careplan.best_use import Compared, compared
from countersign.careplan.budget import NOTHING, Cost, OtherPayer, budget_of
from countersign.careplan.consistency import Among
from countersign.careplan.employment import EmployerCostLine, compared_with_rates, is_below_rates
from countersign.careplan.findings import Finding, unmet
from countersign.careplan.further_evidence import what_is_above
from countersign.careplan.lifecycle import Status
from countersign.careplan.may_decide import DecidingFacts, deciders
from countersign.careplan.payment_terms import PaymentTerms, payment_terms
from countersign.careplan.plan import Plan
from countersign.careplan.principles import principles
from countersign.careplan.routing import as_referred, route, route_of_light, rows_that_may_decide
from countersign.careplan.scheme import Scheme
from countersign.careplan.submission import check_plan
from countersign.careplan.wire import Money
from countersign.careplan.working_time import london_day
from countersign.careplan.worth_a_look import worth_a_look
from countersign.casework.deciding_facts import facts_on_file
from countersign.casework.kept import PlanState, Routed
from countersign.casework.ports import Editions
from countersign.queries.amendments import AmendmentSeen, amendment_seen
from countersign.queries.as_agreed import AsItWouldBeAgreed, as_it_would_be_agreed, plan_as_it_would_be_agreed
from countersign.queries.earlier_versions import EarlierVersion, earlier_versions
from countersign.queries.payment_report import PaymentReport, latest_report, report_seen
from countersign.queries.people import ReachedSeen, reached_seen
from countersign.queries.plan_seen import LimbSeen, PlanSeen, QuestionSeen, limbs_seen, plan_seen, questions_seen
from countersign.queries.requests import Asked, OpenRequest, everything_asked, open_requests
from countersign.queries.understanding import UnderstandingSeen, understanding_seen
from countersign.queries.urgency import Urgency, urgency_of
from countersign.queries.view import View
from countersign.queries.waits import waits_of
from countersign.queries.whose_work import WhoseWork, whose_work
from countersign.store.case_files import SqlCaseFile
from countersign.wording.briefing import NEVER_A_GROUND, BothWays, ToSettle, both_ways, over_indicative, to_settle
from countersign.wording.how_to_decide import how_to_decide
from countersign.wording.who_pays import who_pays
from countersign.wording.without_names import without_names


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


class Brief(View):
    """What to know before a plan is decided."""

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

    may_agree_otherwise: tuple[MayDecide, ...]
    """ROUTE-10, DP-5: the same for the plan as it would be agreed, if another cost then needs others; else empty."""

    may_not: tuple[WhoseWork, ...]
    """ROUTE-9: whose work it is: they may not decide it, whatever their role."""

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

    amendment: AmendmentSeen | None
    """AMEND-2: what it changes of the plan in force; none where the version in hand is no amendment."""

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

    open_requests: tuple[OpenRequest, ...]

    payment_report: PaymentReport | None
    """ROUTE-5: how the arrangement works, if the first payment was reported."""

    how_to_decide: tuple[str, ...]
    """DEC-1..5, RET-1..3: what a decision has to say, and how it is sent."""


def brief_on(session: Session, editions: Editions, plan_id: str, now: datetime) -> Brief | None:
    """The brief on the version in hand; None if no plan of that id was ever accepted. Raises UnknownSchemeError."""
    file, today = SqlCaseFile(session.connection(), plan_id), london_day(now)
    facts, state = facts_on_file(file, editions, today), file.state()
    if facts is None or state is None:
        return None
    plan, scheme = facts.plan, facts.scheme
    asked = everything_asked(session, plan)
    requests = open_requests(session, [plan_id]).get(plan_id, ())
    waits = [wait for wait in waits_of(session, plan_id, now) if wait.ended is None]
    late = {wait.wait: wait.missed for wait in waits if wait.missed}
    among = file.among(plan, scheme, today)
    findings, limbs, may_decide = to_settle(plan, scheme, today), limbs_seen(plan), who_may_decide(facts)
    agreed = plan_as_it_would_be_agreed(facts)
    may_agree = who_may_decide(facts._replace(plan=agreed)) if agreed else may_decide
    return Brief(
        plan=plan.plan_id,
        version=facts.version,
        content_sha256=facts.content_sha256,
        status=facts.status,
        kind=plan.kind.value,
        team=plan.team,
        scheme=scheme.edition,
        on=today,
        urgency=urgency_of(session, file, state, plan, late),
        route=_route(state, facts, file.routes()),
        may_decide=may_decide,
        may_agree_otherwise=() if may_agree == may_decide else may_agree,
        may_not=whose_work(file, state, plan, facts.register, today),
        direct_payment=tuple(
            finding.model_copy(update={"found": without_names(finding.found, plan)}) for finding in findings
        ),
        payment=payment_terms(plan, is_net=scheme.direct_payments.paid == "net"),
        employer_costs=_employer_costs(plan, scheme, today),
        commissioned=tuple(_without_names(line, plan) for line in both_ways(plan)),
        alternatives=_alternatives(plan),
        principles=tuple(map(_finding_seen, principles(plan, today))),
        worth_a_look=tuple(map(_finding_seen, worth_a_look(plan, today))),
        how_budget_was_worked_out=without_names(plan.how_budget_was_worked_out, plan),
        indicative_budget_told_on=plan.indicative_budget_told_on,
        budget=_budget(plan, scheme),
        as_it_would_be_agreed=as_it_would_be_agreed(facts),
        consistency=AmongSeen(**dict(among), in_words=consistency.in_words(among), chart=consistency.chart(among)),
        amendment=amendment_seen(file, state, facts),
        earlier_versions=earlier_versions(file, facts),
        the_plan=plan_seen(plan),
        people=reached_seen(plan, state.people_since, state.version, today),
        understanding=understanding_seen(state, plan, {wait.wait: wait.due for wait in waits}),
        limbs=limbs,
        questions=questions_seen(plan, asked),
        not_met=tuple(
            _finding_seen(gap)
            for gap in unmet(check_plan(plan, scheme))
            if gap.rule != "DEC-8"  # `principles` has those
        ),
        asked=asked,
        open_requests=tuple(
            request.model_copy(update={"words": without_names(request.words, plan)}) for request in requests
        ),
        payment_report=report_seen(latest_report(session, plan_id), plan, facts.version),
        how_to_decide=how_to_decide(
            plan.plan_id,
            facts.version,
            facts.content_sha256,
            limbs=[limb.limb.value for limb in limbs if limb.applies],
            meeting=state.meeting,
            has_findings=bool(findings),
            is_light=facts.light is not None,
        ),
    )


def _finding_seen(finding: Finding) -> FindingSeen:
    return FindingSeen(met=finding.met, what=finding.reason, where=finding.where, rule=finding.rule)


def _route(state: PlanState, facts: DecidingFacts, routes: tuple[Routed, ...]) -> RouteTaken:
    """The role that has the version in hand, why, and the role that its cost alone would send it to."""
    plan, scheme = facts.plan, facts.scheme
    by_what_changed = route_of_light(plan, scheme, facts.light.light) if facts.light else None
    lightest = by_what_changed or route(plan, scheme)
    is_heavier = bool(state.route_role) and lightest.role != state.route_role
    is_referred = any(routed.referred and routed.role == state.route_role for routed in routes)
    cut = "an earlier version that cost more went there: a cut goes no lighter way"
    is_known = state.route_role in {row.role for row in scheme.authority}
    heavier = as_referred(plan, scheme, state.route_role).reason if is_referred and is_known else cut
    return RouteTaken(
        role=state.route_role,
        title=scheme.title_of(state.route_role) if state.route_role else "",
        why=heavier if is_heavier else lightest.reason,
        because=state.exceptional,
        lighter=scheme.title_of(lightest.role) if is_heavier and lightest.role else "",
        meeting=state.meeting,
        meeting_at=state.meeting_at if state.meeting else None,
        meetings_missed=state.meetings_missed,
    )


def who_may_decide(facts: DecidingFacts) -> tuple[MayDecide, ...]:
    """ROUTE-2, ROUTE-9, ROUTE-10: the roles that may decide a plan today, the lowest first, each with its people."""
    people: dict[str, list[str]] = {}
    for person, authority in deciders(facts):
        notes = [f"acting for {authority.acting_for}"] if authority.acting_for else []
        notes += ["away"] if facts.register.is_away(person, facts.today) else []
        people.setdefault(authority.role, []).append(f"{person} ({', '.join(notes)})" if notes else person)
    return tuple(
        MayDecide(
            role=row.role,
            title=row.title,
            limit=row.limit_in_words,
            meeting=row.in_meeting or "",
            people=tuple(people.get(row.role, ())),
        )
        for _, row in rows_that_may_decide(facts.there_is_to_decide(), facts.scheme)
    )


def _employer_costs(plan: Plan, scheme: Scheme, today: date) -> EmployerCosts | None:
    """Every cost of being an employer; None if the person employs nobody."""
    rates = scheme.rates(today)
    lines = tuple(
        EmployerCost(**dict(line), is_below_rates=is_below_rates(line))
        for line in compared_with_rates(plan.services, rates)
    )
    out_of_date = scheme.rates_out_of_date(today)
    return EmployerCosts(rates_from=rates.in_force_from, lines=lines, out_of_date=out_of_date) if lines else None


def _without_names(line: BothWays, plan: Plan) -> BothWays:
    words = {name: without_names(getattr(line, name), plan) for name in ("flexibility", "effect_in_words")}
    return line.model_copy(update=words)


def _alternatives(plan: Plan) -> tuple[AlternativeSeen, ...]:
    in_the_plan = {alternative.id: alternative for alternative in plan.alternatives}
    return tuple(
        AlternativeSeen(
            **dict(other),
            service=without_names(in_the_plan[other.alternative].service, plan),
            why=without_names(in_the_plan[other.alternative].why, plan),
        )
        for other in compared(plan)
    )


def _budget(plan: Plan, scheme: Scheme) -> BudgetSeen:
    budget = budget_of(plan)
    return BudgetSeen(
        **budget.model_dump(exclude={"charging", "others"}),
        others=tuple(other.model_copy(update={"who": without_names(other.who, plan)}) for other in budget.others),
        who_pays=who_pays(budget, "the person"),
        indicative=plan.indicative_budget,
        above_indicative=max(budget.cost_to_council - plan.indicative_budget, NOTHING),
        indicative_one_off=plan.indicative_one_off,
        above_indicative_one_off=max(budget.one_off - plan.indicative_one_off, NOTHING),
        asks_further_evidence=what_is_above(
            plan.services, Cost(plan.indicative_budget, plan.indicative_one_off), scheme.further_evidence
        ),
        further_evidence=over_indicative(plan),
        reminder=NEVER_A_GROUND,
    )
