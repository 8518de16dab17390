"""REC · The written record of a signed plan: what it says, in the person's words, as one model for every format.

Source: the procedure, "Following the sign off process the person must be given a written record of the Care and
Support Plan. It is important that the person understands: The Care and Support Plan; and How their personal budget has
been decided"; Care Act 2014 s.25 and s.26 for what it holds.

The record is a document of headings, paragraphs, lists and tables, already in words. HTML, print and plain text are
all made from it, so none can say more or less than another, and a part of the plan that was left out (SHARE-7) is
nowhere to be found: no template ever sees the plan itself. It holds no date of birth, address, e-mail or telephone
number of the person or of anyone close to them, and none of the references (N1, S1) that tie one part to another.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from careplan.budget import Budget, final_budget
from careplan.deciding import Condition, LineOtherwise
from careplan.document import Block, Column, Fact, Facts, Heading, Part, Points, Table, Words, day, lines_of, pounds
from careplan.payment import ManagedBy
from careplan.plan import DesiredOutcome, Need, OutcomeArea, Plan, PlanKind, Section, ServiceLine
from careplan.wire import Stored

SECTION_WORDS: dict[Section, str] = {
    Section.NEEDS: "the needs",
    Section.OUTCOMES: "what the person wants to achieve, and what matters to them",
    Section.SERVICES: "the care and support, and who gives it",
    Section.BUDGET: "the personal budget and what things cost",
    Section.RISKS: "what to do if something goes wrong",
}
"""What each section is called when we say that it was left out."""

AREA_WORDS: dict[OutcomeArea, str] = {
    OutcomeArea.NUTRITION: "Eating and drinking well",
    OutcomeArea.PERSONAL_HYGIENE: "Keeping clean",
    OutcomeArea.TOILET: "Using the toilet",
    OutcomeArea.CLOTHED: "Getting dressed",
    OutcomeArea.SAFE_AT_HOME: "Using your home safely",
    OutcomeArea.HABITABLE_HOME: "Looking after your home",
    OutcomeArea.RELATIONSHIPS: "Family and friends",
    OutcomeArea.WORK_AND_LEARNING: "Work, training, learning and volunteering",
    OutcomeArea.COMMUNITY_FACILITIES: "Getting out and about",
    OutcomeArea.CARING_FOR_A_CHILD: "Caring for a child",
    OutcomeArea.CARING_FOR_OTHERS: "Caring for other people",
    OutcomeArea.RECREATION: "Free time",
}

MANAGED_WORDS: dict[ManagedBy, str] = {
    ManagedBy.COUNCIL: "The council arranges it",
    ManagedBy.DIRECT_PAYMENT: "With a direct payment",
    ManagedBy.INFORMAL: "Family, friends or others help, unpaid",
    ManagedBy.OTHER: "Someone else arranges it",
}

OTHER_WAYS = (
    "We can give you this record in large print, easy read, plain text, braille, audio or British Sign Language. "
    "We can also arrange for someone to go through it with you. Please tell us."
)

_ONE_OFF = 2
"""The place of the one-off column among the costs."""


class WrittenRecord(Stored):
    """The record of one signed version, whole or in part. `left_out` names the sections that a part copy lacks."""

    plan_reference: str
    version: int
    agreed_on: date
    council: str
    title: str
    left_out: tuple[Section, ...] = ()
    notice: tuple[str, ...] = ()
    opening: tuple[Block, ...]
    parts: tuple[Part, ...]


def written_record(
    plan: Plan,
    *,
    version: int,
    agreed_on: date,
    agreed_by: str,
    review_by: date | None,
    council: str,
    complaints: str,
    sections: tuple[Section, ...] | None = None,
    otherwise: tuple[LineOtherwise, ...] = (),
    conditions: tuple[Condition, ...] = (),
) -> WrittenRecord:
    """REC-1, REC-2: the record of `plan`, which must be the version that was signed, as it was decided.

    `otherwise`: the lines that are not paid for by direct payment after all (DP-5). `conditions`: on it (DP-6).

    `sections`: for a part copy, the sections that are shared (SHARE-7); None is the whole record. `agreed_by` is a
    role or a name. What is not shared never enters the record, only the words for which sections they are.
    """
    shared = frozenset(Section) if sections is None else frozenset(sections)
    left_out = tuple(section for section in Section if section not in shared)
    title = "Your support plan" if plan.kind is PlanKind.CARER else "Your care and support plan"
    parts = (
        _needs_and_outcomes(plan, shared),
        _part("What matters to you", _paragraphs(plan.preferences) if Section.OUTCOMES in shared else []),
        _services(plan, shared),
        _direct_payment(plan, otherwise, conditions) if Section.SERVICES in shared else None,
        _budget(plan) if Section.BUDGET in shared else None,
        _part("If something goes wrong", _paragraphs(plan.contingency_plan) if Section.RISKS in shared else []),
        _people(plan, whole=not left_out, services_shared=Section.SERVICES in shared),
        _part("When we will look at your plan again", _review(review_by)),
        _part("If you are not happy", [Words(text="You have the right to complain."), *_paragraphs(complaints)]),
        _part("If you need this in another way", [Words(text=OTHER_WAYS)]),
    )
    return WrittenRecord(
        plan_reference=plan.plan_id,
        version=version,
        agreed_on=agreed_on,
        council=council,
        title=title + " (part copy)" if left_out else title,
        left_out=left_out,
        notice=_part_copy_notice(left_out),
        opening=_opening(plan, version, agreed_on, agreed_by, review_by),
        parts=tuple(part for part in parts if part is not None),
    )


def _part(heading: str, blocks: Iterable[Block]) -> Part | None:
    found = tuple(blocks)
    return Part(heading=heading, blocks=found) if found else None


def _paragraphs(text: str) -> list[Block]:
    """Somebody's own words: each line a paragraph, and lines that begin with a bullet a list."""
    blocks: list[Block] = []
    items: list[str] = []
    for line in lines_of(text):
        if line[:2] in {"- ", "• "}:
            items.append(line[2:].strip())
            continue
        if items:
            blocks.append(Points(items=tuple(items)))
            items = []
        blocks.append(Words(text=line))
    if items:
        blocks.append(Points(items=tuple(items)))
    return blocks


