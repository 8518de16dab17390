"""ROUTE-2, ROUTE-3 · Where plans of every cost go under a scheme, and the exact penny at which that changes.

Nothing is worked out a second time: `careplan.routing.route` answers for example plans, which cost each figure that the
scheme names, a penny less and a penny more.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from countersign.careplan.authority import Exceptional
from countersign.careplan.budget import MOST, NOTHING, PENNY
from countersign.careplan.payment import ManagedBy
from countersign.careplan.people import Contact, Person, Practitioner
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.routing import Route, route
from countersign.careplan.scheme import Scheme
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.wire import Answered, Money, Stored

PLAN_ID = "00000000-0000-4000-8000-000000000000"
"""The id of every example plan."""

STATEMENT = "It is, for the sake of asking."
"""Why an example plan is very complex, or particularly distinctive."""


class Axis(StrEnum):
    """Which amount of a plan changes from band to band. The other amount is £0.00."""

    WEEKLY = "a week"
    ONE_OFF = "once"


class Band(Stored):
    """A range of amounts: every plan that costs from `least` to `most`, both included, goes to the same role."""

    axis: Axis
    """Whether the amounts are a week, or once."""

    least: Money
    """The lowest amount of the band."""

    most: Money
    """The highest amount of the band."""

    role: str
    """The role; empty where nobody may agree such a plan."""

    title: str
    """What people call the role."""

    meeting: str = ""
    """The panel or call at which the role decides; empty if it decides alone."""

    @property
    def has_no_end(self) -> bool:
        """Whether the band has no upper end."""
        return self.most == MOST


def bands(scheme: Scheme, kind: PlanKind, axis: Axis = Axis.WEEKLY, why: Exceptional | None = None) -> tuple[Band, ...]:
    """ROUTE-2, ROUTE-3: where plans of a kind go by what they cost, the cheapest first, without gaps between the bands.

    `why`: only for plans that are very complex, or particularly distinctive.
    """
    all_bands: list[Band] = []
    for amount in amounts(scheme):
        weekly, one_off = (amount, NOTHING) if axis is Axis.WEEKLY else (NOTHING, amount)
        destination = routed(scheme, kind, weekly, one_off, why)
        if all_bands and (all_bands[-1].role, all_bands[-1].meeting) == (destination.role, destination.meeting):
            all_bands[-1] = all_bands[-1].model_copy(update={"most": amount})
        else:
            title = scheme.title_of(destination.role) if destination.role else ""
            band = Band(
                axis=axis,
                least=amount,
                most=amount,
                role=destination.role,
                title=title,
                meeting=destination.meeting,
            )
            all_bands.append(band)
    return tuple(all_bands)


def routed(scheme: Scheme, kind: PlanKind, weekly: Decimal, one_off: Decimal, why: Exceptional | None = None) -> Route:
    """Where a plan of a kind goes that costs `weekly` a week and `one_off` once."""
    plan = Plan(
        plan_id=PLAN_ID,
        kind=kind,
        team=scheme.team[0].name,
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
        very_complex=Answered(so=True, in_words=STATEMENT) if why is Exceptional.VERY_COMPLEX else None,
        distinctive=Answered(so=True, in_words=STATEMENT) if why is Exceptional.DISTINCTIVE else None,
        indicative_budget=NOTHING,
        person_pays=NOTHING,
    )
    return route(plan, scheme)


def amounts(scheme: Scheme) -> list[Decimal]:
    """£0.00, a penny, the most that a plan can cost, and every figure of the scheme with the penny on either side.

    The penny is where a role without a limit for one-off costs ends: it may agree nothing once.
    """
    around = {near for figure in figures(scheme) for near in (figure - PENNY, figure, figure + PENNY)}
    return sorted({NOTHING, PENNY, MOST, *(amount for amount in around if NOTHING < amount < MOST)})


def figures(scheme: Scheme) -> frozenset[Decimal]:
    """Every amount at which a row of authority, or a meeting's larger budgets, begins or ends."""
    known: Iterable[Decimal | None] = (
        *(figure for row in scheme.authority for figure in (row.agrees_up_to, row.agrees_under, row.one_off_up_to)),
        *(
            figure
            for meeting in scheme.meeting
            for figure in (meeting.larger_than_usual_over, meeting.larger_than_usual_from, meeting.one_off_over)
        ),
    )
    return frozenset(figure for figure in known if figure is not None)


def in_words(band: Band, scheme: Scheme) -> str:
    """The amounts of a band: "under £1,000.00 a week", "over £500.00 and up to £1,500.00 a week"."""
    scheme_figures = figures(scheme)
    if band.most == NOTHING:
        return f"nothing {band.axis.value}"
    begins = ""
    if band.least > NOTHING:
        begins = f"£{band.least:,.2f} or more" if band.least in scheme_figures else f"over £{band.least - PENNY:,.2f}"
    if band.has_no_end:
        return f"{begins} {band.axis.value}" if begins else "any amount"
    ends = f"up to £{band.most:,.2f}" if band.most in scheme_figures else f"under £{band.most + PENNY:,.2f}"
    return f"{' and '.join(part for part in (begins, ends) if part)} {band.axis.value}"
