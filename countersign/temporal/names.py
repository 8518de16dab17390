"""Ids and names that anyone with access to Temporal can see. None says anything about a person."""

import re

from temporalio.common import Priority, SearchAttributeKey

WORKFLOW = "PlanSignOff"
INTERIM_WORKFLOW = "InterimSupport"
TYPES = {"plan": WORKFLOW, "interim": INTERIM_WORKFLOW}
"""The type of each of a plan's two workflows, by how its id begins."""
TASK_QUEUE = "plan-sign-off"
ACKNOWLEDGE = "acknowledge"
"""The update that tells the sender of a submission whether it was accepted at the door."""
PLAN_SAYS = "plan_says"
INTERIM_SAYS = "interim_says"
"""The signals by which a plan's two workflows tell each other to look. The database has the truth."""
LOOK = "look"
"""The signal by which either of them is told that something was heard of its notices."""
BEGIN_ANEW = "begin_anew"
"""The signal by which `starter.py reconcile` has a workflow go on from what the database says, as a new run."""

FIRST, SECOND, THIRD, LAST = (Priority(priority_key=key) for key in (1, 2, 3, 5))
"""What goes first where much waits for a worker: urgent needs and interim support; decisions, resubmissions (which may
state urgent needs), and the next turn of each plan in hand; what else is determined about one; what is new."""

STATUS = SearchAttributeKey.for_keyword("PlanStatus")
TEAM = SearchAttributeKey.for_keyword("PlanTeam")
KIND = SearchAttributeKey.for_keyword("PlanKind")
SCHEME = SearchAttributeKey.for_keyword("PlanScheme")
VERSION = SearchAttributeKey.for_int("PlanVersion")
OWNER = SearchAttributeKey.for_keyword("PlanOwner")
DUE = SearchAttributeKey.for_datetime("PlanDueAt")
INTERIM = SearchAttributeKey.for_keyword("PlanInterim")
NEEDS_ATTENTION = SearchAttributeKey.for_bool("PlanNeedsAttention")
REFUSED_MESSAGES = SearchAttributeKey.for_int("PlanRefusedMessages")

SEARCH_ATTRIBUTES = (STATUS, TEAM, KIND, SCHEME, VERSION, OWNER, DUE, INTERIM, NEEDS_ATTENTION, REFUSED_MESSAGES)


def workflow_id(plan_id: str) -> str:
    """The id of a plan's workflow. A plan id is a UUID, so it says nothing about anyone."""
    return f"plan-{plan_id}"


def printing_queue(task_queue: str) -> str:
    """The task queue of the activities that print, beside the one of everything else."""
    return f"{task_queue}-printing"


def interim_id(plan_id: str) -> str:
    """The id of the workflow of a plan's interim support."""
    return f"interim-{plan_id}"


def plan_of(workflow: str, prefix: str) -> str:
    """The plan id in a workflow's id, which is whole `plan-<id>` or `interim-<id>`; empty for any other id."""
    plan = workflow.removeprefix(f"{prefix}-")
    return plan if plan != workflow and re.fullmatch(_PLAN_ID, plan) else ""


_PLAN_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
"""As `careplan.wire.PLAN_ID`, in the small letters in which a plan id is kept."""
