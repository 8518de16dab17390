"""DP · Whether a direct payment is appropriate and cost-effective: what bars it, what is unsettled, what is a concern.

Source: the procedure, "Before signing off the plan you must be satisfied …", "If you have any concerns about the
appropriateness of a Direct Payment you should discuss this … Unless it is clear that the criteria … has not been met
then you should still agree the Direct Payment", and "The cost of a Direct Payment". What bars a payment bars only the
lines that are paid that way, and never the rest of the plan (DP-5). Everything else is put to the authoriser, who says
what they made of it: a human decides.
"""

from collections.abc import Iterable
from datetime import date

from countersign.careplan.budget import figures_hold
from countersign.careplan.care_home import FOUR_WEEKS, is_in_a_care_home, looked_at
from countersign.careplan.commissioning import compared_with_commissioning, may_be_managed_otherwise
from countersign.careplan.decision_parts import Considered, LineOtherwise
from countersign.careplan.employment import paid_as_the_law_asks
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import DirectPayment, YesOrNo
from countersign.careplan.payment_findings import PaymentFinding, Weight, paid_directly, weighed
from countersign.careplan.payment_terms import the_payment_is_stated
from countersign.careplan.plan import Plan
from countersign.careplan.scheme import Scheme
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.who_is_paid import who_is_paid


def found_about(plan: Plan, scheme: Scheme, on: date) -> tuple[PaymentFinding, ...]:
    """DP-1..4, DP-7..9: every finding about the direct payments of a plan; empty where the plan uses none."""
    lines = paid_directly(plan)
    if not lines:
        return ()
    findings = [*_can_be_managed(plan), *_under_no_requirement(plan), *the_payment_is_stated(plan)]
    for line in lines:
        findings += [*who_is_paid(line, on), *compared_with_commissioning(line)]
    findings += [*_stays_are_stated(plan), *_not_for_a_care_home(lines, scheme)]
    findings += [
        weighed(finding("DP-7", False, reason), Weight.CONCERN, wages)
        for wages, reason in paid_as_the_law_asks(plan.services, scheme.rates(on), scheme.minimum_wage(on))
    ]
    return tuple(findings)


def _can_be_managed(plan: Plan) -> list[PaymentFinding]:
    """DP-1, DP-9: capacity to manage it is stated; where the person lacks it, an authorised person manages it, and how.

    Where the person lacks capacity about something else, nobody presumes that they have it about this.
    """
    payment = plan.direct_payment or DirectPayment()
    if payment.has_capacity_to_manage is YesOrNo.NOT_STATED:
        reason = "The plan does not say whether the person has capacity to manage a direct payment."
        if any(decision.has_capacity is not None and not decision.has_capacity.so for decision in plan.sharing):
            reason += " They lack it to decide who sees the plan, so it cannot simply be presumed."
        return [weighed(finding("DP-1", False, reason), Weight.UNSETTLED)]
    if payment.has_capacity_to_manage is YesOrNo.YES:
        return []
    if payment.authorised_person is None:
        reason = "The person lacks capacity to manage a direct payment, and the plan names no authorised person."
        if payment.nominated_person is not None:
            reason += " A nominated person is for somebody who has that capacity."
        return [weighed(finding("DP-1", False, reason), Weight.BARS)]
    if not is_evidence(payment.authorised_person.arrangements):
        reason = "An authorised person is named: the plan does not say how they will manage the direct payment."
        return [weighed(finding("DP-1", False, reason), Weight.UNSETTLED)]
    return []


def _under_no_requirement(plan: Plan) -> list[PaymentFinding]:
    """DP-4: the person is not known to be under one of these requirements, licences or orders."""
    payment = plan.direct_payment or DirectPayment()
    requirement = "a requirement, licence or order for drug or alcohol rehabilitation, behaviour therapy or testing"
    if payment.under_a_requirement is YesOrNo.YES:
        return [weighed(finding("DP-4", False, f"The person is known to be under {requirement}."), Weight.BARS)]
    if payment.under_a_requirement is YesOrNo.NOT_STATED:
        reason = f"The plan does not say whether the person is under {requirement}."
        return [weighed(finding("DP-4", False, reason), Weight.UNSETTLED)]
    return []


def _stays_are_stated(plan: Plan) -> list[PaymentFinding]:
    """DP-3: a line for a care home gives its stays: without them nobody can tell how long they last."""
    return [
        weighed(
            finding(
                "DP-3",
                False,
                f"{line.id} seems to pay for a care home, and the plan gives no stays: how long they last is not "
                "known. If it pays for none, the plan says so.",
            ),
            Weight.UNSETTLED,
            line.id,
        )
        for line in paid_directly(plan)
        if not line.care_home_stays and is_in_a_care_home(line, plan.setting)
    ]


