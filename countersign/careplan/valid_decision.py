"""DEC and RET · When a decision is valid, and what a return must contain.

Source: the procedure, "Regardless of whether the proposed personal budget is less than, equal to or greater than the
indicative budget you must agree it when the plan …", "Helpful questions to ask during the sign off process include …"
and "When returning a plan you must …". A human decides. These rules only check that the decision is complete and does
not contradict itself.
"""

from datetime import date

from countersign.careplan.best_use import comparison_counts
from countersign.careplan.decision_parts import DecisionOutcome, Ground, Limb, Limbs, Question, Reply, ReturnReason
from countersign.careplan.direct_payment import (
    as_decided,
    everything_was_considered,
    found_about,
    nothing_barred_is_left,
    otherwise_can_stand,
)
from countersign.careplan.evidence import is_evidence
from countersign.careplan.findings import Finding, finding, unmet
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.plan import Plan
from countersign.careplan.principles import principles
from countersign.careplan.scheme import Scheme

QUESTION_OF_LIMB: dict[Limb, tuple[Question, ...]] = {
    Limb.APPROPRIATE: (Question.INTENSITY, Question.TYPE, Question.CONTINGENCY),
    Limb.BEST_USE: (Question.RESOURCES,),
    Limb.DIRECT_PAYMENT: (),
}
"""DEC-2: the questions that ask directly about a limb. The limb cannot hold while one of them is answered no."""

GROUNDS_OF_LIMB: dict[Limb, tuple[Ground, ...]] = {
    Limb.APPROPRIATE: (Ground.NOT_APPROPRIATE,),
    Limb.BEST_USE: (Ground.NOT_BEST_USE,),
    Limb.DIRECT_PAYMENT: (Ground.NOT_APPROPRIATE, Ground.NOT_BEST_USE),
}
"""RET-1: the grounds for which a limb can fail. The direct-payment limb can fail for either ground."""


def _answers(limbs: Limbs) -> dict[Limb, bool | None]:
    return {
        Limb.APPROPRIATE: limbs.appropriate_and_proportionate,
        Limb.BEST_USE: limbs.best_use_of_resources,
        Limb.DIRECT_PAYMENT: limbs.direct_payment_appropriate_and_cost_effective,
    }


def failed_limbs(limbs: Limbs) -> frozenset[Limb]:
    """DEC-1: the limbs that are answered no."""
    return frozenset(limb for limb, holds in _answers(limbs).items() if holds is False)


def is_complete(decide: Decide, plan: Plan) -> tuple[Finding, ...]:
    """DEC-2: a decision answers each of the eleven questions once, and the third limb where it applies. Faults only.

    `plan`: the plan as decided. If every line is managed otherwise, it has no direct payment to answer about (DP-5).
    """
    findings: list[Finding] = []
    answered_questions = [answer.question for answer in decide.answers]
    findings += [
        finding("DEC-2", False, f"The question '{question.value}' is not answered.", "answers")
        for question in Question
        if question not in answered_questions
    ]
    findings += [
        finding("DEC-2", False, f"The question '{question.value}' is answered more than once.", "answers")
        for question in Question
        if answered_questions.count(question) > 1
    ]
    answered = decide.limbs.direct_payment_appropriate_and_cost_effective is not None
    if plan.uses_direct_payment and not answered:
        reason = "The plan uses a direct payment, so the third limb must be answered."
        findings.append(finding("DEC-1", False, reason, "limbs.direct_payment_appropriate_and_cost_effective"))
    if answered and not plan.uses_direct_payment:
        reason = "The plan uses no direct payment, so the third limb is not answered."
        findings.append(finding("DEC-1", False, reason, "limbs.direct_payment_appropriate_and_cost_effective"))
    return tuple(findings)


def contradictions(decide: Decide) -> tuple[Finding, ...]:
    """DEC-1, DEC-2: the outcome contradicts no limb, and no limb or reason contradicts an answer. Faults only."""
    findings: list[Finding] = []
    failed = failed_limbs(decide.limbs)
    if decide.outcome is DecisionOutcome.AGREE:
        findings += [
            finding(
                "DEC-1", False, f"A plan cannot be agreed when '{limb.value}' is answered no.", f"limbs.{limb.value}"
            )
            for limb in sorted(failed)
        ]
        if decide.reasons or decide.wanted is not None:
            reason = "A plan that is agreed has no reasons for a return: take out reasons and wanted."
            findings.append(finding("DEC-1", False, reason, "reasons"))
    elif not failed:
        reason = (
            "All limbs of the test hold, so the plan must be agreed, whatever it costs beside the indicative budget."
        )
        findings.append(finding("DEC-1", False, reason, "outcome"))
    replies = {answer.question: answer.reply for answer in decide.answers}
    for limb, questions in QUESTION_OF_LIMB.items():
        if _answers(decide.limbs)[limb]:
            findings += [
                finding("DEC-2", False, _contradiction(limb, question, replies[question]), f"limbs.{limb.value}")
                for question in questions
                if replies.get(question, Reply.YES) is not Reply.YES
            ]
    findings += [
        finding(
            "DEC-2",
            False,
            f"Reason {reason.id} rests on the question '{reason.criterion.value}', which is answered yes.",
            f"reasons.{reason.id}",
        )
        for reason in decide.reasons
        if reason.criterion is not None and replies.get(reason.criterion) is Reply.YES
    ]
    return tuple(findings)


