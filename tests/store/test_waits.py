"""TIME-7, TIME-6, RET-4, TIME-4: what is kept of each wait, rung, question and interim support, as it happens.

The office is open from nine to five, as in the default scheme. Monday 16 November 2026 begins an ordinary week.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from careplan.clocks import Because, Clock, Wait, climbed, clock_of, paused, resumed
from store.database import Database
from store.tables import InterimRow, QuestionRow, RungRow, Table, WaitRow
from store.waits import arrangement, keep_rung, keep_waits, question
from tests.careplan.builders import days, scheme
from tests.store.rows import PLAN, a_question, a_rung, a_wait, an_arrangement

ASKED, CAME = Because.INFORMATION_ASKED, Because.INFORMATION_CAME
WHY = "information:ask-0001"
HOUR = 3600


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November 2026; London keeps UTC then."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def a_clock(since: datetime, wait: Wait = Wait.DECISION, cause: str = "submit-0001") -> Clock:
    return clock_of(wait, "team_manager", since, scheme(), days()).model_copy(update={"cause": cause})


def keep(
    database: Database, before: tuple[Clock, ...], after: tuple[Clock, ...], now: datetime, cause: str = "decide-0001"
) -> None:
    with database.transaction() as session:
        keep_waits(session, PLAN, 1, before=before, after=after, cause=cause, ended_at=now, days=days())


@pytest.fixture
def reading(database: Database) -> Iterator[Session]:
    """One transaction, in which a test writes and reads."""
    with database.transaction() as session:
        yield session


def waits_of(database: Database) -> dict[str, WaitRow]:
    with database.transaction() as session:
        rows = session.scalars(select(WaitRow).where(WaitRow.plan_id == PLAN)).all()
        session.expunge_all()
    return {row.name: row for row in rows}


@pytest.mark.rule("TIME-1", "TIME-7")
def test_a_wait_is_kept_as_it_begins_with_its_owner_its_date_and_its_next_step(database: Database) -> None:
    clock = a_clock(at(16, 9, 30))
    keep(database, (), (clock,), at(16, 9, 30))
    row = waits_of(database)["decision"]
    assert (row.cause, row.version, row.owner, row.person) == ("submit-0001", 1, "team_manager", "")
    assert (row.since, row.first_due, row.due) == (at(16, 9, 30), at(30, 17), at(30, 17))
    assert (row.next_step, row.next_step_at, row.climbed) == ("remind", at(23, 17), 0)
    assert row.edition == scheme().edition
    assert (row.pauses, row.moves) == ([], [])
    assert (row.ended_at, row.ended_by, row.ran_for) == (None, "", None)


@pytest.mark.rule("TIME-7")
def test_a_wait_that_ends_says_when_by_what_and_for_how_long_its_clock_ran(database: Database) -> None:
    clock = a_clock(at(16, 9, 30))
    keep(database, (), (clock,), at(16, 9, 30))
    keep(database, (clock,), (), at(17, 11), "decide-0001")
    row = waits_of(database)["decision"]
    assert (row.ended_at, row.ended_by) == (at(17, 11), "decide-0001")
    assert row.ran_for == 9.5 * HOUR  # from 09:30 to 17:00, and from 09:00 to 11:00
    assert (row.next_step, row.next_step_at) == ("", None)


@pytest.mark.rule("TIME-6", "TIME-7")
def test_what_a_clock_stood_still_for_is_kept_and_is_not_counted(database: Database) -> None:
    running = a_clock(at(16, 9))
    standing = paused(running, WHY, at(16, 11), at(20, 17), ASKED, days())
    again = resumed(standing, WHY, at(18, 13), CAME, days())
    keep(database, (), (running,), at(16, 9))
    keep(database, (running,), (standing,), at(16, 11))
    assert waits_of(database)["decision"].next_step_at is None
    keep(database, (standing,), (again,), at(18, 13))
    keep(database, (again,), (), at(18, 15))
    row = waits_of(database)["decision"]
    assert [(each["why"], _moment(each["since"]), _moment(each["until"])) for each in row.pauses] == [
        (WHY, at(16, 11), at(18, 13))
    ]
    assert [(each["because"], each["rule"]) for each in row.moves] == [
        ("information_asked", "TIME-6"),
        ("information_came", "TIME-6"),
    ]
    assert row.ran_for == 4 * HOUR  # from 9 to 11 on Monday, and from 13 to 15 on Wednesday
    assert row.first_due == at(30, 17)
    assert row.due == _moment(row.moves[-1]["now"]) > row.first_due


@pytest.mark.rule("TIME-6", "TIME-7")
@pytest.mark.parametrize(
    "expected",
    [pytest.param(at(20, 17), id="before it was expected to end"), pytest.param(at(16, 12), id="after it was")],
)
def test_a_pause_that_is_open_when_the_wait_ends_ends_with_it(database: Database, expected: datetime) -> None:
    running = a_clock(at(16, 9))
    standing = paused(running, WHY, at(16, 11), expected, ASKED, days())
    keep(database, (), (running,), at(16, 9))
    keep(database, (running,), (standing,), at(16, 11))
    keep(database, (standing,), (), at(17, 15), "withdraw-0001")
    row = waits_of(database)["decision"]
    assert [_moment(each["until"]) for each in row.pauses] == [at(17, 15)]
    assert row.ran_for == 2 * HOUR


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.rule("TIME-2", "TIME-7")
def test_a_rung_that_was_taken_moves_the_row_on_and_one_that_passed_its_date_gives_it_a_new_one(
    database: Database,
) -> None:
    clock = a_clock(at(16, 9, 30))
    keep(database, (), (clock,), at(16, 9, 30))
    for reached in (0, 1, 2):
        following = climbed(clock, clock.steps[0].at, days(), reached)
        keep(database, (clock,), (following,), clock.steps[0].at)
        clock = following
    row = waits_of(database)["decision"]
    assert (row.next_step, row.climbed) == ("overdue", 2)
    assert (row.first_due, row.due) == (at(30, 17), datetime(2026, 12, 7, 17, tzinfo=UTC))
    assert [each["because"] for each in row.moves] == ["not_in_time"]
    assert row.next_step_at == row.due


@pytest.mark.rule("TIME-2", "TIME-7")
def test_a_reassignment_is_the_same_wait_in_other_hands(database: Database) -> None:
    clock = a_clock(at(16, 9, 30))
    keep(database, (), (clock,), at(16, 9, 30))
    theirs = clock.model_copy(update={"person": "tm-202"})
    keep(database, (clock,), (theirs,), at(17, 9))
    (row,) = waits_of(database).values()
    assert (row.person, row.since, row.due, row.ended_at) == ("tm-202", clock.since, clock.due, None)


@pytest.mark.rule("TIME-7")
def test_waiting_again_for_the_same_thing_is_another_wait(database: Database) -> None:
    first, second = a_clock(at(16, 9)), a_clock(at(18, 9), cause="resubmit-0001")
    keep(database, (), (first,), at(16, 9))
    keep(database, (first,), (second,), at(18, 9), "resubmit-0001")
    with database.transaction() as session:
        rows = session.scalars(select(WaitRow).order_by(WaitRow.since)).all()
        assert [(row.cause, row.ended_by) for row in rows] == [("submit-0001", "resubmit-0001"), ("resubmit-0001", "")]
        assert rows[0].ran_for == 16 * HOUR


@pytest.mark.rule("TIME-7")
def test_several_clocks_are_kept_apart_and_one_that_did_not_change_is_left_alone(database: Database) -> None:
    decision, whole = a_clock(at(16, 9)), a_clock(at(16, 9), Wait.SIGN_OFF)
    keep(database, (), (decision, whole), at(16, 9))
    with database.transaction() as session:
        session.get_one(WaitRow, (PLAN, "sign_off", "submit-0001")).edition = "left alone"
    keep(database, (decision, whole), (whole,), at(17, 9))
    rows = waits_of(database)
    assert rows["decision"].ended_at == at(17, 9)
    assert (rows["sign_off"].ended_at, rows["sign_off"].edition) == (None, "left alone")


@pytest.mark.rule("TIME-7")
def test_telling_again_that_a_wait_has_ended_changes_nothing(database: Database) -> None:
    clock = a_clock(at(16, 9))
    keep(database, (), (clock,), at(16, 9))
    keep(database, (clock,), (), at(17, 9), "decide-0001")
    keep(database, (clock,), (), at(18, 9), "decide-0002")
    row = waits_of(database)["decision"]
    assert (row.ended_at, row.ended_by, row.ran_for) == (at(17, 9), "decide-0001", 8 * HOUR)


@pytest.mark.rule("TIME-3", "TIME-7")
def test_a_clock_of_hours_ran_day_and_night(database: Database) -> None:
    clock = a_clock(at(20, 16), Wait.URGENT_NEEDS)
    keep(database, (), (clock,), at(20, 16))
    keep(database, (clock,), (), at(22, 16))
    assert waits_of(database)["urgent_needs"].ran_for == 48 * HOUR


@pytest.mark.rule("TIME-7")
def test_open_waits_are_found_by_their_date(database: Database) -> None:
    with database.transaction() as session:
        session.add_all([a_wait(), a_wait("submit-0002")])
        session.flush()
        session.get_one(WaitRow, (PLAN, "decision", "submit-0002")).ended_at = at(16, 9)
        session.flush()
        due = select(WaitRow.cause).where(WaitRow.ended_at.is_(None)).order_by(WaitRow.due)
        assert list(session.scalars(due)) == ["submit-0001"]


@pytest.mark.rule("TIME-2", "TIME-7")
def test_a_rung_is_kept_once_for_its_cause(database: Database) -> None:
    columns = {name: getattr(a_rung(), name) for name in RungRow.__table__.columns.keys()}  # noqa: SIM118 - not a dict
    with database.transaction() as session:
        keep_rung(session, **columns)
        keep_rung(session, **{**columns, "told": "Somebody else"})
        keep_rung(session, **{**columns, "cause": "rung/decision/2"})
    with database.transaction() as session:
        rows = session.scalars(select(RungRow).order_by(RungRow.cause)).all()
        assert [(row.told, row.people, row.empty) for row in rows] == [
            ("Head of service", ["hs-301"], ["Service manager"])
        ] * 2


@pytest.mark.rule("RET-4", "TIME-6")
def test_a_question_is_found_by_its_id_and_its_plan(reading: Session) -> None:
    reading.add(a_question())
    reading.flush()
    found = question(reading, PLAN, "ask-0001")
    assert found is not None
    assert (found.words, found.answer, found.answered_by, found.answered_at) == (
        "Which day centre is it?",
        "",
        "",
        None,
    )
    assert question(reading, PLAN, "ask-0002") is None
    assert question(reading, "another", "ask-0001") is None


@pytest.mark.rule("TIME-4")
def test_the_latest_arrangement_is_the_one_in_hand(reading: Session) -> None:
    assert arrangement(reading, PLAN) is None
    for number in (1, 3, 2):
        reading.add(an_arrangement(number))
        reading.flush()
    latest = arrangement(reading, PLAN)
    assert latest is not None
    assert latest.number == 3
    assert arrangement(reading, "another") is None


@pytest.mark.rule("TIME-4", "RET-4")
def test_a_question_and_an_arrangement_are_written_as_they_are_answered_and_move_on(database: Database) -> None:
    with database.transaction() as session:
        session.add_all([a_question(), an_arrangement()])
    with database.transaction() as session:
        asked = session.get_one(QuestionRow, (PLAN, "ask-0001"))
        asked.answer, asked.answered_by, asked.answered_at = "St Mary's, on Tuesdays.", "SW-1", at(17, 9)
        support = session.get_one(InterimRow, (PLAN, 1))
        support.stage, support.arranged_at, support.starts_on = "arranged", at(17, 9), date(2026, 11, 18)
    with database.transaction() as session:
        asked = session.get_one(QuestionRow, (PLAN, "ask-0001"))
        assert (asked.answer, asked.answered_by, asked.answered_at) == ("St Mary's, on Tuesdays.", "SW-1", at(17, 9))
        support = session.get_one(InterimRow, (PLAN, 1))
        assert (support.stage, support.starts_on) == ("arranged", date(2026, 11, 18))
        assert support.asked_at < at(17, 9) - timedelta(days=1)


@pytest.mark.rule("RET-4", "TIME-4", "TIME-7")
@pytest.mark.parametrize("row", [a_question, an_arrangement, a_wait, a_rung], ids=lambda make: make.__name__)
def test_the_same_one_is_not_kept_twice(database: Database, row: Callable[[], Table]) -> None:
    with database.transaction() as session:
        session.add(row())
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(row())
