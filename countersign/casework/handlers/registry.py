"""Which function handles which message, in which workflow."""

from collections.abc import Callable
from typing import Any, TypeVar

from countersign.careplan.messages.answers import Refused
from countersign.careplan.messages.declaring import Sent, Workflow
from countersign.casework.case import Accepted, Case

Handler = Callable[[Case, Any], Accepted | Refused]
"""Does what a message asks for, or says why not. By then the form, workflow, state and sender have been checked."""

_HANDLERS: dict[tuple[Workflow, str], Handler] = {}

_Function = TypeVar("_Function", bound=Handler)


def handles(model: type[Sent], *workflows: Workflow) -> Callable[[_Function], _Function]:
    """Register the function below for a message. `workflows`: the ones it is for, if not every one that takes it."""

    def register(function: _Function) -> _Function:
        declared = model.declared
        for workflow in workflows or declared.workflows:
            if (workflow, declared.name) in _HANDLERS:
                raise ValueError(f"{declared.name} is handled twice in the {workflow} workflow")
            _HANDLERS[workflow, declared.name] = function
        return function

    return register


def handler_of(workflow: Workflow, name: str) -> Handler | None:
    """The function that handles a message in a workflow; None if that workflow does not take it."""
    return _HANDLERS.get((workflow, name))
