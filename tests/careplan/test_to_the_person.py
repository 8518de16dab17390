"""TELL-2, REC-2 · What is meant for the person speaks to them, or whoever decides is told that it does not."""

import pytest

from countersign.careplan.to_the_person import words_to_the_person
from countersign.careplan.worth_a_look import worth_a_look
from tests.careplan.test_worth_a_look import TODAY
from tests.support.builders import Json, changed, plan, plan_json

WITHOUT = "No words to the person for {}: their record would have the practitioner's, and say so."
AS_SOMEBODY = (
    "In words to the person, {} has I, me or my outside quotation marks. The person's own words stand in quotation "
    "marks; in all others “you” is the person."
)
BY_NAME = "In words to the person, {} calls them by their name: say “you”."


def said(changes: Json) -> list[str]:
    """The reasons about the plain plan, of Thomas Brightwater, whom they call Tom, with these changes."""
    found = words_to_the_person(plan(**changed(plan_json(), changes)))
    assert {(finding.rule, finding.met) for finding in found} <= {("TELL-2", False)}
    return [finding.reason for finding in found]


@pytest.mark.rule("TELL-2", "REC-2")
def test_needs_and_outcomes_without_words_to_the_person_are_named_together() -> None:
    assert said({}) == []
    assert said({"needs.0.to_the_person": ""}) == [WITHOUT.format("N1")]
    empty: Json = {"needs.0.to_the_person": " \n", "needs.2.to_the_person": "", "outcomes.1.to_the_person": ""}
    assert said(empty) == [WITHOUT.format("N1, N3 and O2")]


@pytest.mark.rule("TELL-2", "REC-2")
@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("You cannot see the steps.", []),
        ("I cannot see the steps.", [AS_SOMEBODY]),
        ("You told me of the steps.", [AS_SOMEBODY]),
        ("You told my colleague.", [AS_SOMEBODY]),
        ('You said: "I cannot see my steps."', []),
        ("You said: “I cannot see the steps.”", []),
        ("‘I can’t see the steps’, you said.", []),
        ("“I cannot see.” I think so too.", [AS_SOMEBODY]),
        ("You like mime, and to meet Iain at Mildmay.", []),
        ("Tom cannot see the steps.", [BY_NAME]),
        ("Mr Brightwater cannot see.", [BY_NAME]),
        ("Tom's steps are dark.", [BY_NAME]),
        ("“Tom does it himself”, you said.", []),
        ("Tomorrow you look at tomatoes with Tommy.", []),
        ("I told Tom.", [AS_SOMEBODY, BY_NAME]),
    ],
)
def test_words_to_the_person_are_to_you(words: str, reasons: list[str]) -> None:
    assert said({"needs.1.to_the_person": words}) == [reason.format("N2") for reason in reasons]
    assert said({"outcomes.2.to_the_person": words}) == [reason.format("O3") for reason in reasons]
    assert said({"how_to_talk": words}) == [reason.format("how to talk with them") for reason in reasons]
    budget = "how the budget was worked out"
    assert said({"how_budget_was_worked_out": words}) == [reason.format(budget) for reason in reasons]


@pytest.mark.rule("TELL-2")
def test_several_are_one_finding_and_no_reason_has_a_name() -> None:
    changes: Json = {"needs.0.to_the_person": "Tom asked me.", "outcomes.0.to_the_person": "I know Tom."}
    assert said(changes) == [AS_SOMEBODY.format("N1 and O1"), BY_NAME.format("N1 and O1")]


@pytest.mark.rule("TELL-2", "SUB-5")
def test_whoever_decides_sees_it_and_nothing_is_refused_for_it() -> None:
    about = plan(**changed(plan_json(), {"needs.0.to_the_person": ""}))
    assert WITHOUT.format("N1") in [finding.reason for finding in worth_a_look(about, TODAY)]
