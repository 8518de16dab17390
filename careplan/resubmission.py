"""RET-5, DEC-9 · What a resubmission has to say: about each reason of the return, and about a budget that is lower.

Source: the procedure, "When the social care practitioner re-submits the plan it should be considered again"; *R (P) v
Croydon*: reasons for a lower amount that the person can understand. A cut is never decided by a lighter route: see
`careplan.routing`.
"""

from careplan.budget import cost_to_council, one_off_cost_to_council, weekly_cost_to_council
from careplan.findings import Finding, finding
from careplan.messages import Resubmit
from careplan.plan import Plan
from careplan.readiness import is_evidence


def answers_every_reason(resubmit: Resubmit, reasons: tuple[str, ...]) -> tuple[Finding, ...]:
    """RET-5: the resubmission says what was done about each reason of the return, and no others. Faults only."""
    given = [response.reason for response in resubmit.responses]
    found = [
        finding("RET-5", False, f"Nothing is said about reason {reason}.", "responses")
        for reason in reasons
        if reason not in given
    ]
    found += [
        finding("RET-5", False, f"{reason} is not a reason of the return.", "responses")
        for reason in given
        if reason not in reasons
    ]
    if len(set(given)) != len(given):
        found.append(finding("RET-5", False, "Each reason is answered once.", "responses"))
    return tuple(found)


def costs_less(plan: Plan, before: Plan) -> bool:
    """DEC-9: whether a plan costs the council less than another, each week or once."""
    now, was = cost_to_council(plan.services), cost_to_council(before.services)
    return now.weekly < was.weekly or now.one_off < was.one_off


def a_lower_budget_is_explained(resubmit: Resubmit, before: Plan) -> tuple[Finding, ...]:
    """DEC-9: a version that costs less than the one before says why, in words for the person. Faults only."""
    explained = is_evidence(resubmit.why_it_costs_less)
    if costs_less(resubmit.plan, before) == explained:
        return ()
    if explained:
        reason = "This version costs no less than the one before: leave out why_it_costs_less."
    else:
        reason = (
            f"This version costs less than the one before ({_what_is_less(resubmit.plan, before)}): say why, in words "
            "that the person can follow. They will be told."
        )
    return (finding("DEC-9", False, reason, "why_it_costs_less"),)


def _what_is_less(plan: Plan, before: Plan) -> str:
    said: list[str] = []
    for cost, how in ((weekly_cost_to_council, "a week"), (one_off_cost_to_council, "once")):
        was, now = cost(before.services), cost(plan.services)
        if now < was:
            said.append(f"£{now:,.2f} {how}, it was £{was:,.2f}")
    return "; ".join(said)
