"""SHARE-2, SHARE-6 · The decisions about sharing that count, and what is asked where one has no sound basis."""

from collections.abc import Iterable

from countersign.careplan import sharing
from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.consent import SharingDecision
from countersign.careplan.plan import Plan
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.casework.kept import Consent, TaskKind


def sharing_decisions(plan: Plan, consents: Iterable[Consent]) -> tuple[SharingDecision, ...]:
    """Every sharing decision about a plan, earliest first: those submitted with it, then those recorded since.

    A decision recorded by itself counts over one that only repeats in a later version what was so when it was written.
    A version's own decision counts if it was made after that day.
    """
    recorded = [consent.decision for consent in consents]
    last = {decision.recipient: decision.decided_on for decision in recorded}
    newer = [
        decision
        for decision in plan.sharing
        if decision.recipient in last and decision.decided_on > last[decision.recipient]
    ]
    return (*plan.sharing, *recorded, *newer)


def ask_about_sharing(case: Case) -> None:
    """SHARE-2: a sharing decision in the plan without a sound basis shares nothing: its practitioner is to mend it."""
    for decision in case.plan.sharing:
        for fault in sharing.basis_is_sound(decision, case.plan.person.has_capacity_about_sharing):
            case.tasks.ask(
                f"sharing:{decision.recipient}:v{case.version}",
                TaskKind.SHARING,
                fault.reason,
                role=PRACTITIONER,
                owner=case.course.practitioner,
            )
            case.record.note(Happening.SHARING_UNSOUND, recipient=decision.recipient, rule=fault.rule)
