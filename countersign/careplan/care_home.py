"""DP-3 · A direct payment for stays in a care home: the limit of four weeks, and which stays count together.

Source: the procedure, "not going to be used to meet needs in a care home for more than 4 weeks a year"; the Care and
Support (Direct Payments) Regulations 2014 reg 6 and statutory guidance 12.41-12.44 (check): no more than four
consecutive weeks in any period of twelve months, where stays of under four weeks count together when they are less than
four weeks apart. The procedure's words are the short form of that law. Where the two differ, or where stays come near a
limit, a finding puts the stays to the authoriser: nothing is decided in silence.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from countersign.careplan.circumstances import Setting
from countersign.careplan.payment import CareHomeStay
from countersign.careplan.payment_findings import is_bought
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.working_time import months_away

FOUR_WEEKS = 28
"""Four weeks in days, and in nights: a stay of four weeks has 28 nights."""


_WORDS_FOR_A_CARE_HOME = re.compile(
    r"\b(care|nursing|residential|rest)[\s-]*homes?\b|\b(residential|nursing)[\s-]+(respite|placement|stay)s?\b"
    r"|\bresidential\s+care\b",
    re.IGNORECASE,
)


def is_in_a_care_home(line: ServiceLine, setting: Setting) -> bool:
    """DP-3: whether a line pays for care in a care home, or seems to where the plan does not say.

    It seems so for somebody who lives in one, and where the line's own words name one. That only asks the question.
    """
    if line.in_a_care_home is not None or not is_bought(line):
        return bool(line.in_a_care_home)
    words = f"{line.service} {line.description}"
    return setting is Setting.CARE_HOME or _WORDS_FOR_A_CARE_HOME.search(words) is not None


class Linked(NamedTuple):
    """Unbroken stays that count together."""

    stays: tuple[CareHomeStay, ...]

    nights: int
    """Their nights in the twelve months that hold the most of them."""


class Stays(NamedTuple):
    """What a direct payment's stays come to, as both limits count them."""

    linked: tuple[Linked, ...]
    """The stays in groups: those of a group count together."""

    nights_in_a_year: int
    """The nights of all stays in the twelve months that hold the most of them."""

    gaps: tuple[int, ...]
    """The days between each stay and the next."""

    overlap: bool
    """Whether any two stays have a night in common."""

    @property
    def most_linked(self) -> int:
        """The most nights that count together."""
        return max((group.nights for group in self.linked), default=0)

    @property
    def are_beyond_the_limit(self) -> bool:
        """DP-3: whether stays that count together come to more than four weeks in twelve months, which bars them."""
        return self.most_linked > FOUR_WEEKS

    def are_near_the_edge(self, within: int) -> bool:
        """DP-3: whether the authoriser has to look at the stays.

        They do where the stays lie within some days of a limit, where only the short form bars them, and where two
        stays overlap. `within`: how many days, or nights, are near.
        """
        near_nights = any(FOUR_WEEKS - within < group.nights <= FOUR_WEEKS + within for group in self.linked)
        near_gap = self.nights_in_a_year > FOUR_WEEKS - within and any(
            abs(gap - FOUR_WEEKS) <= within for gap in self.gaps
        )
        by_the_short_form = self.nights_in_a_year > FOUR_WEEKS and not self.are_beyond_the_limit
        return near_nights or near_gap or by_the_short_form or self.overlap


def nights_within(stays: Sequence[CareHomeStay], begins: date, ends: date) -> int:
    """How many nights of the stays lie from the day `begins` to the day before `ends`."""
    return sum(max((min(stay.leaves_on, ends) - max(stay.arrives_on, begins)).days, 0) for stay in stays)


def _in_the_busiest_year(stays: Sequence[CareHomeStay]) -> int:
    """The most nights in any twelve months. It is enough to look at those that begin, or end, with a stay."""
    begins = {stay.arrives_on for stay in stays} | {
        months_away(stay.leaves_on, -12) + timedelta(days=extra) for stay in stays for extra in (0, 1)
    }
    return max((nights_within(stays, day, months_away(day, 12)) for day in begins), default=0)


def looked_at(stays: Sequence[CareHomeStay]) -> Stays:
    """DP-3: count the stays: those of under four weeks count together where they are less than four weeks apart.

    A gap is the days from leaving to arriving. Stays without a day between them are one unbroken stay. A night that is
    written down twice counts once. A stay of four weeks or more counts by itself: the law adds up only shorter stays.
    """
    unbroken, overlap = _unbroken(stays)
    groups: list[list[CareHomeStay]] = []
    gaps: list[int] = []
    for stay in unbroken:
        if groups:
            previous = groups[-1][-1]
            gap = (stay.arrives_on - previous.leaves_on).days
            gaps.append(gap)
            if gap < FOUR_WEEKS and max(previous.nights, stay.nights) < FOUR_WEEKS:
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
    """The stays by date, joined where no day lies between them; and whether any two overlap."""
    unbroken: list[CareHomeStay] = []
    overlap = False
    for stay in sorted(stays, key=lambda stay: (stay.arrives_on, stay.leaves_on)):
        if not unbroken or stay.arrives_on > unbroken[-1].leaves_on:
            unbroken.append(stay)
            continue
        overlap = overlap or stay.arrives_on < unbroken[-1].leaves_on
        leaves_on = max(stay.leaves_on, unbroken[-1].leaves_on)
        unbroken[-1] = CareHomeStay(arrives_on=unbroken[-1].arrives_on, leaves_on=leaves_on)
    return unbroken, overlap
