"""REC-3: the four difficulties, who is appropriate, the two exceptions, and what may be said of support."""

from datetime import date

import pytest

from countersign.careplan.messages.answers import Refusal
from countersign.careplan.submission import read_submission
from countersign.careplan.understanding import (
    AdvocateDuty,
    Difficulty,
    Support,
    Understanding,
    advocate_duty,
    is_stated_whole,
    support_is_whole,
)
from tests.support.builders import Json, changed, example, scheme

NIECE: Json = {
    "so": True,
    "in_words": "A niece who visits twice a week, and whom she asked.",
    "is_paid_to_care": False,
    "is_accepted": True,
}
HARD: Json = {"so": True, "in_words": "Longer letters; short visits help.", "difficulties": ["retaining"]}
YES: Json = {"so": True, "in_words": "The ward expects ten weeks in a nursing home."}
NO: Json = {"so": False}


def said(**changes: object) -> Understanding:
    """Difficulty, with these fields other or more."""
    return Understanding.model_validate(HARD | changes)


ARRANGE, SOMEBODY = AdvocateDuty.ARRANGE, AdvocateDuty.SOMEBODY_IS_APPROPRIATE

DUTIES: dict[str, tuple[Understanding | None, AdvocateDuty, str]] = {
    "nothing is stated": (None, AdvocateDuty.NOT_STATED, "not stated whether the person has substantial"),
    "no difficulty": (Understanding(so=False), AdvocateDuty.NO_DIFFICULTY, "no substantial difficulty"),
    "no difficulty, whatever else": (
        Understanding.model_validate({"so": False, "long_stay": YES, "disagreement": YES}),
        AdvocateDuty.NO_DIFFICULTY,
        "no substantial difficulty",
    ),
    "difficulty, and nothing said of anybody": (said(), ARRANGE, "not stated whether anybody is appropriate"),
    "nobody": (said(appropriate_individual=NO), ARRANGE, "nobody is appropriate"),
    "a niece": (said(appropriate_individual=NIECE), SOMEBODY, "somebody is appropriate"),
    "a niece who is paid to care": (
        said(appropriate_individual=NIECE | {"is_paid_to_care": True}),
        ARRANGE,
        "is paid to care",
    ),
    "a niece of whom that is not stated": (
        said(appropriate_individual=NIECE | {"is_paid_to_care": None}),
        ARRANGE,
        "not stated that whoever would support the person is not paid",
    ),
    "a niece whom the person does not want": (
        said(appropriate_individual=NIECE | {"is_accepted": False}),
        ARRANGE,
        "does not consent",
    ),
    "a niece of whom that is not stated, either": (
        said(appropriate_individual=NIECE | {"is_accepted": None}),
        ARRANGE,
        "not stated that the person consents",
    ),
    "a niece, and ten weeks in a nursing home": (
        said(appropriate_individual=NIECE, long_stay=YES),
        ARRANGE,
        "long stay",
    ),
    "a niece, and a disagreement with her": (
        said(appropriate_individual=NIECE, disagreement=YES),
        ARRANGE,
        "disagree",
    ),
    "a niece, and neither": (said(appropriate_individual=NIECE, long_stay=NO, disagreement=NO), SOMEBODY, "somebody"),
}


@pytest.mark.rule("REC-3")
@pytest.mark.parametrize(("understanding", "duty", "why"), DUTIES.values(), ids=DUTIES)
def test_an_advocate_must_be_arranged_where_nobody_is_known_to_be_appropriate_and_in_two_cases_besides(
    understanding: Understanding | None, duty: AdvocateDuty, why: str
) -> None:
    found = advocate_duty(understanding)
    assert (found.duty, why in found.why) == (duty, True), found


@pytest.mark.rule("REC-3")
def test_the_four_difficulties_are_those_of_the_act() -> None:
    assert [difficulty.value for difficulty in Difficulty] == [
        "understanding",
        "retaining",
        "weighing",
        "communicating",
    ]


