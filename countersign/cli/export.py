"""SHARE-9 · `export`: everything that is kept about a plan, as pages that a person can read and files to give."""

from datetime import UTC, datetime
from pathlib import Path

import click

from countersign.careplan.messages.answers import Refusal
from countersign.cli.at_hand import with_database
from countersign.cli.shell import FAILED, PLAN, USAGE, Shell, pass_shell
from countersign.cli.showing.export import written
from countersign.client.plans import refused
from countersign.queries.export import export_of, files_of


@click.command()
@click.argument("plan", type=PLAN)
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="A folder that is not there yet.")
@pass_shell
def export(shell: Shell, plan: str, folder: Path) -> None:
    """Write out everything that is kept about a plan, for somebody who answers a subject access request.

    What can be given comes in `to-give`; what may be about somebody else, or may do harm, in `read-first`: a person
    reads it, and decides. It begins with the places in `to-give` to look at first. From our database alone.
    """
    if folder.exists():
        shell.fail(USAGE, "--to: that folder is there already. Name a new one, so that nothing is written over.")
    now = datetime.now(UTC)
    whole, files = with_database(shell, lambda session: (export_of(session, plan, now), files_of(session, plan)))
    if whole is None:
        shell.answered(refused(Refusal.PLAN_NOT_FOUND, "No plan of that id has been submitted."))
    try:
        paths = written(whole, files, folder)
    except OSError as error:
        shell.fail(FAILED, f"--to: that folder cannot be written ({error.strerror}).")
    shell.say({"plan": plan, "files": paths}, lambda: _say(shell, folder, len(paths)))


def _say(shell: Shell, folder: Path, count: int) -> None:
    shell.console.print(f"{count} files in {folder.name}:", markup=False)
    shell.console.print("  read-first/index.html  for you, first: what to look at, and what is held back")
    shell.console.print("  to-give/index.html     for the person, once you have looked at those places")


COMMANDS: tuple[click.Command, ...] = (export,)
"""Every command of this room."""
