"""ROUTE · Whose decision it is, and whether this person may decide: boundaries in pairs, everything else shut."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplan.budget import final_budget
from careplan.findings import Finding
from careplan.plan import Plan, PlanKind, Team
from careplan.routing import AuthorityUsed, Holding, authority_to_agree, is_own_plan, route
from careplan.scheme import Scheme, read_scheme
from tests.careplan.builders import (
    Json,
    example,
    line,
    money,
    plan,
    plan_costing,
    register,
    scheme,
    scheme_json,
)

TODAY = date(2026, 11, 16)
ROLES = ("team_manager", "service_manager", "head_of_service")


def rows(*authority: Json) -> Scheme:
    """The default scheme with these rows of authority, each with whatever it leaves out filled in."""
    whole = [{"title": "A role", "kinds": ["adult"], "source": "a test", **row} for row in authority]
    return read_scheme({**scheme_json(), "authority": whole}, "test.toml")


def holding(role: str, **parts: Any) -> Holding:
    return Holding("tm-201", role, None, date(2024, 4, 1), None)._replace(**parts)


@pytest.mark.rule("ROUTE-1", "ROUTE-2")
@pytest.mark.parametrize(
    ("weekly", "one_off", "role"),
    [
        ("0.00", "0.00", "team_manager"),
        ("499.99", "0.00", "team_manager"),
        ("500.00", "0.00", "team_manager"),
        ("500.01", "0.00", "service_manager"),
        ("1500.00", "0.00", "service_manager"),
        ("1500.01", "0.00", "head_of_service"),
        ("0.00", "1000.00", "team_manager"),
        ("0.00", "1000.01", "service_manager"),
        ("0.00", "5000.00", "service_manager"),
        ("0.00", "5000.01", "head_of_service"),
        ("500.00", "1000.00", "team_manager"),
        ("500.00", "1000.01", "service_manager"),
        ("500.01", "1000.00", "service_manager"),
        ("1500.00", "5000.01", "head_of_service"),
        ("999999.99", "999999.99", "head_of_service"),
    ],
)
def test_a_plan_goes_to_the_lowest_role_whose_limits_cover_it(weekly: str, one_off: str, role: str) -> None:
    found = route(plan_costing(weekly, one_off), scheme())
    assert found.role == role
    assert (found.weekly, found.one_off) == (money(weekly), money(one_off))


@pytest.mark.rule("ROUTE-2")
@pytest.mark.parametrize(
    ("weekly", "reason"),
    [
        pytest.param(
            "500.00",
            "Team manager is the lowest role that may agree £500.00 a week "
            "(up to £500.00 a week; procedure@2023-05-23)",
            id="within a limit",
        ),
        pytest.param(
            "1500.01",
            "Head of service is the lowest role that may agree £1,500.01 a week (any amount; procedure@2023-05-23)",
            id="any amount",
        ),
    ],
)
def test_the_route_says_why_in_words_that_name_the_limit_and_the_edition(weekly: str, reason: str) -> None:
    assert route(plan_costing(weekly), scheme()).reason == reason


@pytest.mark.rule("ROUTE-2", "BUD-2")
def test_what_somebody_else_pays_does_not_lift_a_plan_to_a_higher_role() -> None:
    lines = [
        line("500.00", one_off_cost="1000.00"),
        line("900.00", id="S2", one_off_cost="9000.00", paid_by_other="NHS"),
    ]
    assert route(plan(services=lines), scheme()).role == "team_manager"


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("row", "weekly", "one_off", "agrees"),
    [
        pytest.param({}, "0.00", "0.00", False, id="no limit at all: not even nothing"),
        pytest.param({"agrees_up_to": "0.00"}, "0.00", "0.00", True, id="a limit of nothing covers nothing"),
        pytest.param({"agrees_up_to": "0.00"}, "0.01", "0.00", False, id="a limit of nothing does not cover a penny"),
        pytest.param({"agrees_up_to": "500.00"}, "1.00", "0.00", True, id="no one-off limit, and no one-off cost"),
        pytest.param({"agrees_up_to": "500.00"}, "1.00", "0.01", False, id="no one-off limit, and a penny once"),
        pytest.param({"one_off_up_to": "500.00"}, "0.00", "1.00", False, id="a one-off limit without a weekly one"),
        pytest.param({"agrees_any_amount": False}, "0.00", "0.00", False, id="any amount, answered no"),
        pytest.param({"agrees_any_amount": True}, "9999.99", "9999.99", True, id="any amount, answered yes"),
    ],
)
def test_a_limit_that_is_missing_authorises_nothing(row: Json, weekly: str, one_off: str, agrees: bool) -> None:
    found = route(plan_costing(weekly, one_off), rows({"role": "team_manager", **row}))
    assert found.role == ("team_manager" if agrees else "")


@pytest.mark.rule("ROUTE-1")
def test_where_no_role_may_agree_the_route_says_so_and_names_nobody() -> None:
    found = route(plan_costing("500.01", "7.00"), rows({"role": "team_manager", "agrees_up_to": "500.00"}))
    assert found.role == ""
    assert found.reason == "no role in scheme procedure@2023-05-23 may agree £500.01 a week with £7.00 one-off"


@pytest.mark.rule("SUB-7", "ROUTE-1")
@pytest.mark.parametrize(("kind", "role"), [(PlanKind.ADULT, "service_manager"), (PlanKind.CARER, "carers_lead")])
def test_a_policy_may_route_the_two_kinds_differently(kind: PlanKind, role: str) -> None:
    policy = rows(
        {"role": "carers_lead", "kinds": ["carer"], "agrees_up_to": "500.00"},
        {"role": "service_manager", "kinds": ["adult", "carer"], "agrees_any_amount": True},
    )
    assert route(plan_costing("100.00", kind=kind.value), policy).role == role


@pytest.mark.rule("ROUTE-8")
@settings(max_examples=80, deadline=None)
@given(low=st.integers(0, 200_000), more=st.integers(0, 200_000), once=st.integers(0, 600_000))
def test_a_dearer_plan_goes_as_high_or_higher_and_its_budget_is_untouched(low: int, more: int, once: int) -> None:
    cheap, dear = (
        plan_costing(str(money(str(pence)) / 100), str(money(str(once)) / 100)) for pence in (low, low + more)
    )
    before = dear.model_dump()
    assert ROLES.index(route(cheap, scheme()).role) <= ROLES.index(route(dear, scheme()).role)
    assert dear.model_dump() == before
    assert final_budget(dear.services, money("0.00")).cost_to_council == money(str(low + more)) / 100


@pytest.mark.rule("ROUTE-8")
def test_what_comes_of_routing_has_no_place_for_a_smaller_amount() -> None:
    dear = plan_costing("1234.56", "78.90")
    found = route(dear, scheme())
    assert (found.weekly, found.one_off) == (money("1234.56"), money("78.90"))
    assert set(type(found).model_fields) == {"role", "reason", "weekly", "one_off"}


@pytest.mark.rule("ROUTE-10")
@pytest.mark.parametrize(
    ("held", "may"),
    [
        pytest.param([holding("team_manager")], True, id="holds the role for every team"),
        pytest.param([holding("team_manager", team=Team.COMMUNITY)], True, id="holds it for this team"),
        pytest.param([holding("team_manager", team=Team.HOSPITAL)], False, id="holds it for another team"),
        pytest.param([holding("team_manager", starts=TODAY)], True, id="starts today"),
        pytest.param([holding("team_manager", starts=date(2026, 11, 17))], False, id="starts tomorrow"),
        pytest.param([holding("team_manager", ends=TODAY)], True, id="ends today"),
        pytest.param([holding("team_manager", ends=date(2026, 11, 15))], False, id="ended yesterday"),
        pytest.param([holding("team_manager", person="tm-202")], False, id="somebody else holds it"),
        pytest.param([holding("practitioner")], False, id="holds a role that agrees nothing"),
        pytest.param([holding("chief_magician")], False, id="holds a role that the scheme does not have"),
        pytest.param([holding("head_of_service")], True, id="holds a higher role"),
        pytest.param([], False, id="is not on the register"),
        pytest.param(
            [holding("team_manager", ends=date(2026, 11, 15)), holding("service_manager")],
            True,
            id="the lower role has ended and a higher one is held",
        ),
        pytest.param(
            [holding("service_manager", team=Team.HOSPITAL), holding("practitioner", team=Team.COMMUNITY)],
            False,
            id="holds enough for another team, and too little for this one",
        ),
    ],
)
def test_authority_is_what_the_register_says_on_the_day_for_the_team(held: list[Holding], may: bool) -> None:
    found = authority_to_agree("tm-201", tuple(held), plan_costing("500.00"), scheme(), TODAY)
    assert isinstance(found, AuthorityUsed) is may


@pytest.mark.rule("ROUTE-1", "ROUTE-10", "DEC-5")
@pytest.mark.parametrize(
    ("role", "weekly", "one_off", "may"),
    [
        ("team_manager", "500.00", "1000.00", True),
        ("team_manager", "500.01", "0.00", False),
        ("team_manager", "0.00", "1000.01", False),
        ("service_manager", "1500.00", "5000.00", True),
        ("service_manager", "1500.01", "0.00", False),
        ("service_manager", "0.00", "5000.01", False),
        ("head_of_service", "1500.01", "5000.01", True),
    ],
)
def test_authority_ends_with_the_limit_and_not_a_penny_later(role: str, weekly: str, one_off: str, may: bool) -> None:
    found = authority_to_agree("tm-201", (holding(role),), plan_costing(weekly, one_off), scheme(), TODAY)
    assert isinstance(found, AuthorityUsed) is may


@pytest.mark.rule("ROUTE-10")
def test_the_authority_used_is_the_lowest_held_row_with_its_limits_edition_and_day() -> None:
    held = (holding("head_of_service"), holding("service_manager"))
    found = authority_to_agree("tm-201", held, plan_costing("500.00", "20.00"), scheme(), TODAY)
    assert found == AuthorityUsed(
        scheme="procedure@2023-05-23",
        role="service_manager",
        row=2,
        limit=money("1500.00"),
        one_off_limit=money("5000.00"),
        on=TODAY,
    )


@pytest.mark.rule("ROUTE-10")
def test_authority_for_any_amount_stores_no_limit_even_if_the_row_has_one() -> None:
    policy = rows(
        {"role": "head_of_service", "agrees_up_to": "9.00", "one_off_up_to": "9.00", "agrees_any_amount": True}
    )
    found = authority_to_agree("tm-201", (holding("head_of_service"),), plan_costing("500.00"), policy, TODAY)
    assert isinstance(found, AuthorityUsed)
    assert (found.limit, found.one_off_limit) == (None, None)


@pytest.mark.rule("DEC-5", "ROUTE-10")
@pytest.mark.parametrize(
    ("held", "rule", "reason"),
    [
        pytest.param(
            (), "ROUTE-10", "tm-201 holds no role for team community on 2026-11-16.", id="nobody on the register"
        ),
        pytest.param(
            (holding("team_manager"), holding("practitioner")),
            "ROUTE-1",
            "tm-201 is practitioner, team_manager on 2026-11-16, which may not decide an adult's plan of £500.01 "
            "a week with £0.00 one-off under procedure@2023-05-23.",
            id="a limit too low",
        ),
    ],
)
def test_a_refusal_for_want_of_authority_says_what_was_held_and_what_was_needed(
    held: tuple[Holding, ...], rule: str, reason: str
) -> None:
    found = authority_to_agree("tm-201", held, plan_costing("500.01"), scheme(), TODAY)
    assert isinstance(found, Finding)
    assert (found.met, found.rule, found.reason, found.where) == (False, rule, reason, "sent_by.id")


@pytest.mark.rule("ROUTE-10")
def test_a_lower_limit_since_the_plan_was_routed_is_the_one_that_counts() -> None:
    whole, held = plan_costing("500.00"), (holding("team_manager"),)
    lowered = scheme({"authority.0.agrees_up_to": "499.99"})
    assert isinstance(authority_to_agree("tm-201", held, whole, scheme(), TODAY), AuthorityUsed)
    assert isinstance(authority_to_agree("tm-201", held, whole, lowered, TODAY), Finding)


@pytest.mark.rule("ROUTE-9", "SUB-3")
@pytest.mark.parametrize(
    ("person", "may"),
    [
        pytest.param("sw-1084", False, id="submitted it"),
        pytest.param("plan-77", False, id="planned it"),
        pytest.param("sm-31", True, id="had no part in it"),
    ],
)
def test_nobody_decides_a_plan_that_they_submitted_or_planned(person: str, may: bool) -> None:
    whole = Plan.model_validate(example("above-1-submission")["plan"])
    assert whole.planned_by is not None
    assert is_own_plan(person, frozenset({whole.practitioner.id, whole.planned_by.id})).met is may


@pytest.mark.rule("ROUTE-10")
@pytest.mark.parametrize(
    ("day", "may"), [(date(2024, 3, 31), True), (date(2024, 4, 1), False)], ids=["her last day", "the day after"]
)
def test_the_examples_register_has_a_manager_who_left(day: date, may: bool) -> None:
    found = authority_to_agree("tm-199", register(), plan_costing("100.00"), scheme(), day)
    assert isinstance(found, AuthorityUsed) is may
