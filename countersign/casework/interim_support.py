"""TIME-3, TIME-4, TIME-5 · Takes one arrangement of interim support from stage to stage.

Only the workflow of interim support changes an arrangement. It hears what happens to the plan as `PlanSays`, and what
the duty team does as messages. Nothing that the plan says ends support: it only asks for a review.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from countersign.careplan import interim
from countersign.careplan.clocks import Step, Wait, clock_of
from countersign.careplan.interim import OPEN, STARTS_IT, WAIT_OF_STAGE, Interim, InterimEvent, PlanEvent
from countersign.careplan.ladders import StepKind
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.notices import NoticeKind
from countersign.careplan.words import spelled_out
from countersign.casework.case import Accepted, Case
from countersign.casework.determinations import PlanSays
from countersign.casework.happenings import Happening
from countersign.casework.kept import ONLY_WHILE_OPEN, Arrangement, TaskKind
from countersign.casework.ladder import Told, levels_of, tell
from countersign.casework.planning_again import plan_clocks_again
from countersign.casework.top_of_ladder import spare_the_top

TO_DO = {
    Interim.NEED_ASKED: "Find out whether there are urgent needs, and answer",
    Interim.ASKED_FOR: "Urgent needs are known: acknowledge that you are arranging interim support",
    Interim.ACKNOWLEDGED: "Arrange interim support",
    Interim.ARRANGED: "See that interim support is in place",
    Interim.IN_PLACE: "Review interim support when it is due",
}
"""What the duty team is asked to do in each stage."""

LOOK_AGAIN = "Say whether interim support is still needed: go on with it, or record that it ends"
"""The one thing that is asked of them when the plan moves on before support is in place."""


def arrangement_of(case: Case) -> Arrangement | None:
    """The open arrangement, after the case has taken over its stage; None if there is none."""
    arrangement = case.changes.arrangement or case.file.arrangement()
    case.course.interim_is(arrangement.stage if arrangement else Interim.NONE)
    return arrangement if arrangement and arrangement.stage in OPEN else None


def follow_plan(case: Case, says: PlanSays) -> Accepted:
    """Follow what the plan's workflow says: interim support is needed, or the plan has moved on."""
    says = says.model_copy(update={"since": max(says.since, case.course.state.submitted_at)})
    arrangement, stage = arrangement_of(case), case.course.interim
    if arrangement is None:
        if says.event in STARTS_IT:
            _begin(case, says)
        return Accepted()
    match says.event:
        case PlanEvent.NEEDS_KNOWN if stage is Interim.NEED_ASKED:
            known = replace(arrangement, urgent=True)
            take_on(case, known, InterimEvent.ASKED_FOR, says.because, since=says.since)
        case PlanEvent.NEEDS_KNOWN | PlanEvent.NEEDS_NOT_KNOWN:
            words = interim.IN_WORDS[stage]
            case.record.note(Happening.INTERIM_WANTED_AGAIN, because=says.because, stage=words)
        case PlanEvent.SIGNED_OFF | PlanEvent.DIED if stage is Interim.NEED_ASKED:
            take_on(case, arrangement, InterimEvent.SETTLED, says.because)
        case PlanEvent.LEFT if stage is Interim.NEED_ASKED:
            case.record.note(Happening.NEEDS_STILL_TO_BE_FOUND_OUT, because=says.because)
        case PlanEvent.SIGNED_OFF | PlanEvent.LEFT | PlanEvent.DIED:
            _ask_for_a_review(case, says.because)
        case PlanEvent.PLANNED_AGAIN:
            plan_clocks_again(case, says.because)
    return Accepted()


def _begin(case: Case, says: PlanSays) -> None:
    last = case.file.arrangement()
    known = says.event is PlanEvent.NEEDS_KNOWN
    arrangement = Arrangement(
        number=last.number + 1 if last else 1,
        stage=Interim.NONE,
        because=says.because,
        urgent=known,
        asked_at=min(says.since, case.now),
    )
    case.course.interim_is(Interim.NONE)
    event = InterimEvent.ASKED_FOR if known else InterimEvent.ASKED_WHETHER
    take_on(case, arrangement, event, says.because, since=says.since)


def take_on(
    case: Case, arrangement: Arrangement, event: InterimEvent, because: str = "", *, since: datetime | None = None
) -> None:
    """Take one step: stop this stage's clock, start the next stage's at `since`, and ask the duty team to act."""
    stage = interim.after(case.course.interim, event)
    case.course.interim_is(stage)
    arrangement = replace(arrangement, stage=stage)
    case.changes.arrangement = arrangement
    case.clocks.stop_all()
    case.tasks.settle("The arrangement has moved on.", TaskKind.INTERIM)
    wait = WAIT_OF_STAGE.get(stage)
    if wait is None:
        case.changes.arrangement = replace(arrangement, ended_at=case.now, ended_because=because or event.value)
        case.record.note(Happening.INTERIM_OVER, event=spelled_out(event), because=because)
        if case.status in CLOSED:
            # No workflow is left to hear that they were done. A fault that remains shows again with the next plan.
            case.tasks.settle("Interim support has ended, and the plan has left.", *ONLY_WHILE_OPEN)
        return
    duty, what = case.scheme.duty, TO_DO[stage]
    clock = case.clocks.start(wait, duty.role, min(since or case.now, case.now))
    name = f"interim:{arrangement.number}:{case.cause}"
    why = f"{what}{f' ({because})' if because else ''}."
    case.tasks.ask(name, TaskKind.INTERIM, why, role=duty.role, due_at=clock.due)
    if event in (InterimEvent.ASKED_WHETHER, InterimEvent.ASKED_FOR):
        # The first request comes at once, to the top too if nobody below is there (TIME-3). What follows comes by day.
        told = ask_duty_team(case, what, because)
        clock = clock.model_copy(update={"climbed": told.reached or 0})
    case.clocks.set(spare_the_top(case, clock, case.now))


def ask_duty_team(case: Case, what: str, because: str) -> Told:
    """TIME-4: tell the duty team what they are asked to do, and record whom that reached."""
    told = tell_duty_team(case, what, because)
    case.record.note(
        Happening.DUTY_TEAM_ASKED,
        whom=told.title or "Nobody",
        what=what,
        because=because,
        detail={"people": list(told.people)},
    )
    return told


def tell_duty_team(case: Case, what: str, because: str) -> Told:
    """TIME-4: tell the duty team, or whoever is next above it where nobody is there."""
    return tell(case, NoticeKind.INTERIM_SUPPORT, levels_of(case, case.scheme.duty.role), 0, what, because)


def _ask_for_a_review(case: Case, because: str) -> None:
    """TIME-5: the plan has moved on. Support goes on until somebody decides; its review falls due now."""
    duty = case.scheme.duty
    case.record.note(Happening.INTERIM_REVIEW_ASKED, whom=duty.title, because=because)
    if case.course.interim is Interim.IN_PLACE:
        clock = clock_of(Wait.INTERIM_REVIEW, duty.role, case.now, case.scheme, case.days)
        now = Step(kind=StepKind.REVIEW, at=case.now, budget=timedelta(0))
        due = {"cause": case.cause.key, "due": case.now, "budget": None, "steps": (now,)}
        case.clocks.set(clock.model_copy(update=due))
    else:
        tell_duty_team(case, LOOK_AGAIN, because)