def _contradiction(limb: Limb, question: Question, reply: Reply) -> str:
    contradiction = f"'{limb.value}' is said to hold, but the question '{question.value}' is answered {reply.value}."
    return (
        f"{contradiction} Ask for the information before deciding. [DEC-4]" if reply is Reply.UNCLEAR else contradiction
    )


def return_is_whole(decide: Decide) -> tuple[Finding, ...]:
    """RET-1, RET-2, RET-3: a return gives reasons, each with a ground, a criterion and a step, and says what it wants.

    Examples: Clare's return (RET-6) wants information, Joe's (RET-7) a revision, and Peter's (RET-8) rests on the
    direct-payment limb. Faults only.
    """
    if decide.outcome is not DecisionOutcome.RETURN:
        return ()
    findings: list[Finding] = []
    if not decide.reasons:
        findings.append(finding("RET-2", False, "A return gives at least one clear reason.", "reasons"))
    if decide.wanted is None:
        findings.append(finding("RET-3", False, "A return says whether it needs information or a revision.", "wanted"))
    failed = failed_limbs(decide.limbs)
    for reason in decide.reasons:
        findings += _reason_is_whole(reason, failed)
    ids = [reason.id for reason in decide.reasons]
    if len(set(ids)) != len(ids):
        findings.append(finding("RET-2", False, "Each reason needs an id of its own.", "reasons"))
    unexplained = failed - {reason.limb for reason in decide.reasons} if decide.reasons else frozenset[Limb]()
    findings += [
        finding("RET-2", False, f"'{limb.value}' is answered no, but no reason is given for it.", "reasons")
        for limb in sorted(unexplained)
    ]
    return tuple(findings)


def _reason_is_whole(reason: ReturnReason, failed: frozenset[Limb]) -> list[Finding]:
    """RET-1, RET-2: what is wrong with one reason of a return."""
    findings: list[Finding] = []
    where = f"reasons.{reason.id}"
    if not is_evidence(reason.reason):
        findings.append(finding("RET-2", False, f"Reason {reason.id} must say clearly why.", where))
    if not reason.steps:
        findings.append(finding("RET-2", False, f"Reason {reason.id} must suggest at least one step.", where))
    criterion = reason.payment_criterion if reason.limb is Limb.DIRECT_PAYMENT else reason.criterion
    if criterion is None:
        which = "payment_criterion" if reason.limb is Limb.DIRECT_PAYMENT else "criterion"
        findings.append(finding("RET-2", False, f"Reason {reason.id} must name the {which} that is not met.", where))
    if reason.limb not in failed:
        text = f"Reason {reason.id} rests on '{reason.limb.value}', which is not answered no."
        findings.append(finding("RET-1", False, text, where))
    if reason.ground not in GROUNDS_OF_LIMB[reason.limb]:
        text = f"Reason {reason.id}: '{reason.limb.value}' is not a matter of '{reason.ground.value}'."
        findings.append(finding("RET-1", False, text, where))
    return findings


def only_an_agreement_has(decide: Decide) -> tuple[Finding, ...]:
    """DP-5, DP-6: a return manages no line otherwise and sets no condition. Faults only."""
    if decide.outcome is DecisionOutcome.AGREE:
        return ()
    findings: list[Finding] = []
    if decide.managed_otherwise:
        reason = "A plan that is returned has no managed_otherwise: take them out."
        findings.append(finding("DP-5", False, reason, "managed_otherwise"))
    if decide.conditions:
        findings.append(
            finding("DP-6", False, "A plan that is returned has no conditions: take them out.", "conditions")
        )
    return tuple(findings)


def conditions_can_stand(decide: Decide, decided: Plan) -> tuple[Finding, ...]:
    """DP-6: a condition is set on a direct payment only, and has an id of its own. Faults only."""
    ids = [condition.id for condition in decide.conditions]
    findings = (
        [finding("DP-6", False, "Each condition needs an id of its own.", "conditions")]
        if len(set(ids)) < len(ids)
        else []
    )
    if ids and not decided.uses_direct_payment:
        findings.append(finding("DP-6", False, "There is no direct payment to set conditions on.", "conditions"))
    return tuple(findings)


def problems_of(
    decide: Decide, plan: Plan, scheme: Scheme, on: date
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Everything that is wrong with a decision: (what is missing, what contradicts). Both are empty for a valid one."""
    decided = as_decided(plan, decide.managed_otherwise)
    missing = [*is_complete(decide, decided), *return_is_whole(decide)]
    contradicts = [*contradictions(decide), *only_an_agreement_has(decide), *comparison_counts(decide.reasons, plan)]
    if decide.outcome is DecisionOutcome.AGREE:
        payment_findings = found_about(decided, scheme, on)
        missing += [*everything_was_considered(payment_findings, decide.considered), *principles(plan, on)]
        contradicts += otherwise_can_stand(plan, decide.managed_otherwise, found_about(plan, scheme, on))
        contradicts += nothing_barred_is_left(payment_findings)
        contradicts += conditions_can_stand(decide, decided)
    return unmet(missing), unmet(contradicts)
