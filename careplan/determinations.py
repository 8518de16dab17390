"""What an activity tells the workflow after running the rules.

These values enter the history and carry nothing personal.

Stored shapes: an older or newer version of this software may read them, so unknown fields are tolerated and new
fields have defaults.
"""

from datetime import datetime
from enum import StrEnum

from careplan.clocks import Clock
from careplan.lifecycle import Status
from careplan.messages import Answer
from careplan.wire import Stored


class Interim(StrEnum):
    """TIME-3, TIME-4: how far interim support has got. It only ever moves on, never back."""

    NONE = "none"
    NEED_ASKED = "need_asked"
    ASKED_FOR = "asked_for"
    ARRANGED = "arranged"


class Entry(Stored):
    """One line of a plan's timeline: what happened, when, by which role or system, under which rule."""

    at: datetime
    what: str
    by: str = ""
    rule: str = ""
    version: int = 0


class Determination(Stored):
    """What follows from one message or one rung.

    `answer`: what its sender is told. `status`, `version`: of the plan from now on. `clock`: the clock from now on, and
    None where nothing is waited for. `interim`: how far interim support has got. `open_tasks`: how many tasks for
    people are open. `to_deliver`: how many notices are queued but not sent yet. `entries`: for the timeline.
    """

    answer: Answer
    status: Status
    version: int
    clock: Clock | None = None
    interim: Interim = Interim.NONE
    open_tasks: int = 0
    to_deliver: int = 0
    entries: tuple[Entry, ...] = ()
    retry_faults: bool = False


class Situation(Stored):
    """What the workflow knows about a plan when it asks for a determination. `now` is the workflow's own clock."""

    plan_id: str
    status: Status
    version: int
    clock: Clock | None
    interim: Interim
    now: datetime
