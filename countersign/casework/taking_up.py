"""TIME-1 · What is true of a plan, as the database has it: a run begins by asking, and no state is believed instead.

Whoever reaches Temporal can cancel, terminate, reset or start a workflow, with any state as its argument. So each
workflow goes on from what is kept: where it stands, what it was told, and which messages wait.
"""

from collections.abc import Callable
from dataclasses import replace

from countersign.careplan.interim import STARTS_IT, WAIT_OF_STAGE, Interim, PlanEvent
from countersign.careplan.messages.answers import FAULT_IS_KEPT, Answer, Refusal, Refused
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.case import Accepted, Case
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.course import sha256_by_version
from countersign.casework.determinations import Determination, Entry, Receipt, Situation, Standing, TakenUp
from countersign.casework.faults import in_codes, known_name
from countersign.casework.happenings import Actor, Happening
from countersign.casework.interim_support import TO_DO, arrangement_of, ask_duty_team, tell_duty_team
from countersign.casework.keeping import keep, keep_whatever_fails
from countersign.casework.kept import KeptMessage, PlanState, RecordEntry, TaskKind, WaitingMessage, Waits
from countersign.casework.ports import CaseFile, Files, Office

ENTRIES = 200
"""How much of the record a run begins with."""

MOST_HELD = 100
"""How many messages are held for one workflow while our software is mended. Others are answered, and not kept."""


def truth(file: CaseFile, situation: Situation, state: PlanState | None) -> Standing:
    """Where a workflow stands as it is kept; as the workflow says itself, if nothing is kept yet.

    Interim support does not follow the plan's status and version, so they are the plan's own.
    """
    own = situation.standing
    kept = file.standing(situation.workflow)
    if situation.workflow is Workflow.PLAN:
        if kept is None:
            return own
        # WHO-2: the hash is that of the version as it is kept, whatever was written down beside the state.
        sha256 = sha256_by_version(file).get(kept.version, kept.content_sha256)
        return kept.model_copy(update={"interim": own.interim, "content_sha256": sha256})
    standing = kept or own
    if state is None:
        return standing
    return standing.model_copy(update={"status": state.status, "version": state.version})


def is_elsewhere(situation: Situation, true: Standing) -> bool:
    """Whether a workflow stands elsewhere than is kept: it was reset, or one of the two was restored."""
    same: dict[str, object] = {"interim": Interim.NONE}
    if situation.workflow is Workflow.INTERIM:
        same |= {"status": true.status, "version": true.version}
    return situation.standing.model_copy(update=same) != true.model_copy(update=same)


def as_it_is(true: Standing) -> Determination:
    """Nothing is done: the workflow takes over where it stands."""
    answer = Answer(outcome="accepted", plan_status=true.status.value, version=true.version)
    return Determination(answer=answer, standing=true)


def take_up(files: Files, situation: Situation) -> TakenUp:
    """What is true of the plan. Nothing is changed."""
    with files.open(situation.plan_id) as file:
        return taken_up(file, situation)


def taken_up(file: CaseFile, situation: Situation) -> TakenUp:
    """The same, in a transaction that is open."""
    state, workflow = file.state(), situation.workflow
    if state is None:
        return TakenUp()
    fresh = situation.model_copy(
        update={"standing": Standing(status=state.status, version=state.version, in_force=state.in_force)}
    )
    arrangement = file.arrangement()
    stage = arrangement.stage if arrangement else Interim.NONE
    left = file.left_to_do(workflow)
    kept = file.waiting(workflow, *Waits)
    submission = file.submission() if workflow is Workflow.PLAN else None
    return TakenUp(
        known=True,
        standing=truth(file, fresh, state).model_copy(update={"interim": stage}),
        team=state.team,
        kind=state.kind,
        scheme=state.scheme,
        open_tasks=left.tasks,
        to_deliver=left.notices,
        deliver_at=left.deliver_at,
        to_follow=len(file.to_follow(situation.now)),
        waiting=any(message.state is Waits.WAITING for message in kept),
        next_number=max((message.number for message in kept), default=0) + 1,
        entries=tuple(map(_entry, file.lately(ENTRIES))) if workflow is Workflow.PLAN else (),
        submission_id=submission.message_id if submission else "",
        submission_identity=submission.sha256 if submission else "",
        submission_answer=_answer_to(submission) if submission else None,
    )


def _answer_to(kept: KeptMessage) -> Answer:
    return Determination.model_validate_json(kept.determination).answer


def _entry(kept: RecordEntry) -> Entry:
    """For the timeline, which names no member of staff."""
    by = kept.actor if kept.actor in tuple(Actor) else Actor.STAFF.value
    return Entry(at=kept.at, what=kept.what, by=by, rule=kept.rule, version=kept.version)


def at_the_door(files: Files, situation: Situation, receipt: Receipt) -> Receipt:
    """The receipt of a submission; if the plan was known before, with what is true of it, from which it goes on."""
    with files.open(situation.plan_id) as file:
        if file.state() is None or (receipt.answer.accepted and file.standing(Workflow.PLAN) == receipt.standing):
            return receipt
        return receipt.model_copy(update={"taken_up": taken_up(file, situation)})


def look(files: Files, situation: Situation) -> Determination:
    """TIME-3: how far interim support has got, as it is kept, and whether it has still to follow the plan."""
    with files.open(situation.plan_id) as file:
        state, arrangement = file.state(), file.arrangement()
        true = truth(file, situation, state)
        stage = arrangement.stage if arrangement else Interim.NONE
        determined = as_it_is(true.model_copy(update={"interim": stage}))
        return determined.model_copy(update={"to_follow": len(file.to_follow(situation.now))})


