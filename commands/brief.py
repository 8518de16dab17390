"""DEC-7, DP-6, RET-5 · `brief`: what whoever is to decide a plan sees before they do, from our database alone."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from careplan import consistency
from careplan.best_use import compared
from careplan.budget import final_budget
from careplan.employment import compared_with_rates, is_below_rates
from careplan.messages import Refusal
from careplan.plan import Plan
from careplan.principles import principles
from careplan.resubmission import costs_less
from careplan.routing import route, to_decide
from careplan.scheme import Scheme
from careplan.working_time import london_day
from casesystem import show_brief
from casesystem.plans import refused
from commands.shell import PLAN, USAGE, Shell, pass_shell
from explain.briefing import NEVER_A_GROUND, both_ways, may_decide, over_indicative, to_settle
from explain.without_names import without_names

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import PlanRow


@click.command()
@click.argument("plan", type=PLAN)
@pass_shell
def brief(shell: Shell, plan: str) -> None:
    """What to know before deciding a plan: why it is yours, what has to be settled, how its budget sits among others.

    For somebody who may read the plan. Names that the plan knows are left out all the same. From our database alone.
    """
    from activities.schemes import UnknownSchemeError
    from store.plans import plan_row

    today = london_day(datetime.now(UTC))
    schemes = shell.schemes()

    def looked(session: "Session") -> dict[str, Any] | None:
        row = plan_row(session, plan)
        if row is None:
            return None
        return _brief(session, row, schemes.in_force(row.scheme, today), today)

    try:
        found = shell.with_database(looked)
    except UnknownSchemeError as error:
        shell.fail(USAGE, f"The plan's scheme, {error.args[0]}, is not here: see COUNTERSIGN_SCHEMES.")
    if found is None:
        shell.answered(refused(Refusal.PLAN_NOT_FOUND, "No plan of that id has been submitted."))
    shell.say(found, lambda: show_brief.show_brief(shell.console, found))


def _brief(session: "Session", row: "PlanRow", scheme: Scheme, today: date) -> dict[str, Any]:
    """Everything, as data. Amounts are pounds and pence as text."""
    from store.consistency import among
    from store.plans import load_plan
    from store.views import open_requests

    plan = load_plan(session, row.plan_id, row.version)
    sat = among(session, plan, scheme, today)
    budget = final_budget(plan.services, plan.person_pays).model_dump(mode="json", exclude={"others"})
    requests = open_requests(session, [row.plan_id]).get(row.plan_id, [])
    return {
        "plan": row.plan_id,
        "version": row.version,
        "status": row.status,
        "kind": plan.kind.value,
        "team": row.team,
        "scheme": scheme.edition,
        "on": today,
        "route": _route(row, plan, scheme),
        "may_decide": _who(session, row, plan, scheme, today),
        "direct_payment": [
            {**each.model_dump(mode="json"), "found": without_names(each.found, plan)}
            for each in to_settle(plan, scheme, today)
        ],
        "employer_costs": _employer_costs(plan, scheme, today),
        "commissioned": [
            {
                **each.model_dump(mode="json"),
                "flexibility": without_names(each.flexibility, plan),
                "effect_in_words": without_names(each.effect_in_words, plan),
            }
            for each in both_ways(plan)
        ],
        "alternatives": _alternatives(plan),
        "principles": [
            {"met": each.met, "what": each.reason, "where": each.where, "rule": each.rule}
            for each in principles(plan, today)
        ],
        "how_budget_was_worked_out": without_names(plan.how_budget_was_worked_out, plan),
        "indicative_budget_told_on": plan.indicative_budget_told_on,
        "budget": {
            **budget,
            "indicative": f"{plan.indicative_budget:.2f}",
            "above_indicative": f"{max(sat.weekly - plan.indicative_budget, 0):.2f}",
            "further_evidence": list(over_indicative(plan)),
            "reminder": NEVER_A_GROUND,
        },
        "consistency": {
            **sat.model_dump(mode="json"),
            "in_words": consistency.in_words(sat),
            "chart": list(consistency.chart(sat)),
        },
        "earlier_versions": _earlier(session, row, plan, scheme),
        "open_requests": [{**each, "words": without_names(each["words"], plan)} for each in requests],
    }


def _route(row: "PlanRow", plan: Plan, scheme: Scheme) -> dict[str, Any]:
    """ROUTE-2, ROUTE-3, DEC-9: where the version in hand is, why, and where it would go were it for its cost alone."""
    lightest = route(plan, scheme)
    heavier = bool(row.route_role) and lightest.role != row.route_role
    why = lightest.reason if not heavier else "an earlier version that cost more went there: a cut goes no lighter way"
    return {
        "role": row.route_role,
        "title": scheme.title_of(row.route_role) if row.route_role else "",
        "why": why,
        "because": row.exceptional,
        "lighter": scheme.title_of(lightest.role) if heavier and lightest.role else "",
        "meeting": row.meeting,
        "meeting_at": row.meeting_at if row.meeting else None,
        "meetings_missed": row.meetings_missed,
    }


def _who(session: "Session", row: "PlanRow", plan: Plan, scheme: Scheme, today: date) -> list[dict[str, Any]]:
    from store.plans import practitioners
    from store.register import register_of

    deciding = to_decide(plan, row.route_role, scheme, meeting_missed=row.meetings_missed > 0)
    found = may_decide(deciding, register_of(session), practitioners(session, row.plan_id), scheme, today)
    return [each.model_dump(mode="json") for each in found]


def _employer_costs(plan: Plan, scheme: Scheme, today: date) -> dict[str, Any] | None:
    """DP-7: each cost of being an employer, beside what the rates in force come to; None without an employer."""
    rates = scheme.rates(today)
    lines = compared_with_rates(plan.services, rates)
    if not lines:
        return None
    costs = [{**each.model_dump(mode="json"), "is_below_rates": is_below_rates(each)} for each in lines]
    return {"rates_from": rates.in_force_from, "lines": costs}


def _alternatives(plan: Plan) -> list[dict[str, Any]]:
    """DEC-6: each alternative beside the plan's own lines for the same needs, and why it was not chosen."""
    said = {one.id: (one.service, one.why) for one in plan.alternatives}
    return [
        {
            **each.model_dump(mode="json"),
            "service": without_names(said[each.alternative][0], plan),
            "why": without_names(said[each.alternative][1], plan),
        }
        for each in compared(plan)
    ]


