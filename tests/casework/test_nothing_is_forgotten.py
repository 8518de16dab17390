"""Laws over every message and happening: each has all its parts, and no words stand where they have no business."""

from typing import Any, cast

import pytest

from countersign.careplan.contract import SENT
from countersign.careplan.messages import MESSAGES
from countersign.casework.handlers.registry import handler_of
from countersign.casework.happenings import SENTENCES, Happening
from tests.casework.cases import ACCEPTED
from tests.casework.cases.table import Accepted
from tests.support.builders import Json
from tests.support.casework import CaseUnderTest

MARKER = "Zzqmarker"
A_CODE = frozenset({"skills"})
"""Fields whose words the scheme gives, not their sender."""

EVERY_CASE = [
    pytest.param(name, accepted, id=f"{name}: {accepted.what}")
    for name, cases in ACCEPTED.items()
    for accepted in cases
]


def marked(value: Any, field: str = "") -> Any:
    """The same message with the marker before everything that somebody wrote: every text with a space in it."""
    if isinstance(value, dict):
        return {key: marked(inner, key) for key, inner in cast("Json", value).items()}
    if isinstance(value, list):
        return [marked(inner, field) for inner in cast("list[Any]", value)]
    is_written = isinstance(value, str) and " " in value and field not in A_CODE
    if field == "billed":  # it goes on after "We"
        return f"{value} {MARKER}"
    return f"{MARKER} {value}" if is_written else value


def test_every_workflow_has_a_handler_for_each_message_that_it_takes() -> None:
    missing = [
        (workflow, name)
        for name, model in MESSAGES.items()
        for workflow in model.declared.workflows
        if handler_of(workflow, name) is None
    ]
    assert missing == []
    assert set(SENT) - set(MESSAGES) == {"submit"}, "which is no message to a workflow that runs"


def test_every_happening_has_its_rule_and_its_sentence() -> None:
    assert set(SENTENCES) == set(Happening)


@pytest.mark.parametrize(("name", "accepted"), EVERY_CASE)
def test_what_somebody_wrote_stands_in_no_sentence_of_the_record_and_in_no_answer(
    in_memory: CaseUnderTest, name: str, accepted: Accepted
) -> None:
    """The timeline, the tasks and the answers are shown where words about a person have no business."""
    case = in_memory
    accepted.ready(case)
    case.at(accepted.at)
    written = case.message(name, accepted.given, accepted.changes)
    message = marked(written)
    if "plan" in message:
        message["plan"]["person"]["name"] = written["plan"]["person"]["name"]  # the person stays the same (RET-9)
    before = set(case.kept.record)

    determined = case.put(case.considering(name, message))

    assert determined.answer.accepted, determined.answer.reasons
    kept = case.kept
    shown = {
        "the answer": determined.answer.model_dump_json(),
        "the timeline": str(determined.entries),
        "the status": determined.standing.model_dump_json(),
        "the record": "".join(f"{key} {entry.what}" for key, entry in kept.record.items() if key not in before),
        "tasks": "".join(f"{task.name} {task.why}" for task in kept.tasks.values()),
        "messages as they were answered": "".join(row.determination for row in kept.messages.values()),
    }
    assert {where: text for where, text in shown.items() if MARKER in text} == {}
