"""DEC-7: where a budget sits among signed plans that are alike: the same answer on both databases, from one index."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from countersign.careplan.budget import weekly_cost_to_council
from countersign.careplan.circumstances import Setting
from countersign.careplan.consistency import BARS, Among, Likeness, SignedPlan, among_these, in_words, profile
from countersign.careplan.needs import OutcomeArea
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.scheme import Scheme
from countersign.casework.changes import Changes
from countersign.casework.kept import SignedBudget
from countersign.store.case_files import SqlCaseFile
from countersign.store.consistency import among
from countersign.store.database import Database
from countersign.store.tables import SignedBudgetRow
from tests.support.builders import line, plan, scheme

TODAY = date(2026, 11, 20)
QUERIES = 8
"""How many a comparison makes at most: two counts, the nearest on two sides, three places in the order, the bars."""

AREAS = (OutcomeArea.NUTRITION, OutcomeArea.SAFE_AT_HOME)
ONE_MORE = (*AREAS, OutcomeArea.COMMUNITY_FACILITIES)
TWO_MORE = (*ONE_MORE, OutcomeArea.RECREATION)
ONE_CHANGED = (OutcomeArea.NUTRITION, OutcomeArea.RECREATION)


def needing(*areas: OutcomeArea, eligible: bool = True) -> list[dict[str, object]]:
    return [
        {"id": f"N{number}", "area": area, "description": "Needs help with it.", "eligible": eligible}
        for number, area in enumerate(areas, start=1)
    ]


def a_plan(weekly: str = "200.00", areas: Sequence[OutcomeArea] = AREAS, number: int = 0, **parts: object) -> Plan:
    """An adult's plan at home, for these areas of need. `number`: which plan it is; 0 is the one in hand."""
    return plan(
        plan_id=f"00000000-0000-4000-8000-{number:012}",
        needs=needing(*areas),
        services=[line(weekly)],
        setting=parts.pop("setting", Setting.OWN_HOME),
        **parts,
    )


def council(at_least: int = 3, months: int = 24) -> Scheme:
    return scheme({"consistency.at_least": at_least, "consistency.within_months": months})


def budget(of: Plan, version: int = 1, on: date = TODAY) -> SignedBudget:
    """What is kept of a plan once it is signed off."""
    weekly = weekly_cost_to_council(of.services)
    return SignedBudget(version, of.kind.value, of.setting.value, profile(of.needs), weekly, on)


def keep(database: Database, budgets: Iterable[tuple[str, SignedBudget]]) -> None:
    with database.begin() as connection:
        for plan_id, signed in budgets:
            SqlCaseFile(connection, plan_id).keep(Changes(signed=signed))


def sign(database: Database, *plans: Plan, version: int = 1, on: date = TODAY) -> None:
    keep(database, ((signed.plan_id, budget(signed, version, on)) for signed in plans))


def asked(database: Database, about: Plan | None = None, by: Scheme | None = None, on: date = TODAY) -> Among:
    with database.begin() as connection:
        return among(connection, about or a_plan(), by or council(), on)


def costing(*weekly: str, areas: Sequence[OutcomeArea] = AREAS, first: int = 1) -> list[Plan]:
    return [a_plan(amount, areas, number) for number, amount in enumerate(weekly, start=first)]


@pytest.mark.rule("DEC-7")
def test_a_budget_is_seen_among_signed_plans_with_the_same_needs(database: Database) -> None:
    sign(database, *costing("100.00", "150.00", "200.00", "250.50", "300.00"))

    compared = asked(database, a_plan("200.00"))

    assert (compared.likeness, compared.count, compared.enough, compared.since) == (
        Likeness.SAME,
        5,
        3,
        date(2024, 11, 20),
    )
    assert (compared.below, compared.same) == (2, 1)
    assert compared.spread is not None
    assert [str(amount) for amount in (compared.spread.least, compared.spread.median, compared.spread.most)] == [
        "100",
        "200.00",
        "300",
    ]
    assert (compared.spread.lower_quarter, compared.spread.upper_quarter) == (Decimal(150), Decimal("250.50"))


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("weekly", "lower", "median", "upper"),
    [
        pytest.param("10 20 30", 10, 20, 30, id="three"),
        pytest.param("10 20 30 40", 10, 25, 40, id="four: the middle is between two"),
        pytest.param("10 20 30 40 50", 20, 30, 40, id="five"),
        pytest.param("10 10 10 10 50 50", 10, 10, 50, id="many the same"),
        pytest.param("10 20 30.01 40 50 60", 20, "35.00", 50, id="half a penny, to the even one"),
    ],
)
def test_the_median_and_the_middle_half_are_those_of_a_sorted_list(
    database: Database, weekly: str, lower: int, median: str | int, upper: int
) -> None:
    sign(database, *costing(*weekly.split()))

    spread = asked(database).spread

    assert spread is not None
    assert (spread.lower_quarter, spread.median, spread.upper_quarter) == (lower, Decimal(median), upper)


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("about", "alike"),
    [
        pytest.param(a_plan(), 3, id="the same areas of need"),
        pytest.param(a_plan(areas=tuple(reversed(AREAS))), 3, id="the same areas, in another order"),
        pytest.param(a_plan(kind=PlanKind.CARER), 0, id="a carer's own plan"),
        pytest.param(a_plan(setting=Setting.CARE_HOME), 0, id="another setting"),
        pytest.param(a_plan(areas=TWO_MORE), 0, id="two areas more"),
        pytest.param(a_plan(areas=ONE_CHANGED), 0, id="one area in place of another"),
    ],
)
def test_alike_are_plans_of_one_kind_in_one_setting_with_needs_in_the_same_areas(
    database: Database, about: Plan, alike: int
) -> None:
    sign(database, *costing("100.00", "200.00", "300.00"))

    assert asked(database, about).count == alike