def _part_copy_notice(left_out: tuple[Section, ...]) -> tuple[str, ...]:
    """SHARE-7: a part copy says that it is one, and of what."""
    if not left_out:
        return ()
    return (
        "This is a part copy. Some of the plan has been left out of it.",
        "Left out: " + "; ".join(SECTION_WORDS[section] for section in left_out) + ".",
    )


def _opening(plan: Plan, version: int, agreed_on: date, agreed_by: str, review_by: date | None) -> tuple[Block, ...]:
    facts = [
        ("Name", plan.person.name),
        ("Agreed on", day(agreed_on)),
        ("Agreed by", agreed_by),
        ("Social care practitioner", plan.practitioner.name),
        *([("Review by", day(review_by))] if review_by else []),
        ("Plan reference", plan.plan_id),
        ("Version", str(version)),
    ]
    return (
        Words(text=f"This is the written record of a plan that has been agreed. “You” means {plan.person.name}."),
        Facts(rows=tuple(Fact(label=label, values=(value,)) for label, value in facts if value)),
    )


def _outcome_facts(outcomes: Iterable[DesiredOutcome]) -> list[Fact]:
    facts: list[Fact] = []
    for outcome in outcomes:
        facts.append(Fact(label="What you want to achieve", values=lines_of(outcome.description)))
        if lines_of(outcome.how_we_will_know):
            facts.append(Fact(label="How we will know", values=lines_of(outcome.how_we_will_know)))
    return facts


def _groups(plan: Plan, with_outcomes: bool) -> list[list[Need]]:
    """Needs that share the same outcomes stand together; without outcomes, those in the same area of life."""
    groups: dict[tuple[str, ...], list[Need]] = {}
    for need in plan.needs:
        aims = tuple(one.id for one in plan.outcomes if need.id in one.needs) if with_outcomes else ()
        groups.setdefault(aims or ("area", need.area.value), []).append(need)
    return list(groups.values())


