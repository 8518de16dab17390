"""Upkeep: the contract, and search attributes."""

import click

from countersign.careplan.contract import contract
from countersign.cli.shell import Shell, pass_shell
from countersign.temporal.connection import connect, register_search_attributes


@click.command()
@pass_shell
def schema(shell: Shell) -> None:
    """Print the JSON Schema of every message and answer, with the refusal codes: what a case system builds on."""
    shell.machine(contract(shell.staff_form()))


@click.command("register-search-attributes")
@pass_shell
def search_attributes(shell: Shell) -> None:
    """Make a Temporal namespace know the search attributes of plans. Running it again is harmless."""

    async def registered() -> tuple[str, ...]:
        return await register_search_attributes(await connect())

    new = shell.run(registered())
    registered_now = f"Registered: {', '.join(new)}." if new else "All were registered already."
    shell.say({"registered": list(new)}, lambda: shell.console.print(registered_now))


COMMANDS: tuple[click.Command, ...] = (search_attributes, schema)
"""Every command of this room."""
