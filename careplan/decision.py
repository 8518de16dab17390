"""DEC and RET · What makes a decision valid, and what a return must contain.

Source: the procedure, "Regardless of whether the proposed personal budget is less than, equal to or greater than the
indicative budget you must agree it when the plan …", "Helpful questions to ask during the sign off process include …"
and "When returning a plan you must …". A human decides; these rules only see that what was decided is whole and does
not contradict itself.
"""

from datetime import date

from careplan.best_use import comparison_counts
from careplan.deciding import DecisionOutcome, Ground, Limb, Limbs, Question, Reply, ReturnReason
from careplan.direct_payment import (
    as_decided,
    everything_was_considered,
    found_about,
    nothing_barred_is_left,
    otherwise_can_stand,
)
from careplan.findings import Finding, finding, unmet
from careplan.messages import Decide
from careplan.plan import Plan
from careplan.principles import principles
from careplan.readiness import is_evidence
from careplan.scheme import Scheme

QUESTION_OF_LIMB: dict[Limb, tuple[Question, ...]] = {
    Limb.APPROPRIATE: (Question.INTENSITY, Question.TYPE, Question.CONTINGENCY),
    Limb.BEST_USE: (Question.RESOURCES,),
    Limb.DIRECT_PAYMENT: (),
}
"""DEC-2: the questions that ask about a limb in so many words. A limb cannot hold while one of them is answered no."""

GROUNDS_OF_LIMB: dict[Limb, tuple[Ground, ...]] = {
    Limb.APPROPRIATE: (Ground.NOT_APPROPRIATE,),
    Limb.BEST_USE: (Ground.NOT_BEST_USE,),
    Limb.DIRECT_PAYMENT: (Ground.NOT_APPROPRIATE, Ground.NOT_BEST_USE),
}
"""RET-1: a failed direct-payment limb is one or the other of the two grounds."""


def _answers(limbs: Limbs) -> dict[Limb, bool | None]:
    return {
        Limb.APPROPRIATE: limbs.appropriate_and_proportionate,
        Limb.BEST_USE: limbs.best_use_of_resources,
        Limb.DIRECT_PAYMENT: limbs.direct_payment_appropriate_and_cost_effective,
    }


def failed_limbs(limbs: Limbs) -> frozenset[Limb]:
    """DEC-1: the limbs answered no."""
    return frozenset(limb for limb, holds in _answers(limbs).items() if holds is False)


def is_complete(decide: Decide, plan: Plan) -> tuple[Finding, ...]:
    """DEC-2: all eleven questions answered, once each, and the direct-payment limb where it applies. Faults only.

    `plan`: as it is decided. Where every line is managed otherwise, there is no direct payment to answer about (DP-5).
    """
    found: list[Finding] = []
    given = [answer.question for answer in decide.answers]
    found += [
        finding("DEC-2", False, f"The question '{question.value}' is not answered.", "answers")
        for question in Question
        if question not in given
    ]
    found += [
        finding("DEC-2", False, f"The question '{question.value}' is answered more than once.", "answers")
        for question in Question
        if given.count(question) > 1
    ]
    answered = decide.limbs.direct_payment_appropriate_and_cost_effective is not None
    if plan.uses_direct_payment and not answered:
        reason = "The plan uses a direct payment, so the third limb must be answered."
        found.append(finding("DEC-1", False, reason, "limbs.direct_payment_appropriate_and_cost_effective"))
    if answered and not plan.uses_direct_payment:
        reason = "The plan uses no direct payment, so the third limb is not answered."
        found.append(finding("DEC-1", False, reason, "limbs.direct_payment_appropriate_and_cost_effective"))
    return tuple(found)


def contradictions(decide: Decide) -> tuple[Finding, ...]:
    """DEC-1, DEC-2: where the outcome contradicts the limbs, or a limb contradicts its own question. Faults only."""
    found: list[Finding] = []
    failed = failed_limbs(decide.limbs)
    if decide.outcome is DecisionOutcome.AGREE:
        found += [
            finding(
                "DEC-1", False, f"A plan cannot be agreed when '{limb.value}' is answered no.", f"limbs.{limb.value}"
            )
            for limb in sorted(failed)
        ]
        if decide.reasons or decide.wanted is not None:
            reason = "A plan that is agreed has no reasons for a return: take out reasons and wanted."
            found.append(finding("DEC-1", False, reason, "reasons"))
    elif not failed:
        reason = (
            "All limbs of the test hold, so the plan must be agreed, whatever it costs beside the indicative budget."
        )
        found.append(finding("DEC-1", False, reason, "outcome"))
    replies = {answer.question: answer.reply for answer in decide.answers}
    for limb, questions in QUESTION_OF_LIMB.items():
        if _answers(decide.limbs)[limb]:
            found += [
                finding("DEC-2", False, _contradiction(limb, question, replies[question]), f"limbs.{limb.value}")
                for question in questions
                if replies.get(question, Reply.YES) is not Reply.YES
            ]
    found += [
        finding(
            "DEC-2",
            False,
            f"Reason {reason.id} rests on the question '{reason.criterion.value}', which is answered yes.",
            f"reasons.{reason.id}",
        )
        for reason in decide.reasons
        if reason.criterion is not None and replies.get(reason.criterion) is Reply.YES
    ]
    return tuple(found)


