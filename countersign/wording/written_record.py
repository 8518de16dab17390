"""REC · The written record of a signed plan: what it says, in words for the person, as one model for every format.

Source: the procedure, "Following the sign off process the person must be given a written record of the Care and
Support Plan. It is important that the person understands: The Care and Support Plan; and How their personal budget has
been decided"; Care Act 2014 s.25 and s.26 for what it holds.

The record is a document of headings, paragraphs, lists and tables, already in words. HTML, print and plain text are
all made from this document, so none can say more or less than another. No template ever sees the plan itself, so a part
of the plan that was left out (SHARE-7) is in no format. The record holds no date of birth, address, e-mail or telephone
number of the person or of anyone close to them, and none of the references (N1, S1) that tie one part to another.
"""

from collections.abc import Iterable
from datetime import date

from countersign.careplan.consent import Section
from countersign.careplan.decision_parts import Condition, LineOtherwise
from countersign.careplan.figures import day, pounds
from countersign.careplan.needs import DesiredOutcome, Need
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.service_line import ServiceLine
from countersign.careplan.wire import Stored
from countersign.careplan.worth_a_look import met_under_a_power
from countersign.wording.budget_in_words import about_the_budget, costs
from countersign.wording.document import Block, Fact, Facts, Heading, Part, Words, lines_of, paragraphs
from countersign.wording.payment_in_words import about_the_payment, employers_costs, under_their_wages
from countersign.wording.plain_words import AREA_WORDS, MANAGED_WORDS, SECTION_WORDS, at_least_every
from countersign.wording.so_many import is_one_word, so_many_a_week

OTHER_WAYS = (
    "We can give you this record in large print, easy read, plain text, braille, audio or British Sign Language. "
    "We can also arrange for someone to go through it with you. Please tell us."
)


NEVER_LESS_BY_ITSELF = "Looking at the plan does not change the budget by itself."
"""REV-4, in the words of the record."""


class WrittenRecord(Stored):
    """The record of a signed version, whole or in part."""

    plan_reference: str

    version: int
    """The version that was signed."""

    agreed_on: date

    council: str
    """The council's name."""

    title: str

    is_part: bool = False
    """Whether it is a part copy."""

    left_out: tuple[Section, ...] = ()
    """The sections that a part copy lacks; empty where it does not say what is missing (SHARE-8)."""

    notice: tuple[str, ...] = ()
    """What a part copy says about what it lacks; empty in the whole record."""

    opening: tuple[Block, ...]
    """What stands before the parts: whose plan it is, and when it was agreed."""

    parts: tuple[Part, ...]


def written_record(
    plan: Plan,
    *,
    version: int,
    agreed_on: date,
    agreed_by: str,
    review_by: date | None,
    council: str,
    council_telephone: str,
    complaints: str,
    practitioner: tuple[str, str],
    sections: tuple[Section, ...] | None = None,
    otherwise: tuple[LineOtherwise, ...] = (),
    conditions: tuple[Condition, ...] = (),
    then_every_months: int = 12,
    payment_review_by: date | None = None,
    is_net: bool = True,
    says_what_is_missing: bool = True,
) -> WrittenRecord:
    """REC-1, REC-2: the record of `plan`, which must be the version that was signed, as it was decided.

    `agreed_by`: a role or a name. `practitioner`: their name and telephone number by the register, each empty where
    it has none; then the record has the council's own number (WHO-5). `sections`: for a part copy, the sections that
    are shared (SHARE-7); None for the whole record. `otherwise`: the lines that are not paid for by direct payment
    after all (DP-5). `conditions`: the conditions of the direct payment (DP-6). `then_every_months`: how many months
    at most lie between reviews (REV-1). `payment_review_by`: by when the direct payment is reviewed first (REV-3).
    `is_net`: what the person pays comes off it first (DP-9). What is not shared never enters the record: it only
    names the sections, and not even these without `says_what_is_missing` (SHARE-8).
    """
    shared = frozenset(Section) if sections is None else frozenset(sections)
    left_out = tuple(section for section in Section if section not in shared)
    title = "Your support plan" if plan.kind is PlanKind.CARER else "Your care and support plan"
    parts = (
        _needs_and_outcomes(plan, shared),
        _part("What matters to you", paragraphs(plan.preferences) if Section.OUTCOMES in shared else []),
        _services(plan, shared),
        _direct_payment(plan, otherwise, conditions, shared, is_net=is_net) if Section.SERVICES in shared else None,
        _part("Your personal budget", about_the_budget(plan, shared) if Section.BUDGET in shared else []),
        _part("If something goes wrong", paragraphs(plan.contingency_plan) if Section.RISKS in shared else []),
        _part("Information and advice that we gave you", paragraphs(plan.advice) if Section.NEEDS in shared else []),
        _people(
            plan,
            _reached_at(*practitioner, council_telephone),
            whole=not left_out,
            services_shared=Section.SERVICES in shared,
        ),
        _part("When we will look at your plan again", _reviews(review_by, then_every_months, payment_review_by)),
        _part("If you are not happy", [Words(text="You have the right to complain."), *paragraphs(complaints)]),
        _part("If you need this in another way", [Words(text=OTHER_WAYS)]),
    )
    return WrittenRecord(
        plan_reference=plan.plan_id,
        version=version,
        agreed_on=agreed_on,
        council=council,
        title=title + " (part copy)" if left_out else title,
        is_part=bool(left_out),
        left_out=left_out if says_what_is_missing else (),
        notice=_part_copy_notice(left_out, says_what_is_missing=says_what_is_missing),
        opening=_opening(plan, version, agreed_on, agreed_by, review_by, practitioner[0]),
        parts=tuple(part for part in parts if part is not None),
    )


