"""DP · Whether a direct payment is appropriate and cost-effective: what bars it, what is unsettled, what is a concern.

Source: the procedure, "Before signing off the plan you must be satisfied …", "If you have any concerns about the
appropriateness of a Direct Payment you should discuss this … Unless it is clear that the criteria … has not been met
then you should still agree the Direct Payment", and "The cost of a Direct Payment". What bars a payment bars only the
lines that are paid that way, and never the rest of the plan (DP-5). Everything else is put to the authoriser, who says
what they made of it: a human decides.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from countersign.careplan.budget import figures_hold
from countersign.careplan.care_home import FOUR_WEEKS, looked_at
from countersign.careplan.decision_parts import Considered, LineOtherwise
from countersign.careplan.employment import compared_with_rates, is_below_rates
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payment import Effect, ManagedBy, PaidFor, PaidRelative, Relation, YesOrNo
from countersign.careplan.plan import Plan, ServiceLine
from countersign.careplan.readiness import is_evidence
from countersign.careplan.scheme import Scheme


class Weight(StrEnum):
    """What a finding means for the direct payment."""

    BARS = "bars"
    """A criterion clearly fails: the lines can only be managed otherwise."""

    UNSETTLED = "unsettled"
    """The plan does not tell whether a criterion fails: the payment is agreed only once that is settled."""

    CONCERN = "concern"
    """It is discussed. The payment is agreed, if need be with conditions, unless a criterion clearly fails."""


class PaymentFinding(Finding):
    """A finding about a direct payment."""

    weight: Weight
    """What it means for the direct payment."""

    line: str = ""
    """The line that it is about; empty where it is about every line that is paid by direct payment."""

    @property
    def key(self) -> tuple[str, str]:
        """What a decision names the finding by: its rule and its line."""
        return self.rule, self.line


def found_about(plan: Plan, scheme: Scheme, on: date) -> tuple[PaymentFinding, ...]:
    """DP-1..4, DP-7, DP-8: every finding about the direct payments of a plan; empty where the plan uses none."""
    lines = paid_directly(plan)
    if not lines:
        return ()
    findings = [*_can_be_managed(plan), *_under_no_requirement(plan)]
    for line in lines:
        findings += [*_who_is_paid(line), *_as_the_council_could_commission_it(line)]
    findings += _not_for_a_care_home(lines, scheme)
    findings += _employers_costs(plan, scheme, on)
    return tuple(findings)


def paid_directly(plan: Plan) -> tuple[ServiceLine, ...]:
    """The lines that are managed by direct payment."""
    return tuple(line for line in plan.services if line.managed_by is ManagedBy.DIRECT_PAYMENT)


def _weighed(unweighed: Finding, weight: Weight, line: str = "") -> PaymentFinding:
    where = f"plan.services.{line}" if line else "plan.direct_payment"
    return PaymentFinding(**unweighed.model_copy(update={"where": where}).model_dump(), weight=weight, line=line)


def is_bought(line: ServiceLine) -> bool:
    """DP-8: whether a line buys a service. Wages, and an employer's other costs, buy none."""
    return line.personal_assistants is None and line.employer_cost is None


def _can_be_managed(plan: Plan) -> list[PaymentFinding]:
    """DP-1: where the person lacks capacity to manage it, an authorised person does, and the plan says how."""
    payment = plan.direct_payment
    if payment is None or payment.has_capacity_to_manage is not YesOrNo.NO:
        return []
    if payment.authorised_person is None:
        reason = "The person lacks capacity to manage a direct payment, and the plan names no authorised person."
        return [_weighed(finding("DP-1", False, reason), Weight.BARS)]
    if not is_evidence(payment.authorised_person.arrangements):
        reason = "An authorised person is named: the plan does not say how they will manage the direct payment."
        return [_weighed(finding("DP-1", False, reason), Weight.UNSETTLED)]
    return []


