"""What is seen of a plan after every step of a story: the queries of both workflows, and the tables, at one moment."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from careplan.clocks import Clock, Wait
from careplan.determinations import Determination
from careplan.messages import INTERIM_MESSAGES
from store.tables import (
    CopyRow,
    DecisionRow,
    InterimRow,
    MessageRow,
    NoticeRow,
    PlanRow,
    RecordRow,
    RungRow,
    TaskRow,
    WaitRow,
)
from tests.proof.world import World
from workflows.state import PlanStatus

OF_INTERIM = frozenset({Wait.URGENT_NEEDS, Wait.ACKNOWLEDGED, Wait.ARRANGED, Wait.IN_PLACE, Wait.INTERIM_REVIEW})
"""Waits of interim support: the others are the plan's."""


class Determined(NamedTuple):
    """What was determined of interim support or of the plan: when, because of what, and the clocks that run then."""

    of_interim: bool
    at: datetime
    cause: str
    clocks: tuple[Clock, ...]


@dataclass
class Seen:
    """All that can be seen of a plan at one moment, with nothing going on."""

    world: World
    now: datetime
    plan: PlanStatus | None
    plan_runs: bool
    interim: PlanStatus | None
    interim_runs: bool
    row: PlanRow | None
    messages: list[MessageRow]
    record: list[RecordRow]
    rungs: list[RungRow]
    waits: list[WaitRow]
    arrangements: list[InterimRow]
    notices: list[NoticeRow]
    tasks: list[TaskRow]
    decisions: list[DecisionRow]
    copies: list[CopyRow]

    @cached_property
    def determined(self) -> list[Determined]:
        """Everything that was determined, in order."""
        found: list[Determined] = []
        for row in sorted(self.messages, key=lambda row: row.received_at):
            determined = Determination.model_validate(json.loads(row.determination))
            waits = {clock.wait for clock in determined.clocks}
            of_interim = bool(waits & OF_INTERIM) or row.name in INTERIM_MESSAGES or row.name == "plan"
            if row.name == "rung":
                of_interim = Wait(row.message_id.split("/")[1].partition(":")[0]) in OF_INTERIM
            found.append(Determined(of_interim, row.received_at, row.message_id, determined.clocks))
        return found

    def left_to_do(self) -> list[TaskRow]:
        """The open tasks of the plan's own workflow."""
        return [task for task in self.tasks if task.done_at is None and task.workflow == "plan"]

    def has_died_at(self) -> datetime | None:
        """When it was first accepted that the person has died."""
        for entry in self.record:
            if entry.what.startswith("Ended: died") or "it ends, person died" in entry.what:
                return entry.at
        return None

    def clocks(self) -> list[tuple[bool, Clock]]:
        """Every clock of both workflows, and whether it is interim support's."""
        found: list[tuple[bool, Clock]] = []
        if self.plan is not None and self.plan_runs:
            found += [(False, clock) for clock in self.plan.clocks]
        if self.interim is not None and self.interim_runs:
            found += [(True, clock) for clock in self.interim.clocks]
        return found

    def once_possible(self, moment: datetime) -> datetime:
        """A moment, or the end of the outage in which it lies."""
        for begins, ends in self.world.outages:
            if begins <= moment <= ends:
                moment = ends
        return moment


def look(world: World) -> Seen:
    """See everything, once nothing goes on any more."""
    plan, runs = world.plan, {each.of_interim for each in world.running()}
    return Seen(
        world=world,
        now=world.now,
        plan=world.statuses.get(False),
        plan_runs=False in runs,
        interim=world.statuses.get(True) if True in runs else None,
        interim_runs=True in runs,
        row=next(iter(plan.rows(PlanRow)), None),
        messages=plan.rows(MessageRow),
        record=plan.rows(RecordRow),
        rungs=sorted(plan.rows(RungRow), key=lambda rung: rung.taken_at),
        waits=plan.rows(WaitRow),
        arrangements=plan.rows(InterimRow),
        notices=plan.rows(NoticeRow),
        tasks=plan.rows(TaskRow),
        decisions=plan.rows(DecisionRow),
        copies=plan.rows(CopyRow),
    )
