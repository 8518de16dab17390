"""A workflow that is no longer what it was: it does one thing more before it begins. No open plan could go on."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RawValue

from countersign.casework.status import Outcome
from countersign.temporal import names
from workflows.plan_sign_off import PlanSignOff
from workflows.undisturbed import started_with_one


@workflow.defn(name=names.WORKFLOW)
class ChangedPlanSignOff(PlanSignOff):
    """Sleeps first."""

    @workflow.run
    @started_with_one
    async def run(self, start: RawValue) -> Outcome:
        """The procedure, a minute later."""
        await workflow.sleep(timedelta(minutes=1))
        return await PlanSignOff.run(self, start)
