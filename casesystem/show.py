"""What a person sees: answers, where a plan is, what happened to it, and what is late."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from careplan.clocks import Clock
from careplan.determinations import Entry
from careplan.interim import Interim
from careplan.messages import REFUSAL_MEANINGS, Answer
from careplan.promise import Promise
from careplan.scheme import CountedIn
from careplan.working_time import in_london
from casesystem import picture
from workflows.state import PlanStatus

ONE_LINE_EACH = 200
"""How wide a page must be for everything about one late wait to stand on one line; a pipe is."""


def moment(at: datetime | None) -> str:
    """A moment as people in England read it."""
    return in_london(at) if at else ""


def words(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")


def show_answer(console: Console, answer: Answer) -> None:
    """The answer to a message, with every reason of a refusal."""
    again = " (it had come before, and counts once)" if answer.duplicate else ""
    if answer.accepted:
        where = f"; the plan is {words(answer.plan_status)}, version {answer.version}" if answer.plan_status else ""
        console.print(f"[bold green]Accepted[/]{again}{where}.")
        for said in answer.said:
            console.print(f"  {escape(said)}")
        return
    code = answer.code
    console.print(f"[bold red]Refused[/]: {code.value if code else 'unknown'}{again}.")
    if code is not None:
        console.print(REFUSAL_MEANINGS[code])
    for number, reason in enumerate(answer.reasons, start=1):
        console.print(f"  {number}. {escape(reason)}")


def day(on: date | None) -> str:
    """A day as people in England read it."""
    return on.strftime("%a %d %b %Y") if on else ""


def promised(promise: Promise) -> str:
    """TIME-6: the date that the person holds, and what they are still to be told."""
    if promise.held is None:
        return "no date is promised now"
    if promise.tell_at is None:
        return f"{day(promise.held)}, as the person was last told"
    why = ", ".join(words(each.value) for each in promise.because)
    return f"{day(promise.held)}; now {day(promise.current)} ({why}): they are told by {moment(promise.tell_at)}"


def show_status(console: Console, status: PlanStatus, interim: PlanStatus | None) -> None:
    """Where a plan is: whose turn, by when, what comes next, and how its interim support stands."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("Plan", status.plan_id)
    table.add_row("Status", f"[bold]{words(status.status.value)}[/], version {status.version}")
    table.add_row("Team, kind, scheme", f"{words(status.team)}, {status.kind}, {status.scheme}")
    table.add_row("Promised date", promised(status.promise))
    table.add_row("Waiting for", words(status.owner) or "nobody")
    table.add_row("Due", moment(status.due) or "no date")
    if status.next_step:
        table.add_row("Next", f"{words(status.next_step.kind.value)} on {moment(status.next_step.at)}")
    table.add_row("Interim support", words((interim or status).interim.value))
    table.add_row("Open tasks", str(status.open_tasks))
    if status.waiting_notices:
        table.add_row("Notices not sent yet", str(status.waiting_notices))
    _add_refused(table, status)
    console.print(table)
    _show_clocks(console, status.clocks)
    if interim is None:
        return
    console.print(f"\n[bold]Interim support[/]: {words(interim.interim.value)}")
    if interim.open_tasks or interim.waiting_notices or interim.refused_count:
        left = Table(show_header=False, box=None, pad_edge=False)
        left.add_row("Open tasks", str(interim.open_tasks))
        left.add_row("Notices not sent yet", str(interim.waiting_notices))
        _add_refused(left, interim)
        console.print(left)
    _show_clocks(console, interim.clocks)


def _add_refused(table: Table, status: PlanStatus) -> None:
    if status.refused_count:
        table.add_row("Messages refused", str(status.refused_count))
        for one in status.refused[-5:]:
            table.add_row("", f"{moment(one.at)}  {one.name}: {one.code.value if one.code else 'came again'}")


def _show_clocks(console: Console, clocks: Sequence[Clock]) -> None:
    """TIME-1, TIME-6: every clock, with what it stands still for and what it stood still for before."""
    if not clocks:
        return
    table = Table("Clock", "Whose turn", "Due", "Next", box=None, pad_edge=False)
    notes: list[str] = []
    for clock in clocks:
        name = picture.NAMES.get(clock.wait.value, clock.wait.value)
        if clock.about:
            name = f"{name}\n{escape(clock.about)}"
        whose = words(clock.owner) + (f"\n{escape(clock.person)}" if clock.person else "")
        step = clock.steps[0]
        following = f"stands still; then {words(step.kind.value)}" if clock.is_paused else words(step.kind.value)
        table.add_row(name, whose, moment(clock.due), f"{following}\n{moment(step.at)}")
        for pause in clock.pauses:
            since, what = moment(pause.since), picture.NAMES.get(clock.wait.value, clock.wait.value)
            stood = f"{what} stood still from {since} until {moment(pause.until)}: {pause.why}"
            stands = (
                f"{what} stands still since {since}, and is expected to until {moment(pause.expected)}: {pause.why}"
            )
            notes.append(stood if pause.until else stands)
    console.print()
    console.print(table)
    for note in notes:
        console.print(f"  {escape(note)}")


