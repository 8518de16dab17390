"""DP-3 · A direct payment and a care home: four weeks, and which stays count together.

Source: the procedure, "not going to be used to meet needs in a care home for more than 4 weeks a year"; the Care and
Support (Direct Payments) Regulations 2014 reg 6 and statutory guidance 12.41-12.44 (check): no more than four
consecutive weeks in any period of twelve months, where stays of under four weeks count together when they are less than
four weeks apart. The procedure's words are the short form of it. Where the two differ, or a case is near the edge,
the stays are put to the authoriser as a finding, and never decided in silence.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from careplan.payment import CareHomeStay
from careplan.working_time import add_months

FOUR_WEEKS = 28
"""Days, and nights: a stay of four weeks has 28 nights."""


class Linked(NamedTuple):
    """Unbroken stays that count together, and their nights in the twelve months in which they are most."""

    stays: tuple[CareHomeStay, ...]
    nights: int


class Stays(NamedTuple):
    """What the stays come to: nights that count together, nights in the busiest twelve months, and the gaps."""

    linked: tuple[Linked, ...]
    nights_in_a_year: int
    gaps: tuple[int, ...]
    overlap: bool

    @property
    def most_linked(self) -> int:
        """The most nights that count together."""
        return max((one.nights for one in self.linked), default=0)

    @property
    def are_beyond_the_limit(self) -> bool:
        """DP-3: more than four weeks that count together in twelve months: barred."""
        return self.most_linked > FOUR_WEEKS

    def are_near_the_edge(self, within: int) -> bool:
        """DP-3: whether somebody has to look: near a limit, or barred by the short form and not by the law."""
        near_nights = any(FOUR_WEEKS - within < one.nights <= FOUR_WEEKS + within for one in self.linked)
        near_gap = self.nights_in_a_year > FOUR_WEEKS - within and any(
            abs(gap - FOUR_WEEKS) <= within for gap in self.gaps
        )
        by_the_short_form = self.nights_in_a_year > FOUR_WEEKS and not self.are_beyond_the_limit
        return near_nights or near_gap or by_the_short_form or self.overlap


def nights_within(stays: Sequence[CareHomeStay], begins: date, ends: date) -> int:
    """How many nights of the stays lie from `begins` up to, and without, `ends`."""
    return sum(max((min(stay.leaves_on, ends) - max(stay.arrives_on, begins)).days, 0) for stay in stays)


def _in_the_busiest_year(stays: Sequence[CareHomeStay]) -> int:
    """The most nights in any twelve months: those that begin with a stay, or end with one, are enough to look at."""
    begins = {stay.arrives_on for stay in stays} | {
        add_months(stay.leaves_on, -12) + timedelta(days=extra) for stay in stays for extra in (0, 1)
    }
    return max((nights_within(stays, day, add_months(day, 12)) for day in begins), default=0)


def looked_at(stays: Sequence[CareHomeStay]) -> Stays:
    """DP-3: which stays count together: those of under four weeks that are less than four weeks apart.

    A gap is in days from leaving to arriving. Stays without a day between them are one unbroken stay, and a night that
    is written down twice counts once. A stay of four weeks or more counts by itself: the law adds up shorter ones only.
    """
    unbroken, overlap = _unbroken(stays)
    groups: list[list[CareHomeStay]] = []
    gaps: list[int] = []
    for stay in unbroken:
        if groups:
            before = groups[-1][-1]
            gap = (stay.arrives_on - before.leaves_on).days
            gaps.append(gap)
            if gap < FOUR_WEEKS and max(before.nights, stay.nights) < FOUR_WEEKS:
                groups[-1].append(stay)
                continue
        groups.append([stay])
    return Stays(
        linked=tuple(Linked(tuple(group), _in_the_busiest_year(group)) for group in groups),
        nights_in_a_year=_in_the_busiest_year(unbroken),
        gaps=tuple(gaps),
        overlap=overlap,
    )


def _unbroken(stays: Sequence[CareHomeStay]) -> tuple[list[CareHomeStay], bool]:
    """The stays in their order, those without a day between them as one; and whether any overlap."""
    found: list[CareHomeStay] = []
    overlap = False
    for stay in sorted(stays, key=lambda one: (one.arrives_on, one.leaves_on)):
        if not found or stay.arrives_on > found[-1].leaves_on:
            found.append(stay)
            continue
        overlap = overlap or stay.arrives_on < found[-1].leaves_on
        leaves_on = max(stay.leaves_on, found[-1].leaves_on)
        found[-1] = CareHomeStay(arrives_on=found[-1].arrives_on, leaves_on=leaves_on)
    return found, overlap
