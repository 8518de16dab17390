"""Plans' files in memory, for tests that take microseconds and for trying out a scheme. They end with the process.

This is the second implementation of `countersign.casework.ports.Files`. The first keeps files in the database. The same
tests run over both.
"""

import copy
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from countersign.careplan.circumstances import Setting
from countersign.careplan.clocks import Wait as WaitFor
from countersign.careplan.consistency import Among, SignedPlan, among_these
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.messages.submission import Submission
from countersign.careplan.notices import UNSENT, NoticeStatus
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.register import Register
from countersign.careplan.scheme import Scheme
from countersign.careplan.ways import Heard, Receipt, Way
from countersign.casework.changes import Changes
from countersign.casework.determinations import PlanSays, Standing
from countersign.casework.kept import (
    Arrangement,
    Consent,
    CopyGiven,
    Decision,
    Document,
    KeptMessage,
    Notice,
    PlanState,
    Question,
    RecordEntry,
    Routed,
    SaidAboutCopies,
    Sending,
    SignedBudget,
    StepTaken,
    Task,
    Version,
    Wait,
    WaitingMessage,
    Waits,
)
from countersign.casework.ports import LeftToDo

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class KeptAlreadyError(Exception):
    """Another attempt has already kept the same message, or decided the same version."""


@dataclass
class Kept:
    """Everything that is kept about one plan."""

    state: PlanState | None = None
    versions: dict[int, tuple[Version, Plan]] = field(default_factory=dict[int, tuple[Version, Plan]])
    routes: dict[tuple[int, str], Routed] = field(default_factory=dict[tuple[int, str], Routed])
    decisions: dict[int, Decision] = field(default_factory=dict[int, Decision])
    after_start: dict[int, Decision] = field(default_factory=dict[int, Decision])
    """ROUTE-5: second decisions, about versions that had been authorised to start."""
    messages: dict[str, KeptMessage] = field(default_factory=dict[str, KeptMessage])
    record: dict[str, RecordEntry] = field(default_factory=dict[str, RecordEntry])
    waits: dict[tuple[str, str], Wait] = field(default_factory=dict[tuple[str, str], Wait])
    steps: dict[str, StepTaken] = field(default_factory=dict[str, StepTaken])
    questions: dict[str, Question] = field(default_factory=dict[str, Question])
    arrangements: dict[int, Arrangement] = field(default_factory=dict[int, Arrangement])
    consents: dict[str, Consent] = field(default_factory=dict[str, Consent])
    about_copies: dict[str, SaidAboutCopies] = field(default_factory=dict[str, SaidAboutCopies])
    notices: dict[str, Notice] = field(default_factory=dict[str, Notice])
    enclosed: dict[str, tuple[Document, ...]] = field(default_factory=dict[str, tuple[Document, ...]])
    sendings: dict[str, Sending] = field(default_factory=dict[str, Sending])
    receipts: dict[tuple[str, Receipt], Heard] = field(default_factory=dict[tuple[str, Receipt], Heard])
    considered: dict[tuple[str, Receipt], datetime] = field(default_factory=dict[tuple[str, Receipt], datetime])
    copies: dict[tuple[int, str, str], CopyGiven] = field(default_factory=dict[tuple[int, str, str], CopyGiven])
    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    signed: SignedBudget | None = None
    standings: dict[Workflow, Standing] = field(default_factory=dict[Workflow, Standing])
    said: dict[str, PlanSays] = field(default_factory=dict[str, PlanSays])
    followed: dict[str, datetime] = field(default_factory=dict[str, datetime])
    waiting: dict[tuple[Workflow, int], WaitingMessage] = field(
        default_factory=dict[tuple[Workflow, int], WaitingMessage]
    )


class FilesInMemory:
    """Every plan's file, in this process."""

    def __init__(self, register: Register) -> None:
        """`register`: the council's register of staff. It may be replaced."""
        self.register = register
        self.kept: dict[str, Kept] = {}

    @contextmanager
    def open(self, plan_id: str) -> Generator["FileInMemory"]:
        """A plan's file. If the work on it fails, nothing is kept."""
        before = copy.copy(self.kept.get(plan_id))
        try:
            yield FileInMemory(self, plan_id)
        except BaseException:
            if before is None:
                self.kept.pop(plan_id, None)
            else:
                self.kept[plan_id] = before
            raise


