"""DEC-7, DP-6, RET-5 · `brief`: what an authoriser sees before deciding a plan, from our database alone."""

from datetime import UTC, datetime

import click

from countersign.careplan.messages.answers import Refusal
from countersign.casework.ports import UnknownSchemeError
from countersign.cli.at_hand import NOT_FOUND, schemes_of, with_database
from countersign.cli.shell import PLAN, USAGE, Shell, pass_shell
from countersign.cli.showing.brief import show_brief
from countersign.client.plans import refused
from countersign.queries.brief import brief_on


@click.command()
@click.argument("plan", type=PLAN)
@pass_shell
def brief(shell: Shell, plan: str) -> None:
    """What to know before deciding a plan: the plan, what serves each question, what has to be settled, the budget.

    For somebody who may read the plan. Names that the plan knows are left out all the same. From our database alone.
    """
    now = datetime.now(UTC)
    schemes = schemes_of(shell)
    try:
        view = with_database(shell, lambda session: brief_on(session, schemes, plan, now))
    except UnknownSchemeError as error:
        shell.fail(USAGE, f"The plan's scheme, {error.args[0]}, is not here: see COUNTERSIGN_SCHEMES.")
    if view is None:
        shell.answered(refused(Refusal.PLAN_NOT_FOUND, NOT_FOUND))
    shell.say(view, lambda: show_brief(shell.console, view))


COMMANDS: tuple[click.Command, ...] = (brief,)
"""Every command of this room."""
