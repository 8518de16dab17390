"""DP-8 · A service that is bought with a direct payment, beside the same as the council could commission it."""

from datetime import date

import pytest

from countersign.careplan.commissioning import comparison_is_whole, may_be_managed_otherwise
from countersign.careplan.direct_payment import found_about
from countersign.careplan.payment_findings import Weight
from countersign.careplan.plan import Plan
from tests.support.builders import SURE, Json, plan_by_direct_payment, scheme

TODAY = date(2026, 11, 16)
BARS, UNSETTLED, CONCERN = (weight.value for weight in Weight)

COULD: Json = {
    "possible": True,
    "same_service": True,
    "weekly_cost": "100.00",
    "flexibility": SURE,
    "effect": "minimal",
    "effect_in_words": SURE,
}


def found(about: Plan) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.weight.value, finding.line) for finding in found_about(about, scheme(), TODAY)]


@pytest.mark.rule("DP-8")
@pytest.mark.parametrize(
    ("changes", "put_to_the_authoriser"),
    [
        # by direct payment the line costs £124.00 a week
        pytest.param({}, True, id="the same, cheaper, minimal effect"),
        pytest.param({"effect": "some"}, True, id="some effect"),
        pytest.param({"effect": "serious"}, True, id="serious effect"),
        pytest.param({"weekly_cost": "123.99"}, True, id="cheaper by a penny"),
        pytest.param({"weekly_cost": "124.00"}, False, id="at the same cost"),
        pytest.param({"weekly_cost": "124.01"}, False, id="dearer by a penny"),
        pytest.param({"same_service": False}, False, id="another service"),
        pytest.param({"possible": False}, False, id="it cannot be commissioned"),
    ],
)
def test_the_same_service_for_less_is_always_put_to_the_authoriser(changes: Json, put_to_the_authoriser: bool) -> None:
    about = plan_by_direct_payment({"services.0.commissioned": {**COULD, **changes}})
    assert found(about) == ([("DP-8", CONCERN, "S1")] if put_to_the_authoriser else [])


@pytest.mark.rule("DP-8")
@pytest.mark.parametrize(
    ("direct", "commissioned", "put_to_the_authoriser", "may_be_taken_away"),
    [
        # (a week, once) by direct payment; the same commissioned
        (("0.00", "900.00"), ("0.00", "900.00"), False, False),
        (("0.00", "900.00"), ("0.00", "899.99"), True, True),
        (("0.00", "900.00"), (None, "899.99"), True, True),
        (("10.00", "900.00"), ("10.00", "900.01"), False, False),
        (("10.00", "900.00"), ("9.00", "900.00"), True, True),
        (("10.00", "900.00"), ("9.00", "900.01"), True, False),
        (("10.00", "900.00"), ("10.01", "100.00"), True, False),
        (("10.00", "0.00"), ("9.00", None), True, True),
        (("10.00", "0.00"), ("9.00", "50.00"), True, False),
    ],
)
def test_what_is_paid_once_is_compared_too(
    direct: tuple[str, str],
    commissioned: tuple[str | None, str | None],
    put_to_the_authoriser: bool,
    may_be_taken_away: bool,
) -> None:
    theirs = {"weekly_cost": commissioned[0], "one_off_cost": commissioned[1]}
    about = plan_by_direct_payment(
        {
            "services.0.units_a_week": None,
            "services.0.unit_cost": None,
            "services.0.weekly_cost": direct[0],
            "services.0.one_off_cost": direct[1],
            "services.0.commissioned": {**COULD, **theirs},
            "services.0.otherwise": {
                "managed_by": "council",
                "weekly_cost": direct[0],
                "one_off_cost": direct[1],
                "how": SURE,
            },
        }
    )
    assert comparison_is_whole(about.services) == ()
    assert found(about) == ([("DP-8", CONCERN, "S1")] if put_to_the_authoriser else [])
    assert may_be_managed_otherwise(about.services[0]) is may_be_taken_away


@pytest.mark.rule("DP-8")
@pytest.mark.parametrize(
    ("once", "costs"),
    [
        ("0.00", "£124.00 a week by direct payment, £100.00 if the council commissions it"),
        (
            "80.00",
            (
                "£124.00 a week and £80.00 once by direct payment, £100.00 a week and £90.00 once if the council "
                "commissions it"
            ),
        ),
    ],
)
def test_the_finding_gives_the_cost_both_ways(once: str, costs: str) -> None:
    commissioned = {**COULD, **({"one_off_cost": "90.00"} if once != "0.00" else {})}
    about = plan_by_direct_payment({"services.0.commissioned": commissioned, "services.0.one_off_cost": once})
    assert [finding.reason for finding in found_about(about, scheme(), TODAY)] == [
        (
            f"S1: the same service, {costs}, with minimal effect on wellbeing and outcomes: discuss with the "
            "practitioner whether a direct payment is still the best way to manage this part."
        )
    ]


@pytest.mark.rule("DP-8")
def test_a_stated_effect_is_weighed_by_the_authoriser_and_does_not_keep_it_from_them() -> None:
    about = plan_by_direct_payment({"services.0.commissioned": {**COULD, "effect": "some"}})
    assert found_about(about, scheme(), TODAY)[0].reason.endswith(
        "with some effect on wellbeing and outcomes: discuss with the practitioner whether that effect is worth the "
        "difference."
    )


@pytest.mark.rule("DP-8")
def test_a_line_without_the_comparison_is_put_to_the_authoriser() -> None:
    assert found(plan_by_direct_payment({"services.0.commissioned": None})) == [("DP-8", UNSETTLED, "S1")]


@pytest.mark.rule("DP-8", "DP-7")
@pytest.mark.parametrize(
    "wages",
    [{"personal_assistants": {"how_many": 1}}, {"employer_cost": {"kind": "payroll", "wages": "S1"}}],
    ids=["wages", "a cost of wages"],
)
def test_wages_are_not_compared_with_a_service_to_commission(wages: Json) -> None:
    changes = {f"services.0.{name}": value for name, value in wages.items()}
    about = plan_by_direct_payment({"services.0.commissioned": None, **changes})
    assert [rule for rule, _, _ in found(about) if rule == "DP-8"] == []


@pytest.mark.rule("DP-8", "SUB-1")
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
        ({"effect": "minimal", "effect_in_words": ""}, ""),
        ({"weekly_cost": None, "flexibility": "", "effect": None}, "weekly_cost, flexibility, effect"),
        ({"possible": False, "weekly_cost": None, "flexibility": "", "effect": None}, ""),
    ],
)
def test_a_comparison_says_cost_flexibility_and_effect_or_what_is_missing(changes: Json, missing: str) -> None:
    about = plan_by_direct_payment({"services.0.commissioned": {**COULD, **changes}})
    assert [(fault.rule, fault.met, fault.reason) for fault in comparison_is_whole(about.services)] == (
        [("DP-8", False, f"S1 could be commissioned, so the comparison says its {missing} as well.")] if missing else []
    )


@pytest.mark.rule("DP-8")
@pytest.mark.parametrize(("once", "missing"), [("0.00", False), ("0.01", True)])
def test_a_line_that_costs_anything_once_is_compared_in_that_too(once: str, missing: bool) -> None:
    about = plan_by_direct_payment({"services.0.commissioned": COULD, "services.0.one_off_cost": once})
    assert bool(comparison_is_whole(about.services)) is missing
