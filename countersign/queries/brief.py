"""DEC-7, DP-6, RET-5 · The brief: what an authoriser sees before deciding a plan. It decides nothing.

It asks `careplan.may_decide` who may decide the plan, as the decision itself does. It leaves every name that stands in
the plan out of its sentences.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from countersign.careplan import consistency
from countersign.careplan.best_use import compared
from countersign.careplan.budget import NOTHING, Cost, budget_of
from countersign.careplan.employment import compared_with_rates, is_below_rates
from countersign.careplan.findings import Finding, unmet
from countersign.careplan.further_evidence import what_is_above
from countersign.careplan.may_decide import DecidingFacts, deciders
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.plan import Plan
from countersign.careplan.principles import principles
from countersign.careplan.routing import as_referred, route, route_of_light, rows_that_may_decide
from countersign.careplan.scheme import Scheme
from countersign.careplan.submission import check_plan
from countersign.careplan.working_time import london_day
from countersign.careplan.worth_a_look import worth_a_look
from countersign.casework.deciding_facts import facts_on_file
from countersign.casework.kept import PlanState, Routed
from countersign.casework.ports import Editions
from countersign.queries.amendments import amendment_seen
from countersign.queries.as_agreed import as_it_would_be_agreed, plan_as_it_would_be_agreed
from countersign.queries.bearing import bearing_seen
from countersign.queries.brief_seen import (
    AlternativeSeen,
    AmongSeen,
    Brief,
    BudgetSeen,
    EmployerCost,
    EmployerCosts,
    FindingSeen,
    LightBrief,
    MayDecide,
    RouteTaken,
)
from countersign.queries.earlier_versions import earlier_versions
from countersign.queries.payment_report import latest_report, report_seen
from countersign.queries.people import reached_seen
from countersign.queries.plan_seen import limbs_seen, plan_seen, questions_seen
from countersign.queries.requests import everything_asked, open_requests
from countersign.queries.understanding import understanding_seen
from countersign.queries.urgency import urgency_of
from countersign.queries.waits import WaitView, waits_of
from countersign.queries.whose_work import whose_work
from countersign.store.case_files import SqlCaseFile
from countersign.wording.briefing import NEVER_A_GROUND, BothWays, both_ways, over_indicative, to_settle
from countersign.wording.how_to_decide import how_to_decide
from countersign.wording.who_pays import who_pays
from countersign.wording.without_names import without_names


def brief_on(session: Session, editions: Editions, plan_id: str, now: datetime) -> LightBrief | None:
    """The brief on the version in hand: a `Brief`, unless it is a light amendment.

    None if no plan of that id was ever accepted. Raises UnknownSchemeError.
    """
    file, today = SqlCaseFile(session.connection(), plan_id), london_day(now)
    facts, state = facts_on_file(file, editions, today), file.state()
    if facts is None or state is None:
        return None
    brief = _of_any(session, file, state, facts, now)
    return brief if facts.light is not None else _of_the_whole(session, file, state, facts, brief, now)


def _of_any(session: Session, file: SqlCaseFile, state: PlanState, facts: DecidingFacts, now: datetime) -> LightBrief:
    """What is shown of any plan, and all that is shown of a light amendment."""
    plan, today = facts.plan, facts.today
    requests = open_requests(session, [plan.plan_id]).get(plan.plan_id, ())
    late = {wait.wait: wait.missed for wait in _open_waits(session, plan.plan_id, now) if wait.missed}
    return LightBrief(
        plan=plan.plan_id,
        version=facts.version,
        content_sha256=facts.content_sha256,
        status=facts.status,
        kind=plan.kind.value,
        team=plan.team,
        scheme=facts.scheme.edition,
        on=today,
        urgency=urgency_of(session, file, state, plan, late),
        route=_route(state, facts, file.routes()),
        may_decide=who_may_decide(facts),
        may_not=whose_work(file, state, plan, facts.register, today),
        amendment=amendment_seen(file, state, facts),
        bearing=bearing_seen(file, state, plan),
        open_requests=tuple(
            request.model_copy(update={"words": without_names(request.words, plan)}) for request in requests
        ),
        payment_report=report_seen(latest_report(session, plan.plan_id), plan, facts.version),
        how_to_decide=how_to_decide(
            plan.plan_id,
            facts.version,
            facts.content_sha256,
            limbs=[limb.limb.value for limb in limbs_seen(plan) if limb.applies],
            meeting=state.meeting,
            has_findings=bool(to_settle(plan, facts.scheme, today)),
            is_light=facts.light is not None,
        ),
    )


def _of_the_whole(
    session: Session, file: SqlCaseFile, state: PlanState, facts: DecidingFacts, brief: LightBrief, now: datetime
) -> Brief:
    """The same, with the whole plan, for whoever decides about all of it."""
    plan, scheme, today = facts.plan, facts.scheme, facts.today
    asked = everything_asked(session, plan)
    among = file.among(plan, scheme, today)
    agreed = plan_as_it_would_be_agreed(facts)
    may_agree = who_may_decide(facts._replace(plan=agreed)) if agreed else brief.may_decide
    return Brief(
        **dict(brief),
        may_agree_otherwise=() if may_agree == brief.may_decide else may_agree,
        direct_payment=tuple(
            finding.model_copy(update={"found": without_names(finding.found, plan)})
            for finding in to_settle(plan, scheme, today)
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
        earlier_versions=earlier_versions(file, facts),
        the_plan=plan_seen(plan),
        people=reached_seen(plan, state.people_since, state.version, today),
        understanding=understanding_seen(
            state, plan, {wait.wait: wait.due for wait in _open_waits(session, plan.plan_id, now)}
        ),
        limbs=limbs_seen(plan),
        questions=questions_seen(plan, asked),
        not_met=tuple(
            _finding_seen(gap)
            for gap in unmet(check_plan(plan, scheme))
            if gap.rule != "DEC-8"  # `principles` has those
        ),
        asked=asked,
    )


def _open_waits(session: Session, plan_id: str, now: datetime) -> list[WaitView]:
    return [wait for wait in waits_of(session, plan_id, now) if wait.ended is None]


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
