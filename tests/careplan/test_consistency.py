"""DEC-7 · Where a budget is among signed plans that are alike: a plain sentence, a small chart, honest when few."""

from datetime import date
from typing import Any

import pytest

from countersign.careplan.circumstances import Setting
from countersign.careplan.consistency import (
    BIT,
    SETTING_WORDS,
    Among,
    Likeness,
    Spread,
    chart,
    differ_by_one,
    in_words,
    profile,
)
from countersign.careplan.needs import Need, OutcomeArea
from countersign.careplan.plan import PlanKind
from countersign.careplan.routing import route
from tests.support.builders import money, plan_costing, scheme


def need(area: OutcomeArea, *, eligible: bool = True) -> Need:
    return Need(id="N1", area=area, description="It is hard.", eligible=eligible)


SPREAD = Spread.model_validate(
    {
        "least": "100.00",
        "lower_quarter": "150.00",
        "median": "200.00",
        "upper_quarter": "300.00",
        "most": "1000.00",
        "bars": (10, 5, 0, 1, 0, 0, 0, 0, 1),
    }
)
"""Seventeen plans from £100.00 to £1,000.00, in nine parts of £100.00 each."""


def among(weekly: str, **parts: Any) -> Among:
    usual: dict[str, Any] = {
        "weekly": weekly,
        "kind": PlanKind.ADULT,
        "setting": Setting.OWN_HOME,
        "likeness": Likeness.SAME,
        "count": 17,
        "enough": 5,
        "since": date(2024, 11, 16),
        "below": 9,
        "same": 1,
        "spread": SPREAD,
    }
    return Among.model_validate({**usual, **parts})


@pytest.mark.rule("DEC-7")
def test_the_sentence_says_how_many_the_median_the_middle_and_where_this_one_is() -> None:
    assert in_words(among("212.50")) == (
        "Of 17 signed plans of people who live in their own home, with the same needs, since 16 November 2024, half "
        "cost £200.00 a week or less, and the middle half lie between £150.00 and £300.00. This one, at £212.50, costs "
        "more than 9 of them, the same as 1 and less than 7. It is for information: needs in the same areas can differ."
    )


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("below", "same", "says"),
    [
        pytest.param(0, 17, "costs the same as all of them.", id="all the same"),
        pytest.param(0, 1, "costs the same as 1 of them and less than 16.", id="the cheapest, with one other"),
        pytest.param(16, 1, "costs more than 16 of them and the same as 1.", id="the dearest, with one other"),
        pytest.param(17, 0, "costs more than all of them.", id="dearer than all"),
        pytest.param(0, 0, "costs less than all of them.", id="cheaper than all"),
        pytest.param(9, 0, "costs more than 9 of them and less than 8.", id="between"),
    ],
)
def test_equal_budgets_are_said_to_be_equal(below: int, same: int, says: str) -> None:
    assert says in in_words(among("212.50", below=below, same=same))


@pytest.mark.rule("DEC-7", "SUB-7")
def test_a_carers_plan_is_among_carers_and_one_that_is_nearly_alike_says_so() -> None:
    said = in_words(among("20.00", kind=PlanKind.CARER, setting=Setting.WITH_FAMILY, likeness=Likeness.NEARLY))
    assert said.startswith(
        "Of 17 signed plans of carers who live with family, with needs that are the same or differ by one area, "
        "since 16 November 2024"
    )


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(("count", "number"), [(0, "No"), (1, "Only 1"), (4, "Only 4")])
def test_where_there_are_too_few_it_says_so_and_gives_no_figure(count: int, number: str) -> None:
    few = among("212.50", count=count, below=0, same=0, spread=None)
    said = in_words(few)
    assert said == (
        f"{number} signed plans of people who live in their own home, with the same needs, since 16 November 2024: too "
        "few to compare with (5 would be enough)."
    )
    assert "£" not in said
    assert chart(few) == ()


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize("setting", list(Setting))
def test_every_setting_has_its_words(setting: Setting) -> None:
    words = SETTING_WORDS[setting]
    assert f" {words}, with the same needs" in in_words(among("1.00", setting=setting))
    assert "_" not in words


