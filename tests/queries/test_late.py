"""TIME-2: everything that is late, of every plan and its interim support, most late first, in its clock's own time."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from countersign.careplan.clocks import Wait
from countersign.careplan.interim import Interim
from countersign.careplan.ladders import CountedIn
from countersign.careplan.lifecycle import Status
from countersign.queries.late import LateWait, late
from countersign.schemes.reader import Schemes
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.casework.cases.on_the_way import REQUEST
from tests.casework.cases.table import Ready
from tests.support.builders import scheme
from tests.support.casework import CaseUnderTest
from tests.support.installations import InDatabase
from tests.support.offices import an_office
from tests.support.times import london

INFORMATION = f"information:{REQUEST}"


LateAt = Callable[[str], list[LateWait]]
"""What is late at a moment in London."""


@pytest.fixture
def late_at(database: Database, schemes: Schemes) -> LateAt:
    """Asks what is late."""

    def at(moment: str) -> list[LateWait]:
        with database.transaction() as session:
            return late(session, schemes, london(moment).astimezone(UTC))

    return at


@pytest.mark.rule("TIME-2")
@pytest.mark.parametrize(
    ("moment", "waits"),
    [
        pytest.param("2026-11-17 16:59", [], id="a minute before it is due"),
        pytest.param("2026-11-17 17:00", ["decision"], id="when it is due"),
    ],
)
def test_a_wait_is_late_from_the_moment_at_which_it_was_due(
    case: CaseUnderTest, late_at: LateAt, moment: str, waits: list[str]
) -> None:
    ready.submitted(case)

    assert [wait.wait for wait in late_at(moment)] == waits


@pytest.mark.rule("TIME-8", "TIME-6")
def test_a_plan_that_came_after_its_date_is_late_since_that_date_whatever_date_the_person_holds(
    case: CaseUnderTest, late_at: LateAt
) -> None:
    case.at("2026-11-20 10:00")
    assert case.submit(changes={"sent_at": "2026-11-03T10:15:00+00:00"}).answer.accepted
    decision = case.clock("decision")
    assert decision.due > case.now, "nobody is promised a day that is over"

    (wait,) = late_at("2026-11-20 10:01")

    assert (wait.wait, wait.missed) == ("decision", datetime(2026, 11, 17, 17, tzinfo=UTC))


@pytest.mark.rule("TIME-2", "TIME-7")
def test_it_is_shown_with_its_plan_and_with_every_step_that_was_taken(case: CaseUnderTest, late_at: LateAt) -> None:
    ready.submitted(case)
    for _ in range(3):
        case.take_step(Wait.DECISION.value)
    (wait,) = late_at("2026-11-19 12:00")

    assert (wait.plan, wait.team, wait.scheme, wait.status) == (
        case.plan_id,
        "community",
        "procedure",
        Status.AWAITING_DECISION,
    )
    assert (wait.owner, wait.climbed, wait.interim) == ("team_manager", 2, Interim.NONE)
    # The date that was missed, and the one that came after it; one office day and three hours lie between.
    assert (wait.missed, wait.due) == (datetime(2026, 11, 17, 17, tzinfo=UTC), datetime(2026, 11, 24, 17, tzinfo=UTC))
    assert (wait.counted_in, wait.late_seconds) == (CountedIn.WORKING_DAYS, 11 * 3600)
    assert [(step.kind.value, step.told) for step in wait.steps] == [
        ("remind", "Team manager"),
        ("escalate", "Service manager"),
        ("overdue", "Head of service"),
    ]


@pytest.mark.rule("TIME-2", "TIME-4")
def test_what_is_most_late_stands_first_and_interim_support_counts_day_and_night(
    installation: InDatabase, late_at: LateAt
) -> None:
    asked, whether, call = (CaseUnderTest(installation) for _ in range(3))
    ready.asked(asked)
    ready.whether_needed(whether)
    ready.waiting_for_a_call(call)

    # Ten days and two hours and twenty minutes; of an office day, which has eight hours, seven, two, and none.
    assert [(wait.plan, wait.wait, wait.late_seconds) for wait in late_at("2026-11-16 17:00")] == [
        (whether.plan_id, "urgent_needs", (242 * 60 + 20) * 60),
        (call.plan_id, "meeting", 7 * 8 * 3600),
        (asked.plan_id, INFORMATION, 2 * 8 * 3600),
        (call.plan_id, "decision", 0),
    ]
    interim = {wait.wait: wait.interim for wait in late_at("2026-11-16 17:00")}
    assert interim["urgent_needs"] is Interim.NEED_ASKED


@pytest.mark.rule("TIME-2", "TIME-6")
def test_what_stands_still_does_not_become_late(case: CaseUnderTest, late_at: LateAt) -> None:
    """The decision waits for the information, which is late itself."""
    ready.asked(case)

    assert [wait.wait for wait in late_at("2026-12-10 12:00")] == [INFORMATION]


@pytest.mark.rule("TIME-2", "TIME-6")
def test_what_was_late_before_it_stands_still_stays_late_and_becomes_no_later(
    case: CaseUnderTest, late_at: LateAt
) -> None:
    ready.submitted(case)
    for _ in range(3):
        case.take_step(Wait.DECISION.value)
    case.at("2026-11-18 11:00")
    case.accept("request_information")
    for moment in ("2026-11-18 12:00", "2026-11-20 12:00"):
        (wait,) = (wait for wait in late_at(moment) if wait.wait == "decision")
        assert (wait.late_seconds, wait.stands_still) == (2 * 3600, True)


@pytest.mark.rule("TIME-7")
def test_a_wait_that_has_ended_is_late_no_more(case: CaseUnderTest, late_at: LateAt) -> None:
    ready.submitted(case)
    case.at("2026-11-18 11:00")
    case.accept("decide", "clare-2-returned")

    assert late_at("2026-11-18 12:00") == []


@pytest.mark.rule("TIME-2")
def test_under_a_scheme_that_is_not_here_it_is_counted_in_hours(case: CaseUnderTest, late_at: LateAt) -> None:
    case.office = an_office(scheme({"scheme.name": "rutland"}))
    case.submit(changes={"plan.scheme": "rutland"})
    (wait,) = late_at("2026-11-18 11:00")

    assert (wait.scheme, wait.counted_in, wait.late_seconds) == ("rutland", CountedIn.HOURS, 18 * 3600)


@pytest.mark.rule("TIME-8", "REV-1", "REV-3", "DP-6")
@pytest.mark.parametrize(
    ("bring", "moment", "waits"),
    [
        pytest.param(ready.signed_off, "2027-01-04 10:00", ["review"], id="a review"),
        pytest.param(ready.review_asked_for, "2026-12-15 10:00", ["review_asked"], id="one that was asked for"),
        pytest.param(
            ready.paid, "2027-06-01 10:00", ["review", "condition:D1", "payment_review"], id="those of a payment"
        ),
    ],
)
def test_what_is_due_on_a_day_is_late_in_working_days(
    case: CaseUnderTest, late_at: LateAt, bring: Ready, moment: str, waits: list[str]
) -> None:
    bring(case)
    late_then = late_at(moment)

    assert [wait.wait for wait in late_then] == waits
    assert {wait.counted_in for wait in late_then} == {CountedIn.WORKING_DAYS}


@pytest.mark.rule("END", "TIME-8")
def test_the_end_of_a_plan_is_never_late(case: CaseUnderTest, late_at: LateAt) -> None:
    """No worker ran on its day: the plan leaves once one does, and there is nothing for anybody to do about it."""
    ready.ending_in_december(case)

    assert late_at("2026-12-03 10:00") == []


@pytest.mark.rule("TIME-2", "WHO-5")
@pytest.mark.parametrize(
    ("bring", "what", "moment", "rings"),
    [
        pytest.param(
            ready.submitted, "decision", "2026-11-18 12:00", [("tm-201", "Rosalind Hale", "")], id="who holds the role"
        ),
        pytest.param(
            ready.asked,
            INFORMATION,
            "2026-12-10 12:00",
            [("sw-1042", "Clare Whitfield", "01632 960142")],
            id="the practitioner, by name and telephone",
        ),
    ],
)
def test_what_is_late_says_whom_to_ring(
    case: CaseUnderTest, late_at: LateAt, bring: Ready, what: str, moment: str, rings: list[tuple[str, str, str]]
) -> None:
    bring(case)
    (wait,) = (wait for wait in late_at(moment) if wait.wait == what)

    assert [(person.person, person.name, person.telephone) for person in wait.ring] == rings
    assert not any(person.away for person in wait.ring)
