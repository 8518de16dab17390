"""TIME-2 · What happens when a waiting plan reaches its next rung: remind, go one person up, tell the person.

A rung with nobody on it is recorded as a fault and climbs at once.
"""

from activities.case import PRACTITIONER, Case, ask_for_interim_support
from careplan.clocks import Clock, climbed, london_day
from careplan.determinations import Determination
from careplan.lifecycle import Status
from careplan.notices import NoticeKind
from careplan.scheme import StepKind
from store import register

WAITING_FOR = {
    Status.AWAITING_DECISION: "a decision on the plan",
    Status.RETURNED: "the plan to be resubmitted",
    Status.AGREED: "the written record to be given to the person",
    Status.SIGNED_OFF: "the plan to be reviewed",
}


def take_step(case: Case, clock: Clock) -> Determination:
    """Take the soonest rung of a plan's clock. `case.cause` names the rung, so taking it twice does nothing more."""
    step = clock.steps[0]
    following = climbed(clock, case.now, case.days)
    task = f"Waiting for {WAITING_FOR[case.situation.status]}"
    match step.kind:
        case StepKind.REMIND:
            if not _remind(case, task):
                _one_person_up(case, clock, task)
        case StepKind.ESCALATE:
            _one_person_up(case, clock, task)
        case StepKind.OVERDUE:
            _one_person_up(case, clock, task)
            _tell_the_person(case, clock, following)
            ask_for_interim_support(case, case.row.urgent_needs_known, "the decision is overdue")
        case StepKind.REVIEW:
            why = "The plan is due to be reviewed."
            case.task(
                f"review:{case.today.isoformat()}", "review", why, role=PRACTITIONER, owner=case.plan.practitioner.id
            )
            case.note("A review is due", "TIME-1", by="system")
            if not _remind(case, "The plan is due to be reviewed", NoticeKind.REVIEW_DUE):
                _one_person_up(case, clock, task)
    case.row.due_at = following.due
    return case.accepted(case.situation.status, clock=following)


def _remind(case: Case, task: str, kind: NoticeKind = NoticeKind.REMINDER) -> bool:
    """Remind the owner. Returns whether there was anybody to remind."""
    status = case.situation.status
    if status is Status.AWAITING_DECISION:
        role, people = case.row.route_role, ()
        title = case.scheme.title_of(role)
    else:
        role, people = PRACTITIONER, (case.plan.practitioner.id,)
        title = "Practitioner"
        if not register.is_registered(case.session, people[0], case.today):
            case.note("The practitioner is not on the register today: one person up", "TIME-2", by="system")
            return False
    if case.tell_staff(kind, role, task=task, status=status.value, people=people):
        case.note(f"{title} reminded", "TIME-2", by="system")
        return True
    case.note(f"Nobody holds the role {title}: one person up", "TIME-2", by="system")
    return False


def _one_person_up(case: Case, clock: Clock, task: str) -> None:
    """Tell the next person up: as many rungs above the owner as were climbed before, or the next with somebody on it.

    At the top it stays at the top.
    """
    kind, status = NoticeKind.ESCALATION, case.situation.status.value
    manager = case.plan.practitioner.line_manager
    if case.situation.status is not Status.AWAITING_DECISION and clock.climbed == 0 and manager:
        if register.is_registered(case.session, manager, case.today):
            case.tell_staff(kind, PRACTITIONER, task=task, status=status, people=(manager,))
            case.note("The practitioner's line manager told", "TIME-2", by="system")
            return
        case.note("The line manager is not on the register today: one person up", "TIME-2", by="system")
    if case.situation.status is Status.AWAITING_DECISION:
        above = case.scheme.roles_from(case.row.route_role) or (case.scheme.authority[-1].role,)
    else:
        above = tuple(row.role for row in case.scheme.authority)
    for role in above[min(clock.climbed, len(above) - 1) :]:
        if case.tell_staff(kind, role, task=task, status=status):
            case.note(f"{case.scheme.title_of(role)} told", "TIME-2", by="system")
            return
        case.note(f"Nobody holds the role {case.scheme.title_of(role)}: one person up", "TIME-2", by="system")
    why = "Nobody above the owner of this wait is on the register: put somebody there."
    case.task(f"empty-ladder:{case.today.isoformat()}", "fault_in_register", why, role="operations")
    case.note("Nobody at all is above: a task for operations", "TIME-2", by="system")


def _tell_the_person(case: Case, before: Clock, after: Clock) -> None:
    case.tell_person(
        NoticeKind.DELAYED,
        occasion=case.cause,
        was_due_on=london_day(before.due),
        due_on=london_day(after.due),
    )
    case.note("The person is told of the delay, and of the new date", "TIME-2", by="system")
