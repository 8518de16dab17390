"""SUB-8, RET-9 · Who may submit a plan, and who may resubmit it.

Source: the procedure, "the social care practitioner who submits the plan"; statutory guidance 10.85 (the planner does
not sign off their own plan, and whoever signs it off does not plan it). Nothing that a sender wrote is believed further
than the register bears out: the register of the day says who is there, and for whom somebody else may submit.
"""

from datetime import date

from countersign.careplan.findings import Finding, finding, unmet
from countersign.careplan.people import Person, Practitioner
from countersign.careplan.plan import Plan
from countersign.careplan.register import Register
from countersign.careplan.same_staff import is_among, same_staff

SENDER, PRACTITIONER = "sent_by.id", "plan.practitioner.id"
"""The fields of a submission that name its sender and the practitioner."""


def is_theirs_to_submit(person: str, plan: Plan, practitioner: str, register: Register, on: date) -> bool:
    """SUB-8: whether somebody is a plan's practitioner or delegated planner, or submits for that practitioner.

    `practitioner`: who answers for the plan, which after a reassignment is not whom the plan names.
    """
    planner = plan.planned_by.id if plan.planned_by else ""
    return is_among(person, (plan.practitioner.id, practitioner, planner)) or register.submits_for(
        person, practitioner, on
    )


def nobody_is_their_own_manager(practitioner: Practitioner) -> tuple[Finding, ...]:
    """SUB-8: the practitioner is not named as their own line manager. Faults only."""
    if not same_staff(practitioner.line_manager or "", practitioner.id):
        return ()
    reason = "Nobody is their own line manager: name somebody else, or leave it out."
    return (finding("SUB-8", False, reason, "plan.practitioner.line_manager"),)


def are_on_the_register(sender: str, plan: Plan, register: Register, on: date) -> tuple[Finding, ...]:
    """SUB-8: the sender and the plan's practitioner are on the register on a day. Faults only."""
    who = {SENDER: sender, PRACTITIONER: plan.practitioner.id}
    return tuple(
        finding("SUB-8", False, f"{person} is not on the register on {on.isoformat()}.", where)
        for where, person in who.items()
        if not register.has(person, on)
    )


def may_submit(sender: str, plan: Plan, register: Register, on: date) -> tuple[Finding, ...]:
    """SUB-8: why this sender may not submit this plan on a day. Faults only."""
    is_theirs = is_theirs_to_submit(sender, plan, plan.practitioner.id, register, on)
    reason = (
        f"{sender} is neither the plan's practitioner nor its planner, and the register does not let them submit for "
        f"{plan.practitioner.id} on {on.isoformat()}."
    )
    return unmet((finding("SUB-8", is_theirs, reason, SENDER), *are_on_the_register(sender, plan, register, on)))


def not_whoever_decided(plan: Plan, decided_by: frozenset[str]) -> tuple[Finding, ...]:
    """RET-9: a resubmission names nobody as practitioner or planner who decided a version before it. Faults only.

    `decided_by`: whoever decided a version, or sat on the panel or call that did.
    """
    who = {PRACTITIONER: plan.practitioner.id, "plan.planned_by.id": plan.planned_by.id if plan.planned_by else ""}
    return tuple(
        finding("RET-9", False, f"{person} decided a version of this plan, so cannot answer for the next.", where)
        for where, person in who.items()
        if is_among(person, decided_by)
    )


def is_the_same_person(person: Person, before: Person) -> tuple[Finding, ...]:
    """RET-9: the person of a resubmission is whom the version before it is about. Faults only.

    What was not known before may be filled in; what was known stays.
    """
    stays = {
        "name": _written_alike(person.name) == _written_alike(before.name),
        "date_of_birth": before.date_of_birth in (None, person.date_of_birth),
        "reference": before.reference in (None, person.reference),
    }
    return tuple(
        finding("RET-9", False, "This is another person than in the version before.", f"plan.person.{field}")
        for field, is_same in stays.items()
        if not is_same
    )


def _written_alike(name: str) -> str:
    return " ".join(name.casefold().split())