def _earlier(session: "Session", row: "PlanRow", plan: Plan, scheme: Scheme) -> list[dict[str, Any]]:
    """DEC-9, RET-5: each earlier version: what it cost, why it came back, what was done; and whether this is a cut."""
    from store.plans import in_pounds, load_decision, load_plan
    from store.tables import PlanVersionRow

    found: list[dict[str, Any]] = []
    for number in range(1, row.version):
        kept, following = (session.get_one(PlanVersionRow, (row.plan_id, each)) for each in (number, number + 1))
        before = load_plan(session, row.plan_id, number)
        decision = load_decision(session, row.plan_id, number)
        done = {each["reason"]: without_names(each["what_was_done"], plan) for each in following.responses}
        reasons = decision.reasons if decision else ()
        found.append(
            {
                "version": number,
                "weekly": f"{in_pounds(kept.weekly):.2f}",
                "one_off": f"{in_pounds(kept.one_off):.2f}",
                "went_to": scheme.title_of(kept.route_role) if kept.route_role else "",
                "outcome": decision.outcome if decision else "",
                "reasons": [
                    {
                        "id": each.id,
                        "ground": each.ground.value,
                        "limb": each.limb.value,
                        "criterion": str(each.criterion or each.payment_criterion or ""),
                        "reason": without_names(each.reason, plan),
                        "steps": [without_names(step, plan) for step in each.steps],
                        "what_was_done": done.get(each.id, ""),
                    }
                    for each in reasons
                ],
                "this_one_costs_less": costs_less(plan, before),
                "why_it_costs_less": without_names(following.why_it_costs_less, plan),
            }
        )
    return found


COMMANDS: tuple[click.Command, ...] = (brief,)
"""Every command of this room."""