@pytest.mark.rule("DEC-7")
def test_the_chart_has_a_line_for_each_part_and_marks_the_one_this_plan_is_in() -> None:
    assert chart(among("212.50")) == (
        "£   100.00 ████████████████████ 10",
        "£   200.01 ██████████           5  ◀ this plan",
        "£   300.01                      0",
        "£   400.01 ██                   1",
        "£   500.01                      0",
        "£   600.01                      0",
        "£   700.01                      0",
        "£   800.01                      0",
        "£   900.01 ██                   1",
    )


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("weekly", "lines", "marked", "says"),
    [
        # how many lines there are, which is marked, and how it ends
        ("99.99", 10, 0, "this plan, below all of them"),
        ("100.00", 9, 0, "this plan"),
        ("199.99", 9, 0, "this plan"),
        ("200.00", 9, 0, "this plan"),  # a budget of £200.00 is counted there too
        ("200.01", 9, 1, "this plan"),
        ("999.99", 9, 8, "this plan"),
        ("1000.00", 9, 8, "this plan"),
        ("1000.01", 10, 9, "this plan, above all of them"),
    ],
)
def test_the_mark_is_where_the_budget_is_and_stands_once(weekly: str, lines: int, marked: int, says: str) -> None:
    found = chart(among(weekly))
    assert len(found) == lines
    assert [number for number, each in enumerate(found) if "◀" in each] == [marked]
    assert found[marked].endswith(f"◀ {says}")


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(("weekly", "marks"), [("299.99", 1), ("300.00", 1), ("300.01", 1)])
def test_plans_that_all_cost_the_same_make_a_chart_as_well(weekly: str, marks: int) -> None:
    same = SPREAD.model_copy(
        update={"least": money("300.00"), "most": money("300.00"), "bars": (6, 0, 0, 0, 0, 0, 0, 0, 0)}
    )
    found = chart(among(weekly, spread=same))
    assert sum("◀" in chart_line for chart_line in found) == marks
    assert f"£   300.00 {'█' * 20} 6{'  ◀ this plan' if weekly == '300.00' else ''}" in found


@pytest.mark.rule("DEC-7")
def test_a_needs_profile_is_the_areas_of_the_eligible_needs_each_once() -> None:
    nutrition, toilet = need(OutcomeArea.NUTRITION), need(OutcomeArea.TOILET)
    assert profile([]) == 0
    assert profile([nutrition]) == 1
    assert profile([nutrition, nutrition]) == 1
    assert profile([nutrition, toilet]) == profile([toilet, nutrition]) == 5
    assert profile([nutrition, need(OutcomeArea.TOILET, eligible=False)]) == 1


@pytest.mark.rule("DEC-7")
def test_every_area_has_a_place_of_its_own_that_never_changes() -> None:
    assert set(BIT) == set(OutcomeArea)
    assert [profile([need(area)]) for area in OutcomeArea] == [2**number for number in range(len(OutcomeArea))]


@pytest.mark.rule("DEC-7")
def test_to_differ_by_one_is_to_have_an_area_more_or_an_area_less() -> None:
    both = profile([need(OutcomeArea.NUTRITION), need(OutcomeArea.TOILET)])
    found = differ_by_one(both)
    assert len(found) == len(set(found)) == len(OutcomeArea)
    assert all((both ^ other).bit_count() == 1 for other in found)
    only = profile([need(OutcomeArea.NUTRITION)])
    assert 0 not in differ_by_one(only), "plans without an eligible need are like none"
    assert len(differ_by_one(only)) == len(OutcomeArea) - 1


@pytest.mark.rule("DEC-7", "ROUTE-2")
def test_the_same_facts_give_the_same_route_and_the_same_checks() -> None:
    one, other = (
        plan_costing("500.01", "40.00", plan_id=f"01f345ef-51b3-4bb3-abed-f1f8c0fc7c3{digit}") for digit in "34"
    )
    assert one.plan_id != other.plan_id
    assert route(one, scheme()) == route(other, scheme())
