"""ROUTE-2, ROUTE-3 · Where plans of every cost go under a scheme, with the exact penny at which that changes.

Nothing is worked out a second time: each band is what `careplan.routing.route` answers for a plan of so much, asked on
both sides of every figure that the scheme names.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from careplan.authority import Exceptional
from careplan.budget import MOST, NOTHING, PENNY
from careplan.payment import ManagedBy
from careplan.plan import Contact, Person, Plan, PlanKind, Practitioner, ServiceLine, Team
from careplan.routing import Route, route
from careplan.scheme import Scheme
from careplan.wire import Money, Stored

PLAN_ID = "00000000-0000-4000-8000-000000000000"
SAID = "It is, for the sake of asking."


class Axis(StrEnum):
    """Which amount of a plan changes from band to band; the other one is nothing."""

    WEEKLY = "a week"
    ONE_OFF = "once"


class Band(Stored):
    """Every plan from `least` to `most`, both included, goes to one role. `role` is empty where nobody may agree it.

    `title`: what the role is called; `meeting`: the panel or call at which it decides, if it is one.
    """

    axis: Axis
    least: Money
    most: Money
    role: str
    title: str
    meeting: str = ""

    @property
    def has_no_end(self) -> bool:
        """Whether it goes on for however much."""
        return self.most == MOST


def bands(scheme: Scheme, kind: PlanKind, axis: Axis = Axis.WEEKLY, why: Exceptional | None = None) -> tuple[Band, ...]:
    """ROUTE-2, ROUTE-3: where plans of a kind go by what they cost, the cheapest first; none has a gap to the next.

    `why`: for plans that are very complex, or particularly distinctive.
    """
    found: list[Band] = []
    for amount in _amounts(scheme):
        weekly, one_off = (amount, NOTHING) if axis is Axis.WEEKLY else (NOTHING, amount)
        to = routed(scheme, kind, weekly, one_off, why)
        if found and (found[-1].role, found[-1].meeting) == (to.role, to.meeting):
            found[-1] = found[-1].model_copy(update={"most": amount})
        else:
            title = scheme.title_of(to.role) if to.role else ""
            band = Band(axis=axis, least=amount, most=amount, role=to.role, title=title, meeting=to.meeting)
            found.append(band)
    return tuple(found)


def routed(scheme: Scheme, kind: PlanKind, weekly: Decimal, one_off: Decimal, why: Exceptional | None = None) -> Route:
    """Where a plan of a kind goes that costs so much a week and so much once."""
    plan = Plan(
        plan_id=PLAN_ID,
        kind=kind,
        team=Team.COMMUNITY,
        scheme=scheme.scheme.name,
        person=Person(name="Anybody", contact=Contact()),
        practitioner=Practitioner(id="sw-1", name="Anybody"),
        services=(
            ServiceLine(
                id="S1",
                service="Anything",
                description="Anything.",
                managed_by=ManagedBy.COUNCIL,
                weekly_cost=weekly,
                one_off_cost=one_off,
            ),
        ),
        very_complex=SAID if why is Exceptional.VERY_COMPLEX else "",
        distinctive=SAID if why is Exceptional.DISTINCTIVE else "",
        indicative_budget=NOTHING,
        person_pays=NOTHING,
    )
    return route(plan, scheme)


def _amounts(scheme: Scheme) -> list[Decimal]:
    """Nothing, the most there can be, and every figure of the scheme with the penny on either side of it."""
    around = {near for figure in figures(scheme) for near in (figure - PENNY, figure, figure + PENNY)}
    return sorted({NOTHING, MOST, *(amount for amount in around if NOTHING < amount < MOST)})


def figures(scheme: Scheme) -> frozenset[Decimal]:
    """Every amount at which a row of authority, or a panel or call, begins or ends."""
    named: Iterable[Decimal | None] = (
        *(figure for row in scheme.authority for figure in (row.agrees_up_to, row.agrees_under, row.one_off_up_to)),
        *(
            figure
            for one in scheme.meeting
            for figure in (one.larger_than_usual_over, one.larger_than_usual_from, one.one_off_over)
        ),
    )
    return frozenset(figure for figure in named if figure is not None)


def in_words(band: Band, scheme: Scheme) -> str:
    """How much it covers: "under £1,000.00 a week", "over £500.00 and up to £1,500.00 a week"."""
    known = figures(scheme)
    begins = ""
    if band.least > NOTHING:
        begins = f"£{band.least:,.2f} or more" if band.least in known else f"over £{band.least - PENNY:,.2f}"
    if band.has_no_end:
        return f"{begins} {band.axis.value}" if begins else "any amount"
    ends = f"up to £{band.most:,.2f}" if band.most in known else f"under £{band.most + PENNY:,.2f}"
    return f"{' and '.join(part for part in (begins, ends) if part)} {band.axis.value}"
