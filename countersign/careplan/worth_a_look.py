"""SUB-5, DEC-2, TELL-2 · What whoever decides a plan should look at, though it bars nothing and refuses nothing.

Source: the procedure, "involved or supported by an appropriate person or representative"; Care Act 2014 ss.19(1) and
20(6) for needs that are met under a power, s.25(5) for agreement, s.67(5) for who is no advocate (check). A reason
names references and parts of the plan, never a person.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import NamedTuple

from countersign.careplan.bounds import LONGEST_LIFE
from countersign.careplan.circumstances import Agreement
from countersign.careplan.evidence import EMPTY
from countersign.careplan.figures import day
from countersign.careplan.findings import Finding, finding
from countersign.careplan.form_they_read import form_is_recorded
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.payment import ManagedBy
from countersign.careplan.people import ABOUT_MONEY_ONLY, Person, Representative, RepresentativeScope
from countersign.careplan.plan import Plan
from countersign.careplan.readiness import STATEMENTS
from countersign.careplan.same_person import Somebody, words_of
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.statements import Readiness
from countersign.careplan.to_the_person import words_to_the_person
from countersign.careplan.wire import Answered
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import add_months

REPORT_THEM = "If they say otherwise, report urgent needs now: nobody waits for a decision."
REFER_IT = "If they say otherwise, refer it up, or return it."
RETURN_IT = "If they say otherwise, ask for what was agreed, or return the plan."

_OF_THE_QUESTION = (
    "urgent urgently urgency immediate immediately need needs very complex complexity distinctive particularly "
    "particular unusual straightforward simple standard usual normal routine agreement beforehand prior necessary "
    "identified reported apparent evident person"
)
_THE_QUESTION = frozenset(_OF_THE_QUESTION.split())
"""Words of the questions themselves, and of a plain no to them, such as "No urgent needs were identified"."""


def worth_a_look(plan: Plan, on: date) -> tuple[Finding, ...]:
    """Everything about a plan that is worth a look on a day. It is for information: it decides nothing."""
    return (
        *no_and_yet_words(plan),
        *disagreement(plan.agreement),
        *an_unusual_age(plan.person, on),
        *no_need_is_eligible(plan.needs),
        *met_under_a_power(plan.needs, plan.services),
        *outcomes_and_needs_belong_together(plan.needs, plan.outcomes),
        *statements_in_the_same_words(plan.readiness),
        *conflicts_of_interest(plan),
        *(acts_within_its_basis(plan.representative, on) if plan.representative else ()),
        *words_to_the_person(plan),
        *form_is_recorded(plan),
    )


def no_and_yet_words(plan: Plan) -> tuple[Finding, ...]:
    """TIME-3, ROUTE-3, DP-2: each "no" beside which words stand that may say otherwise, urgent needs first (SUB-1).

    The yes or no counts, so that nobody reads a yes out of words: but where both stand there, somebody reads them.
    """
    said = "The plan says that {what}, and yet has words about it: read them. {then}"
    no_needs = said.format(what="there are no urgent needs", then=REPORT_THEM)
    not_complex = said.format(what="the plan is not very complex", then=REFER_IT)
    not_rare = said.format(what="the plan is not particularly distinctive", then=REFER_IT)
    faults = [
        *([finding("TIME-3", False, no_needs, "plan.urgent_needs")] if words_beside_no(plan.urgent_needs) else []),
        *([finding("ROUTE-3", False, not_complex, "plan.very_complex")] if words_beside_no(plan.very_complex) else []),
        *([finding("ROUTE-3", False, not_rare, "plan.distinctive")] if words_beside_no(plan.distinctive) else []),
    ]
    for line in plan.services:
        if line.payee and words_beside_no(line.payee.prior_agreement):
            what = f"it was not agreed beforehand that {line.id} pays somebody close to the person"
            where = f"plan.services.{line.id}.payee.prior_agreement"
            faults.append(finding("DP-2", False, said.format(what=what, then=RETURN_IT), where))
    return tuple(faults)


def words_beside_no(answer: Answered | None) -> str:
    """The words beside a "no" that may say otherwise; empty where there are none, or it is no "no"."""
    return "" if answer is None or answer.so or not says_more_than_no(answer.in_words) else answer.in_words


def says_more_than_no(words: str) -> bool:
    """Whether words beside a "no" say more than that it is not so.

    >>> [says_more_than_no(words) for words in ("None known.", "No urgent needs identified", "He has no food tonight.")]
    [False, False, True]
    """
    return any(len(word) > 1 for word in {*words_of(words)} - EMPTY - _THE_QUESTION)


def disagreement(agreement: Agreement | None) -> tuple[Finding, ...]:
    """DEC-3: the person does not agree with the plan: their words stand in it (Care Act 2014 s.25(5))."""
    if agreement is None or agreement.so:
        return ()
    reason = f"The person does not agree with the plan, as they said on {day(agreement.on)}: their words stand in it."
    return (finding("DEC-3", False, reason, "plan.agreement"),)


def an_unusual_age(person: Person, on: date) -> tuple[Finding, ...]:
    """SUB-1: by its date of birth the person is older than anybody is likely to be: is the date right?"""
    born = person.date_of_birth
    if born is None or born >= add_months(on, -12 * LONGEST_LIFE):
        return ()
    reason = f"By the date of birth the person is over {LONGEST_LIFE} years old: find out whether it is right."
    return (finding("SUB-1", False, reason, "plan.person.date_of_birth"),)


def no_need_is_eligible(needs: tuple[Need, ...]) -> tuple[Finding, ...]:
    """SUB-5, DEC-1: no need of the plan is eligible: it may be agreed, under a power alone (Care Act 2014 s.19).

    It is asked, because a wrong answer about eligibility takes the person's right to have their needs met away.
    """
    if not needs or any(need.eligible for need in needs):
        return ()
    reason = (
        "No need of the plan is eligible, so all of it would be done under a power, not a duty: look at whether that "
        "is what the assessment found. If one is eligible, return the plan for that."
    )
    return (finding("SUB-5", False, reason, "plan.needs"),)


def met_under_a_power(needs: tuple[Need, ...], services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """SUB-5: each need that is met although it is not eligible, with the lines that meet it."""
    findings: list[Finding] = []
    for need in needs:
        lines = ", ".join(line.id for line in services if need.id in line.needs and _is_the_councils(line))
        if not need.eligible and lines:
            reason = f"{need.id} is not an eligible need: {lines} would meet it under a power, not a duty."
            findings.append(finding("SUB-5", False, reason, "plan.needs"))
    return tuple(findings)


def _is_the_councils(line: ServiceLine) -> bool:
    """Whether the council arranges a line, or pays for it."""
    arranged = line.managed_by in {ManagedBy.COUNCIL, ManagedBy.DIRECT_PAYMENT}
    return line.paid_by_other is None and (arranged or line.weekly_cost > 0 or line.one_off_rest > 0)


def outcomes_and_needs_belong_together(
    needs: tuple[Need, ...], outcomes: tuple[DesiredOutcome, ...]
) -> tuple[Finding, ...]:
    """SUB-5: each eligible need that no outcome is about, and each outcome that is about no need."""
    about = {need for outcome in outcomes for need in outcome.needs}
    return (
        *(
            finding("SUB-5", False, f"No outcome is about eligible need {need.id}.", "plan.outcomes")
            for need in needs
            if need.eligible and need.id not in about
        ),
        *(
            finding("SUB-5", False, f"Outcome {outcome.id} is about no need of the plan.", "plan.outcomes")
            for outcome in outcomes
            if not outcome.needs
        ),
    )


def statements_in_the_same_words(readiness: Readiness) -> tuple[Finding, ...]:
    """SUB-1: statements whose evidence is word for word that of another: each should have its own."""
    fields_by_words: dict[str, list[str]] = {}
    for field in STATEMENTS:
        statement = getattr(readiness, field)
        if statement is not None:
            fields_by_words.setdefault(" ".join(words_of(statement.evidence)), []).append(field)
    return tuple(
        finding(
            "SUB-1",
            False,
            f"The same words are the evidence for {', '.join(field.replace('_', ' ') for field in fields)}.",
            "plan.readiness",
        )
        for words, fields in fields_by_words.items()
        if words and len(fields) > 1
    )


class _Part(NamedTuple):
    """Somebody's part in a plan."""

    title: str
    """As a finding calls them."""

    who: Somebody

    has_money: bool = False
    """Whether they are paid by the plan, or manage its money."""

    is_independent: bool = False
    """Whether they must have no other part in it."""

    delivers: bool = False
    """Whether they deliver care: to be paid for that, by one line or by several, is one part."""

    def conflicts_with(self, other: "_Part") -> bool:
        """Whether both may be one person, or one organisation, and one part of the two stands against the other."""
        matters = self.has_money or other.has_money or self.is_independent or other.is_independent
        return matters and not (self.delivers and other.delivers) and self.who.may_be(other.who)