def _needs_and_outcomes(plan: Plan, shared: frozenset[Section]) -> Part | None:
    """Needs grouped with the outcomes they stand in the way of, and what meets them: as much of it as is shared."""
    blocks: list[Block] = []
    aims = plan.outcomes if Section.OUTCOMES in shared else ()
    if Section.NEEDS not in shared:
        return _part("What you want to achieve", [Facts(rows=(fact,)) for fact in _outcome_facts(aims)])
    if any(not need.eligible for need in plan.needs):
        blocks.append(
            Words(
                text="An eligible need is one that the law says the council must make sure is met. "
                "Your needs here are eligible, unless we say that one is not."
            )
        )
    for group in _groups(plan, with_outcomes=bool(aims)):
        ids = {need.id for need in group}
        rows = [
            Fact(
                label="Your need" if need.eligible else "Your need (this one is not an eligible need)",
                values=lines_of(need.description),
            )
            for need in group
        ]
        rows += _outcome_facts(one for one in aims if ids & set(one.needs))
        if Section.SERVICES in shared:
            met_by = tuple(dict.fromkeys(line.service for line in plan.services if ids & set(line.needs)))
            rows += [Fact(label="How this will be met", values=met_by)] if met_by else []
        areas = dict.fromkeys(AREA_WORDS[need.area] for need in group)
        blocks += [Heading(text="; ".join(areas)), Facts(rows=tuple(rows))]
    known = {need.id for need in plan.needs}
    others = _outcome_facts(one for one in aims if not known & set(one.needs))
    if others:
        blocks += [Heading(text="Other things you want to achieve"), Facts(rows=tuple(others))]
    return _part("Your needs, and what you want to achieve" if aims else "Your needs", blocks)


def _plural(unit: str) -> str:
    if unit.endswith("s") or not unit.replace("-", "").isalpha():
        return unit
    if unit.endswith(("ch", "sh", "x")):
        return unit + "es"
    return unit[:-1] + "ies" if unit.endswith("y") and unit[-2:-1] not in "aeiou" else unit + "s"


def _how_much(line: ServiceLine, with_costs: bool) -> str:
    if line.units_a_week is None:
        return ""
    number = f"{line.units_a_week.normalize():f}"
    unit = line.unit or "unit"
    # Only a single word can be made plural with any confidence.
    one_word = unit.replace("-", "").isalpha()
    words = (
        f"{number} {unit if number == '1' else _plural(unit)} a week" if one_word else f"{number} × {unit}, each week"
    )
    if not with_costs or line.unit_cost is None:
        return words
    return f"{words}, at {pounds(line.unit_cost)} for each {unit if one_word else 'one'}"


def _who_pays(line: ServiceLine) -> str:
    if line.paid_by_other is not None:
        return line.paid_by_other
    return "Your personal budget" if line.weekly_cost or line.one_off_cost else "Nothing to pay"


def _services(plan: Plan, shared: frozenset[Section]) -> Part | None:
    """What will be done and how it is managed; what each line costs only where the budget is shared as well."""
    if Section.SERVICES not in shared:
        return None
    costs = Section.BUDGET in shared
    providers = {provider.id: provider.name for provider in plan.providers}
    blocks: list[Block] = [_costs(plan)] if costs and plan.services else []
    for line in plan.services:
        facts = (
            ("What it is", lines_of(line.description)),
            ("How it is arranged", (MANAGED_WORDS[line.managed_by],)),
            ("How much", (_how_much(line, costs),)),
            ("Who provides it", (providers.get(line.provider or "", ""),)),
        )
        rows = tuple(Fact(label=label, values=values) for label, values in facts if any(values))
        blocks += [Heading(text=line.service), Facts(rows=rows)]
    return _part("Your care and support", blocks)


def managed_otherwise_in_words(plan: Plan, otherwise: Iterable[LineOtherwise]) -> tuple[str, ...]:
    """DP-5, DP-8: what is not paid for by direct payment after all, how it is arranged instead, and why."""
    lines = {line.id: line for line in plan.services}
    return tuple(
        f"{lines[one.line].service}: not with a direct payment. {MANAGED_WORDS[lines[one.line].managed_by]}. {one.why}"
        for one in otherwise
    )