@pytest.mark.rule("REC-3", "SUB-1")
@pytest.mark.parametrize(
    ("stated", "fields"),
    [
        pytest.param(HARD, [], id="whole"),
        pytest.param(NO, [], id="a bare no is short to write"),
        pytest.param({"so": True}, ["difficulties", "in_words"], id="a bare yes"),
        pytest.param(HARD | {"in_words": "TBC"}, ["in_words"], id="words that say nothing"),
        pytest.param(HARD | {"so": False}, ["difficulties"], id="a no that names one"),
        pytest.param(
            HARD | {"appropriate_individual": NIECE | {"in_words": "Yes"}},
            ["appropriate_individual.in_words"],
            id="somebody of whom nothing is said",
        ),
        pytest.param(
            HARD | {"long_stay": YES | {"in_words": ""}, "disagreement": {"so": True}},
            ["long_stay.in_words", "disagreement.in_words"],
            id="an exception without a reason",
        ),
    ],
)
def test_a_yes_says_what_is_so_and_everything_that_is_missing_is_named_at_once(stated: Json, fields: list[str]) -> None:
    faults = is_stated_whole(Understanding.model_validate(stated))
    assert [(fault.rule, fault.where) for fault in faults] == [
        ("REC-3", f"plan.understanding.{name}") for name in fields
    ]
    read = read_submission(changed(example("clare-1-submission"), {"plan.understanding": stated}))
    assert (read.code, [problem.where for problem in read.problems]) == (
        Refusal.INCOMPLETE if fields else None,
        [f"plan.understanding.{name}" for name in fields],
    )


@pytest.mark.rule("REC-3", "SUB-2")
@pytest.mark.parametrize(
    ("waits", "stated", "code"),
    [
        pytest.param(False, None, None, id="it does not: a plan stays short to write"),
        pytest.param(True, None, Refusal.INCOMPLETE, id="it does, and nothing is stated"),
        pytest.param(True, NO, None, id="it does, and there is none"),
        pytest.param(True, HARD, None, id="it does, and there is some"),
    ],
)
def test_where_sign_off_waits_for_it_the_plan_states_it(waits: bool, stated: Json | None, code: Refusal | None) -> None:
    council = scheme({"understanding.sign_off_waits": waits})
    given = changed(example("clare-1-submission"), {"plan.understanding": stated})
    read = read_submission(given, lambda _: council)
    assert read.code is code
    assert [problem.where for problem in read.problems] == (["plan.understanding"] if code else [])


TODAY = date(2026, 11, 16)
GIVEN: Json = {
    "what": "Two visits with pictures, a page at a time.",
    "given_on": "2026-11-16",
    "advocate": "not_owed",
    "about_the_advocate": "Offered; she chose her niece.",
}


@pytest.mark.rule("REC-3")
@pytest.mark.parametrize(
    ("understanding", "changes", "fields"),
    [
        pytest.param(said(appropriate_individual=NIECE), {}, [], id="somebody is appropriate"),
        pytest.param(said(), {}, ["support.advocate"], id="an advocate is owed and none is arranged"),
        pytest.param(said(), {"advocate": "arranged"}, [], id="an advocate is owed and arranged"),
        pytest.param(said(), {"advocate": "in_place"}, [], id="an advocate is owed and in place"),
        pytest.param(None, {}, ["support"], id="nobody said that there is difficulty"),
        pytest.param(Understanding(so=False), {}, ["support"], id="there is none"),
        pytest.param(said(), {"given_on": "2026-11-17"}, ["support.given_on", "support.advocate"], id="tomorrow, too"),
    ],
)
def test_support_is_given_to_whoever_needs_it_and_the_duty_is_not_passed_over(
    understanding: Understanding | None, changes: Json, fields: list[str]
) -> None:
    faults = support_is_whole(Support.model_validate(GIVEN | changes), understanding, TODAY)
    assert [(fault.rule, fault.where) for fault in faults] == [("REC-3", field) for field in fields]
