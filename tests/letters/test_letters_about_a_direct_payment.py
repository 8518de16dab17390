"""ROUTE-5, DP-5, DP-6, DEC-9 · Letters about a plan that may start, about conditions, and about a lower budget."""

import re
from typing import Any

import pytest

from countersign.careplan.resubmission import cost_change
from countersign.letters.documents import Documents
from countersign.wording.cost_changes import cost_change_in_words
from countersign.wording.facts import Facts
from countersign.wording.letter_head import Recipient
from countersign.wording.letters import Agreed, AuthorisedToStart, Resubmitted
from tests.letters.made import page_of, subject_in, text_of
from tests.support.builders import plan_costing
from tests.support.letters import (
    AGREED,
    AUTHORISED_TO_START,
    CLOSED,
    EVERYBODY,
    RESUBMITTED,
    RETURNED,
    but,
    person,
    somebody_else,
)
from tests.support.reading import section

each_agreement = pytest.mark.parametrize(
    "agreement", [AGREED, AUTHORISED_TO_START], ids=["signed off", "authorised to start"]
)


def under(documents: Documents, facts: Facts, heading: str, recipient: Recipient | None = None, **changes: Any) -> str:
    return section(page_of(documents, but(facts, **changes), recipient), heading)


@pytest.mark.rule("ROUTE-5")
def test_a_plan_that_may_start_says_so_what_is_wanted_and_when_it_is_signed_off(documents: Documents) -> None:
    text = text_of(documents, AUTHORISED_TO_START)
    for words in (
        "your plan for care and support has been agreed, and can start now. I agreed it on 21 November 2026.",
        "We are arranging the first direct payment.",
        "When the first payment has come, and the support works, tell Clare Penrose.",
        "If something does not work, tell us too",
        "We expect to sign off the plan by 7 December 2026.",
    ):
        assert words in text
    assert subject_in(text) == "Your plan can start"
    assert not re.search(r"authorised|practice|implement", text)


@pytest.mark.rule("ROUTE-5", "BUD-1", "DEC-8")
def test_the_amounts_are_known_before_the_plan_starts(documents: Documents) -> None:
    for recipient in EVERYBODY:
        may_start = under(documents, AUTHORISED_TO_START, "The personal budget", recipient)
        assert may_start == under(documents, AGREED, "The personal budget", recipient)
        assert "What the council pays £280.45" in may_start


@pytest.mark.rule("ROUTE-5", "TIME-6")
def test_a_plan_that_may_start_without_a_date_yet_promises_none(documents: Documents) -> None:
    text = text_of(documents, but(AUTHORISED_TO_START, due_on=None))
    assert "We will tell you when we expect to sign off the plan." in text
    assert "sign off the plan by" not in text


@pytest.mark.rule("ROUTE-5", "TELL-1")
def test_a_plan_that_had_started_is_not_said_to_be_agreed_anew(documents: Documents) -> None:
    for recipient in EVERYBODY:
        anew, signed_off = (text_of(documents, but(AGREED, has_started=now), recipient) for now in (False, True))
        assert "the first direct payment has come, and the support works." in signed_off
        assert "I agreed it on 21 November 2026. The written record" in signed_off
        assert "The support goes on as it is. If something stops working, tell Clare Penrose." in signed_off
        assert "will talk with you about when each part of the support starts" not in signed_off
        subjects = [subject_in(text).split(" plan ")[1] for text in (anew, signed_off)]
        assert subjects == ["has been agreed", "has been signed off"]
        starts = "- The plan says that it starts on 14 December 2026.\n"
        same, also = (text.split("We will look at the plan again")[1] for text in (anew, signed_off))
        assert same.replace(starts, "") == also


@pytest.mark.rule("DP-6")
@each_agreement
def test_the_conditions_stand_in_the_letter(documents: Documents, agreement: Agreed | AuthorisedToStart) -> None:
    conditions = ("Send us the bank statements. By 1 March 2027.", "Your nephew may not be paid to give you care.")
    said = under(documents, agreement, "Conditions of the direct payment", conditions=conditions)
    assert f"with these conditions: {' '.join(conditions)}" in said
    assert "or think that it is not right, tell us." in said
    assert "ondition" not in text_of(documents, but(agreement, conditions=()))


@pytest.mark.rule("DP-5", "DP-8")
@each_agreement
def test_what_is_arranged_in_another_way_stands_in_the_letter_with_the_reason(
    documents: Documents, agreement: Agreed | AuthorisedToStart
) -> None:
    otherwise = ("Gardening: The council can arrange the same for less. Instead: the council arranges it.",)
    said = under(documents, agreement, "What is arranged in another way", managed_otherwise=otherwise)
    assert said.endswith(f"It is arranged in another way: {otherwise[0]}")
    assert "another way" not in text_of(documents, but(agreement, managed_otherwise=()))


