"""The command line: one message in, one answer out.

For an ops person and for a case system's script. A message is one JSON object, from a file or, as `-`, from standard
input. Output is for people; `--json` makes it for machines. Exit codes: 0 done, 2 usage, 3 refused, 4 failed.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import click
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from sqlalchemy.orm import Session

from careplan.contract import contract
from careplan.lifecycle import Status
from careplan.messages import MESSAGES, Answer, Refusal
from careplan.plan import Team
from careplan.submission import problems_of_form
from careplan.wire import PlanId
from casesystem import show
from casesystem.plans import NoAnswer, PlanNotFound, Plans, at_the_door, refused
from connection import CannotConnect, connect, register_search_attributes
from settings import Settings, SettingsError, read_settings

DONE, USAGE, REFUSED, FAILED = 0, 2, 3, 4
Result = TypeVar("Result")


class Shell:
    """What every command shares: how to print, and whether for machines."""

    def __init__(self, *, as_json: bool, wait: float) -> None:
        """`wait`: seconds to wait for an answer."""
        self.as_json = as_json
        self.wait = wait
        # A pipe has no width: give a table room, so that ids stay whole.
        self.console = Console(soft_wrap=True, width=None if sys.stdout.isatty() else 220)
        self.errors = Console(stderr=True, soft_wrap=True)

    def machine(self, value: object) -> None:
        """Print one JSON value."""
        click.echo(json.dumps(value, default=str, indent=2, ensure_ascii=False))

    def say(self, value: object, for_people: Callable[[], None]) -> None:
        """Print a result: as JSON for machines, or as `for_people` shows it."""
        if self.as_json:
            self.machine(value)
        else:
            for_people()

    def fail(self, code: int, text: str) -> NoReturn:
        """Say why on standard error, and end."""
        if self.as_json:
            self.machine({"error": text})
        else:
            self.errors.print(f"[bold red]{'Usage' if code == USAGE else 'Failed'}[/]: ", end="")
            self.errors.print(text, markup=False)
        sys.exit(code)

    def answered(self, answer: Answer) -> NoReturn:
        """Print an answer, and end with its exit code."""
        if self.as_json:
            self.machine(answer.model_dump(mode="json"))
        else:
            show.show_answer(self.console, answer)
        sys.exit(DONE if answer.accepted else REFUSED)

    def settings(self) -> Settings:
        """This installation's settings, or the end."""
        try:
            return read_settings()
        except SettingsError as error:
            self.fail(USAGE, str(error))

    def with_plans(self, act: Callable[[Plans], Coroutine[Any, Any, Result]]) -> Result:
        """Connect, act, and turn what can go wrong into a sentence and an exit code."""

        async def acted() -> Result:
            client = await connect()
            return await act(Plans(client, self.settings().task_queue, timedelta(seconds=self.wait)))

        try:
            return self.run(acted())
        except PlanNotFound:
            reason = "No plan of that id has been submitted, or it is no longer kept by Temporal."
            self.answered(refused(Refusal.PLAN_NOT_FOUND, reason))

    def with_database(self, act: Callable[[Session], Result]) -> Result:
        """Act within one transaction of our database, or end with a sentence."""
        from sqlalchemy import make_url
        from sqlalchemy.exc import DBAPIError

        from store.database import Database, open_engine
        from store.migrate import SchemaOutOfDate, check_current

        url = make_url(self.settings().database_url)
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            self.fail(FAILED, f"There is no database {url.database}: start one with `make run`, or say where it is.")
        database = Database(open_engine(self.settings().database_url))
        try:
            check_current(database.engine)
            with database.transaction() as session:
                return act(session)
        except SchemaOutOfDate as error:
            self.fail(FAILED, str(error))
        except DBAPIError as error:
            self.fail(FAILED, f"The database cannot be used ({type(error).__name__}): see COUNTERSIGN_DATABASE_URL.")
        finally:
            database.close()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run one piece of work to its end, with a sign of life on standard error for a person who waits."""

        async def watched() -> Result:
            task = asyncio.ensure_future(work)
            done, _ = await asyncio.wait({task}, timeout=2)
            if not done and not self.as_json:
                self.errors.print("Waiting for an answer…", style="dim")
            return await task

        try:
            return asyncio.run(watched())
        except (CannotConnect, NoAnswer) as error:
            self.fail(FAILED, str(error))


pass_shell = click.make_pass_decorator(Shell)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
@click.option("--wait", default=30.0, show_default=True, help="Seconds to wait for an answer.")
@click.pass_context
def cli(context: click.Context, *, as_json: bool, wait: float) -> None:
    """Sign-off of care and support plans: send a message, get an answer."""
    context.obj = Shell(as_json=as_json, wait=wait)


def _read(shell: Shell, file: str) -> object:
    """One JSON value from a file or from standard input."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        shell.fail(USAGE, f"{file}: {why}")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = "standard input" if file == "-" else file
        shell.fail(USAGE, f"{where} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}")


