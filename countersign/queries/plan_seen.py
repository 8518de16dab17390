"""SUB-1, SUB-4, SUB-5, DEC-1, DEC-2 · The plan itself, and what it has beside each question of the decision.

Every name that the plan knows is left out of its words.
"""

from collections.abc import Iterable
from datetime import date

from countersign.careplan.decision_parts import Limb, Question
from countersign.careplan.figures import pounds
from countersign.careplan.further_evidence import FURTHER_EVIDENCE
from countersign.careplan.payee import Relation
from countersign.careplan.payment import DirectPayment, ManagedBy
from countersign.careplan.plan import Plan
from countersign.careplan.readiness import STATEMENTS
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.statements import OverIndicativeEvidence, Statement
from countersign.careplan.valid_decision import QUESTION_OF_LIMB
from countersign.careplan.what_serves import (
    FURTHER_EVIDENCE_FOR,
    LIMB_WORDS,
    PARTS_FOR,
    QUESTION_WORDS,
    STATEMENTS_FOR,
    STATEMENTS_FOR_A_DIRECT_PAYMENT,
)
from countersign.careplan.wire import Answered, Money
from countersign.careplan.words import spelled_out
from countersign.queries.requests import Asked
from countersign.queries.view import View
from countersign.wording.delivery import how_much, when_and_from
from countersign.wording.without_names import without_names


class NeedSeen(View):
    """SUB-5: one need."""

    id: str

    area: str

    eligible: bool

    description: str

    to_the_person: str
    """TELL-2: the same in words to the person; empty where there are none."""

    met_by: tuple[str, ...]
    """The lines that meet it."""


class OutcomeSeen(View):
    """SUB-5: what the person wants to achieve."""

    id: str

    description: str

    to_the_person: str
    """TELL-2: the same in words to the person; empty where there are none."""

    needs: tuple[str, ...]

    how_we_will_know: str


class AnswerSeen(View):
    """A yes or no of the plan, with its words."""

    so: bool

    in_words: str


class LineSeen(View):
    """BUD-3: one line of the plan."""

    id: str

    service: str

    description: str

    needs: tuple[str, ...]

    managed_by: str

    delivered_by: tuple[str, ...]
    """The references of its providers."""

    pays: str
    """DP-2: whom it pays by direct payment, as a code; empty where that is not stated, or not asked."""

    payee_lives_with_the_person: str
    """DP-2: `yes`, `no` or `not_stated`; empty where it pays nobody close to the person by direct payment."""

    prior_agreement: AnswerSeen | None
    """DP-2: whether the council found beforehand that it is necessary to pay them; none where it is not stated."""

    when: tuple[str, ...]
    """How much of it, on which days, at what times, from when until when, in words."""

    weekly: Money

    one_off: Money

    others_pay: tuple[str, ...]
    """BUD-2: who else pays for it, in words."""

    otherwise: str
    """DP-5: how it would be managed if not by direct payment; empty where the plan does not say."""

    otherwise_weekly: Money | None

    otherwise_one_off: Money | None


class AgreementSeen(AnswerSeen):
    """Whether the person agrees with the plan."""

    on: date


class PlanSeen(View):
    """The plan itself, without names."""

    setting: str

    carers: tuple[str, ...]
    """Each carer's reference, and what they are to the person."""

    represented_by: str
    """What the representative is to the person; empty where there is none."""

    has_advocate: bool

    planned_by: str
    """Who planned it, if that was delegated; empty if it was not (SUB-3)."""

    expert: str
    """ROUTE-11: in what an expert assessor is expert; empty where none was involved."""

    safeguarding: tuple[str, ...]
    """Each safeguarding mark: its kind, whom it is about, and its words."""

    very_complex: AnswerSeen | None

    distinctive: AnswerSeen | None

    agreement: AgreementSeen | None
    """Whether the person agrees with the plan; none where it is not stated."""

    preferences: str

    how_to_talk: str
    """What helps the person to understand and to be understood."""

    assessed_on: date | None
    """BUD-1: the day of the financial assessment; none where it is not stated."""

    billed: str
    """BUD-1: how the person is asked to pay, in words that go on after "We"; empty where it is not stated."""

    has_capacity_to_manage: str
    """DP-1: whether the person has capacity to manage the direct payment; empty where there is none."""

    under_a_requirement: str
    """DP-4: whether the person is under a requirement, licence or order; empty where there is no direct payment."""

    needs: tuple[NeedSeen, ...]

    outcomes: tuple[OutcomeSeen, ...]

    services: tuple[LineSeen, ...]

    contingency_plan: str

    advice: str


