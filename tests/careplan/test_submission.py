"""SUB-2 · The door: a submission is read whole, every problem is named at once, and no value is repeated."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.submission import Problem, Read, read_submission
from tests.support.builders import changed, example, without

SECRET = "Edie SECRET Marlow"


def said(read: Read) -> list[str]:
    return [str(problem) for problem in read.problems]


@pytest.mark.rule("SUB-2")
def test_a_complete_submission_is_read() -> None:
    read = read_submission(example("plain-1-submission"))
    assert read.code is None
    assert read.problems == ()
    assert read.submission is not None
    assert read.submission.message_id == "plain-submission-1"


@pytest.mark.rule("SUB-2", "SUB-1", "SUB-4", "SUB-5", "BUD-3")
def test_seven_gaps_are_named_at_once() -> None:
    read = read_submission(example("refused-1-submission"))
    assert read.submission is None
    assert read.code is Refusal.INCOMPLETE
    assert [(problem.rule, problem.where) for problem in read.problems] == [
        ("SUB-1", "plan.readiness.promotes_wellbeing.evidence"),
        ("SUB-1", "plan.readiness.information_advice_prevention"),
        ("SUB-4", "plan.over_indicative.rationale"),
        ("SUB-4", "plan.over_indicative.prevent_reduce_delay"),
        ("SUB-5", "plan.services"),
        ("SUB-5", "plan.outcomes.how_we_will_know"),
        ("BUD-3", "plan.services.weekly_cost"),
    ]


@pytest.mark.rule("SUB-2")
def test_problems_of_form_do_not_hide_the_gaps() -> None:
    raw = changed(example("refused-1-submission"), {"plan.team": "Gardening", "sent_at": "2026-11-12T16:55:00"})
    read = read_submission(raw)
    assert read.code is Refusal.MALFORMED
    assert said(read)[0] == "sent_at: needs its offset from UTC, such as 2026-11-21T09:30:00+00:00"
    assert {problem.where for problem in read.problems if not problem.rule} == {"sent_at", "plan.team"}
    assert [problem.rule for problem in read.problems if problem.rule] == [
        *["SUB-1"] * 2,
        *["SUB-4"] * 2,
        *["SUB-5"] * 2,
        "BUD-3",
    ]


@pytest.mark.rule("SUB-2")
def test_a_part_that_cannot_be_read_silences_only_the_rules_that_need_it() -> None:
    raw = changed(example("refused-1-submission"), {"plan.services.0.weekly_cost": "a lot"})
    read = read_submission(raw)
    assert [(problem.rule, problem.where) for problem in read.problems] == [
        ("", "plan.services.0.weekly_cost"),
        ("SUB-1", "plan.readiness.promotes_wellbeing.evidence"),
        ("SUB-1", "plan.readiness.information_advice_prevention"),
        ("SUB-5", "plan.outcomes.how_we_will_know"),
    ]


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize(
    "part", ["person", "practitioner", "team", "plan_id", "indicative_budget", "person_pays"], ids="without {}".format
)
def test_each_part_that_a_plan_cannot_do_without_is_named(part: str) -> None:
    read = read_submission(without(example("plain-1-submission"), f"plan.{part}"))
    assert read.code is Refusal.MALFORMED
    assert said(read) == [f"plan.{part}: is missing"]


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize("path", ["readings", "plan.weekly_cost", "plan.person.nhs_number", "plan.services.0.cost"])
def test_a_misspelt_field_is_refused_by_name(path: str) -> None:
    read = read_submission(changed(example("plain-1-submission"), {path: "412.50"}))
    assert said(read) == [f"{path}: is not a field of this message"]


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("plan.kind", "child", "plan.kind: must be 'adult' or 'carer'"),
        ("plan.person_pays", "-1", 'plan.person_pays: must be money as text, such as "412.50", from 0 to 1000000'),
        ("plan.needs.0.description", "", "plan.needs.0.description: must not be empty"),
        (
            "plan.person.date_of_birth",
            "May",
            "plan.person.date_of_birth: must be written out as text, such as 1941-11-21, from 1850-01-01 to 2100-12-31",
        ),
    ],
)
def test_a_wrong_value_is_named_by_its_place_and_what_was_expected(path: str, value: str, problem: str) -> None:
    assert said(read_submission(changed(example("plain-1-submission"), {path: value})))[0] == problem


@pytest.mark.rule("SUB-2")
@pytest.mark.parametrize("raw", [None, True, 7, "a plan", [], [{}], {}, {"plan": None}, {"plan": []}, {"plan": "x"}])
def test_anything_that_is_no_submission_is_malformed_and_never_an_exception(raw: object) -> None:
    read = read_submission(raw)
    assert read.submission is None
    assert read.code is Refusal.MALFORMED
    assert read.problems


def test_an_empty_plan_names_every_required_field_and_every_statement() -> None:
    read = read_submission(changed(example("plain-1-submission"), {"plan": {}}))
    assert sum(problem.what == "is missing" for problem in read.problems) == 6
    assert sum(problem.where.startswith("plan.readiness.") for problem in read.problems) == 8


@pytest.mark.parametrize(
    "key",
    ["Edie SECRET Marlow", "SECRET\n2026-11-21 all is well", "SECRET" * 40, "SECRET\u2028", "\ud800SECRET"],
    ids=["a sentence", "a forged line of a log", "very long", "a line separator", "half a character"],
)
def test_a_key_that_is_no_name_is_not_repeated(key: str) -> None:
    read = read_submission(changed(example("plain-1-submission"), {"plan.person": {key: "x"}}))
    assert read.code is Refusal.MALFORMED
    assert "SECRET" not in " ".join(said(read))


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The path of every value in a JSON document that holds no other."""
    if isinstance(value, dict):
        for key, each in cast("dict[str, Any]", value).items():
            yield from leaves(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, each in enumerate(cast("list[Any]", value)):
            yield from leaves(each, f"{path}.{index}")
    else:
        yield path


@pytest.mark.parametrize("name", ["above-1-submission", "peter-1-submission", "plain-1-submission"])
@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(SECRET, id="a sentence"),
        pytest.param([SECRET], id="a list"),
        pytest.param({SECRET: SECRET}, id="an object"),
        pytest.param(f"{SECRET}\x00\ud800", id="half a character"),
        pytest.param(f"=cmd|'{SECRET}'!A1{{{{7*7}}}}<script>", id="something to be executed"),
    ],
)
def test_whatever_stands_in_whatever_place_no_problem_repeats_it(name: str, hostile: Any) -> None:
    whole = example(name)
    paths = list(leaves(whole))
    reads = [read_submission(changed(whole, {path: hostile})) for path in paths]
    assert sum(read.code is Refusal.MALFORMED for read in reads) > len(paths) // 4
    leaked = [path for path, read in zip(paths, reads, strict=True) if "SECRET" in " ".join(said(read))]
    assert leaked == []


def test_a_deeply_nested_value_is_refused_and_not_a_crash() -> None:
    deep: Any = SECRET
    for _ in range(20_000):
        deep = {"a": deep}
    raw = example("plain-1-submission")
    raw["plan"]["person"] = deep
    assert read_submission(raw).code is Refusal.MALFORMED


def test_a_problem_reads_as_place_words_and_rule() -> None:
    assert str(Problem("plan.team", "is missing")) == "plan.team: is missing"
    assert str(Problem("plan.services", "S1 is wrong.", "BUD-3")) == "plan.services: S1 is wrong. [BUD-3]"
    assert str(Problem("", "is not an object")) == "is not an object"
