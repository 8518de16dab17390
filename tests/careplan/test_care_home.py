"""DP-3 · Which stays in a care home count together, and how many nights they come to: pairs at each boundary."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.careplan.care_home import FOUR_WEEKS, is_in_a_care_home, looked_at
from countersign.careplan.circumstances import Setting
from countersign.careplan.payment import CareHomeStay
from countersign.careplan.working_time import add_months
from tests.support.builders import line

WITHIN = 2
"""Days to either side of a limit that are near it: the default scheme's."""


def stay(arrives: str | date, nights: int) -> CareHomeStay:
    """A stay that begins on a day and lasts so many nights."""
    on = date.fromisoformat(arrives) if isinstance(arrives, str) else arrives
    return CareHomeStay(arrives_on=on, leaves_on=on + timedelta(days=nights))


def apart(*nights_and_gaps: int, begins: str = "2026-03-02") -> list[CareHomeStay]:
    """Stays one after another: nights, days until the next, nights, days until the next, and so on."""
    on, stays = date.fromisoformat(begins), list[CareHomeStay]()
    for number, length in enumerate(nights_and_gaps):
        if number % 2 == 0:
            stays.append(stay(on, length))
        on += timedelta(days=length)
    return stays


def counted(stays: list[CareHomeStay]) -> tuple[int, int, str]:
    """The most nights that count together, the most in any twelve months, and what follows."""
    found = looked_at(stays)
    verdict = "barred" if found.are_beyond_the_limit else "looked at" if found.are_near_the_edge(WITHIN) else "fine"
    return found.most_linked, found.nights_in_a_year, verdict


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("nights", "verdict"),
    [(1, "fine"), (26, "fine"), (27, "looked at"), (28, "looked at"), (29, "barred"), (200, "barred")],
)
def test_one_stay_may_last_four_weeks_and_not_a_night_longer(nights: int, verdict: str) -> None:
    assert counted([stay("2026-03-02", nights)]) == (nights, nights, verdict)


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("nights_and_gaps", "together", "in_all", "verdict"),
    [
        # nights, days at home, nights, …; counted together; in the busiest twelve months
        pytest.param((14, 27, 14), 28, 28, "looked at", id="27 days apart: 28 nights together"),
        pytest.param((14, 27, 15), 29, 29, "barred", id="27 days apart: 29 nights together"),
        pytest.param((14, 28, 15), 15, 29, "looked at", id="28 days apart: they do not count together"),
        pytest.param((14, 28, 14), 14, 28, "looked at", id="28 days apart, 28 nights in all"),
        pytest.param((14, 31, 14), 14, 28, "fine", id="31 days apart: clear of the edge"),
        pytest.param((27, 28, 27), 27, 54, "looked at", id="twice nearly four weeks, four weeks apart"),
        pytest.param((27, 27, 2), 29, 29, "barred", id="nearly four weeks and two nights, 27 days apart"),
        pytest.param((14, 60, 15), 15, 29, "looked at", id="the short form would bar it, the law does not"),
        pytest.param((14, 60, 14), 14, 28, "fine", id="four weeks in all, far apart"),
        pytest.param((7, 21, 7, 21, 7, 21, 7), 28, 28, "looked at", id="a week in every four, four times"),
        pytest.param((7, 21, 7, 21, 7, 21, 8), 29, 29, "barred", id="a week in every four, and a night"),
        pytest.param((7, 28, 7, 28, 7, 28, 7, 28, 7), 7, 35, "looked at", id="a week in every five, five times"),
        pytest.param((10, 20, 10, 40, 10, 20, 10), 20, 40, "looked at", id="two pairs, apart from each other"),
        pytest.param((10, 0, 10), 20, 20, "fine", id="from one home to another on the same day: one stay"),
        pytest.param((15, 0, 14), 29, 29, "barred", id="and together beyond four weeks"),
    ],
)
def test_stays_of_less_than_four_weeks_count_together_if_less_than_four_weeks_apart(
    nights_and_gaps: tuple[int, ...], together: int, in_all: int, verdict: str
) -> None:
    assert counted(apart(*nights_and_gaps)) == (together, in_all, verdict)


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("nights_and_gaps", "together", "verdict"),
    [
        pytest.param((27, 7, 1), 28, "looked at", id="27 nights and one more: together 28"),
        pytest.param((28, 7, 1), 28, "looked at", id="four weeks whole are not added to: somebody looks"),
        pytest.param((1, 7, 28, 7, 1), 28, "looked at", id="nor are the stays on either side added across them"),
        pytest.param((28, 7, 28), 28, "looked at", id="twice four weeks, a week apart: somebody looks"),
        pytest.param((28, 0, 28), 56, "barred", id="twice four weeks without a day between: eight"),
        pytest.param((29, 7, 1), 29, "barred", id="beyond four weeks by itself"),
    ],
)
def test_a_stay_of_four_weeks_counts_by_itself_and_is_never_settled_in_silence(
    nights_and_gaps: tuple[int, ...], together: int, verdict: str
) -> None:
    most, _, found = counted(apart(*nights_and_gaps))
    assert (most, found) == (together, verdict)


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(("nights", "verdict"), [(28, "looked at"), (29, "barred")])
def test_a_new_year_does_not_begin_a_new_count(nights: int, verdict: str) -> None:
    assert counted([stay("2026-12-15", nights)]) == (nights, nights, verdict)
    assert counted([stay("2026-12-20", 14), stay("2027-01-20", nights - 14)]) == (nights, nights, verdict)


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("nights", "times", "together", "verdict"),
    [
        # so many nights in every four weeks, so many times. Twelve months are 365 days: thirteen times, and a night
        pytest.param(3, 9, 27, "looked at", id="three nights, nine times"),
        pytest.param(3, 10, 30, "barred", id="three nights, ten times"),
        pytest.param(2, 13, 26, "fine", id="two nights, thirteen times"),
        pytest.param(2, 14, 27, "looked at", id="two nights, fourteen times: a night of the last within the year"),
        pytest.param(2, 24, 27, "looked at", id="two nights, for two years: any twelve months hold 27"),
        pytest.param(2, 40, 28, "looked at", id="two nights, for three years: those with 29 February 2028 hold 28"),
        pytest.param(1, 40, 14, "fine", id="one night, for three years"),
    ],
)
def test_the_twelve_months_are_any_twelve_months_and_roll_on(
    nights: int, times: int, together: int, verdict: str
) -> None:
    stays = [stay(date(2026, 3, 2) + timedelta(weeks=4) * number, nights) for number in range(times)]
    assert counted(stays) == (together, together, verdict)


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("nights_and_gaps", "verdict"),
    [
        # 13 and 14 nights are 27: near the limit if they count together, or might
        pytest.param((13, 20, 14), "looked at", id="27 nights together"),
        pytest.param((13, 27, 14), "looked at", id="27 nights, by a day together"),
        pytest.param((13, 28, 14), "looked at", id="27 nights, by a day not together"),
        pytest.param((13, 30, 14), "looked at", id="27 nights, by three days not together"),
        pytest.param((13, 31, 14), "fine", id="27 nights, clearly not together"),
        pytest.param((12, 27, 14), "fine", id="26 nights, by a day together"),
        pytest.param((12, 28, 14), "fine", id="26 nights, by a day not together"),
    ],
)
def test_about_four_weeks_apart_somebody_looks_where_the_nights_come_near_the_limit(
    nights_and_gaps: tuple[int, ...], verdict: str
) -> None:
    assert counted(apart(*nights_and_gaps))[2] == verdict


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("within", "first", "looks"), [(0, 28, False), (1, 27, False), (1, 28, True), (5, 23, False), (5, 24, True)]
)
def test_how_near_is_near_is_the_schemes_to_say(within: int, first: int, looks: bool) -> None:
    assert looked_at([stay("2026-03-02", first)]).are_near_the_edge(within) is looks


