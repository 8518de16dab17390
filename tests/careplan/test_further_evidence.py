"""SUB-4 · What is further asked where a plan costs more than is indicated: a week, once, or managed otherwise."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.findings import unmet
from countersign.careplan.further_evidence import FurtherEvidencePolicy, dearest, evidence_above_indicative
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.statements import OverIndicativeEvidence
from countersign.careplan.submission import check_plan, read_submission
from tests.support.builders import (
    SURE,
    Json,
    changed,
    example,
    line,
    money,
    plan_costing,
    plan_json,
    scheme,
    scheme_json,
)

THE_FOUR = ("strengths_based_approach", "options_explored", "rationale", "prevent_reduce_delay")


def asked(
    *lines: ServiceLine, weekly: str = "250.00", one_off: str = "0.00", policy: FurtherEvidencePolicy | None = None
) -> bool:
    """Whether the four are asked for, of a plan that gives none."""
    found = unmet(evidence_above_indicative(lines, money(weekly), money(one_off), None, policy))
    assert [gap.where for gap in found] in ([], [f"plan.over_indicative.{piece}" for piece in THE_FOUR])
    return bool(found)


def direct(
    weekly: str, one_off: str = "0.00", otherwise: tuple[str, str] | None = None, **parts: object
) -> ServiceLine:
    """A line by direct payment, and what it costs a week and once if it is managed otherwise."""
    said = otherwise and {
        "managed_by": "council",
        "weekly_cost": otherwise[0],
        "one_off_cost": otherwise[1],
        "how": "By an agency.",
    }
    return line(weekly, one_off_cost=one_off, managed_by="direct_payment", otherwise=said, **parts)


@pytest.mark.rule("SUB-4")
@pytest.mark.parametrize(
    ("weekly", "one_off", "indicative_one_off", "wanted"),
    [
        ("249.99", "0.00", "0.00", False),
        ("250.00", "0.00", "0.00", False),
        ("250.01", "0.00", "0.00", True),
        ("250.00", "0.01", "0.00", True),
        ("250.00", "30000.00", "0.00", True),
        ("0.00", "30000.00", "30000.00", False),
        ("0.00", "30000.01", "30000.00", True),
        ("250.01", "0.00", "30000.00", True),
    ],
)
def test_a_penny_above_what_is_indicated_a_week_or_once_asks_for_four_more_pieces(
    weekly: str, one_off: str, indicative_one_off: str, wanted: bool
) -> None:
    assert asked(line(weekly, one_off_cost=one_off), one_off=indicative_one_off) is wanted


@pytest.mark.rule("SUB-4", "DP-5")
@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        pytest.param((direct("210.00", otherwise=("250.00", "0.00")),), False, id="otherwise as much as indicated"),
        pytest.param((direct("210.00", otherwise=("250.01", "0.00")),), True, id="otherwise a penny more a week"),
        pytest.param((direct("210.00", otherwise=("480.00", "0.00")),), True, id="otherwise £480 against £210"),
        pytest.param((direct("210.00", otherwise=("210.00", "0.01")),), True, id="otherwise a penny once"),
        pytest.param(
            (direct("260.00", otherwise=("100.00", "0.00")),), True, id="cheaper otherwise, and above as it is"
        ),
        pytest.param(
            (direct("100.00", otherwise=("130.00", "0.00")), direct("100.00", otherwise=("120.01", "0.00"), id="S2")),
            True,
            id="two lines, both otherwise",
        ),
        pytest.param(
            (direct("100.00", otherwise=("140.00", "0.00")), direct("110.00", otherwise=("90.00", "0.00"), id="S2")),
            False,
            id="two lines, the dearer way of each",
        ),
        pytest.param(
            (
                direct("100.00", otherwise=("230.00", "0.00"), personal_assistants={}),
                direct("30.00", otherwise=("0.00", "0.00"), id="S2", employer_cost={"kind": "pension", "wages": "S1"}),
            ),
            False,
            id="the costs of wages go with the wages",
        ),
        pytest.param(
            (direct("210.00", otherwise=("900.00", "0.00"), paid_by_other="NHS"),), False, id="not ours to pay"
        ),
    ],
)
def test_a_line_counts_as_it_would_be_managed_otherwise_too(lines: tuple[ServiceLine, ...], wanted: bool) -> None:
    assert asked(*lines) is wanted


@pytest.mark.rule("SUB-4")
@pytest.mark.parametrize(
    ("weekly", "one_off", "wanted"),
    [
        ("275.00", "500.00", False),
        ("275.01", "0.00", True),
        ("0.00", "500.01", True),
    ],
)
def test_a_scheme_may_set_an_amount_above_up_to_which_nothing_further_is_asked(
    weekly: str, one_off: str, wanted: bool
) -> None:
    policy = FurtherEvidencePolicy(weekly_above=money("25.00"), one_off_above=money("500.00"), source="a test")
    assert asked(line(weekly, one_off_cost=one_off), policy=policy) is wanted


@pytest.mark.rule("SUB-4")
def test_the_procedure_itself_allows_nothing_above() -> None:
    policy = scheme().further_evidence
    assert (policy.weekly_above, policy.one_off_above) == (Decimal(0), Decimal(0))


@pytest.mark.rule("SUB-4")
@pytest.mark.parametrize("piece", THE_FOUR)
@pytest.mark.parametrize("words", ["", "yes", "As above.", "TBC"])
def test_each_of_the_four_pieces_is_asked_for_by_name(piece: str, words: str) -> None:
    given = OverIndicativeEvidence.model_validate(dict.fromkeys(THE_FOUR, SURE) | {piece: words})
    found = evidence_above_indicative((line("200.01"),), money("200.00"), money("0.00"), given)
    assert [(gap.rule, gap.where) for gap in unmet(found)] == [("SUB-4", f"plan.over_indicative.{piece}")]


@pytest.mark.rule("SUB-4", "BUD-2")
@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        pytest.param({"paid_by_other": "NHS"}, False, id="a health service pays for the line"),
        pytest.param({"one_off_shares": [{"paid_by": "Her son", "amount": "900.00"}]}, False, id="her son pays it all"),
        pytest.param({"one_off_shares": [{"paid_by": "Her son", "amount": "899.99"}]}, True, id="but for a penny"),
    ],
)
def test_what_somebody_else_pays_does_not_count(parts: Json, wanted: bool) -> None:
    assert asked(line("0.00", one_off_cost="900.00", **parts)) is wanted


@pytest.mark.rule("SUB-4")
def test_the_reason_says_which_cost_is_above_which_amount() -> None:
    found = evidence_above_indicative(
        (direct("210.00", "30000.00", otherwise=("480.00", "30000.00")),), money("210.00"), money("0.00"), None
    )
    assert found[0].reason == (
        "The plan costs more than the indicative budget (£480.00 a week against £210.00, were its lines managed "
        "otherwise; £30,000.00 once against £0.00), so it must show that a strengths-based approach was taken."
    )


@pytest.mark.rule("SUB-4")
def test_the_dearest_way_is_counted_for_each_line_by_itself_a_week_and_once() -> None:
    lines = (direct("100.00", "20.00", otherwise=("90.00", "30.00")), line("5.00", id="S2", one_off_cost="1.00"))
    assert dearest(lines) == (money("105.00"), money("31.00"))


@pytest.mark.rule("SUB-4", "SUB-2")
def test_the_door_asks_for_it_and_so_does_a_resubmission() -> None:
    about = plan_costing("250.00", "30000.00", indicative_budget="250.00")
    stated = Plan.model_validate(changed(about.model_dump(mode="json"), {"indicative_one_off": "30000.00"}))
    for plan, wanted in ((about, 4), (stated, 0)):
        assert [gap.rule for gap in unmet(check_plan(plan, scheme()))].count("SUB-4") == wanted


ABOVE = {"plan.indicative_budget": "1.00", "plan.over_indicative": None}


@pytest.mark.rule("SUB-4", "SUB-2")
def test_without_the_scheme_the_four_are_named_beside_other_gaps_and_refuse_nothing_by_themselves() -> None:
    raw = changed(example("plain-1-submission"), ABOVE)
    assert read_submission(raw).problems == ()
    assert [problem.rule for problem in read_submission(raw, lambda _: scheme()).problems] == ["SUB-4"] * 4
    with_a_gap = changed(raw, {"plan.contingency_plan": ""})
    assert [problem.rule for problem in read_submission(with_a_gap).problems] == ["SUB-1", *["SUB-4"] * 4]


@pytest.mark.rule("SUB-4", "SUB-2")
def test_a_scheme_that_allows_more_is_asked_at_the_door() -> None:
    raw = changed(example("plain-1-submission"), ABOVE)
    own = scheme_json()
    own["further_evidence"]["weekly_above"] = "10000.00"
    generous = type(scheme()).model_validate(own)
    assert read_submission(raw, lambda _: generous).problems == ()
    assert plan_json()["indicative_budget"] != "1.00"


AMOUNTS = st.sampled_from(("0.00", "0.01", "99.99", "100.00", "100.01", "250.00", "480.00"))
WAYS = st.tuples(AMOUNTS, AMOUNTS)


@pytest.mark.rule("SUB-4", "DP-5")
@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(st.tuples(WAYS, st.none() | WAYS), min_size=1, max_size=4),
    indicative=st.tuples(AMOUNTS, AMOUNTS),
    allowed=st.tuples(AMOUNTS, AMOUNTS),
)
def test_it_is_asked_exactly_where_some_way_to_manage_the_lines_costs_more_than_is_indicated(
    lines: list[tuple[tuple[str, str], tuple[str, str] | None]], indicative: tuple[str, str], allowed: tuple[str, str]
) -> None:
    """Judged from the rule: every choice of lines that are managed otherwise is tried, one after the other."""
    services = [direct(*own, otherwise=other, id=f"S{number}") for number, (own, other) in enumerate(lines, 1)]
    is_above = False
    for chosen in product(*([own, *([other] if other else [])] for own, other in lines)):
        for axis in (0, 1):
            cost = sum(Decimal(way[axis]) for way in chosen)
            is_above = is_above or cost - Decimal(indicative[axis]) > Decimal(allowed[axis])
    policy = FurtherEvidencePolicy(weekly_above=money(allowed[0]), one_off_above=money(allowed[1]), source="a test")
    assert asked(*services, weekly=indicative[0], one_off=indicative[1], policy=policy) is is_above
