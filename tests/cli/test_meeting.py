"""`starter.py meeting`: the list of a panel or call, and what one sitting decided, as one message for each plan."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest

from countersign.careplan.authority import Exceptional
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.notices import NoticeStatus
from countersign.cli.meeting import ToSend, send_each
from countersign.cli.shell import Shell
from countersign.client.plans import Plans
from countersign.client.sitting import Entry, read_sitting
from countersign.client.unanswered import NoAnswer
from tests.support.stack import DONE, FAILED, REFUSED, USAGE, Commands, Said, about, example

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
CALL_LEAD = {"id": "cl-611", "system": "case-system"}
PRIVATE = ("name", "preferred_name", "address", "email")


SENT: dict[str, dict[str, Any]] = {}
"""The plans that were submitted here, by their ids."""


def submitted(starter: Commands, name: str = "call", **parts: Any) -> str:
    """Submit an example as a plan of its own, now. Returns its id."""
    submission = example(f"{name}-1-submission")
    submission["plan"] |= {"plan_id": str(uuid4()), **parts}
    said = starter("submit", "--now", "-", given=json.dumps(submission))
    assert said.code == DONE, said.out
    SENT[submission["plan"]["plan_id"]] = submission["plan"]
    return submission["plan"]["plan_id"]


def held_yesterday(starter: Commands, *plans: str) -> None:
    """As if the people had been invited to a call of yesterday: its day is another one, in our database alone."""
    at = YESTERDAY.strftime("%Y-%m-%d %H:%M:%S.%f")
    file = starter.folder / ".countersign" / "countersign.db"
    with closing(sqlite3.connect(file, timeout=30)) as database, database:
        for plan in plans:
            database.execute("UPDATE waits SET since = ? WHERE plan_id = ? AND name = 'meeting'", (at, plan))
            database.execute("UPDATE plans SET meeting_at = ? WHERE plan_id = ?", (at, plan))


def sitting(*plans: str, **parts: Any) -> dict[str, Any]:
    """What a call of yesterday decided: each plan was agreed, as in the example. `parts`: of each decision."""
    decide = example("call-2-agreed")
    meeting = {**decide.pop("meeting"), "held_on": YESTERDAY.date().isoformat()}
    del decide["sent_at"]
    decisions = [
        {**about(plan, decide, SENT.get(plan.lower())), "message_id": f"call-{plan}", **parts} for plan in plans
    ]
    return {"meeting": meeting, "sent_by": decide.pop("sent_by"), "decisions": _without_sender(decisions)}


def _without_sender(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in decision.items() if key != "sent_by"} for decision in decisions]


def decided(starter: Commands, whole: object, *options: str, **env: str) -> Said:
    return starter("--json", *options, "meeting", "decide", "-", given=json.dumps(whole), env=env)


# The list


@pytest.mark.rule("ROUTE-3", "ROUTE-6", "ROUTE-11", "DEC-4")
def test_a_list_says_what_waits_for_the_next_sitting_and_why(starter: Commands) -> None:
    dear, cheap = submitted(starter), submitted(starter, "plain", scheme="shropshire", team="community")
    asked: dict[str, Any] = {**about(dear, example("message-request-information")), "sent_by": CALL_LEAD}
    assert starter("request-information", "--now", dear, "-", given=json.dumps(asked)).code == DONE

    listed = starter("--json", "meeting", "list", "shropshire", "weekly_call").json
    for_people = starter("meeting", "list", "shropshire", "weekly_call").out

    plans = {waiting["plan"]: waiting for waiting in listed["plans"]}
    mine = plans[dear]
    assert cheap not in plans
    assert (mine["weekly"], mine["because"], mine["team"]) == ("1172.50", [Exceptional.LARGER_THAN_USUAL], "community")
    assert mine["invited"] == NoticeStatus.SENT
    assert mine["invited_at"]
    assert [request["request"] for request in mine["open_requests"]] == [asked["message_id"]]
    assert {waiting["meeting_at"] for waiting in listed["plans"]} == {listed["at"]}
    of_it = " ".join(for_people.partition(dear)[2].split())
    assert all(part in of_it for part in ("£1,172.50", "its budget is larger than usual", "sent ", asked["message_id"]))


@pytest.mark.rule("ROUTE-11")
def test_a_list_says_which_plans_need_the_expert_assessor_and_nothing_about_anybody(starter: Commands) -> None:
    plan = submitted(starter, "panel")

    listed = starter("--json", "meeting", "list", "panel_by_exception", "panel")
    for_people = starter("meeting", "list", "panel_by_exception", "panel")

    (mine,) = [waiting for waiting in listed.json["plans"] if waiting["plan"] == plan]
    assert mine["expert"].startswith("ea-651, ")
    assert mine["because"] == [Exceptional.DISTINCTIVE]
    private = [text for text in _texts(example("panel-1-submission")["plan"], PRIVATE) if len(text) > 2]
    assert private
    assert not [text for text in private if text in listed.out + for_people.out]


def _texts(value: object, keys: tuple[str, ...]) -> list[str]:
    """Every name and address anywhere in a plan."""
    if isinstance(value, dict):
        parts = cast("dict[str, object]", value).items()
        return [text for key, each in parts for text in (_said(each) if key in keys else _texts(each, keys))]
    return (
        [text for each in cast("list[object]", value) for text in _texts(each, keys)] if isinstance(value, list) else []
    )


def _said(value: object) -> list[str]:
    return [str(each) for each in cast("list[object]", value)] if isinstance(value, list) else [str(value)]


def test_another_days_list_is_asked_for_by_its_day_and_later_ones_are_counted(starter: Commands) -> None:
    first, second = submitted(starter, "panel"), submitted(starter, "panel")
    held_yesterday(starter, first)

    listed = starter("--json", "meeting", "list", "panel_by_exception", "panel").json
    (later,) = listed["later"]
    of_later = starter("--json", "meeting", "list", "panel_by_exception", "panel", "--on", later).json
    nothing = starter("meeting", "list", "panel_by_exception", "panel", "--on", "2001-01-01")

    assert [waiting["plan"] for waiting in listed["plans"]] == [first]
    assert second in [waiting["plan"] for waiting in of_later["plans"]]
    assert (nothing.code, nothing.out.splitlines()[0]) == (DONE, "No plan waits for the Support planning panel then.")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere", "panel"), "SCHEME is not one of the schemes here (doncaster, panel_by_exception"),
        (("shropshire", "panel"), "MEETING is not a panel or call of the scheme shropshire: it has weekly_call."),
        (("procedure", "panel"), "it has no panel and no call."),
        (("shropshire", "weekly_call", "--on", "soon"), "'soon' does not match the format"),
    ],
)
def test_a_panel_or_call_that_is_none_is_a_mistake_of_usage(alone: Commands, words: tuple[str, ...], says: str) -> None:
    said = alone("meeting", "list", *words)

    assert said.code == USAGE
    assert says in said.words


def test_without_a_database_the_list_says_how_to_start_one(alone: Commands) -> None:
    said = alone("meeting", "list", "shropshire", "weekly_call")

    assert said.code == FAILED
    assert "make run" in said.err


# What a sitting decided


@pytest.mark.rule("ROUTE-3", "DEC-5")
def test_a_sitting_decides_each_plan_once_and_names_those_that_it_left(starter: Commands) -> None:
    one, other, left = (submitted(starter) for _ in range(3))
    held_yesterday(starter, one, other, left)
    whole = sitting(one, other)
    whole["decisions"][1]["version"] = 7

    first = decided(starter, whole)
    whole["decisions"][1] |= {"version": 1, "message_id": f"call-again-{other}"}
    second = decided(starter, whole)
    again = decided(starter, whole)
    for_people = starter("meeting", "decide", "-", given=json.dumps(whole))

    assert (first.code, _results(first)) == (
        REFUSED,
        {one: ("accepted", ""), other: ("refused", Refusal.STALE_VERSION)},
    )
    assert (second.code, _results(second)) == (DONE, {one: ("done before", ""), other: ("accepted", "")})
    assert (again.code, set(_results(again).values())) == (DONE, {("done before", "")})
    assert [said.json["without_a_decision"] for said in (first, second, again)] == [[left]] * 3
    assert "report_missed_meeting" in again.json["hint"]
    assert for_people.code == DONE
    assert f"1/2  {one}  done before" in for_people.out
    assert for_people.out.index("not in the file: 1 plan") < for_people.out.index(left)
    for plan in (one, other):
        status = starter("--json", "status", plan).json
        assert status["status"] in (Status.AGREED, Status.SIGNED_OFF)
    assert starter("--json", "status", one).json["refused_count"] == 0


def _results(said: Said) -> dict[str, tuple[str, str]]:
    return {decision["plan"]: (decision["result"], decision["code"]) for decision in said.json["decisions"]}


@pytest.mark.rule("DEC-5")
def test_what_was_changed_since_it_was_sent_is_another_message(starter: Commands) -> None:
    """Agreed, and changed since: nothing is sent. Refused: it stays refused, until it has another id."""
    agreed, refused = submitted(starter), submitted(starter)
    held_yesterday(starter, agreed, refused)
    whole = sitting(agreed)
    stale = sitting(refused, version=7)
    assert (decided(starter, whole).code, decided(starter, stale).code) == (DONE, REFUSED)

    whole["decisions"][0]["regard"]["wellbeing"] = "Something else was said."
    stale["decisions"][0]["version"] = 1
    changed, again = decided(starter, whole), decided(starter, stale)
    for_people = starter("meeting", "decide", "-", given=json.dumps(stale))
    stale["decisions"][0]["message_id"] += "-2"

    assert changed.code == USAGE
    assert changed.json["problems"] == [
        "decisions[1].message_id: another message about this plan has it already: give this one its own"
    ]
    assert (again.code, _results(again)) == (REFUSED, {refused: ("refused before", Refusal.STALE_VERSION)})
    assert "put right under another message_id" in for_people.err
    assert decided(starter, stale).code == DONE


@pytest.mark.rule("DEC-2", "ROUTE-3", "ROUTE-6", "ROUTE-9")
def test_what_the_rules_would_refuse_is_named_for_every_plan_before_anything_is_sent(starter: Commands) -> None:
    one, other = submitted(starter), submitted(starter)
    held_yesterday(starter, one)
    whole = sitting(one, other, "00000000-0000-4000-8000-000000000000")
    del whole["decisions"][0]["answers"][0]
    whole["meeting"]["members"] = whole["meeting"]["members"][:1]

    said = decided(starter, whole)
    for_people = starter("meeting", "decide", "-", given=json.dumps(whole))

    assert (said.code, for_people.code) == (USAGE, USAGE)
    problems = "\n".join(said.json["problems"])
    assert f"decisions[1] (plan {one}) answers: The question 'involvement_maximised' is not answered." in problems
    assert f"decisions[1] (plan {one}) meeting.members: Weekly conference call needs 2 members" in problems
    assert f"decisions[2] (plan {other}) meeting.held_on: The person was invited to that of" in problems
    assert "decisions[3].plan_id: no plan of that id has been submitted" in problems
    assert all(problem in for_people.words for problem in said.json["problems"])
    assert starter("--json", "status", one).json["status"] == Status.AWAITING_DECISION


@pytest.mark.rule("DEC-2", "DEC-5")
def test_what_is_wrong_about_a_plan_that_has_moved_on_stops_the_list_all_the_same(starter: Commands) -> None:
    one, other = submitted(starter), submitted(starter)
    held_yesterday(starter, one, other)
    assert decided(starter, sitting(one)).code == DONE
    whole = sitting(one, other)
    again = whole["decisions"][0]
    again["message_id"] += "-again"
    answers, again["answers"] = again["answers"], again["answers"][1:]

    wrong = decided(starter, whole)
    status = starter("--json", "status", other).json["status"]
    again["answers"] = answers
    mended = decided(starter, whole)

    assert (wrong.code, status) == (USAGE, Status.AWAITING_DECISION)
    assert "is not answered" in "".join(wrong.json["problems"])
    assert mended.code == REFUSED
    assert _results(mended) == {one: ("refused", Refusal.NOT_NOW), other: ("accepted", "")}


@pytest.mark.rule("ROUTE-10", "ROUTE-11")
def test_a_member_who_is_not_on_the_register_is_named_for_every_plan_and_no_message_id_is_used_up(
    starter: Commands,
) -> None:
    """The plan would answer `not_quorate`, for each of them. Nothing is sent: mended, the same list is accepted."""
    plans = [submitted(starter), submitted(starter)]
    held_yesterday(starter, *plans)
    whole = sitting(*plans)
    member = whole["meeting"]["members"][1]
    on_the_register, member["id"] = member["id"], "tm-999"

    said = decided(starter, whole)
    statuses = [starter("--json", "status", plan).json for plan in plans]
    member["id"] = on_the_register
    mended = decided(starter, whole)

    assert said.code == USAGE
    assert [problem.partition(" meeting.members: ")[0] for problem in said.json["problems"]] == [
        f"decisions[{number}] (plan {plan})" for number, plan in enumerate(plans, start=1)
    ]
    assert all("tm-999 is not on the register" in problem for problem in said.json["problems"])
    assert [(status["status"], status["refused_count"]) for status in statuses] == [(Status.AWAITING_DECISION, 0)] * 2
    assert (mended.code, _results(mended)) == (DONE, dict.fromkeys(plans, ("accepted", "")))


@pytest.mark.rule("ROUTE-10")
def test_what_a_sitting_is_told_before_it_sends_is_what_the_plan_would_have_answered(starter: Commands) -> None:
    """Sent by itself, past the check of the list, the same decision is refused, and its message id is used up."""
    plan = submitted(starter)
    held_yesterday(starter, plan)
    whole = sitting(plan)
    whole["meeting"]["members"][1]["id"] = "tm-999"
    (problem,) = decided(starter, whole).json["problems"]
    (entry,), _ = read_sitting(whole)

    sent = starter("--json", "decide", plan, "-", given=json.dumps(entry.message(datetime.now(UTC))))

    assert (sent.code, sent.json["code"]) == (REFUSED, Refusal.NOT_QUORATE)
    assert [reason for reason in sent.json["reasons"] if reason not in problem] == []


@pytest.mark.parametrize(
    ("whole", "says"),
    [
        pytest.param([1], ["is not one JSON object"], id="a list"),
        pytest.param({}, ["meeting: is missing", "sent_by: is missing", "decisions: is missing"], id="nothing"),
        pytest.param(
            {**sitting("x"), "meeting": {"held_on": "soon", "members": []}, "more": 1},
            [
                "meeting.held_on",
                "meeting.members",
                "how_the_person_took_part",
                "more: is not a field",
                "must be a UUID",
            ],
            id="what is wrong above, once",
        ),
        pytest.param(
            {**sitting(str(uuid4())), "decisions": ["x", {}, {**sitting("x")["decisions"][0], "sent_at": "now"}]},
            [
                "decisions[1]: is not one JSON object",
                "decisions[2].plan_id: is missing",
                "decisions[2].version: is missing",
                "decisions[3].sent_at: stands once, above the decisions",
                "decisions[3].plan_id: must be a UUID",
            ],
            id="what is wrong with each decision",
        ),
        pytest.param({**sitting(), "decisions": []}, ["decisions: "], id="no decision at all"),
    ],
)
def test_every_problem_of_the_list_is_named_at_once(alone: Commands, whole: object, says: list[str]) -> None:
    said = decided(alone, whole)

    assert said.code == USAGE
    problems = "\n".join(said.json["problems"])
    assert [problem for problem in says if problem not in problems] == []
    assert len(set(said.json["problems"])) == len(said.json["problems"])


def test_a_plan_is_decided_once_and_each_message_has_its_own_id() -> None:
    plan, other = str(uuid4()), str(uuid4())
    whole = sitting(plan, other, plan.upper())
    whole["decisions"][1]["message_id"] = whole["decisions"][0]["message_id"]

    entries, problems = read_sitting(whole)

    assert entries == ()
    assert [str(problem) for problem in problems] == [
        "decisions[2].message_id: is that of decisions[1]: each message has its own",
        "decisions[3].plan_id: is decided in decisions[1] already",
    ]


def test_without_a_server_nothing_is_sent_and_it_says_so(starter: Commands) -> None:
    plan = submitted(starter)
    held_yesterday(starter, plan)

    said = decided(starter, sitting(plan), TEMPORAL_ADDRESS="127.0.0.1:1")

    assert said.code == FAILED
    assert starter("--json", "status", plan).json["status"] == Status.AWAITING_DECISION


class Silent(Plans):
    """Plans of which one does not answer."""

    def __init__(self, silent: str) -> None:
        self.silent = silent
        self.asked: list[tuple[str, str, str]] = []

    async def ask(self, plan_id: str, name: str, message: Mapping[str, Any]) -> Answer:
        self.asked.append((plan_id, name, str(message["message_id"])))
        if plan_id == self.silent:
            raise NoAnswer("Nothing answered in time.")
        return Answer(outcome="accepted", plan_status="agreed", version=1)


def test_one_that_does_not_answer_does_not_hold_up_the_others() -> None:
    plans = [str(uuid4()) for _ in range(3)]
    entries, _ = read_sitting(sitting(*plans))
    silent = Silent(plans[1])
    before = Answer(outcome="accepted", plan_status="agreed", version=1)
    to_send = [ToSend(entry, before if entry.plan_id == plans[2] else None) for entry in entries]

    results = asyncio.run(send_each(Shell(as_json=True, wait=1), to_send, silent))

    assert [decision.result for decision in results] == ["accepted", "failed", "done before"]
    assert silent.asked == [(plan, "decide", f"call-{plan}") for plan in plans[:2]]
    assert results[1].said == ("Nothing answered in time.",)


def test_a_message_of_the_list_is_the_one_that_a_case_system_would_send() -> None:
    plan = str(uuid4())
    (entry,), _ = read_sitting(sitting(plan))
    alone = example("call-2-agreed")

    sent = entry.message(YESTERDAY)

    assert isinstance(entry, Entry)
    assert set(sent) == set(alone)
    assert sent["sent_by"] == alone["sent_by"]
    assert sent["meeting"] == {**alone["meeting"], "held_on": YESTERDAY.date().isoformat()}
