"""TELL-4 · In which form somebody reads, where nobody has recorded it: asked for, and barring nothing.

Source: the Accessible Information Standard (DAPB1605): ask, record, and meet the need. Until it is recorded the
standard form goes. A reason names references, never a person.
"""

from collections.abc import Iterator

from countersign.careplan.findings import Finding, finding
from countersign.careplan.notices import PERSON, REPRESENTATIVE
from countersign.careplan.payment_findings import listed
from countersign.careplan.people import Contact, Format
from countersign.careplan.plan import Plan


def form_is_recorded(plan: Plan) -> tuple[Finding, ...]:
    """Of whom nobody has recorded in which form they read: the person, who acts for them, their carers."""
    whom = [who for who, contact in _readers(plan) if contact.format is Format.NOT_STATED]
    if not whom:
        return ()
    reason = (
        f"Nobody has recorded in which form {listed(whom)} can read, such as large print, easy read or braille: ask. "
        "Until then the standard form goes."
    )
    return (finding("TELL-4", False, reason, "plan"),)


def _readers(plan: Plan) -> Iterator[tuple[str, Contact]]:
    yield f"the {PERSON}", plan.person.contact
    if plan.representative:
        yield f"the {REPRESENTATIVE}", plan.representative.contact
    for carer in plan.carers:
        yield f"carer {carer.id}", carer.contact
