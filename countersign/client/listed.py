"""A plan as the server lists it, by its search attributes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from temporalio.client import WorkflowExecution
from temporalio.common import SearchAttributeKey

from countersign.temporal import names


@dataclass(frozen=True)
class ListedPlan:
    """A plan found by its search attributes."""

    plan: str

    open: bool
    """Whether its workflow runs."""

    attributes: Mapping[str, object]
    """The search attributes that it has, by name, in the order of `names.SEARCH_ATTRIBUTES`."""

    def text_of(self, key: SearchAttributeKey[Any]) -> str:
        """One attribute as text; empty if the plan does not have it."""
        return str(self.attributes.get(key.name, ""))

    @property
    def due(self) -> datetime | None:
        """When the plan's state is due."""
        due = self.attributes.get(names.DUE.name)
        return due if isinstance(due, datetime) else None

    @property
    def needs_attention(self) -> bool:
        """Whether a task for a person is open."""
        return bool(self.attributes.get(names.NEEDS_ATTENTION.name))

    def as_fields(self) -> dict[str, object]:
        """For machines: one field for each attribute."""
        return {"plan": self.plan, "open": self.open, **self.attributes}


def attributes_of(execution: WorkflowExecution) -> dict[str, object]:
    """Those of our search attributes that an execution has, by name, in the order of `names.SEARCH_ATTRIBUTES`."""
    given = execution.typed_search_attributes
    values = ((key.name, given.get(cast("SearchAttributeKey[str]", key))) for key in names.SEARCH_ATTRIBUTES)
    return {name: value for name, value in values if value is not None}
