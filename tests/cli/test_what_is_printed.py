"""What `--json` prints is the view that the command shows: every key of it, in its order, and no other."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter

from countersign.careplan.messages.answers import Answer
from countersign.careplan.reading_out import reference_of
from countersign.casework.status import PlanStatus
from countersign.cli.register import Changed, FileTaken, Refusals
from countersign.cli.replan import AllReplanned
from countersign.queries.brief_seen import Brief
from countersign.queries.copies import CopiesOfPlan
from countersign.queries.late import LateWait
from countersign.queries.letters import LetterSent
from countersign.queries.meetings import ListOfSitting
from countersign.queries.register import ChangeOfRegister, HoldingOnADay
from countersign.queries.schemes import FilesChecked, SchemeExplained, SchemesCompared
from countersign.queries.sittings import Decided
from countersign.queries.tasks import OpenTask
from countersign.queries.timeline import Timeline
from countersign.queries.turns import Turn
from countersign.temporal.names import SEARCH_ATTRIBUTES
from tests.support.stack import DONE, EXAMPLES, REFUSED, USAGE, Commands, about, example

BY = ("--by", "sm-31")
FILE = str(EXAMPLES / "register.csv")


@pytest.fixture(scope="module")
def late(starter: Commands) -> str:
    """A plan in braille, returned, with letters to give by hand and a question that nobody answered in time."""
    submission = example("clare-1-submission")
    submission["plan"]["plan_id"] = plan = str(uuid4())
    submission["plan"]["person"]["contact"]["format"] = "braille"
    sent = (
        (10, ("submit", "-"), submission),
        (9, ("decide", plan, "-"), example("clare-2-returned")),
        (8, ("ask-about-return", plan, "-"), example("message-ask-about-return")),
    )
    for days_ago, words, message in sent:
        message["sent_at"] = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
        given = json.dumps(about(plan, message, submission["plan"]) if "plan" not in message else message)
        assert starter(*words, given=given).code == DONE
    return plan


def is_view(printed: Any, view: Any) -> None:
    """Check that what was printed is this view, or a list of it: every key of it and no other, in its order."""
    assert printed, "nothing was printed by which it could be told"
    validator: Any = jsonschema.Draft202012Validator(TypeAdapter(view).json_schema(mode="serialization"))
    validator.validate(printed)
    model: type[BaseModel] = get_args(view)[0] if isinstance(printed, list) else view
    keys = [field.serialization_alias or name for name, field in model.model_fields.items()]
    assert model.model_config.get("extra") == "forbid"
    assert [*(printed[0] if isinstance(printed, list) else printed)] == keys


@pytest.mark.parametrize(
    ("words", "view"),
    [
        ("timeline PLAN", Timeline),
        ("overdue", list[LateWait]),
        ("tasks", list[OpenTask]),
        ("tasks PLAN", list[OpenTask]),
        ("letters PLAN", list[LetterSent]),
        ("copies PLAN", CopiesOfPlan),
        ("brief PLAN", Brief),
        ("meeting list shropshire weekly_call", ListOfSitting),
        ("register show", list[HoldingOnADay]),
        ("register history", list[ChangeOfRegister]),
        ("replan --scheme procedure --by sm-31 --why Closed. --dry-run", AllReplanned),
        ("scheme check", FilesChecked),
        ("scheme explain procedure", SchemeExplained),
        ("scheme compare procedure doncaster", SchemesCompared),
    ],
)
def test_a_command_that_looks_prints_its_view(starter: Commands, late: str, words: str, view: Any) -> None:
    said = starter("--json", *words.replace("PLAN", late).split())

    assert said.code == DONE
    is_view(said.json, view)


def test_a_status_is_that_of_the_plan_with_that_of_its_interim_support(starter: Commands, late: str) -> None:
    printed = starter("--json", "status", late).json

    assert [*printed] == [*PlanStatus.model_fields, "reference", "interim_support"]
    assert PlanStatus.model_validate({**printed, "interim_support": None}).plan_id == late


def test_a_list_has_what_can_be_searched_for(starter: Commands, late: str) -> None:
    (listed,) = [plan for plan in starter("--json", "list").json if plan["plan"] == late]

    attributes = [key.name for key in SEARCH_ATTRIBUTES]
    beside = ("reference", "late_since", "in_force", *Turn._fields)
    assert [key for key in ("plan", "open", *attributes, *beside) if key in listed] == [*listed]
    assert set(listed) >= {"plan", "open", "PlanStatus", "PlanVersion", "PlanTeam"}


def test_a_change_of_the_register_prints_its_lines_or_why_there_are_none(starter: Commands, tmp_path: Path) -> None:
    absences = tmp_path / "absences.csv"
    absences.write_text("person,starts,ends\ntm-201,2043-01-05,2043-01-09\n", encoding="utf-8")
    grant = ("grant", "tm-208", "practitioner", "--from", "2043-01-05")
    acting = ("act", "tm-202", "--for", "tm-201", "--role", "team_manager", "--team", "community")

    def register(*words: str) -> Any:
        said = starter("--json", "register", *words, *BY)
        assert said.code == (DONE if said.json.get("accepted", True) else REFUSED), said.out
        return said.json

    is_view(register("import", FILE, "--dry-run", "--confirmed-by", "hs-1"), FileTaken)
    is_view(register("absences", str(absences)), FileTaken)
    for words in (
        grant,
        (*acting, "--from", "2043-01-05", "--until", "2043-01-09"),
        ("end", "tm-208", "practitioner", "--on", "2043-01-31"),
        ("away", "tm-208", "--from", "2043-01-05"),
        ("back", "tm-208", "--on", "2043-01-08"),
    ):
        is_view(register(*words), Changed)
    is_view(register(*grant), Refusals)
    assert register("import", FILE, "--if-empty", "--confirmed-by", "hs-1") == {"left_as_it_is": True}


def test_a_sitting_that_decided_nothing_prints_what_came_of_each_decision(starter: Commands) -> None:
    submission = example("call-1-submission")
    submission["plan"]["plan_id"] = plan = str(uuid4())
    assert starter("submit", "--now", "-", given=json.dumps(submission)).code == DONE
    decide = example("call-2-agreed")
    del decide["sent_at"]
    above = {"meeting": decide.pop("meeting"), "sent_by": decide.pop("sent_by")}
    decisions = [{**decide, "plan_id": plan, "version": 7}]

    said = starter("--json", "meeting", "decide", "-", given=json.dumps({**above, "decisions": decisions}))

    assert said.code == REFUSED
    is_view(said.json, Decided)


CLARES = {"id": "sw-1042", "system": "case-system"}
"""Who answers for Clare's plan."""


