"""TIME-3, TIME-4, TIME-5 · Interim support: in which stage, after what, comes which stage. The one table of its life.

Source: the procedure, "interim services should be arranged" where there are urgent needs during an extended sign-off;
Care Act 2014 section 19(3). One arrangement for a plan at a time, however many things set it off. Only somebody's
decision ends it: no row here follows from a return, a dispute, a complaint, a withdrawal or a signature.
"""

from enum import StrEnum
from typing import NamedTuple

from careplan.clocks import Wait


class Interim(StrEnum):
    """How far interim support has got. `none`: never needed, or asked about and not needed."""

    NONE = "none"
    NEED_ASKED = "need_asked"
    ASKED_FOR = "asked_for"
    ACKNOWLEDGED = "acknowledged"
    ARRANGED = "arranged"
    IN_PLACE = "in_place"
    ENDED = "ended"


class InterimEvent(StrEnum):
    """What can happen to it."""

    ASKED_WHETHER = "asked_whether"
    ASKED_FOR = "asked_for"
    NO_URGENT_NEEDS = "no_urgent_needs"
    SETTLED = "settled"
    ACKNOWLEDGED = "acknowledged"
    ARRANGED = "arranged"
    STARTED = "started"
    CONTINUED = "continued"
    ENDED = "ended"


class InterimStep(NamedTuple):
    """One row: `before` + `event` → `after`, under `rule`."""

    before: Interim
    event: InterimEvent
    after: Interim
    rule: str


_WANTED = (Interim.ASKED_FOR, Interim.ACKNOWLEDGED, Interim.ARRANGED)

INTERIM_STEPS: tuple[InterimStep, ...] = (
    InterimStep(Interim.NONE, InterimEvent.ASKED_WHETHER, Interim.NEED_ASKED, "TIME-3"),
    InterimStep(Interim.NONE, InterimEvent.ASKED_FOR, Interim.ASKED_FOR, "TIME-3"),
    InterimStep(Interim.NEED_ASKED, InterimEvent.ASKED_FOR, Interim.ASKED_FOR, "TIME-3"),
    InterimStep(Interim.NEED_ASKED, InterimEvent.NO_URGENT_NEEDS, Interim.NONE, "TIME-3"),
    InterimStep(Interim.NEED_ASKED, InterimEvent.SETTLED, Interim.NONE, "TIME-3"),
    InterimStep(Interim.ASKED_FOR, InterimEvent.ACKNOWLEDGED, Interim.ACKNOWLEDGED, "TIME-4"),
    *(InterimStep(stage, InterimEvent.ARRANGED, Interim.ARRANGED, "TIME-4") for stage in _WANTED[:2]),
    *(InterimStep(stage, InterimEvent.STARTED, Interim.IN_PLACE, "TIME-4") for stage in _WANTED),
    InterimStep(Interim.IN_PLACE, InterimEvent.CONTINUED, Interim.IN_PLACE, "TIME-4"),
    *(InterimStep(stage, InterimEvent.ENDED, Interim.ENDED, "TIME-4") for stage in (*_WANTED, Interim.IN_PLACE)),
)

IN_WORDS: dict[Interim, str] = {
    Interim.NONE: "not asked for",
    Interim.NEED_ASKED: "being asked about",
    Interim.ASKED_FOR: "asked for",
    Interim.ACKNOWLEDGED: "acknowledged",
    Interim.ARRANGED: "arranged",
    Interim.IN_PLACE: "in place",
    Interim.ENDED: "ended",
}
"""Each stage as a sentence about interim support ends."""

OPEN = frozenset({Interim.NEED_ASKED, *_WANTED, Interim.IN_PLACE})
"""Stages in which somebody is waited for."""

WAIT_OF_STAGE: dict[Interim, Wait] = {
    Interim.NEED_ASKED: Wait.URGENT_NEEDS,
    Interim.ASKED_FOR: Wait.ACKNOWLEDGED,
    Interim.ACKNOWLEDGED: Wait.ARRANGED,
    Interim.ARRANGED: Wait.IN_PLACE,
    Interim.IN_PLACE: Wait.INTERIM_REVIEW,
}
"""TIME-1: what each open stage waits for; each has its own clock."""

_AFTER = {(row.before, row.event): row.after for row in INTERIM_STEPS}


def can(before: Interim, event: InterimEvent) -> bool:
    """Whether this may happen in this stage."""
    return (before, event) in _AFTER


def after(before: Interim, event: InterimEvent) -> Interim:
    """The stage that follows. Raises KeyError if the table has no such row: a defect, never a message's fault."""
    return _AFTER[before, event]


class PlanEvent(StrEnum):
    """What a plan's workflow tells that of its interim support."""

    NEEDS_KNOWN = "needs_known"
    NEEDS_NOT_KNOWN = "needs_not_known"
    SIGNED_OFF = "signed_off"
    LEFT = "left"
    DIED = "died"
    PLANNED_AGAIN = "planned_again"


STARTS_IT = frozenset({PlanEvent.NEEDS_KNOWN, PlanEvent.NEEDS_NOT_KNOWN})
"""What starts interim support, or the question whether it is needed, where there is none."""