def _not_for_a_care_home(lines: tuple[ServiceLine, ...], scheme: Scheme) -> list[PaymentFinding]:
    """DP-3: stays that count together come to four weeks in twelve months at most. Stays near that are looked at.

    The stays of all lines count, whoever provides them. So every line with stays is barred, until so many lines are
    managed otherwise that the stays of the others come within the limit.
    """
    line_ids = [line.id for line in lines if line.care_home_stays]
    stays = looked_at([stay for line in lines for stay in line.care_home_stays])
    nights = (
        f"{stays.most_linked} nights in a care home count together within twelve months, of {stays.nights_in_a_year} "
        f"in all; the limit is {FOUR_WEEKS}"
    )
    if stays.are_beyond_the_limit:
        return [weighed(finding("DP-3", False, f"{line}: {nights}."), Weight.BARS, line) for line in line_ids]
    if stays.are_near_the_edge(scheme.direct_payments.near_the_edge):
        gaps = ", ".join(str(gap) for gap in stays.gaps)
        between = (
            f" Days between the stays: {gaps}; {FOUR_WEEKS} or more, and they do not count together." if gaps else ""
        )
        reason = f"{nights}. That is near the edge, or the rule's short form would say otherwise.{between}"
        return [weighed(finding("DP-3", False, f"{line}: {reason}"), Weight.CONCERN, line) for line in line_ids]
    return []


# What a decision says about the findings


def barred(plan: Plan, findings: Iterable[PaymentFinding]) -> frozenset[str]:
    """DP-5: the lines that cannot be paid for by direct payment. A finding that is about no one line bars all."""
    all_lines = {line.id for line in paid_directly(plan)}
    barred_lines: set[str] = set()
    for payment_finding in findings:
        if payment_finding.weight is Weight.BARS:
            barred_lines |= {payment_finding.line} if payment_finding.line else all_lines
    return frozenset(barred_lines)


def as_decided(plan: Plan, otherwise: Iterable[LineOtherwise]) -> Plan:
    """DP-5, DP-8: the plan as decided: these lines are managed as the plan says that they would be otherwise.

    This edits nothing: the practitioner submitted both ways, and told the person both. A line without an `otherwise`
    stays as it is.
    """
    lines = {entry.line for entry in otherwise}
    services = tuple(_managed_otherwise(line) if line.id in lines else line for line in plan.services)
    return plan.model_copy(update={"services": services})


def _managed_otherwise(line: ServiceLine) -> ServiceLine:
    otherwise = line.otherwise
    if otherwise is None:
        return line
    return line.model_copy(
        update={
            "managed_by": otherwise.managed_by,
            "description": otherwise.how,
            "weekly_cost": otherwise.weekly_cost,
            "one_off_cost": otherwise.one_off_cost,
            "one_off_shares": (),
            "days": (),
            "times": (),
            "units_a_week": None,
            "unit_cost": None,
            "payee": None,
            "in_a_care_home": None,
            "care_home_stays": (),
            "personal_assistants": None,
            "employer_cost": None,
        }
    )


def otherwise_can_stand(
    plan: Plan, otherwise: tuple[LineOtherwise, ...], findings: Iterable[PaymentFinding]
) -> tuple[Finding, ...]:
    """DP-5, DP-6: a line can be managed otherwise if it is paid directly, has an `otherwise`, and a criterion bars it.

    `findings`: about the plan as submitted. A concern, or something that is not stated, never takes a payment away; the
    one other way is DP-8, with a comparison that lets it. A cost of wages is managed like the wages. Faults only.
    """
    faults: list[Finding] = []
    bars = {payment_finding.key for payment_finding in findings if payment_finding.weight is Weight.BARS}
    direct = {line.id: line for line in paid_directly(plan)}
    named_lines = [entry.line for entry in otherwise]
    for entry in otherwise:
        line = direct.get(entry.line)
        if line is None:
            reason = f"{entry.line} is not a line that is managed by direct payment."
        elif line.otherwise is None:
            reason = (
                f"The plan does not say how {entry.line} would be managed otherwise: it is returned for that, "
                "if need be."
            )
        elif named_lines.count(entry.line) > 1:
            reason = f"{entry.line} is named once."
        elif not is_evidence(entry.why):
            reason = f"Say why {entry.line} is managed otherwise, in words that the person will read."
        elif not _may_be_taken_away(entry, line, bars):
            reason = _stays_as_it_is(entry)
        else:
            continue
        faults.append(finding("DP-5", False, reason, "managed_otherwise"))
    decided = as_decided(plan, otherwise)
    if otherwise and not faults:
        faults += figures_hold(decided.services, decided.person_pays, decided.person_pays_once, decided.charging)
        wages = {line.id for line in paid_directly(decided) if line.personal_assistants is not None}
        faults += [
            finding(
                "DP-7",
                False,
                f"{line.id} is a cost of wages that are managed otherwise: so is it.",
                "managed_otherwise",
            )
            for line in paid_directly(decided)
            if line.employer_cost is not None and line.employer_cost.wages not in wages
        ]
    return tuple(faults)


