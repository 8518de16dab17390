"""ROUTE-3, ROUTE-11 · Reads the list of what one sitting of a panel or call decided: one `decide` for each plan.

The list says once who was there and who reports it. Each entry becomes a whole message, as a case system would send it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from pydantic import Field, TypeAdapter, ValidationError

from countersign.careplan.decision_parts import MeetingRecord
from countersign.careplan.messages.decisions import Decide
from countersign.careplan.messages.declaring import Sender
from countersign.careplan.submission import Problem, problems_of_form
from countersign.careplan.wire import Incoming, PlanId

MOST = 200
"""The most plans that one sitting may decide."""

ONCE = ("meeting", "sent_by", "sent_at")
"""Fields that the list says once and no entry repeats."""

NO_PLAN = "00000000-0000-4000-8000-000000000000"
"""Stands for a plan whose id is wrong, so that the rest of its entry can be read."""

ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


class SittingList(Incoming):
    """The list as written. Each decision has `plan_id`, `message_id`, `version`, and the rest of a `decide`."""

    meeting: MeetingRecord
    sent_by: Sender
    decisions: tuple[dict[str, Any], ...] = Field(min_length=1, max_length=MOST)


class Entry(NamedTuple):
    """One decision of the list: its place, its plan, and the whole message except when it is sent."""

    where: str
    plan_id: str
    decide: Decide
    raw: Mapping[str, Any]

    def message(self, sent_at: datetime) -> dict[str, Any]:
        """The message as it is sent at this moment."""
        return {**self.raw, "sent_at": sent_at.isoformat()}


def read_sitting(raw: object) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Read a list: returns its entries, or everything that is wrong with the list and with each entry."""
    if not isinstance(raw, Mapping):
        return (), (Problem("", "is not one JSON object"),)
    whole = cast("Mapping[str, Any]", raw)
    problems: list[Problem] = []
    try:
        SittingList.model_validate(whole)
    except ValidationError as error:
        # What is wrong with an entry is reported for the whole entry, below.
        problems += [problem for problem in problems_of_form(error) if not problem.where.startswith("decisions.")]
    decisions = whole.get("decisions")
    entries: list[Entry] = []
    for number, decision in enumerate(cast("list[Any]", decisions) if isinstance(decisions, list) else [], start=1):
        where = f"decisions[{number}]"
        if not isinstance(decision, Mapping):
            problems.append(Problem(where, "is not one JSON object"))
            continue
        entry = _entry(where, cast("Mapping[str, Any]", decision), whole, problems)
        entries += [entry] if entry else []
    problems += _said_twice(entries)
    return (() if problems else tuple(entries)), tuple(problems)


def _entry(where: str, decision: Mapping[str, Any], whole: Mapping[str, Any], problems: list[Problem]) -> Entry | None:
    """One entry as a message; or None, after adding its faults to `problems`. Faults of the list are not repeated."""
    problems += [Problem(f"{where}.{key}", "stands once, above the decisions") for key in ONCE if key in decision]
    raw = {key: value for key, value in decision.items() if key not in ONCE}
    raw |= {"meeting": whole.get("meeting"), "sent_by": whole.get("sent_by")}
    plan_id = _plan_id(where, decision, problems)
    try:
        decide = Decide.model_validate({**raw, "plan_id": plan_id or NO_PLAN, "sent_at": ANY_TIME})
    except ValidationError as error:
        problems += [
            problem
            for problem in problems_of_form(error, where)
            if problem.where.split(".")[1:2] not in (["meeting"], ["sent_by"])
        ]
        return None
    return Entry(where, plan_id, decide, raw) if plan_id else None


def _plan_id(where: str, decision: Mapping[str, Any], problems: list[Problem]) -> str:
    if "plan_id" not in decision:
        problems.append(Problem(f"{where}.plan_id", "is missing"))
        return ""
    try:
        return TypeAdapter[str](PlanId).validate_python(decision["plan_id"])
    except ValidationError as error:
        problems += problems_of_form(error, f"{where}.plan_id")
        return ""


def _said_twice(entries: list[Entry]) -> list[Problem]:
    """Entries that repeat a plan or a message id: one sitting decides a plan once, and each message has its own id."""
    problems: list[Problem] = []
    plans: dict[str, str] = {}
    ids: dict[str, str] = {}
    for entry in entries:
        first = plans.setdefault(entry.plan_id, entry.where)
        if first != entry.where:
            problems.append(Problem(f"{entry.where}.plan_id", f"is decided in {first} already"))
        first = ids.setdefault(entry.decide.message_id, entry.where)
        if first != entry.where:
            problems.append(Problem(f"{entry.where}.message_id", f"is that of {first}: each message has its own"))
    return problems