def _under_no_requirement(plan: Plan) -> list[PaymentFinding]:
    """DP-4: the person is not known to be under one of these requirements, licences or orders."""
    payment = plan.direct_payment
    under_one = payment.under_a_requirement if payment else YesOrNo.NOT_STATED
    requirement = "a requirement, licence or order for drug or alcohol rehabilitation, behaviour therapy or testing"
    if under_one is YesOrNo.YES:
        return [_weighed(finding("DP-4", False, f"The person is known to be under {requirement}."), Weight.BARS)]
    if under_one is YesOrNo.NOT_STATED:
        return [
            _weighed(
                finding("DP-4", False, f"The plan does not say whether the person is under {requirement}."),
                Weight.CONCERN,
            )
        ]
    return []


def _who_is_paid(line: ServiceLine) -> list[PaymentFinding]:
    """DP-2: no spouse or partner is paid, and no relative in the same household unless that was agreed beforehand."""
    relative = line.paid_relative
    if relative is None or relative.relation is Relation.NOT_A_RELATIVE:
        return []
    is_partner = relative.relation is Relation.SPOUSE_OR_PARTNER
    if not is_partner and relative.lives_with_the_person is YesOrNo.NO:
        return []
    if relative.paid_for is PaidFor.MANAGING_THE_PAYMENT:
        return [_paid_for_managing(line, relative)]
    agreed = is_evidence(relative.prior_agreement)
    if is_partner:
        weight, problem = Weight.BARS, "would pay the person's spouse or partner for care, which the law bars"
    elif agreed:
        weight = Weight.CONCERN
        problem = "would pay a relative in the same household; the plan says that this was agreed beforehand"
    elif relative.lives_with_the_person is YesOrNo.NOT_STATED:
        weight = Weight.UNSETTLED
        problem = "would pay a relative, and it is unclear whether they live in the same household"
    else:
        weight = Weight.BARS
        problem = "would pay a relative in the same household, and nothing says that this was agreed beforehand"
    return [_weighed(finding("DP-2", False, f"{line.id} {problem}."), weight, line.id)]


def _paid_for_managing(line: ServiceLine, relative: PaidRelative) -> PaymentFinding:
    """The procedure bars only payment for care. Payment of somebody close for managing the payment is a concern."""
    agreed = ", as was agreed beforehand" if is_evidence(relative.prior_agreement) else ""
    reason = f"{line.id} would pay somebody close to the person for managing the direct payment{agreed}."
    return _weighed(finding("DP-2", False, reason), Weight.CONCERN, line.id)


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
        return [_weighed(finding("DP-3", False, f"{line}: {nights}."), Weight.BARS, line) for line in line_ids]
    if stays.are_near_the_edge(scheme.direct_payments.near_the_edge):
        gaps = ", ".join(str(gap) for gap in stays.gaps)
        between = (
            f" Days between the stays: {gaps}; {FOUR_WEEKS} or more, and they do not count together." if gaps else ""
        )
        reason = f"{nights}. That is near the edge, or the rule's short form would say otherwise.{between}"
        return [_weighed(finding("DP-3", False, f"{line}: {reason}"), Weight.CONCERN, line) for line in line_ids]
    return []


def _as_the_council_could_commission_it(line: ServiceLine) -> list[PaymentFinding]:
    """DP-8: the plan compares a service that is bought with the same service as the council could commission it."""
    if not is_bought(line):
        return []
    commissioned = line.commissioned
    if commissioned is None:
        reason = f"{line.id}: the plan does not say what it would cost, or do, were the council to commission it."
        return [_weighed(finding("DP-8", False, reason), Weight.CONCERN, line.id)]
    if not commissioned.possible or commissioned.weekly_cost is None:
        return []
    costs = (
        f"£{line.weekly_cost:,.2f} a week by direct payment, "
        f"£{commissioned.weekly_cost:,.2f} if the council commissions it"
    )
    if (
        commissioned.same_service
        and commissioned.weekly_cost < line.weekly_cost
        and commissioned.effect is Effect.MINIMAL
    ):
        reason = (
            f"{line.id}: the same service, {costs}, with minimal effect on wellbeing and outcomes: discuss with the "
            "practitioner whether a direct payment is still the best way to manage this part."
        )
        return [_weighed(finding("DP-8", False, reason), Weight.CONCERN, line.id)]
    return []


