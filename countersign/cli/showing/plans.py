"""Shows a person answers, where a plan is, what happened to it, and what is late."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Answer
from countersign.careplan.promise import Promise
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import in_london
from countersign.casework.status import PlanStatus
from countersign.cli.showing import picture
from countersign.client.plans import ListedPlan
from countersign.queries.late import LateWait
from countersign.queries.letters import LetterSent
from countersign.queries.tasks import OpenTask
from countersign.queries.timeline import Timeline
from countersign.temporal import names
from countersign.wording.clocks_in_words import WAIT_NAMES, late_since

ONE_LINE_EACH = 200
"""From this width on, everything about a late wait goes on one line. A pipe is as wide."""


def moment(at: datetime | None) -> str:
    """A moment as people in England read it."""
    return in_london(at) if at else ""


def show_answer(console: Console, answer: Answer) -> None:
    """The answer to a message, with every reason of a refusal."""
    again = " (it had come before, and counts once)" if answer.duplicate else ""
    if answer.accepted:
        where = (
            f"; the plan is {spelled_out(answer.plan_status)}, version {answer.version}" if answer.plan_status else ""
        )
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
    """TIME-6: the date that the person was promised, and what they are still to be told."""
    if promise.held is None:
        return "no date is promised now"
    if promise.tell_at is None:
        return f"{day(promise.held)}, as the person was last told"
    why = ", ".join(spelled_out(because) for because in promise.because)
    return f"{day(promise.held)}; now {day(promise.current)} ({why}): they are told by {moment(promise.tell_at)}"


def show_status(console: Console, status: PlanStatus, interim: PlanStatus | None) -> None:
    """Where a plan is: whose turn it is, by when, what comes next, and where its interim support is."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("Plan", status.plan_id)
    table.add_row("Status", f"[bold]{spelled_out(status.status.value)}[/], version {status.version}")
    if status.ends_on:
        table.add_row("Ends on", f"{day(status.ends_on)}: from then on it is no longer in force")
    table.add_row("Team, kind, scheme", f"{spelled_out(status.team)}, {status.kind}, {status.scheme}")
    table.add_row("Promised date", promised(status.promise))
    table.add_row("Waiting for", spelled_out(status.owner) or "nobody")
    table.add_row("Due", moment(status.due) or "no date")
    _add_late(table, status.missed)
    if status.next_step:
        table.add_row("Next", f"{spelled_out(status.next_step.kind.value)} on {moment(status.next_step.at)}")
    table.add_row("Interim support", spelled_out((interim or status).interim.value))
    table.add_row("Open tasks", str(status.open_tasks))
    if status.waiting_notices:
        table.add_row("Notices not sent yet", str(status.waiting_notices))
    _add_refused(table, status)
    console.print(table)
    _show_clocks(console, status)
    if interim is None:
        return
    console.print(f"\n[bold]Interim support[/]: {spelled_out(interim.interim.value)}")
    if interim.open_tasks or interim.waiting_notices or interim.refused_count or interim.missed:
        left = Table(show_header=False, box=None, pad_edge=False)
        _add_late(left, interim.missed)
        left.add_row("Open tasks", str(interim.open_tasks))
        left.add_row("Notices not sent yet", str(interim.waiting_notices))
        _add_refused(left, interim)
        console.print(left)
    _show_clocks(console, interim)


def _add_refused(table: Table, status: PlanStatus) -> None:
    if status.refused_count:
        table.add_row("Messages refused", str(status.refused_count))
        for message in status.refused[-5:]:
            why = message.code.value if message.code else "came again"
            table.add_row("", f"{moment(message.at)}  {message.name}: {why}")


def _add_late(table: Table, missed: Mapping[str, datetime]) -> None:
    """TIME-8: each wait that is late, since the date that it missed first."""
    for number, line in enumerate(late_since(missed)):
        table.add_row("" if number else "Late", f"[red]{escape(line)}[/]")


def _show_clocks(console: Console, status: PlanStatus) -> None:
    """TIME-1, TIME-6, TIME-8: every clock, whether it is late, what it stands still for, and its earlier pauses."""
    if not status.clocks:
        return
    table = Table("Clock", "Whose turn", "Due", "Next", box=None, pad_edge=False)
    notes: list[str] = []
    for clock in status.clocks:
        missed = status.missed.get(clock.name)
        due = f"{moment(clock.due)}\n[red]late since {moment(missed)}[/]" if missed else moment(clock.due)
        name = WAIT_NAMES.get(clock.wait.value, clock.wait.value)
        if clock.about:
            name = f"{name}\n{escape(clock.about)}"
        whose = spelled_out(clock.owner) + (f"\n{escape(clock.person)}" if clock.person else "")
        step = clock.steps[0]
        following = (
            f"stands still; then {spelled_out(step.kind.value)}" if clock.is_paused else spelled_out(step.kind.value)
        )
        table.add_row(name, whose, due, f"{following}\n{moment(step.at)}")
        for pause in clock.pauses:
            since, what = moment(pause.since), WAIT_NAMES.get(clock.wait.value, clock.wait.value)
            stood = f"{what} stood still from {since} until {moment(pause.until)}: {pause.why}"
            stands = (
                f"{what} stands still since {since}, and is expected to until {moment(pause.expected)}: {pause.why}"
            )
            notes.append(stood if pause.until else stands)
    console.print()
    console.print(table)
    for note in notes:
        console.print(f"  {escape(note)}")


