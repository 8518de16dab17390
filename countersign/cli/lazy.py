"""A group of commands that imports a room only when one of its commands is used, so that each starts sooner."""

from collections.abc import Sequence
from importlib import import_module

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
    "copies": "copies",
    "brief": "brief",
    "meeting": "meeting",
    "register": "register",
    "keys": "keys",
    "replan": "replan",
    "scheme": "scheme",
    "reconcile": "reconcile",
    "schema": "upkeep",
    "register-search-attributes": "upkeep",
}
"""The room of each command. All other commands are messages."""

MESSAGES = "messages"


class LazyGroup(click.Group):
    """The commands of `countersign.cli`. A test of the house checks that `ROOM_OF` has them all."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Every word that was typed. One that a terminal would obey, or that is no text, is refused unread."""
        if any(without_orders(word) != word or not is_text(word) for word in args):
            raise click.UsageError("An argument holds a control character, or is not UTF-8 text.", ctx)
        return super().parse_args(ctx, args)

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


def commands_of(room: str) -> Sequence[click.Command]:
    """Every command of a room."""
    return import_module(f"countersign.cli.{room}").COMMANDS