@pytest.mark.rule("DP-3")
def test_stays_that_overlap_are_put_to_somebody_and_no_night_counts_twice() -> None:
    twice = [stay("2026-03-02", 15), stay("2026-03-02", 15)]
    assert counted(twice) == (15, 15, "looked at")
    assert counted([stay("2026-03-02", 20), stay("2026-03-12", 5)]) == (20, 20, "looked at")
    assert counted([stay("2026-03-02", 15), stay("2026-03-16", 14)]) == (28, 28, "looked at")
    assert counted([stay("2026-03-02", 15), stay("2026-03-16", 15)]) == (29, 29, "barred")


@pytest.mark.rule("DP-3")
def test_without_a_stay_there_is_nothing_to_look_at() -> None:
    assert counted([]) == (0, 0, "fine")


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(
    ("service", "seems"),
    [
        ("A place at a nursing home", True),
        ("care  home", True),
        ("Carehome", True),
        ("Residential placement", True),
        ("Nursing placement at The Elms", True),
        ("Residential stays", True),
        ("Residential care", True),
        ("Home care", False),
        ("Care at home", False),
        ("Student placement", False),
        ("Nursing at home", False),
    ],
)
def test_a_line_whose_words_name_a_care_home_is_asked_for_its_stays(service: str, seems: bool) -> None:
    bought = line("900.00", service=service, managed_by="direct_payment")
    assert is_in_a_care_home(bought, Setting.OWN_HOME) is seems


