"""DEC-9 · How a plan's cost to the council changed since the version before: a week and once, each by itself."""

from decimal import Decimal

from countersign.careplan.figures import pounds
from countersign.careplan.resubmission import CostChange

THE_SAME = "the same cost"


def cost_change_in_words(change: CostChange) -> tuple[str, ...]:
    """A sentence for what changed each week, and one for what changed once; none for what stayed as it was.

    >>> change = CostChange(weekly_before="200.00", weekly="260.00", one_off_before="900.00", one_off="0.00")
    >>> for sentence in cost_change_in_words(change):
    ...     print(sentence)
    Each week the plan costs the council £60.00 more than before: £260.00, and it was £200.00.
    Once the plan costs the council £900.00 less than before: nothing, and it was £900.00.
    """
    parts = (
        ("Each week", change.weekly, change.weekly_before),
        ("Once", change.one_off, change.one_off_before),
    )
    return tuple(
        f"{how_often} the plan costs the council {pounds(abs(now - before))} {'less' if now < before else 'more'} than "
        f"before: {_amount(now)}, and it was {_amount(before)}."
        for how_often, now, before in parts
        if now != before
    )


def _amount(amount: Decimal) -> str:
    return pounds(amount) if amount else "nothing"


def dearer_or_cheaper(weekly: Decimal, than_weekly: Decimal, once: Decimal, than_once: Decimal) -> str:
    """What costs so much beside what costs so much else: a week and once, each by itself.

    >>> dearer_or_cheaper(Decimal("690.00"), Decimal("750.00"), Decimal("900.00"), Decimal("0.00"))
    '£60.00 a week cheaper, and £900.00 once dearer'
    >>> dearer_or_cheaper(Decimal("690.00"), Decimal("690.00"), Decimal("0.00"), Decimal("0.00"))
    'the same cost'
    """
    said = [
        f"{pounds(abs(cost - other))} {how_often} {'cheaper' if cost < other else 'dearer'}"
        for how_often, cost, other in (("a week", weekly, than_weekly), ("once", once, than_once))
        if cost != other
    ]
    return ", and ".join(said) or THE_SAME
