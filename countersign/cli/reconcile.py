"""TIME-1 · `reconcile`: holds our record against Temporal, says each difference and, where it is told to, mends it."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import timedelta

import click
from rich.markup import escape

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.scheme import SchemeError
from countersign.careplan.senders import SendersError
from countersign.casework.differences import MENDED_BY, Differs, Mend
from countersign.casework.ports import Office
from countersign.cli.at_hand import NOT_FOUND, database_of
from countersign.cli.shell import DONE, PLAN, REFUSED, USAGE, Shell, pass_shell
from countersign.cli.showing.page import Page
from countersign.client.plans import refused
from countersign.client.unanswered import NoAnswer, PlanNotFound
from countersign.client.workflows import Workflows
from countersign.office import documents_of, office_of
from countersign.queries.view import View
from countersign.reconciling.both_sides import BothSides, Found, Reached
from countersign.settings import SettingsError
from countersign.store.database import Database
from countersign.temporal.connection import connect


class DifferenceView(View):
    """One difference, and what becomes of it."""

    plan: str
    """Empty where a workflow is that of no plan."""

    workflow: str

    differs: Differs

    what: str

    mend: Mend

    how: str
    """What is done about it, in words."""

    why: tuple[str, ...]
    """Where it is left as it is: what the rules would refuse, with the reasons."""

    mended: bool


class Reconciled(View):
    """Everything that differs."""

    plans: int
    """How many plans were looked at."""

    differences: tuple[DifferenceView, ...]


@click.command()
@click.argument("plan", type=PLAN, required=False)
@click.option("--mend", is_flag=True, help="Do what is said. Without it nothing is changed.")
@pass_shell
def reconcile(shell: Shell, plan: str | None, *, mend: bool) -> None:
    """Hold our record against Temporal: for PLAN, or for every plan that is open on either side.

    It is for after a restore, and after somebody's hands were in Temporal. Our record is the truth of what happened:
    workflows are brought to it, and nothing is sent twice. What it lacks is put before the rules as of when it came; if
    they would refuse now what counted then, that is said and the workflow is left as it is. Exit codes: 0 nothing
    differs, or all of it is mended; 3 something differs; 4 one of the two sides could not be looked at.
    """
    with database_of(shell) as database:
        try:
            reached = shell.run(_reconciled(shell, database, plan, mend=mend))
        except PlanNotFound:
            shell.answered(refused(Refusal.PLAN_NOT_FOUND, NOT_FOUND))
    view = Reconciled(plans=reached.plans, differences=_views(reached.found, reached.left, is_mending=mend))
    shell.say(view, lambda: _show(Page(shell.console), view, is_mending=mend))
    raise SystemExit(DONE if all(difference.mended for difference in view.differences) else REFUSED)


async def _reconciled(shell: Shell, database: Database, plan: str | None, *, mend: bool) -> Reached:
    task_queue, patience = shell.settings().task_queue, timedelta(seconds=shell.wait)
    workflows = Workflows(await connect(), task_queue, patience)
    if not await workflows.is_worked_on():
        raise NoAnswer(f"No worker asks for work of {task_queue}, so no workflow can answer: start one.")

    def tell(words: str) -> None:
        if not shell.as_json:
            shell.errors.print(words, style="dim")

    with _office_of(shell) as office:
        both = BothSides(database, office, workflows, patience, tell)
        return await both.reconciled(plan, mend=mend)


@contextmanager
def _office_of(shell: Shell) -> Generator[Office]:
    """What case work needs besides the database, as a worker with these settings has it; or end the command."""
    settings = shell.settings()
    try:
        with closing(documents_of(settings)) as documents:
            yield office_of(settings, documents)
    except SchemeError as error:
        shell.fail(USAGE, f"{error}. `starter.py scheme check` says more.")
    except (SettingsError, SendersError) as error:
        shell.fail(USAGE, f"The settings cannot be used: {error}. They are to be those of the worker.")


def _views(found: list[Found], left: list[Found], *, is_mending: bool) -> tuple[DifferenceView, ...]:
    """Each difference once: those that were found, and those that are there after mending."""
    remaining = {difference.key: (of.plan, difference) for of in left for difference in of.differences}
    every = {difference.key: (of.plan, difference) for of in found for difference in of.differences} | remaining
    return tuple(
        DifferenceView(
            plan=plan,
            workflow=difference.workflow,
            differs=difference.differs,
            what=difference.what,
            mend=difference.mend,
            how=MENDED_BY[difference.mend],
            why=difference.why,
            mended=is_mending and key not in remaining,
        )
        for key, (plan, difference) in every.items()
    )


def _show(page: Page, view: Reconciled, *, is_mending: bool) -> None:
    shown = ""
    for difference in view.differences:
        if difference.workflow != shown:
            page.say(f"[bold]{escape(difference.workflow)}[/]")
        shown = difference.workflow
        page.say(escape(difference.what), 4)
        became = " Mended." if difference.mended else " It still differs." if is_mending else ""
        page.say(f"→ {escape(difference.how)}{became}", 6)
        for why in difference.why:
            page.say(escape(why), 8)
    plans = f"{view.plans:,} plan{'' if view.plans == 1 else 's'} looked at"
    count, mended = len(view.differences), sum(difference.mended for difference in view.differences)
    if not count:
        page.say(f"{plans}: nothing differs.")
        return
    after = f", {mended} mended" if is_mending else ". Give the command with --mend to have it done"
    page.say(f"{plans}: {count} difference{'' if count == 1 else 's'}{after}.")


COMMANDS: tuple[click.Command, ...] = (reconcile,)
"""Every command of this room."""
