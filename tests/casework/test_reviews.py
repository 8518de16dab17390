"""REV-1..4 · What the person is told of reviews, and what becomes of a plan that is reviewed, or not."""

import pytest

from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.answers import Refusal
from countersign.careplan.working_time import london_day
from countersign.wording.letters import Agreed, Closed, NewDate
from countersign.wording.letters_about_reviews import ReviewComing, ReviewDeclined, Reviewed, ReviewLate
from tests.casework.cases import ready
from tests.support.builders import Json, scheme
from tests.support.casework import CaseUnderTest
from tests.support.offices import an_office

CONSIDERED = [{"rule": "DP-9", "what": "It starts with the first wages; the day is agreed with the assistant."}]
MORE_REVIEWS: Json = {
    "conditions.0.kind": "more_frequent_reviews",
    "conditions.0.first_on": "2027-02-01",
    "conditions.0.every_months": 3,
}


def letters_of(case: CaseUnderTest, kind: str) -> list[str]:
    """The occasions of the letters of a kind to the person."""
    start = f"{case.plan_id}/v1/{kind}/person"
    return [key.removeprefix(start).strip("/") for key in case.kept.notices if key.startswith(start)]


@pytest.mark.rule("REV-2")
def test_a_late_review_is_told_once_with_a_new_date_and_staff_are_told_until_it_is_held(case: CaseUnderTest) -> None:
    ready.review_due(case)
    for _ in range(4):
        case.take_step("review")

    assert letters_of(case, "review_late") == ["2026-12-31"]
    facts = case.letter("v1/review_late/person/2026-12-31").facts
    assert isinstance(facts, ReviewLate)
    assert (str(facts.was_due_on), str(facts.due_on)) == ("2026-12-31", "2027-01-29")
    assert letters_of(case, "new_date") == []
    told = [step for step in case.kept.steps.values() if step.wait == "review"]
    assert [step.kind.value for step in told] == ["remind", *["review"] * 5]
    assert len(case.open_tasks()) == 1, "one task, however often it is asked for"


@pytest.mark.rule("REV-2")
def test_the_person_is_told_that_a_review_is_coming_and_what_it_came_to(case: CaseUnderTest) -> None:
    ready.review_reminded(case)
    coming = case.letter("v1/review_coming/person/2026-12-31").facts
    assert isinstance(coming, ReviewComing)
    assert ([of.value for of in coming.of], str(coming.due_on), coming.was_asked_for) == (["plan"], "2026-12-31", False)

    case.at("2026-12-16 16:45")
    case.accept("record_review", changes={"held_on": "2026-12-15"})

    key = next(key for key in case.kept.notices if "/reviewed/" in key).removeprefix(f"{case.plan_id}/")
    reviewed = case.letter(key).facts
    assert isinstance(reviewed, Reviewed)
    assert (str(reviewed.held_on), str(reviewed.plan_review_by), reviewed.payment_review_by) == (
        "2026-12-15",
        "2027-12-15",
        None,
    )


@pytest.mark.rule("REV-3")
def test_what_is_reviewed_by_the_same_day_is_told_in_one_letter(case: CaseUnderTest) -> None:
    ready.paid(case)
    case.at("2026-12-16 16:45")
    both: Json = {"sent_by.id": "sw-1090", "held_on": "2026-12-16", "reviews": ["plan", "direct_payment"]}
    case.accept("record_review", changes=both)
    case.take_step("review")
    case.take_step("payment_review")

    assert letters_of(case, "review_coming") == ["2027-12-16"]
    facts = case.letter("v1/review_coming/person/2027-12-16").facts
    assert isinstance(facts, ReviewComing)
    assert [of.value for of in facts.of] == ["plan", "direct_payment"]


