"""DEC-7 · The budgets of signed plans, as figures and codes, and how one budget sits among those that are alike.

Every question is answered from one index, without reading a plan: under 50 ms over 100,000 signed plans
(`bench/consistency.py` measures it).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from careplan.budget import weekly_cost_to_council
from careplan.consistency import BARS, Among, Likeness, Nearest, Spread, differ_by_one, profile
from careplan.plan import Plan
from careplan.scheme import Scheme
from careplan.working_time import add_months
from store.plans import in_pence, in_pounds
from store.tables import SignedBudgetRow

NEAREST = 3
"""How many plans are named on each side."""


def keep_signed(session: Session, plan: Plan, version: int, signed_on: date) -> None:
    """Keep the budget of a plan that is signed. `plan`: as it was decided. The latest version counts."""
    session.merge(
        SignedBudgetRow(
            plan_id=plan.plan_id,
            version=version,
            kind=plan.kind.value,
            setting=plan.setting.value,
            needs=profile(plan.needs),
            weekly=in_pence(weekly_cost_to_council(plan.services)),
            signed_on=signed_on,
        )
    )


def among(session: Session, plan: Plan, scheme: Scheme, on: date) -> Among:
    """DEC-7: where a plan's budget is among signed plans that are alike, itself left out."""
    weekly = in_pence(weekly_cost_to_council(plan.services))
    since = add_months(on, -scheme.consistency.within_months)
    enough = scheme.consistency.at_least
    needs = profile(plan.needs)
    likeness, alike = Likeness.SAME, _alike(plan, (needs,), since)
    counted = _counted(session, alike, weekly)
    if counted[0] < enough:
        likeness, alike = Likeness.NEARLY, _alike(plan, (needs, *differ_by_one(needs)), since)
        counted = _counted(session, alike, weekly)
    count, below, same, least, most = counted
    found = Among(
        weekly=in_pounds(weekly),
        kind=plan.kind,
        setting=plan.setting,
        likeness=likeness,
        count=count,
        enough=enough,
        since=since,
        below=below,
        same=same,
        nearest=_nearest(session, alike, weekly),
    )
    if count < enough or least is None or most is None:
        return found
    return found.model_copy(update={"spread": _spread(session, alike, count, least, most)})


def _alike(plan: Plan, needs: Sequence[int], since: date) -> tuple[ColumnElement[bool], ...]:
    return (
        SignedBudgetRow.kind == plan.kind.value,
        SignedBudgetRow.setting == plan.setting.value,
        SignedBudgetRow.needs == needs[0] if len(needs) == 1 else SignedBudgetRow.needs.in_(needs),
        SignedBudgetRow.signed_on >= since,
        SignedBudgetRow.plan_id != plan.plan_id,
    )


def _counted(
    session: Session, alike: Sequence[ColumnElement[bool]], weekly: int
) -> tuple[int, int, int, int | None, int | None]:
    """How many there are, how many cost less, how many the same; the least and the most, or None."""
    amount = SignedBudgetRow.weekly
    row = session.execute(
        select(
            func.count(),
            func.count().filter(amount < weekly),
            func.count().filter(amount == weekly),
            func.min(amount),
            func.max(amount),
        ).where(*alike)
    ).one()
    return row[0], row[1], row[2], row[3], row[4]


def _spread(session: Session, alike: Sequence[ColumnElement[bool]], count: int, least: int, most: int) -> Spread:
    amount = SignedBudgetRow.weekly

    def at(place: int) -> Decimal:
        found = session.scalar(select(amount).where(*alike).order_by(amount).offset(place).limit(1))
        return in_pounds(found if found is not None else most)

    middle = (at((count - 1) // 2) + at(count // 2)) / 2
    width = most - least + 1
    number = ((amount - least) * BARS).op("/")(width)  # of whole numbers: both databases leave the fraction away
    rows = session.execute(select(number, func.count()).where(*alike).group_by(number))
    bars = dict.fromkeys(range(BARS), 0) | {int(each): total for each, total in rows}
    return Spread(
        least=in_pounds(least),
        lower_quarter=at((count - 1) // 4),
        median=middle.quantize(Decimal("0.01")),
        upper_quarter=at(count - 1 - (count - 1) // 4),
        most=in_pounds(most),
        bars=tuple(bars[number] for number in range(BARS)),
    )


def _nearest(session: Session, alike: Sequence[ColumnElement[bool]], weekly: int) -> tuple[Nearest, ...]:
    """The plans whose budgets are nearest: some that cost less or the same, some that cost more; nearest first."""
    amount = SignedBudgetRow.weekly
    columns = (SignedBudgetRow.plan_id, SignedBudgetRow.version, amount, SignedBudgetRow.signed_on)

    def some(query: Select[str, int, int, date]) -> list[Nearest]:
        return [
            Nearest(plan_id=plan_id, version=version, weekly=in_pounds(pence), signed_on=signed_on)
            for plan_id, version, pence, signed_on in session.execute(query.limit(NEAREST))
        ]

    below = some(select(*columns).where(*alike, amount <= weekly).order_by(amount.desc()))
    above = some(select(*columns).where(*alike, amount > weekly).order_by(amount))
    return tuple(sorted((*below, *above), key=lambda one: (abs(one.weekly - in_pounds(weekly)), one.plan_id)))
