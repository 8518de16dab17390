"""A machine that is busy is no cause of failure: what the test kit changes for it, and an installation does not."""

# Temporal's worker leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

from uuid import uuid4

from temporalio.client import Client

import worker
from countersign.office import office_of
from countersign.temporal.connection import connect_to
from countersign.testkit.office import Desk, documents


def times_its_workflow_tasks(client: Client, desk: Desk) -> bool:
    """Whether the worker that we would build with this client fails a workflow task that takes two seconds."""
    settings = desk.settings.model_copy(update={"task_queue": f"test-{uuid4().hex[:12]}"})
    office = office_of(settings, documents())
    built = worker.build(client, settings, worker.activities_of(settings, desk.database, office))
    return not built.usual.config(active_config=True).get("debug_mode", False)


async def test_a_workers_tasks_are_timed_but_for_those_of_a_test(desk: Desk) -> None:
    anybody = await connect_to(desk.client.service_client.config.target_host)
    assert times_its_workflow_tasks(anybody, desk)
    assert not times_its_workflow_tasks(desk.client, desk)