def _direct_payment(plan: Plan, otherwise: tuple[LineOtherwise, ...], conditions: tuple[Condition, ...]) -> Part | None:
    """DP-5, DP-6: what a direct payment is, its conditions with their dates, and what is managed otherwise."""
    blocks: list[Block] = []
    if plan.uses_direct_payment:
        text = (
            "A direct payment is money from the council, paid to you or to someone who manages it for you, "
            "so that you can choose and pay for support yourself."
        )
        blocks.append(Words(text=text))
    if conditions:
        blocks += [
            Heading(text="Conditions"),
            Words(text="The direct payment is agreed with these conditions:"),
            Points(items=tuple(_condition_in_words(condition) for condition in conditions)),
        ]
    if otherwise:
        blocks += [
            Heading(text="What is arranged in another way"),
            Points(items=managed_otherwise_in_words(plan, otherwise)),
        ]
    return _part("Your direct payment" if plan.uses_direct_payment else "About a direct payment", blocks)


def _condition_in_words(condition: Condition) -> str:
    if condition.first_on is None:
        return condition.what
    again = f", and every {condition.every_months} months after that" if condition.every_months else ""
    again = again.replace("every 1 months", "every month")
    return f"{condition.what} By {day(condition.first_on)}{again}."


def _costs(plan: Plan) -> Table:
    """BUD-3: the priced lines themselves. The one-off column is there only where something is paid once."""
    budget = final_budget(plan.services, plan.person_pays)
    columns = (
        Column(heading="Support"),
        Column(heading="Each week", amount=True),
        Column(heading="One-off", amount=True),
        Column(heading="Who pays"),
    )
    rows = [
        (line.service, pounds(line.weekly_cost), pounds(line.one_off_cost), _who_pays(line)) for line in plan.services
    ]
    rows.append(("Total", pounds(budget.total_cost), pounds(budget.total_one_off), ""))
    kept = [number for number, _ in enumerate(columns) if number != _ONE_OFF or budget.total_one_off]
    *body, total = (tuple(row[number] for number in kept) for row in rows)
    return Table(
        caption="What each part of your support costs",
        columns=tuple(columns[number] for number in kept),
        rows=tuple(body),
        total=total,
    )


def _budget(plan: Plan) -> Part | None:
    """BUD-1, BUD-2, REC-2: the three amounts, who else pays, and how the budget was decided."""
    budget = final_budget(plan.services, plan.person_pays)
    blocks: list[Block] = [
        Words(
            text="Your personal budget is what it costs the council to meet your needs. "
            "Part of it may be yours to pay, and the council pays the rest."
        ),
        Table(
            caption="Your personal budget each week",
            columns=(Column(heading="What it is"), Column(heading="Each week", amount=True)),
            rows=(
                ("The cost to the council of meeting your needs: your personal budget", pounds(budget.cost_to_council)),
                ("What you must pay, from your financial assessment", pounds(budget.person_pays)),
                ("What the council pays", pounds(budget.council_pays)),
            ),
        ),
    ]
    if budget.one_off:
        text = f"There is also a one-off cost of {pounds(budget.one_off)}. It is paid once, not every week."
        blocks.append(Words(text=text))
    if budget.others:
        blocks += _who_else_pays(budget)
    blocks += [
        Heading(text="How your budget was decided"),
        *(Words(text=text) for text in how_decided(budget, plan.indicative_budget)),
        *_paragraphs(plan.how_budget_was_worked_out),
        *_when_and_what(plan),
    ]
    return _part("Your personal budget", blocks)


