"""BUD-1 · Who pays what of a personal budget, each week and once, in words that fit the case.

Nobody is told of a financial assessment that was not made, nor of a part that nobody pays. Letters, the written record
and the brief take their words from here.
"""

from countersign.careplan.budget import Budget
from countersign.careplan.charging import HowCharged, WhyNotCharged
from countersign.careplan.figures import a_week_and_once, day, pounds
from countersign.wording.document import Column, Table

_WHY_NOT = {
    WhyNotCharged.AFTERCARE: "It is aftercare under section 117 of the Mental Health Act, which is free.",
    WhyNotCharged.FREE_BY_LAW: "The law says that this support is free.",
    WhyNotCharged.COUNCIL_DOES_NOT_CHARGE: "The council does not charge for this support.",
}


def is_assessed(budget: Budget) -> bool:
    """Whether the amounts rest on a financial assessment. Not stated: they do where the person pays a part."""
    if budget.charging is not None:
        return budget.charging.how is HowCharged.ASSESSED
    return _person_pays(budget) and _council_pays(budget)


def what_it_rests_on(budget: Budget) -> str:
    """From what a charge follows, as words that go on after an amount: ", from your financial assessment of ...".

    Empty where there was no financial assessment.
    """
    if not is_assessed(budget):
        return ""
    on = budget.charging.assessed_on if budget.charging else None
    return f", from your financial assessment{f' of {day(on)}' if on else ''}"


def amounts_of(budget: Budget, *, the: str, whose: str, who: str) -> tuple[Table, ...]:
    """BUD-1: the three amounts, in one table for what is paid each week, and one for what is paid once.

    A table stands only where something is paid. `the`: "the" or "your", before the budget and the assessment.
    `whose`, `who`: how the text refers to the person.
    """
    named = "personal budget"
    parts = (
        (f"{named} each week", "Each week", budget.cost_to_council, budget.person_pays, budget.council_pays),
        (f"{named} paid once", "Once", budget.one_off, budget.person_pays_once, budget.council_pays_once),
    )
    from_what = f", from {the} financial assessment" if is_assessed(budget) else ""
    return tuple(
        Table(
            caption=f"{the.capitalize()} {caption}",
            columns=(Column(heading="What it is"), Column(heading=heading, amount=True)),
            rows=(
                (f"The cost to the council of meeting {whose} needs", pounds(cost)),
                (f"What {who} must pay{from_what}", pounds(person)),
                ("What the council pays", pounds(council)),
            ),
        )
        for caption, heading, cost, person, council in parts
        if cost
    )


def who_pays(budget: Budget, who: str = "you") -> str:
    """BUD-1: who pays the budget, weekly and one-off amounts alike. `who`: how the text refers to the person."""
    if not (budget.cost_to_council or budget.one_off):
        return "Meeting these needs costs the council nothing, so there is nothing to pay."
    person = a_week_and_once(budget.person_pays, budget.person_pays_once)
    council = a_week_and_once(budget.council_pays, budget.council_pays_once)
    begins = f"{who[:1].upper()}{who[1:]}"
    assessed = f"A financial assessment looked at what {who} can afford. It found that {who}"
    if not _person_pays(budget):
        nothing = f"{'do' if who == 'you' else 'does'} not have to pay any of this."
        said = f"{assessed} {nothing}" if is_assessed(budget) else f"{begins} {nothing}"
        why_not = budget.charging.why_not if budget.charging else None
        return f"{said}{f' {_WHY_NOT[why_not]}' if why_not else ''} The council pays all of it."
    said = f"{assessed} must pay" if is_assessed(budget) else f"{begins} must pay"
    if not _council_pays(budget):
        return f"{said} all of it: {person}."
    return f"{said} {person}. The council pays the other {council}."


def _person_pays(budget: Budget) -> bool:
    return bool(budget.person_pays or budget.person_pays_once)


def _council_pays(budget: Budget) -> bool:
    return bool(budget.council_pays or budget.council_pays_once)
