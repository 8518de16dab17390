"""TIME-1 · `replan`: a change of the scheme or of the calendar, brought to every open plan of a scheme.

One message to each plan, with an id that follows from the scheme as it is, from who sends it and from why: the same
command given again finds what it has done already and leaves it alone.
"""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import click
from pydantic import TypeAdapter, ValidationError

from careplan.interim import OPEN
from careplan.lifecycle import CLOSED
from careplan.messages import Answer, Refusal
from careplan.replanning import NO_DATE_CHANGED, all_planned_again, what_changed
from careplan.scheme import Scheme
from careplan.wire import StaffId
from careplan.working_time import WorkingDays, london_day
from casesystem.plans import NoAnswer, PlanNotFound, Plans, refused
from commands.shell import DONE, FAILED, REFUSED, USAGE, Shell, pass_shell

DONE_BEFORE = "done before"


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
    schemes = shell.schemes()
    if name not in schemes.names():
        shell.fail(USAGE, f"--scheme: is not one of the schemes here ({', '.join(schemes.names())}).")
    try:
        TypeAdapter[str](StaffId).validate_python(by)
    except ValidationError:
        shell.fail(USAGE, "--by: is not a reference of a member of staff, such as sm-31.")
    scheme = schemes.in_force(name, london_day(datetime.now(UTC)))
    message_id = _message_id(scheme, by, why)
    found = _plans(shell, name, by, message_id, london_day(datetime.now(UTC)))
    if dry_run:
        days = schemes.days(scheme)
        results = shell.with_plans(lambda plans: _each(shell, found, plans, scheme=scheme, days=days))
    else:
        message = {"message_id": message_id, "sent_by": {"id": by, "system": "operations"}, "why": why}
        results = shell.with_plans(lambda plans: _each(shell, found, plans, message=message))
    _end(shell, results, message_id, dry_run=dry_run)


def _message_id(scheme: Scheme, by: str, why: str) -> str:
    content = "\0".join((scheme.model_dump_json(), by, " ".join(why.split())))
    return f"replan-{hashlib.sha256(content.encode()).hexdigest()[:24]}-1"


def _plans(shell: Shell, name: str, by: str, message_id: str, today: date) -> list[dict[str, Any]]:
    """Every open plan of the scheme. Ends at once if the sender is nobody: each plan would refuse the message."""
    from store.register import is_registered
    from store.views import plans_of_scheme

    known, found = shell.with_database(
        lambda session: (is_registered(session, by, today), plans_of_scheme(session, name, message_id))
    )
    if not known:
        shell.answered(refused(Refusal.NO_AUTHORITY, f"--by: {by} is not on the register today."))
    return found


async def _each(
    shell: Shell,
    found: list[dict[str, Any]],
    plans: Plans,
    *,
    message: dict[str, Any] | None = None,
    scheme: Scheme | None = None,
    days: WorkingDays | None = None,
) -> list[dict[str, Any]]:
    """Plan by plan, each said as it is done. Without a message, only what would change is worked out."""
    results: list[dict[str, Any]] = []
    for number, one in enumerate(found, start=1):
        plan = str(one["plan"])
        if one["done"]:
            result = _result_of(plan, DONE_BEFORE)
        elif message is not None:
            result = await _sent(plans, plan, message)
            if result["result"] in ("changed", "unchanged") and one["status"] not in CLOSED and one["interim"] in OPEN:
                result["said"] = (*result["said"], "Its interim support is told.")
        elif scheme is not None and days is not None:
            result = await _would(plans, plan, scheme, days)
        else:
            continue
        results.append(result)
        if not shell.as_json:
            said = " ".join(result["said"])
            shell.console.print(f"{number}/{len(found)}  {plan}  {result['result']}{': ' if said else ''}", end="")
            shell.console.print(said, markup=False, highlight=False)
    return results


def _result_of(plan: str, result: str, *said: str) -> dict[str, Any]:
    return {"plan": plan, "result": result, "said": said}


async def _sent(plans: Plans, plan: str, message: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = await plans.ask(plan, "replan_clocks", {**message, "sent_at": datetime.now(UTC).isoformat()})
    except (NoAnswer, PlanNotFound) as error:
        return _result_of(plan, "failed", str(error))
    return _result_of(plan, _result(answer), *(answer.said or answer.reasons))


def _result(answer: Answer) -> str:
    if answer.accepted:
        return "unchanged" if answer.said == (NO_DATE_CHANGED,) else "changed"
    # It is there already, sent by a command whose answer never came.
    return DONE_BEFORE if answer.code is Refusal.MESSAGE_ID_REUSED else "refused"


async def _would(plans: Plans, plan: str, scheme: Scheme, days: WorkingDays) -> dict[str, Any]:
    """What would change for a plan and its interim support."""
    try:
        status = await plans.status(plan)
        interim = await plans.interim_status(plan)
    except (NoAnswer, PlanNotFound) as error:
        return _result_of(plan, "failed", str(error))
    now = datetime.now(UTC)
    said = [
        sentence
        for clocks in (status.clocks, interim.clocks if interim else ())
        for sentence in what_changed(clocks, all_planned_again(clocks, scheme, days, now))
        if sentence != NO_DATE_CHANGED
    ]
    return _result_of(plan, "would change" if said else "unchanged", *(said or [NO_DATE_CHANGED]))


def _end(shell: Shell, results: list[dict[str, Any]], message_id: str, *, dry_run: bool) -> None:
    counted = Counter(each["result"] for each in results)
    code = FAILED if counted["failed"] else REFUSED if counted["refused"] else DONE
    summary = ", ".join(f"{count} {result}" for result, count in sorted(counted.items())) or "none is open"
    words = f"{len(results)} plan{'' if len(results) == 1 else 's'}: {summary}."
    nothing = " Nothing was sent." if dry_run else ""
    whole = {"message_id": message_id, "dry_run": dry_run, "summary": dict(counted), "plans": results}
    shell.say(whole, lambda: shell.console.print(words + nothing, highlight=False))
    if code == FAILED and not shell.as_json:
        shell.errors.print("Some did not answer: give the same command again.")
    raise SystemExit(code)
