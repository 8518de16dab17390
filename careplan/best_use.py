"""DEC-6 · Best use of resources: compared only with services that can meet the needs and are there when required.

Source: the procedure, "When considering whether the plan makes the best use of available services you must only
consider: Services that are able to meet the person's eligible needs; Services that are available at the point they are
required. If the available services cost more than the indicative budget the final personal budget must be adjusted to
reflect the true cost of the services at that time."
"""

from decimal import Decimal

from careplan.deciding import ReturnReason
from careplan.findings import Finding, finding
from careplan.plan import Plan
from careplan.wire import Money, Stored


class Compared(Stored):
    """One alternative beside what the plan has for the same needs, a week and once. `counts`: a real alternative."""

    alternative: str
    counts: bool
    weekly: Money
    one_off: Money
    plan_weekly: Money
    plan_one_off: Money
    because: str


def compared(plan: Plan) -> tuple[Compared, ...]:
    """DEC-6: each alternative beside the plan's own lines for the same needs, paid for by the council."""
    found: list[Compared] = []
    for one in plan.alternatives:
        lines = [line for line in plan.services if set(line.needs) & set(one.needs) and line.paid_by_other is None]
        found.append(
            Compared(
                alternative=one.id,
                counts=one.counts,
                weekly=one.weekly_cost,
                one_off=one.one_off_cost,
                plan_weekly=sum((line.weekly_cost for line in lines), Decimal("0.00")),
                plan_one_off=sum((line.one_off_cost for line in lines), Decimal("0.00")),
                because=_because(could=one.could_meet_needs, available=one.available_when_required),
            )
        )
    return tuple(found)


def _because(*, could: bool, available: bool) -> str:
    if could and available:
        return "it could meet the needs, and was available when required"
    said = [] if could else ["it could not meet the needs"]
    return " and ".join([*said, *([] if available else ["it was not available when required"])])


def comparison_counts(reasons: tuple[ReturnReason, ...], plan: Plan) -> tuple[Finding, ...]:
    """DEC-6: a reason does not rest on an alternative that could not meet the needs, or was not there. Faults only."""
    by_id = {one.alternative: one for one in compared(plan)}
    found: list[Finding] = []
    for reason in reasons:
        if reason.compared_with is None:
            continue
        other = by_id.get(reason.compared_with)
        if other is None:
            said = f"Reason {reason.id} compares with {reason.compared_with}, which is no alternative of the plan."
        elif not other.counts:
            said = f"Reason {reason.id} compares with {other.alternative}, which does not count: {other.because}."
        else:
            continue
        found.append(finding("DEC-6", False, said, f"reasons.{reason.id}"))
    return tuple(found)
