"""Reads a message as it came: within the bounds first, then its form. Every door reads it here.

TIME-3: urgent needs are taken whatever time their report says: where it is no moment, or one that has not come, they
count as sent when they came. No other message says that it was sent at a time that has not come: what is said later
counts (`countersign.careplan.said_later`), so it would undo what is said until then.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import ValidationError

from countersign.careplan.bounds import beyond
from countersign.careplan.messages.declaring import Sent
from countersign.careplan.said_later import sent_ahead
from countersign.careplan.staff import StaffForm
from countersign.careplan.submission import Problem, misshapen_references, problems_of_form
from countersign.careplan.wire import moment_of


def read_message(
    model: type[Sent], raw: object, came: datetime, form: StaffForm | None = None
) -> tuple[Sent | None, tuple[Problem, ...]]:
    """The message, or everything that is wrong with its form. `raw`: a decoded JSON value. `came`: when it came.

    `form`: the installation's form of references for staff; None for any.
    """
    too_large = beyond(raw)
    if too_large:
        return None, tuple(Problem("", fault) for fault in too_large)
    try:
        message = model.model_validate(_as_it_came(model, raw, came))
    except ValidationError as error:
        return None, problems_of_form(error)
    ahead = sent_ahead(message.sent_at, came)
    if ahead:
        return None, (Problem("sent_at", ahead),)
    misshapen = misshapen_references(message, form) if form else ()
    return (None, misshapen) if misshapen else (message, ())


def _as_it_came(model: type[Sent], raw: object, came: datetime) -> object:
    """The message; a report of urgent needs with the time at which it came, where its own is no moment or ahead."""
    if not model.declared.starts_interim or not isinstance(raw, Mapping):
        return raw
    fields = cast("Mapping[str, Any]", raw)
    sent_at = moment_of(fields.get("sent_at"))
    return fields if sent_at and not sent_ahead(sent_at, came) else {**fields, "sent_at": came.isoformat()}
