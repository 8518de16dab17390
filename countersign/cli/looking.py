"""Looking: where a plan is, what happened to it, what is late, what a person is asked to do. Changes nothing."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import click

from countersign.careplan.bounds import FIRST_DAY, LAST_DAY
from countersign.careplan.lifecycle import Status
from countersign.careplan.reading_out import reference_of
from countersign.careplan.working_time import london_day
from countersign.casework.determinations import Entry
from countersign.casework.status import PlanStatus
from countersign.cli.at_hand import check_role, check_team, schemes_of, with_database, with_plan
from countersign.cli.shell import PLAN, USAGE, Shell, pass_shell
from countersign.cli.showing import letters as showing
from countersign.cli.showing import plans as show
from countersign.client.listed import ListedPlan
from countersign.client.plans import Plans
from countersign.queries.in_force import in_force_beside
from countersign.queries.late import late, late_plans
from countersign.queries.letters import letters_of
from countersign.queries.sent import sent
from countersign.queries.tasks import open_tasks
from countersign.queries.timeline import timeline as timeline_of
from countersign.queries.turns import Turn, turns_of
from countersign.queries.waits import waits_of

DAY = click.DateTime(["%Y-%m-%d"])

MONTH = 30
"""Over how many days `letters` counts, where nothing else is asked for."""

MOST_WAITING = 1_000
"""Of how many notices that wait `letters` says why."""

MANY = 10_000
"""How many plans a query names at most. SQLite takes 32,766 values, PostgreSQL 65,535."""

by_team = click.option("--team", help="Only this team's plans.")


@click.command()
@click.argument("plan", type=PLAN)
@pass_shell
def status(shell: Shell, plan: str) -> None:
    """Where a plan is: whose turn it is, by when, what happens next, every clock, and its interim support's own."""

    async def asked(plans: Plans) -> tuple[PlanStatus, PlanStatus | None]:
        return await plans.status(plan), await plans.interim_status(plan)

    of_plan, of_interim = shell.with_plans(asked)
    interim = of_interim.model_dump(mode="json") if of_interim else None
    whole = {**of_plan.model_dump(mode="json"), "reference": reference_of(plan), "interim_support": interim}
    shell.say(whole, lambda: show.show_status(shell.console, of_plan, of_interim))


@click.command()
@click.argument("plan", type=PLAN)
@pass_shell
def timeline(shell: Shell, plan: str) -> None:
    """A plan at a glance: its clocks as a picture, and what happened to it and to its interim support, with the rules.

    What happened is asked of the workflows, the clocks are read from our database.
    """

    async def asked(plans: Plans) -> tuple[PlanStatus, PlanStatus | None, list[Entry], list[Entry]]:
        return (
            await plans.status(plan),
            await plans.interim_status(plan),
            await plans.timeline(plan),
            await plans.interim_timeline(plan),
        )

    told = shell.with_plans(asked)
    now = datetime.now(UTC)
    view = timeline_of(*told, with_database(shell, lambda session: waits_of(session, plan, now)))
    shell.say(view, lambda: show.show_timeline(shell.console, view, now))


@click.command()
@by_team
@click.option("--role", help="Only what is waited for of this role, such as team_manager or practitioner.")
@pass_shell
def overdue(shell: Shell, team: str | None, role: str | None) -> None:
    """Everything that is late, of plans and of interim supports, most late first. From our database alone."""
    check_team(shell, team)
    schemes = schemes_of(shell)
    every = with_database(shell, lambda session: late(session, schemes, datetime.now(UTC)))
    check_role(shell, role, {wait.owner for wait in every})
    waits = [wait for wait in every if team in (None, wait.team) and role in (None, wait.owner)]
    shell.say(waits, lambda: show.show_late(shell.console, waits))


