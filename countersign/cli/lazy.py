"""A group of commands that imports a room only when one of its commands is used, so that each starts sooner."""

import textwrap
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
from click.exceptions import NoSuchCommand

from countersign.careplan.characters import is_text, without_orders

ROOM_OF = {
    "status": "looking",
    "timeline": "looking",
    "list": "looking",
    "overdue": "looking",
    "tasks": "looking",
    "letters": "looking",
    "papers": "papers",
    "check": "check",
    "copies": "copies",
    "export": "export",
    "gallery": "gallery",
    "brief": "brief",
    "meeting": "meeting",
    "register": "register",
    "keys": "keys",
    "replan": "replan",
    "scheme": "scheme",
    "reconcile": "reconcile",
    "receipt": "receipts",
    "schema": "upkeep",
    "register-search-attributes": "upkeep",
}
"""The room of each command. All other commands are messages."""

MESSAGES = "messages"

WIDTH = 80

WHOLE = 1_000
"""In characters. No summary of a command is longer."""


class LazyGroup(click.Group):
    """The commands of `countersign.cli`. A test of the house checks that `ROOM_OF` has them all."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Every word that was typed. One that a terminal would obey, or that is no text, is refused unread."""
        if any(without_orders(word) != word or not is_text(word) for word in args):
            raise click.UsageError("An argument holds a control character, or is not UTF-8 text.", ctx)
        return super().parse_args(ctx, args)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  # as click has it
    ) -> click.Context:
        """As click makes it."""
        with _within_the_page():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as click has it
        """As click does it."""
        with _within_the_page():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with its whole summary, which click would cut."""
        by_name = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section("Commands"):
            formatter.write_dl([(name, of.get_short_help_str(WHOLE)) for name, of in by_name.items() if of])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click asks
        """Every command, in alphabetical order."""
        return sorted([*ROOM_OF, *(command.name or "" for command in commands_of(MESSAGES))])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """One command; None if there is none of that name."""
        by_name = {command.name: command for command in commands_of(ROOM_OF.get(cmd_name, MESSAGES))}
        return by_name.get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed. Click does not know our commands, so an unknown one gets its suggestions here."""
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as error:
            raise NoSuchCommand(error.command_name, possibilities=self.list_commands(ctx), ctx=ctx) from None


@contextmanager
def _within_the_page() -> Generator[None]:
    """A mistake of usage is told in lines that fit; click writes one line of any length."""
    try:
        yield
    except click.UsageError as error:
        before = "Error: "
        lines = textwrap.wrap(before + error.format_message(), WIDTH, break_long_words=False, break_on_hyphens=False)
        raise click.UsageError("\n".join(lines).removeprefix(before), error.ctx) from None


def commands_of(room: str) -> Sequence[click.Command]:
    """Every command of a room."""
    return import_module(f"countersign.cli.{room}").COMMANDS