@pytest.mark.rule("REV-3", "DP-6", "DP-9")
def test_a_condition_of_more_frequent_reviews_brings_the_review_forward_and_has_no_clock_of_its_own(
    case: CaseUnderTest,
) -> None:
    ready.authorised_to_start(case, MORE_REVIEWS)
    case.at("2026-11-11 16:10")
    case.accept("report_first_payment", changes={"sent_by.id": "sw-1090", "received_on": "2026-11-10"})
    case.accept("approve_arrangement", changes={"sent_by.id": "tm-206"})
    case.give_the_record()

    assert {name: str(london_day(clock.due)) for name, clock in case.clocks().items()} == {
        "review": "2026-12-31",
        "payment_review": "2027-02-01",
    }
    facts = case.letter("v1/agreed/person").facts
    assert isinstance(facts, Agreed)
    assert str(facts.payment_review_by) == "2027-02-01"
    refused = case.consider("meet_condition", changes={"condition": "D1", "sent_by.id": "sw-1090"}).answer
    assert refused.code is Refusal.NOT_NOW
    case.at("2027-02-01 11:00")
    payment: Json = {"sent_by.id": "sw-1090", "held_on": "2027-02-01", "reviews": ["direct_payment"]}
    case.accept("record_review", changes=payment)
    assert str(london_day(case.clock("payment_review").due)) == "2027-04-30", "1 May is a Saturday"


@pytest.mark.rule("REV-3", "DP-9")
@pytest.mark.parametrize(
    ("starts_on", "due_on"),
    [(None, "2027-05-05"), ("2026-11-30", "2027-05-28"), ("2026-10-01", "2027-05-05")],
    ids=["no day is stated: from the agreement", "a day to come", "a day that was over"],
)
def test_where_nobody_reports_the_first_payment_its_review_counts_from_the_day_the_plan_states(
    case: CaseUnderTest, starts_on: str | None, due_on: str
) -> None:
    changes: Json = {"plan.scheme": "procedure", "plan.direct_payment.starts_on": starts_on}
    case.at("2026-11-03 09:50")
    assert case.submit("payment-1-submission", changes).answer.accepted
    case.at("2026-11-05 14:20")
    considered = CONSIDERED if starts_on is None else []
    case.accept("decide", "payment-2-agreed", {"sent_by.id": "tm-206", "conditions": [], "considered": considered})
    case.give_the_record()

    assert str(london_day(case.clock("payment_review").due)) == due_on


@pytest.mark.rule("REV-1")
def test_a_request_that_is_declined_is_answered_with_reasons_and_the_next_date(case: CaseUnderTest) -> None:
    ready.review_asked_for(case)
    asked = case.letter("v1/review_coming/person/ask-for-review-message-1").facts
    assert isinstance(asked, ReviewComing)
    assert asked.was_asked_for
    case.take_step("review_asked")
    assert letters_of(case, "review_coming") == ["ask-for-review-message-1"], "whoever was told is not told again"
    case.take_step("review_asked")
    case.at("2026-12-15 10:00")
    case.accept("decline_review")

    key = next(key for key in case.kept.notices if "/review_declined/" in key).removeprefix(f"{case.plan_id}/")
    facts = case.letter(key).facts
    assert isinstance(facts, ReviewDeclined)
    assert (facts.why.split()[0], str(facts.review_by)) == ("The", "2026-12-31")
    assert case.open_tasks() == {}


@pytest.mark.rule("REV-2")
def test_only_the_record_of_a_review_completes_the_task_to_hold_it(case: CaseUnderTest) -> None:
    ready.review_due(case)
    (task,) = case.open_tasks()

    answer = case.consider("complete_task", changes={"task": task}).answer

    assert answer.code is Refusal.NOT_NOW
    assert "record_review" in answer.reasons[0]


