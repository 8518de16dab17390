"""Record the histories that the replay tests read: `make histories`, or `python -m tests.replay.record`.

Plays every story of `tests.replay.stories` through a real server and keeps the history of each of its runs. Run it when
a story is added, or when the workflow was changed and no plan is open that began under the old one. Where plans are
open, keep the old histories too: a release must be able to carry those plans on.
"""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

import asyncio
import json
import re
import tempfile
from pathlib import Path
from typing import Any, cast

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle, WorkflowHistory
from temporalio.service import RPCError

from countersign.store.migrate import migrate
from tests.replay.stories import STORIES
from tests.support.servers import PlanUnderTest, a_desk, a_server, until

HISTORIES = Path(__file__).parent / "histories"


async def histories_of(plan: PlanUnderTest) -> list[str]:
    """The history of each of a plan's runs, as JSON, earliest first."""
    found: list[str] = []
    run: str | None = None
    while True:
        handle = plan.desk.client.get_workflow_handle(plan.workflow_id, run_id=run or await first_run(plan))
        history = await until(lambda handle=handle: begun(handle), "a run that has begun")
        found.append(json.dumps(of_no_machine(history.to_json_dict()), separators=(",", ":"), sort_keys=True))
        run = history.events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id
        if not run:
            return found


async def begun(handle: WorkflowHandle[Any, Any]) -> WorkflowHistory | None:
    """A run's history, once there is anything in it to replay: a run that has only been started has done nothing."""
    history = await handle.fetch_history()
    kinds = {event.event_type for event in history.events}
    return history if EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED in kinds else None


def of_no_machine(value: Any) -> Any:
    """The same history without what it says of the machine on which it was recorded: its name, and its paths."""
    if isinstance(value, list):
        return [of_no_machine(inner) for inner in cast("list[Any]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: of_no_machine(inner) for key, inner in items if key not in {"identity", "stackTrace"}}
    # The name of a worker's own queue begins with its process and its host.
    return "a-worker" if isinstance(value, str) and re.match(r"[0-9]+@", value) else value


async def first_run(plan: PlanUnderTest) -> str:
    """The run that a plan began with."""
    newest = await plan.handle.fetch_history()
    return newest.events[0].workflow_execution_started_event_attributes.first_execution_run_id


async def exists(support: PlanUnderTest) -> bool:
    """Whether interim support was ever begun."""
    try:
        await support.handle.describe()
    except RPCError:
        return False
    return True


def write(histories: list[str], name: str) -> set[Path]:
    """Keep the histories of one workflow's runs. Returns the files."""
    kept: set[Path] = set()
    for number, text in enumerate(histories, start=1):
        file = HISTORIES / f"{name}.{number}.json"
        file.write_text(f"{text}\n", encoding="utf-8")
        kept.add(file)
        print(f"{file.name}: {len(text):,} bytes")  # noqa: T201  # what a command prints
    return kept


async def record() -> None:
    """Play every story, each in an installation of its own, and write what happened."""
    HISTORIES.mkdir(exist_ok=True)
    async with a_server() as server:
        kept: set[Path] = set()
        for name, story in STORIES.items():
            with tempfile.TemporaryDirectory() as folder:
                url = f"sqlite:///{folder}/countersign.db"
                migrate(url)
                async with a_desk(server, url, Path(folder)) as desk:
                    plan = desk.plan()
                    await story(plan)
                    kept.update(write(await histories_of(plan), name))
                    if await exists(plan.interim):
                        kept.update(write(await histories_of(plan.interim), f"{name}.interim"))
    for file in set(HISTORIES.glob("*.json")) - kept:
        file.unlink()


if __name__ == "__main__":
    asyncio.run(record())
