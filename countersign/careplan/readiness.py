"""SUB · Whether a plan may be submitted.

Source: the procedure, "The draft Care and Support Plan should only be submitted for authorisation when you are
satisfied that …"; Care Act 2014 s.25 for what a plan must contain. Each function takes only the parts of the plan
that it is about. So where one part cannot be read, all gaps in the other parts can still be named at the same time
(SUB-2).
"""

from datetime import date

from countersign.careplan.circumstances import Agreement, WrittenTo
from countersign.careplan.evidence import is_evidence, says_something
from countersign.careplan.findings import Finding, finding
from countersign.careplan.needs import ADULT_AREAS, CARER_AREAS, DesiredOutcome, Need
from countersign.careplan.people import Person
from countersign.careplan.plan import PlanKind
from countersign.careplan.service_line import Alternative, ServiceLine
from countersign.careplan.statements import Readiness, Statement
from countersign.careplan.wire import Answered

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


def answers_say_what(
    urgent_needs: Answered | None, very_complex: Answered | None, distinctive: Answered | None
) -> tuple[Finding, ...]:
    """SUB-1: where the plan says that something is so, its words say what is so. A no needs none. Faults only.

    A few words are enough for urgent needs, such as "He has insulin": nobody waits for a better sentence (TIME-3).
    """
    asked = {
        "urgent_needs": (urgent_needs, "there are urgent needs: say which they are, and what happens without help"),
        "very_complex": (very_complex, "the plan is very complex: say why"),
        "distinctive": (distinctive, "the plan is particularly distinctive: say why"),
    }
    return tuple(
        finding("SUB-1", False, f"The plan says that {what}.", f"plan.{field}.in_words")
        for field, (answer, what) in asked.items()
        if answer is not None and answer.so and not _says(field, answer.in_words)
    )


def _says(field: str, words: str) -> bool:
    return says_something(words) if field == "urgent_needs" else is_evidence(words)


def disagreement_is_explained(agreement: Agreement | None) -> tuple[Finding, ...]:
    """SUB-1: where the person does not agree with the plan, the plan says with what. Faults only."""
    if agreement is None or agreement.so or is_evidence(agreement.in_words):
        return ()
    reason = "The person does not agree with the plan: say with what, and what was done to reach agreement."
    return (finding("SUB-1", False, reason, "plan.agreement.in_words"),)


def days_have_come(agreement: Agreement | None, written_to: WrittenTo | None, on: date | None) -> tuple[Finding, ...]:
    """SUB-1, TELL-1: nobody has agreed or decided on a day that has not come by the submission's. Faults only."""
    said = {"agreement.on": agreement and agreement.on, "written_to.decided_on": written_to and written_to.decided_on}
    return tuple(
        finding("SUB-1", False, f"It is said to be on {day}, which has not come yet.", f"plan.{field}")
        for field, day in said.items()
        if day and on and day > on
    )


def is_born(person: Person, on: date | None) -> tuple[Finding, ...]:
    """SUB-1: the person's date of birth is not after the day of the submission. Faults only."""
    if not (person.date_of_birth and on and person.date_of_birth > on):
        return ()
    reason = "The date of birth is in the future."
    return (finding("SUB-1", False, reason, "plan.person.date_of_birth"),)


def needs_are_met(needs: tuple[Need, ...], services: tuple[ServiceLine, ...]) -> tuple[Finding, ...]:
    """SUB-5: some line meets every eligible need, however the line is managed.

    Where no need is eligible, the plan meets needs under a power (Care Act 2014 ss.19 and 20(6)): at least one of them.
    """
    if not needs:
        return (finding("SUB-5", False, "The plan names no need.", "plan.needs"),)
    met = {need for line in services for need in line.needs}
    eligible = [need for need in needs if need.eligible]
    if not eligible:
        reason = "No need is eligible: something in the plan must meet one of its needs, under a power."
        return (finding("SUB-5", any(need.id in met for need in needs), reason, "plan.services"),)
    return tuple(
        finding("SUB-5", need.id in met, f"Something in the plan must meet eligible need {need.id}.", "plan.services")
        for need in eligible
    )


def parts_say_something(
    needs: tuple[Need, ...],
    outcomes: tuple[DesiredOutcome, ...],
    services: tuple[ServiceLine, ...],
    alternatives: tuple[Alternative, ...],
) -> tuple[Finding, ...]:
    """SUB-5, DEC-6: each need, outcome, line and alternative says what it is: "TBC" is none of them. Faults only."""
    said = [
        *((f"need {need.id}", "plan.needs.description", need.description) for need in needs),
        *((f"outcome {aim.id}", "plan.outcomes.description", aim.description) for aim in outcomes),
        *((f"line {line.id}", "plan.services.description", line.description) for line in services),
        *(
            (f"line {line.id}, managed otherwise,", "plan.services.otherwise.how", line.otherwise.how)
            for line in services
            if line.otherwise
        ),
        *((f"alternative {other.id}", "plan.alternatives.why", other.why) for other in alternatives),
    ]
    return tuple(
        finding("SUB-5", False, f"What is said of {what} must say something.", where)
        for what, where, words in said
        if not says_something(words)
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