class FileInMemory:
    """One plan's file."""

    def __init__(self, files: FilesInMemory, plan_id: str) -> None:
        """Begin with nothing kept."""
        self._files = files
        self._plan_id = plan_id
        self._kept = files.kept.get(plan_id) or Kept()

    @property
    def plan_id(self) -> str:
        """The id of the plan whose file it is."""
        return self._plan_id

    # What is read

    def state(self) -> PlanState | None:
        """Where the plan is; None if no plan of this id was ever accepted."""
        return self._kept.state

    def state_of_another(self, plan_id: str) -> PlanState | None:
        """END: where another plan is; None if no plan of that id was ever accepted."""
        another = self._files.kept.get(plan_id)
        return another.state if another else None

    def born_of_another(self, plan_id: str) -> date | None:
        """END: the date of birth in another plan's version in hand; None if it gives none, or there is no such plan."""
        another = self._files.kept.get(plan_id)
        if another is None or another.state is None or another.state.version not in another.versions:
            return None
        return another.versions[another.state.version][1].person.date_of_birth

    def version(self, number: int) -> Plan:
        """One version of the plan. Raises LookupError if there is none."""
        if number not in self._kept.versions:
            raise LookupError(f"plan {self._plan_id} has no version {number}")
        return self._kept.versions[number][1]

    def versions(self) -> tuple[Version, ...]:
        """Every version without its content, the earliest first."""
        return tuple(version for version, _ in self._kept.versions.values())

    def routes(self) -> tuple[Routed, ...]:
        """Every role that a version was sent to, the earliest first."""
        return tuple(sorted(self._kept.routes.values(), key=lambda routed: (routed.at, routed.version)))

    def decision(self, version: int) -> Decision | None:
        """The latest decision about one version, if there is one."""
        return self._kept.after_start.get(version) or self._kept.decisions.get(version)

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision about any version, the earliest first."""
        both = (*self._kept.decisions.values(), *self._kept.after_start.values())
        return tuple(sorted(both, key=lambda decision: (decision.version, decision.after_start)))

    def message(self, message_id: str) -> KeptMessage | None:
        """A message that was considered, by its cause."""
        return self._kept.messages.get(message_id)

    def submission(self) -> KeptMessage | None:
        """The submission that was accepted; None if no plan of this id ever was."""
        submissions = (kept for kept in self._kept.messages.values() if kept.name == Submission.declared.name)
        return next(submissions, None)

    def wait(self, name: str, cause: str) -> Wait | None:
        """One wait, by the name and the cause of its clock."""
        return self._kept.waits.get((name, cause))

    def meetings(self) -> tuple[datetime, ...]:
        """When each panel or call that the plan was taken to began or begins, the earliest first."""
        meetings = (
            wait.since
            for wait in self._kept.waits.values()
            if wait.name == WaitFor.MEETING.value and (wait.ended_at is None or wait.ended_at > wait.since)
        )
        return tuple(sorted(meetings))

    def question(self, question: str) -> Question | None:
        """One question or request, by the id of the message that asked."""
        return self._kept.questions.get(question)

    def questions(self) -> tuple[Question, ...]:
        """Every question and request, the earliest first."""
        return tuple(sorted(self._kept.questions.values(), key=lambda question: (question.asked_at, question.question)))

    def arrangement(self) -> Arrangement | None:
        """The plan's latest arrangement of interim support, if there ever was one."""
        numbers = self._kept.arrangements
        return numbers[max(numbers)] if numbers else None

    def consents(self) -> tuple[Consent, ...]:
        """Every decision about sharing that came in a message of its own, the earliest first."""
        return tuple(self._kept.consents.values())

    def about_copies(self) -> tuple[SaidAboutCopies, ...]:
        """Every request, concern, decision about one, and mark that came in a message, the earliest first."""
        return tuple(self._kept.about_copies.values())

    def copies(self) -> tuple[CopyGiven, ...]:
        """Every copy that was given or is to be given; none that was withheld."""
        notices = self._kept.notices
        given = [
            given
            for given in self._kept.copies.values()
            if given.notice in notices and notices[given.notice].status is not NoticeStatus.WITHHELD
        ]
        return tuple(sorted(given, key=lambda given: (given.version, given.recipient, given.scope)))

    def notice(self, key: str) -> Notice | None:
        """One notice."""
        return self._kept.notices.get(key)

    def unsent(self, workflow: Workflow | None = None) -> tuple[Notice, ...]:
        """The notices that one of the plan's workflows, or both, still have to send, in the order of their keys."""
        waiting = [
            notice
            for notice in self._kept.notices.values()
            if notice.status in UNSENT and workflow in (None, notice.workflow)
        ]
        return tuple(sorted(waiting, key=lambda notice: notice.key))

    def caused(self, cause: str) -> tuple[Notice, ...]:
        """The notices that have that cause, in the order of their keys."""
        caused = (notice for notice in self._kept.notices.values() if notice.cause == cause)
        return tuple(sorted(caused, key=lambda notice: notice.key))

    def sendings(self) -> tuple[Sending, ...]:
        """Every handing over of a notice of the plan, the earliest first."""
        return tuple(sorted(self._kept.sendings.values(), key=in_order))

    def heard(self, workflow: Workflow) -> tuple[Heard, ...]:
        """What was heard of the notices of one of the plan's workflows and is not considered, in order."""
        kept = self._kept
        heard = [
            heard
            for key, heard in kept.receipts.items()
            if key not in kept.considered and kept.notices[kept.sendings[key[0]].notice].workflow is workflow
        ]
        return tuple(sorted(heard, key=lambda heard: (heard.at, heard.reference, heard.what)))

    def enclosed(self, key: str) -> tuple[Document, ...]:
        """The documents that a notice consists of, in order."""
        return self._kept.enclosed.get(key, ())

    def task(self, name: str) -> Task | None:
        """One task, done or not."""
        return self._kept.tasks.get(name)

    def open_tasks(self) -> tuple[Task, ...]:
        """The tasks that are not done, in the order of their names."""
        waiting = [task for task in self._kept.tasks.values() if task.done_at is None]
        return tuple(sorted(waiting, key=lambda task: task.name))

    def left_to_do(self, workflow: Workflow) -> LeftToDo:
        """How much one of the plan's workflows has still to do."""
        tasks = [task for task in self.open_tasks() if task.workflow is workflow]
        unsent = self.unsent(workflow)
        return LeftToDo(len(unsent), len(tasks), first_try(unsent))

    def standing(self, workflow: Workflow) -> Standing | None:
        """Where one of the plan's workflows stands; None if it never determined anything."""
        return self._kept.standings.get(workflow)

    def to_follow(self, now: datetime) -> tuple[PlanSays, ...]:
        """What the plan has said that its interim support has not followed before `now`, in order."""
        followed = self._kept.followed
        return tuple(says for key, says in self._kept.said.items() if followed.get(key, now) == now)

    def waiting(self, workflow: Workflow, *states: Waits) -> tuple[WaitingMessage, ...]:
        """The messages that wait outside a workflow in these states, in order, without their content."""
        found = (kept for kept in self._kept.waiting.values() if kept.workflow is workflow and kept.state in states)
        return tuple(replace(kept, content="") for kept in sorted(found, key=lambda kept: kept.number))

    def next_waiting(self, workflow: Workflow, now: datetime) -> WaitingMessage | None:
        """The first that waits, with its content, or the one that was considered at this very moment; None if none."""
        found = [
            message
            for message in self._kept.waiting.values()
            if message.workflow is workflow and (message.state is Waits.WAITING or message.done_at == now)
        ]
        return min(found, key=lambda message: message.number, default=None)

    def lately(self, most: int) -> tuple[RecordEntry, ...]:
        """The latest entries of the record, the earliest first."""
        return tuple(self._kept.record.values())[-most:]

    def register(self) -> Register:
        """The council's register of staff."""
        return self._files.register

    def among(self, plan: Plan, scheme: Scheme, on: date) -> Among:
        """DEC-7: where a plan's budget lies among signed plans with similar needs, without this plan."""
        signed = (
            SignedPlan(
                plan_id=plan_id,
                version=kept.signed.version,
                kind=PlanKind(kept.signed.kind),
                setting=Setting(kept.signed.setting),
                needs=kept.signed.needs,
                weekly=kept.signed.weekly,
                signed_on=kept.signed.signed_on,
            )
            for plan_id, kept in self._files.kept.items()
            if kept.signed is not None
        )
        return among_these(signed, plan, scheme, on)

    # What is kept

    def keep(self, changes: Changes) -> None:
        """Keep everything that changed. Raises KeptAlreadyError if another attempt has kept the same message."""
        kept = self._kept = copy.copy(self._kept)
        self._files.kept[self._plan_id] = kept
        _keep_plan(kept, changes)
        decision = changes.decision
        if decision is not None and decision.after_start:
            kept.after_start = _with_new(kept.after_start, decision.version, decision)
        elif decision is not None:
            kept.decisions = _with_new(kept.decisions, decision.version, decision)
        if changes.message is not None:
            kept.messages = _with_new(kept.messages, changes.message.message_id, changes.message)
        kept.record = _once(kept.record, {entry.key: entry for entry in changes.record})
        kept.waits = kept.waits | {(wait.name, wait.cause): wait for wait in changes.waits}
        kept.steps = _once(kept.steps, {step.cause: step for step in changes.steps})
        kept.questions = kept.questions | changes.questions
        if changes.arrangement is not None:
            kept.arrangements = kept.arrangements | {changes.arrangement.number: changes.arrangement}
        kept.consents = _once(kept.consents, {consent.key: consent for consent in changes.consents})
        kept.about_copies = _once(kept.about_copies, {said.key: said for said in changes.about_copies})
        new = {key for key in changes.enclosed if key in kept.notices}
        kept.notices = kept.notices | {key: notice for key, notice in changes.notices.items() if key not in new}
        kept.enclosed = _once(kept.enclosed, changes.enclosed) | changes.made_again
        kept.sendings = kept.sendings | changes.sendings
        kept.receipts = _once(kept.receipts, {(heard.reference, heard.what): heard for heard in changes.heard})
        kept.considered = kept.considered | changes.considered
        copies = {(given.version, given.recipient, given.scope): given for given in changes.copies}
        kept.copies = _once(kept.copies, copies)
        raised = {name: task for name, task in changes.tasks.items() if task.done_at is None}
        done = {name: task for name, task in changes.tasks.items() if task.done_at is not None}
        kept.tasks = _once(kept.tasks, raised) | done
        kept.signed = changes.signed or kept.signed
        _keep_for_the_workflows(kept, changes)