def test_a_message_prints_its_answer(starter: Commands, late: str, tmp_path: Path) -> None:
    complete, incomplete = (str(EXAMPLES / f"{name}-1-submission.json") for name in ("clare", "refused"))
    ending = tmp_path / "end.json"
    ending.write_text(json.dumps(about(late, example("message-end") | {"sent_by": CLARES})), encoding="utf-8")
    end = str(ending)
    answers = {
        ("check", complete): DONE,
        ("check", incomplete): REFUSED,
        ("submit", complete): DONE,
        ("end", late, complete): REFUSED,
        ("end", late, end): DONE,
    }

    for words, code in answers.items():
        said = starter("--json", *words)
        assert [*said.json] == [*Answer.model_fields]
        assert (said.code, Answer.model_validate(said.json).accepted) == (code, code == DONE), said.out


@pytest.mark.rule("TELL-4")
def test_what_a_task_asks_somebody_to_make_is_written_out_with_its_draft(
    starter: Commands, late: str, tmp_path: Path
) -> None:
    task, folder = "give:v1/returned/person", tmp_path / "papers"
    shown = starter("tasks", late).words
    assert "that the plan is not agreed yet: make it in braille" in shown
    assert "with it: letter.html, letter.txt, letter.pdf, letter-for-braille.txt" in shown
    assert f"starter.py papers {reference_of(late)} {task} --to FOLDER" in shown

    said = starter("--json", "papers", late, task, "--to", str(folder))
    names = ["letter.html", "letter.txt", "letter.pdf", "letter-for-braille.txt"]
    assert (said.code, said.json) == (DONE, {"plan": late, "task": task, "files": names})
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert "{Heading 1} Your plan has not been" in (folder / "letter-for-braille.txt").read_text(encoding="utf-8")
    again = starter("papers", late, task, "--to", str(folder))
    assert again.code == USAGE, "nothing is written over"
    assert "Not done: --to: that folder is there already. Name a new one" in " ".join(again.err.split())
    other = starter("papers", late, "no-such-task", "--to", str(tmp_path / "none"))
    assert other.code == USAGE
    assert f"Not done: This plan has no open task no-such-task with anything to give. `starter.py tasks {late}`" in (
        " ".join(other.err.split())
    )
    assert all(line == line.rstrip() for line in other.err.splitlines())
