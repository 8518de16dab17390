"""Plays one whole story, and checks every promise after every step. A failure shows both timelines."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause

from countersign.careplan.messages import MESSAGES
from countersign.store.tables import MessageRow, RecordRow, StepTakenRow
from tests.proof.installation import Installation, beginning, said
from tests.proof.promises import broken
from tests.proof.seeing import Seen, look
from tests.proof.steps import Story
from tests.proof.world import World

LOOK_AGAIN = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND


@dataclass
class Tally:
    """Counts what was run."""

    stories: int = 0
    steps: int = 0
    """Steps of stories."""
    messages: int = 0
    steps_taken: int = 0
    """Steps of clocks."""
    cut_short: int = 0
    """Stories that the server cut short."""
    accepted: Counter[str] = field(default_factory=Counter[str])
    reached: Counter[str] = field(default_factory=Counter[str])

    def count(self, world: World) -> None:
        """Count one story that was played."""
        self.stories += 1
        self.steps += world.steps_played
        self.messages += len(world.sent)
        self.cut_short += bool(world.cut_short)
        self.steps_taken += len(world.plan.rows(StepTakenRow))
        rows = world.plan.rows(MessageRow)
        self.accepted.update(row.name for row in rows if row.outcome == "accepted" and row.name in MESSAGES)
        self.reached.update(world.reached)

    def whole(self) -> str:
        """The whole tally in words: how often each message was accepted, and how many stories reached each stage."""
        lines = [f"{name} {times}" for name, times in sorted(self.accepted.items())]
        stages = [f"{stage} {times}" for stage, times in sorted(self.reached.items())]
        return f"{self}\nAccepted: {', '.join(lines)}\nStories that reached: {', '.join(stages)}"

    def __str__(self) -> str:
        cut = f" ({self.cut_short} of them cut short by the server)" if self.cut_short else ""
        told = f"{self.stories} stories{cut}, {self.steps} steps, {self.messages} messages"
        return f"{told}, {self.steps_taken} steps of clocks taken"


class BrokenPromiseError(AssertionError):
    """A promise was not kept. The text has the story as it went, and both timelines."""


async def play(here: Installation, story: Story, tally: Tally) -> Seen:
    """Play a story to its end, and return what can be seen then. Raises BrokenPromiseError."""
    here.post.works, here.database.away_until = True, None
    begins = beginning(story.begins, datetime.now(UTC))
    await here.put_in_force(story.figures, begins.date())
    world = World(here, story, here.desk.plan(), begins, story.figures)
    try:
        await world.begin()
        await _holds(world)
        for step in story.steps:
            await world.play(step)
            if world.cut_short:
                break
            await _holds(world)
        await _no_task_failed(world)
        return look(world)
    except AssertionError as error:
        raise BrokenPromiseError(f"{error}\n\n{await _told(world)}") from None
    finally:
        here.database.away_until = None
        tally.count(world)
        await _away_with(world)


async def _holds(world: World) -> None:
    """Check every promise. Before one is called broken, wait a moment and look again."""
    found = broken(look(world))
    if found:
        await asyncio.sleep(0.2)
        await world.settled()
        found = broken(look(world))
    assert not found, "\n".join(found)


async def _no_task_failed(world: World) -> None:
    """Check that no workflow task failed in any run of either workflow, so that none was ever stuck.

    It is no fault if something comes while a workflow is about to end: the server then lets it look again.
    """
    for of, run in sorted(world.clocks.runs):
        workflow = world.clocks.clocks[of].workflow_id
        history = await world.desk.client.get_workflow_handle(workflow, run_id=run).fetch_history()
        failed = [
            event.workflow_task_failed_event_attributes
            for event in history.events
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        ]
        stuck = [failure for failure in failed if failure.cause != LOOK_AGAIN]
        assert not stuck, f"{workflow}: a workflow task failed: {stuck[0]}"


async def _away_with(world: World) -> None:
    """End what is left of a story, so that it does not go on during the next."""
    for workflow in world.clocks.running:
        await world.clocks.clocks[workflow].handle.terminate("the story is told")


async def _told(world: World) -> str:
    lines = ["The story:", *(f"  {each}" for each in world.told), "", "What is on the record:"]
    lines += [f"  {said(row.at)}  {row.what}" for row in world.plan.rows(RecordRow)]
    for each in (world.plan, world.interim):
        lines += ["", f"The timeline of {each.workflow_id.partition('-')[0]}:"]
        try:
            lines += [f"  {said(entry.at)}  {entry.what}" for entry in await each.timeline()]
            lines += [f"  now: {await each.status()}"]
        except Exception as error:  # noqa: BLE001  # a story that went wrong is told as far as it can be
            lines.append(f"  ({type(error).__name__})")
    return "\n".join((*lines, "", "To play it again:", str(world.story)))
