"""ROUTE-3 · A plan on its way to a panel or call: it is referred there, missed, called off, moved; one is extra."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.careplan.evidence import Said
from countersign.careplan.lifecycle import Status
from countersign.careplan.messages.declaring import ANSWERS_FOR_IT, Declared, Message, Relation, Workflow
from countersign.careplan.wire import Day, Flag, Version
from countersign.careplan.working_time import moment_of


class MissedBecause(StrEnum):
    """Why a panel or call could not decide a plan."""

    NOT_HELD = "not_held"
    NOT_QUORATE = "not_quorate"
    NOT_REACHED = "not_reached"

    CALLED_OFF = "called_off"
    """It is called off before it begins. Only whoever speaks for it calls it off."""


class ReportMissedMeeting(Message):
    """ROUTE-3, TIME-2: the panel or call did not decide this plan: it goes to the next level, and to the next meeting.

    If nobody reports it, the meeting's own clock finds out.
    """

    declared = Declared(
        name="report_missed_meeting",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.SPEAKER, Relation.CLERK, Relation.ROLE}) | ANSWERS_FOR_IT,
        why_they="they are there, or wait for what comes of it (ROUTE-3)",
        states=frozenset({Status.AWAITING_DECISION}),
        not_now="The plan is {status}, and waits for no panel or call.",
        when=(
            "while the plan waits for a panel or call, and once that should have begun. Before that it can only be "
            "called off, and only by whoever speaks for it (ROUTE-3)"
        ),
    )

    held_on: Day
    """The day of the meeting, held or not."""

    because: MissedBecause

    why: Said
    """What happened, in words."""


class MoveMeeting(Message):
    """ROUTE-3, ROUTE-6: the panel or call that the plan waits for is moved, or an extra one held.

    The person is invited anew.

    One message is sent to each plan that waits for it.
    """

    declared = Declared(
        name="move_meeting",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.SPEAKER, Relation.CLERK}),
        why_they="the sitting is of whoever speaks for it, or keeps its papers (ROUTE-3)",
        states=frozenset({Status.AWAITING_DECISION}),
        not_now="The plan is {status}, and waits for no panel or call.",
        when=(
            "before the panel or call begins, to before the next one of its calendar, and early enough for the person "
            "to be invited anew (ROUTE-3, ROUTE-12)"
        ),
    )

    held_on: Day
    """The day of the panel or call that the plan waits for."""

    to_day: Day
    """The day on which it is held instead; or the day of the extra one."""

    to_time: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    """When it begins then, London time, such as 14:30."""

    is_extra: Flag = False
    """Whether it is an extra one: that of `held_on` takes place as well, without this plan."""

    why: Said
    """Why, in words."""

    @property
    def to(self) -> datetime:
        """When it begins then (UTC)."""
        return moment_of(self.to_day, time.fromisoformat(self.to_time))


class ReferTo(StrEnum):
    """ROUTE-3: where an authoriser refers a plan that is too complex for them."""

    UP = "up"
    """To the next role above the authoriser's own that may decide the plan alone."""

    PANEL_OR_CALL = "panel_or_call"
    """To the scheme's panel or call for what is very complex."""


class ReferUp(Message):
    """ROUTE-3: whoever is to decide the plan finds it too complex to decide, and refers it up or to the panel or call.

    No lower role decides it from then on, nor a later version of it. No date moves.
    """

    declared = Declared(
        name="refer_up",
        workflows=(Workflow.PLAN,),
        sent_by=frozenset({Relation.DECIDER}),
        why_they="whoever is to decide it finds it too complex (ROUTE-3)",
        states=frozenset({Status.AWAITING_DECISION}),
        not_now="Version {version} is {status}: it is not waiting for a decision.",
        about="version",
        when="while the plan waits for one person's decision, and not for a panel or call (ROUTE-3)",
    )

    version: Version
    """The version in hand."""

    to: ReferTo

    why: Said
    """What makes it too complex."""
