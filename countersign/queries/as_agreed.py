"""DP-5, BUD-1 · A plan with lines that a direct payment cannot pay, as it would be agreed: those managed otherwise."""

from countersign.careplan.budget import Budget, budget_of, cost_to_council, figures_hold
from countersign.careplan.decision_parts import LineOtherwise
from countersign.careplan.direct_payment import as_decided, barred, found_about
from countersign.careplan.may_decide import DecidingFacts
from countersign.careplan.plan import Plan
from countersign.careplan.wire import Money
from countersign.queries.view import View
from countersign.wording.who_pays import who_pays


class AsItWouldBeAgreed(View):
    """DP-5: what the plan costs where each line that cannot be paid directly is managed as the plan says otherwise."""

    lines: tuple[str, ...]
    """The lines that would be managed otherwise."""

    cost_to_council: Money

    one_off: Money

    who_pays: str
    """BUD-1: who pays what of that, in words; empty where the person would pay more than all of it costs."""


def plan_as_it_would_be_agreed(facts: DecidingFacts) -> Plan | None:
    """DP-5: the plan with each barred line managed otherwise; None where no line is barred that has an `otherwise`."""
    lines = _lines(facts)
    return as_decided(facts.plan, (_otherwise(line) for line in lines)) if lines else None


def as_it_would_be_agreed(facts: DecidingFacts) -> AsItWouldBeAgreed | None:
    """What that plan costs, and who pays; None as above."""
    plan = plan_as_it_would_be_agreed(facts)
    if plan is None:
        return None
    weekly, one_off = cost_to_council(plan.services)
    holds = not figures_hold(plan.services, plan.person_pays, plan.person_pays_once, plan.charging)
    budget: Budget | None = budget_of(plan) if holds else None
    return AsItWouldBeAgreed(
        lines=_lines(facts),
        cost_to_council=weekly,
        one_off=one_off,
        who_pays=who_pays(budget, "the person") if budget else "",
    )


def _lines(facts: DecidingFacts) -> tuple[str, ...]:
    plan = facts.plan
    lines = barred(plan, found_about(plan, facts.scheme, facts.today))
    return tuple(line.id for line in plan.services if line.id in lines and line.otherwise is not None)


def _otherwise(line: str) -> LineOtherwise:
    return LineOtherwise(line=line, rule="DP-5", why="A direct payment cannot be used for it.")
