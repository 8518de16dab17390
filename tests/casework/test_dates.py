"""TIME-6, TIME-7: from when what a message brings about counts, and when the person is told of another date."""

import pytest

from countersign.careplan.clocks import Because, Wait
from countersign.careplan.lifecycle import Status
from countersign.careplan.working_time import in_london, london_day
from countersign.casework.happenings import Happening
from countersign.wording.letters import Agreed, NewDate
from tests.casework.cases import ready
from tests.casework.cases.on_the_way import REQUEST
from tests.support.casework import CaseUnderTest

# From when


@pytest.mark.rule("TIME-1", "TIME-7")
@pytest.mark.parametrize(
    ("sent_at", "since"),
    [
        pytest.param("2026-11-05T14:40:00+00:00", "Thu 05 Nov 2026 14:40", id="when it was sent"),
        pytest.param("2026-11-06T09:15:00+00:00", "Fri 06 Nov 2026 09:00", id="when it came, if it says later"),
        pytest.param("2026-10-09T00:00:00+01:00", "Tue 03 Nov 2026 10:15", id="not before the wait that it ends began"),
        pytest.param("2026-10-08T23:59:59+01:00", "Fri 06 Nov 2026 09:00", id="when it came, if it is too old"),
    ],
)
def test_a_wait_counts_from_when_the_message_was_sent(case: CaseUnderTest, sent_at: str, since: str) -> None:
    """It may be twenty working days old: of Friday 6 November 2026, Friday 9 October is the first of those."""
    ready.submitted(case)
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-2-returned", {"sent_at": sent_at})

    assert in_london(case.clock(Wait.RESUBMISSION.value).since) == since
    ended = case.kept.waits[Wait.DECISION.value, "clare-submission-1"]
    assert ended.ended_at is not None
    assert (in_london(ended.ended_at), ended.ended_by) == (since, case.latest("decide"))


@pytest.mark.rule("TIME-6")
def test_nobody_is_promised_a_day_that_is_over(case: CaseUnderTest) -> None:
    """The return is heard of after its ten working days: it is due with the next step to come."""
    ready.submitted(case)
    case.at("2026-11-20 09:00")
    case.accept("decide", "clare-2-returned", {"sent_at": "2026-11-05T14:40:00+00:00"})

    clock = case.clock(Wait.RESUBMISSION.value)
    assert (clock.began_late, in_london(clock.due)) == (True, "Thu 03 Dec 2026 17:00")
    assert str(case.standing.promise.held) == "2026-12-03"


# The one date that the person holds


