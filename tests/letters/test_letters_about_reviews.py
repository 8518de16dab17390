"""REV-1..4 · The letters about a review: that it is coming, or late, what it came to, and why it is not held."""

import pytest

from countersign.careplan.reviews import ReviewOf, ReviewOutcome
from countersign.letters.documents import Documents
from tests.letters.made import text_of
from tests.support.letters import (
    AGREED,
    REVIEW_COMING,
    REVIEW_DECLINED,
    REVIEW_LATE,
    REVIEWED,
    but,
    somebody_else,
)

PLAN, PAYMENT = (ReviewOf.PLAN,), (ReviewOf.DIRECT_PAYMENT,)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.rule("REV-2", "REV-3")
@pytest.mark.parametrize(
    ("of", "says", "not_this"),
    [
        (
            PLAN,
            "By 18 December 2026 we will look with you again at your plan for care and support.",
            "Please have ready what it was spent",
        ),
        (PAYMENT, "By 18 December 2026 we will look with you at your direct payment.", "Does the support work?"),
        (
            tuple(ReviewOf),
            "we will look with you again at your plan for care and support, and the direct payment.",
            "",
        ),
    ],
)
def test_a_coming_review_says_of_what_by_when_and_who_can_help(
    documents: Documents, of: tuple[ReviewOf, ...], says: str, not_this: str
) -> None:
    text = one_line(text_of(documents, but(REVIEW_COMING, of=of, was_asked_for=False)))

    assert says in text
    assert "(an advocate)" in text
    assert not not_this or not_this not in text
    assert "We were asked" not in text


@pytest.mark.rule("REV-4")
def test_no_letter_about_a_review_lets_the_person_fear_for_their_budget(documents: Documents) -> None:
    assert "Looking again does not change the budget by itself." in one_line(text_of(documents, REVIEW_COMING))
    for outcome in (ReviewOutcome.NOTHING_CHANGES, ReviewOutcome.AMEND, ReviewOutcome.REASSESS):
        text = one_line(text_of(documents, but(REVIEWED, outcome=outcome)))
        assert "the support and the budget stay as they are." in text.casefold(), outcome


@pytest.mark.rule("REV-2")
def test_a_late_review_says_both_days_and_that_support_goes_on(documents: Documents) -> None:
    text = one_line(text_of(documents, REVIEW_LATE))

    assert "We are sorry." in text
    assert "now expect to do this by 20 December 2027." in text
    assert "will go on." in text


@pytest.mark.rule("REV-2")
def test_a_review_that_was_held_says_what_was_found_what_follows_and_when_the_next_one_is(documents: Documents) -> None:
    text = one_line(text_of(documents, REVIEWED))

    assert "On 12 January 2027 we looked again at your plan for care and support." in text
    assert "The calls come too late for breakfast." in text
    assert "The morning call is to come at seven." in text
    assert "by 12 January 2028. We will look at the direct payment again by 21 May 2027." in text


@pytest.mark.rule("REV-1")
def test_a_review_that_was_asked_for_says_of_what_once(documents: Documents) -> None:
    text = one_line(text_of(documents, but(REVIEW_COMING, of=PLAN)))
    asked = (
        "We were asked to look again at your plan for care and support. We will do this with you by 18 December 2026."
    )
    assert asked in text
    assert text.count("your plan for care and support") == 1


@pytest.mark.rule("REV-2")
def test_what_is_said_where_no_next_day_is_known(documents: Documents) -> None:
    no_day = but(REVIEWED, plan_review_by=None, payment_review_by=None)
    assert "We will tell you when we look at it next. If something changes, tell us." in text_of(documents, no_day)
    ends = text_of(documents, but(no_day, ends_from="2027-03-01"))
    assert "If you think that the plan should go on, or if something changes before then, tell us." in ends


@pytest.mark.rule("REV-1")
def test_a_review_that_is_declined_says_why_and_how_to_complain(documents: Documents) -> None:
    for recipient in (None, somebody_else()):
        text = one_line(text_of(documents, REVIEW_DECLINED, recipient))
        assert "The calls have come before eight since Monday." in text
        assert "You have the right to complain." in text


@pytest.mark.rule("REV-1", "REV-3")
def test_an_agreement_says_when_the_plan_and_the_payment_are_looked_at_and_how_often(documents: Documents) -> None:
    text = one_line(text_of(documents, AGREED))
    assert "and then at least once a year. We will look at the direct payment with you by 21 May 2027." in text
    text = one_line(text_of(documents, but(AGREED, then_every_months=6, payment_review_by=None)))
    assert "and then at least once every 6 months. If things change" in text
