"""TIME-8: one wait, reminded, missed, paused, resumed and extended: it is late, since the same date, in every view."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from countersign.careplan.clocks import Wait
from countersign.queries.brief import brief_on
from countersign.queries.late import late, late_plans
from countersign.queries.tasks import open_tasks
from countersign.queries.waits import late_decisions, waits_of
from countersign.schemes.reader import Schemes
from countersign.store.database import Database
from countersign.wording.letters import NewDate, StaffNotice
from tests.casework.cases import ready
from tests.support.builders import scheme
from tests.support.casework import CaseUnderTest
from tests.support.offices import an_office
from tests.support.times import london

FIRST = datetime(2026, 11, 17, 17, tzinfo=UTC)
"""When the decision was due."""

Moment = Callable[[CaseUnderTest], None]


def reminded(case: CaseUnderTest) -> None:
    ready.submitted(case)
    case.take_step(Wait.DECISION.value)


def missed(case: CaseUnderTest) -> None:
    reminded(case)
    for _ in range(2):
        case.take_step(Wait.DECISION.value)


def paused(case: CaseUnderTest) -> None:
    missed(case)
    case.at("2026-11-18 11:00")
    case.accept("request_information")


def resumed(case: CaseUnderTest) -> None:
    paused(case)
    case.at("2026-11-20 11:00")
    case.accept("supply_information", changes={"request": case.latest("request_information")})


def extended(case: CaseUnderTest) -> None:
    """The council gives its managers 15 working days more, and plans its clocks again."""
    resumed(case)
    case.at("2026-11-23 10:00")
    case.office = an_office(
        scheme({"clocks.awaiting_decision.due_after": 25, "clocks.awaiting_decision.steps.2.after": 25})
    )
    case.accept("replan_clocks")


def extended_before_any_step(case: CaseUnderTest) -> None:
    """No worker ran on the day: the date passed, and no step of the clock had been taken since."""
    reminded(case)
    case.at("2026-11-18 10:00")
    case.office = an_office(
        scheme({"clocks.awaiting_decision.due_after": 25, "clocks.awaiting_decision.steps.2.after": 25})
    )
    case.accept("replan_clocks")


def paused_before_any_step(case: CaseUnderTest) -> None:
    reminded(case)
    case.at("2026-11-18 10:00")
    case.accept("request_information")


def views(case: CaseUnderTest, database: Database, schemes: Schemes, now: datetime) -> dict[str, datetime | None]:
    """Since when the decision is late, as each view has it."""
    with database.transaction() as session:
        brief = brief_on(session, schemes, case.plan_id, now)
        assert brief is not None
        overdue = {wait.wait: wait.missed for wait in late(session, schemes, now) if wait.plan == case.plan_id}
        timeline = {wait.wait: wait.missed for wait in waits_of(session, case.plan_id, now)}
        return {
            "overdue": overdue.get("decision"),
            "timeline": timeline["decision"],
            "list": late_plans(session, now).get(case.plan_id),
            "meeting list": late_decisions(session, [case.plan_id], now).get(case.plan_id),
            "brief": brief.urgency.late.get("decision"),
            "status": case.status().as_of(now).missed.get("decision"),
        }


@pytest.mark.rule("TIME-8")
@pytest.mark.parametrize(
    ("brought_to", "now", "since"),
    [
        pytest.param(reminded, "2026-11-17 16:59", None, id="reminded, and in time"),
        pytest.param(reminded, "2026-11-17 17:00", FIRST, id="its date has come, its step is still to be taken"),
        pytest.param(missed, "2026-11-18 09:00", FIRST, id="missed"),
        pytest.param(paused, "2026-11-19 09:00", FIRST, id="paused after it was missed"),
        pytest.param(paused_before_any_step, "2026-11-19 09:00", FIRST, id="paused before the step was taken"),
        pytest.param(resumed, "2026-11-20 12:00", FIRST, id="resumed"),
        pytest.param(extended, "2026-11-23 12:00", FIRST, id="extended"),
        pytest.param(extended_before_any_step, "2026-11-18 12:00", FIRST, id="extended before the step was taken"),
    ],
)
def test_it_is_late_since_the_same_date_in_every_view(
    case: CaseUnderTest, database: Database, schemes: Schemes, brought_to: Moment, now: str, since: datetime | None
) -> None:
    brought_to(case)

    seen = views(case, database, schemes, london(now).astimezone(UTC))

    assert seen == dict.fromkeys(seen, since)


@pytest.mark.rule("TIME-8")
def test_it_is_late_nowhere_once_it_has_ended(case: CaseUnderTest, database: Database, schemes: Schemes) -> None:
    resumed(case)
    case.at("2026-11-20 14:00")
    case.accept("decide", "clare-2-returned")
    now = london("2026-11-20 15:00").astimezone(UTC)

    with database.transaction() as session:
        assert late_plans(session, now) == {}
        brief = brief_on(session, schemes, case.plan_id, now)
        assert brief is not None
        assert brief.urgency.late == {}
    assert case.status().as_of(now).missed == {}


@pytest.mark.rule("TIME-8", "TIME-6")
@pytest.mark.parametrize(
    ("brought_to", "missed_on"),
    [
        pytest.param(missed, date(2026, 11, 17), id="missed"),
        pytest.param(paused, date(2026, 11, 17), id="missed, then paused: the letter says both"),
        pytest.param(ready.asked, None, id="paused in time"),
    ],
)
def test_a_letter_with_a_new_date_says_which_date_was_missed(
    case: CaseUnderTest, brought_to: Moment, missed_on: date | None
) -> None:
    brought_to(case)
    if case.standing.promise.tell_at:
        case.tell_new_date()
    new_dates = [notice.key for notice in case.kept.notices.values() if notice.kind == "new_date"]
    assert new_dates

    for key in new_dates:
        facts = case.letter(key.split("/", 1)[1]).facts
        assert isinstance(facts, NewDate)
        assert facts.missed_on == missed_on


@pytest.mark.rule("TIME-8")
def test_a_plan_that_came_after_its_date_is_said_to_be_late_in_the_first_letter(case: CaseUnderTest) -> None:
    case.at("2026-11-20 10:00")
    assert case.submit(changes={"sent_at": "2026-11-03T10:15:00+00:00"}).answer.accepted

    facts = case.letter("v1/submitted/person").facts

    assert (facts.model_dump()["missed_on"], facts.model_dump()["due_on"]) == (date(2026, 11, 17), date(2026, 11, 24))


def staff_notices(case: CaseUnderTest, kind: str) -> list[StaffNotice]:
    keys = [notice.key for notice in case.kept.notices.values() if notice.kind == kind]
    with case.installation.files.open(case.plan_id) as file:
        return [StaffNotice.model_validate_json(file.enclosed(key)[0].content) for key in keys]


@pytest.mark.rule("TIME-8", "TIME-2")
def test_staff_are_told_since_when_it_is_late_with_each_date_that_they_are_given(case: CaseUnderTest) -> None:
    missed(case)
    case.at("2026-11-18 10:00")
    case.accept("reassign", changes={"whose": "authoriser", "to": "sm-31", "sent_by.id": "sm-31"})

    (reminder,) = staff_notices(case, "reminder")
    assert (reminder.due_on, reminder.missed_on) == (date(2026, 11, 17), None)
    told_late = [notice.missed_on for notice in staff_notices(case, "escalation") if notice.missed_on]
    assert set(told_late) == {date(2026, 11, 17)}
    (handed_over,) = staff_notices(case, "reassigned")
    assert (handed_over.due_on, handed_over.missed_on) == (date(2026, 11, 24), date(2026, 11, 17))


@pytest.mark.rule("TIME-8")
def test_a_task_is_late_from_its_due_date_on(case: CaseUnderTest, database: Database) -> None:
    ready.submitted_in_braille(case)
    with database.transaction() as session:
        (task,) = open_tasks(session, case.plan_id, case.now)
        (on_the_day,) = open_tasks(session, case.plan_id, task.due)

    assert (task.missed, on_the_day.missed) == (None, task.due)