def show_timeline(console: Console, timeline: Timeline, now: datetime) -> None:
    """A plan at a glance: where it is, its clocks as a picture, and what happened, earliest first, with the rules."""
    console.print(f"Plan {timeline.plan}: [bold]{spelled_out(timeline.status)}[/], version {timeline.version}")
    console.print(f"Promised date: {promised(timeline.promise)}")
    console.print(f"Interim support: {spelled_out(timeline.interim)}")
    for line in late_since({wait.wait: wait.missed for wait in timeline.waits if wait.missed and wait.ended is None}):
        console.print(f"[red]Late[/]: {escape(line)}")
    console.print()
    for line in picture.clocks(timeline.waits, now):
        console.print(line, markup=False, highlight=False, no_wrap=True, overflow="ignore", crop=False)
    for line in picture.LEGEND if timeline.waits else ():
        console.print(line, style="dim", markup=False, highlight=False)
    console.print()
    table = Table("When", "Of", "V", "Who", "What", "Rule", box=None, pad_edge=False)
    for entry in timeline.entries:
        table.add_row(
            moment(entry.at), entry.of, str(entry.version), spelled_out(entry.by), escape(entry.what), entry.rule
        )
    console.print(table)


def show_late(console: Console, late: Sequence[LateWait]) -> None:
    """Everything that is late, the longest delay first; on one line each if there is room, otherwise on three."""
    if not late:
        console.print("Nothing is late.")
        return
    is_wide = console.width >= ONE_LINE_EACH
    groups: list[list[tuple[str, str]]] = [
        [("Late", "late")],
        [("Plan", "plan"), ("Team, state", "where"), ("Interim support", "interim")],
        [("Waiting for", "what"), ("Of whom", "whose"), ("Rungs", "steps")],
        [("Was due", "missed"), ("Next", "next_step"), ("When", "when")],
    ]
    table = Table(box=None, pad_edge=False)
    columns = [[column] for group in groups for column in group] if is_wide else groups
    for group in columns:
        table.add_column("\n".join(heading for heading, _ in group), no_wrap=True)
    for wait in late:
        shown = _late_row(wait, {} if is_wide else {"interim": "interim support: ", "missed": "due ", "next": "next "})
        table.add_row(*("\n".join(shown[key] for _, key in group) for group in columns))
        if not is_wide:
            table.add_row()
    console.print(table)
    plans = len({wait.plan for wait in late})
    console.print(f"{len(late)} late, of {plans} plan{'' if plans == 1 else 's'}.")
    console.print("Late: d and h are the office's working days and hours; interim support counts day and night.")


def _late_row(wait: LateWait, before: Mapping[str, str]) -> dict[str, str]:
    """One late wait in words. `before`: words to put before a value that has no heading of its own."""
    up = f", {wait.climbed} up" if wait.climbed else ""
    stands = "stands still" if wait.stands_still else ""
    return {
        "late": wait.late,
        "plan": wait.plan,
        "where": f"{spelled_out(wait.team)}, {spelled_out(wait.status)}",
        "interim": before.get("interim", "") + spelled_out(wait.interim),
        "what": WAIT_NAMES.get(wait.name, wait.name),
        "whose": escape(spelled_out(wait.owner) + (f" ({wait.person})" if wait.person else "")),
        "steps": f"{len(wait.steps)} taken{up}",
        "missed": before.get("missed", "") + moment(wait.missed),
        "next_step": stands or before.get("next", "") + spelled_out(wait.next_step),
        "when": moment(wait.next_step_at),
    }


def show_plans(console: Console, plans: Sequence[ListedPlan], late_since: Mapping[str, datetime]) -> None:
    """Plans with their search attributes. `late_since`: the earliest date missed of each plan that is late (TIME-8)."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Plan", no_wrap=True)
    for heading in ("Status", "Version", "Team", "Waiting for", "Due", "Late since", "Interim", "Attention"):
        table.add_column(heading)
    for plan in plans:
        table.add_row(
            plan.plan,
            spelled_out(plan.text_of(names.STATUS)) + ("" if plan.open else " (closed)"),
            plan.text_of(names.VERSION),
            spelled_out(plan.text_of(names.TEAM)),
            spelled_out(plan.text_of(names.OWNER)),
            moment(plan.due),
            moment(late_since.get(plan.plan)),
            spelled_out(plan.text_of(names.INTERIM)),
            "yes" if plan.needs_attention else "",
        )
    console.print(table)
    console.print(f"{len(plans)} plan{'' if len(plans) == 1 else 's'}")


def show_tasks(console: Console, tasks: Sequence[OpenTask]) -> None:
    """Open tasks, the soonest due first."""
    table = Table("Due", "", "Who", "Plan", "Task", "Why", box=None, pad_edge=False)
    for task in tasks:
        who = " ".join(part for part in (spelled_out(task.owner_role), task.owner) if part)
        late = "[red]late[/]" if task.missed else ""
        table.add_row(moment(task.due), late, who, task.plan, escape(task.task), escape(task.why))
    console.print(table)
    console.print(f"{len(tasks)} open task{'' if len(tasks) == 1 else 's'}")


def show_letters(console: Console, letters: Sequence[LetterSent]) -> None:
    """Every letter, record and copy: who it went to, and where it is."""
    table = Table("Sent", "Version", "What", "To", "How", "Where", box=None, pad_edge=False)
    for letter in letters:
        sent = moment(letter.sent) or spelled_out(letter.status)
        what, how = spelled_out(letter.kind), spelled_out(letter.channel)
        table.add_row(sent, str(letter.version), what, letter.recipient, how, escape(letter.where))
    console.print(table)
