"""DP-6 · Which conditions an agreement may set on a direct payment.

Source: the procedure, "it may be necessary to impose some conditions on the provision and use of a Direct Payment, such
as: Prohibiting a named person from providing care; Increasing the frequency of Direct Payment reviews; or Requiring
certain information is provided at specific times". "Such as": the three are examples. How far ahead a condition may be
first due is ours.
"""

from collections.abc import Iterator
from datetime import date, datetime

from countersign.careplan.clocks import day_of_a_condition
from countersign.careplan.decision_parts import Condition, ConditionKind
from countersign.careplan.evidence import says_something
from countersign.careplan.findings import Finding, finding
from countersign.careplan.payee import WORDS_FOR
from countersign.careplan.payment_findings import paid_directly
from countersign.careplan.payment_terms import FIRST_REVIEW, THEN_EVERY, payment_terms
from countersign.careplan.plan import Plan
from countersign.careplan.same_person import Somebody
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.working_time import WorkingDays, add_months

FIRST_WITHIN = 24
"""How many months after the decision a condition is first due at the latest."""


def conditions_can_stand(conditions: tuple[Condition, ...], decided: Plan, on: date) -> tuple[Finding, ...]:
    """DP-6: each condition is on a direct payment, says something, is due in good time and bars nobody who is paid.

    `decided`: the plan as decided. `on`: the day of the decision. Faults only.
    """
    return tuple(finding("DP-6", False, reason, "conditions") for reason in _faults(conditions, decided, on))


def _faults(conditions: tuple[Condition, ...], decided: Plan, on: date) -> Iterator[str]:
    ids = [condition.id for condition in conditions]
    if len(set(ids)) < len(ids):
        yield "Each condition needs an id of its own."
    if ids and not decided.uses_direct_payment:
        yield "There is no direct payment to set conditions on."
    for condition in conditions:
        if not says_something(condition.what):
            yield f"Condition {condition.id} must say what is asked."
        latest = add_months(on, FIRST_WITHIN)
        if condition.kind is ConditionKind.MORE_REVIEWS:
            yield from _comes_no_sooner(condition, decided, on)
        elif condition.first_on is not None and not on <= condition.first_on <= latest:
            yield (
                f"Condition {condition.id} is first due on {condition.first_on}: its first day is from {on}, the day "
                f"of the decision, to {latest}."
            )
        if condition.kind is ConditionKind.PERSON_BARRED:
            yield from _bars_somebody_paid(condition, decided)


def _comes_no_sooner(condition: Condition, decided: Plan, on: date) -> Iterator[str]:
    """REV-3: more frequent reviews come sooner than the law's, and after the payment has begun."""
    terms = payment_terms(decided, is_net=False)
    starts_on = max(on, terms.starts_on or on) if terms else on
    by_law = add_months(starts_on, FIRST_REVIEW)
    if condition.first_on is not None and not starts_on < condition.first_on <= by_law:
        yield (
            f"Condition {condition.id} is first due on {condition.first_on}: a review comes after the payment starts, "
            f"on {starts_on}, and by {by_law} in any case."
        )
    if condition.every_months is not None and condition.every_months >= THEN_EVERY:
        yield f"Condition {condition.id} asks for no more reviews than the law: one every {THEN_EVERY} months."


def on_working_days(conditions: tuple[Condition, ...], since: datetime, days: WorkingDays) -> tuple[Condition, ...]:
    """DP-6: conditions that were set at `since`, each with the day by which it is first due."""
    return tuple(
        condition
        if condition.first_on is None
        else condition.model_copy(update={"first_on": day_of_a_condition(condition.first_on, since, days)})
        for condition in conditions
    )


def _bars_somebody_paid(condition: Condition, decided: Plan) -> Iterator[str]:
    """A person who may not provide care is not the one whom a line pays."""
    barred = _known_as(condition, decided)
    for line in paid_directly(decided):
        if any(whom.may_be(barred) for whom in _paid_by(line, decided)):
            yield (
                f"Condition {condition.id} bars somebody who may be the one whom {line.id} pays: either the line is "
                "returned, or the condition names somebody else. If they are two people, the plan names whom it pays."
            )


def _known_as(condition: Condition, decided: Plan) -> Somebody:
    """Whom a condition bars; what they are to the person may stand with a carer of the plan."""
    barred = Somebody.called(condition.name, condition.relationship)
    if barred.relationship:
        return barred
    carers = (Somebody.called(carer.name, carer.relationship) for carer in decided.carers)
    return next((carer for carer in carers if carer.name == barred.name), barred)


def _paid_by(line: ServiceLine, decided: Plan) -> Iterator[Somebody]:
    """Whom a line pays, under each word for what they are to the person: "son or daughter" may be a son."""
    payee = line.payee
    if payee is not None:
        listed = WORDS_FOR.get(payee.relation, "").split(", ") if payee.relation else []
        words = [payee.relationship] if payee.relationship else listed
        yield from (Somebody.called(payee.name, word) for word in words or [""])
    providers = {provider.id: provider.name for provider in decided.providers}
    yield from (Somebody.called(providers[item], None) for item in line.delivered_by if item in providers)