class PlanIdType(click.ParamType[str]):
    """A plan's id: a UUID, with or without the `plan-` of its workflow id."""

    name = "plan"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id in the form that workflow ids use."""
        try:
            return TypeAdapter[str](PlanId).validate_python(value.removeprefix("plan-"))
        except ValidationError:
            self.fail("is not a plan's id, such as 9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5", param, ctx)


PLAN = PlanIdType()


@cli.command()
@click.argument("file")
@pass_shell
def check(shell: Shell, file: str) -> None:
    """Say whether a submission would be accepted at the door, and if not everything that is wrong. Starts nothing."""
    shell.answered(at_the_door(_read(shell, file)))


@cli.command()
@click.argument("file")
@pass_shell
def submit(shell: Shell, file: str) -> None:
    """Submit a plan for sign-off."""
    raw = _read(shell, file)
    answer = at_the_door(raw)
    if not answer.accepted:
        shell.answered(answer)
    submission = cast("dict[str, Any]", raw)
    shell.answered(shell.with_plans(lambda plans: plans.submit(submission)))


def _message_command(name: str) -> None:
    """The command of one message: `starter.py <name> PLAN FILE`."""
    model = MESSAGES[name]

    @click.argument("plan", type=PLAN)
    @click.argument("file")
    @click.option("--signal", "by_signal", is_flag=True, help="Send and do not wait for the answer.")
    @pass_shell
    def send(shell: Shell, plan: str, file: str, *, by_signal: bool) -> None:
        raw = _read(shell, file)
        try:
            model.model_validate(raw)
        except ValidationError as error:
            shell.answered(refused(Refusal.MALFORMED, *(str(problem) for problem in problems_of_form(error))))
        message = cast("dict[str, Any]", raw)
        if by_signal:
            shell.with_plans(lambda plans: plans.signal(plan, name, message))
            sent = "Sent. It will be considered; `starter.py status` shows what came of it."
            shell.say({"outcome": "sent"}, lambda: shell.console.print(sent))
            return
        shell.answered(shell.with_plans(lambda plans: plans.ask(plan, name, message)))

    summary = (model.__doc__ or "").partition("\n")[0]
    cli.command(name.replace("_", "-"), help=f"Send '{name}' about PLAN: {summary}")(send)


for _name in MESSAGES:
    _message_command(_name)


@cli.command()
@click.argument("plan", type=PLAN)
@pass_shell
def status(shell: Shell, plan: str) -> None:
    """Where a plan is: whose turn it is, by when, and what happens next."""
    found = shell.with_plans(lambda plans: plans.status(plan))
    shell.say(found.model_dump(mode="json"), lambda: show.show_status(shell.console, found))


@cli.command()
@click.argument("plan", type=PLAN)
@pass_shell
def timeline(shell: Shell, plan: str) -> None:
    """What has happened to a plan, and under which rules."""
    found = shell.with_plans(lambda plans: plans.timeline(plan))
    shell.say([entry.model_dump(mode="json") for entry in found], lambda: show.show_timeline(shell.console, found))


@cli.command("list")
@click.option("--status", "wanted", type=click.Choice([one.value for one in Status]), help="Only plans in this state.")
@click.option("--team", type=click.Choice([one.value for one in Team]), help="Only this team's plans.")
@click.option("--overdue", is_flag=True, help="Only plans whose due date has passed.")
@click.option("--attention", is_flag=True, help="Only plans with an open task for a person.")
@click.option("--refused-messages", is_flag=True, help="Only plans that refused a message, or had one twice.")
@click.option("--limit", default=100, show_default=True, help="At most so many.")
@pass_shell
def list_plans(
    shell: Shell,
    *,
    wanted: str | None,
    team: str | None,
    overdue: bool,
    attention: bool,
    refused_messages: bool,
    limit: int,
) -> None:
    """List plans by what can be searched for."""
    parts = [f"PlanStatus = '{wanted}'"] if wanted else []
    parts += [f"PlanTeam = '{team}'"] if team else []
    parts += [f"PlanDueAt < '{datetime.now(UTC).isoformat()}' AND ExecutionStatus = 'Running'"] if overdue else []
    parts += ["PlanNeedsAttention = true"] if attention else []
    parts += ["PlanRefusedMessages > 0"] if refused_messages else []
    found = shell.with_plans(lambda plans: plans.listed(" AND ".join(parts), limit))
    shell.say(found, lambda: show.show_plans(shell.console, found))


@cli.command()
@pass_shell
def schema(shell: Shell) -> None:
    """Print the JSON Schema of every message and answer, with the refusal codes: what a case system builds on."""
    shell.machine(contract())


@cli.command("register-search-attributes")
@pass_shell
def search_attributes(shell: Shell) -> None:
    """Make a Temporal namespace know the search attributes of plans. Running it again is harmless."""

    async def registered() -> tuple[str, ...]:
        return await register_search_attributes(await connect())

    new = shell.run(registered())
    registered_now = f"Registered: {', '.join(new)}." if new else "All were registered already."
    shell.say({"registered": list(new)}, lambda: shell.console.print(registered_now))


@cli.command("load-register")
@click.argument("file")
@pass_shell
def load_register(shell: Shell, file: str) -> None:
    """Make the register of who holds which role equal to a CSV file. Every bad row is named, and then none is taken."""
    from store.register import RegisterError, read_register, replace_register

    try:
        lines = read_register(Path(file).read_text(encoding="utf-8"), file)
    except (OSError, UnicodeDecodeError) as error:
        shell.fail(USAGE, f"{file}: {error.strerror if isinstance(error, OSError) else 'is not UTF-8 text'}")
    except RegisterError as error:
        shell.fail(USAGE, str(error))
    change = shell.with_database(lambda session: replace_register(session, lines))
    words = f"Register: {change.added} added, {change.changed} changed, {change.removed} removed."
    shell.say(change._asdict(), lambda: shell.console.print(words))


@cli.command()
@click.argument("plan", type=PLAN, required=False)
@pass_shell
def tasks(shell: Shell, plan: str | None) -> None:
    """The open tasks for people: of one plan, or of all. Read from our database."""
    from store.views import open_tasks

    found = shell.with_database(lambda session: open_tasks(session, plan))
    shell.say(found, lambda: show.show_tasks(shell.console, found))


@cli.command()
@click.argument("plan", type=PLAN)
@pass_shell
def letters(shell: Shell, plan: str) -> None:
    """The letters, records and copies of a plan: what was sent, to whom, when, and where it is. From our database."""
    from store.views import notices

    found = shell.with_database(lambda session: notices(session, plan))
    shell.say(found, lambda: show.show_letters(shell.console, found))


def main() -> NoReturn:
    """Run the command and end with its exit code, at once.

    Temporal's library has threads of its own, and Python, when it ends in its own time, sometimes aborts in one of them
    after all is done (seen once in a dozen runs): a script would read that as a failure.
    """
    try:
        cli()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else FAILED
    else:
        code = DONE
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
