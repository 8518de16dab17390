"""What an ops person looks at: what is late, a plan at a glance, every clock; and planning clocks again."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import CountedIn
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.replanning import NO_DATE_CHANGED
from tests.support.stack import DONE, FAILED, HERE, LONGEST, REFUSED, USAGE, Commands, Said, about, example

NEEDS, ACKNOWLEDGE = "report-urgent-needs", "acknowledge-interim-support"


def until(holds: Callable[[], Any], what: str) -> Any:
    """Ask again and again until the answer is true."""
    deadline = time.monotonic() + LONGEST
    while not (answer := holds()):
        assert time.monotonic() < deadline, f"never saw: {what}"
        time.sleep(0.2)
    return answer


class Sender:
    """One plan of its own, written to through the command line, by messages from whenever a test says."""

    def __init__(self, starter: Commands) -> None:
        self.starter = starter
        self.plan = str(uuid4())
        self.submitted: dict[str, Any] | None = None

    def submit(self, name: str, **ago: float) -> Said:
        submission = example(f"{name}-1-submission")
        submission["plan"]["plan_id"] = self.plan
        self.submitted = submission["plan"]
        return self.starter("--json", "submit", "-", given=json.dumps(_sent(submission, **ago)))

    def send(self, command: str, name: str = "", *options: str, **ago: float) -> Said:
        message = about(self.plan, _sent(example(name or f"message-{command}"), **ago), self.submitted)
        return self.starter("--json", command, self.plan, "-", *options, given=json.dumps(message))

    def status(self) -> dict[str, Any]:
        return self.starter("--json", "status", self.plan).json

    def until_interim_is(self, stage: Interim) -> dict[str, Any]:
        def at_stage() -> dict[str, Any] | None:
            status = self.status()
            support = status["interim_support"]
            return status if support and support["interim"] == stage else None

        return until(at_stage, f"interim support {stage}")


def _sent(message: dict[str, Any], **ago: float) -> dict[str, Any]:
    return message | {"sent_at": (datetime.now(UTC) - timedelta(**ago)).isoformat()}


@pytest.fixture(scope="module")
def late(starter: Commands) -> Sender:
    """A plan that was returned last week, whose practitioner's question nobody answered, and who has urgent needs."""
    sender = Sender(starter)
    assert sender.submit("clare", days=10).code == DONE
    assert sender.send("decide", "clare-2-returned", days=9).code == DONE
    assert sender.send("ask-about-return", days=8).code == DONE
    assert sender.send(NEEDS, hours=5).code == DONE
    sender.until_interim_is(Interim.ASKED_FOR)
    return sender


def late_ones(starter: Commands, *options: str) -> dict[str, dict[str, Any]]:
    said = starter("--json", "overdue", *options)
    assert said.code == DONE, said.err
    return {row["wait"].partition(":")[0]: row for row in said.json}


NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("command", ["letters", "tasks", "reconcile"])
def test_a_plan_that_nobody_submitted_is_no_good_news(starter: Commands, command: str) -> None:
    said = starter("--json", command, NOBODYS)
    assert (said.code, said.json["code"]) == (REFUSED, "plan_not_found")


@pytest.mark.rule("TELL-5")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--to", "2026-11-28"), DONE),
        (("--to", "2000-01-01"), DONE),
        (("--from", "2100-12-31", "--to", "2100-12-31"), DONE),
        (("--to", "9999-12-31"), USAGE),
        (("--to", "0001-01-01"), USAGE),
        (("--from", "0001-01-01"), USAGE),
        (("--from", "2026-12-01", "--to", "2026-11-01"), USAGE),
        ((NOBODYS, "--from", "2026-11-01"), USAGE),
    ],
)
def test_letters_of_all_plans_are_of_days_that_there_are(starter: Commands, words: tuple[str, ...], code: int) -> None:
    said = starter("letters", *words)
    assert (said.code, "a fault of ours" in said.words) == (code, False)


def test_a_role_that_nobody_has_is_no_good_news(starter: Commands) -> None:
    said = starter("overdue", "--role", "nosuch")
    assert (said.code, "practitioner, " in said.words, "team_manager" in said.words) == (USAGE, True, True)
    assert starter("overdue", "--role", "practitioner").code == DONE
    assert starter("overdue", "--role", "line_manager").code == DONE


