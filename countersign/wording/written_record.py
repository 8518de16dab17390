"""REC · The written record of a signed plan: what it says, in words for the person, as one model for every format.

Source: the procedure, "Following the sign off process the person must be given a written record of the Care and
Support Plan. It is important that the person understands: The Care and Support Plan; and How their personal budget has
been decided"; Care Act 2014 s.25 and s.26 for what it holds.

The record is a document of headings, paragraphs, lists and tables, already in words. HTML, print and plain text are
all made from this document, so none can say more or less than another. No template ever sees the plan itself, so a part
of the plan that was left out (SHARE-7) is in no format. The record holds no date of birth, address, e-mail or telephone
number of the person or of anyone close to them, and none of the references (N1, S1) that tie one part to another.
"""

from datetime import date

from countersign.careplan.consent import Section
from countersign.careplan.figures import day
from countersign.careplan.payment_terms import payment_terms
from countersign.careplan.plan import Plan, PlanKind
from countersign.careplan.sender import Sender, shown
from countersign.careplan.wire import Stored
from countersign.wording.as_decided import AsDecided
from countersign.wording.budget_in_words import about_the_budget
from countersign.wording.document import Block, Part, Words
from countersign.wording.isolates import isolate, isolated
from countersign.wording.on_one_page import on_one_page
from countersign.wording.payment_in_words import about_the_payment
from countersign.wording.peoples_words import paragraphs
from countersign.wording.plain_words import SECTION_WORDS, at_least_every, mid_sentence
from countersign.wording.record_parts import (
    WHAT_ELSE,
    about_you,
    if_something_goes_wrong,
    needs_and_outcomes,
    part,
    people,
    services,
    who_has_a_copy,
)
from countersign.wording.sender_in_words import complaints_in_words
from countersign.wording.to_send_back import to_send_back

NEVER_LESS_BY_ITSELF = "Looking at the plan does not change the budget by itself."
"""REV-4, in the words of the record."""


class WrittenRecord(Stored):
    """The record of a signed version, whole or in part."""

    plan_id: str
    """It stands in no words: a page keeps it where only software looks."""

    reference: str
    """The plan's reference, which can be read out."""

    person_name: str

    version: int
    """The version that was signed."""

    agreed_on: date

    council: str
    """The council's name."""

    department: str
    """The department whose record it is."""

    title: str

    is_part: bool = False
    """Whether it is a part copy."""

    left_out: tuple[Section, ...] = ()
    """The sections that a part copy lacks; empty where it does not say what is missing (SHARE-8)."""

    notice: tuple[str, ...] = ()
    """What a part copy says about what it lacks; empty in the whole record."""

    opening: tuple[Block, ...]
    """What stands before the parts: whose plan it is, and when it was agreed."""

    first: Part | None = None
    """The plan on one page; None in a part copy."""

    parts: tuple[Part, ...]

    to_send_back: Part | None = None
    """The page to tick and return; in the person's own record alone."""


def written_record(
    plan: Plan,
    decided: AsDecided,
    *,
    sections: tuple[Section, ...] | None = None,
    says_what_is_missing: bool = True,
    is_the_persons: bool = False,
) -> WrittenRecord:
    """REC-1, REC-2: the record of `plan`, which must be the version that was signed, as it was decided.

    `sections`: for a part copy, the sections that are shared (SHARE-7); None for the whole record. What is not shared
    never enters the record: it only names the sections, and not even these without `says_what_is_missing` (SHARE-8).
    `is_the_persons`: it is for the person themself, and for whoever acts for them.
    """
    plan = isolated(plan)
    shared = frozenset(Section) if sections is None else frozenset(sections)
    left_out = tuple(section for section in Section if section not in shared)
    kind = "support plan" if plan.kind is PlanKind.CARER else "care and support plan"
    title = f"Your {kind}" if is_the_persons else f"{kind[0].upper()}{kind[1:]}"
    parts = (
        about_you(plan, shared),
        needs_and_outcomes(plan, shared, is_the_persons=is_the_persons),
        services(plan, shared),
        _budget(plan, decided, shared),
        _direct_payment(plan, decided, shared) if Section.SERVICES in shared else None,
        part(WHAT_ELSE, paragraphs(plan.advice) if Section.NEEDS in shared else []),
        if_something_goes_wrong(plan, decided, shared),
        people(plan, decided, shared),
        who_has_a_copy(decided) if is_the_persons else None,
        part("How it was decided, and reviews", _decided_and_reviewed(decided)),
        part("If you are not happy", _if_not_happy(decided.sender)),
        part("If you need this in another way", [Words(text=_other_ways(decided.sender))]),
    )
    return WrittenRecord(
        plan_id=plan.plan_id,
        reference=decided.reference,
        person_name=plan.person.name,
        version=decided.version,
        agreed_on=decided.agreed_on,
        council=decided.sender.council,
        department=decided.sender.department,
        title=title + " (part copy)" if left_out else title,
        is_part=bool(left_out),
        left_out=left_out if says_what_is_missing else (),
        notice=_part_copy_notice(left_out, says_what_is_missing=says_what_is_missing),
        opening=_opening(plan, decided, is_the_persons=is_the_persons),
        first=None if left_out else on_one_page(plan, decided),
        parts=tuple(each for each in parts if each is not None),
        to_send_back=to_send_back(isolate(plan.person.name), decided) if is_the_persons else None,
    )


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


