"""DP · Whether a direct payment is appropriate and cost-effective: what bars it, is unsettled, or is a concern.

Source: the procedure, "Before signing off the plan you must be satisfied …", "If you have any concerns about the
appropriateness of a Direct Payment you should discuss this … Unless it is clear that the criteria … has not been met
then you should still agree the Direct Payment", and "The cost of a Direct Payment". What bars a payment bars the lines
paid that way, and never the rest of the plan (DP-5). Everything else is put to the authoriser, who says what they made
of it: a human decides.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from careplan.budget import figures_hold
from careplan.care_home import FOUR_WEEKS, looked_at
from careplan.deciding import Considered, LineOtherwise
from careplan.employment import compared_with_rates, is_below_rates
from careplan.findings import Finding, finding
from careplan.payment import Answer3, Effect, ManagedBy, PaidFor, PaidRelative, Relation
from careplan.plan import Plan, ServiceLine
from careplan.readiness import is_evidence
from careplan.scheme import Scheme


class Weight(StrEnum):
    """What a finding means for the payment.

    `bars`: a criterion clearly fails; the lines can only be managed otherwise. `unsettled`: it cannot be told from the
    plan; the payment is agreed only once it is settled. `concern`: discussed, and agreed all the same unless a
    criterion clearly fails, with conditions if need be.
    """

    BARS = "bars"
    UNSETTLED = "unsettled"
    CONCERN = "concern"


class PaymentFinding(Finding):
    """A finding about a direct payment. `line`: the line it is about; empty where it is about every line paid so."""

    weight: Weight
    line: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What an authoriser names it by."""
        return self.rule, self.line


def found_about(plan: Plan, scheme: Scheme, on: date) -> tuple[PaymentFinding, ...]:
    """DP-1..4, DP-7, DP-8: everything found about the direct payments of a plan. Empty where it uses none."""
    lines = paid_directly(plan)
    if not lines:
        return ()
    found = [*_can_be_managed(plan), *_under_no_requirement(plan)]
    for line in lines:
        found += [*_who_is_paid(line), *_as_the_council_could_commission_it(line)]
    found += _not_for_a_care_home(lines, scheme)
    found += _employers_costs(plan, scheme, on)
    return tuple(found)


def paid_directly(plan: Plan) -> tuple[ServiceLine, ...]:
    """The lines that are managed by direct payment."""
    return tuple(line for line in plan.services if line.managed_by is ManagedBy.DIRECT_PAYMENT)


def _weighs(found: Finding, weight: Weight, line: str = "") -> PaymentFinding:
    where = f"plan.services.{line}" if line else "plan.direct_payment"
    return PaymentFinding(**found.model_copy(update={"where": where}).model_dump(), weight=weight, line=line)


def is_bought(line: ServiceLine) -> bool:
    """DP-8: whether a line buys a service; wages, and what an employer pays besides, buy none."""
    return line.personal_assistants is None and line.employer_cost is None


def _can_be_managed(plan: Plan) -> list[PaymentFinding]:
    """DP-1: where the person lacks capacity to manage it, an authorised person and how they will are in the plan."""
    about = plan.direct_payment
    if about is None or about.has_capacity_to_manage is not Answer3.NO:
        return []
    if about.authorised_person is None:
        reason = "The person lacks capacity to manage a direct payment, and the plan names no authorised person."
        return [_weighs(finding("DP-1", False, reason), Weight.BARS)]
    if not is_evidence(about.authorised_person.arrangements):
        reason = "An authorised person is named: the plan does not say how they will manage the direct payment."
        return [_weighs(finding("DP-1", False, reason), Weight.UNSETTLED)]
    return []


def _under_no_requirement(plan: Plan) -> list[PaymentFinding]:
    """DP-4: not where the person is known to be under a requirement, licence or order of those kinds."""
    about = plan.direct_payment
    known = about.under_a_requirement if about else Answer3.NOT_STATED
    what = "a requirement, licence or order for drug or alcohol rehabilitation, behaviour therapy or testing"
    if known is Answer3.YES:
        return [_weighs(finding("DP-4", False, f"The person is known to be under {what}."), Weight.BARS)]
    if known is Answer3.NOT_STATED:
        return [
            _weighs(
                finding("DP-4", False, f"The plan does not say whether the person is under {what}."), Weight.CONCERN
            )
        ]
    return []


