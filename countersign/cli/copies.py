"""SHARE-9 · `copies`: who has which version of a plan, now or on a day before, what is kept back, and who has none."""

from datetime import UTC, datetime

import click

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.working_time import london_day
from countersign.casework.ports import UnknownSchemeError
from countersign.cli.at_hand import schemes_of, with_database
from countersign.cli.shell import PLAN, USAGE, Shell, pass_shell
from countersign.cli.showing.copies import show_copies
from countersign.client.plans import refused
from countersign.queries.copies import copies_of


@click.command()
@click.argument("plan", type=PLAN)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As it was at the end of that day.")
@click.option("--words", is_flag=True, help="Show the words that hold a part copy. They may be about a person.")
@pass_shell
def copies(shell: Shell, plan: str, on: datetime | None, *, words: bool) -> None:
    """Who has which version of a plan, how much, since when and why; what is kept back; who has none.

    For somebody who may read the plan: it gives the holders' names. From our database alone.
    """
    now = datetime.now(UTC)
    day = on.date() if on else None
    if day and day > london_day(now):
        shell.fail(USAGE, "--on: that day has not come yet.")
    schemes = schemes_of(shell)
    try:
        view = with_database(shell, lambda session: copies_of(session, schemes, plan, now, on=day, with_words=words))
    except UnknownSchemeError as error:
        shell.fail(USAGE, f"The plan's scheme, {error.args[0]}, is not here: see COUNTERSIGN_SCHEMES.")
    if view is None:
        shell.answered(refused(Refusal.PLAN_NOT_FOUND, "No plan of that id has been submitted."))
    shell.say(view, lambda: show_copies(shell.console, view))


COMMANDS: tuple[click.Command, ...] = (copies,)
"""Every command of this room."""
