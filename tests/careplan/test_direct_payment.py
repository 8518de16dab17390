"""DP-1, DP-3, DP-4, DP-7 · What is found about a direct payment: what bars it, is not stated, a concern."""

from datetime import date, timedelta
from typing import Any

import pytest

from countersign.careplan.direct_payment import barred, found_about
from countersign.careplan.payment_findings import PaymentFinding, Weight
from countersign.careplan.plan import Plan
from tests.support.builders import PAYMENT, SURE, Json, changed, example, line, plan, plan_by_direct_payment, scheme

TODAY = date(2026, 11, 16)
BARS, UNSETTLED, CONCERN = (weight.value for weight in Weight)


def found(about: Plan) -> tuple[PaymentFinding, ...]:
    findings = found_about(about, scheme(), TODAY)
    assert not any(finding.met for finding in findings)
    return findings


def weights(about: Plan) -> list[tuple[str, str, str]]:
    """Rule, weight and line of everything found."""
    return [(finding.rule, finding.weight.value, finding.line) for finding in found(about)]


def about_the_person(**parts: Any) -> Json:
    return {"direct_payment": {**PAYMENT, **parts}}


PAID: Json = {
    "managed_by": "direct_payment",
    "commissioned": {"possible": False},
    "payee": {"relation": "not_a_relative"},
}
"""What a line by direct payment states, so that nothing is found about it."""


@pytest.mark.rule("DP-1", "DP-2", "DP-3", "DP-4", "DP-8", "DP-9")
def test_nothing_is_found_about_a_payment_that_meets_every_criterion() -> None:
    assert found(plan_by_direct_payment()) == ()


@pytest.mark.rule("DP-1", "DP-4")
def test_nothing_is_found_where_no_line_is_paid_so_whatever_the_plan_says_of_the_person() -> None:
    about = plan(**about_the_person(has_capacity_to_manage="no", under_a_requirement="yes"))
    assert found(about) == ()


# DP-1: arrangements to manage it


DAUGHTER = {"name": "Ada", "relationship": "daughter"}


@pytest.mark.rule("DP-1")
@pytest.mark.parametrize(
    ("capacity", "authorised", "weight"),
    [
        pytest.param("yes", None, None, id="has capacity"),
        pytest.param("not_stated", None, UNSETTLED, id="nothing said: it is asked"),
        pytest.param(
            "not_stated", {**DAUGHTER, "arrangements": SURE}, UNSETTLED, id="somebody is, and why is not said"
        ),
        pytest.param("no", None, BARS, id="lacks it, and nobody is authorised"),
        pytest.param("no", DAUGHTER, UNSETTLED, id="somebody is, without a word how"),
        pytest.param("no", {**DAUGHTER, "arrangements": "ok"}, UNSETTLED, id="somebody is, with a tick"),
        pytest.param("no", {**DAUGHTER, "arrangements": SURE}, None, id="somebody is, and how is said"),
        pytest.param("yes", DAUGHTER, None, id="has capacity, and has help"),
    ],
)
def test_who_lacks_capacity_to_manage_it_has_an_authorised_person_who_will(
    capacity: str, authorised: Json | None, weight: str | None
) -> None:
    said = about_the_person(has_capacity_to_manage=capacity, authorised_person=authorised)
    assert weights(plan_by_direct_payment(said)) == ([("DP-1", weight, "")] if weight else [])


@pytest.mark.rule("DP-1", "DP-9")
def test_capacity_is_not_presumed_for_somebody_who_lacks_it_about_sharing() -> None:
    decision: Json = {
        "recipient": "P1",
        "scope": "none",
        "basis": "consent",
        "has_capacity": {"so": False},
        "decided_by": "the person",
        "decided_on": "2026-11-02",
    }
    said = {"direct_payment.has_capacity_to_manage": "not_stated", "sharing": [decision]}
    about = plan_by_direct_payment(said)
    assert weights(about) == [("DP-1", UNSETTLED, "")]
    assert found(about)[0].reason.endswith(
        " They lack it to decide who sees the plan, so it cannot simply be presumed."
    )


@pytest.mark.rule("DP-1", "DP-9")
def test_a_nominated_person_is_no_authorised_person() -> None:
    nominated = {"name": "Ada", "relationship": "daughter"}
    able = plan_by_direct_payment(about_the_person(nominated_person=nominated))
    assert weights(able) == []
    unable = plan_by_direct_payment(about_the_person(has_capacity_to_manage="no", nominated_person=nominated))
    assert weights(unable) == [("DP-1", BARS, "")]
    assert found(unable)[0].reason.endswith("A nominated person is for somebody who has that capacity.")


# DP-3: a care home


def stays(*nights_from: tuple[str, int]) -> list[Json]:
    return [
        {"arrives_on": arrives, "leaves_on": str(date.fromisoformat(arrives) + timedelta(days=nights))}
        for arrives, nights in nights_from
    ]


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("nights", "weight"), [(1, None), (26, None), (27, CONCERN), (28, CONCERN), (29, BARS), (60, BARS)]
)
def test_four_weeks_in_a_care_home_are_not_barred_and_a_night_more_is(nights: int, weight: str | None) -> None:
    about = plan_by_direct_payment({"services.0.care_home_stays": stays(("2026-12-20", nights))})
    assert weights(about) == ([("DP-3", weight, "S1")] if weight else [])


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("second", "weight"),
    [
        # fourteen nights from 1 March 2027, until the 15th, and fifteen more
        pytest.param("2027-04-11", BARS, id="27 days later: they count together"),
        pytest.param("2027-04-12", CONCERN, id="28 days later: put to the authoriser"),
        pytest.param("2027-07-01", CONCERN, id="months later: the short form would bar it, so it is put to them"),
        pytest.param("2028-03-15", None, id="a year later"),
    ],
)
def test_stays_that_count_together_bar_it_and_the_edge_is_put_to_a_human(second: str, weight: str | None) -> None:
    about = plan_by_direct_payment({"services.0.care_home_stays": stays(("2027-03-01", 14), (second, 15))})
    assert weights(about) == ([("DP-3", weight, "S1")] if weight else [])


