"""RET-5, DEC-9 · What a resubmission has to say about each reason of the return, and about a lower budget.

Source: the procedure, "When the social care practitioner re-submits the plan it should be considered again"; *R (P) v
Croydon*: reasons for a lower amount that the person can understand. No lower role than before decides a cut:
see `careplan.routing`.
"""

from countersign.careplan.budget import cost_to_council, one_off_cost_to_council, weekly_cost_to_council
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.messages.decisions import Resubmit
from countersign.careplan.plan import Plan


def answers_every_reason(resubmit: Resubmit, reasons: tuple[str, ...]) -> tuple[Finding, ...]:
    """RET-5: the resubmission says what was done about each reason of the return, and only these. Faults only."""
    answered = [response.reason for response in resubmit.responses]
    findings = [
        finding("RET-5", False, f"Nothing is said about reason {reason}.", "responses")
        for reason in reasons
        if reason not in answered
    ]
    findings += [
        finding("RET-5", False, f"{reason} is not a reason of the return.", "responses")
        for reason in answered
        if reason not in reasons
    ]
    if len(set(answered)) != len(answered):
        findings.append(finding("RET-5", False, "Each reason is answered once.", "responses"))
    return tuple(findings)


def costs_less(plan: Plan, before: Plan) -> bool:
    """DEC-9: whether a plan costs the council less than the version before, each week or once."""
    cost_now, cost_before = cost_to_council(plan.services), cost_to_council(before.services)
    return cost_now.weekly < cost_before.weekly or cost_now.one_off < cost_before.one_off


def a_lower_budget_is_explained(resubmit: Resubmit, before: Plan) -> tuple[Finding, ...]:
    """DEC-9: a version that costs less than the version before says why, in words for the person. Faults only."""
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
    cuts: list[str] = []
    for cost, how_often in ((weekly_cost_to_council, "a week"), (one_off_cost_to_council, "once")):
        cost_before, cost_now = cost(before.services), cost(plan.services)
        if cost_now < cost_before:
            cuts.append(f"£{cost_now:,.2f} {how_often}, it was £{cost_before:,.2f}")
    return "; ".join(cuts)