class EvidenceSeen(View):
    """What the plan has that serves a question."""

    name: str
    """The field that it stands in."""

    shows: str
    """What it shows, in words."""

    source: str
    """`statement` (SUB-1), `further_evidence` (SUB-4), or `plan`."""

    confirmed: bool | None
    """Whether the practitioner confirms it; none for what is no statement, or was not stated."""

    in_words: str
    """The evidence; empty where there is none."""


class QuestionSeen(View):
    """DEC-2: one question of the decision, with what serves it."""

    question: Question

    in_words: str

    limb: Limb | None
    """The limb that it asks about directly, if it does."""

    evidence: tuple[EvidenceSeen, ...]

    asked: tuple[str, ...]
    """The requests for information that were made about it."""


class LimbSeen(View):
    """DEC-1: one limb of the test."""

    limb: Limb

    in_words: str

    applies: bool
    """Whether it is to be answered for this plan."""

    questions: tuple[Question, ...]
    """The questions that ask directly about it."""

    evidence: tuple[EvidenceSeen, ...]
    """What serves the limb itself and none of its questions."""


def plan_seen(plan: Plan) -> PlanSeen:
    """The plan itself."""
    carers = (f"{carer.id}, {carer.relationship}" for carer in plan.carers)
    agreement = plan.agreement
    payment = plan.direct_payment or DirectPayment() if plan.uses_direct_payment else None
    return PlanSeen(
        setting=plan.setting.value,
        carers=tuple(without_names(carer, plan) for carer in carers),
        represented_by=without_names(plan.representative.relationship, plan) if plan.representative else "",
        has_advocate=plan.advocate is not None,
        planned_by=f"{plan.planned_by.id}, {plan.planned_by.organisation}" if plan.planned_by else "",
        expert=plan.expert_assessor.expertise if plan.expert_assessor else "",
        safeguarding=tuple(
            without_names(f"{spelled_out(mark.kind)}, {mark.about}: {mark.in_words}", plan)
            for mark in plan.safeguarding
        ),
        very_complex=_answer(plan.very_complex, plan),
        distinctive=_answer(plan.distinctive, plan),
        agreement=(
            AgreementSeen(so=agreement.so, in_words=without_names(agreement.in_words, plan), on=agreement.on)
            if agreement
            else None
        ),
        preferences=without_names(plan.preferences, plan),
        how_to_talk=without_names(plan.how_to_talk, plan),
        assessed_on=plan.charging.assessed_on if plan.charging else None,
        billed=without_names((plan.charging.billed or "") if plan.charging else "", plan),
        has_capacity_to_manage=payment.has_capacity_to_manage.value if payment else "",
        under_a_requirement=payment.under_a_requirement.value if payment else "",
        needs=tuple(
            NeedSeen(
                id=need.id,
                area=need.area.value,
                eligible=need.eligible,
                description=without_names(need.description, plan),
                to_the_person=without_names(need.to_the_person, plan),
                met_by=tuple(line.id for line in plan.services if need.id in line.needs),
            )
            for need in plan.needs
        ),
        outcomes=tuple(
            OutcomeSeen(
                id=outcome.id,
                description=without_names(outcome.description, plan),
                to_the_person=without_names(outcome.to_the_person, plan),
                needs=outcome.needs,
                how_we_will_know=without_names(outcome.how_we_will_know, plan),
            )
            for outcome in plan.outcomes
        ),
        services=tuple(_line(line, plan) for line in plan.services),
        contingency_plan=without_names(plan.contingency_plan, plan),
        advice=without_names(plan.advice, plan),
    )


def _answer(answer: Answered | None, plan: Plan) -> AnswerSeen | None:
    return AnswerSeen(so=answer.so, in_words=without_names(answer.in_words, plan)) if answer else None


