"""AMEND-2 · In words, what an amended plan changes: for the person with names, for staff with references."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from countersign.careplan.amendments import ChangeKind
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.careplan.less_than_before import Lowered, Lowers, lowered, plainly_counted
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.plan import Plan
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.what_changed import (
    Change,
    How,
    gone_for_nothing,
    leaves_support,
    needs_lost,
    takes,
    what_changed,
)
from countersign.careplan.words import spelled_out
from countersign.wording.cost_changes import lowered_in_words
from countersign.wording.isolates import isolate
from countersign.wording.plain_words import AREA_WORDS, counted, singular

PARTS = {
    "person": "Names and addresses, or how letters are sent",
    "representative": "The representative",
    "advocate": "The independent advocate",
    "understanding": "Help with understanding the plan",
    "written_to": "Who is written to",
    "practitioner": "The social care practitioner",
    "planned_by": "Who planned it",
    "team": "The team",
    "setting": "The kind of home that the plan is for",
    "very_complex": "Whether the plan is very complex",
    "distinctive": "Whether the plan is out of the ordinary",
    "expert_assessor": "The expert assessor",
    "alternatives": "Other ways that were looked at",
    "direct_payment": "The direct payment",
    "indicative_budget": "The estimate of the weekly cost",
    "indicative_one_off": "The estimate of what it costs once",
    "indicative_budget_told_on": "The day on which the estimate was told",
    "planning_began_on": "The day on which planning began",
    "person_pays": "The charge each week",
    "person_pays_once": "The charge that is paid once",
    "charging": "What the charge is based on",
    "how_budget_was_worked_out": "How the budget was worked out",
    "contingency_plan": "What to do if something goes wrong",
    "preferences": "Preferences",
    "how_to_talk": "How best to talk together",
    "readiness": "What was done while the plan was written",
    "over_indicative": "Why it costs more than the estimate",
    "agreement": "What is said about agreeing with the plan",
    "advice": "The information and advice",
    "safeguarding": "What is to be thought of to keep people safe",
    "providers": "The providers",
    "carers": "The carers",
    "sharing": "Who gets a copy",
}
"""Each part of a plan that is not a list of needs, outcomes or services, in words; any other is spelled out."""

_ITEMS = {"needs": "Need", "outcomes": "Outcome"}
_HOW = {How.NEW: "is new", How.GONE: "is not in the plan any more", How.CHANGED: "has changed"}

_LONGEST_OUTCOME = 200
"""How many characters of an outcome are repeated; the record has it whole."""

NOT_FOR_THE_PERSON = frozenset({"safeguarding", "sharing"})
"""TELL-8, SHARE-8: a letter about the plan may be read by whoever a mark or a decision about a copy is about."""

_SAYS_NOTHING_TO_THEM = frozenset(
    {"readiness", "very_complex", "distinctive", "expert_assessor", "planning_began_on", "indicative_budget_told_on"}
)
"""How the council works out and decides a plan: nothing of it is support."""

LOWERED_BY = {
    Lowers.PAYS_MORE_WEEKLY: "person_pays",
    Lowers.PAYS_MORE_ONCE: "person_pays_once",
    Lowers.FEWER_UNITS: "units_a_week",
    Lowers.FEWER_DAYS: "days",
    Lowers.FEWER_TIMES: "times",
    Lowers.STARTS_LATER: "starts_on",
    Lowers.ENDS_SOONER: "ends_on",
}
"""The part of a plan, or the field of a line, that gives less."""


class Told(NamedTuple):
    """AMEND-2, DEC-9: what a letter says of an amended plan. No change stands in two of its lists."""

    changes: tuple[str, ...] = ()
    """What it changes, beside what is less or dearer to them: a sentence for each."""

    lowered: tuple[str, ...] = ()
    """What gives the person less support."""

    pays_more: tuple[str, ...] = ()
    """What charges them more."""

    support_stays: bool = False
    """Whether their support, and what they pay for it, stay exactly as they are."""

    is_a_cut: bool = False
    """Whether it takes something from them, or costs the council less."""


def told_of(plan: Plan, before: Plan, on: date, earlier: Sequence[Plan] = ()) -> Told:
    """What the person is told of an amended plan. `before`: the one in force. `on`: the day of the new one.

    `earlier`: the versions that were in force before that, the oldest first.
    """
    found = lowered(plan, before, on, runs=True, earlier=earlier)
    changes = what_changed(plan, before)
    gone = {line.id for line in gone_for_nothing(plan, before)}
    less = {(one_thing.line.id if one_thing.line else "", LOWERED_BY[one_thing.how]) for one_thing in found}
    less |= {(reference, "services") for reference in gone}
    less |= {(reference, "needs") for reference in needs_lost(plan, before)}
    takes_away = [change for change in changes if (change.reference, change.part) in less and _is_whole(change)]
    others = [change for change in changes if (change.reference, change.part) not in less]
    return Told(
        changes=for_the_person(others, plan, before),
        lowered=(*_lowered(found, pays_more=False), *for_the_person(takes_away, plan, before)),
        pays_more=_lowered(found, pays_more=True),
        support_stays=leaves_support(changes),
        is_a_cut=bool(takes(plan, before, on, earlier)),
    )


def _is_whole(change: Change) -> bool:
    """Whether a service, or a need, is lost as a whole: the words of what has less of it say the rest."""
    return change.part in ("services", "needs")


def _lowered(found: Iterable[Lowered], *, pays_more: bool) -> tuple[str, ...]:
    return lowered_in_words((change for change in found if change.is_a_charge is pays_more), _quoted)


def _quoted(line: ServiceLine) -> str:
    return f"“{isolate(line.service)}”"


def changes_in_words(
    changes: Iterable[Change],
    called: Callable[[ServiceLine], str],
    named: Callable[[str], str],
    item: Callable[[Change], str],
) -> tuple[str, ...]:
    """A sentence for each difference.

    `called`: what a line is called: by its service for the person, by its reference for staff. `named`: what a provider
    is called, by their reference. `item`: what a need or an outcome is called.
    """
    return tuple(dict.fromkeys(_in_words(change, called, named, item) for change in changes))


def for_the_person(changes: Iterable[Change], plan: Plan, before: Plan) -> tuple[str, ...]:
    """The same for the person: services and providers by their names. Empty where nothing else changes."""
    told = (change for change in changes if change.part not in NOT_FOR_THE_PERSON | _SAYS_NOTHING_TO_THEM)
    names = {provider.id: isolate(provider.name) for provider in (*before.providers, *plan.providers)}
    return changes_in_words(told, _quoted, lambda reference: names.get(reference, reference), _item_for_the_person)


def for_staff(changes: Iterable[Change]) -> tuple[str, ...]:
    """The same for staff: by references, so without anybody's name."""
    return changes_in_words(changes, lambda line: line.id, lambda reference: reference, _item_for_staff)


