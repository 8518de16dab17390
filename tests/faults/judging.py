"""Judges from outside what became of each plan: nothing lost, nothing twice, nothing stuck, and no two truths."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, cast

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from countersign.careplan.clocks import Clock, Wait
from countersign.careplan.interim import OPEN
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages.declaring import Workflow
from countersign.careplan.notices import THE_PERSONS, NoticeKind, NoticeStatus
from countersign.careplan.people import Channel
from countersign.careplan.ways import sending_reference
from countersign.casework.happenings import Happening
from countersign.casework.in_memory import Kept
from countersign.casework.kept import Notice, TaskKind
from countersign.client.plans import Plans
from countersign.letters.channels.folder import MANIFEST, named
from countersign.temporal import names
from tests.faults.playing import Told
from tests.faults.stack import Stack
from tests.support.installations import InDatabase

LOOK_AGAIN = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
"""No fault: something came while the workflow was about to end or to go on, and the server has it look again."""
PASSES = ("TMPRL1101", "deadlock", "File too large")
"""Temporal tries the task again: the worker took longer than two seconds, as on a busy machine or where it was frozen;
or the disk was full."""
ADDED_BY_FAULTS = {
    Happening.ASKED_TO_GIVE_BY_HAND,
    Happening.TASK_DONE,
    Happening.MESSAGE_REFUSED,
    Happening.MESSAGE_CAME_AGAIN,
    Happening.TAKEN_UP_AGAIN,
}
"""What retries, notices that nobody could send, and workflows that somebody ended add to the record."""
AFTER_AN_INTERRUPTION = "it goes on after an interruption"
"""Why the duty team is asked once more, where interim support's workflow was ended."""
ASKED_AGAIN = "/again/"
"""Part of the key of the notice that does so."""
HELD_BACK = re.compile(r"(held back: )\d+")
"""After a death: how many letters to the person had not gone yet depends on what kept them."""
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+]+Z?")


def facts(kept: Kept, plan_id: str, gave: frozenset[str]) -> dict[str, Any]:
    """What is kept of a plan, without its id, the moments, and what somebody did only because of faults.

    `gave`: the tasks that only faults have brought about.
    """

    def plain(text: str) -> str:
        return HELD_BACK.sub(r"\1some", A_MOMENT.sub("then", text.replace(plan_id, "plan")))

    record = Counter(
        (str(entry.event), entry.version, plain(entry.what), entry.actor, entry.rule)
        for entry in kept.record.values()
        if entry.event not in ADDED_BY_FAULTS and AFTER_AN_INTERRUPTION not in entry.what
    )
    given = {f"{plan_id}/{task.removeprefix('give:')}" for task in gave}
    ended = (NoticeStatus.SENT, NoticeStatus.BY_HAND)
    died = any(entry.event == Happening.LETTERS_HELD_BACK for entry in kept.record.values())

    def came_of(key: str, notice: Notice) -> str:
        if died and notice.recipient in THE_PERSONS and notice.status is NoticeStatus.WITHHELD:
            return NoticeStatus.SENT.value  # it went before the death, or was held back after it
        return NoticeStatus.SENT.value if key in given and notice.status in ended else notice.status.value

    return {
        "versions": sorted(kept.versions),
        "decisions": {number: (one.outcome, one.decided_by) for number, one in kept.decisions.items()},
        "after the start": {number: (one.outcome, one.decided_by) for number, one in kept.after_start.items()},
        "messages": sorted(
            (key, message.name)
            for key, message in kept.messages.items()
            if message.outcome == "accepted" and message.sent_by and not key.startswith("by-hand-")
        ),
        "record": sorted(record.items()),
        "waits": sorted(
            (wait.name, plain(wait.cause), wait.ended_at is None)
            for wait in kept.waits.values()
            # A plan that has left waits for whoever gives by hand what could not be sent.
            if wait.name != Wait.TIDY_UP.value
        ),
        "steps": sorted(plain(cause) for cause in kept.steps),
        "questions": {key: bool(question.answered_at) for key, question in kept.questions.items()},
        "arrangements": {number: (one.stage.value, bool(one.ended_at)) for number, one in kept.arrangements.items()},
        "consents": sorted(plain(key) for key in kept.consents),
        "about_copies": sorted(plain(key) for key in kept.about_copies),
        "notices": {
            plain(key): came_of(key, notice)
            for key, notice in kept.notices.items()
            # What faults left to be given by hand its owner is told of, once it has been tried.
            if ASKED_AGAIN not in key and not (notice.kind is NoticeKind.TASK and "/deliver/" in notice.key)
        },
        "copies": sorted(kept.copies),
        "tasks": sorted(
            (plain(name), task.kind.value, task.done_at is None)
            for name, task in kept.tasks.items()
            if name not in gave
        ),
        "signed": kept.signed is not None,
        # Interim support has the plan's status and version of when it last did anything: they are not asked.
        "stands": [(one.status.value, one.version) for of, one in kept.standings.items() if of is Workflow.PLAN],
        "clocks": sorted((clock.name, _day_of(clock)) for one in kept.standings.values() for clock in one.clocks),
        "not followed": sorted(key for key in kept.said if key not in kept.followed),
    }


