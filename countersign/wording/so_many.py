"""BUD-3 · How many units a week, as people say it."""

from decimal import Decimal


def so_many_a_week(number: Decimal, unit: str) -> str:
    """A number of units a week. Only a single word can be made plural safely.

    >>> so_many_a_week(Decimal("4.50"), "hour")
    '4.5 hours a week'
    >>> so_many_a_week(Decimal("1.00"), "visit")
    '1 visit a week'
    >>> so_many_a_week(Decimal("2"), "half an hour")
    '2 × half an hour, each week'
    """
    counted = f"{number.normalize():f}"
    if not is_one_word(unit):
        return f"{counted} × {unit}, each week"
    return f"{counted} {unit if counted == '1' else _plural(unit)} a week"


def is_one_word(unit: str) -> bool:
    """Whether it is a single word, such as hour or half-day."""
    return unit.replace("-", "").isalpha()


def _plural(unit: str) -> str:
    if unit.endswith("s"):
        return unit
    if unit.endswith(("ch", "sh", "x")):
        return unit + "es"
    return unit[:-1] + "ies" if unit.endswith("y") and unit[-2:-1] not in "aeiou" else unit + "s"
