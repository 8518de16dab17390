"""What is too large is said in one sentence, before any model reads it; and no answer is too large to be carried."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from countersign.careplan import bounds
from countersign.careplan.bounds import beyond
from countersign.careplan.contract import SENT, contract
from countersign.careplan.messages.answers import Answer, Refusal
from countersign.careplan.messages.arrival import read_message
from countersign.careplan.plan import Plan
from countersign.careplan.readiness import is_born
from countersign.careplan.reading import NotReadError, read_json
from countersign.careplan.submission import read_submission
from countersign.careplan.worth_a_look import an_unusual_age
from countersign.client.plans import at_the_door
from tests.support.builders import changed, example, plan_json

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
Json = dict[str, Any]


def of_bytes(size: int) -> Json:
    """A message whose compact JSON has exactly so many bytes."""
    empty = len(json.dumps({"x": ""}, separators=(",", ":")))
    return {"x": "é" * ((size - empty) // 2) + "x" * ((size - empty) % 2)}


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


EDGES: dict[str, tuple[Callable[[int], object], int, str]] = {
    "bytes": (of_bytes, bounds.MESSAGE_BYTES, "is longer than 250,000 bytes of JSON"),
    "bytes of the plan": (
        lambda size: {"plan": of_bytes(size)},
        bounds.PLAN_BYTES,
        "plan: is longer than 200,000 bytes of JSON",
    ),
    "fields": (lambda count: {str(number): 1 for number in range(count)}, bounds.KEYS, "has more than 10,000 fields"),
    "items": (lambda count: [{"x": [1] * count}], bounds.ITEMS, "has a list of more than 500 items"),
    "depth": (nested, bounds.DEPTH, "is nested more than 50 deep"),
    "lines": (
        lambda count: ["\n" * 100, "\n" * (count - 100)],
        bounds.LINES_IN_ALL,
        "has more than 3,000 lines of text",
    ),
    "a number": (
        lambda number: {"x": number},
        bounds.LARGEST_NUMBER,
        "has a number beyond what JSON carries safely: write it as text",
    ),
    "a number below nothing": (
        lambda number: {"x": -number},
        bounds.LARGEST_NUMBER,
        "has a number beyond what JSON carries safely: write it as text",
    ),
}


@pytest.mark.parametrize(("made", "most", "fault"), EDGES.values(), ids=EDGES)
def test_a_message_is_taken_at_each_edge_and_not_just_past_it(
    made: Callable[[int], object], most: int, fault: str
) -> None:
    assert beyond(made(most)) == ()
    assert beyond(made(most + 1)) == (fault,)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e300, "\ud800", {"\udfff": 1}], ids=repr)
def test_what_is_no_json_is_said_and_does_not_raise(value: object) -> None:
    assert len(beyond({"x": value})) == 1


ATTACKS: dict[str, tuple[str, Callable[[], Json]]] = {
    "48,000 unknown fields": (
        "clare-4-agreed",
        lambda: {"regard": {f"unknown_{number}": number for number in range(48_000)}},
    ),
    "55,000 unknown references": ("plain-1-submission", lambda: {"plan.services.0.needs": ["N9"] * 55_000}),
    "9,000 unknown fields, which are within the bounds": (
        "clare-4-agreed",
        lambda: {"regard": {f"unknown_{number}": number for number in range(9_000)}},
    ),
    "500 unknown references, which are too": ("plain-1-submission", lambda: {"plan.services.0.needs": ["N9"] * 500}),
    "blank lines": ("plain-1-submission", lambda: {"plan.contingency_plan": "\n" * 200_000}),
}


@pytest.mark.parametrize(("stem", "changes"), ATTACKS.values(), ids=ATTACKS)
def test_an_answer_to_anything_is_small_and_comes_at_once(stem: str, changes: Callable[[], Json]) -> None:
    message = changed(example(stem), changes())
    began = time.process_time()
    if stem == "plain-1-submission":
        answer = at_the_door(message)
    else:
        _, problems = read_message(SENT["decide"], message, NOW)
        answer = Answer(outcome="refused", code=Refusal.MALFORMED, reasons=tuple(map(str, problems)))
    assert time.process_time() - began < 1
    assert answer.code is Refusal.MALFORMED
    assert answer.reasons
    assert len(answer.model_dump_json()) < 70_000


def test_an_answer_gives_fifty_reasons_and_says_how_many_more_there_are() -> None:
    answer = Answer(outcome="refused", reasons=tuple(f"x{number}: is not a field" for number in range(48_000)))
    assert answer.reasons[49:] == ("x49: is not a field", "and 47,950 more")
    assert Answer.model_validate_json(answer.model_dump_json()) == answer, "read again it is the same"


@pytest.mark.parametrize("count", [0, 1, 50, 51])
def test_where_they_are_few_it_gives_them_all(count: int) -> None:
    reasons = tuple(f"reason {number}" for number in range(count))
    assert Answer(outcome="refused", reasons=reasons).reasons == reasons


@pytest.mark.parametrize("reason", ["x" * 5000, "é" * 5000, "\U0001f600" * 5000, "\ud800" * 5000], ids=len)
def test_long_reasons_are_cut_and_all_together_have_a_bound(reason: str) -> None:
    shown = bounds.reasons([reason] * 60)
    assert all(len(said) <= bounds.REASON for said in shown)
    assert sum(len(said.encode(errors="replace")) for said in shown[:-1]) <= bounds.REASONS_BYTES
    assert shown[-1] == f"and {60 - len(shown) + 1} more"


@pytest.mark.rule("SUB-2")
def test_check_the_door_and_the_contract_have_one_limit_of_a_plan() -> None:
    lines = [
        changed(example("plain-1-submission"), {})["plan"]["services"][0] | {"id": f"S{n}", "description": "é" * 4000}
        for n in range(1, 30)
    ]
    large = changed(example("plain-1-submission"), {"plan.services": lines})
    assert at_the_door(large).reasons == ("plan: is longer than 200,000 bytes of JSON",)
    assert read_submission(large).code is Refusal.MALFORMED
    stated: Any = contract()["x-bounds"]
    assert stated["plan_bytes"] == 200_000
    assert any("200,000" in sentence for sentence in stated["in-words"])


# JSON as somebody sent it

READ: dict[str, tuple[bytes, object]] = {
    "a byte order mark": (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    "brackets in a text": (b'"' + b"[" * 100_000 + b'"', "[" * 100_000),
    "escaped quotes": (b'["\\"", "\\\\", "[\\"["]', ['"', "\\", '["[']),
    "a name of two objects": (b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
    "fifty levels": (b"[" * 50 + b"]" * 50, json.loads("[" * 50 + "]" * 50)),
}

NOT_READ: dict[str, tuple[bytes, str]] = {
    "a field twice": (b'{"a": 1, "a": 1}', "gives a field twice"),
    "a field twice, deep inside": (b'[{"b": {"a": 1, "\\u0061": 2}}]', "gives a field twice"),
    "a number of 5,000 digits": (b'{"a": ' + b"9" * 5000 + b"}", "has a number of more than 30 characters"),
    "a fraction of 5,000 digits": (b"0." + b"9" * 5000, "has a number of more than 30 characters"),
    "200,000 brackets": (b"[" * 200_000, "is nested more than 50 deep"),
    "200,000 braces": (b'{"a":' * 66_000, "is nested more than 50 deep"),
    "a text that does not end": (b'"' + b'\\"' * 200_000, "is not JSON"),
    "no JSON": (b"decide", "is not JSON"),
    "nothing": (b"", "is not JSON"),
    "half a character": (b'"\xff"', "is not UTF-8 text"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "is not UTF-8 text"),
    "not a number": (b'{"a": NaN}', "is not JSON"),
    "too long": (b" " * 500_001, "is longer than 500,000 bytes"),
}


@pytest.mark.parametrize(("content", "value"), READ.values(), ids=READ)
def test_json_is_read(content: bytes, value: object) -> None:
    assert read_json(content) == value


@pytest.mark.parametrize(("content", "sentence"), NOT_READ.values(), ids=NOT_READ)
def test_what_is_no_plain_json_is_refused_at_once_in_a_sentence(content: bytes, sentence: str) -> None:
    began = time.process_time()
    with pytest.raises(NotReadError, match=sentence):
        read_json(content)
    assert time.process_time() - began < 1


# Days

URGENT = "message-report-urgent-needs"


@pytest.mark.rule("TIME-3")
@pytest.mark.parametrize("sent_at", ["0001-01-01T00:00:00+14:00", "soon", 12.3, None, "9999-12-31T23:59:59-14:00"])
def test_urgent_needs_are_taken_with_the_time_of_arrival_where_theirs_is_none(sent_at: object) -> None:
    message, problems = read_message(SENT["report_urgent_needs"], example(URGENT) | {"sent_at": sent_at}, NOW)
    assert problems == ()
    assert message is not None
    assert message.sent_at == NOW


@pytest.mark.rule("TIME-3")
def test_a_readable_time_of_urgent_needs_stays_and_no_other_message_is_helped() -> None:
    kept, _ = read_message(SENT["report_urgent_needs"], example(URGENT), NOW)
    assert kept is not None
    assert kept.sent_at.isoformat() != NOW.isoformat()
    _, problems = read_message(
        SENT["withdraw"], example("message-withdraw") | {"sent_at": "0001-01-01T00:00:00+14:00"}, NOW
    )
    assert [problem.where for problem in problems] == ["sent_at"]


@pytest.mark.rule("SUB-1")
@pytest.mark.parametrize(
    ("born", "refused", "asked"),
    [
        ("2026-11-27", False, False),
        ("2026-11-28", True, False),
        ("2041-01-01", True, False),
        ("1906-11-27", False, False),
        ("1906-11-26", False, True),
        ("1904-02-29", False, True),
        (None, False, False),
    ],
)
def test_nobody_is_born_after_the_submission_and_a_great_age_is_asked_about(
    born: str | None, refused: bool, asked: bool
) -> None:
    person = Plan.model_validate(changed(plan_json(), {"person.date_of_birth": born})).person
    assert bool(is_born(person, date(2026, 11, 27))) is refused
    assert bool(an_unusual_age(person, date(2026, 11, 27))) is asked


@pytest.mark.rule("SUB-1")
def test_a_birth_in_the_future_is_named_at_the_door() -> None:
    answer = at_the_door(changed(example("plain-1-submission"), {"plan.person.date_of_birth": "2041-03-01"}))
    assert [reason for reason in answer.reasons if reason.startswith("plan.person.date_of_birth: ")]
    assert answer.code is Refusal.INCOMPLETE
