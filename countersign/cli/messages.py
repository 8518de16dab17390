"""Messages: one in, one answer out. A message is one JSON object, from a file or, as `-`, from standard input."""

from datetime import UTC, date, datetime
from typing import Any, cast

import click

from countersign.careplan.messages import INTERIM_MESSAGES, MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.messages.arrival import read_message
from countersign.careplan.messages.of_that_day import moved_with
from countersign.careplan.wire import moment_of
from countersign.careplan.working_time import london_day
from countersign.casework.status import PlanStatus
from countersign.cli.shell import PLAN, Shell, pass_shell, read_json
from countersign.client.plans import Plans, at_the_door, refused
from countersign.client.unanswered import NoAnswer, PlanNotFound

sent_now = click.option(
    "--now",
    "is_sent_now",
    is_flag=True,
    help=(
        "Say that it is sent now, whatever `sent_at` the file has: for examples. The day of which it speaks (from_day, "
        "held_on, received_on, starts_on, decided_on) moves by as many days."
    ),
)
"""Waits count from when a message was sent, so a plan from an example of some weeks ago would be late at once. What an
example says of its own day would be said of a day before the plan was agreed."""


def _dated(raw: object, name: str = "", *, is_sent_now: bool) -> object:
    if not is_sent_now or not isinstance(raw, dict):
        return raw
    message, now = cast("dict[str, Any]", raw), datetime.now(UTC)
    was = _day_of(message.get("sent_at"))
    dated = moved_with(name, message, was, london_day(now)) if was else message
    return {**dated, "sent_at": now.isoformat()}


def _day_of(sent_at: object) -> date | None:
    """The day of `sent_at`, in London; None where it is no moment: then nothing is moved by it."""
    moment = moment_of(sent_at)
    return london_day(moment) if moment else None


@click.command()
@click.argument("file")
@sent_now
@pass_shell
def submit(shell: Shell, file: str, *, is_sent_now: bool) -> None:
    """Submit a plan for sign-off."""
    raw = _dated(read_json(shell, file), is_sent_now=is_sent_now)
    answer = at_the_door(raw, shell.staff_form())
    if not answer.accepted:
        shell.answered(answer)
    submission = cast("dict[str, Any]", raw)
    plan_id = submission["plan"]["plan_id"].strip().lower()

    async def submitted(plans: Plans) -> tuple[Answer, PlanStatus | None]:
        answer = await plans.submit(submission)
        # The same submission again has the same answer: only where the plan is now says whether that is still so.
        return answer, await _now(plans, plan_id) if answer.accepted else None

    shell.answered(*shell.with_plans(submitted))


async def _now(plans: Plans, plan: str) -> PlanStatus | None:
    """Where a plan is now, beside an answer that may be of earlier; None if that cannot be told."""
    try:
        return await plans.status(plan)
    except (NoAnswer, PlanNotFound):
        return None


def check_plan_named(shell: Shell, plan: str, raw: object) -> None:
    """WHO-2: end with a refusal if a message names another plan than the one that it would be sent to."""
    fields = cast("dict[str, object]", raw) if isinstance(raw, dict) else {}
    whole = fields.get("plan")
    where, named = "plan_id", fields.get("plan_id")
    if isinstance(whole, dict):
        where, named = "plan.plan_id", cast("dict[str, object]", whole).get("plan_id")
    if isinstance(named, str) and named.strip().lower() != plan:
        reason = f"{where}: the message is about another plan than {plan}: nothing was sent. [WHO-2]"
        shell.answered(refused(Refusal.WRONG_PLAN, reason))


def _message_command(name: str) -> click.Command:
    """The command of one message: `starter.py <name> PLAN FILE`."""
    model = MESSAGES[name]

    @click.argument("plan", type=PLAN)
    @click.argument("file")
    @sent_now
    @click.option("--signal", "by_signal", is_flag=True, help="Send and do not wait for the answer.")
    @pass_shell
    def send(shell: Shell, plan: str, file: str, *, is_sent_now: bool, by_signal: bool) -> None:
        raw = _dated(read_json(shell, file), name, is_sent_now=is_sent_now)
        check_plan_named(shell, plan, raw)
        _, problems = read_message(model, raw, datetime.now(UTC), shell.staff_form())
        if problems:
            shell.answered(refused(Refusal.MALFORMED, *(str(problem) for problem in problems)))
        message = cast("dict[str, Any]", raw)
        if by_signal:
            shell.with_plans(lambda plans: plans.signal(plan, name, message))
            sent = "Sent. It will be considered; `starter.py status` shows what came of it."
            shell.say({"outcome": "sent"}, lambda: shell.console.print(sent))
            return

        async def asked(plans: Plans) -> tuple[Answer, PlanStatus | None]:
            answer = await plans.ask(plan, name, message)
            return answer, await _now(plans, plan) if answer.accepted and answer.duplicate else None

        shell.answered(*shell.with_plans(asked))

    summary = (model.__doc__ or "").partition("\n")[0]
    whom = "the interim support of PLAN" if name in INTERIM_MESSAGES else "PLAN"
    return click.command(name.replace("_", "-"), help=f"Send '{name}' to {whom}: {summary}", short_help=summary)(send)


COMMANDS: tuple[click.Command, ...] = (submit, *(_message_command(name) for name in MESSAGES))
"""Every command of this room."""
