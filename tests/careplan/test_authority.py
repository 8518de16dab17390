"""ROUTE-1, ROUTE-10, DEC-5 · Whether this person may decide this plan on this day; everything else is shut."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.findings import Finding
from countersign.careplan.plan import Plan
from countersign.careplan.register import Holding, Register
from countersign.careplan.routing import AuthorityUsed, ToDecide, authority_to_agree, route
from countersign.careplan.scheme import Scheme
from tests.support.builders import money, plan_costing, register, rows, scheme, so, to_decide

TODAY = date(2026, 11, 16)
WHY = "Three people move together, and a court has to agree."


def holding(role: str, **parts: Any) -> Holding:
    return Holding("tm-201", role, None, date(2024, 4, 1), None)._replace(**parts)


def used_by(
    held: list[Holding], about: Plan, council: Scheme | None = None, **deciding: Any
) -> AuthorityUsed | Finding:
    """What tm-201 may decide it by today, with these lines on the register; under the default scheme, by its route."""
    council = council or scheme()
    to = ToDecide(about, route(about, council).role)._replace(**deciding)
    return authority_to_agree("tm-201", Register(tuple(held)), to, council, TODAY)


@pytest.mark.rule("ROUTE-10")
@pytest.mark.parametrize(
    ("held", "may"),
    [
        pytest.param([holding("team_manager")], True, id="holds the role for every team"),
        pytest.param([holding("team_manager", team="community")], True, id="holds it for this team"),
        pytest.param([holding("team_manager", team="hospital_social_work")], False, id="holds it for another team"),
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
            [holding("service_manager", team="hospital_social_work"), holding("practitioner", team="community")],
            False,
            id="holds enough for another team, and too little for this one",
        ),
    ],
)
def test_authority_is_what_the_register_says_on_the_day_for_the_team(held: list[Holding], may: bool) -> None:
    found = used_by(held, plan_costing("500.00"))
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
    found = used_by([holding(role)], plan_costing(weekly, one_off), role="team_manager")
    assert isinstance(found, AuthorityUsed) is may


@pytest.mark.rule("ROUTE-10")
def test_the_authority_used_is_the_lowest_held_row_with_its_limits_edition_and_day() -> None:
    held = [holding("head_of_service"), holding("service_manager")]
    found = used_by(held, plan_costing("500.00", "20.00"))
    assert found == AuthorityUsed(
        scheme="procedure@2023-05-23",
        role="service_manager",
        row=2,
        limit=money("1500.00"),
        one_off_limit=money("5000.00"),
        on=TODAY,
        held_from=date(2024, 4, 1),
    )


@pytest.mark.rule("DEC-5", "ROUTE-10")
@pytest.mark.parametrize(
    ("held", "rule", "reason"),
    [
        pytest.param(
            [], "ROUTE-10", "tm-201 holds no role for team community on 2026-11-16.", id="nobody on the register"
        ),
        pytest.param(
            [holding("team_manager"), holding("practitioner")],
            "ROUTE-1",
            "tm-201 is practitioner, team_manager on 2026-11-16, which may not decide an adult's plan of £500.01 "
            "a week with £0.00 one-off under procedure@2023-05-23.",
            id="a limit too low",
        ),
    ],
)
def test_a_refusal_for_want_of_authority_says_what_was_held_and_what_was_needed(
    held: list[Holding], rule: str, reason: str
) -> None:
    found = used_by(held, plan_costing("500.01"))
    assert isinstance(found, Finding)
    assert (found.met, found.rule, found.reason, found.where) == (False, rule, reason, "sent_by.id")


@pytest.mark.rule("ROUTE-10")
def test_a_lower_limit_since_the_plan_was_routed_is_the_one_that_counts() -> None:
    whole, held = plan_costing("500.00"), [holding("team_manager")]
    lowered = scheme({"authority.0.agrees_up_to": "499.99"})
    assert isinstance(used_by(held, whole, role="team_manager"), AuthorityUsed)
    assert isinstance(used_by(held, whole, lowered, role="team_manager"), Finding)


@pytest.mark.rule("ROUTE-10")
@pytest.mark.parametrize(
    ("day", "may"), [(date(2024, 3, 31), True), (date(2024, 4, 1), False)], ids=["her last day", "the day after"]
)
def test_the_examples_register_has_a_manager_who_left(day: date, may: bool) -> None:
    found = authority_to_agree("tm-199", register(), to_decide(plan_costing("100.00"), scheme()), scheme(), day)
    assert isinstance(found, AuthorityUsed) is may


@pytest.mark.rule("ROUTE-10", "ROUTE-4")
@pytest.mark.parametrize(
    ("row", "own", "limit", "exclusive", "one_off"),
    [
        # the row; the person's own limits; what is stored: the limit, whether it leaves out its own amount, once
        pytest.param({"agrees_any_amount": True}, {}, None, False, None, id="any amount"),
        pytest.param({"agrees_up_to": "1000.00"}, {}, "1000.00", False, "0.00", id="up to, and nothing once"),
        pytest.param(
            {"agrees_under": "1000.00", "one_off_up_to": "50.00"}, {}, "1000.00", True, "50.00", id="under, and once"
        ),
        pytest.param(
            {"agrees_up_to": "1000.00"}, {"agrees_up_to": money("999.99")}, "999.99", False, "0.00", id="own is lower"
        ),
        pytest.param(
            {"agrees_up_to": "1000.00"},
            {"agrees_up_to": money("1000.01")},
            "1000.00",
            False,
            "0.00",
            id="own is higher",
        ),
        pytest.param(
            {"agrees_under": "1000.00"},
            {"agrees_up_to": money("1000.00")},
            "1000.00",
            True,
            "0.00",
            id="own is the same, and the row does not cover it",
        ),
        pytest.param(
            {"agrees_any_amount": True},
            {"agrees_up_to": money("700.00"), "one_off_up_to": money("9.00")},
            "700.00",
            False,
            "9.00",
            id="any amount by the row, and not by one's own",
        ),
        pytest.param(
            {"agrees_up_to": "1000.00", "one_off_up_to": "50.00"},
            {"one_off_up_to": money("20.00")},
            "1000.00",
            False,
            "20.00",
            id="own is lower once",
        ),
    ],
)
def test_the_limit_that_is_stored_is_the_lowest_that_applied(
    row: dict[str, Any], own: dict[str, Any], limit: str | None, exclusive: bool, one_off: str | None
) -> None:
    council = rows({"role": "team_manager", **row})
    found = used_by([holding("team_manager", **own)], plan_costing("500.00"), council)
    assert isinstance(found, AuthorityUsed)
    assert (found.limit, found.exclusive) == (None if limit is None else money(limit), exclusive)
    assert found.one_off_limit == (None if one_off is None else money(one_off))


@pytest.mark.rule("ROUTE-10")
def test_the_registers_line_is_stored_with_its_team_and_dates() -> None:
    held = holding("team_manager", team="community", starts=date(2026, 1, 5), ends=date(2026, 12, 31))
    found = used_by([held], plan_costing("500.00"))
    assert isinstance(found, AuthorityUsed)
    assert (found.scheme, found.row, found.on) == ("procedure@2023-05-23", 1, TODAY)
    assert (found.team, found.held_from, found.held_until) == ("community", date(2026, 1, 5), date(2026, 12, 31))
    assert (found.acting_for, found.meeting) == ("", "")


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
@pytest.mark.parametrize(
    ("weekly", "one_off", "may"),
    [
        ("300.00", "40.00", True),
        ("300.01", "40.00", False),
        ("300.00", "40.01", False),
    ],
)
def test_ones_own_lower_limits_hold_to_the_penny(weekly: str, one_off: str, may: bool) -> None:
    held = holding("team_manager", agrees_up_to=money("300.00"), one_off_up_to=money("40.00"))
    assert isinstance(used_by([held], plan_costing(weekly, one_off)), AuthorityUsed) is may


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
def test_ones_own_limit_never_widens_the_roles() -> None:
    held = holding("team_manager", agrees_up_to=money("9999.00"), one_off_up_to=money("9999.00"))
    about = plan_costing("500.01")
    assert isinstance(used_by([held], about), Finding)
    assert isinstance(used_by([held], about, role="team_manager"), Finding)


@pytest.mark.rule("ROUTE-2", "ROUTE-10", "DEC-9")
@pytest.mark.parametrize(
    ("sent_to", "held", "may"),
    [
        ("team_manager", "team_manager", True),
        ("team_manager", "head_of_service", True),
        ("service_manager", "team_manager", False),
        ("service_manager", "service_manager", True),
        ("head_of_service", "service_manager", False),
        ("head_of_service", "head_of_service", True),
    ],
)
def test_nobody_below_the_role_that_a_plan_was_sent_to_decides_it_even_if_their_limit_would_do(
    sent_to: str, held: str, may: bool
) -> None:
    found = used_by([holding(held)], plan_costing("100.00"), role=sent_to)
    assert isinstance(found, AuthorityUsed) is may


@pytest.mark.rule("ROUTE-1", "ROUTE-10")
@pytest.mark.parametrize("sent_to", ["", "a_role_of_an_older_edition"])
@pytest.mark.parametrize(
    ("weekly", "held", "may"),
    [
        ("500.00", "team_manager", True),
        ("500.01", "team_manager", False),
        ("500.01", "service_manager", True),
    ],
)
def test_a_role_that_the_scheme_does_not_have_lets_nobody_in(sent_to: str, weekly: str, held: str, may: bool) -> None:
    assert isinstance(used_by([holding(held)], plan_costing(weekly), role=sent_to), AuthorityUsed) is may


@pytest.mark.rule("ROUTE-1")
def test_where_no_role_may_agree_a_plan_nobody_may_whatever_they_hold() -> None:
    council = rows({"role": "team_manager", "agrees_up_to": "500.00"}, {"role": "head_of_service"})
    held = [holding("team_manager"), holding("head_of_service")]
    assert isinstance(used_by(held, plan_costing("500.01"), council), Finding)
    assert isinstance(used_by(held, plan_costing("500.00"), council), AuthorityUsed)


# A panel or call: the weekly call of Shropshire decides £1,000.00 and more, and the very complex; `head_of_service`
# decides what it missed.


@pytest.mark.rule("ROUTE-3", "ROUTE-4", "ROUTE-10")
@pytest.mark.parametrize(
    ("weekly", "held", "at_meeting", "missed", "may"),
    [
        # alone or on the call; whether a call missed it
        pytest.param("999.99", "practice_lead", False, False, True, id="the practice decides alone"),
        pytest.param("999.99", "practice_lead", True, False, True, id="the practice, whatever is said of a meeting"),
        pytest.param("1000.00", "practice_lead", False, False, False, id="a thousand pounds: not the practice"),
        pytest.param("1000.00", "practice_lead", True, True, False, id="not the practice, even once it was missed"),
        pytest.param("1000.00", "call_lead", True, False, True, id="the call decides"),
        pytest.param("1000.00", "call_lead", False, False, False, id="its lead alone does not"),
        pytest.param("1000.00", "call_lead", False, True, False, id="nor once it was missed"),
        pytest.param("1000.00", "call_lead", True, True, True, id="the next call decides what the first missed"),
        pytest.param("1000.00", "head_of_service", False, False, False, id="the head waits for the call"),
        pytest.param("1000.00", "head_of_service", False, True, True, id="the head decides what it missed"),
        pytest.param("999.99", "call_lead", True, False, False, id="a call decides nothing that was not sent to it"),
        pytest.param("999.99", "call_lead", False, False, False, id="nor does its lead alone"),
        pytest.param("999.99", "head_of_service", False, False, True, id="the head decides for the practice"),
    ],
)
def test_who_decides_alone_and_who_with_the_call(
    weekly: str, held: str, at_meeting: bool, missed: bool, may: bool
) -> None:
    council = scheme(name="shropshire")
    found = used_by([holding(held)], plan_costing(weekly), council, at_meeting=at_meeting, meeting_missed=missed)
    assert isinstance(found, AuthorityUsed) is may


@pytest.mark.rule("ROUTE-3", "ROUTE-10")
@pytest.mark.parametrize(
    ("held", "missed", "at_meeting"), [("call_lead", False, "weekly_call"), ("head_of_service", True, "")]
)
def test_the_meeting_that_somebody_spoke_for_is_stored(held: str, missed: bool, at_meeting: str) -> None:
    about = plan_costing("12.00", very_complex=so(WHY))
    found = used_by([holding(held)], about, scheme(name="shropshire"), meeting_missed=missed)
    assert isinstance(found, AuthorityUsed)
    assert (found.role, found.meeting, found.limit) == (held, at_meeting, None)
