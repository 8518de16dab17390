"""DEC-5: a message is known by its content as it was read, in whatever bytes; only a considered one uses its id up."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from countersign.careplan.contract import SENT
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages import MESSAGES
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.sameness import identity_of
from countersign.casework.determinations import Considering
from countersign.casework.happenings import Happening
from countersign.casework.kept import TaskKind
from tests.casework.cases import ready
from tests.support.builders import Json, changed, example, example_of, without
from tests.support.casework import CaseUnderTest


def put_as(case: CaseUnderTest, name: str, content: str, **given: Any) -> Answer:
    """Put a message before the rules as the text that a sender wrote."""
    message = json.loads(content)
    considering = case.considering(name, message, **given)
    return case.put(considering.model_copy(update={"sha256": hashlib.sha256(content.encode()).hexdigest()})).answer


def reordered(value: Any) -> Any:
    """The same JSON value with the fields of each object the other way round."""
    if isinstance(value, list):
        return [reordered(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, Any]", value)
    return {key: reordered(fields[key]) for key in reversed(fields)}


WRITTEN_OTHERWISE: dict[str, Callable[[Json], str]] = {
    "as it was": json.dumps,
    "in other order": lambda message: json.dumps(reordered(message)),
    "indented": lambda message: json.dumps(message, indent=4),
    "without escapes": lambda message: json.dumps(message, ensure_ascii=False),
    "stamped anew": lambda message: json.dumps(message | {"sent_at": "2026-11-05T10:00:00+00:00"}),
    "with Z": lambda message: json.dumps(message | {"sent_at": message["sent_at"].replace("+00:00", "Z")}),
    "in local time": lambda message: json.dumps(message | {"sent_at": "2026-11-05T11:00:00+01:00"}),
    "with a field as it would be without it": lambda message: json.dumps(message | {"what_the_person_says": None}),
    "with spaces around words": lambda message: json.dumps(message | {"reason": f" {message['reason']} "}),
}


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("written", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_the_same_content_is_the_same_message_in_whatever_bytes(in_memory: CaseUnderTest, written: Any) -> None:
    case = in_memory
    ready.submitted(case)
    case.at("2026-11-05 09:30")
    message = case.message("withdraw", changes={"reason": "She moves to Cafe Zoë’s."})
    first = put_as(case, "withdraw", json.dumps(message))
    before = case.kept
    case.at("2026-11-05 14:40")
    again = put_as(case, "withdraw", written(message))

    assert first.accepted
    assert again == first.model_copy(update={"duplicate": True})
    assert case.kept.messages == before.messages


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize(
    "changes",
    [{"reason": "She has changed her mind."}, {"sent_by.id": "tm-201"}, {"sent_by.system": "another"}],
    ids=["other words", "another sender", "another system"],
)
def test_another_content_under_a_used_id_is_refused(case: CaseUnderTest, changes: Json) -> None:
    ready.submitted(case)
    message = case.message("withdraw", changes={"sent_by.id": "sw-9999"})
    first = case.put(case.considering("withdraw", message)).answer
    other = case.put(case.considering("withdraw", changed(message, changes))).answer

    assert first.code is Refusal.NO_AUTHORITY, "it was considered, and that uses its id up"
    assert other.code is Refusal.MESSAGE_ID_REUSED


MALFORMED: dict[str, Json] = {
    "a field more": {"more": 1},
    "a field of another kind": {"reason": 12},
    "a field too long": {"reason": "x" * 8001},
    "a list beyond the bounds": {"more": [1] * 501},
    "a time that is none": {"sent_at": "0001-01-01T00:00:00+14:00"},
    "a reference of another form": {"sent_by.id": "mary"},
}


@pytest.mark.rule("DEC-5")
@pytest.mark.parametrize("changes", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_message_leaves_its_id_free_for_the_mended_one(in_memory: CaseUnderTest, changes: Json) -> None:
    case = in_memory
    ready.submitted(case)
    before = case.kept
    message = case.message("withdraw")
    malformed = case.considering("withdraw", changed(message, changes))
    refused = [case.put(malformed).answer for _ in range(2)]

    assert [answer.code for answer in refused] == [Refusal.MALFORMED] * 2
    assert not any(answer.duplicate for answer in refused), "it was not considered, so it does not come again"
    assert case.kept.messages == before.messages
    assert case.put(case.considering("withdraw", message)).answer.accepted
    assert case.standing.status is Status.WITHDRAWN


@pytest.mark.rule("DEC-5")
def test_a_retry_of_a_malformed_message_is_noted_once(case: CaseUnderTest) -> None:
    """An attempt that noted it could not report: the next one asks the very same thing at the very same moment."""
    ready.submitted(case)
    before = case.kept
    considering = case.considering("withdraw", case.message("withdraw") | {"more": 1}, by_signal=True)
    first = case.put(considering)
    kept = case.kept

    assert case.put(considering).answer == first.answer
    assert case.kept == kept
    new = [entry.event for key, entry in kept.record.items() if key not in before.record]
    assert new == [Happening.MESSAGE_REFUSED]
    assert [*case.open_tasks().values()].count(TaskKind.BAD_MESSAGE) == 1


@pytest.mark.rule("DEC-5")
def test_a_message_of_an_unknown_name_leaves_its_id_free(case: CaseUnderTest) -> None:
    ready.submitted(case)
    message = case.message("withdraw")
    unknown = case.considering("withdraw", message).model_copy(update={"name": "widthraw"})

    assert case.put(unknown).answer.code is Refusal.UNKNOWN_MESSAGE
    assert case.put(case.considering("withdraw", message)).answer.accepted


@pytest.mark.rule("DEC-5")
def test_what_the_workflow_remembers_does_not_stand_against_the_database(case: CaseUnderTest) -> None:
    """An answer to a message that was never considered is no answer: it is considered."""
    ready.submitted(case)
    message = case.message("withdraw")
    remembered = Answer(outcome="refused", code=Refusal.MALFORMED)
    given = case.considering("withdraw", message).model_dump() | {"duplicate_of": remembered.model_dump()}

    assert case.put(Considering.model_validate(given)).answer.accepted


# Urgent needs


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize("sent_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon", None, 12.3])
def test_urgent_needs_are_taken_whatever_time_they_name(in_memory: CaseUnderTest, sent_at: object) -> None:
    case = in_memory
    ready.submitted(case)
    message: Json = case.message("report_urgent_needs")
    message["sent_at"] = sent_at
    answers = [case.put(case.considering("report_urgent_needs", message)).answer for _ in range(2)]

    assert [answer.accepted for answer in answers] == [True, True]
    assert case.kept.messages[message["message_id"]].sent_at == case.now


# Submissions


def submission(case: CaseUnderTest, changes: Json | None = None) -> Json:
    usual = {"plan.plan_id": case.plan_id, "sent_at": case.now.isoformat()}
    return changed(example("clare-1-submission"), usual | (changes or {}))


@pytest.mark.rule("DEC-5", "SUB-2")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"sent_at": "2026-11-03T11:10:00Z"}, None),
        ({"plan.plan_id": "upper"}, None),
        ({"plan.preferences": "Something else, which the first did not say."}, Refusal.MESSAGE_ID_REUSED),
        ({"message_id": "another-submission-1"}, Refusal.PLAN_EXISTS),
    ],
    ids=["the same", "stamped anew", "its id in capitals", "another content", "another id"],
)
def test_a_submission_is_compared_by_its_content(case: CaseUnderTest, changes: Json, code: Refusal | None) -> None:
    case.at("2026-11-03 11:00")
    first = case.receive(json.dumps(submission(case)).encode())
    before = case.kept
    if changes.get("plan.plan_id"):
        changes = {"plan.plan_id": case.plan_id.upper()}
    again = case.receive(json.dumps(reordered(submission(case, changes))).encode())

    assert first.answer.accepted
    assert again.answer.code is code
    assert again.answer.accepted is (code is None)
    assert case.kept == before


@pytest.mark.rule("SUB-2")
def test_a_submission_that_was_refused_at_the_door_leaves_its_id_free(case: CaseUnderTest) -> None:
    case.at("2026-11-03 11:00")
    refused = case.receive(json.dumps(submission(case, {"plan.contingency_plan": ""})).encode())
    mended = case.receive(json.dumps(submission(case)).encode())

    assert refused.answer.code is Refusal.INCOMPLETE
    assert mended.answer.accepted
    assert not mended.answer.duplicate


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"plan": 1, "plan": 2}', "gives a field twice"),
        (b"[" * 200_000, "is nested more than 50 deep"),
        (b"9" * 5000, "has a number of more than 30 characters"),
        (b"\xff", "is not UTF-8 text"),
        (b"", "is not JSON"),
        (b" " * 500_001, "is longer than 500,000 bytes"),
    ],
    ids=["a field twice", "brackets", "a long number", "no text", "nothing", "too long"],
)
def test_whatever_comes_to_the_door_is_refused_in_a_sentence(
    in_memory: CaseUnderTest, content: bytes, reason: str
) -> None:
    case = in_memory
    answer = case.receive(content).answer
    assert answer.code is Refusal.MALFORMED
    assert len(answer.reasons) == 1
    assert answer.reasons[0].startswith(reason)


def test_a_byte_order_mark_before_a_submission_is_read(case: CaseUnderTest) -> None:
    case.at("2026-11-03 11:00")
    assert case.receive(b"\xef\xbb\xbf" + json.dumps(submission(case)).encode()).answer.accepted


# The hash by which they are compared


@pytest.mark.parametrize("name", SENT)
def test_what_is_compared_is_everything_but_when_it_was_sent(name: str) -> None:
    whole = example_of(name)
    model = SENT[name]
    identity = identity_of(model.model_validate(whole))
    stamped = {**whole, "sent_at": "2026-12-01T00:00:00Z"}
    assert identity_of(model.model_validate(stamped)) == identity
    assert identity_of(model.model_validate(reordered(whole))) == identity
    assert identity_of(model.model_validate({**whole, "message_id": "another-message-1"})) != identity
    assert identity_of(model.model_validate(changed(whole, {"sent_by.id": "zz-1"}))) != identity


def test_two_messages_of_the_same_fields_and_another_name_are_two() -> None:
    fields = without(example_of("acknowledge_interim_support"))
    names = [name for name, model in MESSAGES.items() if model.model_fields.keys() == fields.keys()]
    assert len({identity_of(MESSAGES[name].model_validate(fields)) for name in names}) == len(names)
