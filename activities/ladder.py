"""TIME-2, TIME-4 · Who stands on which rung: the owner of a wait, the next person up, and so on to the top.

A rung with nobody on it is recorded as a fault, is a task for operations, and climbs at once.
"""

from datetime import datetime
from typing import NamedTuple

from activities.case import Case
from careplan.clocks import PRACTITIONER, Clock
from careplan.notices import NoticeKind
from store import plans, register, waits

LINE_MANAGER = "line_manager"
"""The owner of a question that was put to the practitioner's line manager (RET-4)."""


class Rung(NamedTuple):
    """One rung: what it is called, its role, and the people on it by name; none: whoever holds the role today."""

    title: str
    role: str
    people: tuple[str, ...] = ()


class Told(NamedTuple):
    """Who was told: how far up, as what, which people; and the rungs below on which there was nobody.

    `reached` is None if there was nobody at all.
    """

    reached: int | None
    title: str
    people: tuple[str, ...]
    empty: tuple[str, ...]


def rungs_of(case: Case, owner: str, person: str = "") -> tuple[Rung, ...]:
    """Everybody from the owner of a wait upwards. `person`: the one it was reassigned to, who stands first."""
    scheme = case.scheme
    roles = tuple(row.role for row in scheme.authority)
    if owner == PRACTITIONER:
        first = (Rung("Practitioner", PRACTITIONER, (case.practitioner,)),)
        manager = case.line_manager
        if manager:
            first += (Rung("The line manager", PRACTITIONER, (manager,)),)
        above = roles
    elif owner == LINE_MANAGER:
        first = (Rung("The line manager", PRACTITIONER, (case.line_manager,)),) if case.line_manager else ()
        above = roles
    else:
        first = (Rung(scheme.title_of(owner), owner),)
        above = roles if owner == scheme.duty.role else scheme.roles_from(owner)
    # A panel or call is nobody's next person up: a plan goes there only for its own reasons (ROUTE-3).
    above = tuple(role for role in above if scheme.meeting_of(role) is None)
    named = (Rung(f"{first[0].title}, by name", owner, (person,)),) if person and first else ()
    return (*named, *first, *(Rung(scheme.title_of(role), role) for role in above))


def tell(
    case: Case,
    kind: NoticeKind,
    rungs: tuple[Rung, ...],
    start: int,
    task: str,
    status: str,
    due: datetime | None = None,
) -> Told:
    """Tell whoever stands on the rung `start`, or on the next one above it that has anybody. The top stays the top.

    `due`: by when something is to be done, if that is not when the plan's state is due.
    """
    start = min(start, len(rungs) - 1)
    empty: list[str] = []
    for reached in range(start, len(rungs)):
        rung = rungs[reached]
        known = tuple(one for one in rung.people if register.is_registered(case.session, one, case.today))
        people = tuple(one for one in known if not case.the_register.is_away(one, case.today))
        if not rung.people or people:
            told = case.tell_staff(kind, rung.role, task=task, status=status, people=people, due=due)
            if told:
                return Told(reached, rung.title, told, tuple(empty))
        empty.append(rung.title)
        if known:
            case.note(f"{rung.title} is away today; one person up", "TIME-2", by="system")
            continue
        what = "is not on the register today" if rung.people else _held_by_nobody(case, rung.role)
        case.note(f"Nobody on this rung: {rung.title} {what}; one person up", "TIME-2", by="system")
        name = f"empty-rung:{rung.people[0] if rung.people else rung.role}"
        _ask_operations(case, name, f"{rung.title} {what}, so a plan that waits goes one person up.")
    _ask_operations(case, "empty-ladder", "Nobody at all could be told that this plan waits.")
    case.note("Nobody at all is on the ladder: a task for operations", "TIME-2", by="system")
    return Told(None, "", (), tuple(empty))


def keep_rung(case: Case, clock: Clock, told: Told) -> None:
    """TIME-7: keep that the soonest rung of a clock was taken, and who was told."""
    step = clock.steps[0]
    waits.keep_rung(
        case.session,
        plan_id=case.plan_id,
        cause=case.cause,
        wait=clock.name,
        kind=step.kind.value,
        due_at=step.at,
        taken_at=case.now,
        told=told.title,
        people=list(told.people),
        empty=list(told.empty),
    )


def _held_by_nobody(case: Case, role: str) -> str:
    held = register.holders(case.session, role, case.plan.team, case.today)
    return "is held today by nobody who could decide this plan" if held else "is held by nobody today"


def _ask_operations(case: Case, name: str, why: str) -> None:
    """A task to put somebody there: one at a time for the same rung."""
    waiting = plans.open_task_rows(case.session, case.plan_id, "fault_in_register")
    if not any(task.name.startswith(f"{name}/") for task in waiting):
        name = f"{name}/{case.now.strftime('%Y%m%d%H%M%S')}"
        case.task(name, "fault_in_register", f"{why} Put somebody on the register.", role="operations")
