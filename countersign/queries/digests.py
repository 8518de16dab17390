"""TELL-6 · What waits for each member of staff, over every plan of a scheme: what their digest says.

Late waits, whose turn it is and open tasks are asked for where everybody asks for them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.careplan.digests import Waiting, in_order
from countersign.careplan.same_staff import as_compared
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import london_day
from countersign.casework.ports import Editions
from countersign.casework.tasks_in_words import ASKS
from countersign.queries.late import late
from countersign.queries.tasks import open_tasks
from countersign.queries.waits import WaitView, soonest_of, with_steps
from countersign.queries.whom_to_ring import who_holds, whom_to_ring
from countersign.store.register import register_of
from countersign.store.tables import PlanRow
from countersign.wording.digest import digest_subject, digest_text


class Digest(NamedTuple):
    """What waits for one member of staff."""

    person: str
    """Their staff reference, as it is compared."""

    email: str

    subject: str

    text: str

    waiting: tuple[Waiting, ...]
    """What it tells, in order; of much, not all is in the text."""


def digests(session: Session, schemes: Editions, scheme: str, now: datetime) -> tuple[Digest, ...]:
    """A digest for each member of staff who is on the register, there today, has an e-mail, and is waited for.

    What stands still waits for nobody. A wait with a task of theirs for one of its dates is listed once, as the task.
    """
    register, today = register_of(session), london_day(now)
    plans = {row.plan_id: row for row in session.scalars(select(PlanRow).where(PlanRow.scheme == scheme))}
    theirs: dict[str, list[Waiting]] = {}
    for task in open_tasks(session, None, now):
        plan = plans.get(task.plan)
        if plan is not None:
            waiting = Waiting(task.plan, plan.status.value, ASKS[task.kind], task.due, task.missed)
            owners = (task.owner,) if task.owner else who_holds(session, task.owner_role, plan, register, today)
            for person in owners:
                theirs.setdefault(as_compared(person), []).append(waiting)
    for wait in _waits(session, schemes, plans, now):
        plan = plans[wait.plan]
        waiting = Waiting(wait.plan, plan.status.value, spelled_out(wait.name), wait.due, wait.missed)
        dates = (wait.first_due, wait.due, wait.missed)
        for there in whom_to_ring(session, wait, plan, register, today):
            others = theirs.setdefault(as_compared(there.person), [])
            if not any(other.plan == wait.plan and other.due in dates for other in others):
                others.append(waiting)
    title = schemes.in_force(scheme, today).scheme.title
    found: list[Digest] = []
    for person in sorted(theirs):
        waiting, email = in_order(theirs[person]), register.email_of(person, today)
        if waiting and email and not register.is_away(person, today):
            found.append(Digest(person, email, digest_subject(waiting), digest_text(waiting, today, title), waiting))
    return tuple(found)


def _waits(session: Session, schemes: Editions, plans: Mapping[str, PlanRow], now: datetime) -> Iterable[WaitView]:
    """Every wait that is late and runs, and of each plan the one that falls due first."""
    found: dict[tuple[str, str], WaitView] = {
        (wait.plan, wait.wait): wait
        for wait in late(session, schemes, now)
        if wait.plan in plans and not wait.stands_still
    }
    for wait in with_steps(session, tuple(soonest_of(session, plans).values()), now):
        found.setdefault((wait.plan, wait.wait), wait)
    return found.values()
