"""Ids and names that anyone with access to Temporal can see. None says anything about a person."""

from temporalio.common import SearchAttributeKey

WORKFLOW = "PlanSignOff"
INTERIM_WORKFLOW = "InterimSupport"
TASK_QUEUE = "plan-sign-off"
ACKNOWLEDGE = "acknowledge"
"""The update that tells the sender of a submission whether it was accepted at the door."""
PLAN_SAYS = "plan_says"
INTERIM_SAYS = "interim_says"
"""The signals by which a plan's two workflows speak to each other."""

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


def interim_id(plan_id: str) -> str:
    """The id of the workflow of a plan's interim support."""
    return f"interim-{plan_id}"