def _day_of(clock: Clock) -> str:
    """When a clock is due that counts in working days, so to the minute; empty for one that counts hours."""
    return "" if clock.due.second or clock.due.microsecond else str(clock.due)


async def judge(told: Told, stack: Stack, plans: Plans, client: Client, kept_there: InDatabase) -> list[str]:
    """What is wrong with one plan, in sentences; nothing if all is well."""
    plan_id, case = told.story.plan_id, told.story.case
    kept = kept_there.kept(plan_id)
    gave = frozenset(told.gave)
    there, implied = facts(kept, plan_id, gave), facts(case.kept, plan_id, frozenset())
    # What faults left to be given by hand may be what the story's own people give too.
    implied["tasks"] = [task for task in implied["tasks"] if task[0] not in told.gave]
    wrong = [f"{what}: {_difference(there[what], implied[what])}" for what in there if there[what] != implied[what]]
    wrong += _letters(kept, plan_id, stack)
    faults = [name for name, task in kept.tasks.items() if task.kind is TaskKind.FAULT]
    wrong += [f"our software failed: {name}: {kept.tasks[name].why}" for name in faults]
    wrong += await _two_truths(told, plans, kept)
    for workflow in (names.workflow_id(plan_id), names.interim_id(plan_id)):
        wrong += await _stuck(client, workflow)
    return wrong


def _difference(there: Any, implied: Any) -> str:
    """What is there and should not be, and the other way round."""
    if not isinstance(there, (dict, list)):
        return f"{there} and not {implied}"
    found, wanted = _entries(there), _entries(implied)
    more = [entry for entry in found if entry not in wanted]
    less = [entry for entry in wanted if entry not in found]
    return f"more {more}, missing {less}"


def _entries(told: Any) -> list[Any]:
    return list(cast("dict[Any, Any]", told).items()) if isinstance(told, dict) else told