def _may_be_taken_away(entry: LineOtherwise, line: ServiceLine, bars: set[tuple[str, str]]) -> bool:
    """DP-6: only where a criterion clearly fails, or under DP-8 with its comparison."""
    if bars & {(entry.rule, about) for about in ("", entry.line, _wages_of_cost(line))}:
        return True
    return entry.rule == "DP-8" and may_be_managed_otherwise(line)


def _stays_as_it_is(entry: LineOtherwise) -> str:
    agree = "Agree its direct payment, with conditions if need be, or return the plan."
    if entry.rule == "DP-8":
        return (
            f"DP-8 takes no payment of {entry.line} away without a comparison by which the council could commission "
            "the same service for less, with minimal effect, and another way in the plan that costs no more than the "
            f"payment. {agree}"
        )
    return (
        f"{entry.rule} does not bar {entry.line}: a concern, or something that is not stated, takes no payment away. "
        f"{agree}"
    )


def _wages_of_cost(line: ServiceLine) -> str:
    return line.employer_cost.wages if line.employer_cost else ""


def nothing_barred_is_left(findings: Iterable[PaymentFinding]) -> tuple[Finding, ...]:
    """DP-5: an agreement pays for no barred line by direct payment. Faults only.

    `findings`: about the plan as decided.
    """
    ways = "Agree the lines as the plan says that they would be managed otherwise, or return the plan."
    return tuple(
        payment_finding.model_copy(update={"reason": f"{payment_finding.reason} {ways}", "where": "managed_otherwise"})
        for payment_finding in findings
        if payment_finding.weight is Weight.BARS
    )


def only_what_was_found_is_considered(
    plan: Plan, findings: Iterable[PaymentFinding], considered: tuple[Considered, ...]
) -> tuple[Finding, ...]:
    """DP-3, DP-6: what is said to be considered was found about this plan: else it is about another. Faults only.

    `plan`: as it was submitted. `findings`: about it, and about it as decided. Under DP-6 the authoriser may have a
    concern of their own, about a line that is paid by direct payment or about all of them.
    """
    found = {payment_finding.key for payment_finding in findings}
    direct = {line.id for line in paid_directly(plan)}
    own = {("DP-6", about) for about in ("", *direct)} if direct else set[tuple[str, str]]()
    faults: list[Finding] = []
    for entry in considered:
        key = (entry.rule, entry.line or "")
        if key in found | own:
            continue
        if not direct:
            reason = "The plan has no direct payment: there is nothing of it to consider."
        elif entry.line and entry.line not in direct:
            reason = f"{entry.line} is not a line that is managed by direct payment."
        else:
            about = entry.line or "the direct payment as a whole"
            reason = (
                f"{entry.rule} finds nothing about {about}: leave it out, or name a concern of your own under DP-6."
            )
        faults.append(finding("DP-6", False, reason, "considered"))
    return tuple(faults)


def everything_was_considered(
    findings: Iterable[PaymentFinding], considered: tuple[Considered, ...]
) -> tuple[Finding, ...]:
    """DP-1..3, DP-6..9: an agreement says something about everything not stated, and every concern. Faults only.

    `findings`: about the plan as decided. Words that say nothing ("ok", "noted") consider nothing (SUB-1).
    """
    considered_keys = {(entry.rule, entry.line or "") for entry in considered if is_evidence(entry.what)}
    return tuple(
        payment_finding.model_copy(
            update={"reason": f"{payment_finding.reason} Say what was found out about it.", "where": "considered"}
        )
        for payment_finding in findings
        if payment_finding.weight is not Weight.BARS and payment_finding.key not in considered_keys
    )
