"""`starter.py`: one message in, one answer out, with an exit code that a script can act on."""

import asyncio
import json
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from countersign.careplan.contract import contract
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.notices import NoticeKind
from countersign.cli.showing.plans import for_people
from countersign.temporal.connection import connect_to
from tests.support.stack import (
    DONE,
    EXAMPLES,
    FAILED,
    HERE,
    LONGEST,
    REFUSED,
    USAGE,
    Commands,
    Running,
    about,
    environment,
    example,
    plan_of,
)


def file(name: str) -> str:
    return str(EXAMPLES / f"{name}.json")


@pytest.mark.rule("SUB-2")
def test_a_plan_is_submitted_decided_and_looked_up(starter: Commands) -> None:
    plan = plan_of("plain-1-submission")

    submitted = starter("--json", "submit", file("plain-1-submission"))
    assert (submitted.code, submitted.json["plan_status"]) == (DONE, Status.AWAITING_DECISION)
    again = starter("--json", "submit", file("plain-1-submission"))
    assert (again.code, again.json["outcome"]) == (DONE, "accepted")
    other = example("plain-1-submission") | {"message_id": "plain-submission-2"}
    refused = starter("--json", "submit", "-", given=json.dumps(other))
    assert (refused.code, refused.json["code"]) == (REFUSED, Refusal.PLAN_EXISTS)

    assert starter("--json", "status", plan).json["owner"] == "team_manager"
    reference = starter("--json", "status", plan).json["reference"]
    for typed in (reference, reference.replace("-", "").lower()):
        assert starter("--json", "status", typed).json["plan_id"] == plan, "TELL-7"
        assert [found["plan"] for found in starter("--json", "list", "--reference", typed).json] == [plan]
        assert starter("brief", typed).code == DONE
    assert starter("status", "22-2222-22").code == REFUSED
    waiting = starter("--json", "list", "--status", Status.AWAITING_DECISION.value)
    assert plan in [listed["plan"] for listed in waiting.json]

    decided = starter("--json", "decide", f"plan-{plan}", file("plain-2-agreed"))
    assert (decided.code, decided.json["plan_status"]) == (DONE, Status.AGREED)
    elsewhere = starter("--json", "withdraw", plan, file("message-withdraw"))
    assert (elsewhere.code, elsewhere.json["code"]) == (REFUSED, Refusal.WRONG_PLAN), "it is about Clare's plan"
    late = starter("--json", "withdraw", plan, "-", given=json.dumps(about(plan, example("message-withdraw"))))
    assert (late.code, late.json["code"]) == (REFUSED, Refusal.NOT_NOW)

    for words, was in (
        (("submit", file("plain-1-submission")), "was then awaiting decision, version 1; now it is "),
        (("decide", plan, file("plain-2-agreed")), "(it had come before, and counts once)"),
    ):
        assert was in starter(*words).words

    timeline = starter("timeline", plan)
    assert timeline.code == DONE
    entries = starter("--json", "timeline", plan).json["entries"]
    assert "DEC-1" in [entry["rule"] for entry in entries]
    assert all(for_people(entry["what"]) in timeline.words for entry in entries)
    assert "decision " in timeline.out
    letters = starter("--json", "letters", plan).json
    to_the_person = [letter for letter in letters if letter["recipient"] == "person"]
    assert [letter["kind"] for letter in to_the_person] == [NoticeKind.SUBMITTED, NoticeKind.AGREED]
    assert (starter.folder / to_the_person[1]["where"] / "letter.html").is_file()


