"""Shows a person answers, where a plan is, what happened to it, and what is late."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from countersign.careplan.interim import IN_WORDS as INTERIM_IN_WORDS
from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import REFUSAL_MEANINGS, Answer, Refusal
from countersign.careplan.promise import Promise
from countersign.careplan.reading_out import reference_of
from countersign.careplan.words import spelled_out
from countersign.careplan.working_time import in_london
from countersign.casework.status import PlanStatus
from countersign.cli.showing import picture
from countersign.cli.showing.page import Page
from countersign.client.listed import ListedPlan
from countersign.queries.late import LateWait
from countersign.queries.tasks import OpenTask
from countersign.queries.timeline import Timeline
from countersign.queries.turns import Turn
from countersign.temporal import names
from countersign.wording.clocks_in_words import WAIT_NAMES, late_since

FEW = 2
"""From so many letters on, the folder that they have in common stands once, above them."""


def moment(at: datetime | None) -> str:
    """A moment as people in England read it."""
    return in_london(at) if at else ""


LAST = 5
"""How many messages that were refused, or came again, a status shows."""

A_DATE = re.compile(r"(?<![@\d-])\d{4}-\d{2}-\d{2}(?![\dT-])")


def for_people(sentence: str) -> str:
    """A sentence of the record with its dates, and the code of a refusal, as people read them.

    The name of an edition keeps its day.
    """
    before, colon, code = sentence.rpartition(": ")
    if code in set(Refusal) and before.endswith((" refused", " counted once")):
        sentence = f"{before}{colon}{REFUSAL_MEANINGS[Refusal(code)]}"
    return A_DATE.sub(lambda found: day(date.fromisoformat(found[0])), sentence)


def show_answer(console: Console, answer: Answer, now: PlanStatus | None = None) -> None:
    """The answer to a message, with every reason of a refusal.

    `now`: where the plan is now, if that was asked: the answer to a message that had come before is the one of then.
    """
    page = Page(console)
    then = (answer.plan_status, answer.version)
    is_old = now is not None and answer.plan_status != "" and then != (now.status.value, now.version)
    again = " (it had come before, and counts once)" if answer.duplicate or is_old else ""
    if answer.accepted:
        page.say(f"[bold green]Accepted[/]{again}{escape(_where(answer, now, is_old=is_old))}.")
        for said in answer.said:
            page.say(escape(for_people(said)), 2)
        may_be_old = is_old or (answer.duplicate and now is None)
        if answer.content_sha256 and answer.plan_status == Status.AWAITING_DECISION and not may_be_old:
            page.say("A decision about it names its content:", 2)
            page.say(escape(answer.content_sha256), 2)
        return
    why = REFUSAL_MEANINGS[answer.code] if answer.code else "It does not say why."
    if len(answer.reasons) == 1 and answer.reasons[0].startswith(why.removesuffix(".")):
        why = answer.reasons[0]  # it says that and more
    page.say(f"[bold red]Refused[/]{again}. {escape(why)}")
    for number, reason in enumerate(answer.reasons if (why,) != answer.reasons else (), start=1):
        page.say(f"{number}. {escape(reason)}", 2)
    if answer.code is Refusal.NOT_VERIFIED:
        page.say("`starter.py` signs what it sends with the key in the file of COUNTERSIGN_SIGNING_KEY_FILE.", 2)
    if answer.duplicate and answer.code is not Refusal.MESSAGE_ID_REUSED:
        page.say("That was the answer of then. To have it considered now, send it under another message_id.", 2)


def _where(answer: Answer, now: PlanStatus | None, *, is_old: bool) -> str:
    """Where the plan is; of an answer of earlier, where it was then and where it is now."""
    if not answer.plan_status:
        return ""
    where = f"{spelled_out(answer.plan_status)}, version {answer.version}"
    if now is not None and is_old:
        return f"; the plan was then {where}; now it is {spelled_out(now.status.value)}, version {now.version}"
    if answer.duplicate and now is None:
        return f"; the plan was then {where}; `starter.py status` says where it is now"
    return f"; the plan is {where}"


def day(on: date | None) -> str:
    """A day as people in England read it."""
    return on.strftime("%a %d %b %Y") if on else ""


def promised(promise: Promise) -> str:
    """TIME-6: the date that the person was promised, and what they are still to be told."""
    if promise.held is None:
        return "no date is promised now"
    if promise.not_arrived:
        holds = f"{day(promise.holds)}: " if promise.holds else "no date: "
        return f"{holds}the letter that says {day(promise.held)} did not arrive"
    if promise.tell_at is None:
        return f"{day(promise.held)}, in the last letter to the person"
    why = ", ".join(spelled_out(because) for because in promise.because)
    return f"{day(promise.held)}; now {day(promise.current)} ({why}): they are told by {moment(promise.tell_at)}"


def show_status(console: Console, status: PlanStatus, interim: PlanStatus | None) -> None:
    """Where a plan is: whose turn it is, by when, what comes next, and where its interim support is."""
    page = Page(console)
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("Plan", escape(status.plan_id))
    table.add_row("Reference in letters", reference_of(status.plan_id))
    table.add_row("Status", f"[bold]{spelled_out(status.status.value)}[/], version {status.version}")
    if status.in_force not in (0, status.version):
        table.add_row("In force", f"version {status.in_force}, until the amended plan is signed off")
    if status.ends_on:
        table.add_row("Ends on", f"{day(status.ends_on)}: from then on it is no longer in force")
    table.add_row("Team, kind, scheme", escape(f"{spelled_out(status.team)}, {status.kind}, {status.scheme}"))
    table.add_row("Promised date", escape(promised(status.promise)))
    table.add_row("Waiting for", escape(spelled_out(status.owner)) or "nobody")
    table.add_row("Due", moment(status.due) or "no date")
    _add_late(table, status.missed)
    if status.next_step:
        table.add_row("Next", f"{spelled_out(status.next_step.kind.value)} on {moment(status.next_step.at)}")
    table.add_row("Interim support", INTERIM_IN_WORDS[(interim or status).interim])
    table.add_row("Open tasks", str(status.open_tasks))
    if status.waiting_notices:
        table.add_row("Notices not sent yet", str(status.waiting_notices))
    _add_refused(table, status)
    page.table(table, indent=0)
    if status.content_sha256:
        page.say(f"Content {escape(status.content_sha256)}")  # too long for the table: whoever decides copies it whole
    _show_clocks(page, status)
    if interim is None:
        return
    page.head(f"Interim support: {INTERIM_IN_WORDS[interim.interim]}")
    if interim.open_tasks or interim.waiting_notices or interim.refused_count or interim.missed:
        left = Table(show_header=False, box=None, pad_edge=False)
        _add_late(left, interim.missed)
        left.add_row("Open tasks", str(interim.open_tasks))
        left.add_row("Notices not sent yet", str(interim.waiting_notices))
        _add_refused(left, interim)
        page.table(left, indent=0)
    _show_clocks(page, interim)


def _add_refused(table: Table, status: PlanStatus) -> None:
    if status.refused_count:
        last = status.refused[-LAST:]
        fewer = f"; the last {len(last)}:" if len(last) < status.refused_count else ""
        table.add_row("Refused, or had twice", f"{status.refused_count}{fewer}")
        for message in last:
            why = REFUSAL_MEANINGS[message.code] if message.code else "It came again."
            table.add_row("", escape(f"{moment(message.at)}, {spelled_out(message.name)}: {why}"))


def _add_late(table: Table, missed: Mapping[str, datetime]) -> None:
    """TIME-8: each wait that is late, since the date that it missed first."""
    for number, line in enumerate(late_since(missed)):
        table.add_row("" if number else "Late", f"[red]{escape(line)}[/]")


def _show_clocks(page: Page, status: PlanStatus) -> None:
    """TIME-1, TIME-6, TIME-8: every clock, whether it is late, what it stands still for, and its earlier pauses."""
    if status.clocks:
        page.head("Clocks")
    for clock in status.clocks:
        what = clock.waits_for or WAIT_NAMES.get(clock.wait.value, clock.wait.value)
        about = f" ({escape(clock.about)})" if clock.about else ""
        whose = spelled_out(clock.owner) + (f", {clock.person}" if clock.person else "")
        page.say(f"[bold]{escape(what)}[/]{about}: {escape(whose)}")
        missed = status.missed.get(clock.name)
        late = f"; [red]late since {moment(missed)}[/]" if missed else ""
        page.say(f"Due {moment(clock.due)}{late}.", 4)
        step = clock.steps[0]
        then = "Stands still; then" if clock.is_paused else "Next:"
        page.say(f"{then} {spelled_out(step.kind.value)}, {moment(step.at)}.", 4)
        for pause in clock.pauses:
            since = moment(pause.since)
            stood = f"{what} stood still from {since} until {moment(pause.until)}: {pause.why}"
            stands = (
                f"{what} stands still since {since}, and is expected to until {moment(pause.expected)}: {pause.why}"
            )
            page.say(escape(stood if pause.until else stands), 4)


def show_timeline(console: Console, timeline: Timeline, now: datetime) -> None:
    """A plan at a glance: where it is, its clocks as a picture, and what happened, earliest first, with the rules."""
    page = Page(console)
    page.say(
        f"Plan {escape(timeline.plan)}: [bold]{escape(spelled_out(timeline.status))}[/], version {timeline.version}"
    )
    if timeline.in_force not in (0, timeline.version):
        page.say(f"Version {timeline.in_force} is in force, until the amended plan is signed off.")
    page.say(f"Promised date: {escape(promised(timeline.promise))}")
    page.say(f"Interim support: {INTERIM_IN_WORDS[timeline.interim]}")
    for line in late_since({wait.wait: wait.missed for wait in timeline.waits if wait.missed and wait.ended is None}):
        page.say(f"[red]Late[/]: {escape(line)}")
    page.say("")
    for line in picture.clocks(timeline.waits, now):
        page.plain(line, indent=0)
    for line in picture.LEGEND if timeline.waits else ():
        page.plain(line, indent=0)
    turns = picture.whose_turn(timeline.waits)
    if turns:
        page.say(f"Whose turn it is: {escape('; '.join(turns))}.")
    page.say("")
    for entry in timeline.entries:
        of = "" if entry.of == "plan" else f", {'interim support' if entry.of == 'interim' else escape(entry.of)}"
        by = f", {escape(spelled_out(entry.by))}" if entry.by else ""
        page.say(f"[bold]{moment(entry.at)}[/], version {entry.version}{of}{by}")
        page.say(f"{escape(for_people(entry.what))} \\[{escape(entry.rule)}]", 4)


def show_late(console: Console, late: Sequence[LateWait]) -> None:
    """Everything that is late, the longest delay first: what, whom to ring, how far up it has gone, what comes next."""
    page = Page(console)
    if not late:
        page.say("Nothing is late.")
        return
    for wait in late:
        what = WAIT_NAMES.get(wait.name, wait.name)
        page.say(f"[bold]{escape(wait.late)} late: {escape(what)}[/], due {moment(wait.missed)}")
        page.say(escape(wait.plan), 4)
        interim = f"; interim support: {INTERIM_IN_WORDS[wait.interim]}"
        page.say(escape(f"{spelled_out(wait.team)}, {spelled_out(wait.status)}{interim}"), 4)
        page.say(escape(f"Waits for the {spelled_out(wait.owner)}. {_ring(wait)}"), 4)
        page.say(escape(f"{_level(wait)} {_next(wait)}"), 4)
    plans = len({wait.plan for wait in late})
    page.say(f"{len(late)} late, of {plans} plan{'' if plans == 1 else 's'}.")
    page.say("Late: d and h are the office's working days and hours; interim support counts day and night.")


def _ring(wait: LateWait) -> str:
    """Whom to ring, with the telephone that the register has."""
    if not wait.ring:
        return "Nobody on the register holds that today: ring their manager."
    people: list[str] = []
    for person in wait.ring:
        name = f"{person.person} {person.name}".strip()
        away = " (away)" if person.away else ""
        by_mail = f", {person.email}" if person.email else ""
        people.append(f"{name}{away}, {person.telephone or f'no telephone on the register{by_mail}'}")
    return f"Ring {'; or '.join(people)}."


def _level(wait: LateWait) -> str:
    """How many steps were taken, who was told last, and how many levels up that is."""
    if not wait.steps:
        return "No step was taken yet."
    last = wait.steps[-1].told or "nobody"
    up = f", {wait.climbed} level{'' if wait.climbed == 1 else 's'} up" if wait.climbed else ""
    return f"{len(wait.steps)} step{'' if len(wait.steps) == 1 else 's'} taken, the last to {last}{up}."


def _next(wait: LateWait) -> str:
    if wait.stands_still:
        return "It stands still."
    return f"Next: {spelled_out(wait.next_step)}, {moment(wait.next_step_at)}." if wait.next_step else ""


def show_plans(
    console: Console,
    plans: Sequence[ListedPlan],
    late_since: Mapping[str, datetime],
    in_force: Mapping[str, int],
    turns: Mapping[str, Turn],
) -> None:
    """Plans with their search attributes.

    `turns`: whose turn it is with each, and how many tasks are open; what our database does not have is shown as
    Temporal has it.
    `late_since`: the earliest date missed of each plan that is late (TIME-8). `in_force`: of each plan with an amended
    plan in hand, the version that is in force meanwhile (AMEND-2).
    """
    page = Page(console)
    for plan in plans:
        state = spelled_out(plan.text_of(names.STATUS)) + ("" if plan.open else " (closed)")
        version = plan.text_of(names.VERSION)
        version = f", version {version}" if version not in ("", "0") else ""
        version += f"; version {in_force[plan.plan]} is in force" if plan.plan in in_force else ""
        page.say(f"{escape(plan.plan)}  [bold]{escape(state)}[/]{escape(version)}")
        turn = turns.get(plan.plan, Turn())
        owner, at = (turn.owner, turn.due) if turn.owner else (plan.text_of(names.OWNER), plan.due)
        waits = f", waits for the {spelled_out(owner)}" if owner else ""
        due = f", due {moment(at)}" if at else ""
        reference = reference_of(plan.plan)
        page.say(escape(f"{reference}: {spelled_out(plan.text_of(names.TEAM))}{waits}{due}"), 4)
        if turn.next_step:
            page.say(f"Next: {escape(spelled_out(turn.next_step))}, {moment(turn.next_step_at)}.", 4)
        late, stage = late_since.get(plan.plan), plan.text_of(names.INTERIM)
        more = [f"[red]Late since {moment(late)}[/]"] if late else []
        # Whoever reaches Temporal can write what stands in a search attribute: it may be none of our stages.
        words = INTERIM_IN_WORDS[Interim(stage)] if stage in set(Interim) else escape(stage)
        more += [f"interim support: {words}"] if stage not in ("", Interim.NONE) else []
        more += [_tasks_open(turn.open_tasks)] if plan.needs_attention or turn.open_tasks else []
        if more:
            page.say("; ".join(more), 4)
    page.say(f"{len(plans)} plan{'' if len(plans) == 1 else 's'}")


def _tasks_open(count: int) -> str:
    return f"{count} task{'' if count == 1 else 's'} open" if count else "a task is open for a person"


def show_tasks(console: Console, tasks: Sequence[OpenTask]) -> None:
    """Open tasks, the soonest due first."""
    page = Page(console)
    for task in tasks:
        who = ", ".join(part for part in (spelled_out(task.owner_role), task.owner) if part)
        late = ", [red]late[/]" if task.missed else ""
        page.say(f"[bold]Due {moment(task.due)}[/]{late}: {escape(who)}")
        page.say(f"plan {escape(task.plan)}", 4)
        page.say(f"task {escape(task.task)}", 4)
        page.say(escape(for_people(task.why)), 4)
        if task.files:
            page.say(escape(f"with it: {', '.join(task.files)}"), 4)
            page.say("to have these:", 4)
            page.plain(f"starter.py papers {reference_of(task.plan)} {task.task} --to FOLDER", indent=6)
    page.say(f"{len(tasks)} open task{'' if len(tasks) == 1 else 's'}")