@click.command("list")
@click.option(
    "--status",
    "wanted",
    type=click.Choice([state.value for state in Status]),
    metavar="STATE",
    help=f"Only plans in this state: {', '.join(state.value for state in Status)}.",
)
@by_team
@click.option("--overdue", is_flag=True, help="Only plans of which something is late, as `overdue` counts it.")
@click.option("--attention", is_flag=True, help="Only plans with an open task for a person.")
@click.option("--refused-messages", is_flag=True, help="Only plans that refused a message, or had one twice.")
@click.option("--reference", "of", type=PLAN, help="Only the plan with this reference from a letter.")
@click.option("--limit", default=100, type=click.IntRange(min=1), show_default=True, help="At most so many.")
@pass_shell
def list_plans(
    shell: Shell,
    *,
    wanted: str | None,
    team: str | None,
    overdue: bool,
    attention: bool,
    refused_messages: bool,
    of: str | None,
    limit: int,
) -> None:
    """List plans by what can be searched for. What is late is read from our database."""
    check_team(shell, team)
    parts = [f"PlanStatus = '{wanted}'"] if wanted else []
    parts += [f"PlanTeam = '{team}'"] if team else []
    parts += ["PlanNeedsAttention = true"] if attention else []
    parts += ["PlanRefusedMessages > 0"] if refused_messages else []

    def late_among(only: Collection[str] | None) -> dict[str, datetime]:
        return with_database(shell, lambda session: late_plans(session, datetime.now(UTC), only))

    # Which plans are late takes every open wait to know; whether a listed plan is late, only its own.
    late = late_among(None) if overdue else None
    only = late if of is None else {of} if late is None else {of} & late.keys()
    listed = shell.with_plans(lambda plans: plans.listed(" AND ".join(parts), limit, only))
    late_since = late if late is not None else late_among(_by_id(listed))
    plans_listed = [plan.plan for plan in listed]
    in_force, turns = with_database(
        shell, lambda session: (in_force_beside(session, plans_listed), turns_of(session, plans_listed))
    )
    nobodys = Turn()
    fields = [
        {
            **plan.as_fields(),
            "reference": reference_of(plan.plan),
            "late_since": late_since.get(plan.plan),
            "in_force": in_force.get(plan.plan),
            **turns.get(plan.plan, nobodys)._asdict(),
        }
        for plan in listed
    ]
    shell.say(fields, lambda: show.show_plans(shell.console, listed, late_since, in_force, turns))


def _by_id(listed: list[ListedPlan]) -> list[str] | None:
    """The ids of these plans; None if they are more than one query of a database can name."""
    return [plan.plan for plan in listed] if len(listed) <= MANY else None


@click.command()
@click.argument("plan", type=PLAN, required=False)
@pass_shell
def tasks(shell: Shell, plan: str | None) -> None:
    """The open tasks for people: of one plan, or of all. Read from our database."""
    views = with_plan(shell, plan, lambda session: open_tasks(session, plan, datetime.now(UTC)))
    shell.say(views, lambda: show.show_tasks(shell.console, views))


@click.command()
@click.argument("plan", type=PLAN, required=False)
@click.option(
    "--from", "first", type=DAY, metavar="DATE", help="Of all plans: from this day on. Without it, the last 30 days."
)
@click.option("--to", "last", type=DAY, metavar="DATE", help="Of all plans: to this day, included. Without it, today.")
@click.option(
    "--limit",
    default=100,
    type=click.IntRange(0, MOST_WAITING),
    show_default=True,
    help="Of all plans: name at most so many notices that wait.",
)
@pass_shell
def letters(shell: Shell, plan: str | None, first: datetime | None, last: datetime | None, limit: int) -> None:
    """The letters, records and copies of PLAN: where each stands, what it waits for, by which way it went, its cost.

    Without PLAN, of all plans: what went by which way and what it cost, how it stands, and what waits and why. From our
    database.
    """
    now = datetime.now(UTC)
    if plan is not None:
        if first or last:
            shell.fail(USAGE, "--from and --to are about all plans: leave them out, or PLAN.")
        views = with_plan(shell, plan, lambda session: letters_of(session, plan, now))
        shell.say(views, lambda: showing.show_letters(shell.console, views))
        return
    ends = last.date() if last else london_day(now)
    if not FIRST_DAY <= ends <= LAST_DAY or (first and first.date() < FIRST_DAY):
        shell.fail(USAGE, f"--from, --to: must lie between {FIRST_DAY} and {LAST_DAY}.")
    begins = first.date() if first else ends - timedelta(days=MONTH - 1)
    if begins > ends:
        shell.fail(USAGE, "--from must not be after --to.")
    view = with_database(shell, lambda session: sent(session, begins, ends, now, limit))
    shell.say(view, lambda: showing.show_sent(shell.console, view))


COMMANDS: tuple[click.Command, ...] = (status, timeline, list_plans, overdue, tasks, letters)
"""Every command of this room."""