def _item_for_staff(change: Change) -> str:
    return f"{_ITEMS[change.part]} {change.reference}"


def _item_for_the_person(change: Change) -> str:
    """A reference says nothing to them: a need by its area of life, an outcome by its words."""
    item = change.now or change.before
    if isinstance(item, Need):
        return f"A need to do with “{AREA_WORDS[item.area].lower()}”"
    said = (
        " ".join((item.to_the_person or item.description).split()).strip('"“”')
        if isinstance(item, DesiredOutcome)
        else ""
    )
    short = said if len(said) <= _LONGEST_OUTCOME else f"{said[:_LONGEST_OUTCOME].rpartition(' ')[0]} …"
    return f"What is to be achieved, “{isolate(short)}”,"


def _in_words(
    change: Change,
    called: Callable[[ServiceLine], str],
    named: Callable[[str], str],
    item: Callable[[Change], str],
) -> str:
    if change.part in _ITEMS and change.kind is ChangeKind.WORDING:
        return f"{item(change)} is the same, in other words."
    if change.line is None and change.part in _ITEMS:
        before, now = change.before, change.now
        is_lost = isinstance(before, Need) and isinstance(now, Need) and before.eligible and not now.eligible
        return f"{item(change)} {'is not an eligible need any more' if is_lost else _HOW[change.how]}."
    line = change.line
    if line is None:
        return _of_the_plan(change)
    if change.part == "services":
        return _of_a_whole_line(change, line, called(line))
    return f"{called(line)}: {_of_a_line(change, line, named)}."


def _of_a_whole_line(change: Change, line: ServiceLine, called: str) -> str:
    price = a_week_and_once(line.weekly_cost, line.one_off_cost)
    if not line.weekly_cost and not line.one_off_cost:
        return f"{called} {_HOW[change.how]}."
    return (
        f"{called} {_HOW[change.how]}. It cost {price}."
        if change.how is How.GONE
        else f"{called} {_HOW[change.how]}: {price}."
    )


def _of_the_plan(change: Change) -> str:
    part = PARTS.get(change.part) or spelled_out(change.part).capitalize()
    if isinstance(change.now, Decimal) and isinstance(change.before, Decimal):
        return f"{part}: {pounds(change.now)}, and it was {pounds(change.before)}."
    return f"{part}: this has changed."


def _of_a_line(change: Change, line: ServiceLine, named: Callable[[str], str]) -> str:
    now, before = change.now, change.before
    so_many = counted(now, isolate(line.unit)) if isinstance(now, Decimal) and line.unit else _figure(now)
    said = {
        "service": "it is described in other words",
        "description": "it is described in other words",
        "provider": f"it comes from {_who(now, named)}, and it came from {_who(before, named)}",
        "providers": "who gives it has changed",
        "needs": "the needs that it is for have changed",
        "managed_by": "how it is managed has changed",
        "unit": "how it is counted has changed",
        "units_a_week": f"{so_many} a week, and it was {_figure(before)}",
        "unit_cost": f"{_figure(now, money=True)} for each {_of_one(line)}, and it was {_figure(before, money=True)}",
        "weekly_cost": f"it costs {_figure(now, money=True)} a week, and it was {_figure(before, money=True)}",
        "one_off_cost": f"it costs {_figure(now, money=True)} once, and it was {_figure(before, money=True)}",
        "starts_on": f"the first day is {_figure(now)}, and it was {_figure(before)}",
        "ends_on": f"the last day is {_figure(now)}, and it was {_figure(before)}",
        "one_off_shares": "what others pay for it has changed",
        "paid_by_other": "who else pays for it has changed",
        "payee": "who is paid for it has changed",
        "in_a_care_home": "whether it is in a care home has changed",
        "care_home_stays": "the stays in a care home have changed",
        "personal_assistants": "who is employed for it has changed",
        "employer_cost": "what it costs to be an employer has changed",
        "commissioned": "what the council could arrange instead has changed",
        "otherwise": "how it is managed if not by direct payment has changed",
        "days": "it comes on other days",
        "times": "it comes at other times",
    }
    return said[change.part]


def _of_one(line: ServiceLine) -> str:
    """What a price is for: one hour. Several words may have an article of their own."""
    return singular(line.unit) if line.unit and line.unit.replace("-", "").isalpha() else "unit"


def _who(reference: object, named: Callable[[str], str]) -> str:
    return named(reference) if isinstance(reference, str) else "nobody named"


def _figure(figure: object, *, money: bool = False) -> str:
    if isinstance(figure, date):
        return day(figure)
    if isinstance(figure, Decimal):
        return pounds(figure) if money else plainly_counted(figure)
    return "not stated"
