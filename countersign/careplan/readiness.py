"""SUB · Whether a plan may be submitted.

Source: the procedure, "The draft Care and Support Plan should only be submitted for authorisation when you are
satisfied that …", and "When the cost of the plan is greater than the amount of the indicative budget …"; Care Act
2014 s.25 for what a plan must contain. Each function takes only the parts of the plan that it is about. So where one
part cannot be read, all gaps in the other parts can still be named at the same time (SUB-2).
"""

from collections.abc import Iterable
from decimal import Decimal

from countersign.careplan import budget
from countersign.careplan.consent import SharingDecision
from countersign.careplan.findings import Finding, finding
from countersign.careplan.people import Carer, Provider
from countersign.careplan.plan import (
    ADULT_AREAS,
    CARER_AREAS,
    Alternative,
    DesiredOutcome,
    Need,
    OverIndicativeEvidence,
    PlanKind,
    Readiness,
    ServiceLine,
    Statement,
)

STATEMENTS: dict[str, str] = {
    "involvement_maximised": "the person's involvement in the plan was maximised",
    "promotes_wellbeing": "the plan promotes the person's wellbeing",
    "outcomes_explored": "outcomes, and the steps to them, were explored from the person's strengths",
    "methods_explored": "a range of methods to meet needs was explored from the person's strengths",
    "appropriate_and_proportionate": (
        "the proposed method is appropriate and proportionate to needs, wellbeing, available services "
        "and the indicative budget"
    ),
    "risks_and_contingency": "risks were explored and a contingency plan agreed",
    "information_advice_prevention": "information, advice and prevention services were made the most of",
    "budget_management_agreed": (
        "how the budget is managed was agreed, with direct payments promoted where appropriate"
    ),
}
"""SUB-1: for each field of `Readiness`, what the practitioner confirms with it."""

FURTHER_EVIDENCE: dict[str, str] = {
    "strengths_based_approach": "that a strengths-based approach was taken",
    "options_explored": "the options that were explored",
    "rationale": (
        "the rationale: why alternatives were not appropriate, regard to outcomes and wellbeing, positive risk-taking"
    ),
    "prevent_reduce_delay": "the options to reduce, prevent or delay needs that were explored",
}
"""SUB-4: for each field of `OverIndicativeEvidence`, what it shows."""

_BARE_TICKS = frozenset(
    {"y", "yes", "ok", "true", "tick", "ticked", "done", "confirmed", "met", "agreed", "n/a", "na", "none", "x"}
)


def is_evidence(words: str) -> bool:
    """Whether these words say something, and do not only tick a box (SUB-1: 'not a bare tick')."""
    bare = words.strip(" \t\r\n.!").lower()
    return any(character.isalnum() for character in bare) and bare not in _BARE_TICKS


def missing_statements(readiness: Readiness) -> tuple[Finding, ...]:
    """SUB-1: one finding for each of the eight statements. It is met if the statement is confirmed with evidence."""
    findings: list[Finding] = []
    for field, meaning in STATEMENTS.items():
        statement: Statement | None = getattr(readiness, field)
        where = f"plan.readiness.{field}"
        if statement is None:
            findings.append(finding("SUB-1", False, f"Not stated: that {meaning}.", where))
        elif not statement.confirmed:
            findings.append(finding("SUB-1", False, f"Not confirmed: that {meaning}.", where))
        elif not is_evidence(statement.evidence):
            findings.append(
                finding("SUB-1", False, f"Confirmed without evidence: that {meaning}.", f"{where}.evidence")
            )
        else:
            findings.append(finding("SUB-1", True, f"Confirmed with evidence: that {meaning}.", where))
    return tuple(findings)


def evidence_above_indicative(
    services: tuple[ServiceLine, ...], indicative: Decimal, evidence: OverIndicativeEvidence | None
) -> tuple[Finding, ...]:
    """SUB-4: a plan that costs more a week than the indicative budget needs four further pieces of evidence.

    A plan that costs no more needs nothing further, and gets no finding.
    """
    if budget.weekly_cost_to_council(services) <= indicative:
        return ()
    further_evidence = evidence or OverIndicativeEvidence()
    return tuple(
        finding(
            "SUB-4",
            is_evidence(getattr(further_evidence, field)),
            f"The plan costs more than the indicative budget, so it must show {meaning}.",
            f"plan.over_indicative.{field}",
        )
        for field, meaning in FURTHER_EVIDENCE.items()
    )


