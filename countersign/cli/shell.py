"""Shared by every command: how to print, how to reach the plans and the database, and how to end."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from pydantic import BaseModel, TypeAdapter, ValidationError
from rich.markup import escape

from countersign.careplan import reading
from countersign.careplan.bounds import BYTES_AS_SENT
from countersign.careplan.characters import escaped_in_json
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.reading import NotReadError
from countersign.careplan.reading_out import as_reference
from countersign.careplan.staff import StaffForm, form_of
from countersign.careplan.wire import PlanId
from countersign.casework.status import PlanStatus
from countersign.cli.showing import plans as show
from countersign.cli.showing.page import Screen, paragraph
from countersign.client.plans import Plans, Signs, refused
from countersign.client.unanswered import NoAnswer, NotTakenIn, PlanNotFound
from countersign.settings import Settings, SettingsError, read_settings
from countersign.temporal.connection import CannotConnect, connect

DONE, USAGE, REFUSED, FAILED = 0, 2, 3, 4
Result = TypeVar("Result")

LARGEST_FILE = 10 * BYTES_AS_SENT
"""In bytes. A file may be indented; what is sent of it is not, and has bounds of its own."""


class Shell:
    """Shared by every command: how to print, and whether for machines."""

    def __init__(self, *, as_json: bool, wait: float) -> None:
        """`wait`: seconds to wait for an answer."""
        self.as_json = as_json
        self.wait = wait
        # A pipe has no width, but COLUMNS may say one. Without it, lines for scripts stay whole; pages are narrower.
        has_width = sys.stdout.isatty() or "COLUMNS" in os.environ
        self.console = Screen(width=None if has_width else 300)
        self.errors = Screen(stderr=True)

    def machine(self, value: object) -> None:
        """Print one JSON value. A view is printed as its fields, in their order."""
        click.echo(escaped_in_json(json.dumps(value, default=_as_json, indent=2, ensure_ascii=False)))

    def say(self, value: object, for_people: Callable[[], None]) -> None:
        """Print a result: as JSON for machines, or as `for_people` shows it."""
        if self.as_json:
            self.machine(value)
        else:
            for_people()

    def fail(self, code: int, text: str) -> NoReturn:
        """Say why on standard error, and end the command."""
        if self.as_json:
            self.machine({"error": text})
        else:
            paragraph(self.errors, f"[bold red]{'Failed' if code == FAILED else 'Not done'}[/]: {escape(text)}")
        sys.exit(code)

    def answered(self, answer: Answer, now: PlanStatus | None = None) -> NoReturn:
        """Print an answer, and end the command with its exit code. `now`: where the plan is now, if that was asked."""
        if self.as_json:
            self.machine(answer.model_dump(mode="json"))
        else:
            show.show_answer(self.console, answer, now)
        sys.exit(DONE if answer.accepted else REFUSED)

    def settings(self) -> Settings:
        """This installation's settings; or end the command."""
        try:
            return read_settings()
        except SettingsError as error:
            self.fail(USAGE, str(error))

    def staff_form(self) -> StaffForm:
        """The form of this installation's references for staff; or end the command."""
        return form_of(self.settings().staff_reference)

    def with_plans(self, act: Callable[[Plans], Coroutine[Any, Any, Result]]) -> Result:
        """Connect and act. An error becomes a sentence and an exit code."""

        async def acted() -> Result:
            client = await connect()
            settings = self.settings()
            return await act(Plans(client, settings.task_queue, timedelta(seconds=self.wait), self._signs(settings)))

        try:
            return self.run(acted())
        except NotTakenIn as error:
            self.answered(error.answer)
        except PlanNotFound:
            reason = "No plan of that id has been submitted, or it is no longer kept by Temporal."
            self.answered(refused(Refusal.PLAN_NOT_FOUND, reason))

    def _signs(self, settings: Settings) -> Signs | None:
        """WHO-4: signs what is sent, with the key of COUNTERSIGN_SIGNING_KEY_FILE; None if there is none."""
        if settings.signing_key_file is None:
            return None
        try:
            # Only who signs needs the library that does.
            return import_module("countersign.senders.signing").Signer.with_key_in(settings.signing_key_file)
        except ValueError as error:
            self.fail(USAGE, f"COUNTERSIGN_SIGNING_KEY_FILE: {error}")

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run one piece of work to its end, and show a person who waits, on standard error, that something happens."""

        async def watched() -> Result:
            task = asyncio.ensure_future(work)
            done, _ = await asyncio.wait({task}, timeout=2)
            if not done and not self.as_json:
                self.errors.print("Waiting for an answer…", style="dim")
            return await task

        try:
            return asyncio.run(watched())
        except SettingsError as error:
            self.fail(USAGE, str(error))
        except (CannotConnect, NoAnswer) as error:
            self.fail(FAILED, str(error))


def _as_json(value: object) -> object:
    """Converts what JSON has no form for: a view into its fields, money with its pence, everything else into text."""
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True)
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


pass_shell = click.make_pass_decorator(Shell)


def read_json(shell: Shell, file: str) -> object:
    """One JSON value from a file or from standard input."""
    where = "standard input" if file == "-" else file
    try:
        if file == "-":
            content = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        shell.fail(USAGE, f"{where}: {error.strerror}")
    try:
        return reading.read_json(content, LARGEST_FILE)
    except NotReadError as error:
        shell.fail(USAGE, f"{where} {error}")


class PlanIdType(click.ParamType[str]):
    """A plan's id: a UUID, with or without the `plan-` or `interim-` of a workflow id; or its reference in letters."""

    name = "plan"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id in the form that workflow ids use. A reference is looked up in our database (TELL-7)."""
        reference, shell = as_reference(value), ctx and ctx.find_object(Shell)
        if reference and shell:
            # Only who gives a reference needs the database.
            return import_module("countersign.cli.at_hand").plan_of_reference(shell, reference)
        try:
            return TypeAdapter[str](PlanId).validate_python(value.removeprefix("plan-").removeprefix("interim-"))
        except ValidationError:
            words = "is not a plan's id, such as 9d2aab2b-b37f-4bbc-b0ba-f697f8e34eb5, nor a reference from a letter"
            self.fail(words, param, ctx)


PLAN = PlanIdType()
