"""REV-1..4 · By which day a plan and its direct payment are reviewed, and which record of a review can stand."""

from datetime import date

import pytest
from pydantic import ValidationError

from countersign.careplan.decision_parts import Condition, ConditionKind
from countersign.careplan.ending import Ending
from countersign.careplan.messages.reviews import RecordReview
from countersign.careplan.reviews import ReviewOf, ReviewOutcome, payment_review_by, review_by, review_is_sound
from countersign.careplan.scheme import SchemeError
from countersign.careplan.working_time import working_days
from tests.support.builders import Json, changed, example, is_bank_holiday, scheme

PLAN, PAYMENT = ReviewOf.PLAN, ReviewOf.DIRECT_PAYMENT
DAYS = working_days(scheme(), is_bank_holiday)
LAST = {PLAN: date(2026, 11, 5), PAYMENT: date(2026, 11, 5)}


@pytest.mark.rule("REV-1")
@pytest.mark.parametrize(
    ("agreed_on", "reviewed_on", "due_on"),
    [
        ("2026-11-05", None, "2026-12-31"),  # eight weeks
        ("2026-11-06", None, "2026-12-31"),  # eight weeks are New Year's Day
        ("2026-11-08", None, "2026-12-31"),  # eight weeks are a Sunday
        ("2026-11-09", None, "2027-01-04"),
        ("2026-11-05", "2026-12-16", "2027-12-16"),  # then a year from the day on which it was held
        ("2026-11-05", "2026-12-25", "2027-12-24"),  # Christmas Day, a Saturday
        ("2026-11-05", "2028-02-29", "2029-02-28"),
    ],
)
def test_a_plan_is_first_reviewed_after_weeks_and_then_after_months(
    agreed_on: str, reviewed_on: str | None, due_on: str
) -> None:
    last = date.fromisoformat(reviewed_on) if reviewed_on else None

    assert str(review_by(date.fromisoformat(agreed_on), scheme(), DAYS, last)) == due_on


@pytest.mark.rule("REV-3", "DP-9")
@pytest.mark.parametrize(
    ("first_paid_on", "reviewed_on", "more_often", "due_on"),
    [
        ("2026-11-10", None, None, "2027-05-10"),  # six months
        ("2026-11-30", None, None, "2027-05-28"),  # six months are a Sunday: the Friday before
        ("2026-11-10", "2027-04-20", None, "2028-04-20"),  # then twelve
        ("2026-11-10", None, ("2027-02-01", 3), "2027-02-01"),  # a condition asks for it sooner
        ("2026-11-10", "2027-01-20", ("2027-02-01", 3), "2027-04-20"),  # held early, it counts
        ("2026-11-10", "2027-02-01", ("2027-02-01", 3), "2027-04-30"),  # 1 May is a Saturday
        ("2026-11-10", "2027-01-29", ("2027-01-30", 3), "2027-04-29"),  # 30 January is a Saturday: held on the Friday
    ],
)
def test_a_direct_payment_is_reviewed_within_six_months_and_then_twelve(
    first_paid_on: str, reviewed_on: str | None, more_often: tuple[str, int] | None, due_on: str
) -> None:
    conditions = more_often and [
        Condition(
            id="D1",
            kind=ConditionKind.MORE_REVIEWS,
            what="The payment is reviewed every three months.",
            first_on=date.fromisoformat(more_often[0]),
            every_months=more_often[1],
        )
    ]
    last = date.fromisoformat(reviewed_on) if reviewed_on else None

    assert str(payment_review_by(date.fromisoformat(first_paid_on), conditions or [], DAYS, last)) == due_on


ENDS = Ending.model_validate({"from_day": "2026-12-31", "the_rest": {"becomes": "stops"}})


@pytest.mark.rule("REV-2", "REV-3")
@pytest.mark.parametrize(
    ("of", "held_on", "outcome", "what_changes", "ending", "faults"),
    [
        ([PLAN], "2026-11-06", "nothing_changes", None, None, []),
        ([PLAN, PAYMENT], "2026-12-16", "amend", "Seven, not nine.", None, []),
        ([PLAN], "2026-12-16", "reassess", "She falls now.", None, []),
        ([PLAN], "2026-12-16", "ends", None, ENDS, []),
        ([PAYMENT], "2026-12-16", "nothing_changes", None, None, []),
        ([PLAN], "2026-11-05", "nothing_changes", None, None, ["held_on"]),
        ([PLAN], "2026-12-17", "nothing_changes", None, None, ["held_on"]),
        ([PLAN], "9999-12-31", "nothing_changes", None, None, ["held_on"]),
        ([PLAN], "2026-12-16", "nothing_changes", "Seven, not nine.", None, ["what_changes"]),
        ([PLAN], "2026-12-16", "amend", None, None, ["what_changes"]),
        ([PLAN], "2026-12-16", "reassess", None, None, ["what_changes"]),
        ([PLAN], "2026-12-16", "ends", None, None, ["ending"]),
        ([PLAN], "2026-12-16", "nothing_changes", None, ENDS, ["ending"]),
        ([PAYMENT], "2026-12-16", "ends", None, ENDS, ["outcome"]),
        ([PLAN], "2026-12-17", "amend", None, ENDS, ["held_on", "what_changes", "ending"]),
    ],
)
def test_what_is_wrong_with_the_record_of_a_review_is_said_all_at_once(
    of: list[ReviewOf],
    held_on: str,
    outcome: str,
    what_changes: str | None,
    ending: Ending | None,
    faults: list[str],
) -> None:
    found = review_is_sound(
        of,
        date.fromisoformat(held_on),
        ReviewOutcome(outcome),
        what_changes=what_changes,
        ending=ending,
        last=LAST,
        today=date(2026, 12, 16),
    )

    assert [finding.where for finding in found] == faults


@pytest.mark.rule("REV-3")
def test_a_payment_that_there_is_not_cannot_be_reviewed() -> None:
    found = review_is_sound(
        [PLAN, PAYMENT],
        date(2026, 12, 16),
        ReviewOutcome.NOTHING_CHANGES,
        what_changes=None,
        ending=None,
        last={PLAN: date(2026, 11, 5)},
        today=date(2026, 12, 16),
    )

    assert [finding.reason for finding in found] == ["the plan has no direct payment to review."]


@pytest.mark.rule("REV-4")
@pytest.mark.parametrize("what", ["budget", "weekly", "services", "plan", "person_pays"])
def test_a_review_carries_nothing_that_could_change_a_budget(what: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        RecordReview.model_validate(example("message-record-review") | {what: "100.00"})


@pytest.mark.rule("REV-1", "REV-2")
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"review.within_months": 13}, "must be 12 or less"),
        ({"review.first_within_weeks": 0}, "must be 1 or more"),
        ({"review.first_within_weeks": 3}, "remind_before must be less than first_within_weeks"),
    ],
)
def test_a_scheme_reviews_at_least_once_a_year_and_reminds_after_it_began(changes: Json, wrong: str) -> None:
    with pytest.raises(SchemeError, match=wrong):
        scheme(changes)


@pytest.mark.rule("REV-2")
@pytest.mark.parametrize("field", ["findings", "took_part", "outcome", "held_on", "reviews"])
def test_a_review_says_what_was_reviewed_when_with_whom_and_what_was_found(field: str) -> None:
    with pytest.raises(ValidationError, match="Field required"):
        RecordReview.model_validate(
            {key: value for key, value in example("message-record-review").items() if key != field}
        )
    assert RecordReview.model_validate(changed(example("message-record-review"), {}))