@pytest.mark.rule("TIME-2", "TIME-4")
def test_everything_late_stands_in_one_table_most_late_first(starter: Commands, late: Sender) -> None:
    rows = starter("--json", "overdue").json

    assert [row["late_seconds"] for row in rows] == sorted((row["late_seconds"] for row in rows), reverse=True)
    mine = {row["wait"].partition(":")[0]: row for row in rows if row["plan"] == late.plan}
    assert set(mine) == {Wait.QUESTION, Wait.ACKNOWLEDGED}
    question, interim = mine[Wait.QUESTION], mine[Wait.ACKNOWLEDGED]
    assert (question["owner"], question["person"], question["counted_in"]) == (
        "team_manager",
        "tm-201",
        CountedIn.WORKING_DAYS,
    )
    assert (interim["owner"], interim["interim"], interim["counted_in"]) == (
        "duty_team",
        Interim.ASKED_FOR,
        CountedIn.HOURS,
    )
    assert timedelta(hours=3) <= timedelta(seconds=interim["late_seconds"]) < timedelta(hours=4)
    assert all(row["team"] == "community" and row["next_step"] for row in mine.values())


def test_what_is_late_is_chosen_by_team_and_by_role(starter: Commands, late: Sender) -> None:
    assert set(late_ones(starter, "--role", "duty_team")) == {Wait.ACKNOWLEDGED}
    assert set(late_ones(starter, "--team", "community", "--role", "team_manager")) == {Wait.QUESTION}
    assert late_ones(starter, "--team", "mental_health") == {}
    assert starter("overdue", "--team", "mental_health").out == "Nothing is late.\n"
    assert late.plan in starter("overdue").out


@pytest.mark.rule("TIME-2")
def test_what_is_late_is_known_without_temporal(starter: Commands, late: Sender) -> None:
    said = starter("overdue", env={"TEMPORAL_ADDRESS": "127.0.0.1:1"})

    assert said.code == DONE
    (of_the_plan,) = [part for part in said.words.split(" late: ") if late.plan in part and part.startswith("question")]
    assert "Waits for the team manager. Ring tm-201" in of_the_plan
    assert "…" not in said.out


@pytest.mark.rule("TIME-1", "TIME-6")
def test_a_timeline_shows_a_plan_at_a_glance(starter: Commands, late: Sender) -> None:
    for_people = starter("timeline", late.plan)
    for_machines = starter("--json", "timeline", late.plan).json

    lines = for_people.out.splitlines()
    assert lines[0] == f"Plan {late.plan}: returned, version 1"
    assert lines[1].startswith("Promised date: ")
    assert "Interim support: asked for" in lines
    names = ("decision", "the whole sign-off", "resubmission", "question about return", "interim: acknowledge")
    bars = {name: line for name in names for line in lines if line.startswith(f"{name} ")}
    assert set(bars) == set(names)
    assert "." in bars["resubmission"]
    assert "!" in bars["question about return"]
    assert all(len(line) <= 80 for line in lines)
    assert {entry["of"] for entry in for_machines["entries"]} == {"plan", "interim", "clock"}
    moved = [entry for entry in for_machines["entries"] if entry["of"] == "clock"]
    assert {"RET-4", "TIME-2"} <= {entry["rule"] for entry in moved}
    assert len(for_machines["waits"]) == len(bars) + 1 - ("urgent needs?" not in for_people.out)


@pytest.mark.rule("TIME-1", "TIME-4")
def test_a_status_shows_every_clock_and_interim_supports_own(starter: Commands, late: Sender) -> None:
    status = late.status()
    for_people = starter("status", late.plan).out

    assert status["interim_support"]["clocks"][0]["owner"] == "duty_team"
    assert {clock["name"].partition(":")[0] for clock in status["clocks"]} == {
        Wait.SIGN_OFF,
        Wait.RESUBMISSION,
        Wait.QUESTION,
    }
    assert "Interim support: asked for" in for_people
    assert "resubmission stands still since" in for_people
    assert "Promised date" in for_people


@pytest.mark.rule("TIME-8")
def test_status_timeline_and_list_call_late_what_overdue_does(starter: Commands, late: Sender) -> None:
    """The person's own date is still to come: the question about the return, and interim support, are late."""
    rows = {row["wait"]: row["missed"] for row in starter("--json", "overdue").json if row["plan"] == late.plan}
    status, timeline = late.status(), starter("--json", "timeline", late.plan).json
    listed = {plan["plan"]: plan["late_since"] for plan in starter("--json", "list", "--overdue").json}
    everything = {plan["plan"]: plan["late_since"] for plan in starter("--json", "list").json}

    assert {name: _at(date) for name, date in {**status["missed"], **status["interim_support"]["missed"]}.items()} == {
        name: _at(date) for name, date in rows.items()
    }
    still_late = [wait for wait in timeline["waits"] if wait["missed"] and not wait["ended"]]
    assert {wait["wait"]: wait["missed"] for wait in still_late} == rows
    assert listed[late.plan] == everything[late.plan] == min(rows.values(), key=_at)
    assert None not in listed.values()
    for command in (("status", late.plan), ("timeline", late.plan)):
        assert "question about return: since " in starter(*command).out
    assert "Late since" in starter("list").out


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def test_a_plan_is_listed_once_and_interim_support_is_no_plan(starter: Commands, late: Sender) -> None:
    listed = [plan["plan"] for plan in starter("--json", "list").json]

    assert listed.count(late.plan) == 1
    assert all(not plan.startswith("interim-") for plan in listed)


