"""REC-2, BUD-3 · When a service is delivered, how much of it, and by whom, in words."""

from collections.abc import Sequence

from countersign.careplan.figures import day, pounds
from countersign.careplan.payment_findings import listed
from countersign.careplan.people import Provider
from countersign.careplan.service_line import DayOfWeek, ServiceLine
from countersign.wording.isolates import isolate
from countersign.wording.plain_words import an, counted

_WHOLE_WEEK = frozenset(DayOfWeek)
_WORKING_WEEK = _WHOLE_WEEK - {DayOfWeek.SATURDAY, DayOfWeek.SUNDAY}


def how_much(line: ServiceLine, with_costs: bool) -> str:
    """BUD-3: how many units of a line a week, and at what price where `with_costs`; empty where the plan says none."""
    if line.units_a_week is None:
        return ""
    unit = line.unit or "unit"
    words = f"{counted(line.units_a_week, unit)} a week"
    if not with_costs or line.unit_cost is None:
        return words
    return f"{words}, at {pounds(line.unit_cost)} {an(unit)}"


def when_delivered(line: ServiceLine) -> str:
    """REC-2: on which days and at what times: "Monday to Friday, 9:30 to 10:30". Empty where the plan says neither."""
    words = ", ".join(part for part in (_days(line.days), _listed(line.times)) if part)
    return words[:1].upper() + words[1:]


def _days(days: tuple[DayOfWeek, ...]) -> str:
    if frozenset(days) == _WHOLE_WEEK:
        return "every day"
    if frozenset(days) == _WORKING_WEEK:
        return "Monday to Friday"
    return f"each {_listed([name.value.capitalize() for name in days])}" if days else ""


def _listed(words: Sequence[str]) -> str:
    return listed(list(words)) if words else ""


def when_and_from(line: ServiceLine) -> str:
    """REC-2: the same, and from when until when: "Every day, 8:00 to 8:45, from 30 November 2026"."""
    spell = from_when(line)
    begins = "from " if line.starts_on else ""
    words = ", ".join(part for part in (when_delivered(line), f"{begins}{spell}" if spell else "") if part)
    return words[:1].upper() + words[1:]


def from_when(line: ServiceLine) -> str:
    """REC-2: the first and the last day of a line: "30 November 2026 to 4 March 2027"; empty where it has neither."""
    if line.starts_on is None:
        return f"until {day(line.ends_on)}" if line.ends_on else ""
    return f"{day(line.starts_on)}{f' to {day(line.ends_on)}' if line.ends_on else ''}"


def how_to_reach(provider: Provider) -> str:
    """A provider's name, with their telephone number where the plan has it."""
    return isolate(provider.name) + (f", {provider.telephone}" if provider.telephone else "")
