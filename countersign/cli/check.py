"""SUB-2 · `check`: what the door would say to a submission. No server and no database are needed."""

import click

from countersign.cli.at_hand import schemes_of
from countersign.cli.shell import Shell, pass_shell, read_json
from countersign.client.plans import at_the_door

NOT_LOOKED_AT = (
    "Not looked at: whether its sender may submit it (the register), and whether that plan is there already."
)


@click.command()
@click.argument("file")
@pass_shell
def check(shell: Shell, file: str) -> None:
    """Say whether a submission would be accepted at the door, and if not everything that is wrong. Starts nothing.

    By the schemes of this machine. What only the installation knows is not looked at, and is said.
    """
    answer = at_the_door(read_json(shell, file), shell.staff_form(), schemes_of(shell))
    shell.answered(answer.model_copy(update={"said": (NOT_LOOKED_AT,)}) if answer.accepted else answer)


COMMANDS: tuple[click.Command, ...] = (check,)
"""Every command of this room."""