@pytest.mark.rule("DEC-9")
def test_why_a_plan_costs_less_has_a_section_of_its_own_and_asks_what_the_person_thinks(documents: Documents) -> None:
    why = "Your sister now cooks on Sundays.\nThe lunch club has room from December."
    said = under(documents, RESUBMITTED, "Why the plan costs less than before", why_it_costs_less=why)
    assert all(line in said for line in why.splitlines())
    assert "Do you think that it will not be enough? Please tell Clare Penrose now, before we decide." in said
    assert "less" not in text_of(documents, but(RESUBMITTED, why_it_costs_less="", cost_changes=()))


DEARER = "Each week the plan costs the council £60.00 more than before: £260.00, and it was £200.00."
FELL_AWAY = "Once the plan costs the council £900.00 less than before: nothing, and it was £900.00."


@pytest.mark.rule("DEC-9")
def test_what_costs_more_each_week_and_less_once_is_said_of_each_by_itself(documents: Documents) -> None:
    facts = but(RESUBMITTED, cost_changes=(DEARER, FELL_AWAY), costs_more=True)
    said = under(documents, facts, "How the cost of the plan has changed")
    assert [words in said for words in (DEARER, FELL_AWAY, "This is why a part of the plan costs less:")] == [True] * 3
    whole = text_of(documents, facts)
    assert "Why the plan costs less than before" not in whole
    assert "The plan now costs the council less" not in whole


@pytest.mark.rule("DEC-9")
def test_what_gives_the_person_less_though_it_costs_no_less_is_said_with_why(documents: Documents) -> None:
    dearer = "The charge each week is £641.90 more than before: £700.00, and it was £58.10."
    facts = but(RESUBMITTED, cost_changes=(), pays_more=(dearer,))
    assert under(documents, facts, "What you pay") == dearer
    assert _why(facts) in under(documents, facts, "Why")
    text = text_of(documents, facts)
    assert "costs less" not in text, "the council pays no less"
    assert "Is it more than you can pay? Please tell Clare Penrose now, before we decide." in text
    assert "You do not need to do anything." not in text
    fewer = "“Home care”: 4.5 hours a week, and it was 5.25."
    less = but(facts, pays_more=(), lowered=(fewer,))
    assert under(documents, less, "What is less than before") == fewer
    assert "more than you can pay" not in text_of(documents, less)
    assert "Do you think that it will not be enough?" in text_of(documents, less)


@pytest.mark.rule("TELL-3")
def test_whoever_is_asked_nothing_hears_that_they_need_do_nothing(documents: Documents) -> None:
    facts = but(RESUBMITTED, cost_changes=(), why_it_costs_less="")
    assert "You do not need to do anything." in text_of(documents, facts)


def _why(facts: Resubmitted) -> str:
    return facts.why_it_costs_less.splitlines()[0]


@pytest.mark.rule("DEC-9")
def test_a_plan_that_only_costs_more_says_so_and_asks_nothing(documents: Documents) -> None:
    facts = but(RESUBMITTED, cost_changes=(DEARER,), costs_more=True, why_it_costs_less="")
    assert DEARER in under(documents, facts, "How the cost of the plan has changed")
    assert "will not be enough" not in text_of(documents, facts)


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize(
    ("now", "sentences"),
    [
        # before, it cost £200.00 a week and £900.00 once
        (("200.00", "900.00"), ()),
        (("260.00", "0.00"), (DEARER, FELL_AWAY)),
        (("260.00", "900.00"), (DEARER,)),
        (("200.00", "0.00"), (FELL_AWAY,)),
    ],
    ids=["nothing changed", "dearer each week, cheaper once", "dearer each week", "cheaper once"],
)
def test_a_sentence_for_each_change(now: tuple[str, str], sentences: tuple[str, ...]) -> None:
    change = cost_change(plan_costing(*now), plan_costing("200.00", "900.00"))
    assert cost_change_in_words(change) == sentences


_CONDITION = ("Send us your bank statements. By 1 March 2027.",)
_HOW = "Gardening: You told us that you like it. Instead: the council arranges it."

