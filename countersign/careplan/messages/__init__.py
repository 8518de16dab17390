"""Every message that a case system may send about a plan, and the shape of every answer.

A message is a JSON object with a `message_id`, who sent it and when, and the plan that it is about (WHO-2). It arrives
as a Temporal signal, or as an update of the same name, which returns an answer. No message can edit a plan, its
services or its budget (ROUTE-7): a plan changes only when a new version is resubmitted. Each message is declared in the
module of its subject, beside its fields.
"""

from countersign.careplan.messages import (
    amendments,
    anytime,
    copies,
    decisions,
    information,
    interim,
    leaving,
    meetings,
    payment,
    people,
    post,
    returning,
    reviews,
    understanding,
    upkeep,
)
from countersign.careplan.messages.declaring import Sent, Workflow, declared_in

MESSAGES: dict[str, type[Sent]] = declared_in(
    decisions,
    leaving,
    anytime,
    people,
    post,
    copies,
    information,
    meetings,
    payment,
    returning,
    reviews,
    amendments,
    understanding,
    upkeep,
    interim,
)
"""Each message by the name of its signal, which is the name of its update too."""

PLAN_MESSAGES = {name: model for name, model in MESSAGES.items() if model.declared.goes_to is Workflow.PLAN}
"""Messages to a plan's own workflow, `plan-<plan id>`."""

INTERIM_MESSAGES = {name: model for name, model in MESSAGES.items() if model.declared.goes_to is Workflow.INTERIM}
"""Messages to the workflow of a plan's interim support, `interim-<plan id>`."""
