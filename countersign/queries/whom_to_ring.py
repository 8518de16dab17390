"""TIME-2 · Whom to ring about a wait that is late: who is waited for, with name and telephone as the register has them.

Names and telephones come from the register alone (WHO-5).
"""

from datetime import date

from sqlalchemy.orm import Session

from countersign.careplan.clocks import PRACTITIONER
from countersign.careplan.register import Register
from countersign.careplan.same_staff import same_staff
from countersign.casework.ladder import LINE_MANAGER
from countersign.queries.view import View
from countersign.queries.waits import WaitView
from countersign.store.case_files import SqlCaseFile
from countersign.store.tables import PlanRow


class WhomToRing(View):
    """Somebody who is waited for."""

    person: str
    """Their staff reference."""

    name: str
    """Their name; empty where the register has none."""

    telephone: str
    """Their telephone; empty where the register has none."""

    email: str
    """Their e-mail address; empty where the register has none."""

    away: bool
    """Whether they are away today."""


def whom_to_ring(
    session: Session, wait: WaitView, plan: PlanRow, register: Register, today: date
) -> tuple[WhomToRing, ...]:
    """Everybody who is waited for today; empty where nobody on the register is.

    Whoever is named for a wait comes first. Where they are away, those who hold the role stand after them.
    """
    people = [wait.person] if wait.person else []
    if not people or register.is_away(wait.person, today):
        people += [person for person in who_holds(session, wait.owner, plan, register, today) if person not in people]
    return tuple(
        WhomToRing(
            person=person,
            name=register.name_of(person, today),
            telephone=register.telephone_of(person, today),
            email=register.email_of(person, today),
            away=register.is_away(person, today),
        )
        for person in people
    )


def who_holds(session: Session, owner: str, plan: PlanRow, register: Register, today: date) -> tuple[str, ...]:
    """Who is waited for by a role: the plan's practitioner, their line manager, or everybody who holds it today."""
    if owner not in (PRACTITIONER, LINE_MANAGER):
        return tuple(holder.person for holder in register.holders(owner, plan.team, today))
    named = SqlCaseFile(session.connection(), plan.plan_id).version(plan.version).practitioner
    practitioner = plan.practitioner or named.id
    if owner == PRACTITIONER:
        return (practitioner,)
    manager = register.line_manager_of(practitioner, today) or named.line_manager or ""
    return (manager,) if manager and not same_staff(manager, practitioner) else ()
