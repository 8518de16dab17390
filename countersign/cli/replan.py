"""TIME-1 · `replan`: a change of the scheme or of the calendar, brought to every open plan of a scheme.

It sends one message to each plan. The message id is made from the scheme as it is, the sender and the reason. So the
same command, given again, finds what it has done already and leaves it alone.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import click

from countersign.careplan.interim import OPEN
from countersign.careplan.lifecycle import CLOSED
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.messages.upkeep import ReplanClocks
from countersign.careplan.replanning import NO_DATE_CHANGED, all_planned_again, what_changed
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import WorkingDays, london_day
from countersign.cli.at_hand import schemes_of, with_database
from countersign.cli.shell import DONE, FAILED, REFUSED, USAGE, Shell, pass_shell
from countersign.client.plans import Plans, refused
from countersign.client.unanswered import NoAnswer, PlanNotFound
from countersign.queries.replanning import PlanToReplan, plans_to_replan
from countersign.queries.view import View
from countersign.store.register import register_of
from countersign.store.register_file import is_person

DONE_BEFORE = "done before"


class Replanned(View):
    """The result for one plan."""

    plan: str

    result: str

    said: tuple[str, ...]


class AllReplanned(View):
    """The results for every open plan of a scheme."""

    message_id: str

    dry_run: bool

    summary: dict[str, int]
    """How many plans had each result."""

    plans: tuple[Replanned, ...]


class Under(NamedTuple):
    """The scheme with which a dry run works out what would change."""

    scheme: Scheme

    days: WorkingDays


@click.command()
@click.option("--scheme", "name", required=True, help="The scheme whose open plans are planned again.")
@click.option("--by", required=True, help="Who sends it: a reference that is on the register.")
@click.option("--why", required=True, help="What has changed. Another change needs other words, or counts as this one.")
@click.option("--dry-run", is_flag=True, help="Send nothing: say what would change, by the schemes of this machine.")
@pass_shell
def replan(shell: Shell, name: str, by: str, why: str, *, dry_run: bool) -> None:
    """Plan the clocks of every open plan of a scheme again, once workers run with the changed scheme.

    Given again it changes nothing more: plans that have the message are left alone. Exit codes: 0 every plan has it,
    3 one refused it, 4 one did not answer (give the same command again).
    """
    schemes, today = schemes_of(shell), london_day(datetime.now(UTC))
    if name not in schemes.names():
        shell.fail(USAGE, f"--scheme: that is not one of the schemes here ({', '.join(schemes.names())}).")
    if not is_person(by, shell.staff_form()):
        shell.fail(USAGE, "--by: that is not a reference of a member of staff, such as sm-31.")
    scheme = schemes.in_force(name, today)
    message_id = _message_id(scheme, by, why)
    to_replan = _plans(shell, name, by, message_id, today)
    message = {"message_id": message_id, "sent_by": {"id": by, "system": "operations"}, "why": why}
    act = Under(scheme, schemes.days(scheme)) if dry_run else message
    results = shell.with_plans(lambda plans: _each(shell, to_replan, plans, act))
    _end(shell, results, message_id, dry_run=dry_run)


def _message_id(scheme: Scheme, by: str, why: str) -> str:
    content = "\0".join((scheme.model_dump_json(), by, " ".join(why.split())))
    return f"replan-{hashlib.sha256(content.encode()).hexdigest()[:24]}-1"


def _plans(shell: Shell, name: str, by: str, message_id: str, today: date) -> list[PlanToReplan]:
    """Every open plan of the scheme. Ends the command if the sender is unknown: each plan would refuse the message."""
    is_known, to_replan = with_database(
        shell, lambda session: (register_of(session).has(by, today), plans_to_replan(session, name, message_id))
    )
    if not is_known:
        shell.answered(refused(Refusal.NO_AUTHORITY, f"--by: {by} is not on the register today."))
    return to_replan


async def _each(
    shell: Shell, to_replan: Sequence[PlanToReplan], plans: Plans, act: Mapping[str, Any] | Under
) -> list[Replanned]:
    """Replan one plan after another, and print each result. `act`: the message to send, or the scheme of a dry run."""
    results: list[Replanned] = []
    for number, plan in enumerate(to_replan, start=1):
        if plan.done:
            result = _result_of(plan, DONE_BEFORE)
        elif isinstance(act, Under):
            result = await _would(plans, plan, act)
        else:
            result = await _sent(plans, plan, act)
        results.append(result)
        if not shell.as_json:
            said = " ".join(result.said)
            shell.console.print(
                f"{number}/{len(to_replan)}  {plan.plan}  {result.result}{': ' if said else ''}", end="", markup=False
            )
            shell.console.print(said, markup=False)
    return results


def _result_of(plan: PlanToReplan, result: str, *said: str) -> Replanned:
    return Replanned(plan=plan.plan, result=result, said=said)


async def _sent(plans: Plans, plan: PlanToReplan, message: Mapping[str, Any]) -> Replanned:
    try:
        sent_now = {**message, "plan_id": plan.plan, "sent_at": datetime.now(UTC).isoformat()}
        answer = await plans.ask(plan.plan, ReplanClocks.declared.name, sent_now)
    except (NoAnswer, PlanNotFound) as error:
        return _result_of(plan, "failed", str(error))
    told_too = answer.accepted and plan.status not in CLOSED and plan.interim in OPEN
    also = ("Its interim support is told.",) if told_too else ()
    return _result_of(plan, _result(answer), *(answer.said or answer.reasons), *also)


def _result(answer: Answer) -> str:
    if answer.accepted:
        return "unchanged" if answer.said == (NO_DATE_CHANGED,) else "changed"
    # The plan has the message already: an earlier command sent it and never got the answer.
    return DONE_BEFORE if answer.code is Refusal.MESSAGE_ID_REUSED else "refused"


async def _would(plans: Plans, plan: PlanToReplan, under: Under) -> Replanned:
    """Work out what would change for a plan and its interim support."""
    try:
        status = await plans.status(plan.plan)
        interim = await plans.interim_status(plan.plan)
    except (NoAnswer, PlanNotFound) as error:
        return _result_of(plan, "failed", str(error))
    now = datetime.now(UTC)
    changes = [
        sentence
        for clocks in (status.clocks, interim.clocks if interim else ())
        for sentence in what_changed(clocks, all_planned_again(clocks, under.scheme, under.days, now))
        if sentence != NO_DATE_CHANGED
    ]
    return _result_of(plan, "would change" if changes else "unchanged", *(changes or [NO_DATE_CHANGED]))


def _end(shell: Shell, results: Sequence[Replanned], message_id: str, *, dry_run: bool) -> None:
    summary = Counter(plan.result for plan in results)
    code = FAILED if summary["failed"] else REFUSED if summary["refused"] else DONE
    counted = ", ".join(f"{count} {result}" for result, count in sorted(summary.items())) or "none is open"
    words = f"{len(results)} plan{'' if len(results) == 1 else 's'}: {counted}."
    nothing = " Nothing was sent." if dry_run else ""
    view = AllReplanned(message_id=message_id, dry_run=dry_run, summary=dict(summary), plans=tuple(results))
    shell.say(view, lambda: shell.console.print(words + nothing, markup=False))
    if code == FAILED and not shell.as_json:
        shell.errors.print("Some did not answer: give the same command again.")
    raise SystemExit(code)


COMMANDS: tuple[click.Command, ...] = (replan,)
"""Every command of this room."""
