"""REC-2, BUD-3 · When a service is delivered, how much of it, and by whom, in words."""

from countersign.careplan.figures import day, pounds
from countersign.careplan.people import Provider
from countersign.careplan.service_line import ServiceLine
from countersign.wording.isolates import isolate
from countersign.wording.plain_words import an, counted


def how_much(line: ServiceLine, with_costs: bool) -> str:
    """BUD-3: how many units of a line a week, and at what price where `with_costs`; empty where the plan says none."""
    if line.units_a_week is None:
        return ""
    unit = line.unit or "unit"
    words = f"{counted(line.units_a_week, unit)} a week"
    if not with_costs or line.unit_cost is None:
        return words
    return f"{words}, at {pounds(line.unit_cost)} {an(unit)}"


def when_delivered(line: ServiceLine) -> tuple[str, ...]:
    """REC-2: on which days and at what times, as far as the plan says."""
    days = [name.value.capitalize() for name in line.days]
    each = " and ".join(part for part in (", ".join(days[:-1]), *days[-1:]) if part)
    return tuple(part for part in (f"Each {each}" if each else "", *line.times) if part)


def from_when(line: ServiceLine) -> str:
    """REC-2: the first and the last day of a line: "30 November 2026 to 4 March 2027"; empty where it has neither."""
    if line.starts_on is None:
        return f"until {day(line.ends_on)}" if line.ends_on else ""
    return f"{day(line.starts_on)}{f' to {day(line.ends_on)}' if line.ends_on else ''}"


def how_to_reach(provider: Provider) -> str:
    """A provider's name, with their telephone number where the plan has it."""
    return isolate(provider.name) + (f", {provider.telephone}" if provider.telephone else "")
