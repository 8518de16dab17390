"""DP-1, DP-2, DP-3, DP-4, DP-7, DP-8 · What is found about a direct payment: what bars it, is unsettled, a concern."""

from datetime import date, timedelta
from typing import Any

import pytest

from countersign.careplan.direct_payment import (
    PaymentFinding,
    Weight,
    barred,
    comparison_is_whole,
    found_about,
)
from countersign.careplan.payment import ManagedBy
from countersign.careplan.plan import Plan
from tests.support.builders import SURE, Json, changed, example, line, plan, plan_by_direct_payment, scheme

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
    return {"direct_payment": {"has_capacity_to_manage": "yes", "under_a_requirement": "no", **parts}}


@pytest.mark.rule("DP-1", "DP-2", "DP-3", "DP-4", "DP-8")
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
        pytest.param("not_stated", None, None, id="nothing said: capacity is presumed"),
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


# DP-2: who is paid


AGREED = "Agreed with the team manager on 2 October, because nobody else can sign with her."


@pytest.mark.rule("DP-2", "RET-8")
@pytest.mark.parametrize(
    ("relation", "lives", "paid_for", "agreed", "weight"),
    [
        # the relation; in the same household?; paid for; what was agreed beforehand; what follows
        ("not_a_relative", "yes", "care", "", None),
        ("not_a_relative", "not_stated", "managing_the_payment", "", None),
        ("relative", "no", "care", "", None),
        ("relative", "no", "managing_the_payment", "", None),
        ("relative", "yes", "care", "", BARS),
        ("relative", "yes", "care", "yes", BARS),
        ("relative", "yes", "care", AGREED, CONCERN),
        ("relative", "not_stated", "care", "", UNSETTLED),
        ("relative", "not_stated", "care", AGREED, CONCERN),
        ("relative", "yes", "managing_the_payment", "", CONCERN),
        ("relative", "not_stated", "managing_the_payment", AGREED, CONCERN),
        ("spouse_or_partner", "yes", "care", "", BARS),
        ("spouse_or_partner", "yes", "care", AGREED, BARS),
        ("spouse_or_partner", "no", "care", "", BARS),
        ("spouse_or_partner", "no", "care", AGREED, BARS),
        ("spouse_or_partner", "not_stated", "care", "", BARS),
        ("spouse_or_partner", "no", "managing_the_payment", "", CONCERN),
        ("spouse_or_partner", "yes", "managing_the_payment", AGREED, CONCERN),
    ],
)
def test_a_spouse_is_not_paid_for_care_nor_a_relative_in_the_household_unless_agreed_beforehand(
    relation: str, lives: str, paid_for: str, agreed: str, weight: str | None
) -> None:
    paid = {
        "relation": relation,
        "relationship": "somebody close",
        "lives_with_the_person": lives,
        "paid_for": paid_for,
        "prior_agreement": agreed,
    }
    about = plan_by_direct_payment({"services.0.paid_relative": paid})
    assert weights(about) == ([("DP-2", weight, "S1")] if weight else [])


@pytest.mark.rule("RET-8", "DP-2")
@pytest.mark.parametrize(
    ("version", "expected"), [("peter-1-submission", [("DP-2", UNSETTLED, "S1")]), ("peter-3-resubmission", [])]
)
def test_peters_payment_is_unsettled_until_it_is_said_where_the_mother_lives(
    version: str, expected: list[tuple[str, str, str]]
) -> None:
    assert weights(Plan.model_validate(example(version)["plan"])) == expected


@pytest.mark.rule("DP-2")
@pytest.mark.parametrize("managed_by", [way for way in ManagedBy if way is not ManagedBy.DIRECT_PAYMENT])
def test_whom_somebody_else_pays_is_no_matter_of_the_direct_payment(managed_by: ManagedBy) -> None:
    paid = {"relation": "spouse_or_partner", "relationship": "wife"}
    about = plan(services=[line("10.00", managed_by=managed_by, paid_relative=paid)])
    assert found(about) == ()


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
    paid = {"managed_by": "direct_payment", "commissioned": {"possible": False}}
    lines = [
        line("10.00", id="S1", care_home_stays=stays(("2027-03-01", 14)), **paid),
        line("10.00", id="S2", care_home_stays=stays(("2027-04-11", second)), **paid),
        line("10.00", id="S3", **paid),
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


# DP-4: a requirement, licence or order


@pytest.mark.rule("DP-4")
@pytest.mark.parametrize(("known", "weight"), [("no", None), ("yes", BARS), ("not_stated", CONCERN)])
def test_who_is_known_to_be_under_a_requirement_has_no_direct_payment(known: str, weight: str | None) -> None:
    about = plan_by_direct_payment(about_the_person(under_a_requirement=known))
    assert weights(about) == ([("DP-4", weight, "")] if weight else [])


@pytest.mark.rule("DP-4", "DP-1")
def test_a_plan_that_says_nothing_of_the_person_is_put_to_the_authoriser() -> None:
    assert weights(plan_by_direct_payment({"direct_payment": None})) == [("DP-4", CONCERN, "")]


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
            "S1: less is itemised a week than the employer's rates from 2025-04-06 come to: holiday pay £10.00, by the "
            "rates £17.77; payroll £0.00, by the rates £4.00."
        )
    ]


