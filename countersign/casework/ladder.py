"""TIME-2, TIME-4 · Who is told of a wait: its owner, the next person up, and so on to the top.

If a level has nobody on it, that is recorded as a fault, operations get a task, and the next level up is told at once.
"""

from datetime import datetime
from typing import NamedTuple

from countersign.careplan.clocks import PRACTITIONER, Clock
from countersign.careplan.notices import NoticeKind
from countersign.casework.case import Case
from countersign.casework.happenings import Happening
from countersign.casework.kept import StepTaken, TaskKind
from countersign.casework.to_staff import Dates

LINE_MANAGER = "line_manager"
"""The owner of the clock of a question to the practitioner's line manager (RET-4)."""


class Level(NamedTuple):
    """One level of people who can be told."""

    title: str
    """What they are called."""

    role: str

    people: tuple[str, ...] = ()
    """The people of this level by name; empty: everybody who holds the role today."""


class Told(NamedTuple):
    """Who was told."""

    reached: int | None
    """How many levels up they are; None if there was nobody on any."""

    title: str

    people: tuple[str, ...]

    empty: tuple[str, ...]
    """The titles of the levels below that had nobody on them."""


def levels_of(case: Case, owner: str, person: str = "") -> tuple[Level, ...]:
    """Every level, from the owner of a wait upwards. `person`: to whom it was reassigned; they come first."""
    scheme, line_manager = case.scheme, case.course.line_manager
    roles = tuple(row.role for row in scheme.authority)
    if owner == PRACTITIONER:
        first = (Level("Practitioner", PRACTITIONER, (case.course.practitioner,)),)
        if line_manager:
            first += (Level("The line manager", PRACTITIONER, (line_manager,)),)
        above = roles
    elif owner == LINE_MANAGER:
        first = (Level("The line manager", PRACTITIONER, (line_manager,)),) if line_manager else ()
        above = roles
    else:
        first = (Level(scheme.title_of(owner), owner),)
        above = roles if owner == scheme.duty.role else scheme.roles_from(owner)
    # A panel or call is never the next level up: a plan goes there only for the reasons of ROUTE-3.
    above = tuple(role for role in above if scheme.meeting_of(role) is None)
    named = (Level(f"{first[0].title}, by name", owner, (person,)),) if person and first else ()
    return (*named, *first, *(Level(scheme.title_of(role), role) for role in above))


def tell(
    case: Case,
    kind: NoticeKind,
    levels: tuple[Level, ...],
    start: int,
    task: str,
    status: str,
    due: datetime | None = None,
    missed: datetime | None = None,
) -> Told:
    """Tell the people on the level `start`, or on the next level above it that has anybody. Above the top is the top.

    `due`: by when something is to be done, if not by the due date of the plan's state. `missed`: the date that was
    missed before that one (TIME-8).
    """
    start = min(start, len(levels) - 1)
    empty: list[str] = []
    for reached in range(start, len(levels)):
        level = levels[reached]
        known = tuple(person for person in level.people if case.is_registered(person))
        people = tuple(person for person in known if not case.is_away(person))
        if people:
            told = case.tell_people(kind, people, task=task, status=status, due=due, missed=missed)
        else:
            dates = Dates(due=due, missed=missed)
            told = () if level.people else case.tell_role(kind, level.role, task=task, status=status, **dates)
        if told:
            return Told(reached, level.title, told, tuple(empty))
        empty.append(level.title)
        if known:
            case.record.note(Happening.AWAY, title=level.title)
            continue
        why = "is not on the register today" if level.people else _held_by_nobody(case, level.role)
        case.record.note(Happening.NOBODY_THERE, title=level.title, why=why)
        name = f"empty-rung:{level.people[0] if level.people else level.role}"
        _ask_operations(case, name, f"{level.title} {why}, so a plan that waits goes one person up.")
    _ask_operations(case, "empty-ladder", "Nobody at all could be told that this plan waits.")
    case.record.note(Happening.NOBODY_AT_ALL)
    return Told(None, "", (), tuple(empty))


def keep_step(case: Case, clock: Clock, told: Told) -> None:
    """TIME-7: keep the step that was just taken, and who was told."""
    step = clock.steps[0]
    case.changes.steps.append(
        StepTaken(
            cause=case.cause.key,
            wait=clock.name,
            kind=step.kind,
            due_at=step.at,
            taken_at=case.now,
            told=told.title,
            people=told.people,
            empty=told.empty,
        )
    )


def _held_by_nobody(case: Case, role: str) -> str:
    held = case.holders(role)
    return "is held today by nobody who could decide this plan" if held else "is held by nobody today"


def _ask_operations(case: Case, name: str, why: str) -> None:
    """Ask operations to put somebody on a level: one task at a time for each level."""
    waiting = case.tasks.open(TaskKind.FAULT_IN_REGISTER)
    if not any(task.name.startswith(f"{name}/") for task in waiting):
        name = f"{name}/{case.now.strftime('%Y%m%d%H%M%S')}"
        case.tasks.ask(name, TaskKind.FAULT_IN_REGISTER, f"{why} Put somebody on the register.", role="operations")