def in_order(sending: Sending) -> tuple[datetime, str, int]:
    """The order of sendings: the earliest first."""
    return sending.begun_at, sending.notice, sending.number


def first_try(unsent: Iterable[Notice]) -> datetime | None:
    """When the first of some notices may be tried; None: at once, or there are none."""
    moments = [notice.next_try for notice in unsent]
    return None if None in moments else min((at for at in moments if at is not None), default=None)


class LimitsInMemory:
    """The limits of ways of one process: implements `countersign.casework.ports.WayLimits`."""

    def __init__(self) -> None:
        """Nothing is paused."""
        self._paused: dict[Way, datetime] = {}
        self._used: dict[tuple[Way, datetime], int] = {}

    def paused(self) -> dict[Way, datetime]:
        """Until when nothing goes by each way that was ever paused."""
        return dict(self._paused)

    def pause(self, way: Way, until: datetime, why: str) -> None:
        """Nothing goes by a way until then."""
        del why
        self._paused[way] = max(until, self._paused.get(way, until))

    def may_go(self, way: Way, now: datetime, a_minute: int) -> bool:
        """Take one of the places of this minute."""
        minute = (way, now.replace(second=0, microsecond=0))
        self._used[minute] = self._used.get(minute, 0) + 1
        return self._used[minute] <= a_minute


