"""The floor: about the least that any durable plan could cost.

One wait for a signal, then four activities that do nothing, one after the other.
"""

from datetime import timedelta

from temporalio import workflow

WORKFLOW = "Floor"
TASK_QUEUE = "floor"
STEPS = 4
STEP = "step"
SIGNAL = "decide"
WAIT = timedelta(days=28)
STEP_LIMIT = timedelta(seconds=10)


@workflow.defn(name=WORKFLOW)
class Floor:
    """Waits for one signal, with a timeout, and then runs the four activities."""

    def __init__(self) -> None:
        """Begin without the signal."""
        self._signalled = False

    @workflow.run
    async def run(self, name: str) -> None:
        """Run the floor under a name of its own, which the last activity notes down. Raises TimeoutError."""
        await workflow.wait_condition(lambda: self._signalled, timeout=WAIT)
        for number in range(1, STEPS + 1):
            await workflow.execute_activity(STEP, args=[name, number], start_to_close_timeout=STEP_LIMIT)

    @workflow.signal(name=SIGNAL)
    def on_signal(self) -> None:
        """Go on."""
        self._signalled = True