def _part(heading: str, blocks: Iterable[Block]) -> Part | None:
    all_blocks = tuple(blocks)
    return Part(heading=heading, blocks=all_blocks) if all_blocks else None


def _part_copy_notice(left_out: tuple[Section, ...], *, says_what_is_missing: bool) -> tuple[str, ...]:
    """SHARE-7, SHARE-8: a part copy says that it is one, and, where no risk is the reason, what was left out."""
    if not left_out:
        return ()
    if not says_what_is_missing:
        return ("This is a part copy.",)
    return (
        "This is a part copy. Some of the plan has been left out of it.",
        "Left out: " + "; ".join(SECTION_WORDS[section] for section in left_out) + ".",
    )


def _opening(
    plan: Plan, version: int, agreed_on: date, agreed_by: str, review_by: date | None, practitioner_name: str
) -> tuple[Block, ...]:
    facts = [
        ("Name", plan.person.name),
        ("Agreed on", day(agreed_on)),
        ("Agreed by", agreed_by),
        ("Social care practitioner", practitioner_name),
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
    """Groups of needs: those with the same outcomes; or, without outcomes, those in the same area of life."""
    groups: dict[tuple[str, ...], list[Need]] = {}
    for need in plan.needs:
        aims = tuple(outcome.id for outcome in plan.outcomes if need.id in outcome.needs) if with_outcomes else ()
        groups.setdefault(aims or ("area", need.area.value), []).append(need)
    return list(groups.values())


def _needs_and_outcomes(plan: Plan, shared: frozenset[Section]) -> Part | None:
    """Groups of needs, each with its outcomes and what meets the needs: as much of it as is shared."""
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
    if Section.SERVICES in shared and met_under_a_power(plan.needs, plan.services):
        besides = " as well" if any(need.eligible for need in plan.needs) else ""
        text = f"We will help with a need that is not eligible{besides}: the law lets us, though it does not oblige us."
        blocks.append(Words(text=text))
    for group in _groups(plan, with_outcomes=bool(aims)):
        ids = {need.id for need in group}
        rows = [
            Fact(
                label="Your need" if need.eligible else "Your need (this one is not an eligible need)",
                values=lines_of(need.description),
            )
            for need in group
        ]
        rows += _outcome_facts(outcome for outcome in aims if ids & set(outcome.needs))
        if Section.SERVICES in shared:
            met_by = _met_by(plan, ids)
            rows += [Fact(label="How this will be met", values=met_by)] if met_by else []
        areas = dict.fromkeys(AREA_WORDS[need.area] for need in group)
        blocks += [Heading(text="; ".join(areas)), Facts(rows=tuple(rows))]
    known = {need.id for need in plan.needs}
    other_outcomes = _outcome_facts(outcome for outcome in aims if not known & set(outcome.needs))
    if other_outcomes:
        blocks += [Heading(text="Other things you want to achieve"), Facts(rows=tuple(other_outcomes))]
    return _part("Your needs, and what you want to achieve" if aims else "Your needs", blocks)


def _met_by(plan: Plan, needs: set[str]) -> tuple[str, ...]:
    """The services that meet these needs, each once. An employer's costs count with their wages (DP-7)."""
    services = under_their_wages(plan.services)
    return tuple(
        dict.fromkeys(top.service for top, under in services if any(needs & set(line.needs) for line in (top, *under)))
    )


def how_much(line: ServiceLine, with_costs: bool) -> str:
    """BUD-3: how many units of a line a week, and at what price where `with_costs`; empty where the plan says none."""
    if line.units_a_week is None:
        return ""
    unit = line.unit or "unit"
    words = so_many_a_week(line.units_a_week, unit)
    if not with_costs or line.unit_cost is None:
        return words
    return f"{words}, at {pounds(line.unit_cost)} for each {unit if is_one_word(unit) else 'one'}"


def when_delivered(line: ServiceLine) -> tuple[str, ...]:
    """REC-2: on which days, at what times, and from when until when, as far as the plan says."""
    days = [name.value.capitalize() for name in line.days]
    each = " and ".join(part for part in (", ".join(days[:-1]), *days[-1:]) if part)
    begins = f"From {day(line.starts_on)}" if line.starts_on else ""
    ends = f"until {day(line.ends_on)}" if line.ends_on else ""
    spell = f"{begins} {ends}".strip()
    return tuple(part for part in (f"Each {each}" if each else "", *line.times, spell[:1].upper() + spell[1:]) if part)


def _services(plan: Plan, shared: frozenset[Section]) -> Part | None:
    """What will be done, and how it is managed. What a line costs is left out unless the budget is shared too."""
    if Section.SERVICES not in shared:
        return None
    with_costs = Section.BUDGET in shared
    providers = {provider.id: provider.name for provider in plan.providers}
    blocks: list[Block] = [costs(plan)] if with_costs and plan.services else []
    for line, under in under_their_wages(plan.services):
        facts = (
            ("What it is", lines_of(line.description)),
            ("How it is arranged", (MANAGED_WORDS[line.managed_by],)),
            ("How much", (how_much(line, with_costs),)),
            ("When", when_delivered(line)),
            (
                "Who provides it",
                tuple(
                    providers[provider]
                    for item in (line, *under)
                    for provider in item.delivered_by
                    if provider in providers
                ),
            ),
        )
        rows = [Fact(label=label, values=values) for label, values in facts if any(values)]
        rows += employers_costs(line, under, with_costs=with_costs)
        blocks += [Heading(text=line.service), Facts(rows=tuple(rows))]
    return _part("Your care and support", blocks)


def _direct_payment(
    plan: Plan,
    otherwise: tuple[LineOtherwise, ...],
    conditions: tuple[Condition, ...],
    shared: frozenset[Section],
    *,
    is_net: bool,
) -> Part | None:
    heading = "Your direct payment" if plan.uses_direct_payment else "About a direct payment"
    terms = payment_terms(plan, is_net=is_net)
    return _part(heading, about_the_payment(plan, terms, otherwise, conditions, shared))


def _reached_at(name: str, telephone: str, council_telephone: str) -> str:
    """WHO-5: how to reach the practitioner: by their own number, or by the council's."""
    number = f"telephone {telephone or council_telephone}" if telephone or council_telephone else ""
    return ", ".join(part for part in (name, number) if part)


def _people(plan: Plan, reached_at: str, *, whole: bool, services_shared: bool) -> Part | None:
    """Who is involved. A part copy names those who give care only if the services are shared."""
    people: list[tuple[str, tuple[str, ...]]] = []
    if reached_at:
        people.append(("Your social care practitioner", (reached_at,)))
    if whole:
        if plan.planned_by is not None:
            people.append(("Who planned it with you", (plan.planned_by.organisation,)))
        if plan.representative is not None:
            representative = plan.representative
            people.append(("Who acts for you", (f"{representative.name} ({representative.relationship})",)))
        if plan.advocate is not None:
            organisation = f", {plan.advocate.organisation}" if plan.advocate.organisation else ""
            people.append(("Your independent advocate", (plan.advocate.name + organisation,)))
    if services_shared:
        people.append(("Who cares for you", tuple(f"{carer.name} ({carer.relationship})" for carer in plan.carers)))
        people.append(("Who provides services", tuple(provider.name for provider in plan.providers)))
    rows = tuple(Fact(label=label, values=values) for label, values in people if values)
    return _part("Who is involved", [Facts(rows=rows)])


def _reviews(review_by: date | None, then_every_months: int, payment_review_by: date | None) -> list[Block]:
    """REV-1, REV-3: by when the plan is reviewed first, how often then, and by when its direct payment is."""
    often = at_least_every(then_every_months)
    sentence = (
        f"We will look at your plan again with you by {day(review_by)}, and then {often}."
        if review_by
        else f"We will look at your plan again with you {often}, and will tell you when."
    )
    payment = f" We will look at the direct payment with you by {day(payment_review_by)}." if payment_review_by else ""
    asking = "If things change, tell us. You can ask us to look at the plan, or to change it, at any time."
    return [Words(text=f"{sentence}{payment} {asking}"), Words(text=NEVER_LESS_BY_ITSELF)]
