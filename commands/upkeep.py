"""Upkeep: the contract, search attributes, the register, and planning clocks again."""

from pathlib import Path

import click

from careplan.contract import contract
from commands.replan import replan
from commands.shell import USAGE, Shell, pass_shell
from connection import connect, register_search_attributes


@click.command()
@pass_shell
def schema(shell: Shell) -> None:
    """Print the JSON Schema of every message and answer, with the refusal codes: what a case system builds on."""
    shell.machine(contract())


@click.command("register-search-attributes")
@pass_shell
def search_attributes(shell: Shell) -> None:
    """Make a Temporal namespace know the search attributes of plans. Running it again is harmless."""

    async def registered() -> tuple[str, ...]:
        return await register_search_attributes(await connect())

    new = shell.run(registered())
    registered_now = f"Registered: {', '.join(new)}." if new else "All were registered already."
    shell.say({"registered": list(new)}, lambda: shell.console.print(registered_now))


@click.command("load-register")
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


COMMANDS: tuple[click.Command, ...] = (replan, load_register, search_attributes, schema)
"""Every command of this room."""
