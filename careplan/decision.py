"""DEC and RET · What makes a decision valid, and what a return must contain.

Source: the procedure, "Regardless of whether the proposed personal budget is less than, equal to or greater than the
indicative budget you must agree it when the plan …", "Helpful questions to ask during the sign off process include …"
and "When returning a plan you must …". A human decides; these rules only see that what was decided is whole and does
not contradict itself.
"""

from careplan.findings import Finding, finding, unmet
from careplan.messages import (
    Decide,
    DecisionOutcome,
    Ground,
    Limb,
    Limbs,
    Question,
    Reply,
    Resubmit,
    ReturnReason,
)
from careplan.plan import Plan
from careplan.readiness import is_evidence

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
    """DEC-2: all eleven questions answered, once each, and the direct-payment limb where it applies. Faults only."""
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
                finding(
                    "DEC-2",
                    False,
                    f"'{limb.value}' is said to hold, but the question '{question.value}' is answered no.",
                    f"limbs.{limb.value}",
                )
                for question in questions
                if replies.get(question) is Reply.NO
            ]
    return tuple(found)


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
    if reason.criterion is None and reason.limb is not Limb.DIRECT_PAYMENT:
        found.append(finding("RET-2", False, f"Reason {reason.id} must name the criterion that is not met.", where))
    if reason.limb not in failed:
        text = f"Reason {reason.id} rests on '{reason.limb.value}', which is not answered no."
        found.append(finding("RET-1", False, text, where))
    if reason.ground not in GROUNDS_OF_LIMB[reason.limb]:
        text = f"Reason {reason.id}: '{reason.limb.value}' is not a matter of '{reason.ground.value}'."
        found.append(finding("RET-1", False, text, where))
    return found


def problems_of(decide: Decide, plan: Plan) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Everything wrong with a decision: (what is missing, what contradicts). Both empty for a valid one."""
    return unmet((*is_complete(decide, plan), *return_is_whole(decide))), unmet(contradictions(decide))


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