def moves(waits: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """TIME-1: each change of a due date as a line of the timeline: which, why, and under which rule."""
    return [
        {
            "at": datetime.fromisoformat(move["at"]),
            "of": "clock",
            "version": wait["version"],
            "by": "",
            "what": f"{picture.NAMES.get(wait['wait'].partition(':')[0], wait['wait'])}: due "
            f"{moment(datetime.fromisoformat(move['now']))}, and was due "
            f"{moment(datetime.fromisoformat(move['was']))}: {words(move['because'])}",
            "rule": move["rule"],
        }
        for wait in waits
        for move in wait["moves"]
    ]


def happened(
    plan: Iterable[Entry], interim: Iterable[Entry], waits: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What happened to a plan and to its interim support, and every change of a date, in the order of time."""
    lines = [*moves(waits), *({"of": "plan", **entry.model_dump()} for entry in plan)]
    lines += [{"of": "interim", **entry.model_dump()} for entry in interim]
    return sorted(lines, key=lambda line: line["at"])


def show_timeline(
    console: Console,
    status: PlanStatus,
    interim: PlanStatus | None,
    waits: Sequence[Mapping[str, Any]],
    lines: Iterable[Mapping[str, Any]],
    now: datetime,
) -> None:
    """A plan at a glance: where it is, its clocks as a picture, and what happened, earliest first, with the rules."""
    stage = words((interim.interim if interim else Interim.NONE).value)
    console.print(f"Plan {status.plan_id}: [bold]{words(status.status.value)}[/], version {status.version}")
    console.print(f"Promised date: {promised(status.promise)}")
    console.print(f"Interim support: {stage}\n")
    for line in picture.clocks(waits, now):
        console.print(line, markup=False, highlight=False, no_wrap=True, overflow="ignore", crop=False)
    for line in picture.LEGEND if waits else ():
        console.print(line, style="dim", markup=False, highlight=False)
    console.print()
    table = Table("When", "Of", "V", "Who", "What", "Rule", box=None, pad_edge=False)
    for each in lines:
        table.add_row(
            moment(each["at"]), each["of"], str(each["version"]), words(each["by"]), escape(each["what"]), each["rule"]
        )
    console.print(table)


def lateness(late: timedelta, counted_in: str, office_day: timedelta) -> str:
    """How late in the clock's own time: working days and hours of the office, or hours, day and night."""
    if counted_in == CountedIn.HOURS.value:
        days, rest = 0, late
    else:
        days, rest = divmod(late, office_day)
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    shown = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if not days else ""]
    return " ".join(part for part in shown if part)


def show_late(console: Console, late: Sequence[Mapping[str, Any]]) -> None:
    """Everything that is late, most late first: in one line each where there is room, otherwise in three."""
    if not late:
        console.print("Nothing is late.")
        return
    is_wide = console.width >= ONE_LINE_EACH
    groups: list[list[tuple[str, str]]] = [
        [("Late", "late")],
        [("Plan", "plan"), ("Team, state", "where"), ("Interim support", "interim")],
        [("Waiting for", "what"), ("Of whom", "whose"), ("Rungs", "rungs")],
        [("Was due", "missed"), ("Next", "next_step"), ("When", "when")],
    ]
    table = Table(box=None, pad_edge=False)
    columns = [[one] for group in groups for one in group] if is_wide else groups
    for group in columns:
        table.add_column("\n".join(heading for heading, _ in group), no_wrap=True)
    for each in late:
        shown = _late_row(each, {} if is_wide else {"interim": "interim support: ", "missed": "due ", "next": "next "})
        table.add_row(*("\n".join(shown[key] for _, key in group) for group in columns))
        if not is_wide:
            table.add_row()
    console.print(table)
    plans = len({each["plan"] for each in late})
    console.print(f"{len(late)} late, of {plans} plan{'' if plans == 1 else 's'}.")
    console.print("Late: d and h are the office's working days and hours; interim support counts day and night.")


def _late_row(late: Mapping[str, Any], before: Mapping[str, str]) -> dict[str, str]:
    """One late wait in words. `before`: what stands before a value that has no heading of its own beside it."""
    name = str(late["wait"]).partition(":")[0]
    up = f", {late['climbed']} up" if late["climbed"] else ""
    stands = "stands still" if late["stands_still"] else ""
    return {
        "late": late["late"],
        "plan": late["plan"],
        "where": f"{words(late['team'])}, {words(late['status'])}",
        "interim": before.get("interim", "") + words(late["interim"]),
        "what": picture.NAMES.get(name, name),
        "whose": escape(words(late["owner"]) + (f" ({late['person']})" if late["person"] else "")),
        "rungs": f"{len(late['rungs'])} taken{up}",
        "missed": before.get("missed", "") + moment(late["missed"]),
        "next_step": stands or before.get("next", "") + words(late["next_step"]),
        "when": moment(late["next_step_at"]),
    }


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