@pytest.mark.rule("ROUTE-9")
def test_whoever_a_plan_was_reassigned_to_is_listed_no_more_as_able_to_decide_and_is_refused(starter: Commands) -> None:
    """The brief and the plan give one answer: tm-204 decides for the team, until the plan is their own."""
    submission = example("plain-1-submission")
    submission["plan"]["plan_id"] = plan = str(uuid4())
    assert starter("submit", "--now", "-", given=json.dumps(submission)).code == DONE

    def team_managers() -> list[str]:
        rows = starter("--json", "brief", plan).json["may_decide"]
        return next(row["people"] for row in rows if row["role"] == "team_manager")

    before = team_managers()
    reassign = about(plan, example("message-reassign")) | {
        "whose": "practitioner",
        "to": "tm-204",
    }
    assert starter("reassign", "--now", plan, "-", given=json.dumps(reassign)).code == DONE
    decision = json.dumps(about(plan, example("plain-2-agreed"), submission["plan"]))
    decided = starter("--json", "decide", "--now", plan, "-", given=decision)

    assert (before, team_managers()) == (["tm-204"], [])
    assert example("plain-2-agreed")["sent_by"]["id"] == "tm-204"
    assert (decided.code, decided.json["code"]) == (REFUSED, Refusal.OWN_PLAN)


@pytest.mark.rule("END")
def test_the_example_of_an_end_ends_a_plan_that_was_agreed_today(starter: Commands) -> None:
    """Its day, 18 November 2026, is before that plan was agreed: with `--now` it is today."""
    submission = example("plain-1-submission")
    submission["plan"]["plan_id"] = plan = str(uuid4())
    assert starter("submit", "--now", "-", given=json.dumps(submission)).code == DONE
    decision = json.dumps(about(plan, example("plain-2-agreed"), submission["plan"]))
    assert starter("decide", "--now", plan, "-", given=decision).code == DONE

    ended = starter("--json", "end", "--now", plan, "-", given=json.dumps(about(plan, example("message-end"))))

    assert (ended.code, ended.json["plan_status"]) == (DONE, Status.ENDED), ended.json


@pytest.mark.rule("SUB-2")
def test_what_the_door_refuses_starts_nothing_and_gives_the_same_reasons_as_check(starter: Commands) -> None:
    checked = starter("--json", "check", file("refused-1-submission"))
    submitted = starter("--json", "submit", file("refused-1-submission"))

    assert checked.code == submitted.code == REFUSED
    assert checked.json["reasons"] == submitted.json["reasons"]
    assert len(checked.json["reasons"]) > 5
    assert starter("status", plan_of("refused-1-submission")).code == REFUSED


def test_a_signal_is_sent_and_what_came_of_it_is_seen(starter: Commands) -> None:
    plan = plan_of("carer-1-submission")
    assert starter("submit", file("carer-1-submission")).code == DONE

    sent = starter("decide", plan, file("carer-2-agreed"), "--signal")

    assert sent.code == DONE
    assert "Sent" in sent.out
    # An update goes through the same inbox after the signal, so its answer comes when the signal was considered.
    task = json.dumps(about(plan, example("message-complete-task")))
    consent = starter("--json", "complete-task", plan, "-", given=task)
    assert consent.json["plan_status"] in {Status.AGREED, Status.SIGNED_OFF}


def test_plans_are_listed_by_what_can_be_searched_for(starter: Commands) -> None:
    assert starter("submit", file("undecided-1-submission")).code == DONE
    plan = plan_of("undecided-1-submission")

    of_the_team = starter("--json", "list", "--team", "hospital_social_work")
    listed = {listed["plan"]: listed for listed in starter("--json", "list", "--overdue").json}
    known = {wait["plan"] for wait in starter("--json", "overdue").json}
    for_people = starter("list")

    assert plan in [listed["plan"] for listed in of_the_team.json]
    # It was sent weeks ago, so it is late already, whatever date the person holds (TIME-8).
    assert plan in known
    assert set(listed) == known
    assert listed[plan]["PlanDueAt"] > listed[plan]["late_since"]
    assert plan in for_people.out


def test_nobody_answering_is_a_failure_that_says_that_sending_again_is_safe(starter: Commands) -> None:
    env = {"COUNTERSIGN_TASK_QUEUE": "nobody-listens-here"}

    said = starter("--wait", "1", "submit", file("above-1-submission"), env=env)

    assert said.code == FAILED
    assert "same message_id is safe" in said.err


