"""Real plans, as many as are wanted: the worked case of Clare as it was finally agreed, each time with new ids.

It has a carer and a provider who both get a copy. Each plan is in words of its own: were they all the same, the second
record would come in good part from what the PDF library remembers of the first.
"""

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from countersign.careplan.content import content_sha256
from countersign.careplan.plan import Plan

EXAMPLES = Path(__file__).parent.parent / "examples"

A_SENTENCE = 4
"""Spaces in a text: names, amounts and references have fewer."""

RECIPIENTS = (
    "submitted/person",
    "agreed/person",
    "copy/C1",
    "copy/P1",
    "awaiting_decision/tm-201",
    "outcome/sw-1042",
)
"""Every notice that the rules ask for on the straight path: kind and recipient."""


def _example(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


_SUBMISSION = _example("clare-1-submission")
_PLAN = _example("clare-3-resubmission")["plan"]
_DECISION = _example("clare-4-agreed")


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _in_words_of_its_own(value: Any, word: str) -> Any:  # noqa: ANN401  # JSON
    """The same JSON with a word put before every text that is a sentence or more."""
    if isinstance(value, str):
        return f"{word} {value}" if value.count(" ") >= A_SENTENCE else value
    if isinstance(value, dict):
        given = cast("dict[str, object]", value)
        return {key: _in_words_of_its_own(each, word) for key, each in given.items()}
    if isinstance(value, list):
        return [_in_words_of_its_own(each, word) for each in cast("list[object]", value)]
    return value


def new_plan_id() -> str:
    """An id that no plan has."""
    return str(uuid.uuid4())


def submission(plan_id: str) -> dict[str, Any]:
    """The message that starts a plan."""
    return {**_SUBMISSION, "message_id": f"submit-{plan_id}", "sent_at": _now(), "plan": _plan(plan_id)}


def _plan(plan_id: str) -> dict[str, Any]:
    return {**_in_words_of_its_own(_PLAN, plan_id[:8]), "plan_id": plan_id}


def decision(plan_id: str) -> dict[str, Any]:
    """The message that agrees it."""
    named = {"plan_id": plan_id, "version": 1, "content_sha256": content_sha256(Plan.model_validate(_plan(plan_id)))}
    return {**_DECISION, **named, "message_id": f"decide-{plan_id}", "sent_at": _now()}