def needs_are_met(needs: tuple[Need, ...], services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """SUB-5: some line meets every eligible need, however the line is managed."""
    if not any(need.eligible for need in needs):
        return (finding("SUB-5", False, "The plan has no eligible need to meet.", "plan.needs"),)
    met = {need for line in services for need in line.needs}
    return tuple(
        finding("SUB-5", need.id in met, f"Something in the plan must meet eligible need {need.id}.", "plan.services")
        for need in needs
        if need.eligible
    )


def outcomes_can_be_reviewed(outcomes: tuple[DesiredOutcome, ...]) -> tuple[Finding, ...]:
    """SUB-5: the plan has outcomes, and each says how a review will know whether it was achieved."""
    if not outcomes:
        return (finding("SUB-5", False, "The plan names no outcome.", "plan.outcomes"),)
    return tuple(
        finding(
            "SUB-5",
            is_evidence(outcome.how_we_will_know),
            f"Outcome {outcome.id} must say how a review will know whether it was achieved.",
            "plan.outcomes.how_we_will_know",
        )
        for outcome in outcomes
    )


def areas_fit_the_kind(kind: PlanKind, needs: tuple[Need, ...]) -> tuple[Finding, ...]:
    """SUB-7: an adult's needs fall under the adult's ten outcomes, a carer's under the carer's eight."""
    allowed = ADULT_AREAS if kind is PlanKind.ADULT else CARER_AREAS
    whose = "an adult's" if kind is PlanKind.ADULT else "a carer's"
    return tuple(
        finding(
            "SUB-7", need.area in allowed, f"Need {need.id} is not under one of {whose} outcomes.", "plan.needs.area"
        )
        for need in needs
    )


def contingency_is_written(contingency_plan: str) -> tuple[Finding, ...]:
    """SUB-1: the plan contains the contingency plan; it is not enough to confirm that one was agreed."""
    return (
        finding(
            "SUB-1",
            is_evidence(contingency_plan),
            "The plan must contain its contingency plan.",
            "plan.contingency_plan",
        ),
    )


def budget_is_explained(how_worked_out: str) -> tuple[Finding, ...]:
    """REC-2: the plan says how its budget was worked out, because the person will read those words."""
    return (
        finding(
            "REC-2",
            is_evidence(how_worked_out),
            "The plan must say how the budget was worked out, in words that the person can follow.",
            "plan.how_budget_was_worked_out",
        ),
    )


def _repeated(ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return sorted({reference for reference in ids if reference in seen or seen.add(reference)})


def references_hold(
    needs: tuple[Need, ...],
    outcomes: tuple[DesiredOutcome, ...],
    services: tuple[ServiceLine, ...],
    providers: tuple[Provider, ...],
    carers: tuple[Carer, ...],
    sharing: tuple[SharingDecision, ...],
    alternatives: tuple[Alternative, ...] = (),
) -> tuple[Finding, ...]:
    """SUB-5: references within the plan are unique, and name something that is in the plan. Faults only."""
    findings: list[Finding] = []
    references = [item.id for group in (needs, outcomes, services, providers, carers, alternatives) for item in group]
    findings += [
        finding("SUB-5", False, f"Reference {repeated} is used twice.", "plan") for repeated in _repeated(references)
    ]
    known = {need.id for need in needs}
    for item in (*outcomes, *services, *alternatives):
        findings += [
            finding("SUB-5", False, f"{item.id} names need {need}, which is not in the plan.", "plan.needs")
            for need in item.needs
            if need not in known
        ]
    known_providers = {provider.id for provider in providers}
    findings += [
        finding(
            "SUB-5", False, f"{line.id} names provider {line.provider}, which is not in the plan.", "plan.providers"
        )
        for line in services
        if line.provider is not None and line.provider not in known_providers
    ]
    recipients = known_providers | {carer.id for carer in carers}
    findings += [
        finding(
            "SUB-5", False, f"A sharing decision names {decision.recipient}, who is not in the plan.", "plan.sharing"
        )
        for decision in sharing
        if decision.recipient not in recipients
    ]
    return tuple(findings)