def test_search_attributes_can_be_registered_again(starter: Commands) -> None:
    assert starter("--json", "register-search-attributes").json == {"registered": []}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(("--json", "check", file("plain-1-submission")), DONE, id="done"),
        pytest.param(("check", "no-such-file.json"), USAGE, id="a mistake of usage"),
        pytest.param(("--json", "check", file("refused-1-submission")), REFUSED, id="refused"),
        pytest.param(("tasks",), FAILED, id="failed, since there is no database"),
    ],
)
def test_typed_it_ends_and_says_as_it_does_in_process(alone: Commands, words: tuple[str, ...], code: int) -> None:
    typed = alone.as_typed(*words)

    assert typed.code == code
    assert typed == alone(*words)


@pytest.mark.parametrize("words", [("status",), ("timeline",), ("letters",)])
def test_a_plan_id_that_is_none_is_a_mistake_of_usage(alone: Commands, words: tuple[str, ...]) -> None:
    said = alone(*words, "edith-marlow")

    assert said.code == USAGE
    assert "is not a plan's id" in said.err


def test_an_unknown_plan_is_refused(starter: Commands) -> None:
    plan = "00000000-0000-4000-8000-000000000000"

    assert starter("--json", "status", plan).json["code"] == Refusal.PLAN_NOT_FOUND
    assert starter("--json", "decide", plan, file("plain-2-agreed")).code == REFUSED


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        pytest.param(("check", "no-such-file.json"), None, "No such file", id="a file that is not there"),
        pytest.param(("check", "-"), '{"plan": }', "line 1, column 10", id="text that is not JSON"),
        pytest.param(("check", "-"), '{"a": 1, "a": 2}', "gives a field twice", id="a field twice"),
        pytest.param(("check", "-"), "9" * 5000, "has a number of more than 30 characters", id="5,000 digits"),
        pytest.param(("check", "-"), "[" * 200_000, "is nested more than 50 deep", id="200,000 brackets"),
        pytest.param(("check", "-"), "", "is not JSON", id="nothing"),
        pytest.param(("check",), None, "Missing argument", id="no file at all"),
        pytest.param(("agree", "x"), None, "No such command", id="a command that is none"),
    ],
)
def test_mistakes_of_usage_say_what_is_wrong(
    alone: Commands, words: tuple[str, ...], given: str | None, says: str
) -> None:
    said = alone(*words, given=given)

    assert said.code == USAGE
    assert says in said.err


def test_a_file_with_a_byte_order_mark_is_read(alone: Commands, tmp_path: Path) -> None:
    marked = tmp_path / "marked.json"
    marked.write_bytes(b"\xef\xbb\xbf" + Path(file("plain-1-submission")).read_bytes())

    assert alone("check", str(marked)).code == DONE


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize("command", ["check", "submit"])
def test_a_resubmission_that_is_submitted_is_told_which_message_it_is(alone: Commands, command: str) -> None:
    said = alone("--json", command, file("clare-3-resubmission"))

    assert (said.code, said.json["code"]) == (REFUSED, Refusal.MALFORMED)
    assert said.json["reasons"][0].startswith("This has the fields of 'resubmit'")


@pytest.mark.rule("SUB-2")
def test_check_has_the_limits_of_the_door(alone: Commands) -> None:
    submission = example("plain-1-submission")
    line = submission["plan"]["services"][0]
    submission["plan"]["services"] = [line | {"id": f"S{number}", "description": "x" * 8000} for number in range(1, 30)]
    said = alone("--json", "check", "-", given=json.dumps(submission, indent=8))

    assert (said.code, said.json["reasons"]) == (REFUSED, ["plan: is longer than 200,000 bytes of JSON"])


