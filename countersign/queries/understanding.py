"""REC-3 · What a brief shows of the person's understanding: what is stated, the advocate's duty, and the support."""

from collections.abc import Mapping
from datetime import date, datetime

from countersign.careplan.clocks import Wait
from countersign.careplan.plan import Plan
from countersign.careplan.understanding import AdvocateConsidered, AdvocateDuty, Difficulty, Support, advocate_duty
from countersign.casework.kept import PlanState
from countersign.queries.view import View
from countersign.wording.without_names import without_names


class SupportSeen(View):
    """REC-3: the support that was given."""

    what: str

    given_on: date

    advocate: AdvocateConsidered

    about_the_advocate: str


class UnderstandingSeen(View):
    """REC-3: whether the person has substantial difficulty, and what is done about it, without names."""

    has_difficulty: bool | None
    """None where it is not stated."""

    difficulties: tuple[Difficulty, ...]

    in_words: str

    duty: AdvocateDuty
    """Whether an independent advocate must be arranged (Care Act 2014 s.67)."""

    why: str
    """Why that is so, without a full stop."""

    due_at: datetime | None
    """By when support is to be recorded; none where none is waited for."""

    support: SupportSeen | None
    """The support that was given; none while none was recorded."""


def understanding_seen(state: PlanState, plan: Plan, due: Mapping[str, datetime]) -> UnderstandingSeen:
    """What is stated by now, in the plan or since. `due`: by when each wait that is open is due, by its name."""
    stated = state.understanding.stated if state.understanding else None
    duty = advocate_duty(stated)
    given = state.understanding.support if state.understanding else None
    return UnderstandingSeen(
        has_difficulty=stated.so if stated else None,
        difficulties=stated.difficulties if stated else (),
        in_words=without_names(stated.in_words, plan) if stated else "",
        duty=duty.duty,
        why=duty.why,
        due_at=due.get(Wait.UNDERSTANDING.value),
        support=_support_seen(given, plan) if given else None,
    )


def _support_seen(given: Support, plan: Plan) -> SupportSeen:
    return SupportSeen(
        what=without_names(given.what, plan),
        given_on=given.given_on,
        advocate=given.advocate,
        about_the_advocate=without_names(given.about_the_advocate, plan),
    )