@pytest.mark.rule("DP-3")
@pytest.mark.parametrize(("leaves", "fits"), [("2026-03-02", False), ("2026-03-01", False), ("2026-03-03", True)])
def test_a_stay_lasts_at_least_a_night(leaves: str, fits: bool) -> None:
    dates = {"arrives_on": "2026-03-02", "leaves_on": leaves}
    if fits:
        assert CareHomeStay.model_validate(dates).nights == 1
    else:
        with pytest.raises(ValueError, match="leaves_on must be after arrives_on"):
            CareHomeStay.model_validate(dates)


FROM = date(2023, 11, 1)


def _stay(after: int, nights: int) -> CareHomeStay:
    return stay(FROM + timedelta(days=after), nights)


stays_of_any_kind = st.lists(st.builds(_stay, st.integers(0, 900), st.integers(1, 40)), max_size=8)
close_together = st.lists(st.integers(1, 34), min_size=1, max_size=15).map(lambda parts: apart(*parts))


def night_by_night(stays: list[CareHomeStay]) -> list[set[date]]:
    """The nights that count together, the slow way: from a calendar in which each night is crossed out."""
    nights = sorted({stay.arrives_on + timedelta(days=n) for stay in stays for n in range(stay.nights)})
    runs: list[list[date]] = []
    for night in nights:
        if runs and night - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(night)
        else:
            runs.append([night])
    groups = [set(run) for run in runs[:1]]
    for before, run in pairwise(runs):
        at_home = (run[0] - before[-1]).days - 1
        if at_home < FOUR_WEEKS and len(before) < FOUR_WEEKS and len(run) < FOUR_WEEKS:
            groups[-1] |= set(run)
        else:
            groups.append(set(run))
    return groups


def in_any_year(nights: set[date]) -> int:
    """The most of these nights in twelve months that begin on any day at all, tried one by one."""
    if not nights:
        return 0
    first, last = min(nights), max(nights)
    begins = [first + timedelta(days=n) for n in range(-2, (last - first).days + 1)]
    return max(sum(day <= night < add_months(day, 12) for night in nights) for day in begins)


@pytest.mark.rule("DP-3")
@settings(max_examples=60, deadline=None)
@given(stays=stays_of_any_kind | close_together)
def test_the_count_is_that_of_somebody_who_crosses_out_the_nights_on_a_calendar(stays: list[CareHomeStay]) -> None:
    groups = night_by_night(stays)
    found = looked_at(stays)
    assert [linked.nights for linked in found.linked] == [in_any_year(group) for group in groups]
    assert found.nights_in_a_year == in_any_year(set[date]().union(*groups))
    assert found.are_beyond_the_limit is any(in_any_year(group) > FOUR_WEEKS for group in groups)
    assert found.overlap is (sum(stay.nights for stay in stays) > sum(map(len, groups)))


@pytest.mark.rule("DP-3")
@settings(max_examples=60, deadline=None)
@given(stays=stays_of_any_kind | close_together, data=st.data())
def test_the_order_in_which_stays_are_written_down_does_not_matter(
    stays: list[CareHomeStay], data: st.DataObject
) -> None:
    assert looked_at(data.draw(st.permutations(stays))) == looked_at(stays)
