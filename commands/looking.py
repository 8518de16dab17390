"""Looking: where a plan is, what happened to it, what is late, what a person is asked to do. Changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from careplan.clocks import Pause, Wait, ladder_of
from careplan.determinations import Entry
from careplan.lateness import late_for
from careplan.lifecycle import Status
from careplan.plan import Team
from careplan.scheme import CountedIn
from careplan.working_time import RoundTheClock, london_day, time_of
from casesystem import show
from casesystem.plans import Plans
from commands.shell import PLAN, Shell, pass_shell
from workflows.state import PlanStatus

if TYPE_CHECKING:
    from activities.schemes import Schemes


@click.command()
@click.argument("plan", type=PLAN)
@pass_shell
def status(shell: Shell, plan: str) -> None:
    """Where a plan is: whose turn it is, by when, what happens next, every clock, and its interim support's own."""

    async def asked(plans: Plans) -> tuple[PlanStatus, PlanStatus | None]:
        return await plans.status(plan), await plans.interim_status(plan)

    found, interim = shell.with_plans(asked)
    of_interim = interim.model_dump(mode="json") if interim else None
    whole = {**found.model_dump(mode="json"), "interim_support": of_interim}
    shell.say(whole, lambda: show.show_status(shell.console, found, interim))


@click.command()
@click.argument("plan", type=PLAN)
@pass_shell
def timeline(shell: Shell, plan: str) -> None:
    """A plan at a glance: its clocks as a picture, and what happened to it and to its interim support, with the rules.

    What happened is asked of the workflows, the clocks are read from our database.
    """
    from store.views import waits

    async def asked(plans: Plans) -> tuple[PlanStatus, PlanStatus | None, list[Entry], list[Entry]]:
        return (
            await plans.status(plan),
            await plans.interim_status(plan),
            await plans.timeline(plan),
            await plans.interim_timeline(plan),
        )

    found, interim, of_plan, of_interim = shell.with_plans(asked)
    now = datetime.now(UTC)
    clocks = shell.with_database(lambda session: waits(session, plan, now))
    lines = show.happened(of_plan, of_interim, clocks)
    whole = {
        "plan": plan,
        "status": found.status.value,
        "version": found.version,
        "promise": found.promise.model_dump(mode="json"),
        "interim": (interim or found).interim.value,
        "waits": clocks,
        "entries": lines,
    }
    shell.say(whole, lambda: show.show_timeline(shell.console, found, interim, clocks, lines, now))


@click.command()
@click.option("--team", type=click.Choice([one.value for one in Team]), help="Only this team's plans.")
@click.option("--role", help="Only what is waited for of this role, such as team_manager or practitioner.")
@pass_shell
def overdue(shell: Shell, team: str | None, role: str | None) -> None:
    """Everything that is late, of plans and of interim supports, most late first. From our database alone."""
    from store.views import late

    now = datetime.now(UTC)
    found = shell.with_database(lambda session: late(session, now))
    schemes = shell.schemes()
    rows = [
        {**each, **_how_late(each, schemes, now)}
        for each in found
        if team in (None, each["team"]) and role in (None, each["owner"])
    ]
    rows.sort(key=lambda row: (-row["late_seconds"], row["plan"], row["wait"]))
    shell.say(rows, lambda: show.show_late(shell.console, rows))


def _how_late(wait: dict[str, Any], schemes: "Schemes", now: datetime) -> dict[str, Any]:
    """How late a wait is in its clock's own time; under a scheme that is not here, in hours, day and night."""
    what = Wait(wait["wait"].partition(":")[0])
    counted_in, time, office_day = CountedIn.HOURS, RoundTheClock(), timedelta(hours=24)
    if wait["scheme"] in schemes.names():
        scheme = schemes.in_force(wait["scheme"], london_day(now))
        on_a_day = what in (Wait.REVIEW, Wait.CONDITION)
        counted_in = CountedIn.WORKING_DAYS if on_a_day else ladder_of(scheme, what).counted_in
        time = time_of(counted_in, schemes.days(scheme))
        opens, closes = (datetime.combine(now, at) for at in (scheme.office.opens_at, scheme.office.closes_at))
        office_day = closes - opens
    pauses = [Pause.model_validate(each) for each in wait["pauses"]]
    late = late_for(wait["missed"], pauses, now, time)
    return {
        "counted_in": counted_in.value,
        "late": show.lateness(late, counted_in.value, office_day),
        "late_seconds": round(late.total_seconds()),
        "stands_still": any(pause.until is None for pause in pauses),
    }


@click.command("list")
@click.option("--status", "wanted", type=click.Choice([one.value for one in Status]), help="Only plans in this state.")
@click.option("--team", type=click.Choice([one.value for one in Team]), help="Only this team's plans.")
@click.option("--overdue", is_flag=True, help="Only plans whose due date has passed.")
@click.option("--attention", is_flag=True, help="Only plans with an open task for a person.")
@click.option("--refused-messages", is_flag=True, help="Only plans that refused a message, or had one twice.")
@click.option("--limit", default=100, show_default=True, help="At most so many.")
@pass_shell
def list_plans(
    shell: Shell,
    *,
    wanted: str | None,
    team: str | None,
    overdue: bool,
    attention: bool,
    refused_messages: bool,
    limit: int,
) -> None:
    """List plans by what can be searched for."""
    parts = [f"PlanStatus = '{wanted}'"] if wanted else []
    parts += [f"PlanTeam = '{team}'"] if team else []
    parts += [f"PlanDueAt < '{datetime.now(UTC).isoformat()}' AND ExecutionStatus = 'Running'"] if overdue else []
    parts += ["PlanNeedsAttention = true"] if attention else []
    parts += ["PlanRefusedMessages > 0"] if refused_messages else []
    found = shell.with_plans(lambda plans: plans.listed(" AND ".join(parts), limit))
    shell.say(found, lambda: show.show_plans(shell.console, found))


@click.command()
@click.argument("plan", type=PLAN, required=False)
@pass_shell
def tasks(shell: Shell, plan: str | None) -> None:
    """The open tasks for people: of one plan, or of all. Read from our database."""
    from store.views import open_tasks

    found = shell.with_database(lambda session: open_tasks(session, plan))
    shell.say(found, lambda: show.show_tasks(shell.console, found))


@click.command()
@click.argument("plan", type=PLAN)
@pass_shell
def letters(shell: Shell, plan: str) -> None:
    """The letters, records and copies of a plan: what was sent, to whom, when, and where it is. From our database."""
    from store.views import notices

    found = shell.with_database(lambda session: notices(session, plan))
    shell.say(found, lambda: show.show_letters(shell.console, found))


COMMANDS: tuple[click.Command, ...] = (status, timeline, list_plans, overdue, tasks, letters)
"""Every command of this room."""