SPEAKS_TO_THE_PERSON: list[tuple[Facts, str]] = [
    (but(AGREED, conditions=_CONDITION), "Conditions of the direct payment"),
    (but(AGREED, managed_otherwise=(_HOW,)), "What is arranged in another way"),
    (but(AGREED, how_budget_was_worked_out="We added up your hours."), "How the budget was worked out"),
    (but(AUTHORISED_TO_START, conditions=_CONDITION), "Conditions of the direct payment"),
    (RETURNED, "What needs more work"),
    (RESUBMITTED, "What has been done"),
    (RESUBMITTED, "Why the plan costs less than before"),
]
"""Letters, and the heading in each under which somebody's own words speak to the person."""


@pytest.mark.rule("DEC-9", "DP-5", "DP-6", "RET-2", "TELL-1")
@pytest.mark.parametrize(
    ("facts", "heading"),
    SPEAKS_TO_THE_PERSON,
    ids=[f"{type(facts).__name__}: {heading}" for facts, heading in SPEAKS_TO_THE_PERSON],
)
def test_a_representative_is_told_to_whom_words_for_the_person_speak(
    documents: Documents, facts: Facts, heading: str
) -> None:
    assert (
        " our words to Winifred Ashdown: "
        in f" {under(documents, facts, heading, somebody_else())}".lower().replace(
            "winifred ashdown", "Winifred Ashdown"
        )
    )
    page = page_of(documents, facts, somebody_else()).decode()
    set_apart = [
        block for block in page.split("<blockquote>")[1:] if re.search(r"\byou", block.split("</blockquote>")[0])
    ]
    assert set_apart
    spoken_to = under(documents, facts, heading, person())
    assert spoken_to
    assert "our words" not in spoken_to
    assert "<blockquote>" not in page_of(documents, facts, person()).decode()


@pytest.mark.rule("TELL-2")
def test_words_that_say_you_to_nobody_are_not_set_apart(documents: Documents) -> None:
    facts = but(AGREED, how_budget_was_worked_out="The hours were added up.")
    said = under(documents, facts, "How the budget was worked out", somebody_else())
    assert said.startswith("The hours were added up. Yours sincerely")
    assert "In our words" not in text_of(documents, facts, somebody_else())


@pytest.mark.rule("DP-9", "BUD-1")
@each_agreement
def test_an_agreement_says_how_much_the_payment_is_when_it_comes_and_how_their_part_is_paid(
    documents: Documents, agreement: Agreed | AuthorisedToStart
) -> None:
    said = under(documents, agreement, "How much the direct payment is")
    places = [
        said.index(words)
        for words in (
            "The direct payment is for £96.00 a week, and £120.00 once.",
            "What you must pay, £61.25 a week, comes off first.",
            "You pay this part of the support directly, and not to us.",
            "So we pay £34.75 a week, and £120.00 once.",
            "It comes every four weeks: £139.00 each time.",
            "The plan says that it starts on 14 December 2026.",
        )
    ]
    assert places == sorted(places)
    assert "How you pay this is under “How much the direct payment is”." in text_of(documents, agreement)
    without = text_of(documents, but(agreement, payment=None))
    assert "How much the direct payment is" not in without
    assert "You pay this to the council. Clare Penrose can say how." in without


@pytest.mark.rule("ROUTE-5")
def test_a_payment_that_has_come_is_not_said_to_start(documents: Documents) -> None:
    assert "it starts on" not in text_of(documents, but(AGREED, has_started=True))


@pytest.mark.rule("ROUTE-5", "TELL-2")
def test_whoever_agreed_signs_off_and_then_the_record_comes(documents: Documents) -> None:
    then = "will sign off your plan, and we will send you the written record."
    assert f"When it works, I {then}" in text_of(documents, AUTHORISED_TO_START)
    assert f"When it works, we {then}" in text_of(documents, AUTHORISED_TO_START, signer=None)


@pytest.mark.rule("ROUTE-5", "TELL-2")
def test_a_plan_that_had_started_and_came_back_is_not_said_to_be_not_agreed(documents: Documents) -> None:
    text = text_of(documents, but(RETURNED, has_started=True))
    assert subject_in(text) == "Your plan cannot be signed off yet"
    assert "It was agreed so that it could start. We sign it off only when it works." in text
    assert subject_in(text_of(documents, RETURNED)) == "Your plan has not been agreed yet"


@pytest.mark.rule("ROUTE-5")
def test_what_has_started_goes_on_when_the_plan_is_returned_or_withdrawn(documents: Documents) -> None:
    returned = text_of(documents, but(RETURNED, has_started=True))
    assert "has started, and does not work yet as it should" in returned
    assert "What has started goes on meanwhile." in returned
    assert "has started" not in text_of(documents, RETURNED)
    withdrawn = text_of(documents, but(CLOSED, closed_because="withdrawn", has_started=True))
    assert "we will not sign it off now" in withdrawn
    assert "It does not stop because of this letter." in withdrawn
