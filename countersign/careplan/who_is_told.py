"""TELL-1, TELL-8, REC-1 · Who is written to about a plan: the person, their representative, or both.

Source: the procedure, "You should contact the person whose plan it is (or their representative)" and "Following the
sign off process the person must be given a written record". Both is the default; the plan records any other choice,
with its basis. A representative is written to only on the days on which they act, and whoever acts about money alone
only where that is the plan's choice. The written record always goes to the person, but where a recorded decision lets
the representative receive it for them. Who gets what is one table: `countersign.careplan.who_gets_a_copy`.
"""

from datetime import date

from countersign.careplan.circumstances import Recipients, SafeguardingKind
from countersign.careplan.notices import ADVOCATE, PERSON, REPRESENTATIVE, THE_PERSONS, NoticeKind
from countersign.careplan.people import Representative, RepresentativeScope
from countersign.careplan.plan import Plan
from countersign.careplan.who_gets_a_copy import Answer, Capacity, Decided, Default, Gets, Given, Who, who_gets

KNOWS = frozenset({RepresentativeScope.CARE_AND_SUPPORT, RepresentativeScope.BEING_TOLD})
"""In what a representative acts who is told of a plan, where nothing else was chosen."""

WITH_THE_RECORD = frozenset({NoticeKind.AGREED})
"""REC-1: the notices with which the written record goes. They always go to the person, or whoever receives for them."""


def who_is_told(plan: Plan, kind: NoticeKind, on: date) -> tuple[str, ...]:
    """TELL-1, REC-1: who is written to on a day: `person`, `representative`, or both. It is always somebody.

    `plan`: with its people as they are now.
    """
    to_the_representative = _is_written_to(plan, on) and the_record_for(plan, REPRESENTATIVE, on).gets is not Gets.HELD
    only_they = (
        to_the_representative and plan.written_to is not None and plan.written_to.who is Recipients.REPRESENTATIVE
    )
    if kind in WITH_THE_RECORD:
        only_they = to_the_representative and the_record_for(plan, PERSON, on).gets is Gets.NONE
    return (*(() if only_they else (PERSON,)), *((REPRESENTATIVE,) if to_the_representative else ()))


def the_record_for(plan: Plan, whom: str, on: date) -> Answer:
    """REC-1, TELL-8: what the table of copies says of the written record, for `person` or `representative`.

    It is their own, so no decision about sharing and no scheme's default bears on it. What it holds back of the record
    it holds back of every letter to them: an address at which it is not safe to write is so for each.
    """
    who = Who.REPRESENTATIVE if whom == REPRESENTATIVE else Who.PERSON
    if who is Who.PERSON and _is_received_for_them(plan, on):
        who = Who.RECEIVED_FOR
    return who_gets(Given(who, Decided.NOTHING, Capacity.NOT_STATED, mark_on(plan, whom), Default.FULL))


def is_safe_to_write_to(plan: Plan, whom: str, on: date) -> bool:
    """TELL-8: whether no safeguarding mark holds back what would go to somebody.

    Of the person and their representative the table says so; of their advocate, who is told that they have the plan
    (REC-3), any mark; of others, a mark that it is not safe to write there.
    """
    if whom in THE_PERSONS:
        return the_record_for(plan, whom, on).gets is not Gets.HELD
    if whom == ADVOCATE:
        return mark_on(plan, whom) is None
    return mark_on(plan, whom) is not SafeguardingKind.ADDRESS_NOT_SAFE


def mark_on(plan: Plan, whom: str) -> SafeguardingKind | None:
    """TELL-8: the safeguarding mark that names somebody. Of several: that it is not safe to write to them there."""
    named = {mark.kind for mark in plan.safeguarding if mark.about == whom}
    return SafeguardingKind.ADDRESS_NOT_SAFE if SafeguardingKind.ADDRESS_NOT_SAFE in named else min(named, default=None)


def record_is_for(plan: Plan, on: date) -> str:
    """REC-4: on whose record sign-off waits: the person's, or that of whoever receives it for them."""
    return PERSON if PERSON in who_is_told(plan, NoticeKind.AGREED, on) else REPRESENTATIVE


def _is_received_for_them(plan: Plan, on: date) -> bool:
    """REC-1: whether a recorded decision lets the representative receive the record for the person, who then may."""
    chosen = plan.written_to
    is_decided = chosen is not None and chosen.receives_record and chosen.who is Recipients.REPRESENTATIVE
    return is_decided and _is_written_to(plan, on) and mark_on(plan, REPRESENTATIVE) is None


def _is_written_to(plan: Plan, on: date) -> bool:
    """TELL-1: whether the representative acts on that day, and is chosen, or is told where nothing is chosen."""
    acts = plan.representative is not None and plan.representative.acts_on(on)
    if plan.written_to is None:
        return acts and _acts_in_more_than_money(plan.representative)
    return acts and plan.written_to.who is not Recipients.PERSON


def _acts_in_more_than_money(representative: Representative | None) -> bool:
    """Whether what is stated of a representative's scope lets them have the whole plan. Not stated: it does."""
    return representative is not None and (not representative.scope or bool(KNOWS.intersection(representative.scope)))
