"""DEC-7 · Compares one budget with those of signed plans with similar needs, by figures and codes alone.

Every question is answered from one index, without reading a plan: under 50 ms over 100,000 signed plans
(`bench/consistency.py` measures it).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, func, select

from countersign.careplan.budget import weekly_cost_to_council
from countersign.careplan.consistency import (
    NEAREST,
    Among,
    Likeness,
    Nearest,
    Spread,
    bar_edges,
    differ_by_one,
    middle_of,
    profile,
)
from countersign.careplan.plan import Plan
from countersign.careplan.scheme import Scheme
from countersign.careplan.working_time import add_months
from countersign.store.rows import in_pence, in_pounds
from countersign.store.tables import SignedBudgetRow


def among(connection: Connection, plan: Plan, scheme: Scheme, on: date) -> Among:
    """DEC-7: where a plan's budget lies among signed plans with similar needs, without this plan."""
    weekly = in_pence(weekly_cost_to_council(plan.services))
    since = add_months(on, -scheme.consistency.within_months)
    enough = scheme.consistency.at_least
    needs = profile(plan.needs)
    likeness, alike = Likeness.SAME, _alike(plan, (needs,), since)
    counted = _counted(connection, alike, weekly)
    if counted[0] < enough:
        likeness, alike = Likeness.NEARLY, _alike(plan, (needs, *differ_by_one(needs)), since)
        counted = _counted(connection, alike, weekly)
    count, below, same, least, most = counted
    place = Among(
        weekly=in_pounds(weekly),
        kind=plan.kind,
        setting=plan.setting,
        likeness=likeness,
        count=count,
        enough=enough,
        since=since,
        below=below,
        same=same,
        nearest=_nearest(connection, alike, weekly),
    )
    if count < enough or least is None or most is None:
        return place
    return place.model_copy(update={"spread": _spread(connection, alike, count, least, most)})


def _alike(plan: Plan, needs: Sequence[int], since: date) -> tuple[ColumnElement[bool], ...]:
    return (
        SignedBudgetRow.kind == plan.kind.value,
        SignedBudgetRow.setting == plan.setting.value,
        SignedBudgetRow.needs == needs[0] if len(needs) == 1 else SignedBudgetRow.needs.in_(needs),
        SignedBudgetRow.signed_on >= since,
        SignedBudgetRow.plan_id != plan.plan_id,
    )


def _counted(
    connection: Connection, alike: Sequence[ColumnElement[bool]], weekly: int
) -> tuple[int, int, int, int | None, int | None]:
    """How many plans there are, how many cost less, how many the same, the least and the most (None without any)."""
    amount = SignedBudgetRow.weekly
    row = connection.execute(
        select(
            _number(*alike, amount < weekly),
            _number(*alike, amount == weekly),
            _number(*alike, amount > weekly),
            select(func.min(amount)).where(*alike).scalar_subquery(),
            select(func.max(amount)).where(*alike).scalar_subquery(),
        )
    ).one()
    below, same, above, least, most = row
    return below + same + above, below, same, least, most


def _number(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many plans. Reading several ranges of the index once each costs less than one query that has to sort."""
    return select(func.count()).where(*where).scalar_subquery()


def _spread(connection: Connection, alike: Sequence[ColumnElement[bool]], count: int, least: int, most: int) -> Spread:
    amount = SignedBudgetRow.weekly

    def from_below(place: int, number: int = 1) -> list[Decimal]:
        costs = connection.scalars(select(amount).where(*alike).order_by(amount).offset(place).limit(number))
        # A plan may have been signed again meanwhile, with other needs: then it is no longer counted here.
        return [in_pounds(cost) for cost in costs] or [in_pounds(most)]

    # With an even number the median lies between two. The quarters are equally far from the top and the bottom.
    quarter = (count - 1) // 4
    middle = from_below((count - 1) // 2, 2 - count % 2)
    top_down = select(amount).where(*alike).order_by(amount.desc()).offset(quarter).limit(1)
    edges = [in_pence(edge) for edge in bar_edges(in_pounds(least), in_pounds(most))]
    bars = connection.execute(
        select(*(_number(*alike, amount >= begins, amount < ends) for begins, ends in pairwise(edges)))
    ).one()
    return Spread(
        least=in_pounds(least),
        lower_quarter=from_below(quarter)[0],
        median=middle_of(middle),
        upper_quarter=in_pounds(connection.scalar(top_down) or least),
        most=in_pounds(most),
        bars=tuple(bars),
    )


def _nearest(connection: Connection, alike: Sequence[ColumnElement[bool]], weekly: int) -> tuple[Nearest, ...]:
    """The plans whose budgets are nearest: some that cost less or the same, some that cost more; nearest first.

    Plans that cost the same come in the order of the index, so the choice is always the same and nothing is sorted.
    """
    amount = SignedBudgetRow.weekly
    order = (amount, SignedBudgetRow.signed_on, SignedBudgetRow.plan_id)
    columns = (SignedBudgetRow.plan_id, SignedBudgetRow.version, amount, SignedBudgetRow.signed_on)

    def some(query: Select[str, int, int, date]) -> list[Nearest]:
        return [
            Nearest(plan_id=plan_id, version=version, weekly=in_pounds(pence), signed_on=signed_on)
            for plan_id, version, pence, signed_on in connection.execute(query.limit(NEAREST))
        ]

    below = some(select(*columns).where(*alike, amount <= weekly).order_by(*(column.desc() for column in order)))
    above = some(select(*columns).where(*alike, amount > weekly).order_by(*order))
    return tuple(sorted((*below, *above), key=lambda plan: (abs(plan.weekly - in_pounds(weekly)), plan.plan_id)))
