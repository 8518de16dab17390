"""AMEND-2 · In words, what an amended plan changes: for the person with names, for staff with references."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from countersign.careplan.amendments import ChangeKind
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.careplan.less_than_before import plainly_counted
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.what_changed import Change, How
from countersign.careplan.words import spelled_out

PARTS = {
    "person": "Who the person is, or how they are reached",
    "representative": "The representative",
    "advocate": "The independent advocate",
    "understanding": "What is said about understanding the plan",
    "written_to": "Who is written to",
    "practitioner": "The social care practitioner",
    "planned_by": "Who planned it",
    "team": "The team",
    "setting": "Where the person lives",
    "expert_assessor": "The expert assessor",
    "alternatives": "Other ways that were looked at",
    "direct_payment": "The direct payment",
    "indicative_budget": "The estimate of the weekly cost",
    "indicative_one_off": "The estimate of what it costs once",
    "person_pays": "What the person pays each week",
    "person_pays_once": "What the person pays once",
    "charging": "On what the charge rests",
    "how_budget_was_worked_out": "How the budget was worked out",
    "contingency_plan": "What happens if the plan fails on the day",
    "preferences": "What the person prefers",
    "how_to_talk": "How to talk with the person",
    "readiness": "What was done before the plan was sent",
    "over_indicative": "Why it costs more than the estimate",
    "agreement": "Whether the person agrees with the plan",
    "advice": "The information and advice",
    "safeguarding": "What is to be thought of to keep people safe",
    "providers": "The providers",
    "carers": "The carers",
    "sharing": "Who gets a copy",
}
"""Each part of a plan that is not a list of needs, outcomes or services, in words; any other is spelled out."""

_ITEMS = {"needs": "Need", "outcomes": "Outcome"}
_HOW = {How.NEW: "is new", How.GONE: "is not in the plan any more", How.CHANGED: "is another than before"}


NOT_FOR_THE_PERSON = frozenset({"safeguarding", "sharing"})
"""TELL-8, SHARE-8: a letter about the plan may be read by whoever a mark or a decision about a copy is about."""


def changes_in_words(
    changes: Iterable[Change], called: Callable[[ServiceLine], str], named: Callable[[str], str]
) -> tuple[str, ...]:
    """A sentence for each difference.

    `called`: what a line is called: by its service for the person, by its reference for staff. `named`: what a provider
    is called, by their reference.
    """
    return tuple(dict.fromkeys(_in_words(change, called, named) for change in changes))


def for_the_person(changes: Iterable[Change], plan: Plan, before: Plan) -> tuple[str, ...]:
    """The same for the person: services and providers by their names. Empty where nothing else changes."""
    told = (change for change in changes if change.part not in NOT_FOR_THE_PERSON)
    names = {provider.id: provider.name for provider in (*before.providers, *plan.providers)}
    return changes_in_words(told, lambda line: line.service, lambda reference: names.get(reference, reference))


def for_staff(changes: Iterable[Change]) -> tuple[str, ...]:
    """The same for staff: by references, so without anybody's name."""
    return changes_in_words(changes, lambda line: line.id, lambda reference: reference)


def _in_words(change: Change, called: Callable[[ServiceLine], str], named: Callable[[str], str]) -> str:
    if change.part in _ITEMS and change.kind is ChangeKind.WORDING:
        return f"{_ITEMS[change.part]} {change.reference} is the same, in other words."
    if change.part in _ITEMS:
        return f"{_ITEMS[change.part]} {change.reference} {_HOW[change.how]}."
    line = change.line
    if line is None:
        return _of_the_plan(change)
    if change.part == "services":
        price = a_week_and_once(line.weekly_cost, line.one_off_cost)
        return f"{called(line)} {_HOW[change.how]}: {price}."
    return f"{called(line)}: {_of_a_line(change, line, named)}."


def _of_the_plan(change: Change) -> str:
    part = PARTS.get(change.part) or spelled_out(change.part).capitalize()
    if isinstance(change.now, Decimal) and isinstance(change.before, Decimal):
        return f"{part}: {pounds(change.now)}, and it was {pounds(change.before)}."
    return f"{part}: this has changed."


def _of_a_line(change: Change, line: ServiceLine, named: Callable[[str], str]) -> str:
    now, before, unit = change.now, change.before, f" {line.unit}" if line.unit else ""
    said = {
        "service": "it is described in other words",
        "description": "it is described in other words",
        "provider": f"it comes from {_who(now, named)}, and it came from {_who(before, named)}",
        "providers": "others deliver it, or fewer, or more",
        "units_a_week": f"{_figure(now)}{unit} a week, and it was {_figure(before)}",
        "unit_cost": f"{_figure(now, money=True)} for each unit, and it was {_figure(before, money=True)}",
        "weekly_cost": f"it costs {_figure(now, money=True)} a week, and it was {_figure(before, money=True)}",
        "one_off_cost": f"it costs {_figure(now, money=True)} once, and it was {_figure(before, money=True)}",
        "starts_on": f"the first day is {_figure(now)}, and it was {_figure(before)}",
        "ends_on": f"the last day is {_figure(now)}, and it was {_figure(before)}",
        "days": "it comes on other days",
        "times": "it comes at other times",
    }
    return said.get(change.part, f"{spelled_out(change.part)} is not as it was before")


def _who(reference: object, named: Callable[[str], str]) -> str:
    return named(reference) if isinstance(reference, str) else "nobody named"


def _figure(figure: object, *, money: bool = False) -> str:
    if isinstance(figure, date):
        return day(figure)
    if isinstance(figure, Decimal):
        return pounds(figure) if money else plainly_counted(figure)
    return "not stated"