def _line(line: ServiceLine, plan: Plan) -> LineSeen:
    otherwise = line.otherwise
    shares = tuple(f"{share.paid_by}: {pounds(share.amount)} once" for share in line.one_off_shares)
    others = (f"{line.paid_by_other}: the rest of it" if shares else line.paid_by_other,) if line.paid_by_other else ()
    payee = line.payee if line.managed_by is ManagedBy.DIRECT_PAYMENT else None
    is_close = payee is not None and payee.relation is not Relation.NOT_A_RELATIVE
    amount = how_much(line, with_costs=True)
    return LineSeen(
        id=line.id,
        service=without_names(line.service, plan),
        description=without_names(line.description, plan),
        needs=line.needs,
        managed_by=line.managed_by.value,
        delivered_by=line.delivered_by,
        pays=payee.relation.value if payee and payee.relation else "",
        payee_lives_with_the_person=payee.lives_with_the_person.value if payee and is_close else "",
        prior_agreement=_answer(payee.prior_agreement, plan) if payee else None,
        when=tuple(without_names(words, plan) for words in (amount, when_and_from(line)) if words),
        weekly=line.weekly_cost,
        one_off=line.one_off_cost,
        others_pay=tuple(without_names(words, plan) for words in (*shares, *others)),
        otherwise=without_names(otherwise.how, plan) if otherwise else "",
        otherwise_weekly=otherwise.weekly_cost if otherwise else None,
        otherwise_one_off=otherwise.one_off_cost if otherwise else None,
    )


def questions_seen(plan: Plan, asked: Iterable[Asked]) -> tuple[QuestionSeen, ...]:
    """DEC-2: the eleven questions in the procedure's order, each with what serves it, and what was asked about it."""
    limb_of = {question: limb for limb, questions in QUESTION_OF_LIMB.items() for question in questions}
    about: dict[str, list[str]] = {}
    for request in asked:
        about.setdefault(request.about_question, []).append(request.id)
    return tuple(
        QuestionSeen(
            question=question,
            in_words=QUESTION_WORDS[question],
            limb=limb_of.get(question),
            evidence=(
                *(_statement(name, plan) for name in STATEMENTS_FOR[question]),
                *_further_evidence(FURTHER_EVIDENCE_FOR.get(question, ()), plan),
                *_parts(PARTS_FOR.get(question, ()), plan),
            ),
            asked=tuple(about.get(question.value, ())),
        )
        for question in Question
    )


def limbs_seen(plan: Plan) -> tuple[LimbSeen, ...]:
    """DEC-1: the three limbs of the test; the third applies where the plan uses a direct payment."""
    return tuple(
        LimbSeen(
            limb=limb,
            in_words=LIMB_WORDS[limb],
            applies=limb is not Limb.DIRECT_PAYMENT or plan.uses_direct_payment,
            questions=QUESTION_OF_LIMB[limb],
            evidence=(
                tuple(_statement(name, plan) for name in STATEMENTS_FOR_A_DIRECT_PAYMENT)
                if limb is Limb.DIRECT_PAYMENT and plan.uses_direct_payment
                else ()
            ),
        )
        for limb in Limb
    )


def _statement(name: str, plan: Plan) -> EvidenceSeen:
    statement: Statement | None = getattr(plan.readiness, name)
    return EvidenceSeen(
        name=name,
        shows=STATEMENTS[name],
        source="statement",
        confirmed=statement.confirmed if statement else None,
        in_words=without_names(statement.evidence, plan) if statement else "",
    )


def _further_evidence(names: Iterable[str], plan: Plan) -> Iterable[EvidenceSeen]:
    """What the plan has of it: a plan that costs no more than is indicated needs none."""
    evidence = plan.over_indicative or OverIndicativeEvidence()
    for name in names:
        words: str = getattr(evidence, name)
        if words:
            shows, words = FURTHER_EVIDENCE[name], without_names(words, plan)
            yield EvidenceSeen(name=name, shows=shows, source="further_evidence", confirmed=None, in_words=words)


def _parts(names: Iterable[str], plan: Plan) -> Iterable[EvidenceSeen]:
    for name in names:
        words, shows = without_names(getattr(plan, name), plan), f"the plan's own {spelled_out(name)}"
        yield EvidenceSeen(name=name, shows=shows, source="plan", confirmed=None, in_words=words)