def _contradiction(limb: Limb, question: Question, reply: Reply) -> str:
    said = f"'{limb.value}' is said to hold, but the question '{question.value}' is answered {reply.value}."
    return f"{said} Ask for the information before deciding. [DEC-4]" if reply is Reply.UNCLEAR else said


def return_is_whole(decide: Decide) -> tuple[Finding, ...]:
    """RET-1, RET-2, RET-3: reasons tied to a ground and criterion, each with a step; what is wanted. Faults only.

    Clare's return (RET-6) wants information, Joe's (RET-7) a revision; Peter's (RET-8) is on the direct-payment limb.
    """
    if decide.outcome is not DecisionOutcome.RETURN:
        return ()
    found: list[Finding] = []
    if not decide.reasons:
        found.append(finding("RET-2", False, "A return gives at least one clear reason.", "reasons"))
    if decide.wanted is None:
        found.append(finding("RET-3", False, "A return says whether it needs information or a revision.", "wanted"))
    failed = failed_limbs(decide.limbs)
    for reason in decide.reasons:
        found += _reason_is_whole(reason, failed)
    ids = [reason.id for reason in decide.reasons]
    if len(set(ids)) != len(ids):
        found.append(finding("RET-2", False, "Each reason needs an id of its own.", "reasons"))
    unexplained = failed - {reason.limb for reason in decide.reasons} if decide.reasons else frozenset[Limb]()
    found += [
        finding("RET-2", False, f"'{limb.value}' is answered no, but no reason is given for it.", "reasons")
        for limb in sorted(unexplained)
    ]
    return tuple(found)


def _reason_is_whole(reason: ReturnReason, failed: frozenset[Limb]) -> list[Finding]:
    """RET-1, RET-2: what is wrong with one reason of a return."""
    found: list[Finding] = []
    where = f"reasons.{reason.id}"
    if not is_evidence(reason.reason):
        found.append(finding("RET-2", False, f"Reason {reason.id} must say clearly why.", where))
    if not reason.steps:
        found.append(finding("RET-2", False, f"Reason {reason.id} must suggest at least one step.", where))
    named = reason.payment_criterion if reason.limb is Limb.DIRECT_PAYMENT else reason.criterion
    if named is None:
        which = "payment_criterion" if reason.limb is Limb.DIRECT_PAYMENT else "criterion"
        found.append(finding("RET-2", False, f"Reason {reason.id} must name the {which} that is not met.", where))
    if reason.limb not in failed:
        text = f"Reason {reason.id} rests on '{reason.limb.value}', which is not answered no."
        found.append(finding("RET-1", False, text, where))
    if reason.ground not in GROUNDS_OF_LIMB[reason.limb]:
        text = f"Reason {reason.id}: '{reason.limb.value}' is not a matter of '{reason.ground.value}'."
        found.append(finding("RET-1", False, text, where))
    return found


def only_an_agreement_has(decide: Decide) -> tuple[Finding, ...]:
    """DP-5, DP-6: a return agrees no line and sets no condition. Faults only."""
    if decide.outcome is DecisionOutcome.AGREE:
        return ()
    found: list[Finding] = []
    if decide.managed_otherwise:
        reason = "A plan that is returned has no managed_otherwise: take them out."
        found.append(finding("DP-5", False, reason, "managed_otherwise"))
    if decide.conditions:
        found.append(finding("DP-6", False, "A plan that is returned has no conditions: take them out.", "conditions"))
    return tuple(found)


def conditions_can_stand(decide: Decide, decided: Plan) -> tuple[Finding, ...]:
    """DP-6: conditions are on a direct payment, each with an id of its own. Faults only."""
    ids = [condition.id for condition in decide.conditions]
    found = (
        [finding("DP-6", False, "Each condition needs an id of its own.", "conditions")]
        if len(set(ids)) < len(ids)
        else []
    )
    if ids and not decided.uses_direct_payment:
        found.append(finding("DP-6", False, "There is no direct payment to set conditions on.", "conditions"))
    return tuple(found)


def problems_of(
    decide: Decide, plan: Plan, scheme: Scheme, on: date
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Everything wrong with a decision: (what is missing, what contradicts). Both empty for a valid one."""
    decided = as_decided(plan, decide.managed_otherwise)
    missing = [*is_complete(decide, decided), *return_is_whole(decide)]
    contradicts = [*contradictions(decide), *only_an_agreement_has(decide), *comparison_counts(decide.reasons, plan)]
    if decide.outcome is DecisionOutcome.AGREE:
        found = found_about(decided, scheme, on)
        missing += [*everything_was_considered(found, decide.considered), *principles(plan, on)]
        contradicts += otherwise_can_stand(plan, decide.managed_otherwise, found_about(plan, scheme, on))
        contradicts += nothing_barred_is_left(found)
        contradicts += conditions_can_stand(decide, decided)
    return unmet(missing), unmet(contradicts)
