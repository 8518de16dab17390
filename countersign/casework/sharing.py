"""SHARE-2, SHARE-6 · Which decisions about sharing count, and what is asked if one has no sound basis."""

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

    A decision that came in a message of its own counts over one that a later version only repeats. A decision in the
    version counts over it if it was made on a later day.
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
    """SHARE-2: a sharing decision without a sound basis shares nothing: ask the practitioner to mend it."""
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
