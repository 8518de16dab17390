"""AMEND-1..4 · Requests for amendments as they stand: their clock, what is asked of the practitioner, and how they end.

Requests, versions and what each message means while two versions are there: docs/decisions/0033.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from countersign.careplan.amendments import FOR_THE_PERSON, OURS, WAITS, AmendedFor, Request, Stage
from countersign.careplan.asked_for import is_asked_for
from countersign.careplan.clocks import PRACTITIONER, Clock, Wait
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal, Refused
from countersign.careplan.messages.reviews import AskedBy
from countersign.careplan.notices import NoticeKind
from countersign.careplan.people_since import with_their_advocates
from countersign.careplan.same_recipient import still
from countersign.careplan.working_time import london_day
from countersign.casework.case import Case
from countersign.casework.happenings import Actor, Happening
from countersign.casework.kept import TaskKind
from countersign.casework.sharing import asked_back

_VIEW, _ANSWER, _PREPARE, _TELL = "view", "answer", "prepare", "tell"
_TO_DO = {
    _VIEW: "Somebody else asks for the plan to be amended: consult the person, and record what they think.",
    _ANSWER: "An amendment is asked for: consider what speaks for and against it with the person, and answer it.",
    _PREPARE: "The plan is to be amended: prepare the amended plan with the person, and submit it.",
    _TELL: "Tell whoever asked for the amendment what came of it, as far as they may be told.",
}

_TELL_BY_WHEN = " Tell the person by when it is ready: their letter gave no day."
_WAITS_FOR = {
    _VIEW: "what the person thinks",
    _ANSWER: "answer about an amendment",
    _PREPARE: "amended plan",
}
"""What the clock of a request waits for, in words."""


def open_request(case: Case, request_id: str, *stages: Stage, field: str = "request") -> Request | Refused:
    """The request of that id, if it has got as far as one of these stages; otherwise a refusal that names those."""
    those = [request for request in case.course.state.amendments if request.stage in stages]
    found = next((request for request in those if request.id == request_id), None)
    if found is not None:
        return found
    words = " or ".join(stage.value.replace("_", " ") for stage in stages)
    known = ", ".join(request.id for request in those)
    others = f"those that are: {known}" if known else "none is"
    return Refused(Refusal.NO_SUCH_AMENDMENT, (f"{field}: no request {request_id} is {words}; {others}.",))


def keep(case: Case, *now: Request) -> None:
    """Keep these requests as they are now."""
    changed = {request.id: request for request in now}
    known = case.course.state.amendments
    new = [request for request in now if request.id not in {other.id for other in known}]
    case.course.amendments_are((*(changed.get(request.id, request) for request in known), *new))


def open_one(case: Case, request: Request, since: datetime) -> Clock | None:
    """AMEND-1: keep a request, and wait for what comes next. Returns its clock, as `wait_for` does."""
    keep(case, request)
    return wait_for(case, request, since)


def wait_for(case: Case, request: Request, since: datetime, besides: str = "") -> Clock | None:
    """TIME-1: whoever answers for the plan is waited for: to consult the person, to answer, or to amend the plan.

    An agreed request waits without a clock while another version is in hand, or none is in force yet: that version has
    one. It begins once nothing is in hand. `besides`: what else is asked then.
    """
    name = f"{Wait.AMENDMENT.value}:{request.id}"
    to_do = _VIEW if request.waits_for_a_view else _ANSWER if request.stage is Stage.ASKED else _PREPARE
    if to_do is _PREPARE and case.status is not Status.SIGNED_OFF:
        case.clocks.stop(name)
        return None
    clock = case.clocks.get(name)
    if clock is None or to_do is _PREPARE:
        clock = case.clocks.start(Wait.AMENDMENT, PRACTITIONER, since, request.id)
    clock = case.clocks.set(clock.model_copy(update={"waits_for": _WAITS_FOR[to_do]}))
    _ask(case, request, to_do, due=clock.due, besides=besides)
    return clock


def hold_the_agreed(case: Case) -> None:
    """AMEND-2: a version is in hand from now on: whatever else was agreed waits for it, and asks nobody meanwhile."""
    for request in case.course.state.amendments:
        if request.stage is Stage.AGREED:
            case.clocks.stop(f"{Wait.AMENDMENT.value}:{request.id}")
            _done(case, Actor.SYSTEM, _task(request, _PREPARE), why="It waits for the version in hand.")


def wait_for_the_agreed(case: Case, since: datetime) -> None:
    """AMEND-2: nothing is in hand any more: whatever was agreed meanwhile is waited for from now on."""
    for request in case.course.state.amendments:
        if request.stage is Stage.AGREED and f"{Wait.AMENDMENT.value}:{request.id}" not in case.clocks:
            wait_for(case, request, since, _TELL_BY_WHEN)


def close(case: Case, requests: Iterable[Request], stage: Stage, by: str, **now: object) -> None:
    """The requests have got as far as this: they wait no more by themselves, and their tasks are done."""
    moved = [request.model_copy(update={"stage": stage, **now}) for request in requests]
    keep(case, *moved)
    for request in moved:
        case.clocks.stop(f"{Wait.AMENDMENT.value}:{request.id}")
        _done(case, by, *(_task(request, to_do) for to_do in _TO_DO))


def viewed(case: Case, request: Request, by: str) -> None:
    """AMEND-1: the person was consulted: that is done, and the answer is still to come."""
    _done(case, by, _task(request, _VIEW))


def _done(case: Case, by: str, *names: str, why: str = "A message says so.") -> None:
    for task in case.tasks.open(TaskKind.AMENDMENT):
        if re.sub(r":[0-9]+$", "", task.name) in names:
            case.tasks.done(task, by, why)


def tell_who_asked(case: Case, request: Request) -> None:
    """AMEND-4: where another asked, the practitioner tells them what came of it: we do not know where they are.

    Not where staff asked: they know.
    """
    if request.asked_by not in FOR_THE_PERSON | OURS | {AmendedFor.STAFF}:
        _ask(case, request, _TELL)


def as_a_letter_has_it(asked_by: AmendedFor) -> AskedBy:
    """Who asked: we did, where a review came to it or a first payment did not work."""
    return AskedBy.STAFF if asked_by in OURS else AskedBy(asked_by.value)


def _ask(case: Case, request: Request, to_do: str, due: datetime | None = None, besides: str = "") -> None:
    kind = TaskKind.TELL_WHO_ASKED if to_do is _TELL else TaskKind.AMENDMENT
    owner, words = case.course.practitioner, f"{_TO_DO[to_do]}{besides}"
    name = case.tasks.name_to_ask_again(_task(request, to_do))
    case.tasks.ask(name, kind, words, role=PRACTITIONER, owner=owner, due_at=due)
    if due is not None:
        case.tell_people(NoticeKind.QUESTION, (owner,), task=words, status=case.status.value, due=due)


def _task(request: Request, to_do: str) -> str:
    return f"amendment:{request.id}:{to_do}"


def answered_by(clock: Clock | None) -> date | None:
    """The day by which what is waited for is promised; None without a clock."""
    return london_day(clock.due) if clock else None


def carried_out(case: Case) -> tuple[Request, ...]:
    """The requests that the amended plan in hand carries out."""
    return tuple(request for request in case.course.state.amendments if request.stage is Stage.IN_HAND)


def leave(case: Case) -> None:
    """END: the plan has left: no request waits any more."""
    waiting = [request for request in case.course.state.amendments if request.stage in WAITS | {Stage.IN_HAND}]
    close(case, waiting, Stage.PLAN_LEFT, Actor.SYSTEM)


def in_force_from_now(case: Case, since: datetime) -> None:
    """AMEND-2, AMEND-3: the version in hand takes the place of the one in force: its requests are carried out."""
    before = case.in_force
    if before and before != case.version:
        case.record.note(Happening.AMENDMENT_SIGNED, version=case.version, in_force=before)
        for request in carried_out(case):
            tell_who_asked(case, request)
        close(case, carried_out(case), Stage.SIGNED, Actor.SYSTEM)
        _ask_about_whoever_held_one_before(case)
    case.course.signed()
    wait_for_the_agreed(case, since)


def _ask_about_whoever_held_one_before(case: Case) -> None:
    """AMEND-3: the amended plan goes to the same people. Whom it does not name any more is put to the practitioner."""
    plans = tuple(case.file.version(kept.version) for kept in case.file.versions())
    versions = with_their_advocates(plans, case.course.state.people_since)
    for copy in case.file.copies():
        if copy.version == case.version or asked_back(case.file.task, copy.notice) is not None:
            continue
        if is_asked_for(copy.recipient) or still(copy.recipient, versions[copy.version - 1 : case.version]):
            continue
        why = (
            f"{copy.recipient} had a copy of version {copy.version}, and version {case.version} does not name them any "
            "more. Ask the person whether they are to have it, and see to the copy that they have. [AMEND-3]"
        )
        name = f"held-before:{copy.recipient}:v{copy.version}:v{case.version}"
        case.tasks.ask(name, TaskKind.HELD_BEFORE, why, role=PRACTITIONER, owner=case.course.practitioner)