def _opening(plan: Plan, decided: AsDecided, *, is_the_persons: bool) -> tuple[Block, ...]:
    name, on = isolate(plan.person.name), day(decided.agreed_on)
    if is_the_persons:
        return (Words(text=f"{isolate(plan.person.greeting)}, this is your plan as it was agreed on {on}."),)
    return (Words(text=f"This is a copy of a plan that was agreed on {on}. “You” means {name}."),)


def _budget(plan: Plan, decided: AsDecided, shared: frozenset[Section]) -> Part | None:
    if Section.BUDGET not in shared:
        return None
    return part("Your personal budget", about_the_budget(plan, shared, decided.reached_at_number))


def _direct_payment(plan: Plan, decided: AsDecided, shared: frozenset[Section]) -> Part | None:
    heading = "Your direct payment" if plan.uses_direct_payment else "About a direct payment"
    terms = payment_terms(plan, is_net=decided.is_net)
    return part(heading, about_the_payment(plan, terms, decided.otherwise, decided.conditions, shared))


def _decided_and_reviewed(decided: AsDecided) -> list[Block]:
    """Who agreed it and when; REV-1, REV-3: by when the plan, and its direct payment, are reviewed, and how often."""
    agreed = f"The plan was agreed on {day(decided.agreed_on)}"
    agreed += f" by our {mid_sentence(decided.agreed_by)}." if decided.agreed_by else "."
    often, first = at_least_every(decided.then_every_months), decided.review_by
    sentence = (
        f"We will look at your plan again with you by {day(first)}, and then {often}."
        if first
        else f"We will look at your plan again with you {often}, and will tell you when."
    )
    by = decided.payment_review_by
    payment = f" We will look at the direct payment with you by {day(by)}." if by else ""
    asking = "If things change, tell us. You can ask us to look at the plan, or to change it, at any time."
    which = f"{agreed} This is version {decided.version} of it, and its reference is {decided.reference}."
    return [Words(text=which), Words(text=f"{sentence}{payment} {asking} {NEVER_LESS_BY_ITSELF}")]


def _if_not_happy(sender: Sender) -> list[Block]:
    first, *others = complaints_in_words(sender).splitlines()
    texts = (f"You have the right to complain. {first}", " ".join(others), _your_information(sender))
    return [Words(text=text) for text in texts]


def _your_information(sender: Sender) -> str:
    """UK GDPR articles 13, 15 to 18 and 77 (check): what somebody may ask about what is held of them, and whom."""
    asked, commissioner = sender.data_protection, sender.information_commissioner
    return (
        f"You can ask us what we hold about you, and to put right what is wrong. Write to {asked.email}. How we use "
        f"what we hold is at {shown(asked.web)}. If you are not happy with how we use it, you can go to "
        f"{commissioner.name[:1].lower()}{commissioner.name[1:]}: {commissioner.telephone}, {shown(commissioner.web)}."
    )


def _other_ways(sender: Sender) -> str:
    return (
        "We can give you this record in large print, easy read, plain text, braille, audio or British Sign Language. "
        f"We can arrange {sender.interpreters}, or for somebody to go through it with you. Ring {sender.telephone}, or "
        f"text {sender.text_message}."
    )
