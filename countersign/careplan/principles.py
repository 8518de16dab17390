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


def told_before_planning(told_on: date | None, planning_began_on: date | None, on: date | None) -> tuple[Finding, ...]:
    """DEC-8, timeliness: the person was told before planning began, and on no day that has not come. Faults only.

    `on`: the day of the submission or of the decision. `planning_began_on`: None where the plan does not say. Then it
    was before that day, because a plan is not planned, submitted and decided within the hour.
    """
    if told_on is None or on is None:
        return ()
    field, reason = "indicative_budget_told_on", ""
    if told_on > on:
        reason = f"The person is said to be told their indicative budget on {told_on}, which has not come yet."
    elif planning_began_on is not None and planning_began_on > on:
        field = "planning_began_on"
        reason = f"Planning is said to have begun on {planning_began_on}, which has not come yet."
    elif planning_began_on is not None and told_on > planning_began_on:
        reason = (
            f"The person was told their indicative budget on {told_on}, and planning began on {planning_began_on}: "
            "they must know it before planning."
        )
    elif planning_began_on is None and told_on == on:
        reason = (
            f"The person was told their indicative budget only on {told_on}, this very day: they must know it before "
            "planning. If planning began that day, after they were told, say so in planning_began_on."
        )
    return (finding("DEC-8", False, reason, f"plan.{field}"),) if reason else ()


def told_before_it_came(plan: Plan, before: Plan, submitted_on: date) -> tuple[Finding, ...]:
    """DEC-8, timeliness: no later version says that the person was told, or planning began, once the plan had come.

    `before`: the version before. `submitted_on`: the day on which the first version came. An indicative budget that is
    another than before may be told later. Faults only.
    """
    if (plan.indicative_budget, plan.indicative_one_off) != (before.indicative_budget, before.indicative_one_off):
        return ()
    days = {
        "indicative_budget_told_on": (
            "The person is said to be told this indicative budget",
            plan.indicative_budget_told_on,
        ),
        "planning_began_on": ("Planning is said to have begun", plan.planning_began_on),
    }
    return tuple(
        finding(
            "DEC-8",
            False,
            f"{what} on {day}, and the plan was submitted on {submitted_on}: they must know it before planning.",
            f"plan.{field}",
        )
        for field, (what, day) in days.items()
        if day is not None and day > submitted_on
    )


def _timeliness(plan: Plan, on: date) -> tuple[Finding, ...]:
    """DEC-8: one finding, met or not."""
    too_late = told_before_planning(plan.indicative_budget_told_on, plan.planning_began_on, on)
    return too_late or told_in_time(plan.indicative_budget_told_on)


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
    return (*transparency, *_timeliness(plan, on), *covers_what_it_must(plan.needs, plan.services))