def _who_is_paid(line: ServiceLine) -> list[PaymentFinding]:
    """DP-2: not a spouse or partner; not a relative in the same household, unless that was agreed beforehand."""
    paid = line.paid_relative
    if paid is None or paid.relation is Relation.NOT_A_RELATIVE:
        return []
    married = paid.relation is Relation.SPOUSE_OR_PARTNER
    if not married and paid.lives_with_the_person is Answer3.NO:
        return []
    if paid.paid_for is PaidFor.MANAGING_THE_PAYMENT:
        return [_paid_for_managing(line, paid)]
    agreed = is_evidence(paid.prior_agreement)
    if married:
        weight, what = Weight.BARS, "would pay the person's spouse or partner for care, which the law bars"
    elif agreed:
        weight = Weight.CONCERN
        what = "would pay a relative in the same household; the plan says that this was agreed beforehand"
    elif paid.lives_with_the_person is Answer3.NOT_STATED:
        weight = Weight.UNSETTLED
        what = "would pay a relative, and it is unclear whether they live in the same household"
    else:
        weight = Weight.BARS
        what = "would pay a relative in the same household, and nothing says that this was agreed beforehand"
    return [_weighs(finding("DP-2", False, f"{line.id} {what}."), weight, line.id)]


def _paid_for_managing(line: ServiceLine, paid: PaidRelative) -> PaymentFinding:
    """The procedure bars paying for care and support; paying somebody close to manage the payment is a concern."""
    agreed = ", as was agreed beforehand" if is_evidence(paid.prior_agreement) else ""
    reason = f"{line.id} would pay somebody close to the person for managing the direct payment{agreed}."
    return _weighs(finding("DP-2", False, reason), Weight.CONCERN, line.id)


def _not_for_a_care_home(lines: tuple[ServiceLine, ...], scheme: Scheme) -> list[PaymentFinding]:
    """DP-3: not for more than four weeks that count together in twelve months; near the edge somebody looks.

    The stays of every line count, whoever gives them: each line that has any is barred, until so much of it is managed
    otherwise that what is left may stand.
    """
    theirs = [line.id for line in lines if line.care_home_stays]
    stays = looked_at([stay for line in lines for stay in line.care_home_stays])
    said = (
        f"{stays.most_linked} nights in a care home count together within twelve months, of {stays.nights_in_a_year} "
        f"in all; the limit is {FOUR_WEEKS}"
    )
    if stays.are_beyond_the_limit:
        return [_weighs(finding("DP-3", False, f"{line}: {said}."), Weight.BARS, line) for line in theirs]
    if stays.are_near_the_edge(scheme.direct_payments.near_the_edge):
        gaps = ", ".join(str(gap) for gap in stays.gaps)
        between = (
            f" Days between the stays: {gaps}; {FOUR_WEEKS} or more, and they do not count together." if gaps else ""
        )
        reason = f"{said}. That is near the edge, or the rule's short form would say otherwise.{between}"
        return [_weighs(finding("DP-3", False, f"{line}: {reason}"), Weight.CONCERN, line) for line in theirs]
    return []


def _as_the_council_could_commission_it(line: ServiceLine) -> list[PaymentFinding]:
    """DP-8: what is bought and could be commissioned: cost both ways, flexibility, effect. Wages are not bought so."""
    if not is_bought(line):
        return []
    other = line.commissioned
    if other is None:
        reason = f"{line.id}: the plan does not say what it would cost, or do, were the council to commission it."
        return [_weighs(finding("DP-8", False, reason), Weight.CONCERN, line.id)]
    if not other.possible or other.weekly_cost is None:
        return []
    costs = (
        f"£{line.weekly_cost:,.2f} a week by direct payment, £{other.weekly_cost:,.2f} if the council commissions it"
    )
    if other.same_service and other.weekly_cost < line.weekly_cost and other.effect is Effect.MINIMAL:
        reason = (
            f"{line.id}: the same service, {costs}, with minimal effect on wellbeing and outcomes: discuss with the "
            "practitioner whether a direct payment is still the best way to manage this part."
        )
        return [_weighs(finding("DP-8", False, reason), Weight.CONCERN, line.id)]
    return []


def _employers_costs(plan: Plan, scheme: Scheme, on: date) -> list[PaymentFinding]:
    """DP-7: where less is itemised for a cost of being an employer than the rates in force come to."""
    rates = scheme.rates(on)
    short: dict[str, list[str]] = {}
    for line in compared_with_rates(plan.services, rates):
        if is_below_rates(line):
            kind = line.kind.value.replace("_", " ")
            short.setdefault(line.wages, []).append(f"{kind} £{line.itemised:,.2f}, by the rates £{line.by_rates:,.2f}")
    return [
        _weighs(
            finding(
                "DP-7",
                False,
                f"{wages}: less is itemised a week than the employer's rates from {rates.in_force_from} come to: "
                f"{'; '.join(what)}.",
            ),
            Weight.CONCERN,
            wages,
        )
        for wages, what in short.items()
    ]


