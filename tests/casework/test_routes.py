"""DEC-9, ROUTE-2: a version goes by no lighter way than an earlier one of the same plan that cost more."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from countersign.careplan.budget import cost_to_council
from countersign.careplan.lifecycle import Status
from countersign.careplan.plan import Plan
from countersign.casework.case import Case
from countersign.casework.causes import Cause
from countersign.casework.changes import Changes
from countersign.casework.determinations import Situation, Standing
from countersign.casework.kept import PlanState, Routed, Version
from countersign.casework.routes import route_of
from tests.support.builders import plan_costing
from tests.support.casework import TUESDAY, CaseUnderTest
from tests.support.installations import Installation

OTHER = "00000000-0000-4000-8000-00000000ffff"


def keep_version(case: CaseUnderTest, number: int, content: Plan, *roles: str) -> None:
    """Keep a version, and every role that it was sent to, one after the other."""
    cost = cost_to_council(content.services)
    sent = [
        Routed(number, f"message-{number}-{place}", role, "", (), TUESDAY + timedelta(days=number, hours=place))
        for place, role in enumerate(roles)
    ]
    version = Version(number, "sw-1042", TUESDAY, frozenset({"sw-1042"}), cost.weekly, cost.one_off)
    with case.installation.files.open(case.plan_id) as file:
        file.keep(Changes(version=version, content=content, routes=sent))


@pytest.fixture
def case(case: CaseUnderTest) -> CaseUnderTest:
    """A plan that was £450.00 a week for a team manager, then £800.00 and £50.00 once for a head of service."""
    state = PlanState(
        plan_id=case.plan_id,
        kind="adult",
        team="community",
        scheme="procedure",
        status=Status.AWAITING_DECISION,
        version=3,
        submitted_at=TUESDAY,
    )
    for plan_id in (case.plan_id, OTHER):
        with case.installation.files.open(plan_id) as file:
            if file.state() is None:
                file.keep(Changes(new_plan=replace(state, plan_id=plan_id)))
    keep_version(case, 1, costing("450.00"), "team_manager")
    keep_version(case, 2, costing("800.00", "50.00"), "head_of_service")
    return case


def costing(weekly: str, one_off: str = "0.00") -> Plan:
    return plan_costing(weekly, one_off)


def goes_to(case: CaseUnderTest, now: Plan) -> str:
    """The role that a third version goes to."""
    keep_version(case, 3, now)
    standing = Standing(status=Status.AWAITING_DECISION, version=3)
    situation = Situation(plan_id=case.plan_id, standing=standing, now=case.now)
    with case.installation.files.open(case.plan_id) as file:
        return route_of(Case(file, case.office, situation, Cause.message("resubmit-0001"))).role


@pytest.mark.rule("DEC-9")
@pytest.mark.parametrize(
    ("now", "role"),
    [
        pytest.param(costing("800.00", "50.00"), "service_manager", id="the same: as its cost has it"),
        pytest.param(costing("799.99", "50.00"), "head_of_service", id="a penny a week less"),
        pytest.param(costing("800.00", "49.99"), "head_of_service", id="a penny less once"),
        pytest.param(costing("799.99", "4000.00"), "head_of_service", id="less a week, though more once"),
        pytest.param(costing("400.00", "50.00"), "head_of_service", id="less than both: the heavier of the two ways"),
        pytest.param(costing("1000.00", "100.00"), "service_manager", id="more"),
    ],
)
def test_a_version_that_costs_less_goes_the_way_of_the_one_that_cost_more(
    case: CaseUnderTest, now: Plan, role: str
) -> None:
    assert goes_to(case, now) == role


@pytest.mark.rule("DEC-9", "ROUTE-10")
def test_where_a_new_edition_sent_a_version_on_it_is_the_last_way_that_counts(case: CaseUnderTest) -> None:
    with case.installation.files.open(case.plan_id) as file:
        later = Routed(2, "rung-2", "service_manager", "", (), TUESDAY + timedelta(days=3))
        file.keep(Changes(routes=[later]))

    assert goes_to(case, costing("100.00")) == "service_manager"


@pytest.mark.rule("DEC-9")
def test_what_another_plan_cost_is_of_no_account(case: CaseUnderTest) -> None:
    other = CaseUnderTest(case.installation, plan_id=OTHER)

    assert goes_to(other, costing("0.00")) == "team_manager"


@pytest.mark.rule("DEC-9", "SUB-3", "ROUTE-9")
def test_a_version_is_kept_with_who_planned_it_and_what_it_costs_the_council(installation: Installation) -> None:
    """A peer adviser planned it; a charity pays £36.00 a week of £880.75, and £650.00 of £2,290.00 once."""
    case = CaseUnderTest(installation)
    case.at("2026-11-10 14:20")
    case.submit("above-1-submission")
    version, _ = case.kept.versions[1]

    assert (version.weekly, version.one_off) == (Decimal("844.75"), Decimal("1640.00"))
    assert version.practitioners == {"sw-1084", "plan-77"}
