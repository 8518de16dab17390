"""Everything that one determination brought about, in brief: so that a test can say it whole, and miss nothing."""

from typing import NamedTuple

from countersign.careplan.clocks import Clock
from countersign.careplan.concerns import MarkSaid
from countersign.careplan.interim import Interim, PlanEvent
from countersign.careplan.lifecycle import Status
from countersign.careplan.working_time import in_london
from countersign.casework.determinations import Determination, Standing
from countersign.casework.happenings import Happening
from countersign.casework.in_memory import Kept
from countersign.casework.kept import Notice
from tests.support.builders import Json


class Brought(NamedTuple):
    """Everything that one determination brought about. What is not named did not change."""

    status: Status

    clocks: tuple[str, ...] = ()
    """Every clock that now runs, as `in_brief` has it."""

    record: tuple[Happening, ...] = ()
    """What was put on the record, in order."""

    notices: tuple[str, ...] = ()
    """Each notice that is new or has another status: `outcome to sw-1042: queued`."""

    asked: tuple[str, ...] = ()
    """Each task that was raised: its kind, and who is asked."""

    done: tuple[str, ...] = ()
    """The kind of each task that is done now."""

    kept: tuple[str, ...] = ()
    """Each version, route, decision, question, arrangement, consent, copy and step of a ladder, new or changed."""

    state: Json = {}  # noqa: RUF012  # a tuple's default, never changed
    """The fields of the plan's state that changed, but for its status, its version and its due date. Each request for
    an amendment is shown by who asked, and how far it has got."""

    to_interim: tuple[PlanEvent, ...] = ()
    """What the plan's interim support is to be told."""

    version: int = 1
    """The version in hand."""

    interim: Interim = Interim.NONE
    """How far interim support has got, as the workflow that asked knows."""

    promised: str = ""
    """The date that the person holds; with the one that they are to be told, and when, where they are to be told."""


def brought_about(before: Kept, determined: Determination, now: Kept) -> Brought:
    """What a determination brought about, by what was kept before it and what is kept now."""
    standing = determined.standing
    return Brought(
        status=standing.status,
        clocks=tuple(sorted(in_brief(clock) for clock in standing.clocks)),
        record=tuple(Happening(entry.event) for key, entry in now.record.items() if key not in before.record),
        notices=tuple(
            sorted(
                _notice_in_brief(notice)
                for key, notice in now.notices.items()
                if key not in before.notices or before.notices[key].status is not notice.status
            )
        ),
        asked=tuple(
            sorted(
                f"{task.kind.value}: {task.owner or task.owner_role}"
                for name, task in now.tasks.items()
                if name not in before.tasks
            )
        ),
        done=tuple(
            sorted(
                task.kind.value
                for name, task in now.tasks.items()
                if task.done_at is not None and (name not in before.tasks or before.tasks[name].done_at is None)
            )
        ),
        kept=tuple(_kept_in_brief(before, now)),
        state=_state_changes(before, now),
        to_interim=tuple(says.event for says in determined.to_interim),
        version=standing.version,
        interim=standing.interim,
        promised=_promise_in_brief(standing),
    )


def in_brief(clock: Clock) -> str:
    """A clock as one line: what is waited for, of whom, by when, and its next step; `stands` while it is paused."""
    whose = f"{clock.owner} {clock.person}".strip()
    step = clock.steps[0]
    coming = "stands" if clock.is_paused else f"{step.kind.value} {in_london(step.at)}"
    return f"{clock.name}: {whose}, due {in_london(clock.due)}, {coming}"


def _notice_in_brief(notice: Notice) -> str:
    return f"{notice.kind.value} to {notice.recipient}: {notice.status.value}"


def _promise_in_brief(standing: Standing) -> str:
    promise = standing.promise
    held = promise.held.isoformat() if promise.held else ""
    if promise.tell_at is None:
        return held
    because = ", ".join(reason.value for reason in promise.because)
    return f"{held}, now {promise.current} ({because}), to tell {in_london(promise.tell_at)}"


def _kept_in_brief(before: Kept, now: Kept) -> list[str]:
    lines = [f"version {number}" for number in now.versions if number not in before.versions]
    lines += [
        f"route of {routed.version}: {routed.role}" for key, routed in now.routes.items() if key not in before.routes
    ]
    lines += [
        f"decision on {number}: {decision.outcome} by {decision.decided_by}"
        for number, decision in now.decisions.items()
        if number not in before.decisions
    ]
    lines += [
        f"{question.kind}: {'answered' if question.answered_at else f'{len(question.parts)} parts'}"
        for key, question in now.questions.items()
        if before.questions.get(key) != question
    ]
    lines += [
        f"arrangement {number}: {arrangement.stage.value}"
        for number, arrangement in now.arrangements.items()
        if before.arrangements.get(number) != arrangement
    ]
    lines += [
        f"consent: {consent.decision.recipient} {consent.decision.scope.value}"
        for key, consent in now.consents.items()
        if key not in before.consents
    ]
    lines += [
        f"{type(said.what).__name__}: {said.what.about if isinstance(said.what, MarkSaid) else said.what.recipient}"
        for key, said in now.about_copies.items()
        if key not in before.about_copies
    ]
    lines += [f"copy: {copy.recipient} {copy.scope}" for key, copy in now.copies.items() if key not in before.copies]
    lines += [
        f"{step.kind.value} of {step.wait}: {step.told or 'nobody'}"
        for key, step in now.steps.items()
        if key not in before.steps
    ]
    lines += ["signed budget"] if now.signed != before.signed else []
    return lines


def _state_changes(before: Kept, now: Kept) -> Json:
    if before.state is None or now.state is None:
        return {}
    was, shown_elsewhere = vars(before.state), ("status", "version", "due_at")
    changed = {
        name: value for name, value in vars(now.state).items() if value != was[name] and name not in shown_elsewhere
    }
    if "amendments" in changed:
        changed["amendments"] = tuple(f"{request.asked_by}: {request.stage}" for request in now.state.amendments)
    return changed
