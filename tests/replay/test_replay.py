"""Every history that was kept is replayed by the workflow as it is now: a plan that began before can go on after.

When this fails, a change to the workflow would have stuck the plans that are open. Keep what they need (put the new
way behind `workflow.patched`), or, where no plan can be open yet, record the histories again with `make histories`.
"""

import base64
import json
from pathlib import Path
from typing import Any, cast

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import TRANSITIONS, Status
from countersign.casework.determinations import Standing
from countersign.temporal.connection import DATA_CONVERTER, sandbox
from tests.replay.changed import ChangedPlanSignOff
from tests.replay.record import HISTORIES
from tests.replay.stories import STORIES
from workflows.interim_support import InterimSupport
from workflows.plan_sign_off import PlanSignOff
from workflows.state import Carried

FILES = sorted(HISTORIES.glob("*.json"))
OF_PLANS = [file for file in FILES if ".interim." not in file.name]
OF_INTERIM_SUPPORT = [file for file in FILES if ".interim." in file.name]

each_history = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def events_of(file: Path) -> list[dict[str, Any]]:
    return json.loads(file.read_text(encoding="utf-8"))["events"]


def history_of(file: Path) -> WorkflowHistory:
    started = events_of(file)[0]["workflowExecutionStartedEventAttributes"]
    return WorkflowHistory.from_json(started["workflowId"], file.read_text(encoding="utf-8"))


async def replayed(history: WorkflowHistory, by: type) -> Exception | None:
    """What replaying it by this workflow raises, if anything. On a busy machine any workflow task may take its time."""
    replayer = Replayer(
        workflows=[by, InterimSupport], data_converter=DATA_CONVERTER, workflow_runner=sandbox(), debug_mode=True
    )
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return result.replay_failure


@each_history
async def test_a_plan_of_before_goes_on(file: Path) -> None:
    assert await replayed(history_of(file), PlanSignOff) is None


@pytest.mark.parametrize(
    "file",
    [file for file in OF_PLANS if file.stem.endswith(".1")],
    ids=lambda file: file.stem,
)
async def test_a_change_that_would_stick_it_is_caught(file: Path) -> None:
    assert isinstance(await replayed(history_of(file), ChangedPlanSignOff), NondeterminismError)


def test_every_story_is_kept_and_no_other() -> None:
    assert {file.name.split(".")[0] for file in FILES} == set(STORIES)


def test_some_of_them_went_on_as_a_new_run() -> None:
    last = [events_of(file)[-1]["eventType"] for file in FILES]
    assert "EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW" in last
    assert "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED" in last
    assert any(file.stem.endswith(".3") for file in FILES)


def test_some_of_them_had_their_clock_moved() -> None:
    kinds = {event["eventType"] for file in FILES for event in events_of(file)}
    assert any("TIME_SKIPPING" in kind for kind in kinds)
    assert "EVENT_TYPE_TIMER_FIRED" in kinds


def test_none_of_them_says_where_it_was_recorded() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert "identity" not in text
        assert "stackTrace" not in text


def _decoded(payload: dict[str, str]) -> bytes:
    return base64.b64decode(payload["data"])


def statuses_of(file: Path) -> list[Status]:
    """Every status that a run was in, in order: the one it was handed, and those that its activities determined."""
    found: list[Status] = []
    for event in events_of(file):
        if started := event.get("workflowExecutionStartedEventAttributes"):
            handed = started.get("continuedExecutionRunId")
            carried = Carried.model_validate_json(_decoded(started["input"]["payloads"][0])) if handed else None
            found.append(carried.status if carried else Status.RECEIVED)
        if completed := event.get("activityTaskCompletedEventAttributes"):
            (result,) = cast("list[dict[str, str]]", completed["result"]["payloads"])
            standing = _standing_in(result)
            if standing is not None:
                found.append(standing.status)
    return found


def _standing_in(result: dict[str, str]) -> Standing | None:
    """Where the plan stands by the result of an activity; None if that says something else."""
    said: dict[str, Any] = json.loads(_decoded(result))
    return Standing.model_validate(said["standing"]) if said.get("standing") else None


def test_together_they_take_every_step_of_a_plans_life() -> None:
    taken = {
        (before, after)
        for file in OF_PLANS
        for before, after in zip(statuses_of(file), statuses_of(file)[1:], strict=False)
        if before is not after
    }
    assert taken == {(row.before, row.after) for row in TRANSITIONS}


def test_together_they_take_interim_support_through_every_stage() -> None:
    stages = {
        standing.interim
        for file in OF_INTERIM_SUPPORT
        for event in events_of(file)
        if (completed := event.get("activityTaskCompletedEventAttributes"))
        for payload in completed["result"]["payloads"]
        if (standing := _standing_in(payload)) is not None
    }
    assert stages == set(Interim)