def note_cancel(files: Files, office: Office, situation: Situation) -> Determination:
    """Somebody asked Temporal to cancel the workflow. That changes nothing; operations are asked who it was."""

    def note(case: Case) -> None:
        case.record.note(Happening.CANCEL_ASKED)
        why = (
            "Somebody asked Temporal to cancel this workflow. Nothing has changed by it: find out who it was, and why."
        )
        name = f"cancel:{situation.now.strftime('%Y%m%d%H%M%S%f')}"
        case.tasks.ask(name, TaskKind.CANCEL_ASKED, why, role="operations")

    return _where_it_stands(files, office, situation, f"cancel/{situation.workflow.value}", note)


def ask_again(files: Files, office: Office, situation: Situation) -> Determination:
    """TIME-3: no workflow ran for an open arrangement. Its clock runs again, and the duty team is asked again."""

    def ask(case: Case) -> None:
        if arrangement_of(case) is None:
            return
        stage = case.course.interim
        wait = WAIT_OF_STAGE[stage]
        case.record.note(Happening.TAKEN_UP_AGAIN)
        if case.clocks.get(wait.value) is None:
            case.clocks.start(wait, case.scheme.duty.role, case.now)
        ask_duty_team(case, TO_DO[stage], "it goes on after an interruption")

    return _where_it_stands(files, office, situation, "again", ask)


def ask_in_its_place(files: Files, office: Office, situation: Situation) -> Determination:
    """TIME-3: interim support takes nothing up that the plan says: the duty team is asked, and operations find out why.

    So it is where something else holds its workflow's id. Nothing is done where it has followed meanwhile.
    """

    def ask(case: Case) -> None:
        says = next((says for says in case.file.to_follow(case.now) if says.event in STARTS_IT), None)
        if says is None:
            return
        what = TO_DO[Interim.ASKED_FOR if says.event is PlanEvent.NEEDS_KNOWN else Interim.NEED_ASKED]
        told = tell_duty_team(case, what, says.because)
        case.record.note(Happening.NOT_FOLLOWED, whom=told.title or "Nobody", detail={"people": list(told.people)})
        why = (
            "Urgent needs wait, and the workflow of interim support does not answer: find out what holds its id, end "
            "that, and run `starter.py reconcile`. The duty team was asked in its place."
        )
        case.tasks.ask(f"not-followed:{says.cause}"[:100], TaskKind.FAULT, why, role="operations", due_at=case.now)

    return _where_it_stands(files, office, situation, "not-followed", ask)


def _where_it_stands(
    files: Files, office: Office, situation: Situation, cause: str, act: Callable[[Case], None]
) -> Determination:
    """Act on a plan that stands where it is kept to stand; on none that is not kept. `cause`: how its cause begins."""
    with files.open(situation.plan_id) as file:
        state = file.state()
        true = truth(file, situation, state)
        if state is None:
            return as_it_is(true)
        at = situation.model_copy(update={"standing": true})
        case = Case(file, office, at, Cause(f"{cause}/{situation.now.isoformat()}"))
        act(case)
        determined = case.close(Accepted())
        keep(case)
        return determined


def is_held(file: CaseFile, workflow: Workflow, sha256: str) -> bool:
    """Whether a message is held because our software failed on it."""
    return any(message.sha256 == sha256 for message in file.waiting(workflow, Waits.HELD))


def keep_waiting(files: Files, situation: Situation, messages: tuple[WaitingMessage, ...]) -> None:
    """Keep messages that came in a flood, to be considered in their turn. Keeping them again changes nothing."""
    with files.open(situation.plan_id) as file:
        known = {kept.number for kept in file.waiting(situation.workflow, *Waits)}
        new = [message for message in messages if message.number not in known]
        file.keep(Changes(waiting=new))


def keep_fault(
    files: Files,
    office: Office,
    situation: Situation,
    name: str,
    fault: str,
    held: WaitingMessage | None = None,
    *,
    of_waiting: bool = False,
) -> Determination:
    """Our own software failed on a message or a step: ask a person to look. Nothing is lost meanwhile.

    `held`: the message, to keep until that was mended. `of_waiting`: it was the next that waits outside the workflow.
    """
    with files.open(situation.plan_id) as file:
        true = truth(file, situation, file.state())
        case = Case(file, office, situation.model_copy(update={"standing": true}), Cause.fault(situation.now))
        what = known_name(name)
        why = f"The software failed on '{what}' ({in_codes(fault)}). Mend it; completing this task tries again."
        # It is due at once: perhaps the scheme could not be read, and the scheme says how long a task may take.
        task = f"fault:{situation.now.strftime('%Y%m%d%H%M%S%f')}"
        case.tasks.ask(task, TaskKind.FAULT, why, role="operations", due_at=situation.now)
        case.record.note(Happening.SOFTWARE_FAILED, name=what)
        if of_waiting:
            held = file.next_waiting(situation.workflow, situation.now)
        if held is not None and len(file.waiting(situation.workflow, Waits.HELD)) < MOST_HELD:
            case.changes.waiting.append(replace(held, state=Waits.HELD))
        elif held is not None and of_waiting:
            case.changes.waiting.append(replace(held, state=Waits.DONE, content="", done_at=situation.now))
        determined = case.close(Refused(Refusal.FAULT, (FAULT_IS_KEPT,)))
        keep_whatever_fails(case)
        return determined
