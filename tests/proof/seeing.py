"""What can be seen of a plan after a step of a story: the queries of both workflows and the tables, at one moment."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from countersign.careplan.clocks import Clock, Wait
from countersign.careplan.messages import INTERIM_MESSAGES
from countersign.careplan.messages.declaring import Workflow
from countersign.casework.determinations import Determination
from countersign.casework.happenings import Happening
from countersign.casework.status import PlanStatus
from countersign.store.tables import (
    CopyRow,
    DecisionRow,
    InterimRow,
    MessageRow,
    NoticeRow,
    PlanRow,
    RecordRow,
    StepTakenRow,
    TaskRow,
    WaitRow,
)
from tests.proof.world import World

OF_INTERIM = frozenset({Wait.URGENT_NEEDS, Wait.ACKNOWLEDGED, Wait.ARRANGED, Wait.IN_PLACE, Wait.INTERIM_REVIEW})
"""The waits of interim support. All others are the plan's."""


class Determined(NamedTuple):
    """One determination about the plan or its interim support: its moment, its cause, and the clocks that then run."""

    of_interim: bool
    at: datetime
    cause: str
    clocks: tuple[Clock, ...]


@dataclass
class Seen:
    """Everything that can be seen of a plan at one moment, while nothing is going on."""

    world: World
    now: datetime
    plan: PlanStatus | None
    plan_runs: bool
    interim: PlanStatus | None
    interim_runs: bool
    row: PlanRow | None
    messages: list[MessageRow]
    record: list[RecordRow]
    steps_taken: list[StepTakenRow]
    waits: list[WaitRow]
    arrangements: list[InterimRow]
    notices: list[NoticeRow]
    tasks: list[TaskRow]
    decisions: list[DecisionRow]
    copies: list[CopyRow]

    @cached_property
    def determined(self) -> list[Determined]:
        """Every determination, in order."""
        found: list[Determined] = []
        for row in sorted(self.messages, key=lambda row: row.received_at):
            determined = Determination.model_validate(json.loads(row.determination))
            clocks = determined.standing.clocks
            waits = {clock.wait for clock in clocks}
            of_interim = bool(waits & OF_INTERIM) or row.name in INTERIM_MESSAGES or row.name == "plan"
            if row.name == "rung":
                of_interim = Wait(row.message_id.split("/")[1].partition(":")[0]) in OF_INTERIM
            found.append(Determined(of_interim, row.received_at, row.message_id, clocks))
        return found

    def left_to_do(self) -> list[TaskRow]:
        """The open tasks of the plan's own workflow."""
        return [task for task in self.tasks if task.done_at is None and task.workflow is Workflow.PLAN]

    def has_died_at(self) -> datetime | None:
        """When a report that the person has died was first accepted."""
        for entry in self.record:
            if entry.event in {Happening.ENDED, Happening.INTERIM_ENDS} and entry.what.endswith(" died"):
                return entry.at
        return None

    def clocks(self) -> list[tuple[bool, Clock]]:
        """Every clock of both workflows, each with whether it belongs to interim support."""
        found: list[tuple[bool, Clock]] = []
        if self.plan is not None and self.plan_runs:
            found += [(False, clock) for clock in self.plan.clocks]
        if self.interim is not None and self.interim_runs:
            found += [(True, clock) for clock in self.interim.clocks]
        return found

    def once_possible(self, moment: datetime) -> datetime:
        """The moment; or, if it lies in an outage, the end of the outage."""
        for begins, ends in self.world.outages:
            if begins <= moment <= ends:
                moment = ends
        return moment


def look(world: World) -> Seen:
    """Look at everything, once nothing is going on any more."""
    plan, clocks = world.plan, world.clocks
    plan_runs, interim_runs = (workflow in clocks.running for workflow in (Workflow.PLAN, Workflow.INTERIM))
    return Seen(
        world=world,
        now=world.now,
        plan=clocks.statuses.get(Workflow.PLAN),
        plan_runs=plan_runs,
        interim=clocks.statuses.get(Workflow.INTERIM) if interim_runs else None,
        interim_runs=interim_runs,
        row=next(iter(plan.rows(PlanRow)), None),
        messages=plan.rows(MessageRow),
        record=plan.rows(RecordRow),
        steps_taken=sorted(plan.rows(StepTakenRow), key=lambda step: step.taken_at),
        waits=plan.rows(WaitRow),
        arrangements=plan.rows(InterimRow),
        notices=plan.rows(NoticeRow),
        tasks=plan.rows(TaskRow),
        decisions=plan.rows(DecisionRow),
        copies=plan.rows(CopyRow),
    )
