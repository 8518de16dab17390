"""TIME-3, TIME-4, TIME-5 · Interim support: its stages, and which event leads from which stage to which.

Source: the procedure, "interim services should be arranged" where there are urgent needs during an extended sign-off;
Care Act 2014 section 19(3). One arrangement for a plan at a time, however many things set it off. Only somebody's
decision ends it: no row of the table below follows from a return, a dispute, a complaint, a withdrawal or a signature.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from countersign.careplan.clocks import Wait
from countersign.careplan.service_line import ServiceLine


class Interim(StrEnum):
    """How far interim support has got."""

    NONE = "none"
    """Nobody asked about it, or somebody asked and it was not needed."""

    NEED_ASKED = "need_asked"
    ASKED_FOR = "asked_for"
    ACKNOWLEDGED = "acknowledged"
    ARRANGED = "arranged"
    IN_PLACE = "in_place"
    ENDED = "ended"


NOT_ARRANGED = frozenset({Interim.NONE, Interim.NEED_ASKED, Interim.ASKED_FOR, Interim.ACKNOWLEDGED})
"""Where urgent needs are known, nobody has arranged anything for them yet."""


class InterimEvent(StrEnum):
    """What can happen to interim support."""

    ASKED_WHETHER = "asked_whether"
    ASKED_FOR = "asked_for"
    NO_URGENT_NEEDS = "no_urgent_needs"
    SETTLED = "settled"
    ACKNOWLEDGED = "acknowledged"
    ARRANGED = "arranged"
    STARTED = "started"
    CONTINUED = "continued"
    ENDED = "ended"


def starts_only_on(services: Iterable[ServiceLine], on: date) -> date | None:
    """TIME-4: the day on which the first service starts, where none can have started by `on`; None where one can.

    A service of which no first day is stated can have started.
    """
    starts = [line.starts_on for line in services]
    first = min((day for day in starts if day is not None), default=None)
    return first if first is not None and first > on and None not in starts else None


class InterimStep(NamedTuple):
    """One row of the table: in a stage, an event leads to another stage."""

    before: Interim
    """The stage before the event."""

    event: InterimEvent
    """What happens."""

    after: Interim
    """The stage after the event."""

    rule: str
    """The id of the rule that the row rests on."""


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
"""Each stage in words that end a sentence: "Interim support is …"."""

OPEN = frozenset({Interim.NEED_ASKED, *_WANTED, Interim.IN_PLACE})
"""The stages in which we wait for somebody to act."""

WAIT_OF_STAGE: dict[Interim, Wait] = {
    Interim.NEED_ASKED: Wait.URGENT_NEEDS,
    Interim.ASKED_FOR: Wait.ACKNOWLEDGED,
    Interim.ACKNOWLEDGED: Wait.ARRANGED,
    Interim.ARRANGED: Wait.IN_PLACE,
    Interim.IN_PLACE: Wait.INTERIM_REVIEW,
}
"""TIME-1: what each open stage waits for. Each wait has a clock of its own."""

_AFTER = {(row.before, row.event): row.after for row in INTERIM_STEPS}


def can(before: Interim, event: InterimEvent) -> bool:
    """Whether an event may happen in a stage."""
    return (before, event) in _AFTER


def after(before: Interim, event: InterimEvent) -> Interim:
    """The stage after an event. Raises KeyError if the table has no such row: our defect, never a message's fault."""
    return _AFTER[before, event]


class PlanEvent(StrEnum):
    """What a plan's own workflow tells the workflow of its interim support."""

    NEEDS_KNOWN = "needs_known"
    NEEDS_NOT_KNOWN = "needs_not_known"
    SIGNED_OFF = "signed_off"
    LEFT = "left"
    DIED = "died"
    PLANNED_AGAIN = "planned_again"


STARTS_IT = frozenset({PlanEvent.NEEDS_KNOWN, PlanEvent.NEEDS_NOT_KNOWN})
"""The events that start interim support, or the question whether it is needed, where there is none yet."""
