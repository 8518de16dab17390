"""BUD-1 · What the person and the council pay, each week and once, and on what that rests."""

from typing import Any

import pytest

from countersign.careplan.budget import budget_of
from countersign.careplan.plan import Plan
from countersign.careplan.submission import check_plan
from tests.support.builders import changed, line, money, plan_json

AFTERCARE = {"how": "not_charged", "why_not": "aftercare"}
IN_FULL = {"how": "pays_in_full"}
ASSESSED = {"how": "assessed"}


def of(weekly: str, one_off: str, **parts: Any) -> Plan:
    services = [line(weekly, one_off_cost=one_off).model_dump(mode="json")]
    return Plan.model_validate(changed(plan_json(), {"services": services, **parts}))


@pytest.mark.rule("BUD-1")
@pytest.mark.parametrize(
    ("weekly", "one_off", "person", "person_once", "council", "council_once"),
    [
        pytest.param("200.00", "0.00", "61.25", "0.00", "138.75", "0.00", id="a part, each week"),
        pytest.param(
            "0.00", "900.00", "0.00", "0.00", "0.00", "900.00", id="once: the council pays where nothing is said"
        ),
        pytest.param("0.00", "900.00", "0.00", "900.00", "0.00", "0.00", id="once: the person pays it"),
        pytest.param("0.00", "900.00", "0.00", "0.01", "0.00", "899.99", id="once: a penny"),
        pytest.param("690.00", "4200.00", "690.00", "200.00", "0.00", "4000.00", id="all each week, a part once"),
    ],
)
def test_the_cost_is_the_sum_of_the_other_two_each_week_and_once(
    weekly: str, one_off: str, person: str, person_once: str, council: str, council_once: str
) -> None:
    budget = budget_of(of(weekly, one_off, person_pays=person, person_pays_once=person_once))
    assert (budget.cost_to_council, budget.person_pays, budget.council_pays) == tuple(
        map(money, (weekly, person, council))
    )
    assert (budget.one_off, budget.person_pays_once, budget.council_pays_once) == tuple(
        map(money, (one_off, person_once, council_once))
    )


def faults(weekly: str, one_off: str, **parts: Any) -> list[str]:
    return [
        found.where for found in check_plan(of(weekly, one_off, **parts)) if found.rule == "BUD-1" and not found.met
    ]


@pytest.mark.rule("BUD-1")
@pytest.mark.parametrize(
    ("person", "once", "charging", "wrong"),
    [
        pytest.param("0.00", "0.00", None, [], id="nothing is said"),
        pytest.param("200.00", "900.00", None, [], id="all of it"),
        pytest.param("200.01", "900.00", None, ["plan.person_pays"], id="a penny too much each week"),
        pytest.param("200.00", "900.01", None, ["plan.person_pays_once"], id="a penny too much once"),
        pytest.param("200.00", "900.00", IN_FULL, [], id="in full"),
        pytest.param("200.00", "899.99", IN_FULL, ["plan.person_pays_once"], id="in full, but for a penny once"),
        pytest.param("199.99", "900.00", IN_FULL, ["plan.person_pays"], id="in full, but for a penny each week"),
        pytest.param("0.00", "0.00", AFTERCARE, [], id="aftercare"),
        pytest.param("0.01", "0.00", AFTERCARE, ["plan.charging"], id="aftercare, and a penny each week"),
        pytest.param("0.00", "0.01", AFTERCARE, ["plan.charging"], id="aftercare, and a penny once"),
        pytest.param("0.00", "0.00", {"how": "not_charged"}, ["plan.charging.why_not"], id="not charged, and not why"),
        pytest.param("9.00", "0.00", ASSESSED, [], id="assessed"),
        pytest.param("0.00", "0.00", ASSESSED, [], id="assessed, nothing to pay"),
        pytest.param("9.00", "0.00", ASSESSED | {"why_not": "aftercare"}, ["plan.charging.why_not"], id="both"),
    ],
)
def test_what_a_plan_says_of_charging_fits_its_amounts(
    person: str, once: str, charging: dict[str, str] | None, wrong: list[str]
) -> None:
    assert faults("200.00", "900.00", person_pays=person, person_pays_once=once, charging=charging) == wrong


@pytest.mark.rule("BUD-1", "DP-5")
def test_a_share_that_somebody_else_pays_once_is_not_the_persons() -> None:
    shared = line("0.00", one_off_cost="900.00", one_off_shares=[{"paid_by": "A charity", "amount": "400.00"}])
    parts = {"services": [shared.model_dump(mode="json")], "person_pays": "0.00"}
    at_most, above = (
        Plan.model_validate(changed(plan_json(), parts | {"person_pays_once": pays})) for pays in ("500.00", "500.01")
    )
    assert budget_of(at_most).council_pays_once == money("0.00")
    assert [found.where for found in check_plan(above) if found.rule == "BUD-1"] == ["plan.person_pays_once"]
