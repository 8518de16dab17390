"""TELL-2, REC-2 · What is meant for the person speaks to them, or whoever decides is told that it does not."""

import pytest

from countersign.careplan.to_the_person import names, words_to_the_person
from countersign.careplan.worth_a_look import worth_a_look
from tests.careplan.test_worth_a_look import TODAY
from tests.support.builders import Json, changed, plan, plan_json

WITHOUT = "No words to the person for {}: their record would have the practitioner's, and say so."
AS_SOMEBODY = (
    "In words to the person, {} has I, me or my outside quotation marks. The person's own words stand in quotation "
    "marks; in all others “you” is the person."
)
AS_ANOTHER = "In words to the person, {} speaks of “she” or “he” and not of whom: if it is they, say “you”."
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
        # I, however it is written
        ("i visited you and i think so.", [AS_SOMEBODY]),
        ("MY view is no. ME too.", [AS_SOMEBODY]),
        ("Ι am sure of it.", [AS_SOMEBODY]),  # the Greek letter
        ("Ｉ am sure of it.", [AS_SOMEBODY]),
        ("You told m\u200by colleague.", [AS_SOMEBODY]),
        ("You have ME, and tire quickly.", []),
        ("You worked in the mine for years.", []),
        ("You need help (i) to wash, (ii) to dress, i.e. each day.", []),
        ("i. You wash.\nii. You dress.", []),
        ("You can look at my.nhs.uk, as in Part I of it.", []),
        ("Mae eich chwaer yn mynd i'r siop i chi.", []),
        ("Twoja siostra i brat pomagają.", []),
        ("Ваша сестра і брат допомагають.", []),
        # Their name, however it is written
        ("tom must try harder.", [BY_NAME]),
        ("TOM must try harder.", [BY_NAME]),
        ("T\u200bom must try harder.", [BY_NAME]),
        ("Тоm must try harder.", [BY_NAME]),  # the first two letters are Cyrillic
        ("thomas must try harder.", [BY_NAME]),
        ("BRIGHTWATER must try harder.", [BY_NAME]),
        ("You go to St Thomas' Hospital.", []),
        ("You write from tom@example.org.", []),
        ("You like the brightwater of the lake.", []),
        # Somebody as she or he
        ("She cannot wash herself.", [AS_ANOTHER]),
        ("You are helped, and he is rude.", [AS_ANOTHER]),
        ("Your mother is glad when she is at home.", []),
        ("We spoke with Ann, and she agrees.", []),
        ("You said: “She helps.”", []),
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


@pytest.mark.rule("TELL-2")
@pytest.mark.parametrize(
    ("name", "words", "is_theirs"),
    [
        ("Rose Hill", "Rose bushes grow at your door.", False),
        ("Rose Hill", "We think Rose must try harder.", True),
        ("Rose Hill", "You moved to Rose Court.", False),
        ("Rose Hill", "You live on the hill.", False),
        ("Will Ward", "Will you ring us?", False),
        ("Will Ward", "We hope that Will rings us.", True),
        ("May Day", "You are free in May.", False),
        ("Penny Lane", "Penny must try harder.", True),
        ("Penny Lane", "You watch every penny.", False),
        ("Jo Hill", "Jo must try harder.", True),
        ("An Do", "An hour is what you do.", False),
        ("José Hill", "jose must try harder.", True),
    ],
)
def test_a_name_that_is_a_word_counts_where_it_is_their_name(name: str, words: str, is_theirs: bool) -> None:
    about = plan(**changed(plan_json(), {"person.name": name, "person.preferred_name": None}))
    assert names(about.person, words) is is_theirs