@pytest.mark.rule("TIME-6")
def test_changes_within_the_quiet_period_make_one_letter_with_every_reason(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.at("2026-11-05 15:00")
    case.accept("supply_information", changes={"request": REQUEST})
    brought = case.watch(case.tell_new_date)

    assert in_london(case.now) == "Fri 06 Nov 2026 17:00"
    assert (brought.record, brought.notices) == ((Happening.TOLD_NEW_DATE,), ("new_date to person: queued",))
    assert brought.promised == "2026-11-18"
    (key,) = (key for key in case.kept.notices if "/new_date/" in key)
    facts = case.letter(key.partition("/")[2]).facts
    assert isinstance(facts, NewDate)
    assert (str(facts.was_due_on), str(facts.due_on)) == ("2026-11-17", "2026-11-18")
    assert facts.moved_because == (Because.INFORMATION_ASKED, Because.INFORMATION_CAME)
    assert facts.waiting_for is Status.AWAITING_DECISION


@pytest.mark.rule("TIME-6")
def test_a_date_that_moved_back_to_the_one_held_is_told_to_nobody(case: CaseUnderTest) -> None:
    """What was asked for was withdrawn after the office had closed: the clock stood for no office time."""
    ready.submitted(case)
    case.at("2026-11-05 17:10")
    case.accept("request_information")
    assert case.standing.promise.tell_at is not None
    case.at("2026-11-05 18:00")
    case.accept("withdraw_request", changes={"request": REQUEST})

    assert case.standing.promise.tell_at is None
    assert str(case.standing.promise.held) == "2026-11-17"


@pytest.mark.rule("TIME-6")
def test_a_letter_about_a_new_date_that_is_tried_again_is_one_letter(case: CaseUnderTest) -> None:
    ready.asked(case)
    before = dict(case.standings)
    first = case.tell_new_date()
    kept = case.kept
    case.standings = before

    assert case.tell_new_date() == first
    assert case.kept == kept


@pytest.mark.rule("TIME-6")
def test_a_decision_before_the_quiet_period_is_over_leaves_nothing_to_tell(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.at("2026-11-06 09:00")
    case.accept("decide", "clare-2-returned")

    assert (case.standing.promise.tell_at, str(case.standing.promise.held)) == (None, "2026-11-20")


@pytest.mark.rule("TIME-6", "DEC-4")
def test_two_requests_at_once_stop_the_clock_once_and_it_runs_again_after_both(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.at("2026-11-05 12:00")
    case.accept("request_information")
    first, second = case.ids["request_information"]
    case.at("2026-11-05 13:00")
    case.accept("supply_information", changes={"request": first})
    assert case.clock(Wait.DECISION.value).is_paused
    case.at("2026-11-05 14:00")
    case.accept("supply_information", changes={"request": second})
    clock = case.clock(Wait.DECISION.value)

    assert not clock.is_paused
    # From eleven to two: three hours of the office day after Tuesday 17 November.
    assert in_london(clock.due) == "Wed 18 Nov 2026 12:00"


@pytest.mark.rule("TIME-7")
def test_a_wait_is_kept_with_all_that_stopped_and_moved_its_clock(case: CaseUnderTest) -> None:
    ready.asked(case)
    case.at("2026-11-05 13:00")
    case.accept("supply_information", changes={"request": REQUEST})
    case.at("2026-11-05 15:00")
    case.accept("decide", "clare-4-agreed")
    wait = case.kept.waits[Wait.DECISION.value, "clare-submission-1"]

    assert [(pause.why, in_london(pause.since), in_london(pause.end)) for pause in wait.pauses] == [
        (f"information:{REQUEST}", "Thu 05 Nov 2026 11:00", "Thu 05 Nov 2026 13:00")
    ]
    assert [move.because for move in wait.moves] == [Because.INFORMATION_ASKED, Because.INFORMATION_CAME]
    assert (in_london(wait.first_due), in_london(wait.due)) == ("Tue 17 Nov 2026 17:00", "Wed 18 Nov 2026 11:00")
    # From 10:15 on Tuesday, all of Wednesday, and Thursday from nine to three without two hours.
    assert wait.ran_for == (6 * 60 + 45 + 8 * 60 + 4 * 60) * 60
    assert wait.next_step is None


@pytest.mark.rule("TIME-6", "REV-1")
@pytest.mark.parametrize(
    ("agreed", "review"),
    [
        pytest.param("2026-11-27 10:00", "2027-01-22", id="a Friday"),
        pytest.param("2026-11-28 10:00", "2027-01-22", id="a Saturday: the Friday before"),
        pytest.param("2026-11-29 10:00", "2027-01-22", id="a Sunday: the Friday before"),
        pytest.param("2026-11-30 10:00", "2027-01-25", id="a Monday"),
        pytest.param("2026-11-06 10:00", "2026-12-31", id="New Year's Day, a Friday: the Thursday before"),
    ],
)
def test_the_review_that_is_promised_is_the_review_that_is_due(case: CaseUnderTest, agreed: str, review: str) -> None:
    ready.submitted(case)
    case.at(agreed)
    case.accept("decide", "clare-4-agreed", {"sent_at": case.now.isoformat()})
    case.give_the_record()

    assert str(london_day(case.clock(Wait.REVIEW.value).due)) == review
    promise = case.standing.promise
    assert (str(promise.held), str(promise.current), promise.tell_at) == (review, review, None)
    facts = case.letter("v1/agreed/person").facts
    assert isinstance(facts, Agreed)
    assert str(facts.review_by) == review