def _letters(kept: Kept, plan_id: str, stack: Stack) -> list[str]:
    """Each notice that was sent has arrived once; of one that somebody gave nobody knows, but it never came twice."""
    wrong: list[str] = []
    relay = stack.relay
    domain = stack.settings.mail_from.rpartition("@")[2]
    folders = {path.name for path in (stack.settings.outbox / plan_id).glob("*")}
    for key, notice in kept.notices.items():
        if notice.channel is Channel.EMAIL:
            ids = [f"<{sending_reference(key, number)}@{domain}>" for number in range(1, notice.number + 1)]
            times = sum(relay.arrived[message_id] for message_id in ids)
            if times > 1:
                wrong.append(f"{key} arrived {times} times")
            if notice.status is NoticeStatus.SENT and notice.reference in ids and times != 1:
                wrong.append(f"{key} was sent, and arrived {times} times")
            if notice.status is NoticeStatus.SENT and notice.reference.startswith("<") and notice.reference not in ids:
                wrong.append(f"{key} was sent under another id")
            if any(relay.recipients.get(message_id, notice.address[0]) != notice.address[0] for message_id in ids):
                wrong.append(f"{key} went to somebody else")
        elif notice.status is NoticeStatus.SENT and notice.reference.startswith(str(stack.settings.outbox)):
            name = named(key.split("/")[1:]) + (f"@{notice.number}" if notice.number > 1 else "")
            if name not in folders:
                wrong.append(f"{key} was sent, and is not in the folder")
            else:
                folders.discard(name)
                wrong += _whole(stack.settings.outbox / plan_id / name, notice)
    wrong += [f"{folder} is in the folder and was not sent" for folder in sorted(folders)]
    return wrong


def _whole(folder: Path, notice: Notice) -> list[str]:
    """Whether a letter in the folder is as its manifest says, and its own."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in manifest["files"]}
    own = {"key": notice.key, "reference": sending_reference(notice.key, notice.number), "format": notice.format}
    return [] if manifest == own | {"files": files} else [f"{notice.key} is not whole in its folder"]


async def _two_truths(told: Told, plans: Plans, kept: Kept) -> list[str]:
    """What a workflow answers is what the database says."""
    wrong: list[str] = []
    plan_id = told.story.plan_id
    status = await plans.status(plan_id)
    interim = await plans.interim_status(plan_id)
    for of, standing in kept.standings.items():
        shown = status if of.value == "plan" else interim
        if shown is None:
            wrong.append(f"the database knows the workflow {of.value}, and Temporal does not")
            continue
        said = (shown.status, shown.version, sorted(clock.name for clock in shown.clocks))
        true = (standing.status, standing.version, sorted(clock.name for clock in standing.clocks))
        if said != true and not (of.value == "interim" and shown.interim not in OPEN):
            wrong.append(f"the workflow {of.value} says {said}, the database {true}")
    latest = kept.arrangements[max(kept.arrangements)].stage if kept.arrangements else None
    if latest is not None and status.status not in CLOSED and status.interim is not latest:
        wrong.append(f"the plan says interim support is {status.interim.value}, and it is {latest.value}")
    open_tasks = sum(task.done_at is None and task.workflow.value == "plan" for task in kept.tasks.values())
    if status.status not in CLOSED and status.open_tasks != open_tasks:
        wrong.append(f"the plan says that {status.open_tasks} tasks are open, and there are {open_tasks}")
    if status.waiting_notices:
        wrong.append(f"the plan says that {status.waiting_notices} notices wait")
    return wrong


async def _stuck(client: Client, workflow: str) -> list[str]:
    """Whether a workflow has failed or fails, or waits for an activity that fails."""
    handle = client.get_workflow_handle(workflow)
    try:
        described = await handle.describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return []
        raise
    wrong: list[str] = []
    if described.status not in (WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED):
        wrong.append(f"{workflow} is {described.status}")
    raw = described.raw_description
    wrong += [
        f"{workflow} waits for {activity.activity_type.name}, attempt {activity.attempt}"
        for activity in raw.pending_activities
    ]
    if raw.pending_workflow_task.attempt > 1:
        wrong.append(f"{workflow}: its task is tried for the {raw.pending_workflow_task.attempt}th time")
    async for event in handle.fetch_history_events():
        if event.event_type != EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
            continue
        failed = event.workflow_task_failed_event_attributes
        if failed.cause != LOOK_AGAIN and not any(sign in failed.failure.message for sign in PASSES):
            wrong.append(f"{workflow}: a task failed: {failed.failure.message[:200]}")
    return wrong