def _when_and_what(plan: Plan) -> list[Block]:
    """DEC-8: when the person knew the amount, and what the budget covers."""
    blocks: list[Block] = []
    if plan.indicative_budget_told_on is not None:
        text = f"We told you the estimate, your indicative budget, on {day(plan.indicative_budget_told_on)}."
        blocks += [Heading(text="When you knew the amount"), Words(text=text)]
    covered = {need for line in plan.services if line.paid_by_other is None for need in line.needs}
    paid = {need for line in plan.services if line.weekly_cost or line.one_off_cost for need in line.needs} & covered
    areas = tuple(dict.fromkeys(AREA_WORDS[need.area] for need in plan.needs if need.eligible and need.id in paid))
    others = tuple(
        dict.fromkeys(
            AREA_WORDS[need.area]
            for need in plan.needs
            if need.eligible and need.id not in paid and AREA_WORDS[need.area] not in areas
        )
    )
    if areas:
        blocks += [Heading(text="What your budget covers"), Points(items=areas)]
    if others:
        blocks += [Words(text="These needs are met in another way, with no cost to your budget:"), Points(items=others)]
    return blocks


def _who_else_pays(budget: Budget) -> list[Block]:
    one_off = any(other.one_off for other in budget.others)
    columns = [Column(heading="Who"), Column(heading="Each week", amount=True)]
    columns += [Column(heading="One-off", amount=True)] if one_off else []
    rows = tuple(
        (other.who, pounds(other.weekly), *([pounds(other.one_off)] if one_off else [])) for other in budget.others
    )
    text = f"With this, everything in your plan costs {pounds(budget.total_cost)} a week"
    text += f", and {pounds(budget.total_one_off)} once." if budget.total_one_off else "."
    return [
        Heading(text="Who else pays"),
        Words(text="Some of your support is paid for by others. This is on top of your personal budget."),
        Table(caption="What others pay" if one_off else "What others pay each week", columns=tuple(columns), rows=rows),
        Words(text=text),
    ]


def how_decided(budget: Budget, indicative: Decimal) -> tuple[str, ...]:
    """REC-2: how the budget was decided, from its figures, in words the person can follow."""
    cost = budget.cost_to_council
    if cost > indicative:
        compared = (
            f"This is {pounds(cost - indicative)} a week more than the estimate. The estimate is not a limit. "
            "Your budget is the real cost of support that can meet your needs and is there when you need it."
        )
    elif cost < indicative:
        compared = (
            f"This is {pounds(indicative - cost)} a week less than the estimate. "
            "Your budget is the real cost of the support in your plan, which meets your needs."
        )
    else:
        compared = "This is the same as the estimate."
    if budget.person_pays:
        paid = (
            f"A financial assessment looked at what you can afford. It found that you must pay "
            f"{pounds(budget.person_pays)} a week. The council pays the other {pounds(budget.council_pays)} a week."
        )
    else:
        paid = "You do not have to pay any of this. The council pays all of it."
    estimated = f"Before planning began, we estimated what your support might cost: {pounds(indicative)} a week."
    added_up = "Then we planned your support with you, and added up what each part costs the council"
    return (
        f"{estimated} This estimate is called the indicative budget.",
        f"{added_up}: {pounds(cost)} a week. {compared}",
        paid,
    )


def _people(plan: Plan, *, whole: bool, services_shared: bool) -> Part | None:
    """Who is involved. In a part copy, those who give care are named only where the care itself is shared."""
    practitioner = plan.practitioner
    phone = f", telephone {practitioner.telephone}" if practitioner.telephone else ""
    people: list[tuple[str, tuple[str, ...]]] = [("Your social care practitioner", (practitioner.name + phone,))]
    if whole:
        if plan.planned_by is not None:
            people.append(("Who planned it with you", (plan.planned_by.organisation,)))
        if plan.representative is not None:
            representative = plan.representative
            people.append(("Who acts for you", (f"{representative.name} ({representative.relationship})",)))
    if services_shared:
        people.append(("Who cares for you", tuple(f"{carer.name} ({carer.relationship})" for carer in plan.carers)))
        people.append(("Who provides services", tuple(provider.name for provider in plan.providers)))
    rows = tuple(Fact(label=label, values=values) for label, values in people if values)
    return _part("Who is involved", [Facts(rows=rows)])


def _review(review_by: date | None) -> list[Block]:
    first = (
        f"We will look at your plan again with you by {day(review_by)}."
        if review_by
        else "We will look at your plan again with you, and will tell you when."
    )
    return [Words(text=f"{first} If things change, tell us. You can ask us to change the plan at any time.")]
