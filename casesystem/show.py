"""What a person sees: answers, where a plan is, and what happened to it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from careplan.determinations import Entry
from careplan.messages import REFUSAL_MEANINGS, Answer
from careplan.working_time import LONDON
from workflows.state import PlanStatus


def moment(at: datetime | None) -> str:
    """A moment as people in England read it."""
    return at.astimezone(LONDON).strftime("%a %d %b %Y %H:%M") if at else ""


def words(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")


def show_answer(console: Console, answer: Answer) -> None:
    """The answer to a message, with every reason of a refusal."""
    again = " (it had come before, and counts once)" if answer.duplicate else ""
    if answer.accepted:
        where = f"; the plan is {words(answer.plan_status)}, version {answer.version}" if answer.plan_status else ""
        console.print(f"[bold green]Accepted[/]{again}{where}.")
        return
    code = answer.code
    console.print(f"[bold red]Refused[/]: {code.value if code else 'unknown'}{again}.")
    if code is not None:
        console.print(REFUSAL_MEANINGS[code])
    for number, reason in enumerate(answer.reasons, start=1):
        console.print(f"  {number}. {escape(reason)}")


def show_status(console: Console, status: PlanStatus) -> None:
    """Where a plan is: whose turn, by when, and what comes next."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("Plan", status.plan_id)
    table.add_row("Status", f"[bold]{words(status.status.value)}[/], version {status.version}")
    table.add_row("Team, kind, scheme", f"{words(status.team)}, {status.kind}, {status.scheme}")
    table.add_row("Waiting for", words(status.owner) or "nobody")
    table.add_row("Due", moment(status.due) or "no date")
    if status.next_step:
        table.add_row("Next", f"{words(status.next_step.kind.value)} on {moment(status.next_step.at)}")
    table.add_row("Interim support", words(status.interim.value))
    table.add_row("Open tasks", str(status.open_tasks))
    if status.waiting_notices:
        table.add_row("Notices not sent yet", str(status.waiting_notices))
    if status.refused_count:
        table.add_row("Messages refused", str(status.refused_count))
        for one in status.refused[-5:]:
            table.add_row("", f"{moment(one.at)}  {one.name}: {one.code.value if one.code else 'came again'}")
    console.print(table)


def show_timeline(console: Console, entries: Iterable[Entry]) -> None:
    """What happened, earliest first, with the rule under which it did."""
    table = Table("When", "Version", "Who", "What", "Rule", box=None, pad_edge=False)
    for entry in entries:
        table.add_row(moment(entry.at), str(entry.version), entry.by, escape(entry.what), entry.rule)
    console.print(table)


def show_plans(console: Console, plans: Sequence[Mapping[str, Any]]) -> None:
    """Plans by what can be searched for."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Plan", no_wrap=True)
    for heading in ("Status", "Version", "Team", "Waiting for", "Due", "Interim", "Attention"):
        table.add_column(heading)
    for plan in plans:
        table.add_row(
            str(plan["plan"]),
            words(str(plan.get("PlanStatus", ""))) + ("" if plan["open"] else " (closed)"),
            str(plan.get("PlanVersion", "")),
            words(str(plan.get("PlanTeam", ""))),
            words(str(plan.get("PlanOwner", ""))),
            moment(plan.get("PlanDueAt")),
            words(str(plan.get("PlanInterim", ""))),
            "yes" if plan.get("PlanNeedsAttention") else "",
        )
    console.print(table)
    console.print(f"{len(plans)} plan{'' if len(plans) == 1 else 's'}")


def show_tasks(console: Console, tasks: list[dict[str, Any]]) -> None:
    """Open tasks, the soonest due first."""
    table = Table("Due", "Who", "Plan", "Task", "Why", box=None, pad_edge=False)
    for task in tasks:
        who = " ".join(part for part in (words(task["owner_role"]), task["owner"]) if part)
        table.add_row(moment(task["due"]), who, task["plan"], escape(task["task"]), escape(task["why"]))
    console.print(table)
    console.print(f"{len(tasks)} open task{'' if len(tasks) == 1 else 's'}")


def show_letters(console: Console, letters: list[dict[str, Any]]) -> None:
    """What was sent to whom, and where it is."""
    table = Table("Sent", "Version", "What", "To", "How", "Where", box=None, pad_edge=False)
    for letter in letters:
        sent = moment(letter["sent"]) or words(letter["status"])
        what, how = words(letter["kind"]), words(letter["channel"])
        table.add_row(sent, str(letter["version"]), what, letter["recipient"], how, escape(letter["where"]))
    console.print(table)
