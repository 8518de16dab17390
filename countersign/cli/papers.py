"""TELL-4, TELL-5 · `papers`: what a task asks somebody to give, as files."""

from pathlib import Path

import click

from countersign.cli.at_hand import with_plan
from countersign.cli.shell import FAILED, PLAN, USAGE, Shell, pass_shell
from countersign.queries.tasks import files_of_task


@click.command()
@click.argument("plan", type=PLAN)
@click.argument("task")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="A folder that is not there yet.")
@pass_shell
def papers(shell: Shell, plan: str, task: str, folder: Path) -> None:
    """Write out what an open task asks somebody to give: the letter, what is enclosed, and a draft to make it from.

    TASK is its name, as `tasks` shows it. A draft, such as letter-for-braille.txt, is for whoever makes the letter in
    the reader's form, and is not given as it is. From our database alone.
    """
    if folder.exists():
        shell.fail(USAGE, "--to: that folder is there already. Name a new one, so that nothing is written over.")
    files = with_plan(shell, plan, lambda session: files_of_task(session, plan, task))
    if not files:
        shell.fail(
            USAGE,
            f"This plan has no open task {task} with anything to give. `starter.py tasks {plan}` names its tasks.",
        )
    try:
        folder.mkdir(parents=True)
        for file in files:
            (folder / file.name).write_bytes(file.content)
    except OSError as error:
        shell.fail(FAILED, f"--to: that folder cannot be written ({error.strerror}).")
    names = [file.name for file in files]
    shell.say({"plan": plan, "task": task, "files": names}, lambda: _say(shell, folder, names))


def _say(shell: Shell, folder: Path, names: list[str]) -> None:
    shell.console.print(f"{len(names)} files in {folder.name}:", markup=False)
    for name in names:
        shell.console.print(f"  {name}", markup=False)


COMMANDS: tuple[click.Command, ...] = (papers,)
"""Every command of this room."""