# DP-8: what the council could commission


COULD: Json = {
    "possible": True,
    "same_service": True,
    "weekly_cost": "100.00",
    "flexibility": SURE,
    "effect": "minimal",
    "effect_in_words": SURE,
}


@pytest.mark.rule("DP-8")
@pytest.mark.parametrize(
    ("changes", "concern"),
    [
        # by direct payment the line costs £124.00 a week
        pytest.param({}, True, id="the same, cheaper, minimal effect"),
        pytest.param({"weekly_cost": "123.99"}, True, id="cheaper by a penny"),
        pytest.param({"weekly_cost": "124.00"}, False, id="at the same cost"),
        pytest.param({"weekly_cost": "124.01"}, False, id="dearer by a penny"),
        pytest.param({"same_service": False}, False, id="another service"),
        pytest.param({"effect": "some"}, False, id="some effect"),
        pytest.param({"effect": "serious"}, False, id="serious effect"),
        pytest.param({"possible": False}, False, id="it cannot be commissioned"),
    ],
)
def test_the_same_service_cheaper_with_minimal_effect_is_talked_over_and_nothing_else(
    changes: Json, concern: bool
) -> None:
    about = plan_by_direct_payment({"services.0.commissioned": {**COULD, **changes}})
    assert weights(about) == ([("DP-8", CONCERN, "S1")] if concern else [])


@pytest.mark.rule("DP-8")
def test_the_concern_gives_the_cost_both_ways() -> None:
    said = found(plan_by_direct_payment({"services.0.commissioned": COULD}))[0].reason
    assert "£124.00 a week by direct payment, £100.00 if the council commissions it" in said


@pytest.mark.rule("DP-8")
def test_a_line_without_the_comparison_is_put_to_the_authoriser() -> None:
    assert weights(plan_by_direct_payment({"services.0.commissioned": None})) == [("DP-8", CONCERN, "S1")]


@pytest.mark.rule("DP-8", "DP-7")
@pytest.mark.parametrize(
    "wages",
    [{"personal_assistants": {"how_many": 1}}, {"employer_cost": {"kind": "payroll", "wages": "S1"}}],
    ids=["wages", "a cost of wages"],
)
def test_wages_are_not_compared_with_a_service_to_commission(wages: Json) -> None:
    changes = {f"services.0.{name}": value for name, value in wages.items()}
    about = plan_by_direct_payment({"services.0.commissioned": None, **changes})
    assert [finding.rule for finding in found(about) if finding.rule == "DP-8"] == []


@pytest.mark.rule("DP-8")
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, ""),
        ({"weekly_cost": None}, "weekly_cost"),
        ({"flexibility": ""}, "flexibility"),
        ({"flexibility": "yes"}, "flexibility"),
        ({"effect": None}, "effect"),
        ({"effect": "some", "effect_in_words": ""}, "effect_in_words"),
        ({"effect": "some", "effect_in_words": "None."}, "effect_in_words"),
        ({"effect": "minimal", "effect_in_words": "None."}, ""),
        ({"weekly_cost": None, "flexibility": "", "effect": None}, "weekly_cost, flexibility, effect"),
        ({"possible": False, "weekly_cost": None, "flexibility": "", "effect": None}, ""),
    ],
)
def test_a_comparison_says_cost_flexibility_and_effect_or_what_is_missing(changes: Json, missing: str) -> None:
    about = plan_by_direct_payment({"services.0.commissioned": {**COULD, **changes}})
    assert [(fault.rule, fault.met, fault.reason) for fault in comparison_is_whole(about.services)] == (
        [("DP-8", False, f"S1 could be commissioned, so the comparison says its {missing} as well.")] if missing else []
    )


@pytest.mark.rule("DP-5")
def test_a_criterion_of_the_person_bars_every_line_paid_so_and_one_of_a_line_bars_that_line() -> None:
    paid = {"managed_by": "direct_payment", "commissioned": {"possible": False}}
    wife = {"relation": "spouse_or_partner", "relationship": "wife"}
    lines = [line("10.00", **paid, paid_relative=wife), line("10.00", id="S2", **paid), line("10.00", id="S3")]
    one = plan(services=lines, **about_the_person())
    assert barred(one, found(one)) == {"S1"}
    every = plan(services=lines, **about_the_person(under_a_requirement="yes"))
    assert barred(every, found(every)) == {"S1", "S2"}
    unsettled = plan_by_direct_payment({"direct_payment": None})
    assert barred(unsettled, found(unsettled)) == frozenset()
