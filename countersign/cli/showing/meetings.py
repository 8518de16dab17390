"""Shows a person the plans that wait for a panel or call, and the results of the decisions of one sitting."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from countersign.careplan.authority import why_there
from countersign.careplan.figures import pounds
from countersign.careplan.words import spelled_out
from countersign.cli.showing.plans import moment
from countersign.queries.meetings import ListOfSitting, RequestInBrief, WaitingPlan
from countersign.queries.sittings import AllMoved, DecisionSent

HINT = "send `report_missed_meeting` for each (starter.py report-missed-meeting PLAN FILE), or a decision"


def show_list(console: Console, title: str, sitting: ListOfSitting) -> None:
    """The plans for one sitting, and how many wait for later ones."""
    if sitting.at is None:
        console.print(f"No plan waits for the {escape(title)} then.")
    else:
        console.print(f"[bold]{escape(title)}[/], {moment(sitting.at)}: {_count(sitting.plans)}")
        table = Table(box=None, pad_edge=False)
        table.add_column("Plan", no_wrap=True)
        for heading in (
            "Team",
            "Decision late since",
            "A week",
            "Once",
            "Why it is there",
            "The person is invited",
            "Expert",
            "Open requests",
        ):
            table.add_column(heading)
        for plan in sitting.plans:
            why = why_there(plan.because) or "as the version that cost more"
            missed = f"; missed {plan.missed_before} before" if plan.missed_before else ""
            table.add_row(
                f"{plan.plan} v{plan.version}",
                spelled_out(plan.team),
                moment(plan.late_since),
                pounds(plan.weekly),
                pounds(plan.one_off) if plan.one_off else "",
                f"{why}{missed}",
                _invited(plan),
                escape(plan.expert),
                "\n".join(_request(request) for request in plan.open_requests) or "none",
            )
        console.print(table)
    for when, count in sitting.later.items():
        console.print(f"{count} more wait for that of {when}.")


def _invited(plan: WaitingPlan) -> str:
    if plan.invited_at is not None:
        return f"sent {moment(plan.invited_at)}"
    return {"": "NOT invited", "by_hand": "by hand: see the tasks", "withheld": "held back"}.get(
        plan.invited, "not sent yet"
    )


def _request(request: RequestInBrief) -> str:
    parts = f", {len(request.parts)} part answered" if request.parts else ""
    return escape(f"{request.request} (since {moment(request.asked_at)}{parts})")


def _count(plans: Sequence[object]) -> str:
    return f"{len(plans)} plan{'' if len(plans) == 1 else 's'}"


def show_moved(console: Console, title: str, moved: AllMoved) -> None:
    """Where a sitting is moved, and the result for each plan that waits for it."""
    if not moved.plans:
        console.print(f"No plan waits for the {escape(title)} of {moved.held_on}.")
        return
    console.print(f"[bold]{escape(title)}[/] of {moved.held_on}, to {moment(moved.to)}: {_count(moved.plans)}")
    for plan in moved.plans:
        console.print(f"  {plan.plan}  {plan.result}{': ' if plan.said else ''}", end="")
        console.print(" ".join(plan.said), markup=False)
    if moved.dry_run:
        console.print("Nothing was sent.")


def show_decided(console: Console, sent: Sequence[DecisionSent], left: Sequence[str]) -> None:
    """The result of each decision of a sitting, and the plans that were not decided."""
    table = Table("Plan", "Version", "Decision", "Answer", "", box=None, pad_edge=False)
    for decision in sent:
        said = "\n".join([*decision.reasons, *decision.said])
        colour = {"accepted": "green", "done before": "green", "refused": "red"}.get(decision.result, "yellow")
        code = f" ({decision.code})" if decision.code else ""
        table.add_row(
            decision.plan,
            str(decision.version),
            spelled_out(decision.decision),
            f"[{colour}]{decision.result}[/]{code}",
            escape(said or spelled_out(decision.plan_status)),
        )
    console.print(table)
    if left:
        console.print(f"\nOn the list of that sitting, and not in the file: {_count(left)}. Nothing was decided about:")
        for plan in left:
            console.print(f"  {plan}")
        console.print(f"Each goes to the next rung once the meeting's clock finds out; to say so now, {HINT}.")
