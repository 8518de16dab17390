"""A real Temporal server for tests, with a clock for each workflow."""

# Temporal's client leaves some of its type parameters unnamed.
# pyright: reportUnknownMemberType=false

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.plugin import SimplePlugin
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import WorkerConfig

from countersign.embedded.server import DYNAMIC_CONFIG, VIRTUAL_TIME, program
from countersign.embedded.workflow_clock import AS_STARTED
from countersign.temporal import names
from countersign.temporal.connection import DATA_CONVERTER

AT_ONCE = 'history.workflowIdReuseMinimalInterval="0s"'
"""Lets a new run begin at once. Otherwise the server holds it back for a real second after a very short run, and in
virtual time every run is very short."""


class Unhurried(SimplePlugin):
    """A client plugin: no worker of the client fails a workflow task because it takes longer than two seconds.

    On a busy machine any task may take that long. A task that is really stuck then shows as a test that does not end.
    The worker of an installation keeps Temporal's detection of deadlocks.
    """

    def __init__(self) -> None:
        super().__init__("unhurried")

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        """Use Temporal's debug mode: workflows run in the test's own thread, in the same sandbox, and are not timed."""
        config = super().configure_worker(config)
        config["debug_mode"] = True
        return config


@asynccontextmanager
async def a_server(*settings: str) -> AsyncGenerator[WorkflowEnvironment]:
    """A real server with a clock for each workflow. `settings`: more of its dynamic configuration."""
    wanted = (*DYNAMIC_CONFIG, VIRTUAL_TIME, AT_ONCE, *settings)
    extra = [part for setting in wanted for part in ("--dynamic-config-value", setting)]
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=AS_STARTED,
        dev_server_existing_path=program(),
        dev_server_log_level="error",
        dev_server_startup_timeout=timedelta(seconds=30),
        dev_server_extra_args=extra,
        data_converter=DATA_CONVERTER,
        search_attributes=names.SEARCH_ATTRIBUTES,
        plugins=[Unhurried()],
    )
    async with environment:
        yield environment
