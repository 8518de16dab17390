"""DP-9 · What a direct payment is, from the plan's lines; what the plan does not say of it; when it is reviewed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from countersign.careplan.decision_parts import Condition
from countersign.careplan.direct_payment import found_about
from countersign.careplan.payment import PaidEvery
from countersign.careplan.payment_findings import Weight
from countersign.careplan.payment_terms import PaymentTerms, payment_review_due, payment_terms, the_payment_is_stated
from countersign.careplan.plan import Plan
from tests.support.builders import PAYMENT, Json, line, money, plan, plan_by_direct_payment, scheme

TODAY = date(2026, 11, 16)
PAID: Json = {"managed_by": "direct_payment", "payee": {"relation": "not_a_relative"}}


def terms(about: Plan, *, is_net: bool = True) -> PaymentTerms:
    found = payment_terms(about, is_net=is_net)
    assert found is not None
    return found


def of(*lines: Any, person_pays: str = "0.00", **payment: Any) -> Plan:
    return plan(services=list(lines), person_pays=person_pays, direct_payment={**PAYMENT, **payment})


@pytest.mark.rule("DP-9")
def test_a_plan_without_a_direct_payment_has_no_terms() -> None:
    assert payment_terms(plan(), is_net=True) is None
    assert the_payment_is_stated(plan()) == ()


@pytest.mark.rule("DP-9", "BUD-3")
def test_the_amount_is_that_of_the_lines_paid_so_and_of_no_others() -> None:
    about = of(
        line("100.00", id="S1", **PAID),
        line("20.00", id="S2", one_off_cost="300.00", **PAID),
        line("77.00", id="S3"),
        line("50.00", id="S4", paid_by_other="A charity", **PAID),
    )
    found = terms(about)
    assert (found.weekly, found.one_off) == (money("120.00"), money("300.00"))


@pytest.mark.rule("DP-9")
@pytest.mark.parametrize(
    ("is_net", "person_pays", "comes_off", "paid"),
    [
        (True, "0.00", "0.00", "120.00"),
        (True, "20.00", "20.00", "100.00"),
        (True, "120.00", "120.00", "0.00"),
        (True, "150.00", "120.00", "0.00"),
        (False, "20.00", "0.00", "120.00"),
    ],
)
def test_what_the_person_pays_comes_off_first_where_the_scheme_pays_net(
    is_net: bool, person_pays: str, comes_off: str, paid: str
) -> None:
    about = of(line("120.00", **PAID), line("100.00", id="S2"), person_pays=person_pays)
    found = terms(about, is_net=is_net)
    assert (found.comes_off_first, found.paid_weekly) == (money(comes_off), money(paid))


@pytest.mark.rule("DP-9", "BUD-1")
@pytest.mark.parametrize(
    ("is_net", "person_pays_once", "comes_off", "paid"),
    [
        (True, "0.00", "0.00", "300.00"),
        (True, "80.00", "80.00", "220.00"),
        (True, "300.00", "300.00", "0.00"),
        (True, "400.00", "300.00", "0.00"),
        (False, "80.00", "0.00", "300.00"),
    ],
)
def test_what_the_person_pays_once_comes_off_what_is_paid_once(
    is_net: bool, person_pays_once: str, comes_off: str, paid: str
) -> None:
    about = plan(
        services=[line("0.00", one_off_cost="300.00", **PAID), line("0.00", id="S2", one_off_cost="100.00")],
        person_pays="0.00",
        person_pays_once=person_pays_once,
        direct_payment=PAYMENT,
    )
    found = terms(about, is_net=is_net)
    assert (found.comes_off_once, found.paid_once) == (money(comes_off), money(paid))
    assert (found.comes_off_first, found.paid_weekly) == (money("0.00"), money("0.00"))


@pytest.mark.rule("DP-9")
@pytest.mark.parametrize(
    ("paid_every", "each_time"),
    [
        # £120.00 a week is £6,240.00 in 52 weeks
        ("week", "120.00"),
        ("four_weeks", "480.00"),
        ("month", "520.00"),
        ("quarter", "1560.00"),
        (None, None),
    ],
)
def test_what_is_paid_each_time_is_a_years_money_in_equal_parts(paid_every: str | None, each_time: str | None) -> None:
    found = terms(of(line("120.00", **PAID), paid_every=paid_every))
    assert found.each_time == (money(each_time) if each_time else None)


@pytest.mark.rule("DP-9")
def test_what_is_paid_only_once_is_paid_once() -> None:
    found = terms(of(line("0.00", one_off_cost="900.00", **PAID), paid_every=None))
    assert (found.paid_every, found.each_time, found.one_off) == (PaidEvery.ONCE, None, Decimal("900.00"))


@pytest.mark.rule("DP-9", "DP-1")
@pytest.mark.parametrize(
    ("said", "who"),
    [
        ({}, "person"),
        ({"has_capacity_to_manage": "not_stated"}, None),
        ({"has_capacity_to_manage": "no"}, None),
        ({"nominated_person": {"name": "Ada", "relationship": "niece"}}, "nominated_person"),
        (
            {"has_capacity_to_manage": "no", "authorised_person": {"name": "Ada", "relationship": "niece"}},
            "authorised_person",
        ),
    ],
)
def test_who_manages_it_is_the_person_only_where_they_are_said_to_have_capacity(said: Json, who: str | None) -> None:
    assert terms(of(line("120.00", **PAID), **said)).managed_by == who


@pytest.mark.rule("DP-9")
@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, ""),
        ({"direct_payment.paid_every": None}, "how often it is paid"),
        ({"direct_payment.paid_every": "once"}, "how often it is paid"),
        ({"direct_payment.starts_on": None}, "from when"),
        ({"direct_payment.starts_on": None, "services.0.starts_on": "2026-12-01"}, ""),
        ({"direct_payment.requested": "not_stated"}, "whether it was asked for or agreed to"),
        ({"direct_payment.requested": "agreed_to"}, ""),
        ({"services.0.needs": []}, "which needs S1 would meet"),
        (
            {
                "direct_payment.authorised_person": {"name": "Ada", "relationship": "niece"},
                "direct_payment.nominated_person": {"name": "Ben", "relationship": "nephew"},
            },
            "which of two manages it, the authorised or the nominated person",
        ),
        (
            {"direct_payment": {"has_capacity_to_manage": "yes", "under_a_requirement": "no"}},
            "how often it is paid, from when and whether it was asked for or agreed to",
        ),
    ],
)
def test_what_the_plan_does_not_say_of_the_payment_is_asked_all_at_once(changes: Json, asked: str) -> None:
    about = plan_by_direct_payment({"services.0.starts_on": None} | changes)
    found = [finding for finding in found_about(about, scheme(), TODAY) if finding.rule == "DP-9"]
    assert [(finding.weight, finding.line, finding.reason) for finding in found] == (
        [(Weight.UNSETTLED, "", f"The plan does not say of the direct payment {asked}.")] if asked else []
    )


# When it is reviewed


def more_reviews(first_on: str, every_months: int) -> Condition:
    return Condition.model_validate(
        {
            "id": "C1",
            "kind": "more_frequent_reviews",
            "what": "The payment is reviewed.",
            "first_on": first_on,
            "every_months": every_months,
        }
    )


@pytest.mark.rule("DP-9", "REV-3")
@pytest.mark.parametrize(
    ("first_paid_on", "reviewed_on", "condition", "due"),
    [
        # within six months of the first payment, then every twelve months
        ("2026-11-30", None, None, "2027-05-30"),
        ("2026-08-31", None, None, "2027-02-28"),
        ("2026-11-30", "2027-05-12", None, "2028-05-12"),
        ("2026-11-30", "2028-02-29", None, "2029-02-28"),
        # a condition may ask for it sooner: first by its day, then so many months after it was held
        ("2026-11-30", None, ("2027-02-16", 3), "2027-02-16"),
        ("2026-11-30", "2027-02-16", ("2027-02-16", 3), "2027-05-16"),
        ("2026-11-30", "2027-02-20", ("2027-02-16", 3), "2027-05-20"),
        ("2026-11-30", "2027-02-15", ("2027-02-16", 3), "2027-05-15"),
        ("2026-11-30", None, ("2027-08-01", 3), "2027-05-30"),
        # its first day was over before the first payment came
        ("2026-11-30", None, ("2026-11-06", 3), "2027-02-28"),
    ],
)
def test_a_direct_payment_is_reviewed_in_six_months_then_every_twelve_or_sooner_by_a_condition(
    first_paid_on: str, reviewed_on: str | None, condition: tuple[str, int] | None, due: str
) -> None:
    found = payment_review_due(
        date.fromisoformat(first_paid_on),
        date.fromisoformat(reviewed_on) if reviewed_on else None,
        [more_reviews(*condition)] if condition else [],
    )
    assert found.isoformat() == due
