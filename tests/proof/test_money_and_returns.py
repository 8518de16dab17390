"""Plays generated plans about money, and returns: which are taken, and by which rule the others are refused.

The stories are the same every time; `make prove` plays as many others as you like. See docs/proof.md.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from countersign.careplan.authority import Exceptional
from countersign.careplan.plan import PlanKind
from countersign.careplan.scheme import SchemeError
from countersign.store.database import Database, open_engine
from countersign.wording.bands import Axis, Band, bands
from countersign.wording.soundness import unusable_because
from tests.proof.coming_back import (
    A_RETURN,
    ALL_DONE,
    NOT_BEST_USE,
    OF_A_PAYMENT,
    PAYMENT,
    PREVENTS,
    Back,
    Done,
    Reason,
)
from tests.proof.councils import Edition, editions, scheme_of
from tests.proof.deciding import Chamber
from tests.proof.faulty import FAULTS, against_edition, any_editions, with_a_fault
from tests.proof.generated import play_generated
from tests.proof.judge import NOBODY, goes_to
from tests.proof.judge_money import against_money
from tests.proof.moves import Attempt, Resubmit
from tests.proof.other_stories import THREE_ROWS, a_story, money_stories, return_stories
from tests.proof.plans import Facts, Line
from tests.proof.purses import Purse
from tests.support.builders import SURE

STARTS, STORIES = 5, 6
EXAMPLES = settings(max_examples=60, deadline=None, database=None)
MOST = 100000000


@pytest.fixture(scope="module")
def chamber(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chamber]:
    folder = tmp_path_factory.mktemp("councils")
    file = shutil.copyfile(sqlite_template, folder / "countersign.db")
    database = Database(open_engine(f"sqlite:///{file}"))
    yield Chamber(database, folder / "schemes")
    database.close()


@pytest.mark.parametrize("part", range(2))
@pytest.mark.rule("SUB-2", "SUB-4", "BUD-1", "BUD-2", "BUD-3", "DEC-9", "DP-5")
def test_money_is_taken_and_told_to_the_penny(chamber: Chamber, part: int) -> None:
    for start in range(part * STARTS, (part + 1) * STARTS):
        play_generated(chamber.play, start=start, how_many=STORIES, of=money_stories())


TWO_HUNDRED = (Line(20000, 100000),)
"""£200.00 a week, and £1,000.00 once."""
BARRED = Line(20000, 0, "direct payment", payee="the husband", otherwise=(20001, 1))


@pytest.mark.parametrize(
    ("lines", "purse", "rules"),
    [
        pytest.param(TWO_HUNDRED, Purse(pays=(20000, 100000)), [], id="the person pays all of both"),
        pytest.param(TWO_HUNDRED, Purse(pays=(20001, 0)), ["BUD-1"], id="a penny more a week"),
        pytest.param(TWO_HUNDRED, Purse(pays=(0, 100001)), ["BUD-1"], id="a penny more once"),
        pytest.param(TWO_HUNDRED, Purse(pays=(0, 1), charged="not charged"), ["BUD-1"], id="not charged, a penny once"),
        pytest.param(TWO_HUNDRED, Purse(pays=(1, 0), charged="not charged"), ["BUD-1"], id="not charged, one a week"),
        pytest.param(TWO_HUNDRED, Purse(pays=(20000, 99999), charged="in full"), ["BUD-1"], id="all but a penny once"),
        pytest.param((Line(0, 5, shares=(("her son", 5),)),), Purse(), [], id="another pays all of it"),
        pytest.param((Line(0, 5, shares=(("her son", 6),)),), Purse(), ["BUD-2", "BUD-1"], id="a penny more than all"),
        pytest.param((Line(580, units=(25, 2318)),), Purse(), [], id="half a penny goes up"),
        pytest.param((Line(579, units=(25, 2318)),), Purse(), ["BUD-3"], id="and not down"),
        pytest.param(TWO_HUNDRED, Purse((20000, 100000), empty=(("rationale", "TBC"),)), [], id="as indicated"),
        pytest.param(TWO_HUNDRED, Purse((20000, 99999), empty=(("rationale", "TBC"),)), ["SUB-4"], id="a penny, once"),
        pytest.param((BARRED,), Purse((20001, 1), empty=(("rationale", ""),)), [], id="otherwise, as indicated"),
        pytest.param((BARRED,), Purse((20001, 0), empty=(("rationale", ""),)), ["SUB-4"], id="otherwise, a penny once"),
    ],
)
@pytest.mark.rule("SUB-4", "BUD-1", "BUD-2", "BUD-3")
def test_each_edge_of_money(chamber: Chamber, lines: tuple[Line, ...], purse: Purse, rules: list[str]) -> None:
    facts = Facts(lines, purse=purse)
    story = a_story(facts)
    assert [reason.partition(":")[0] for reason in against_money(facts, story.council.editions[0])] == rules
    chamber.play(story)


@pytest.mark.parametrize("part", range(2))
@pytest.mark.rule("DEC-1", "DEC-2", "DEC-6", "RET-1", "RET-2", "RET-3", "RET-5", "RET-9", "DEC-9")
def test_a_whole_return_sends_a_plan_back_and_what_was_wanted_brings_it_again(chamber: Chamber, part: int) -> None:
    for start in range(part * STARTS, (part + 1) * STARTS):
        play_generated(chamber.play, start=start, how_many=STORIES, of=return_stories())


CLARE = Back((Reason(criterion=PREVENTS),), (0,), ((PREVENTS, "unclear"),), "information")
PETER = Back((Reason(limb=PAYMENT, criterion=OF_A_PAYMENT[1]),), (PAYMENT,), (), "information")
MOTHER = Line(200, 0, "direct payment", payee="a daughter, and nobody says where she lives")
ELSEWHERE = replace(MOTHER, payee="a daughter who lives elsewhere")
BOUGHT = Line(20000, 0, "direct payment", commissioned="the same, dearer, and it matters little")
DEAR = Back((Reason(NOT_BEST_USE, PAYMENT, OF_A_PAYMENT[4], facts=SURE),), (PAYMENT,), ())
"""A return on best use that names nothing better but what the council could commission."""
TAKEN, NOT_TAKEN = ["returned", "resubmitted", "agreed"], ["returned", "refused"]


@pytest.mark.parametrize(
    ("before", "back", "after", "done", "happens"),
    [
        pytest.param(Line(200), CLARE, Line(200), ALL_DONE, TAKEN, id="Clare adds what she had noted"),
        pytest.param(Line(200), CLARE, Line(200), Done(gathered="nobody says"), NOT_TAKEN, id="from whom is not said"),
        pytest.param(Line(200), A_RETURN, Line(100), ALL_DONE, TAKEN, id="Joe revises it"),
        pytest.param(Line(200), A_RETURN, Line(200), ALL_DONE, NOT_TAKEN, id="and where he does not"),
        pytest.param(
            Line(200), A_RETURN, Line(100), Done("all but the first"), NOT_TAKEN, id="nothing said of a reason"
        ),
        pytest.param(MOTHER, PETER, ELSEWHERE, ALL_DONE, TAKEN, id="Peter confirms that she lives elsewhere"),
        pytest.param(BOUGHT, DEAR, replace(BOUGHT, weekly=20001), ALL_DONE, TAKEN, id="it could be commissioned"),
        pytest.param(Line(200), PETER, Line(200), ALL_DONE, ["refused", "agreed"], id="without a direct payment"),
    ],
)
@pytest.mark.rule("RET-3", "RET-5", "RET-6", "RET-7", "RET-8")
def test_each_of_the_three_kinds_of_return(
    chamber: Chamber, before: Line, back: Back, after: Line, done: Done, happens: list[str]
) -> None:
    version = Facts((after,))
    returns_it, comes_back = Attempt(agrees=False, back=back), Resubmit(version, done=done)
    table = chamber.play(a_story(Facts((before,)), returns_it, comes_back))
    assert table.seen == happens


WHY = {"": None, "very_complex": Exceptional.VERY_COMPLEX, "distinctive": Exceptional.DISTINCTIVE}


def _goes_to(edition: Edition, band: Band, amount: Decimal, kind: str, why: str) -> str:
    pence = int(amount * 100)
    cost = (pence, 0) if band.axis is Axis.WEEKLY else (0, pence)
    facts = Facts((Line(*cost),), kind, very_complex=why == "very_complex", distinctive=why == "distinctive")
    place = goes_to(edition, facts, cost)
    return "" if place == NOBODY else edition.rows[place].role


@pytest.mark.rule("ROUTE-1", "ROUTE-2", "ROUTE-3", "DEC-7")
@seed(21)
@EXAMPLES
@given(editions(date(2024, 1, 1)), st.sampled_from(("adult", "carer")), st.sampled_from(list(WHY)))
def test_each_band_of_a_scheme_goes_where_the_rulebook_has_it(edition: Edition, kind: str, why: str) -> None:
    scheme = scheme_of(edition)
    for axis in Axis:
        of_the_axis = bands(scheme, PlanKind(kind), axis, WHY[why])
        assert of_the_axis[0].least == 0
        assert of_the_axis[-1].most * 100 == MOST
        for band in of_the_axis:
            middle = (band.least + band.most).quantize(Decimal("0.01")) / 2
            for amount in (band.least, min(band.most, band.least + Decimal("0.01")), middle, band.most):
                assert _goes_to(edition, band, amount, kind, why) == band.role, f"£{amount} {axis}"
        for lower, upper in pairwise(of_the_axis):
            assert upper.least == lower.most + Decimal("0.01")


@pytest.mark.rule("ROUTE-1", "ROUTE-2")
def test_without_a_limit_for_one_off_costs_a_role_agrees_nothing_once_and_the_next_does() -> None:
    edition = Edition(date(2024, 1, 1), THREE_ROWS, ())
    once = bands(scheme_of(edition), PlanKind.ADULT, Axis.ONE_OFF)
    assert [(str(band.least), str(band.most), band.role) for band in once] == [
        ("0.00", "0.00", "team_manager"),
        ("0.01", "1000.00", "service_manager"),
        ("1000.01", "1000000", "director"),
    ]


def _refused(edition: Edition) -> list[str]:
    try:
        return list(unusable_because(scheme_of(edition)))
    except SchemeError as error:
        return error.problems


@pytest.mark.rule("ROUTE-1", "ROUTE-3", "ROUTE-6", "DEC-1")
@seed(22)
@settings(parent=EXAMPLES, max_examples=200)
@given(any_editions())
def test_a_scheme_is_refused_where_and_only_where_it_has_a_fault(edition: Edition) -> None:
    right, refused = list(against_edition(edition)), _refused(edition)
    assert bool(refused) is bool(right), f"refused because of {refused}, and by the rulebook because of {right}"


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_scheme_is_one(fault: str) -> None:
    edition = Edition(date(2024, 1, 1), THREE_ROWS, ())
    assert (list(against_edition(edition)), _refused(edition)) == ([], [])
    assert list(against_edition(with_a_fault(edition, fault)))
    assert _refused(with_a_fault(edition, fault))