def _keep_for_the_workflows(kept: Kept, changes: Changes) -> None:
    if changes.standing is not None:
        workflow, standing = changes.standing
        kept.standings = kept.standings | {workflow: standing}
    kept.said = _once(kept.said, {says.key: says for says in changes.said})
    kept.followed = kept.followed | {key: at for key, at in changes.followed.items() if key in kept.said}
    again = changes.tries_held_again
    held = [
        replace(message, state=Waits.WAITING)
        for message in kept.waiting.values()
        if message.workflow is again and message.state is Waits.HELD
    ]
    kept.waiting = kept.waiting | {(message.workflow, message.number): message for message in (*held, *changes.waiting)}


def _keep_plan(kept: Kept, changes: Changes) -> None:
    if changes.new_plan is not None:
        if kept.state is not None:
            raise KeptAlreadyError
        kept.state = changes.new_plan
    if changes.plan and kept.state is not None:
        kept.state = replace(kept.state, **changes.plan)
    if changes.version is not None and changes.content is not None:
        versions = _once(kept.versions, {changes.version.version: (changes.version, changes.content)})
        kept.versions = dict(sorted(versions.items()))
    kept.routes = _once(kept.routes, {(routed.version, routed.cause): routed for routed in changes.routes})


def _once(known: dict[_Key, _Value], new: dict[_Key, _Value]) -> dict[_Key, _Value]:
    """The entries that are written once, followed by the new ones. An entry that is known already stays as it is."""
    return known | {key: value for key, value in new.items() if key not in known}


def _with_new(known: dict[_Key, _Value], key: _Key, value: _Value) -> dict[_Key, _Value]:
    if key in known:
        raise KeptAlreadyError
    return {**known, key: value}