@pytest.mark.rule("SUB-2", "ROUTE-1")
def test_check_asks_the_schemes_and_says_what_it_did_not_look_at(alone: Commands) -> None:
    submission = example("plain-1-submission")
    accepted = alone("check", "-", given=json.dumps(submission))
    assert (accepted.code, "Not looked at: whether its sender may submit it" in accepted.words) == (DONE, True)

    submission["plan"]["scheme"] = "northbridge"
    refused = alone("--json", "check", "-", given=json.dumps(submission))
    assert (refused.code, refused.json["code"]) == (REFUSED, Refusal.UNKNOWN_SCHEME)
    (reason,) = refused.json["reasons"]
    assert reason.startswith("plan.scheme: is not one of the schemes in force here (")


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_malformed_message_is_refused_before_it_is_sent_with_every_problem(alone: Commands, name: str) -> None:
    plan = plan_of("plain-1-submission")

    said = alone("--json", name.replace("_", "-"), plan, "-", given='{"message_id": "x", "surprise": 1}')

    assert (said.code, said.json["code"]) == (REFUSED, Refusal.MALFORMED)
    assert [*said.json] == [*Answer.model_fields]
    assert len(said.json["reasons"]) >= 3
    assert any(reason.startswith("surprise: is not a field") for reason in said.json["reasons"])


@pytest.mark.rule("TIME-1")
def test_our_record_is_held_against_temporal_and_what_differs_is_mended(starter: Commands) -> None:
    plan = plan_of("joe-1-submission")
    assert starter("submit", file("joe-1-submission")).code == DONE
    assert "nothing differs." in starter("reconcile").words

    asyncio.run(terminated(starter.folder, f"plan-{plan}"))
    said = starter("--json", "reconcile", plan)
    assert (said.code, said.json["plans"]) == (REFUSED, 1)
    (difference,) = said.json["differences"]
    assert (difference["plan"], difference["workflow"]) == (plan, f"plan-{plan}")
    assert (difference["differs"], difference["mend"], difference["mended"]) == ("workflow_ended", "start", False)

    shown = starter("reconcile", env={"COLUMNS": "80"})
    assert shown.code == REFUSED
    assert "Our record says awaiting decision, version 1, and its workflow has ended (terminated)." in shown.words
    assert "Give the command with --mend" in shown.words
    mended = starter("reconcile", "--mend", env={"COLUMNS": "80"})
    assert (mended.code, "1 difference, 1 mended." in mended.words) == (DONE, True)
    assert max(map(len, (shown.out + mended.out).splitlines())) <= 80
    assert starter("reconcile", plan).code == DONE
    assert starter("--json", "status", plan).json["status"] == Status.AWAITING_DECISION


def test_each_plan_is_listed_once_as_its_latest_run_has_it(starter: Commands) -> None:
    plan, submission = str(uuid4()), example("joe-1-submission")
    submission["plan"]["plan_id"] = plan
    too_dear = submission | {"message_id": "listed-once-1", "sent_at": datetime.now(UTC).isoformat()}
    missing = {**too_dear, "plan": {**submission["plan"], "scheme": "nosuch"}}
    assert starter("submit", "-", given=json.dumps(missing)).code == REFUSED
    (row,) = [row for row in starter("--json", "list").json if row["plan"] == plan]
    assert (row["PlanStatus"], row["open"]) == ("refused", False)
    assert f"{plan} refused (closed) " in starter("list").words.replace(",", "")
    mended = too_dear | {"message_id": "listed-once-2"}
    assert starter("submit", "-", given=json.dumps(mended)).code == DONE
    rows = [row["PlanStatus"] for row in starter("--json", "list").json if row["plan"] == plan]
    assert rows == ["awaiting_decision"]
    refused = starter("--json", "list", "--status", "refused").json
    assert plan not in [row["plan"] for row in refused]


async def terminated(folder: Path, workflow: str) -> None:
    """An operator's hand in Temporal."""
    profile = tomllib.loads((folder / ".countersign" / "temporal.toml").read_text())
    client = await connect_to(profile["profile"]["default"]["address"])
    await client.get_workflow_handle(workflow).terminate("an operator's hand")