@pytest.mark.rule("REV-2", "END")
def test_whoever_may_decide_a_plan_cannot_end_it_by_a_review(case: CaseUnderTest) -> None:
    """tm-201 decided Clare's plan, and is the practitioner's line manager: they record a review, but end nothing."""
    ready.signed_off(case)
    case.at("2026-12-16 16:45")
    review: Json = {"sent_by.id": "tm-201", "held_on": "2026-12-16"}
    ends: Json = {"outcome": "ends", "ending": {"from_day": "2026-12-31", "the_rest": {"becomes": "stops"}}}

    answer = case.consider("record_review", changes=review | ends).answer

    assert answer.code is Refusal.NO_AUTHORITY
    assert case.standing.status is Status.SIGNED_OFF
    assert case.consider("record_review", changes=review).answer.accepted


@pytest.mark.rule("REV-2", "END")
def test_a_plan_that_ends_by_a_review_says_why_and_from_which_day(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-12-16 16:45")
    ends: Json = {"outcome": "ends", "ending": {"from_day": "2026-12-31", "the_rest": {"becomes": "stops"}}}
    case.accept("record_review", changes={"held_on": "2026-12-16"} | ends)

    facts = case.letter("v1/closed/person").facts
    assert isinstance(facts, Closed)
    assert facts.why.startswith("The support works.")
    assert str(facts.from_day) == "2026-12-31"


@pytest.mark.rule("REV-1", "TIME-1")
def test_a_review_follows_the_scheme_when_clocks_are_planned_again(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-16 09:00")
    case.office = an_office(scheme({"review.first_within_weeks": 6}))
    case.accept("replan_clocks")

    assert str(london_day(case.clock("review").due)) == "2026-12-17"
    case.tell_new_date()
    key = next(key for key in case.kept.notices if "/new_date/" in key).removeprefix(f"{case.plan_id}/")
    facts = case.letter(key).facts
    assert isinstance(facts, NewDate)
    assert (str(facts.was_due_on), str(facts.due_on)) == ("2026-12-31", "2026-12-17")


@pytest.mark.rule("END")
def test_after_a_death_nobody_is_told_of_a_review(case: CaseUnderTest) -> None:
    ready.signed_off(case)
    case.at("2026-11-20 10:00")
    case.accept("end", changes={"reason": "died", "why": None, "ending": None})

    assert set(case.clocks()) == {"tidy_up"}
    assert letters_of(case, "review_coming") == []


@pytest.mark.rule("REV-1")
def test_whoever_asks_again_after_a_decline_is_answered_again(case: CaseUnderTest) -> None:
    ready.review_asked_for(case)
    case.accept("decline_review")
    case.accept("ask_for_review")

    assert letters_of(case, "review_coming") == ["ask-for-review-message-1", "ask-for-review-message-2"]


@pytest.mark.rule("REV-2")
def test_each_review_that_is_to_change_something_leaves_a_task_of_its_own(case: CaseUnderTest) -> None:
    ready.paid(case)
    case.at("2026-12-16 16:45")
    amend: Json = {"sent_by.id": "sw-1090", "held_on": "2026-12-16", "outcome": "amend"}
    case.accept("record_review", changes=amend | {"reviews": ["direct_payment"], "what_changes": "Paid each month."})
    (task,) = case.open_tasks()
    case.accept("complete_task", changes={"task": task, "sent_by.id": "sw-1090"})
    case.accept("record_review", changes=amend | {"what_changes": "The club is on Thursdays now."})

    assert len(case.open_tasks()) == 1


@pytest.mark.rule("DP-6")
def test_a_condition_is_met_once_for_each_of_its_days(case: CaseUnderTest) -> None:
    """Due from 26 February on, every three months. A message that is sent again moves no date."""
    ready.paid(case)
    case.at("2027-02-12 09:40")
    met: Json = {"condition": "D1", "sent_by.id": "sw-1090"}
    case.accept("meet_condition", changes=met)
    again = case.consider("meet_condition", changes=met).answer
    assert again.code is Refusal.NOT_NOW
    assert "2027-05-26" in again.reasons[0]
    case.at("2027-02-27 09:40")
    case.accept("meet_condition", changes=met)
    assert str(london_day(case.clock("condition:D1").due)) == "2027-08-26"
