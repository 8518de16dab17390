"""`make run`: the whole stack on this machine until Ctrl-C. The next start resumes where it stopped."""

import asyncio
import contextlib
import signal
import sys

from rich.console import Console

from countersign.embedded.server import NotInstalled, NotStarted
from countersign.embedded.stack import EXAMPLE_REGISTER, AlreadyRunning, running_stack, sole_user
from countersign.settings import STATE_FOLDER
from countersign.temporal import names

console = Console(soft_wrap=True)


async def run() -> int:
    """Start everything, say where it is, and wait to be stopped. Returns the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    console.print("Starting Countersign…")
    async with running_stack(STATE_FOLDER) as stack:
        running = f"WorkflowType = '{names.WORKFLOW}' AND ExecutionStatus = 'Running'"
        open_plans = (await stack.client.count_workflows(running)).count
        console.print("\n[bold]Countersign is running.[/]")
        console.print(f"  Temporal server    {stack.server.address}")
        console.print(f"  Temporal's pages   {stack.server.ui}")
        console.print(f"  Our database       {stack.settings.database_url}")
        console.print(f"  Letters and copies {stack.settings.outbox}")
        console.print(f"  Logs               {STATE_FOLDER}/temporal.log, {STATE_FOLDER}/worker.log")
        console.print(f"  Open plans         {open_plans}")
        if not stack.settings.asks_senders:
            console.print("  [bold yellow]Senders[/]            anybody: no signature is asked (docs/operations.md)")
        if stack.register_was_loaded:
            console.print(f"  The register was empty, so the example was loaded: {EXAMPLE_REGISTER.name}")
        console.print("\nIn another terminal, from this folder:")
        console.print("  .venv/bin/python starter.py submit --now examples/plain-1-submission.json")
        console.print("  .venv/bin/python starter.py list")
        console.print("\nCtrl-C stops it; everything is kept.")
        died = await _until(stop, stack.worker, stack.server.process)
        if not died:
            console.print("\nStopping: what is running is finished first.")
    if died:
        console.print(f"[bold red]Failed[/]: {died} ended by itself; see its log in {STATE_FOLDER}.")
        return 4
    console.print("Stopped. `make run` resumes where it was.")
    return 0


async def _until(
    stop: asyncio.Event, worker: asyncio.subprocess.Process, server: asyncio.subprocess.Process
) -> str | None:
    """Wait to be stopped, or for a process to end by itself. Returns its name; None if we were stopped."""
    waits = {
        asyncio.create_task(stop.wait()): None,
        asyncio.create_task(worker.wait()): "the worker",
        asyncio.create_task(server.wait()): "the Temporal server",
    }
    done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return waits[done.pop()] if not stop.is_set() else None


def main() -> int:
    """The command. Returns its exit code."""
    try:
        with sole_user(STATE_FOLDER), contextlib.suppress(KeyboardInterrupt):
            return asyncio.run(run())
    except (AlreadyRunning, NotInstalled, NotStarted) as error:
        console.print(f"[bold red]Failed[/]: {error}")
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