def test_a_side_that_cannot_be_looked_at_is_no_difference(starter: Commands, alone: Commands) -> None:
    nobody = starter("reconcile", env={"COUNTERSIGN_TASK_QUEUE": "nobody-works-on-it"})
    assert (nobody.code, "start one" in nobody.words) == (FAILED, True)
    assert starter("reconcile", env={"TEMPORAL_ADDRESS": "127.0.0.1:1"}).code == FAILED
    assert alone("reconcile").code == FAILED


def test_without_a_server_it_says_how_to_start_one(alone: Commands) -> None:
    said = alone("list", env={"TEMPORAL_ADDRESS": "127.0.0.1:1"})

    assert said.code == FAILED
    assert "make run" in said.err


def test_bad_settings_are_named_all_at_once_without_their_values(alone: Commands) -> None:
    env = {"COUNTERSIGN_DATABASE_URL": "mysql://user:hush@host/db", "COUNTERSIGN_SPEED": "9"}

    said = alone("tasks", env=env)

    assert said.code == USAGE
    assert "COUNTERSIGN_DATABASE_URL" in said.err
    assert "COUNTERSIGN_SPEED" in said.err
    assert "hush" not in said.err


def test_the_contract_is_printed_whole(alone: Commands) -> None:
    assert alone("schema").json == json.loads(json.dumps(contract()))


def test_the_stack_stops_on_a_word_and_resumes_where_it_was(tmp_path: Path) -> None:
    starter = Commands(tmp_path)
    plan = plan_of("clare-1-submission")
    running = Running(tmp_path)
    assert starter("submit", file("clare-1-submission")).code == DONE
    second = subprocess.run(
        [sys.executable, "-m", "countersign.embedded.run"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert second.returncode == FAILED
    assert "runs already" in second.stdout
    assert running.stop() == DONE

    running = Running(tmp_path)
    try:
        assert any("Open plans         1" in line for line in running.said)
        assert "Not in our record" not in "".join(running.said)
        returned = starter("--json", "decide", plan, file("clare-2-returned"))
        assert (returned.code, returned.json["plan_status"]) == (DONE, Status.RETURNED)
    finally:
        assert running.stop() == DONE


def test_with_another_database_the_stack_says_what_it_does_not_find_there(tmp_path: Path) -> None:
    starter = Commands(tmp_path)
    running = Running(tmp_path)
    assert starter("submit", "--now", file("clare-1-submission")).code == DONE, "nothing is late: it begins no new run"
    assert running.stop() == DONE
    other = {"COUNTERSIGN_DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
    running = Running(tmp_path, **other)
    try:
        said = " ".join("".join(running.said).split())
        assert "Open plans 1 Not in our record 1 of the open plans: is this their database?" in said
        assert "The register is empty, so nobody can decide anything: starter.py register import FILE" in said
        plan = plan_of("clare-1-submission")
        left = starter("reconcile", "--mend", env={"COLUMNS": "80", **other})
        assert (left.code, "It is left as it is" in left.words, "submit: " in left.words) == (REFUSED, True, True)
        assert "1 difference, 0 mended." in left.words
        assert max(map(len, left.out.splitlines())) <= 80
        assert starter("--json", "status", plan).json["status"] == Status.AWAITING_DECISION
    finally:
        assert running.stop() == DONE


def test_a_worker_with_settings_it_cannot_use_says_so_and_ends(tmp_path: Path) -> None:
    env = environment(COUNTERSIGN_SCHEMES=str(tmp_path))

    ended = subprocess.run(
        [sys.executable, str(HERE / "worker.py")],
        cwd=tmp_path,
        env=env | {"COUNTERSIGN_DATABASE_URL": f"sqlite:///{tmp_path}/x.db"},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )

    assert ended.returncode == FAILED
    assert "python -m countersign.store.migrate" in ended.stderr