@pytest.mark.rule("DP-3", "DP-5")
@pytest.mark.parametrize(("second", "weight"), [(14, CONCERN), (15, BARS)])
def test_the_stays_of_every_line_paid_so_count_together(second: int, weight: str) -> None:
    lines = [
        line("10.00", id="S1", care_home_stays=stays(("2027-03-01", 14)), **PAID),
        line("10.00", id="S2", care_home_stays=stays(("2027-04-11", second)), **PAID),
        line("10.00", id="S3", **PAID),
    ]
    about = plan(services=lines, **about_the_person())
    assert weights(about) == [("DP-3", weight, "S1"), ("DP-3", weight, "S2")]


@pytest.mark.rule("DP-3")
def test_the_finding_says_the_nights_and_the_days_between_for_whoever_decides() -> None:
    about = plan_by_direct_payment({"services.0.care_home_stays": stays(("2027-03-01", 14), ("2027-04-12", 15))})
    assert [finding.reason for finding in found(about)] == [
        (
            "S1: 15 nights in a care home count together within twelve months, of 29 in all; the limit is 28. That is "
            "near the edge, or the rule's short form would say otherwise. Days between the stays: 28; 28 or more, and "
            "they do not count together."
        )
    ]


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(("near", "weight"), [(0, None), (1, CONCERN)])
def test_how_near_is_the_schemes_own_figure(near: int, weight: str | None) -> None:
    about = plan_by_direct_payment({"services.0.care_home_stays": stays(("2026-12-20", 28))})
    council = scheme({"direct_payments.near_the_edge": near})
    assert [finding.weight.value for finding in found_about(about, council, TODAY)] == ([weight] if weight else [])


ONE_STAY = stays(("2026-12-20", 7))


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        pytest.param({}, False, id="at home"),
        pytest.param({"services.0.in_a_care_home": True}, True, id="it says that it is in one"),
        pytest.param({"services.0.in_a_care_home": True, "services.0.care_home_stays": ONE_STAY}, False, id="stays"),
        pytest.param({"setting": "care_home"}, True, id="the person lives in one"),
        pytest.param({"setting": "care_home", "services.0.in_a_care_home": False}, False, id="yet it pays for a club"),
        pytest.param({"services.0.service": "Residential care home, Elm Court"}, True, id="its words name one"),
        pytest.param({"services.0.description": "A week's stay in a nursing home."}, True, id="so does what is done"),
        pytest.param({"services.0.service": "Home care"}, False, id="home care is none"),
    ],
)
def test_a_care_home_line_without_its_stays_is_put_to_the_authoriser(changes: Json, asked: bool) -> None:
    about = plan_by_direct_payment(changes)
    assert weights(about) == ([("DP-3", UNSETTLED, "S1")] if asked else [])


# DP-4: a requirement, licence or order


@pytest.mark.rule("DP-4")
@pytest.mark.parametrize(("known", "weight"), [("no", None), ("yes", BARS), ("not_stated", UNSETTLED)])
def test_who_is_known_to_be_under_a_requirement_has_no_direct_payment(known: str, weight: str | None) -> None:
    about = plan_by_direct_payment(about_the_person(under_a_requirement=known))
    assert weights(about) == ([("DP-4", weight, "")] if weight else [])


@pytest.mark.rule("DP-4", "DP-1", "DP-9")
def test_a_plan_that_says_nothing_of_the_payment_is_put_to_the_authoriser() -> None:
    asked = weights(plan_by_direct_payment({"direct_payment": None}))
    assert asked == [(rule, UNSETTLED, "") for rule in ("DP-1", "DP-4", "DP-9")]


# DP-7: an employer's costs


@pytest.mark.rule("DP-7")
def test_less_than_an_employers_rates_is_a_concern_about_the_wages_and_names_each_kind() -> None:
    whole = example("peter-3-resubmission")["plan"]
    assert found(Plan.model_validate(whole)) == ()
    holiday, payroll = whole["services"][1], whole["services"][3]
    assert (holiday["employer_cost"]["kind"], payroll["employer_cost"]["kind"]) == ("holiday_pay", "payroll")
    less = changed(whole, {"services.1.weekly_cost": "10.00", "services.3.weekly_cost": "0.00"})
    assert weights(Plan.model_validate(less)) == [("DP-7", CONCERN, "S1")]
    assert [finding.reason for finding in found(Plan.model_validate(less))] == [
        (
            "S1: less is itemised a week than the employer's rates from 2026-04-06 come to: holiday pay £10.00, by the "
            "rates £19.92; payroll £0.00, by the rates £4.00."
        )
    ]


@pytest.mark.rule("DP-5")
def test_a_criterion_of_the_person_bars_every_line_paid_so_and_one_of_a_line_bars_that_line() -> None:
    wife = {"relation": "spouse_or_civil_partner", "prior_agreement": {"so": False}}
    lines = [line("10.00", **{**PAID, "payee": wife}), line("10.00", id="S2", **PAID), line("10.00", id="S3")]
    one = plan(services=lines, **about_the_person())
    assert barred(one, found(one)) == {"S1"}
    every = plan(services=lines, **about_the_person(under_a_requirement="yes"))
    assert barred(every, found(every)) == {"S1", "S2"}
    unsettled = plan_by_direct_payment({"direct_payment": None})
    assert barred(unsettled, found(unsettled)) == frozenset()
