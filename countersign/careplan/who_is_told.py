"""TELL-1, REC-1 · Who is written to about a plan: the person, their representative, or both.

Source: the procedure, "You should contact the person whose plan it is (or their representative)" and "Following the
sign off process the person must be given a written record". Both is the default; the plan records any other choice,
with its basis. A representative is written to only on the days on which they act, and whoever acts about money alone
only where that is the plan's choice. The written record always goes to the person.
"""

from datetime import date

from countersign.careplan.circumstances import Recipients
from countersign.careplan.notices import PERSON, REPRESENTATIVE, NoticeKind
from countersign.careplan.people import Representative, RepresentativeScope
from countersign.careplan.plan import Plan

KNOWS = frozenset({RepresentativeScope.CARE_AND_SUPPORT, RepresentativeScope.BEING_TOLD})
"""In what a representative acts who is told of a plan, where nothing else was chosen."""

WITH_THE_RECORD = frozenset({NoticeKind.AGREED})
"""REC-1: the notices with which the written record goes. They always go to the person."""


def who_is_told(plan: Plan, kind: NoticeKind, on: date) -> tuple[str, ...]:
    """TELL-1, REC-1: who is written to on a day: `person`, `representative`, or both. It is always somebody."""
    acts = plan.representative is not None and plan.representative.acts_on(on)
    if plan.written_to is None:
        to_the_representative = acts and _acts_in_more_than_money(plan.representative)
        who = Recipients.BOTH
    else:
        who = plan.written_to.who
        to_the_representative = acts and who is not Recipients.PERSON
    to_the_person = not to_the_representative or who is not Recipients.REPRESENTATIVE or kind in WITH_THE_RECORD
    return (*((PERSON,) if to_the_person else ()), *((REPRESENTATIVE,) if to_the_representative else ()))


def _acts_in_more_than_money(representative: Representative | None) -> bool:
    """Whether what is stated of a representative's scope lets them have the whole plan. Not stated: it does."""
    return representative is not None and (not representative.scope or bool(KNOWS.intersection(representative.scope)))
