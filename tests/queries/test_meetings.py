"""ROUTE-3, ROUTE-6: the list of a panel or call: the plans that wait for it, and nothing about the person."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from countersign.careplan.authority import Exceptional
from countersign.careplan.notices import NoticeStatus
from countersign.queries.meetings import WaitingPlan, waiting_for_meeting
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest
from tests.support.installations import InDatabase

WEDNESDAY = datetime(2026, 11, 4, 10, tzinfo=UTC)


def waiting(
    database: Database, scheme: str = "shropshire", meeting: str = "weekly_call", now: datetime = WEDNESDAY
) -> list[WaitingPlan]:
    with database.transaction() as session:
        return waiting_for_meeting(session, scheme, meeting, now)


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_a_plan_waits_with_what_it_costs_and_why_it_goes_there(case: CaseUnderTest, database: Database) -> None:
    ready.waiting_for_a_call(case)

    assert waiting(database) == [
        WaitingPlan(
            plan=case.plan_id,
            version=1,
            team="community",
            meeting_at=WEDNESDAY,
            weekly=Decimal("1172.50"),
            one_off=Decimal(0),
            because=(Exceptional.LARGER_THAN_USUAL,),
            missed_before=0,
            invited=NoticeStatus.QUEUED,
            invited_at=None,
            open_requests=(),
            late_since=None,
            expert="",
        )
    ]
    case.send_letters()
    (sent,) = waiting(database)
    assert (sent.invited, sent.invited_at) == (NoticeStatus.SENT, case.now)


@pytest.mark.rule("ROUTE-3", "ROUTE-6")
def test_after_a_call_that_did_not_decide_the_next_one_and_its_own_invitation_count(
    case: CaseUnderTest, database: Database
) -> None:
    ready.waiting_for_a_call(case)
    case.send_letters()
    case.take_step("meeting")
    (plan,) = waiting(database)

    assert (plan.meeting_at, plan.missed_before) == (WEDNESDAY + timedelta(weeks=1), 1)
    assert (plan.invited, plan.invited_at) == (NoticeStatus.QUEUED, None)


@pytest.mark.rule("ROUTE-3")
def test_the_soonest_stands_first_and_then_who_was_submitted_first(
    installation: InDatabase, database: Database
) -> None:
    late, later, early = (CaseUnderTest(installation) for _ in range(3))
    early.at("2026-10-26 10:40")
    assert early.submit("call-1-submission", {"plan.sharing.0.decided_on": "2026-10-20"}).answer.accepted
    late.at("2026-11-02 10:40")
    late.submit("call-1-submission")
    later.at("2026-11-02 10:41")
    later.submit("call-1-submission")

    assert [plan.plan for plan in waiting(database)] == [early.plan_id, late.plan_id, later.plan_id]


@pytest.mark.rule("DEC-4", "ROUTE-3")
def test_what_was_asked_for_and_has_not_come_stands_with_it_without_its_words(
    case: CaseUnderTest, database: Database
) -> None:
    ready.waiting_for_a_call(case)
    case.accept("request_information", changes={"sent_by.id": "cl-611"})
    ((request,),) = (plan.open_requests for plan in waiting(database))

    assert (request.request, request.asked_by) == (case.latest("request_information"), "cl-611")
    assert "words" not in request.model_dump()


@pytest.mark.rule("ROUTE-3")
def test_a_plan_that_was_decided_or_waits_for_another_meeting_is_not_on_the_list(
    installation: InDatabase, database: Database
) -> None:
    decided, to_a_role = CaseUnderTest(installation), CaseUnderTest(installation)
    ready.submitted(to_a_role)
    ready.waiting_for_a_call(decided)
    assert waiting(database, meeting="panel") == waiting(database, scheme="procedure") == []
    decided.at("2026-11-04 12:00")
    decided.accept("decide", "call-2-agreed", {"sent_by.id": "cl-611", "meeting.held_on": "2026-11-04"})

    assert waiting(database) == []


@pytest.mark.rule("ROUTE-11")
def test_the_expert_who_is_to_be_there_is_named_by_reference(case: CaseUnderTest, database: Database) -> None:
    case.at("2026-11-10 13:15")
    case.submit("panel-1-submission")
    (plan,) = waiting(database, "panel_by_exception", "panel")

    assert plan.expert.startswith("ea-651, ")


@pytest.mark.rule("TIME-8")
def test_it_says_since_when_the_decision_of_a_plan_is_late(case: CaseUnderTest, database: Database) -> None:
    ready.waiting_for_a_call(case)
    due = case.clock("decision").due

    (before,), (after,) = waiting(database, now=due - timedelta(minutes=1)), waiting(database, now=due)

    assert (before.late_since, after.late_since) == (None, due)