def test_an_example_is_submitted_as_if_it_were_sent_now(starter: Commands) -> None:
    sender = Sender(starter)
    submission = example("plain-1-submission")
    submission["plan"]["plan_id"] = sender.plan

    assert starter("submit", "--now", "-", given=json.dumps(submission)).code == DONE
    since = datetime.fromisoformat(sender.status()["clocks"][0]["since"])

    assert datetime.now(UTC) - since < timedelta(minutes=5)


@pytest.mark.rule("TIME-3", "TIME-4")
def test_urgent_needs_are_reported_and_answered_though_the_plan_has_left(starter: Commands) -> None:
    sender = Sender(starter)
    assert sender.submit("clare").code == DONE
    none_runs = sender.send(ACKNOWLEDGE)
    by_signal = sender.send(ACKNOWLEDGE, "", "--signal")
    assert sender.send("withdraw").code == DONE

    reported = sender.send(NEEDS)
    assert reported.code == DONE
    assert sender.send(ACKNOWLEDGE).code == DONE

    assert (none_runs.code, none_runs.json["code"]) == (REFUSED, Refusal.NOT_NOW)
    assert none_runs.json["reasons"] == by_signal.json["reasons"]
    assert none_runs.json["reasons"][0].startswith("No interim support runs for this plan")
    assert sender.until_interim_is(Interim.ACKNOWLEDGED)["status"] == Status.WITHDRAWN


def test_urgent_needs_of_a_plan_that_nobody_knows_are_refused_with_what_to_do(starter: Commands) -> None:
    said = Sender(starter).send(NEEDS)

    assert (said.code, said.json["code"]) == (REFUSED, Refusal.PLAN_NOT_FOUND)
    assert "call the duty team" in said.json["reasons"][0]


def replanned(starter: Commands, *options: str, **env: str) -> Said:
    words = ("--json", "replan", "--scheme", "procedure", "--by", "sm-31")
    return starter(*words, *options, env=env)


@pytest.mark.rule("TIME-1")
def test_clocks_are_planned_again_once_for_every_open_plan(starter: Commands, late: Sender) -> None:
    why = ("--why", "The council closes for a day.")
    tried = replanned(starter, *why, "--dry-run")

    first, again = replanned(starter, *why), replanned(starter, *why)
    another = replanned(starter, "--why", "Another day.")

    assert {said.code for said in (tried, first, again, another)} == {DONE}
    results = {plan["plan"]: (plan["result"], plan["said"]) for plan in first.json["plans"]}
    assert results[late.plan] == ("unchanged", [NO_DATE_CHANGED, "Its interim support is told."])
    assert set(again.json["summary"]) == {"done before"}
    assert again.json["message_id"] == first.json["message_id"] != another.json["message_id"]
    assert "done before" not in another.json["summary"]
    assert late.status()["refused_count"] == 0


@pytest.mark.rule("TIME-1")
def test_what_a_changed_scheme_would_change_is_said_without_sending(
    starter: Commands, late: Sender, tmp_path: Path
) -> None:
    scheme = (HERE / "schemes" / "procedure.toml").read_text(encoding="utf-8")
    closed = (datetime.now(UTC).date() + timedelta(days=day) for day in range(1, 15))
    changed = scheme.replace("closures = []", f"closures = [{', '.join(map(str, closed))}]")
    assert changed != scheme
    (tmp_path / "procedure.toml").write_text(changed, encoding="utf-8")
    before = late.status()["clocks"]

    tried = replanned(starter, "--why", "Closed.", "--dry-run", COUNTERSIGN_SCHEMES=str(tmp_path))

    (mine,) = [plan for plan in tried.json["plans"] if plan["plan"] == late.plan]
    assert (tried.code, mine["result"]) == (DONE, "would change")
    assert any(said.startswith("sign_off: due ") for said in mine["said"])
    assert late.status()["clocks"] == before


def test_planning_again_ends_with_a_code_that_says_what_is_wrong(starter: Commands) -> None:
    unknown = starter("replan", "--scheme", "nowhere", "--by", "sm-31", "--why", "x")
    no_reference = starter("replan", "--scheme", "procedure", "--by", "Jane Smith", "--why", "x")
    nobody = starter("--json", "replan", "--scheme", "procedure", "--by", "nobody-9", "--why", "x")
    no_server = replanned(starter, "--why", "y", TEMPORAL_ADDRESS="127.0.0.1:1")

    assert (unknown.code, no_reference.code) == (USAGE, USAGE)
    assert "(doncaster, panel_by_exception, procedure, shropshire)" in unknown.err
    assert "Jane" not in no_reference.err
    assert (nobody.code, nobody.json["code"]) == (REFUSED, Refusal.NO_AUTHORITY)
    assert no_server.code == FAILED
