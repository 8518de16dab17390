"""DEC-8 · Transparency, timeliness, sufficiency: the plan has evidence of each before it is agreed.

Source: the procedure, "the 3 principles in the Care Act that apply to any process that will decide a personal budget";
statutory guidance 11.24 (check).
"""

from datetime import date

from countersign.careplan.findings import Finding, finding
from countersign.careplan.needs import Need
from countersign.careplan.plan import Plan
from countersign.careplan.readiness import budget_is_explained
from countersign.careplan.service_line import ServiceLine


def told_in_time(told_on: date | None) -> tuple[Finding, ...]:
    """DEC-8, timeliness: the plan says on which day the person was told their indicative budget."""
    reason = "The plan must say on which day the person was told their indicative budget."
    return (finding("DEC-8", told_on is not None, reason, "plan.indicative_budget_told_on"),)


def told_before(told_on: date | None, on: date) -> tuple[Finding, ...]:
    """DEC-8, timeliness: the person knows the amount before anybody decides about it."""
    reason = f"The person is said to be told their indicative budget on {told_on}, which has not come yet."
    return (finding("DEC-8", told_on is not None and told_on <= on, reason, "plan.indicative_budget_told_on"),)


def covers_what_it_must(needs: tuple[Need, ...], services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """DEC-8, sufficiency: the budget, or something else in the plan, covers each eligible need."""
    met = {need for line in services for need in line.needs}
    return tuple(
        finding("DEC-8", need.id in met, f"Nothing in the plan covers eligible need {need.id}.", "plan.services")
        for need in needs
        if need.eligible
    )


def principles(plan: Plan, on: date) -> tuple[Finding, ...]:
    """DEC-8: every finding, met and unmet, on the three principles, for a plan that is to be agreed on a day."""
    transparency = tuple(
        explained.model_copy(update={"rule": "DEC-8", "source": finding("DEC-8", True, "").source})
        for explained in budget_is_explained(plan.how_budget_was_worked_out)
    )
    timeliness = told_before(plan.indicative_budget_told_on, on)
    return (*transparency, *timeliness, *covers_what_it_must(plan.needs, plan.services))
