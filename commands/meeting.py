"""ROUTE-3 · `meeting`: the list of a panel or call, and what one sitting decided, as one message for each plan."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from careplan.authority import Meeting
from careplan.decision import problems_of
from careplan.determinations import Determination
from careplan.meetings import may_decide, the_person_was_invited
from careplan.messages import Answer
from careplan.submission import Problem
from careplan.working_time import london_day
from casesystem import show_meeting
from casesystem.plans import NoAnswer, PlanNotFound, Plans
from casesystem.sitting import Entry, read_sitting
from commands.shell import DONE, FAILED, REFUSED, USAGE, Shell, pass_shell, read_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from activities.schemes import Schemes
    from store.tables import MessageRow

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
    from store.plans import load_plan
    from store.views import waiting_for_meeting

    found = _meeting(shell, scheme, name)

    def waiting(session: "Session") -> list[dict[str, Any]]:
        rows = waiting_for_meeting(session, scheme, name)
        for row in rows:
            assessor = load_plan(session, row["plan"], row["version"]).expert_assessor
            row["expert"] = f"{assessor.id}, {assessor.expertise}, or like expertise" if assessor else ""
            for request in row["open_requests"]:
                del request["words"]
        return rows

    rows = shell.with_database(waiting)
    days = [london_day(row["meeting_at"]) for row in rows]
    on = at.date() if at else min(days, default=None)
    mine = [row for row, day in zip(rows, days, strict=True) if day == on]
    later = Counter(str(day) for day in days if on is not None and day > on)
    moment = mine[0]["meeting_at"] if mine else None
    whole = {"scheme": scheme, "meeting": name, "at": moment, "plans": mine, "later": dict(later)}
    shell.say(whole, lambda: show_meeting.show_list(shell.console, found.title, moment, mine, later))


def _meeting(shell: Shell, scheme: str, name: str) -> Meeting:
    """A panel or call of a scheme, as any edition of it has it; or the end, with those that there are."""
    schemes = shell.schemes()
    editions = schemes.editions(scheme)
    if not editions:
        shell.fail(USAGE, f"SCHEME is not one of the schemes here ({', '.join(schemes.names())}).")
    there = {one.name: one for edition in editions for one in edition.meeting}
    if name not in there:
        which = f"it has {', '.join(there)}" if there else "it has no panel and no call"
        shell.fail(USAGE, f"MEETING is not a panel or call of the scheme {scheme}: {which}.")
    return there[name]


# decide


class ToSend(NamedTuple):
    """One entry; and the answer that its message had, if it came before. What has an answer is not sent again."""

    entry: Entry
    before: Answer | None = None


@meeting.command("decide")
@click.argument("file")
@pass_shell
def decide(shell: Shell, file: str) -> None:
    """Send what one sitting decided: one `decide` message for each plan of FILE.

    FILE is one JSON object: `meeting` (who was there), `sent_by`, and `decisions`, each with `plan_id`, `message_id`,
    `version` and the rest of a decision. The whole list is checked first. Given again it does nothing twice. Exit
    codes: 0 all accepted, 2 the list is wrong and nothing was sent, 3 one was refused, 4 one did not answer.
    """
    entries, problems = read_sitting(read_json(shell, file))
    if problems:
        _wrong(shell, problems)
    schemes = shell.schemes()
    now = datetime.now(UTC)
    checked = shell.with_database(lambda session: [_checked(session, schemes, entry, now) for entry in entries])
    problems = tuple(problem for _, found in checked for problem in found)
    if problems:
        _wrong(shell, problems)
    results = shell.with_plans(lambda plans: send_each(shell, [one for one, _ in checked], plans))
    left = shell.with_database(lambda session: _left(session, entries))
    counted = Counter(each["result"] for each in results)
    hint = show_meeting.HINT if left else ""
    whole = {"summary": dict(counted), "decisions": results, "without_a_decision": left, "hint": hint}
    shell.say(whole, lambda: show_meeting.show_decided(shell.console, results, left))
    if counted[REFUSED_BEFORE] and not shell.as_json:
        shell.errors.print("A decision that was refused is put right under another message_id.")
    if counted["failed"] and not shell.as_json:
        shell.errors.print("Some did not answer: give the same command again.")
    raise SystemExit(
        FAILED if counted["failed"] else REFUSED if counted["refused"] or counted[REFUSED_BEFORE] else DONE
    )


def _wrong(shell: Shell, problems: Sequence[Problem]) -> NoReturn:
    """Everything wrong with the list; nothing was sent."""
    if shell.as_json:
        shell.machine({"error": "the list is wrong: nothing was sent", "problems": [str(each) for each in problems]})
        raise SystemExit(USAGE)
    shell.fail(USAGE, "\n  ".join(["the list is wrong, and nothing was sent:", *map(str, problems)]))


def _checked(session: "Session", schemes: "Schemes", entry: Entry, now: datetime) -> tuple[ToSend, list[Problem]]:
    """Whether an entry was sent before; and what the rules say is wrong with one that was not."""
    from store.plans import load_plan, plan_row, practitioners
    from store.tables import MessageRow
    from store.waits import days_of_meetings

    decide, plan_id = entry.decide, entry.plan_id
    row = plan_row(session, plan_id)
    if row is None:
        return ToSend(entry), [Problem(f"{entry.where}.plan_id", "no plan of that id has been submitted")]
    earlier = session.get(MessageRow, (plan_id, decide.message_id))
    if earlier is not None:
        return _came_before(session, entry, earlier)
    if decide.version != row.version:
        return ToSend(entry), []  # the plan itself refuses it, and says which version is in hand
    plan, today = load_plan(session, plan_id, decide.version), london_day(now)
    scheme = schemes.in_force(plan.scheme, today)
    missing, contradictory = problems_of(decide, plan, scheme, today)
    found = [*missing, *contradictory]
    sits = next((one for one in scheme.meeting if one.name == row.meeting), None)
    if sits is not None and decide.meeting is not None:
        known = practitioners(session, plan_id)
        found += may_decide(decide.meeting, sits, plan, known, decide.sent_by.id, today)
        found += the_person_was_invited(decide.meeting, days_of_meetings(session, plan_id))
    return ToSend(entry), [
        Problem(f"{entry.where} (plan {plan_id}) {each.where}", each.reason, each.rule) for each in found
    ]


def _came_before(session: "Session", entry: Entry, earlier: "MessageRow") -> tuple[ToSend, list[Problem]]:
    """An entry whose message id the plan knows: its answer then. One that has changed since is a mistake."""
    from store.tables import DecisionRow

    answer = Determination.model_validate_json(earlier.determination).answer
    kept = session.get(DecisionRow, (entry.plan_id, entry.decide.version))
    content = entry.decide.model_dump(mode="json")
    is_same = kept is not None and {**kept.content, "sent_at": None} == {**content, "sent_at": None}
    if earlier.name != "decide" or (answer.accepted and not is_same):
        what = "another message about this plan has it already: give this one its own"
        return ToSend(entry), [Problem(f"{entry.where}.message_id", what)]
    return ToSend(entry, answer), []


async def send_each(shell: Shell, to_send: Sequence[ToSend], plans: Plans) -> list[dict[str, Any]]:
    """Plan by plan, each said as it is done."""
    results: list[dict[str, Any]] = []
    for number, one in enumerate(to_send, start=1):
        if one.before is not None:
            # Refused, it stays refused: the plan knows its id, so what is put right is another message.
            result = _result(one.entry, DONE_BEFORE if one.before.accepted else REFUSED_BEFORE, one.before)
        else:
            try:
                answer = await plans.ask(one.entry.plan_id, "decide", one.entry.message(datetime.now(UTC)))
            except (NoAnswer, PlanNotFound) as error:
                result = _result(one.entry, "failed", said=str(error))
            else:
                result = _result(one.entry, answer.outcome, answer)
        results.append(result)
        if not shell.as_json:
            shell.console.print(f"{number}/{len(to_send)}  {one.entry.plan_id}  {result['result']}")
    return results


def _result(entry: Entry, result: str, answer: Answer | None = None, said: str = "") -> dict[str, Any]:
    return {
        "plan": entry.plan_id,
        "version": entry.decide.version,
        "decision": entry.decide.outcome.value,
        "result": result,
        "code": answer.code.value if answer and answer.code else "",
        "reasons": list(answer.reasons) if answer else [],
        "said": [*(answer.said if answer else ()), *([said] if said else [])],
        "plan_status": answer.plan_status if answer else "",
    }


def _left(session: "Session", entries: Sequence[Entry]) -> list[str]:
    """The plans that were on the list of that sitting, and of which nothing was decided."""
    from store.plans import plan_row
    from store.views import waiting_for_meeting

    named = {entry.plan_id for entry in entries}
    held: dict[tuple[str, str], date] = {}
    for entry in entries:
        row = plan_row(session, entry.plan_id)
        if row is not None and row.meeting and entry.decide.meeting is not None:
            held[row.scheme, row.meeting] = entry.decide.meeting.held_on
    return [
        waiting["plan"]
        for (scheme, name), on in held.items()
        for waiting in waiting_for_meeting(session, scheme, name)
        if waiting["plan"] not in named and london_day(waiting["meeting_at"]) == on
    ]


COMMANDS: tuple[click.Command, ...] = (meeting,)
"""Every command of this room."""
