"""Plays generated councils, plans and decisions: only people with the power agree, and what meets the test is agreed.

The stories are the same every time; `make prove` plays as many others as you like. See docs/proof.md.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from countersign.careplan.plan import Plan
from countersign.careplan.routing import Route, route
from countersign.careplan.scheme import Scheme
from countersign.store.database import Database, open_engine
from tests.proof.councils import Edition, editions, pounds, scheme_of
from tests.proof.deciding import Chamber
from tests.proof.generated import play_generated
from tests.proof.moves import Days, Missed, Replan, Resubmit, Story, stories
from tests.proof.plans import Facts, costs, plan_json, plans
from tests.proof.purses import Purse

STARTS, STORIES = 5, 6
"""Starts in each part, and stories that grow out of each start. Stories of one start are much alike."""
EXAMPLES = settings(max_examples=25, deadline=None, database=None)
A_PLAN = "00000000-0000-0000-0000-000000000001"


@pytest.fixture(scope="module")
def chamber(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chamber]:
    folder = tmp_path_factory.mktemp("councils")
    file = shutil.copyfile(sqlite_template, folder / "countersign.db")
    database = Database(open_engine(f"sqlite:///{file}"))
    yield Chamber(database, folder / "schemes")
    database.close()


@pytest.mark.parametrize("part", range(4))
@pytest.mark.rule(
    *("ROUTE-1", "ROUTE-2", "ROUTE-3", "ROUTE-6", "ROUTE-7", "ROUTE-9", "ROUTE-10", "ROUTE-11"),
    *("DEC-1", "DEC-2", "DEC-5", "DEC-8", "DEC-9", "DP-1", "DP-2", "DP-3", "DP-4", "DP-5", "DP-6", "DP-8"),
)
def test_whoever_agrees_has_the_power_and_what_met_the_test_could_be_agreed(chamber: Chamber, part: int) -> None:
    for start in range(part * STARTS, (part + 1) * STARTS):
        play_generated(chamber.play, start=start, how_many=STORIES, of=stories())


@pytest.mark.rule("DEC-1", "ROUTE-8")
@seed(5)
@settings(parent=EXAMPLES, max_examples=10)
@given(stories(3), st.sampled_from((1, 99999999)))
def test_the_indicative_budget_changes_no_route_and_no_answer(chamber: Chamber, story: Story, other: int) -> None:
    steps = tuple(
        replace(step, facts=replace(step.facts, purse=Purse((other, 0)))) if isinstance(step, Resubmit) else step
        for step in story.steps
    )
    told = replace(story, facts=replace(story.facts, purse=Purse((other, 0))), steps=steps)
    assert chamber.play(story).answers == chamber.play(told).answers


@pytest.mark.rule("DEC-7")
@seed(6)
@settings(parent=EXAMPLES, max_examples=10)
@given(stories(0))
def test_the_same_facts_have_the_same_route_answers_and_clocks_whoever_it_is(chamber: Chamber, story: Story) -> None:
    here = replace(story, steps=(Missed(), Days(1), Replan(), *story.steps))
    other = replace(here, facts=replace(story.facts, name="Zoë Other"))
    one, two = chamber.play(here), chamber.play(other)
    assert one.answers == two.answers
    assert one.clocks == two.clocks


def _route(facts: Facts, scheme: Scheme) -> Route:
    return route(Plan.model_validate(plan_json(A_PLAN, facts)), scheme)


@pytest.mark.rule("DEC-7", "ROUTE-2")
@seed(7)
@EXAMPLES
@given(editions(date(2024, 1, 1)), plans())
def test_the_order_of_its_lists_changes_no_route(edition: Edition, facts: Facts) -> None:
    scheme = scheme_of(edition)
    assert _route(replace(facts, backwards=True), scheme) == _route(facts, scheme)


@pytest.mark.rule("ROUTE-2", "ROUTE-8")
@seed(8)
@EXAMPLES
@given(editions(date(2024, 1, 1)), plans(), st.integers(0, 7), st.sampled_from((1, 50000, 500000)))
def test_a_limit_that_is_raised_makes_no_route_heavier(edition: Edition, facts: Facts, which: int, by: int) -> None:
    rows = list(edition.rows)
    row = rows[which % len(rows)]
    rows[which % len(rows)] = replace(row, weekly=row.weekly + by, once=None if row.once is None else row.once + by)
    places = {row.role: place for place, row in enumerate(rows)} | {"": len(rows)}
    before, after = _route(facts, scheme_of(edition)), _route(facts, scheme_of(replace(edition, rows=tuple(rows))))
    assert places[after.role] <= places[before.role], f"£{pounds(by)} more for {row.role}"
    assert after.weekly == before.weekly == Decimal(pounds(costs(facts)[0]))
