"""ROUTE-1, ROUTE-2, ROUTE-8, DEC-9 · The role that a plan goes to: boundaries in pairs, everything else shut."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.budget import final_budget
from countersign.careplan.plan import PlanKind
from countersign.careplan.routing import heaviest, route
from tests.support.builders import SCHEME_NAMES, Json, line, money, plan, plan_costing, rows, scheme

ROLES = ("team_manager", "service_manager", "head_of_service")


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


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"agrees_up_to": "1000.00"}, "up to £1,000.00 a week"),
        ({"agrees_under": "1000.00"}, "under £1,000.00 a week"),
        ({"agrees_any_amount": True}, "any amount"),
        ({}, "nothing"),
    ],
)
def test_a_limit_is_said_as_people_say_it(row: Json, words: str) -> None:
    assert rows({"role": "team_manager", **row}).authority[0].limit_in_words == words


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
        pytest.param({"agrees_under": "0.00"}, "0.00", "0.00", False, id="under nothing: not even nothing"),
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
    amounts = {name for name, field in type(found).model_fields.items() if field.annotation is Decimal}
    assert amounts == {"weekly", "one_off"}


@pytest.mark.rule("ROUTE-1", "ROUTE-4")
@pytest.mark.parametrize(
    ("limit", "up_to", "under"),
    [
        # the cost a week; may a row that agrees up to £1,000.00; may one that agrees under £1,000.00
        ("999.99", True, True),
        ("1000.00", True, False),
        ("1000.01", False, False),
    ],
)
def test_up_to_an_amount_covers_it_and_under_an_amount_does_not(limit: str, up_to: bool, under: bool) -> None:
    for row, agrees in (({"agrees_up_to": "1000.00"}, up_to), ({"agrees_under": "1000.00"}, under)):
        found = route(plan_costing(limit), rows({"role": "team_manager", **row}))
        assert found.role == ("team_manager" if agrees else "")


@pytest.mark.rule("ROUTE-1")
@pytest.mark.parametrize(
    ("once", "agrees"), [("0.00", True), ("0.01", True), ("999.99", True), ("1000.00", True), ("1000.01", False)]
)
def test_a_one_off_limit_covers_its_own_amount(once: str, agrees: bool) -> None:
    policy = rows({"role": "team_manager", "agrees_under": "500.00", "one_off_up_to": "1000.00"})
    assert route(plan_costing("1.00", once), policy).role == ("team_manager" if agrees else "")


@pytest.mark.rule("DEC-9", "ROUTE-2")
@pytest.mark.parametrize(
    ("weekly", "before", "role", "lighter"),
    [
        # what it costs now; the roles of the dearer versions before; where it goes; where it would have gone
        pytest.param("100.00", (), "practice_lead", "", id="nothing before it"),
        pytest.param("100.00", ("practice_lead",), "practice_lead", "", id="as before"),
        pytest.param("100.00", ("service_manager",), "service_manager", "practice_lead", id="a cut by one step"),
        pytest.param("100.00", ("director",), "director", "practice_lead", id="a cut by two steps"),
        pytest.param("600.00", ("director",), "director", "service_manager", id="a cut from the top to the middle"),
        pytest.param(
            "100.00", ("director", "service_manager"), "director", "practice_lead", id="two cuts, a step down each time"
        ),
        pytest.param("100.00", ("service_manager", "director"), "director", "practice_lead", id="in any order"),
        pytest.param("600.00", ("practice_lead",), "service_manager", "", id="dearer than before"),
        pytest.param("100.00", ("chief_magician",), "practice_lead", "", id="a role that the scheme no longer has"),
        pytest.param("100.00", ("",), "practice_lead", "", id="a version that no role might agree"),
    ],
)
def test_a_cut_is_never_decided_by_a_lighter_route(
    weekly: str, before: tuple[str, ...], role: str, lighter: str
) -> None:
    council = rows(
        {"role": "practice_lead", "agrees_up_to": "500.00"},
        {"role": "service_manager", "agrees_up_to": "1000.00"},
        {"role": "director", "agrees_any_amount": True},
    )
    found = route(plan_costing(weekly), council, heaviest(before, council))
    assert (found.role, found.lighter) == (role, lighter)
    assert ("a cut is not decided by a lighter route" in found.reason) is bool(lighter)
    assert found.weekly == money(weekly)


@pytest.mark.rule("DEC-9", "ROUTE-3")
def test_what_a_call_looked_at_before_it_looks_at_again_when_it_costs_less() -> None:
    council = scheme(name="shropshire")
    found = route(plan_costing("999.99"), council, "call_lead")
    assert (found.role, found.meeting, found.lighter) == ("call_lead", "weekly_call", "practice_lead")


pence = st.integers(0, 300_000)


@pytest.mark.rule("DEC-9", "ROUTE-2", "ROUTE-8")
@settings(max_examples=80, deadline=None)
@given(name=st.sampled_from(SCHEME_NAMES), dearer=st.lists(pence, max_size=4), now=pence, once=st.integers(0, 700_000))
def test_whatever_came_before_it_goes_as_high_or_higher_and_its_row_covers_it(
    name: str, dearer: list[int], now: int, once: int
) -> None:
    council = scheme(name=name)
    roles = [row.role for row in council.authority]
    before = [route(plan_costing(str(money(str(amount)) / 100)), council).role for amount in dearer]
    about = plan_costing(str(money(str(now)) / 100), str(money(str(once)) / 100))
    found = route(about, council, heaviest(before, council))
    alone = route(about, council)
    assert roles.index(found.role) == max(roles.index(role) for role in (alone.role, *before))
    row = council.authority[roles.index(found.role)]
    assert row.covers(about.kind, found.weekly, found.one_off)
    assert found.meeting == (row.in_meeting or "")
    assert found.lighter == (alone.role if alone.role != found.role else "")