def comparison_is_whole(services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """DP-8: a comparison says all that the authoriser has to see. Faults only."""
    found: list[Finding] = []
    for line in services:
        other = line.commissioned
        if other is None or not other.possible:
            continue
        missing = [
            what
            for what, is_there in (
                ("weekly_cost", other.weekly_cost is not None),
                ("flexibility", is_evidence(other.flexibility)),
                ("effect", other.effect is not None),
                ("effect_in_words", is_evidence(other.effect_in_words)),
            )
            if not is_there
        ]
        if missing:
            reason = f"{line.id} could be commissioned, so the comparison says its {', '.join(missing)} as well."
            found.append(finding("DP-8", False, reason, "plan.services.commissioned"))
    return tuple(found)


# What is decided about them


def barred(plan: Plan, findings: Iterable[PaymentFinding]) -> frozenset[str]:
    """DP-5: the lines that cannot be paid for by direct payment; a finding about all bars each of them."""
    every = {line.id for line in paid_directly(plan)}
    found: set[str] = set()
    for one in findings:
        if one.weight is Weight.BARS:
            found |= {one.line} if one.line else every
    return frozenset(found)


def as_decided(plan: Plan, otherwise: Iterable[LineOtherwise]) -> Plan:
    """DP-5, DP-8: the plan with these lines managed as it says itself that they would be; the others as they stand.

    Nothing is edited: both ways were submitted, and told to the person. A line without an `otherwise` stays as it is.
    """
    lines = {one.line for one in otherwise}
    services = tuple(_managed_otherwise(line) if line.id in lines else line for line in plan.services)
    return plan.model_copy(update={"services": services})


def _managed_otherwise(line: ServiceLine) -> ServiceLine:
    other = line.otherwise
    if other is None:
        return line
    return line.model_copy(
        update={
            "managed_by": other.managed_by,
            "description": other.how,
            "weekly_cost": other.weekly_cost,
            "one_off_cost": other.one_off_cost,
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
    """DP-5, DP-6: each line managed otherwise is paid by direct payment, has its `otherwise` in the plan, and why.

    `findings`: about the plan as submitted. Unless one of them is about the line, the direct payment is agreed. A cost
    of wages goes with the wages. Faults only.
    """
    found: list[Finding] = []
    known = {one.key for one in findings}
    direct = {line.id: line for line in paid_directly(plan)}
    named = [one.line for one in otherwise]
    for one in otherwise:
        line = direct.get(one.line)
        if line is None:
            reason = f"{one.line} is not a line that is managed by direct payment."
        elif line.otherwise is None:
            reason = (
                f"The plan does not say how {one.line} would be managed otherwise: it is returned for that, if need be."
            )
        elif named.count(one.line) > 1:
            reason = f"{one.line} is named once."
        elif not {(one.rule, about) for about in ("", one.line, _wages_of_cost(line))} & known:
            reason = f"Nothing was found about {one.line} under {one.rule}: its direct payment is agreed."
        else:
            continue
        found.append(finding("DP-5", False, reason, "managed_otherwise"))
    decided = as_decided(plan, otherwise)
    if otherwise and not found:
        found += figures_hold(decided.services, decided.person_pays)
        wages = {line.id for line in paid_directly(decided) if line.personal_assistants is not None}
        found += [
            finding(
                "DP-7",
                False,
                f"{line.id} is a cost of wages that are managed otherwise: so is it.",
                "managed_otherwise",
            )
            for line in paid_directly(decided)
            if line.employer_cost is not None and line.employer_cost.wages not in wages
        ]
    return tuple(found)


def _wages_of_cost(line: ServiceLine) -> str:
    return line.employer_cost.wages if line.employer_cost else ""


def nothing_barred_is_left(findings: Iterable[PaymentFinding]) -> tuple[Finding, ...]:
    """DP-5: an agreement pays no barred line by direct payment. `findings`: about the plan as decided. Faults only."""
    ways = "Agree the lines as the plan says that they would be managed otherwise, or return the plan."
    return tuple(
        one.model_copy(update={"reason": f"{one.reason} {ways}", "where": "managed_otherwise"})
        for one in findings
        if one.weight is Weight.BARS
    )


def everything_was_considered(
    findings: Iterable[PaymentFinding], considered: tuple[Considered, ...]
) -> tuple[Finding, ...]:
    """DP-2, DP-3, DP-6, DP-8: an agreement says what was made of whatever is unsettled or a concern. Faults only.

    `findings`: about the plan as decided.
    """
    said = {(one.rule, one.line or "") for one in considered}
    return tuple(
        one.model_copy(update={"reason": f"{one.reason} Say what was found out about it.", "where": "considered"})
        for one in findings
        if one.weight is not Weight.BARS and one.key not in said
    )
