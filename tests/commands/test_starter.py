"""`starter.py`: one message in, one answer out, with an exit code that a script can act on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from careplan.contract import contract
from careplan.messages import MESSAGES
from tests.commands.stack import EXAMPLES, HERE, LONGEST, Commands, Running, environment, example, plan_of

DONE, USAGE, REFUSED, FAILED = 0, 2, 3, 4


def file(name: str) -> str:
    return str(EXAMPLES / f"{name}.json")


@pytest.mark.rule("SUB-2")
def test_a_plan_is_submitted_decided_and_looked_up(starter: Commands) -> None:
    plan = plan_of("plain-1-submission")

    submitted = starter("--json", "submit", file("plain-1-submission"))
    assert (submitted.code, submitted.json["plan_status"]) == (DONE, "awaiting_decision")
    again = starter("--json", "submit", file("plain-1-submission"))
    assert (again.code, again.json["outcome"]) == (DONE, "accepted")
    other = example("plain-1-submission") | {"message_id": "plain-submission-2"}
    refused = starter("--json", "submit", "-", given=json.dumps(other))
    assert (refused.code, refused.json["code"]) == (REFUSED, "plan_exists")

    assert starter("--json", "status", plan).json["owner"] == "team_manager"
    waiting = starter("--json", "list", "--status", "awaiting_decision")
    assert plan in [each["plan"] for each in waiting.json]

    decided = starter("--json", "decide", f"plan-{plan}", file("plain-2-agreed"))
    assert (decided.code, decided.json["plan_status"]) == (DONE, "agreed")
    late = starter("--json", "withdraw", plan, file("message-withdraw"))
    assert (late.code, late.json["code"]) == (REFUSED, "not_now")

    timeline = starter("timeline", plan)
    assert timeline.code == DONE
    assert "Agreed: all limbs of the test hold" in timeline.out
    assert "decision " in timeline.out
    letters = starter("--json", "letters", plan).json
    to_the_person = [letter for letter in letters if letter["recipient"] == "person"]
    assert [letter["kind"] for letter in to_the_person] == ["submitted", "agreed"]
    assert (starter.folder / to_the_person[1]["where"] / "letter.html").is_file()


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
    consent = starter("--json", "complete-task", plan, file("message-complete-task"))
    assert consent.json["plan_status"] in {"agreed", "signed_off"}


def test_plans_are_listed_by_what_can_be_searched_for(starter: Commands) -> None:
    assert starter("submit", file("undecided-1-submission")).code == DONE
    plan = plan_of("undecided-1-submission")

    of_the_team = starter("--json", "list", "--team", "hospital_social_work")
    overdue = starter("--json", "list", "--overdue")
    for_people = starter("list")

    assert plan in [each["plan"] for each in of_the_team.json]
    assert overdue.json == []
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

    assert starter("--json", "status", plan).json["code"] == "plan_not_found"
    assert starter("--json", "decide", plan, file("plain-2-agreed")).code == REFUSED


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        pytest.param(("check", "no-such-file.json"), None, "No such file", id="a file that is not there"),
        pytest.param(("check", "-"), '{"plan": }', "line 1, column 10", id="text that is not JSON"),
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


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_malformed_message_is_refused_before_it_is_sent_with_every_problem(alone: Commands, name: str) -> None:
    plan = plan_of("plain-1-submission")

    said = alone("--json", name.replace("_", "-"), plan, "-", given='{"message_id": "x", "surprise": 1}')

    assert (said.code, said.json["code"]) == (REFUSED, "malformed")
    assert len(said.json["reasons"]) >= 3
    assert any(reason.startswith("surprise: is not a field") for reason in said.json["reasons"])


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
        [sys.executable, "-m", "embedded.run"],
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
        returned = starter("--json", "decide", plan, file("clare-2-returned"))
        assert (returned.code, returned.json["plan_status"]) == (DONE, "returned")
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
    assert "python -m store.migrate" in ended.stderr