def test_only_eligible_needs_make_plans_alike() -> None:
    not_eligible = needing(*ONE_MORE)
    not_eligible[-1]["eligible"] = False

    assert profile(plan(needs=not_eligible).needs) == profile(a_plan().needs)
    assert profile(a_plan(areas=ONE_MORE).needs) != profile(a_plan().needs)


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("same", "nearly", "likeness", "count", "is_enough"),
    [
        pytest.param(3, 4, Likeness.SAME, 3, True, id="enough with the same needs"),
        pytest.param(2, 1, Likeness.NEARLY, 3, True, id="enough with those that differ by one area"),
        pytest.param(2, 0, Likeness.NEARLY, 2, False, id="too few, even so"),
        pytest.param(0, 0, Likeness.NEARLY, 0, False, id="none"),
    ],
)
def test_where_too_few_have_the_same_needs_those_that_differ_by_one_area_count_too(
    database: Database, same: int, nearly: int, likeness: Likeness, count: int, is_enough: bool
) -> None:
    sign(database, *costing(*["100.00"] * same), *costing(*["150.00"] * nearly, areas=ONE_MORE, first=10))

    compared = asked(database)

    assert (compared.likeness, compared.count, compared.spread is not None) == (likeness, count, is_enough)
    assert ("too few to compare with (3 would be enough)" in in_words(compared)) is not is_enough


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize("areas", [ONE_MORE, AREAS[:1]], ids=["one area more", "one area less"])
def test_one_area_more_and_one_area_less_are_both_nearly_alike(
    database: Database, areas: tuple[OutcomeArea, ...]
) -> None:
    sign(database, *costing("100.00", "200.00", "300.00", areas=areas))

    assert asked(database).count == 3


@pytest.mark.rule("DEC-7")
def test_a_plan_is_not_compared_with_itself(database: Database) -> None:
    mine = a_plan("900.00")
    sign(database, mine, *costing("100.00", "200.00", "300.00"))

    compared = asked(database, mine)

    assert (compared.count, compared.below, compared.same) == (3, 3, 0)
    assert mine.plan_id not in {nearest.plan_id for nearest in compared.nearest}


@pytest.mark.rule("DEC-7")
def test_of_a_plan_that_is_signed_again_only_the_latest_version_counts(database: Database) -> None:
    sign(database, *costing("100.00", "200.00", "300.00"))
    sign(database, a_plan("400.00", number=1), version=2)

    compared = asked(database)

    assert (compared.count, compared.below, compared.same) == (3, 0, 1)
    assert [(nearest.version, nearest.weekly) for nearest in compared.nearest] == [(1, 200), (1, 300), (2, 400)]


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    ("signed_on", "count"),
    [
        pytest.param(date(2024, 11, 20), 3, id="on the first day that counts"),
        pytest.param(date(2024, 11, 19), 0, id="the day before"),
        pytest.param(TODAY, 3, id="today"),
    ],
)
def test_only_the_last_months_of_the_scheme_count(database: Database, signed_on: date, count: int) -> None:
    sign(database, *costing("100.00", "200.00", "300.00"), on=signed_on)

    assert asked(database).count == count


@pytest.mark.rule("DEC-7")
def test_the_nearest_are_three_on_either_side_and_the_very_nearest_stands_first(database: Database) -> None:
    sign(database, *costing("100", "150", "190", "195", "201", "210", "300", "400"))

    compared = asked(database, a_plan("200.00"))

    assert [int(nearest.weekly) for nearest in compared.nearest] == [201, 195, 190, 210, 150, 300]


