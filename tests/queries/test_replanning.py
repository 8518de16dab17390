"""TIME-1: the plans to which a change of a scheme is brought: those whose clocks run, or those of their support."""

import pytest

from countersign.careplan.interim import Interim
from countersign.careplan.lifecycle import Status
from countersign.queries.interim import stages_of
from countersign.queries.replanning import PlanToReplan, plans_to_replan
from countersign.store.database import Database
from tests.casework.cases import ready
from tests.support.casework import CaseUnderTest
from tests.support.installations import InDatabase


@pytest.mark.rule("TIME-1")
def test_open_plans_and_those_whose_support_goes_on_are_planned_again_in_the_order_of_their_submission(
    installation: InDatabase, database: Database
) -> None:
    left, supported, signed, other = (CaseUnderTest(installation) for _ in range(4))
    ready.withdrawn(left)
    ready.left_with_support_in_place(supported)
    ready.signed_off(signed)
    ready.waiting_for_a_call(other)
    signed.accept("replan_clocks", changes={"message_id": "replan-message-7"})
    with database.transaction() as session:
        plans = plans_to_replan(session, "procedure", "replan-message-7")

    assert plans == sorted(
        [
            PlanToReplan(plan=supported.plan_id, status=Status.WITHDRAWN, interim=Interim.IN_PLACE, done=False),
            PlanToReplan(plan=signed.plan_id, status=Status.SIGNED_OFF, interim=Interim.NONE, done=True),
        ],
        key=lambda plan: plan.plan,
    )


@pytest.mark.rule("TIME-4")
def test_how_far_support_has_got_is_said_of_the_latest_arrangement(case: CaseUnderTest, database: Database) -> None:
    ready.in_place(case)
    case.at("2026-11-17 11:00")
    case.accept("review_interim_support", changes={"outcome": "ends", "because": "no_longer_needed"})
    with database.transaction() as session:
        assert stages_of(session) == {case.plan_id: Interim.ENDED}
    case.accept("report_urgent_needs")
    case.tell_interim()
    with database.transaction() as session:
        assert stages_of(session, [case.plan_id]) == {case.plan_id: Interim.ASKED_FOR}
        assert stages_of(session, ["another"]) == {}