def conflicts_of_interest(plan: Plan) -> tuple[Finding, ...]:
    """DEC-2: somebody who may be in two parts of the plan of which one is paid, has its money, or is independent."""
    return tuple(
        finding(
            "DEC-2",
            False,
            f"{first.title[:1].upper()}{first.title[1:]} and {second.title} may be the same person: look at whether "
            "their interests conflict.",
            "plan",
        )
        for first, second in combinations(_parts(plan), 2)
        if first.conflicts_with(second)
    )


def _parts(plan: Plan) -> Iterator[_Part]:
    if plan.representative:
        yield _part("the representative", plan.representative.name, plan.representative.relationship)
    if plan.advocate:
        yield _part("the independent advocate", plan.advocate.name, "", is_independent=True)
        yield _part("the advocate's organisation", plan.advocate.organisation or "", "", is_independent=True)
    for carer in plan.carers:
        yield _part(f"carer {carer.id}", carer.name, carer.relationship)
    payment = plan.direct_payment
    for manager in (payment.authorised_person, payment.nominated_person) if payment else ():
        if manager:
            yield _part("whoever manages the direct payment", manager.name, manager.relationship, has_money=True)
    for line in plan.services:
        if line.payee:
            payee = Somebody.called(line.payee.name, line.payee.relationship)
            yield _Part(f"whoever {line.id} pays", payee, has_money=True, delivers=True)
    for provider in plan.providers:
        yield _Part(f"provider {provider.id}", Somebody.called(provider.name, None), has_money=True, delivers=True)


def _part(title: str, name: str, relationship: str, *, has_money: bool = False, is_independent: bool = False) -> _Part:
    return _Part(title, Somebody.called(name, relationship), has_money, is_independent)


def acts_within_its_basis(representative: Representative, on: date) -> tuple[Finding, ...]:
    """DEC-2: a representative whose basis does not carry what they act in, or who does not act on the day."""
    findings: list[Finding] = []
    where = "plan.representative"
    if not representative.acts_on(on):
        reason = f"By its dates nobody represents the person on {on.isoformat()}: the representative's days are others."
        findings.append(finding("DEC-2", False, reason, where))
    if representative.basis in ABOUT_MONEY_ONLY and RepresentativeScope.CARE_AND_SUPPORT in representative.scope:
        basis = spelled_out(str(representative.basis))
        reason = f"The representative acts in care and support as {basis}, which is about money only."
        findings.append(finding("DEC-2", False, reason, where))
    return tuple(findings)
