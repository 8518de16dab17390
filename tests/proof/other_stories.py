"""Stories about money, and about returns. Who may decide is simple in them, so that most of them get far."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.proof.coming_back import A_RETURN, returns, whats_done
from tests.proof.councils import (
    ANOTHER_TEAM,
    CLERK,
    LIMITS,
    LINE_MANAGER,
    PEOPLE,
    ROLES,
    TEAM,
    Council,
    Edition,
    Held,
    Row,
)
from tests.proof.moves import Attempt, Cover, Days, Resubmit, Step, Story
from tests.proof.plans import Facts, plans, plans_and_money, versions_after

LONG_AGO = date(2024, 1, 1)
BOTH = ("adult", "carer")


THREE_ROWS = (
    Row(ROLES[0], "up to", LIMITS[0], None, BOTH),
    Row(ROLES[1], "under", LIMITS[2], 100000, BOTH),
    Row("director", "any amount", 0, None, BOTH),
)
"""Three roles that decide alone. The lowest may agree nothing once; the next up to £1,000.00; the last anything."""


def _council(above: tuple[int, int]) -> Council:
    register = (
        Held("tm-1", ROLES[0], TEAM, LONG_AGO, None),
        Held("tm-2", ROLES[0], ANOTHER_TEAM, LONG_AGO, None),
        Held("sm-1", ROLES[1], None, LONG_AGO, None),
        Held("dd-1", "director", None, LONG_AGO, None),
    )
    return Council((Edition(LONG_AGO, THREE_ROWS, (), above),), register, ())


def a_story(facts: Facts, *steps: Step) -> Story:
    """The story of a plan in that council, which somebody then tries to agree."""
    return Story(_council((0, 0)), facts, (*steps, Attempt()))


def _agreed() -> st.SearchStrategy[Attempt]:
    return st.builds(Attempt, st.integers(0, 2), twist=st.sampled_from(("", "", "", "as if nothing were barred")))


@st.composite
def money_stories(draw: DrawFn) -> Story:
    """A plan at the edge of what was indicated, of what the person may pay, of what others pay; and later versions."""
    above = draw(st.sampled_from(((0, 0), (0, 0), (500, 0), (1000, 2500))))
    facts = first = draw(plans_and_money(above))
    steps: list[Step] = []
    for _ in range(draw(st.integers(0, 2))):
        steps.append(Attempt(draw(st.integers(0, 2)), agrees=False))
        facts = draw(st.one_of(plans_and_money(above), _one_axis(facts)))
        steps.append(Resubmit(facts, draw(st.sampled_from((True, True, True, False)))))
    return Story(_council(above), first, (*steps, draw(_agreed()), Attempt(draw(st.integers(0, 2)))))


@st.composite
def _one_axis(draw: DrawFn, facts: Facts) -> Facts:
    """A penny more or less, each week or once, of the line that is the council's."""
    first, *rest = facts.lines
    weekly, once = draw(st.sampled_from(((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))))
    changed = replace(first, weekly=max(0, first.weekly + weekly), once=max(0, first.once + once))
    return replace(facts, lines=(changed, *rest))


@st.composite
def return_stories(draw: DrawFn) -> Story:
    """A plan that is returned and comes back up to three times, each time with at most one thing wrong."""
    facts = first = replace(draw(plans()), by="sw-1", told=-10)
    steps: list[Step] = []
    planners = (*[facts.planned_by] * 8, "tm-1", "sm-1", "dd-1")
    for _ in range(draw(st.integers(1, 3))):
        steps += [Attempt(draw(st.integers(0, 2)), agrees=False, back=draw(returns(facts))) for _ in range(2)]
        if draw(st.booleans()):
            steps.append(Attempt(draw(st.integers(0, 2)), agrees=False, back=A_RETURN))
        steps += draw(st.sampled_from(([], [], [Days(1)])))
        if draw(st.integers(0, 3)) == 0:
            # Whoever it is reassigned to resubmits it: perhaps whoever returned it.
            number = draw(st.integers(0, len(PEOPLE) - 1))
            steps += [Cover(number), Resubmit(replace(facts, by=PEOPLE[number], very_complex=not facts.very_complex))]
        for _ in range(draw(st.integers(1, 3))):
            version = draw(st.one_of(_as_it_was(facts), versions_after(facts)))
            usually = st.sampled_from((*[True] * 4, False))
            whoever = (*["sw-1"] * 6, CLERK, LINE_MANAGER, LINE_MANAGER, *PEOPLE)
            version = replace(version, by=draw(st.sampled_from(whoever)), planned_by=draw(st.sampled_from(planners)))
            steps.append(Resubmit(version, draw(usually), draw(usually), draw(whats_done())))
        fits = replace(facts, very_complex=not facts.very_complex)
        steps.append(Resubmit(fits))
        facts = fits
    return Story(_council((0, 0)), first, (*steps, Attempt(draw(st.integers(0, 2)))))


def _as_it_was(facts: Facts) -> st.SearchStrategy[Facts]:
    """The same; or the same written otherwise; or the same about somebody born on another day."""
    written = [replace(facts, shouted=True), replace(facts, backwards=True), replace(facts, expert=not facts.expert)]
    return st.sampled_from([facts, *written, replace(facts, born="1952-03-04", very_complex=not facts.very_complex)])