def _employers_costs(plan: Plan, scheme: Scheme, on: date) -> list[PaymentFinding]:
    """DP-7: the plan itemises no less for an employer's costs than the rates in force come to."""
    rates = scheme.rates(on)
    costs_below_rates: dict[str, list[str]] = {}
    for line in compared_with_rates(plan.services, rates):
        if is_below_rates(line):
            kind = line.kind.value.replace("_", " ")
            costs_below_rates.setdefault(line.wages, []).append(
                f"{kind} £{line.itemised:,.2f}, by the rates £{line.by_rates:,.2f}"
            )
    return [
        _weighed(
            finding(
                "DP-7",
                False,
                f"{wages}: less is itemised a week than the employer's rates from {rates.in_force_from} come to: "
                f"{'; '.join(costs)}.",
            ),
            Weight.CONCERN,
            wages,
        )
        for wages, costs in costs_below_rates.items()
    ]


def comparison_is_whole(services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """DP-8: a comparison says everything that the authoriser has to see. Faults only."""
    findings: list[Finding] = []
    for line in services:
        commissioned = line.commissioned
        if commissioned is None or not commissioned.possible:
            continue
        missing = [
            field
            for field, is_given in (
                ("weekly_cost", commissioned.weekly_cost is not None),
                ("flexibility", is_evidence(commissioned.flexibility)),
                ("effect", commissioned.effect is not None),
                ("effect_in_words", is_evidence(commissioned.effect_in_words)),
            )
            if not is_given
        ]
        if missing:
            reason = f"{line.id} could be commissioned, so the comparison says its {', '.join(missing)} as well."
            findings.append(finding("DP-8", False, reason, "plan.services.commissioned"))
    return tuple(findings)


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
            "units_a_week": None,
            "unit_cost": None,
            "paid_relative": None,
            "care_home_stays": (),
            "personal_assistants": None,
            "employer_cost": None,
        }
    )


def otherwise_can_stand(
    plan: Plan, otherwise: tuple[LineOtherwise, ...], findings: Iterable[PaymentFinding]
) -> tuple[Finding, ...]:
    """DP-5, DP-6: a line can be managed otherwise if it is paid directly, has an `otherwise`, and has a finding.

    `findings`: about the plan as submitted. If no finding is about the line, its direct payment is agreed. A cost of
    wages is managed like the wages. Faults only.
    """
    faults: list[Finding] = []
    known = {payment_finding.key for payment_finding in findings}
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
        elif not {(entry.rule, about) for about in ("", entry.line, _wages_of_cost(line))} & known:
            reason = f"Nothing was found about {entry.line} under {entry.rule}: its direct payment is agreed."
        else:
            continue
        faults.append(finding("DP-5", False, reason, "managed_otherwise"))
    decided = as_decided(plan, otherwise)
    if otherwise and not faults:
        faults += figures_hold(decided.services, decided.person_pays)
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


def everything_was_considered(
    findings: Iterable[PaymentFinding], considered: tuple[Considered, ...]
) -> tuple[Finding, ...]:
    """DP-2, DP-3, DP-6, DP-8: an agreement says something about everything unsettled, and every concern. Faults only.

    `findings`: about the plan as decided.
    """
    considered_keys = {(entry.rule, entry.line or "") for entry in considered}
    return tuple(
        payment_finding.model_copy(
            update={"reason": f"{payment_finding.reason} Say what was found out about it.", "where": "considered"}
        )
        for payment_finding in findings
        if payment_finding.weight is not Weight.BARS and payment_finding.key not in considered_keys
    )
