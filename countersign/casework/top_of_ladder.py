"""TIME-4 · Interim support that waits at the top of its ladder: by day, as often as the scheme says, and others too."""

from datetime import datetime

from countersign.careplan.clocks import PRACTITIONER, Clock, Wait
from countersign.careplan.ladders import StepKind
from countersign.careplan.notices import NoticeKind
from countersign.careplan.same_staff import is_among
from countersign.careplan.top_of_ladder import spared
from countersign.casework.case import Case
from countersign.casework.ladder import LINE_MANAGER, Level, Told, levels_of
from countersign.casework.to_staff import Dates

OF_INTERIM = frozenset({Wait.URGENT_NEEDS, Wait.ACKNOWLEDGED, Wait.ARRANGED, Wait.IN_PLACE, Wait.INTERIM_REVIEW})
"""The waits of interim support."""


def spare_the_top(case: Case, clock: Clock, last_told: datetime | None = None) -> Clock:
    """The clock, whose next step does not tell the top at night, nor again too soon.

    A reminder is for the owner of the wait, and tells the top too where nobody below is there.

    `last_told`: when the step before it was taken; it counts if that step told the top.
    """
    if clock.wait not in OF_INTERIM:
        return clock
    levels = levels_of(case, clock.owner, clock.person)
    top = len(levels) - 1
    start = 0 if clock.steps[0].kind is StepKind.REMIND else clock.climbed + 1
    if not _tells_the_top(case, levels, start):
        return clock
    return spared(clock, case.scheme.top_of_interim, last_told if clock.climbed >= top else None)


def _tells_the_top(case: Case, levels: tuple[Level, ...], start: int) -> bool:
    """Whether nobody below the top is there to be told, from the level `start` upwards."""
    return not any(_somebody_is_there(case, level) for level in levels[start:-1])


def _somebody_is_there(case: Case, level: Level) -> bool:
    if level.people:
        return any(case.is_registered(person) and not case.is_away(person) for person in level.people)
    return bool(case.on_duty(level.role))


def tell_others_too(case: Case, clock: Clock, kind: NoticeKind, told: Told, task: str) -> Told:
    """TIME-4: where the top was told of interim support that waits, tell everybody else whom the scheme names."""
    top = len(levels_of(case, clock.owner, clock.person)) - 1
    if clock.wait not in OF_INTERIM or told.reached != top:
        return told
    others: list[str] = []
    for role in case.scheme.top_of_interim.also:
        there = [person for person in _people(case, role) if not is_among(person, (*told.people, *others))]
        dates = Dates(due=clock.due, missed=case.missed_by(clock))
        others += case.tell_people(kind, there, task=task, status=case.status.value, **dates)
    return told._replace(people=(*told.people, *others))


def _people(case: Case, role: str) -> tuple[str, ...]:
    if role not in (PRACTITIONER, LINE_MANAGER):
        return tuple(contactable.person for contactable in case.on_duty(role))
    person = case.course.practitioner if role == PRACTITIONER else case.course.line_manager
    return (person,) if person and case.is_registered(person) and not case.is_away(person) else ()
