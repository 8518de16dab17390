"""DEC and RET · When a decision is valid, and what a return must contain.

Source: the procedure, "Regardless of whether the proposed personal budget is less than, equal to or greater than the
indicative budget you must agree it when the plan …", "Helpful questions to ask during the sign off process include …"
and "When returning a plan you must …". A human decides. These rules only check that the decision is complete and does
not contradict itself.
"""

from collections.abc import Iterable
from datetime import date

from countersign.careplan.best_use import a_better_use_is_named, comparison_counts, named_alternatives_count
from countersign.careplan.conditions import conditions_can_stand
from countersign.careplan.decision_parts import (
    DecisionOutcome,
    Ground,
    Limb,
    Limbs,
    PaymentCriterion,
    Question,
    Regard,
    Reply,
    ReturnReason,
)
from countersign.careplan.direct_payment import (
    as_decided,
    everything_was_considered,
    found_about,
    nothing_barred_is_left,
    only_what_was_found_is_considered,
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

BARS_AGREEMENT = frozenset({Question.OUTCOMES_CLEAR})
"""DEC-2: the final plan must contain clear outcomes for review: any other answer than yes to this bars agreement."""

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


def clear_outcomes(decide: Decide) -> tuple[Finding, ...]:
    """DEC-2: a plan is agreed only where the question about clear outcomes is answered yes. Faults only."""
    if decide.outcome is not DecisionOutcome.AGREE:
        return ()
    return tuple(
        finding(
            "DEC-2",
            False,
            f"The final plan must contain clear outcomes for review, and '{answer.question.value}' is answered "
            f"{answer.reply.value}: ask for the information before deciding, or return the plan.",
            f"answers.{answer.question.value}",
        )
        for answer in decide.answers
        if answer.question in BARS_AGREEMENT and answer.reply is not Reply.YES
    )


def even_so(decide: Decide) -> tuple[Finding, ...]:
    """DEC-2: an agreement says of each answer but yes that does not bar it why it can be agreed. Faults only."""
    if decide.outcome is not DecisionOutcome.AGREE:
        return ()
    barred_by_limb = {
        question
        for limb, questions in QUESTION_OF_LIMB.items()
        if _answers(decide.limbs)[limb]
        for question in questions
    }
    return tuple(
        finding(
            "DEC-2",
            False,
            f"'{answer.question.value}' is answered {answer.reply.value}: say in its comment why the plan can be "
            "agreed even so.",
            f"answers.{answer.question.value}.comment",
        )
        for answer in decide.answers
        if answer.reply is not Reply.YES
        and answer.question not in BARS_AGREEMENT | barred_by_limb
        and not is_evidence(answer.comment)
    )


def regard_was_had(regard: Regard) -> tuple[Finding, ...]:
    """DEC-3: the regard to wellbeing, outcomes and reasonable preferences says something. Faults only."""
    said = {
        "wellbeing": ("the person's wellbeing was", regard.wellbeing),
        "outcomes": ("the person's outcomes were", regard.outcomes),
        "preferences": ("the person's reasonable preferences were", regard.preferences),
    }
    return tuple(
        finding("DEC-3", False, f"Say how {whose} taken into account.", f"regard.{field}")
        for field, (whose, words) in said.items()
        if not is_evidence(words)
    )


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


FINDINGS_OF_CRITERION: dict[PaymentCriterion, frozenset[str]] = {
    PaymentCriterion.CAPACITY: frozenset({"DP-1"}),
    PaymentCriterion.RELATIVE: frozenset({"DP-2"}),
    PaymentCriterion.CARE_HOME: frozenset({"DP-3"}),
    PaymentCriterion.REQUIREMENT: frozenset({"DP-4"}),
    PaymentCriterion.COST: frozenset({"DP-7", "DP-8"}),
}
"""RET-1: the rules whose findings bear out that a direct payment fails a criterion."""


def a_failed_payment_rests_on_something(decide: Decide, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """RET-1: that a direct payment fails rests on a finding about it, or on facts that are stated. Faults only.

    `found`: every finding about the direct payments of the plan.
    """
    rules = {payment_finding.rule for payment_finding in found}
    return tuple(
        finding(
            "RET-1",
            False,
            f"Reason {reason.id}: nothing was found about '{reason.payment_criterion.value}' in this plan. State the "
            "facts: what is known, and from where.",
            f"reasons.{reason.id}.facts",
        )
        for reason in decide.reasons
        if reason.limb is Limb.DIRECT_PAYMENT
        and reason.payment_criterion is not None
        and not rules & FINDINGS_OF_CRITERION[reason.payment_criterion]
        and not is_evidence(reason.facts)
    )


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


def problems_of_light(decide: Decide, decided: Plan) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """AMEND-2: the same of a decision about a light amendment: the three limbs and the regard, and not every question.

    `decided`: the plan with the lines managed otherwise that already were.
    """
    missing = [
        *(gap for gap in is_complete(decide, decided) if gap.where != "answers"),
        *regard_was_had(decide.regard),
        *return_is_whole(decide),
    ]
    stays = "A light amendment leaves this as it was agreed: leave it out, or refer the plan up as too complex."
    given = {"managed_otherwise": decide.managed_otherwise, "conditions": decide.conditions}
    contradicts = [
        *contradictions(decide),
        *(finding("AMEND-2", False, stays, name) for name, said in given.items() if said),
    ]
    return unmet(missing), unmet(contradicts)


def problems_of(
    decide: Decide, plan: Plan, scheme: Scheme, on: date
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Everything that is wrong with a decision: (what is missing, what contradicts). Both are empty for a valid one."""
    decided = as_decided(plan, decide.managed_otherwise)
    missing = [
        *is_complete(decide, decided),
        *even_so(decide),
        *regard_was_had(decide.regard),
        *return_is_whole(decide),
    ]
    missing += [*a_better_use_is_named(decide, plan)]
    contradicts = [
        *contradictions(decide),
        *clear_outcomes(decide),
        *only_an_agreement_has(decide),
        *comparison_counts(decide.reasons, plan),
        *named_alternatives_count(decide.reasons, plan),
    ]
    as_submitted = found_about(plan, scheme, on)
    payment_findings = found_about(decided, scheme, on)
    contradicts += only_what_was_found_is_considered(plan, (*as_submitted, *payment_findings), decide.considered)
    if decide.outcome is DecisionOutcome.RETURN:
        missing += a_failed_payment_rests_on_something(decide, as_submitted)
    if decide.outcome is DecisionOutcome.AGREE:
        missing += [*everything_was_considered(payment_findings, decide.considered), *principles(plan, on)]
        contradicts += otherwise_can_stand(plan, decide.managed_otherwise, as_submitted)
        contradicts += nothing_barred_is_left(payment_findings)
        contradicts += conditions_can_stand(decide.conditions, decided, on)
    return unmet(missing), unmet(contradicts)
