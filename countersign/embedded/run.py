"""`make run`: the whole stack on this machine until Ctrl-C. The next start resumes where it stopped."""

import asyncio
import contextlib
import os
import signal
import sys

from rich.markup import escape

from countersign.cli.showing.page import Screen
from countersign.embedded.stack import (
    EXAMPLE_REGISTER,
    EXAMPLE_SENDER,
    FAILED,
    Stack,
    ends,
    not_taken,
    running_stack,
    settings_for,
    sole_user,
)
from countersign.queries.reconciling import known_plans
from countersign.queries.schemes import council_in
from countersign.settings import PREFIX, STATE_FOLDER, Settings
from countersign.temporal import names

RUNNING = f"WorkflowType = '{names.WORKFLOW}' AND ExecutionStatus = 'Running'"

console = Screen(soft_wrap=True)


async def run() -> int:
    """Start everything, say where it is, and wait to be stopped. Returns the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    settings = settings_for(STATE_FOLDER, os.environ)
    console.print("Starting Countersign…")
    ignored = not_taken(os.environ, but=PREFIX)
    if ignored:
        console.print(f"Not used here, where Temporal and the worker are started: {escape(', '.join(ignored))}")
    async with running_stack(STATE_FOLDER, settings) as stack:
        open_plans = (await stack.client.count_workflows(RUNNING)).count
        unknown = await _not_in_our_record(stack)
        console.print("\n[bold]Countersign is running.[/]")
        console.print(f"  Temporal server    {stack.server.address}")
        console.print(f"  Temporal's pages   {stack.server.ui}")
        console.print(f"  Our database       {escape(stack.settings.database_shown)}")
        console.print(f"  Letters and copies {escape(str(stack.settings.outbox))}")
        console.print(f"  Logs               {STATE_FOLDER}/temporal.log, {STATE_FOLDER}/worker.log")
        console.print(f"  Open plans         {open_plans}")
        if unknown:
            console.print(f"  [bold yellow]Not in our record[/]  {unknown} of the open plans: is this their database?")
            console.print("                     `starter.py reconcile` says what differs, and changes nothing")
        console.print(senders_line(stack.settings))
        console.print(letters_line(stack.settings))
        if stack.register_is_empty:
            console.print("  [bold yellow]The register[/]       is empty, so nobody can decide anything:")
            console.print("                     starter.py register import FILE")
        if stack.register_was_loaded:
            console.print(f"  The register was empty, so the example was loaded: {EXAMPLE_REGISTER.name}")
        console.print("\nIn another terminal, from this folder:")
        if stack.settings.asks_senders:
            console.print("  export COUNTERSIGN_SIGNING_KEY_FILE=...   # the private key of `starter.py keys new`")
        console.print("  .venv/bin/python starter.py submit --now examples/plain-1-submission.json")
        console.print("  .venv/bin/python starter.py list")
        console.print("\nCtrl-C stops it; everything is kept.")
        died = await _until(stop, stack.worker, stack.server.process)
        if not died:
            console.print("\nStopping: what is running is finished first.")
    if died:
        console.print(f"[bold red]Failed[/]: {died} ended by itself; see its log in {STATE_FOLDER}.")
        return FAILED
    console.print("Stopped. `make run` resumes where it was.")
    return 0


async def _not_in_our_record(stack: Stack) -> int:
    """How many plans have a workflow that was taken in and runs, and are not in our database."""
    query = f"{RUNNING} AND PlanStatus IS NOT NULL AND PlanStatus != 'received' AND PlanStatus != 'refused'"
    plans = {names.plan_of(found.id, "plan") async for found in stack.client.list_workflows(query)} - {""}
    with stack.database.transaction() as session:
        return len(plans - known_plans(session, plans))


def senders_line(settings: Settings) -> str:
    """WHO-4: who may send messages here."""
    if settings.asks_senders:
        return f"  Senders            only whoever signs: {escape(str(settings.senders_file))}"
    return "  [bold yellow]Senders[/]            anybody: no signature is asked (docs/operations.md)"


def letters_line(settings: Settings) -> str:
    """TELL-7: from whom letters come here."""
    if settings.sender_file == EXAMPLE_SENDER:
        return "  [bold yellow]Letters come from[/]  a made-up council: no sender.toml stands beside the schemes"
    council = council_in(settings.sender_file)
    if not council:  # somebody has changed it since the worker read it
        return (
            f"  [bold yellow]Letters come from[/]  a file that cannot be read now: {escape(settings.sender_file.name)}"
        )
    return f"  Letters come from  {escape(council)}"


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

    def act() -> int:
        with sole_user(STATE_FOLDER), contextlib.suppress(KeyboardInterrupt):
            return asyncio.run(run())
        return 0

    return ends(act, console)


if __name__ == "__main__":
    sys.exit(main())
