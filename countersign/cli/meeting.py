"""ROUTE-3 · `meeting`: the list of a panel or call, what one sitting decided, and one that is moved.

Each is one message for each plan.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, NoReturn, cast

import click
from pydantic import ValidationError
from sqlalchemy.orm import Session

from countersign.careplan.authority import Meeting
from countersign.careplan.meetings import may_be_moved
from countersign.careplan.messages.answers import Answer, Refusal, Refused
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.messages.meetings import MoveMeeting
from countersign.careplan.submission import Problem, misshapen_references, problems_of_form
from countersign.careplan.working_time import london_day
from countersign.cli.at_hand import schemes_of, with_database
from countersign.cli.shell import DONE, FAILED, REFUSED, USAGE, Shell, pass_shell, read_json
from countersign.cli.showing import meetings as show
from countersign.client.plans import Plans, refused
from countersign.client.sitting import NO_PLAN, Entry, read_sitting
from countersign.client.unanswered import NoAnswer, PlanNotFound
from countersign.queries.meetings import ListOfSitting, waiting_for_meeting
from countersign.queries.sittings import (
    AllMoved,
    Decided,
    DecisionSent,
    Moved,
    Tried,
    tried,
    without_a_decision,
)

DONE_BEFORE = "done before"
REFUSED_BEFORE = "refused before"


@click.group()
def meeting() -> None:
    """A panel or call: the plans that wait for it, and what one sitting decided."""


# list


@meeting.command("list")
@click.argument("scheme")
@click.argument("name", metavar="MEETING")
@click.option(
    "--on", "at", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="That of this day, not the next one."
)
@pass_shell
def list_plans(shell: Shell, scheme: str, name: str, at: datetime | None) -> None:
    """List the plans that wait for the next sitting of a panel or call, such as `panel_by_exception panel`.

    From our database alone, and nothing about anybody whose plan it is.
    """
    title = _meeting(shell, scheme, name).title
    waiting = with_database(shell, lambda session: waiting_for_meeting(session, scheme, name, datetime.now(UTC)))
    days = [london_day(plan.meeting_at) for plan in waiting]
    on = at.date() if at else min(days, default=None)
    of_that_day = tuple(plan for plan, day in zip(waiting, days, strict=True) if day == on)
    view = ListOfSitting(
        scheme=scheme,
        meeting=name,
        at=of_that_day[0].meeting_at if of_that_day else None,
        plans=of_that_day,
        later=dict(Counter(str(day) for day in days if on is not None and day > on)),
    )
    shell.say(view, lambda: show.show_list(shell.console, title, view))


def _meeting(shell: Shell, scheme: str, name: str) -> Meeting:
    """A panel or call of any edition of a scheme; or end the command and name those that there are."""
    schemes = schemes_of(shell)
    editions = schemes.editions(scheme)
    if not editions:
        shell.fail(USAGE, f"SCHEME is not one of the schemes here ({', '.join(schemes.names())}).")
    by_name = {meeting.name: meeting for edition in editions for meeting in edition.meeting}
    if name not in by_name:
        which = f"it has {', '.join(by_name)}" if by_name else "it has no panel and no call"
        shell.fail(USAGE, f"MEETING is not a panel or call of the scheme {scheme}: {which}.")
    return by_name[name]


# decide


class ToSend(NamedTuple):
    """One entry to send."""

    entry: Entry

    before: Answer | None = None
    """The answer to its message, if the message came before. It is then not sent again."""


@meeting.command("decide")
@click.argument("file")
@pass_shell
def decide(shell: Shell, file: str) -> None:
    """Send what one sitting decided: one `decide` message for each plan of FILE.

    FILE is one JSON object: `meeting` (who was there), `sent_by`, and `decisions`, each with `plan_id`, `message_id`,
    `version`, its `content_sha256` and the rest of a decision. The whole list is checked first. Given again it does
    nothing twice. Exit codes: 0 all accepted, 2 the list is wrong and nothing was sent, 3 one was refused, 4 one did
    not answer.
    """
    entries, problems = read_sitting(read_json(shell, file))
    if problems:
        _wrong(shell, problems)
    schemes, today = schemes_of(shell), london_day(datetime.now(UTC))
    answers = with_database(
        shell, lambda session: [tried(session, schemes, entry.plan_id, entry.decide, today) for entry in entries]
    )
    problems = tuple(
        problem for entry, answer in zip(entries, answers, strict=True) for problem in _problems(entry, answer)
    )
    if problems:
        _wrong(shell, problems)
    to_send = [ToSend(entry, answer.before) for entry, answer in zip(entries, answers, strict=True)]
    sent = shell.with_plans(lambda plans: send_each(shell, to_send, plans))
    left = with_database(shell, lambda session: _left(session, entries))
    summary = Counter(decision.result for decision in sent)
    view = Decided(
        summary=dict(summary),
        decisions=tuple(sent),
        without_a_decision=tuple(left),
        hint=show.HINT if left else "",
    )
    shell.say(view, lambda: show.show_decided(shell.console, sent, left))
    if summary[REFUSED_BEFORE] and not shell.as_json:
        shell.errors.print("A decision that was refused is put right under another message_id.")
    if summary["failed"] and not shell.as_json:
        shell.errors.print("Some did not answer: give the same command again.")
    raise SystemExit(
        FAILED if summary["failed"] else REFUSED if summary["refused"] or summary[REFUSED_BEFORE] else DONE
    )


def _wrong(shell: Shell, problems: Sequence[Problem]) -> NoReturn:
    """Everything wrong with the list; nothing was sent."""
    if shell.as_json:
        shell.machine({"error": "the list is wrong: nothing was sent", "problems": [*map(str, problems)]})
        raise SystemExit(USAGE)
    shell.fail(USAGE, "\n  ".join(["the list is wrong, and nothing was sent:", *map(str, problems)]))


def _problems(entry: Entry, answer: Tried) -> list[Problem]:
    """What is wrong with an entry: its plan is unknown, another message has its id, or the plan would refuse it."""
    if not answer.is_known:
        return [Problem(f"{entry.where}.plan_id", "no plan of that id has been submitted")]
    if answer.is_another:
        what = "another message about this plan has it already: give this one its own"
        return [Problem(f"{entry.where}.message_id", what)]
    return [
        Problem(f"{entry.where} (plan {entry.plan_id}) {finding.where}", finding.reason, finding.rule)
        for refusal in answer.refusals
        for finding in refusal.findings
    ]


async def send_each(shell: Shell, to_send: Sequence[ToSend], plans: Plans) -> list[DecisionSent]:
    """Send the decisions plan by plan, and print each result at once."""
    sent: list[DecisionSent] = []
    for number, (entry, before) in enumerate(to_send, start=1):
        if before is not None:
            # A refused message stays refused, because the plan knows its id: the corrected one needs an id of its own.
            result = _result(entry, DONE_BEFORE if before.accepted else REFUSED_BEFORE, before)
        else:
            try:
                answer = await plans.ask(entry.plan_id, Decide.declared.name, entry.message(datetime.now(UTC)))
            except (NoAnswer, PlanNotFound) as error:
                result = _result(entry, "failed", said=str(error))
            else:
                result = _result(entry, answer.outcome, answer)
        sent.append(result)
        if not shell.as_json:
            shell.console.print(f"{number}/{len(to_send)}  {entry.plan_id}  {result.result}", markup=False)
    return sent


def _result(entry: Entry, result: str, answer: Answer | None = None, said: str = "") -> DecisionSent:
    return DecisionSent(
        plan=entry.plan_id,
        version=entry.decide.version,
        decision=entry.decide.outcome.value,
        result=result,
        code=answer.code.value if answer and answer.code else "",
        reasons=answer.reasons if answer else (),
        said=(*(answer.said if answer else ()), *([said] if said else [])),
        plan_status=answer.plan_status if answer else "",
    )


def _left(session: Session, entries: Sequence[Entry]) -> list[str]:
    """The plans that wait for that sitting and were not decided."""
    held_on = {entry.plan_id: entry.decide.meeting.held_on for entry in entries if entry.decide.meeting is not None}
    return without_a_decision(session, held_on, [entry.plan_id for entry in entries], datetime.now(UTC))


# move


@meeting.command("move")
@click.argument("scheme")
@click.argument("name", metavar="MEETING")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="Send nothing: list the plans, or say what speaks against it.")
@pass_shell
def move(shell: Shell, scheme: str, name: str, file: str, *, dry_run: bool) -> None:
    """Move a sitting, or hold an extra one: the `move_meeting` message of FILE, sent to each plan that waits for it.

    What speaks against it is said before anything is sent. Given again, it reaches the plans that still wait for the
    first day. Exit codes: 0 all accepted, 3 one was refused, or it may not be moved there, 4 one did not answer.
    """
    held = _meeting(shell, scheme, name)
    now = datetime.now(UTC)
    message = _to_move(shell, read_json(shell, file), now)
    waiting = [
        plan
        for plan in with_database(shell, lambda session: waiting_for_meeting(session, scheme, name, now))
        if london_day(plan.meeting_at) == message.held_on
    ]
    for begins in sorted({plan.meeting_at for plan in waiting}):
        schemes = schemes_of(shell)
        days = schemes.days(schemes.in_force(scheme, london_day(now)))
        faults = may_be_moved(begins, message.to, held, now, days, is_extra=message.is_extra)
        if faults:
            shell.answered(refused(Refusal.NOT_NOW, *Refused.because(Refusal.NOT_NOW, faults).reasons))
    plans = [plan.plan for plan in waiting]
    if dry_run:
        results = [Moved(plan=plan, result="would be moved", said=()) for plan in plans]
    else:
        results = shell.with_plans(lambda to_plans: _move_each(shell, plans, message, to_plans))
    summary = Counter(plan.result for plan in results)
    view = AllMoved(
        dry_run=dry_run, held_on=message.held_on, to=message.to, summary=dict(summary), plans=tuple(results)
    )
    shell.say(view, lambda: show.show_moved(shell.console, held.title, view))
    raise SystemExit(FAILED if summary["failed"] else REFUSED if summary["refused"] else DONE)


def _to_move(shell: Shell, raw: object, now: datetime) -> MoveMeeting:
    """The message of the file, sent now; or end the command and name everything that is wrong with it."""
    # The file names no plan: one message goes to each plan that waits for the sitting.
    usual = {"plan_id": NO_PLAN, "sent_at": now.isoformat()}
    dated = {**cast("dict[str, Any]", raw), **usual} if isinstance(raw, dict) else raw
    try:
        message = MoveMeeting.model_validate(dated)
    except ValidationError as error:
        shell.answered(refused(Refusal.MALFORMED, *map(str, problems_of_form(error))))
    problems = misshapen_references(message, shell.staff_form())
    if problems:
        shell.answered(refused(Refusal.MALFORMED, *map(str, problems)))
    return message


async def _move_each(shell: Shell, waiting: Sequence[str], message: MoveMeeting, plans: Plans) -> list[Moved]:
    """Send the message plan by plan, and print each result at once."""
    moved: list[Moved] = []
    for number, plan in enumerate(waiting, start=1):
        try:
            about = {**message.model_dump(mode="json"), "plan_id": plan}
            answer = await plans.ask(plan, message.declared.name, about)
        except (NoAnswer, PlanNotFound) as error:
            result = Moved(plan=plan, result="failed", said=(str(error),))
        else:
            result = Moved(plan=plan, result=answer.outcome, said=(*answer.reasons, *answer.said))
        moved.append(result)
        if not shell.as_json:
            shell.console.print(f"{number}/{len(waiting)}  {plan}  {result.result}", markup=False)
    return moved


COMMANDS: tuple[click.Command, ...] = (meeting,)
"""Every command of this room."""