@pytest.mark.rule("DEC-7")
def test_of_plans_that_cost_the_same_both_databases_name_the_same_three(database: Database) -> None:
    sign(database, *reversed(costing(*["200.00"] * 9)))

    named = [nearest.plan_id[-1] for nearest in asked(database, a_plan("200.00")).nearest]

    assert named == ["7", "8", "9"]


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize(
    "weekly",
    [
        pytest.param("100 110 120 130 140 150 160 170 180 190", id="evenly spread"),
        pytest.param("100 100 100 100", id="all the same"),
        pytest.param("0 0.01 0.02", id="pennies apart"),
        pytest.param("0 0 1000000", id="as far apart as may be"),
        pytest.param("12.34 99.99 100 100.01 250 777.77 1999.99", id="anyhow"),
    ],
)
def test_every_plan_stands_in_one_bar_of_the_chart(database: Database, weekly: str) -> None:
    sign(database, *costing(*weekly.split()))

    spread = asked(database).spread

    assert spread is not None
    pence = [round(Decimal(amount) * 100) for amount in weekly.split()]
    width = max(pence) - min(pence) + 1
    bars = [(amount - min(pence)) * BARS // width for amount in pence]
    assert spread.bars == tuple(bars.count(number) for number in range(BARS))
    assert sum(spread.bars) == len(pence)


# The rule over a list and the queries over an index are one rule


FIRST_DAYS = (date(2024, 11, 19), date(2024, 11, 20))
"""The last day that does not count any more, and the first that does."""


def generated(seed: int) -> dict[str, SignedBudget]:
    """Signed plans, by plan, with few kinds of needs and few amounts: so many are alike, and many cost the same."""
    chance = random.Random(seed)  # noqa: S311  # nobody's secret
    like = profile(a_plan().needs)
    needs = [like, like, like ^ 1 << 8, like ^ 1 << 11, like ^ 1 << 4, like ^ (1 << 8 | 1 << 11), 0]
    return {
        f"00000000-0000-4000-8000-{number:012}": SignedBudget(
            version=chance.randrange(1, 4),
            kind=chance.choice(["adult", "adult", "adult", "carer"]),
            setting=chance.choice(["own_home", "own_home", "own_home", "care_home"]),
            needs=chance.choice(needs),
            weekly=Decimal(chance.choice([0, 10000, 19999, 20000, 20001, chance.randrange(100_000)])) / 100,
            signed_on=chance.choice([*FIRST_DAYS, TODAY - timedelta(days=chance.randrange(900))]),
        )
        for number in range(chance.choice([0, 3, 12, 60, 200]))
    }


@pytest.mark.rule("DEC-7")
@pytest.mark.parametrize("seed", range(8))
def test_a_list_of_signed_plans_and_the_database_give_the_same_comparison(database: Database, seed: int) -> None:
    signed = generated(seed)
    keep(database, signed.items())
    listed = [
        SignedPlan(
            plan_id,
            kept.version,
            PlanKind(kept.kind),
            Setting(kept.setting),
            kept.needs,
            kept.weekly,
            kept.signed_on,
        )
        for plan_id, kept in signed.items()
    ]

    for weekly in ("0.00", "200.00", "999.99"):
        for areas in (AREAS, ONE_MORE, TWO_MORE):
            for at_least in (2, 5, 40):
                # The first of them is compared with itself left out.
                about, by = a_plan(weekly, areas, number=seed % 2), council(at_least)
                assert asked(database, about, by) == among_these(listed, about, by, TODAY)


@pytest.mark.rule("DEC-7")
def test_every_question_is_answered_from_the_index_alone(database: Database) -> None:
    """By what each database says that it does: no table is read, however many plans were signed."""
    rows = [
        {
            "plan_id": f"{number:036}",
            "version": 1,
            "kind": "adult",
            "setting": "own_home",
            "needs": 273 ^ 16 if number % 500 == 0 else number % 500,
        }
        | {"weekly": number, "signed_on": TODAY}
        for number in range(5000)
    ]
    with database.transaction() as session:
        session.execute(insert(SignedBudgetRow), rows)
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE signed_budgets"))

    explained = _how_every_query_is_answered(database, a_plan(areas=TWO_MORE))

    is_sqlite = database.engine.dialect.name == "sqlite"
    from_index = "COVERING INDEX ix_signed_budgets_alike" if is_sqlite else "on ix_signed_budgets_alike"
    for steps in explained:
        # PostgreSQL reads an index of few pages as a bitmap; that it reads the whole table is what must not be.
        reads = [step.replace("using ix_", "on ix_") for step in steps if "Scan" in step or "signed_budgets" in step]
        assert any(from_index in step for step in reads), steps
        assert not [step for step in reads if "SCAN signed" in step or "Seq Scan" in step], steps
        assert not is_sqlite or all(from_index in step for step in reads), steps
    assert len(explained) >= QUERIES


def _how_every_query_is_answered(database: Database, about: Plan) -> list[list[str]]:
    """What the database says that it does, step by step, for each query that a comparison makes."""
    asked_for: list[tuple[str, Any]] = []

    def heard(_connection: object, _cursor: object, statement: str, given: object, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked_for.append((statement, given))

    event.listen(database.engine, "before_cursor_execute", heard)
    try:
        compared = asked(database, about, council(at_least=2))
    finally:
        event.remove(database.engine, "before_cursor_execute", heard)
    assert (compared.likeness, compared.spread is None) == (Likeness.NEARLY, False)
    explain = "EXPLAIN QUERY PLAN " if database.engine.dialect.name == "sqlite" else "EXPLAIN "
    with database.engine.connect() as connection:
        return [
            [str(row[-1]) for row in connection.exec_driver_sql(explain + statement, given)]
            for statement, given in asked_for
        ]
