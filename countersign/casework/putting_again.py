"""TIME-1 · What Temporal has and is not kept is put before the rules again, as it came and as of when it came.

It is tried first: where the rules would refuse now what counted then, nothing is kept, and whoever asked is told why.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.messages.declaring import Workflow
from countersign.casework import determining
from countersign.casework.changes import Changes
from countersign.casework.determinations import Considering, Situation, Standing
from countersign.casework.kept import WaitingMessage, Waits
from countersign.casework.opening import opened
from countersign.casework.ports import Files, Office


class Started(NamedTuple):
    """What the workflow of a plan was started with: a submission."""

    content: bytes
    """Its JSON, as it came."""

    at: datetime
    """When it came."""


class TakenIn(NamedTuple):
    """A message that Temporal took in for a workflow."""

    name: str

    message_id: str

    sha256: str

    at: datetime
    """When it came."""

    content: bytes
    """Its JSON, as it came."""

    counted: bool = False
    """Whether it was accepted then, as far as Temporal shows that."""

    by_signal: bool = True
    """Whether nobody waited for its answer. Whoever did sends it again, so a refusal is nothing for operations."""


IN_ITS_TURN = frozenset(
    {
        Refusal.NOT_NOW,
        Refusal.PLAN_CLOSED,
        Refusal.STALE_VERSION,
        Refusal.WRONG_WORKFLOW,
        Refusal.NO_SUCH_TASK,
        Refusal.NO_SUCH_LETTER,
        Refusal.NO_SUCH_QUESTION,
        Refusal.NO_SUCH_CONDITION,
        Refusal.NO_SUCH_RECIPIENT,
    }
)
"""What a message may be refused for when it is only tried, because a workflow does much between two messages. If it is
refused because one before it is, that one is named."""

ROOM_FOR = 10_000
"""So many numbers are left free for messages that the workflow itself has kept outside just now."""


def submit_again(files: Files, office: Office, plan_id: str, start: Started, now: datetime) -> Answer:
    """Put a submission before the rules as of when it came. A refusal leaves nothing behind."""
    situation = Situation(plan_id=plan_id, workflow=Workflow.PLAN, standing=Standing(), now=now)
    return determining.receive_submission(files, office, situation, start.content, start.at).answer


def refusals(
    files: Files,
    office: Office,
    plan_id: str,
    start: Started | None,
    messages: Mapping[Workflow, Iterable[TakenIn]],
    now: datetime,
) -> dict[Workflow, tuple[str, ...]]:
    """Why the rules would refuse now what counted then, by the workflow that would be changed by it.

    It keeps what it tries: `files` are those of a transaction that is undone. `start`: if the plan is not kept.
    """
    if start is not None:
        answer = submit_again(files, office, plan_id, start, now)
        if not answer.accepted:
            return dict.fromkeys(Workflow, _reasons("submit", "", answer))
    refused: dict[Workflow, tuple[str, ...]] = {}
    every = [(message, of) for of, some in messages.items() for message in some]
    for message, of in sorted(every, key=lambda each: each[0].at):
        answer = determining.consider(files, office, _considering(plan_id, of, message, now)).answer
        if message.counted and not answer.accepted and answer.code not in IN_ITS_TURN:
            refused[of] = (*refused.get(of, ()), *_reasons(message.name, message.message_id, answer))
    return refused


def keep_to_consider(files: Files, plan_id: str, of: Workflow, messages: Iterable[TakenIn]) -> None:
    """Keep messages for a workflow, which considers them as of when they came, before anything else that it does."""
    with files.open(plan_id) as file:
        last = max((kept.number for kept in file.waiting(of, *Waits)), default=0)
        waiting = [_waiting(of, last + ROOM_FOR + at, message) for at, message in enumerate(messages)]
        file.keep(Changes(waiting=waiting))


def _considering(plan_id: str, of: Workflow, message: TakenIn, now: datetime) -> Considering:
    read = opened(message.content)
    return Considering(
        situation=Situation(plan_id=plan_id, workflow=of, standing=Standing(), now=now),
        name=message.name,
        message=read.message,
        message_id=read.message_id,
        sha256=message.sha256,
        problem=read.problem,
        by_signal=message.by_signal,
        came_at=message.at,
    )


def _waiting(of: Workflow, number: int, message: TakenIn) -> WaitingMessage:
    return WaitingMessage(
        workflow=of,
        number=number,
        state=Waits.WAITING,
        name=message.name,
        sha256=message.sha256,
        problem="",
        by_signal=message.by_signal,
        content=message.content.decode(),
        came_at=message.at,
    )


def _reasons(name: str, message_id: str, answer: Answer) -> tuple[str, ...]:
    called = f"{name} ({message_id})" if message_id else name
    return tuple(f"{called}: {answer.code}: {reason}" for reason in answer.reasons)
